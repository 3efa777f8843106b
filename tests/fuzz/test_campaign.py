"""The fuzzer itself: the same inputs for the same seed, and every kind of fault told."""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.fuzz import broken, child
from tests.fuzz.bundle import bundle, unbundled
from tests.fuzz.campaign import Campaign, Finding, minimal
from tests.fuzz.facts_doors import doors as facts_doors
from tests.fuzz.grammar import GRAMMARS
from tests.fuzz.mutate import MAX_BYTES, mutated
from tests.fuzz.sources import OWN, Sample, canaries, leaks
from tests.fuzz.table import doors

BROKEN = broken.__name__


def campaign(name: str) -> Campaign:
    one = Campaign(3, (name,), BROKEN)
    one.rounds(lambda: True, twice=1)
    return one


@pytest.mark.parametrize("name", list(doors()))
def test_inputs_hang_on_seed_and_number_alone(name: str) -> None:
    door = doors()[name]
    samples = [door.sample(1, number) for number in range(4)]
    assert samples == [door.sample(1, number) for number in range(4)]
    assert samples != [door.sample(2, number) for number in range(4)]
    assert all(type(one.data) is bytes and one.name for one in samples)


def test_mutants_are_bounded_and_differ() -> None:
    found = {mutated(Random(number), b"one\ntwo\n" * 9, [b"other"], [b"token"]) for number in range(200)}
    assert len(found) > 150
    assert max(map(len, found)) <= MAX_BYTES
    assert mutated(Random(1), b"", [], []) is not None


def test_grammars_make_what_parses_as_well_as_what_does_not() -> None:
    taken = 0
    for number in range(60):
        try:
            compile(GRAMMARS["python"](Random(number)), "x", "exec", dont_inherit=True, flags=1024)
        except (SyntaxError, ValueError):
            continue
        except SyntaxWarning:
            pass
        taken += 1
    assert 10 < taken < 60


def test_keys_are_planted_in_some_inputs() -> None:
    door = next(one for one in facts_doors() if one.id == "facts/ini")
    assert 10 < sum(leaks(door.sample(1, number).data) for number in range(100)) < 60
    assert len(set(canaries())) == 12


def test_bundles_hold_what_was_put_in_and_stay_below_the_root() -> None:
    files = {"a/b": b"1\n2", "c": b""}
    assert unbundled(bundle(files)) == {b"a/b": b"1\n2", b"c": b""}
    assert unbundled(bundle({"/../a//./b\0": b"x", "..": b"y"})) == {b"a/b": b"x"}
    assert unbundled(b"no mark") == {}


def test_what_raises_is_told_with_its_first_input() -> None:
    found = campaign("raises")
    (one,) = found.findings.values()
    assert one.what.startswith("AssertionError at ")
    assert one.what.endswith(": a shout")
    assert found.tallies["raises"].faults == one.count >= 1
    assert found.tallies["raises"].inputs == 6
    assert found.smaller(one).data == b"!"


def test_a_crash_costs_its_input_and_no_other() -> None:
    found = campaign("crashes")
    tally = found.tallies["crashes"]
    assert (tally.inputs, tally.faults, tally.hangs) == (6, 0, 0)
    assert 1 <= tally.crashes < 6
    (one,) = found.findings.values()
    assert one.what == "Lost: the worker process died"


def test_a_hang_is_stopped_by_its_processor_time() -> None:
    found = campaign("hangs")
    tally = found.tallies["hangs"]
    assert (tally.inputs, tally.crashes, tally.faults) == (6, 0, 0)
    assert tally.hangs >= 1
    assert tally.slowest[0] >= 0.15


def test_what_hangs_on_the_process_is_told() -> None:
    (one,) = campaign("differs").findings.values()
    assert one.what == "another process came to another result"
    assert not campaign("keeps").findings


def test_minimal_inputs_keep_what_fails() -> None:
    data = b"\n".join(b"line %d" % number for number in range(100)) + b"x" * 50 + b"[" + b"y" * 50
    assert minimal(data, lambda one: b"[" in one) == b"["
    assert minimal(b"abc", lambda one: False) == b"abc"


def test_a_given_input_is_tried_alone() -> None:
    found = Campaign(3, ("raises",), BROKEN)
    finding = Finding("raises", "AssertionError at elsewhere: a shout", Sample("x", b"ab!"), 0)
    assert found.smaller(finding).data == b"ab!"


def test_the_long_run_prints_a_table_and_writes_what_it_found(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "0", "--seed", "3", "--out", str(tmp_path), "--table", BROKEN]
        + ["--door", "raises", "--door", "keeps"],
        cwd=OWN,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    assert "raises" in done.stdout
    assert "2 kinds" not in done.stdout
    assert "of 1 kinds" in done.stdout
    (sample,) = tmp_path.glob("*.bin")
    assert sample.read_bytes() == b"!"
    assert "a shout" in sample.with_suffix(".txt").read_text()
    assert child.TABLE == "tests.fuzz.table"

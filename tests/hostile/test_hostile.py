"""Audits of hostile trees: each ends well, harms nothing, and hides nothing.

The trees are built when the test runs. Each stands beside two sound Python files, which must
be analysed in full whatever lies next to them.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.hostile import judge
from tests.hostile.cases import CASES, TREES
from tests.hostile.harness import Outcome, audit
from tests.hostile.place import Case, Place

SAMPLE = 4
"""One tree in so many is audited by default, the others with ``--slow``."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield Place(tmp_path / "area")
    # Some trees are deeper than what removes temporary folders can go.
    subprocess.run(["rm", "-rf", str(tmp_path / "area")], check=True)


def first(place: Place, folder: Path) -> Outcome:
    """As users do it: from within the tree, with a cache."""
    environment = {"HOME": str(place.home), "TMPDIR": str(place.temporary), "PYTHONHASHSEED": "1"}
    options = ("--jobs", "1", "--cache-dir", str(folder / "cache"))
    return audit(".", folder / "first", place.root, environment, *options)


def second(place: Place, folder: Path) -> Outcome:
    """From elsewhere, by another hash seed, locale and number of processes, without a cache."""
    environment = {"HOME": str(place.home), "TMPDIR": str(place.temporary), "PYTHONHASHSEED": "2"}
    environment |= {"LC_ALL": "C", "TZ": "Asia/Kathmandu"}
    return audit(
        str(place.root), folder / "second", place.elsewhere, environment, "--jobs", "2", "--no-cache"
    )


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(tree, id=tree.id, marks=[pytest.mark.slow] if tree.slow or at % SAMPLE else [])
        for at, tree in enumerate(TREES)
    ],
)
def test_a_hostile_tree(tree: Case, place: Place, tmp_path: Path) -> None:
    examine(tree, place, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("case", [pytest.param(case, id=case.id) for case in CASES if case.shared])
def test_a_hostile_case_alone(case: Case, place: Place, tmp_path: Path) -> None:
    examine(case, place, tmp_path)


def examine(case: Case, place: Place, folder: Path) -> list[Outcome]:
    """Build a tree, audit it twice, and judge what came of it."""
    case.build(place)
    before = judge.footprint(place)
    with case.during(place) if case.during else nullcontext():
        outcomes = [run(place, folder) for run in (first, second)]
    assert not place.canary.exists()
    for outcome in outcomes:
        judge.survived(outcome)
        judge.keeps_secrets(outcome, place.secrets)
        judge.hides_nothing(outcome)
        judge.documents_hold(outcome)
        report = json.loads(outcome.artefacts["reports/audit.json"])
        if not case.secondary:
            judge.heals(report)
        if case.during is None:
            judge.accounts_for(report, os.fsencode(place.root))
    if case.during is None:
        assert judge.footprint(place) == before
        judge.same(*outcomes)
    return outcomes


def test_the_cases_are_many_and_distinct() -> None:
    names = [case.id for case in CASES]
    assert len(set(names)) == len(names) >= 500
    assert len({tree.id for tree in TREES}) == len(TREES) >= 200

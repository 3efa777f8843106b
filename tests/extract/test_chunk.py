"""The workers' side, called in this process."""

import os
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import msgspec
import pytest

from codex_audit.domain.facts import NO_WORDS, FileFacts, LintFacts, PythonFacts, Tier, Vocabulary
from codex_audit.extract import chunk, lint, serve
from codex_audit.extract.identity import code_digest, tool_digest, versions
from codex_audit.extract.messages import FACTS, RESULTS, Task
from codex_audit.extract.programs import ruff_program
from codex_audit.workers.programs import Running
from tests import trees


def handle(root: Path, *paths: str, **more: object) -> list[tuple[object, FileFacts | None]]:
    task = Task(
        os.fsencode(root),
        tuple(map(os.fsencode, paths)),
        tool_digest(b"", NO_WORDS),
        None,
        ruff_program(str(root)),
        **more,
    )
    results = RESULTS.decode(serve.handle(msgspec.msgpack.encode(task)))
    return [(one.reading, FACTS.decode(one.blob) if one.blob else None) for one in results]


def test_a_file_that_vanished_is_skipped_with_a_reason(tmp_path: Path) -> None:
    ((reading, facts),) = handle(tmp_path, "gone.py")
    assert reading.skipped
    assert facts is None


def test_careful_reading_parses_nothing(tmp_path: Path) -> None:
    trees.write({"a.py": "def f(): pass\n", "b.md": "# B\n"}, tmp_path)
    (python, first), (_, second) = handle(tmp_path, "a.py", "b.md", careful=True)
    assert first == FileFacts((PythonFacts(tier=Tier.TEXT, encoding="unknown"),))
    assert second == FileFacts()
    assert python.key == b""


def test_an_extractor_that_fails_costs_only_its_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from codex_audit.registry import discover

    def fail(source: object) -> None:
        raise ValueError("the repository's own text")

    broken = [
        one if one.id != "secrets" else type(one)(one.id, one.produces, one.accepts, fail)
        for one in discover("facts")
    ]
    monkeypatch.setattr(chunk, "discover", lambda family: broken)
    trees.write({"a.py": "x = 1\n"}, tmp_path)
    ((_, facts),) = handle(tmp_path, "a.py")
    assert facts is not None
    assert facts.get(PythonFacts) is not None
    assert [(one.plugin, one.message) for one in facts.problems] == [("secrets", "failed with ValueError")]


def test_an_analyzer_that_fails_costs_only_its_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from codex_audit.registry import file_analyzers

    def fail(facts: object) -> None:
        raise KeyError("the repository's own text")

    broken = [
        one if one.id != "stubs" else type(one)(one.id, one.rules, one.needs, fail)
        for one in file_analyzers()
    ]
    monkeypatch.setattr(chunk, "file_analyzers", lambda: broken)
    trees.write({"a.py": "def f(x):\n    return eval(x)\n"}, tmp_path)
    ((_, facts),) = handle(tmp_path, "a.py")
    assert facts is not None
    assert [finding.rule for finding in facts.findings] == ["lint/eval"]
    assert [(one.plugin, one.message) for one in facts.problems] == [("stubs", "failed with KeyError")]


def test_where_ruff_fails_on_a_batch_each_file_gets_its_own_chance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trees.write(dict.fromkeys(("a.py", "b.py", "c.py", "d.py"), "eval('1')\n"), tmp_path)
    running = lint._running

    def fragile(program: str, arguments: list[str]) -> AbstractContextManager[Running]:
        fails = any(one.endswith("c.py") for one in arguments)
        return nullcontext(Running(None)) if fails else running(program, arguments)

    monkeypatch.setattr(lint, "_running", fragile)
    results = handle(tmp_path, "a.py", "b.py", "c.py", "d.py")
    hits = [facts.get(LintFacts) is not None for _, facts in results if facts]
    assert hits == [True, True, False, True]
    third = results[2][1]
    assert third is not None
    assert [one.plugin for one in third.problems] == ["ruff"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (os.fsdecode(b"\xff.py"), b"eval(input())\n"),
        ("line\nbreak.py", b"eval(input())\n"),
        ("latin.py", b"# coding: latin-1\nx = '\xe9'\neval(input())\n"),
    ],
)
def test_odd_names_and_encodings_are_judged_all_the_same(tmp_path: Path, name: str, text: bytes) -> None:
    (tmp_path / name).write_bytes(text)
    ((_, facts),) = handle(tmp_path, name)
    assert facts is not None
    hits = facts.get(LintFacts)
    assert hits is not None
    assert [(hit.code, hit.text) for hit in hits.hits if hit.code == "S307"] == [("S307", "eval(input())")]
    assert facts.problems == ()


def test_versions_name_what_can_change_a_result() -> None:
    python, dependencies = versions()
    assert python.startswith("3.")
    assert "ruff" in dependencies
    assert code_digest() == code_digest()
    assert tool_digest(b"", NO_WORDS) != tool_digest(b"x", NO_WORDS)
    assert tool_digest(b"", NO_WORDS) != tool_digest(b"", Vocabulary(names=frozenset({"lora"})))

"""Extraction in worker processes: merging, caching, and files that cost a worker its life."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from codex_audit.domain.artifact import Kind, Role
from codex_audit.domain.facts import NO_WORDS, LintFacts, PythonFacts, Tier
from codex_audit.domain.git import Branch, Commit, History
from codex_audit.extract.deal import extract
from codex_audit.extract.identity import tool_digest
from codex_audit.extract.messages import TASKS, HistoryTask, Task, pack_history, unpack_history
from codex_audit.extract.programs import ruff_program
from codex_audit.extract.serve import handle
from codex_audit.project.roles import roles
from codex_audit.repository.cache import Cache
from codex_audit.repository.walk import walk
from codex_audit.workers.pool import Lost, Pool
from tests import trees
from tests.repository import gitrepo


def facts_of(
    root: Path,
    cache: Cache | None = None,
    jobs: int = 2,
    pool: type = Pool,
    history: HistoryTask | None = None,
):
    tree = walk(str(root), frozenset())
    cache = cache or Cache(None)
    ruff = ruff_program(str(root))
    with pool(handle, jobs=jobs, programs=[ruff, *filter(None, [gitrepo.GIT])]) as workers:
        return extract(
            Task(os.fsencode(root), (), tool_digest(b"", NO_WORDS), cache.path, ruff),
            tree,
            workers,
            cache=cache,
            roles=roles([entry.path for entry in tree.entries]),
            jobs=jobs,
            started_ns=time.time_ns(),
            history=history,
        )


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return trees.write(trees.LIBRARY, tmp_path / "tree")


def test_files_come_in_path_order_with_their_facts(library: Path) -> None:
    found = facts_of(library)
    assert [artifact.path for artifact in found.snapshot] == sorted(trees.LIBRARY)
    core = found.files["src/parcels/core.py"]
    python, lint = core.get(PythonFacts), core.get(LintFacts)
    assert python is not None
    assert python.tier is Tier.AST
    assert lint is not None
    assert {hit.code for hit in lint.hits} >= {"S307", "B006"}
    assert any(finding.rule == "lint/eval" for finding in core.findings)
    assert found.failures == ()


def test_one_job_and_many_give_the_same(library: Path) -> None:
    assert facts_of(library, jobs=1) == facts_of(library, jobs=3)


def test_kinds_links_and_unreadable_files(tmp_path: Path) -> None:
    tree = {
        "script": "#!/usr/bin/env python3\nprint('x')\n",
        "data.bin": b"\0\1\2",
        "note": "plain\n",
        "big.py": b"x = 1\n" * 900_000,
        "empty.py": "",
    }
    root = trees.write(tree, tmp_path / "tree")
    (root / "link.py").symlink_to("empty.py")
    found = facts_of(root)
    by_path = {artifact.path: artifact for artifact in found.snapshot}
    assert (by_path["script"].kind, by_path["script"].language, by_path["script"].tier) == (
        Kind.CODE,
        "Python",
        "ast",
    )
    assert (by_path["data.bin"].kind, by_path["data.bin"].lines) == (Kind.BINARY, None)
    assert by_path["note"].kind is Kind.TEXT
    assert (by_path["big.py"].sha256, by_path["big.py"].lines) == (None, 900_000)
    assert by_path["big.py"].tier == "text"
    assert (by_path["link.py"].kind, by_path["link.py"].target) == (Kind.LINK, "empty.py")
    assert by_path["empty.py"].role is Role.SOURCE


def test_the_cache_gives_the_same_facts(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = time.time() - 3600
    for path in library.rglob("*"):
        os.utime(path, (old, old))
    monkeypatch.setattr("codex_audit.repository.cache.RACY_NS", -(10**18))
    cache = Cache(str(tmp_path / "cache"))
    cold = facts_of(library, cache)

    class Idle(Pool):
        def submit(self, tag: int, payload: bytes, seconds: float | None = None) -> None:
            raise AssertionError("a file was read again")

    assert facts_of(library, cache, pool=Idle) == cold
    cache.close()


def test_the_cache_serves_copies_by_content(library: Path, tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "cache"))
    first = facts_of(library, cache)
    copy = trees.write(trees.LIBRARY, tmp_path / "copy")
    assert facts_of(copy, cache) == first
    cache.close()


def test_broken_cache_entries_are_read_anew(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codex_audit.repository.cache.RACY_NS", -(10**18))
    cache = Cache(str(tmp_path / "cache"))
    first = facts_of(library, cache)
    assert cache._database is not None
    cache._database.execute("UPDATE facts SET blob = x'c1'")
    cache._database.commit()
    assert facts_of(library, cache) == first
    cache.close()


class Deadly:
    """A pool in which each task that holds the deadly file is lost."""

    clock = False
    mortal = "half.py"
    careful_too = False

    def __init__(self, handler, **kwargs) -> None:
        self.handler = handler
        self.waiting: list[tuple[int, bytes]] = []

    def __enter__(self):
        return self

    def __exit__(self, *args) -> None:
        pass

    def submit(self, tag: int, payload: bytes, seconds: float) -> None:
        assert seconds > 0
        self.waiting.append((tag, payload))

    def results(self):
        while self.waiting:
            tag, payload = self.waiting.pop(0)
            task = TASKS.decode(payload)
            if isinstance(task, HistoryTask):
                yield tag, Lost("the worker process died")
                continue
            deadly = self.mortal.encode() in task.paths and (self.careful_too or not task.careful)
            yield tag, Lost("the worker process died", clock=self.clock) if deadly else self.handler(payload)


def test_a_deadly_file_costs_only_itself(tmp_path: Path) -> None:
    root = trees.write(trees.BROKEN, tmp_path / "tree")
    whole = facts_of(root)
    found = facts_of(root, pool=Deadly)
    assert [failure.path for failure in found.failures] == ["half.py"]
    assert "half.py" in {artifact.path for artifact in found.snapshot}
    python = found.files["half.py"].get(PythonFacts)
    assert python is not None
    assert python.tier is Tier.TEXT
    for path in set(trees.BROKEN) - {"half.py"}:
        assert found.files[path] == whole.files[path]
    assert not found.clocked


def test_a_file_that_cannot_even_be_read_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = trees.write(trees.BROKEN, tmp_path / "tree")
    monkeypatch.setattr(Deadly, "careful_too", True)
    monkeypatch.setattr(Deadly, "clock", True)
    found = facts_of(root, pool=Deadly)
    assert [skipped.path for skipped in found.snapshot.skipped] == ["half.py"]
    assert len(found.failures) == 2
    assert found.clocked


def test_what_a_deadly_file_left_is_not_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = trees.write(trees.BROKEN, tmp_path / "tree")
    monkeypatch.setattr("codex_audit.repository.cache.RACY_NS", -(10**18))
    cache = Cache(str(tmp_path / "cache"))
    facts_of(root, cache, pool=Deadly)
    assert facts_of(root, cache) == facts_of(root)
    cache.close()


@gitrepo.needs_git
def test_the_history_comes_with_the_facts(library: Path) -> None:
    gitrepo.init(library, "-b", "trunk")
    gitrepo.git(library, "add", ".")
    gitrepo.commit(library, "Begin")
    found = facts_of(library, history=HistoryTask(os.fsencode(library), 10, 30, 30.0))
    assert [branch.name for branch in found.history.branches] == ["trunk"]
    assert found.history.churn["src/parcels/core.py"] == 1
    assert found.failures == ()


def test_a_history_that_costs_its_worker_is_unknown(library: Path) -> None:
    found = facts_of(library, pool=Deadly, history=HistoryTask(os.fsencode(library), 10, 30, 30.0))
    assert found.history.unknown == ("reading the git data failed",)
    assert [str(failure.step) for failure in found.failures] == ["1.2:Read branches and history"]


def test_a_history_crosses_whole() -> None:
    odd = os.fsdecode(b"caf\xe9.py")
    tip = Commit("a" * 40, 7, odd)
    history = History(
        head=tip.id, branches=(Branch(odd, tip, 1, None, 2),), churn={odd: 3}, unknown=("x",), shallow=True
    )
    assert unpack_history(pack_history(history)) == history


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="the program is not installed")
def test_digests_are_those_of_the_standard_program(tmp_path: Path) -> None:
    import email

    root = tmp_path / "tree"
    shutil.copytree(Path(email.__file__).parent, root)
    (root / "binary").write_bytes(bytes(range(256)) * 100)
    (root / "empty").write_bytes(b"")
    found = {artifact.path: artifact.sha256 for artifact in facts_of(root).snapshot}
    assert len(found) > 20
    lines = subprocess.run(
        ["sha256sum", *found], cwd=root, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert {line[66:]: line[:64] for line in lines} == found

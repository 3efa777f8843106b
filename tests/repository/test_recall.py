"""Recognising a run of which nothing has changed."""

import os
import time
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from codex_audit.cli._terminal import Silent
from codex_audit.domain.run import Request, Summary
from codex_audit.domain.settings import Settings
from codex_audit.pipeline import run
from codex_audit.repository.cache import Cache
from codex_audit.repository.recall import recall, remember, run_key
from codex_audit.repository.walk import walk
from tests import trees

LATER = time.time_ns() + 10**12


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    root = trees.write(trees.LIBRARY, tmp_path / "tree")
    trees.commit(root)
    return Request(
        str(root),
        str(tmp_path / "out"),
        "2024-05-06T07:08:09Z",
        1,
        str(tmp_path / "cache"),
        b"p",
        "p",
        Settings(),
    )


def key(request: Request, tool: bytes = b"tool", started: int = LATER) -> bytes | None:
    return run_key(request, walk(request.root, request.own), tool, started)


def test_everything_that_a_run_reads_is_part_of_its_key(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(request_.root)
    first = key(request_)
    assert first is not None
    assert key(request_) == first
    others = [
        key(request_, b"other"),
        key(replace(request_, timestamp="2025-05-06T07:08:09Z")),
        key(replace(request_, prompt=b"q")),
        key(replace(request_, settings=Settings(isolated=True))),
        key(replace(request_, output="/elsewhere")),
        key(replace(request_, jobs=2)),
    ]
    with monkeypatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "7")
        others.append(key(request_))
    trees.git(root, "branch", "side")
    others.append(key(request_))
    (root / "new.py").write_text("")
    others.append(key(request_))
    assert first not in others
    assert len(set(others)) == len(others)


def test_a_clock_that_the_user_did_not_name_is_no_part_of_it(request_: Request) -> None:
    loose = replace(request_, fixed_time=False)
    assert key(loose) == key(replace(loose, timestamp="2025-05-06T07:08:09Z"))


def test_a_tree_that_changed_just_now_has_no_key(request_: Request) -> None:
    assert key(request_, started=time.time_ns()) is None


def test_outside_git_and_with_broken_git_data(request_: Request) -> None:
    with_git = key(request_)
    (Path(request_.root) / ".git/config").write_bytes(b"\0[")
    broken = key(request_)
    os.rename(Path(request_.root) / ".git", Path(request_.root).parent / "git")
    assert len({with_git, broken, key(request_)}) == 3


def test_a_run_is_recalled_only_while_its_artefacts_stand(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path / "cache"))
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.md").write_text("a")
    one = Summary("n", 1, 2, 0, {"high": 1}, (), (), True, ("a.md",))
    assert recall(cache, b"k", str(tmp_path / "out")) is None
    remember(cache, b"k", str(tmp_path / "out"), one)
    assert recall(cache, b"k", str(tmp_path / "out")) == msgspec.structs.replace(one, recalled=True)
    (tmp_path / "out/a.md").write_text("b")
    assert recall(cache, b"k", str(tmp_path / "out")) is None
    assert recall(cache, b"k", str(tmp_path / "gone")) is None
    cache.store_artefacts(b"k", b"\xc1")
    assert recall(cache, b"k", str(tmp_path / "out")) is None
    cache.close()


def test_a_second_run_touches_nothing(request_: Request, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codex_audit.repository.recall.RACY_NS", -(10**18))
    monkeypatch.setattr("codex_audit.repository.cache.RACY_NS", -(10**18))
    first = run(request_, Silent())
    before = {path: path.stat().st_mtime_ns for path in Path(request_.output).rglob("*")}
    second = run(request_, Silent())
    assert not first.recalled
    assert second == msgspec.structs.replace(first, recalled=True)
    assert {path: path.stat().st_mtime_ns for path in Path(request_.output).rglob("*")} == before
    (Path(request_.root) / "src/parcels/cli.py").write_text("x = 1\n")
    assert not run(request_, Silent()).recalled

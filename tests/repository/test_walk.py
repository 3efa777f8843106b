"""The walk outside git, and what is common to all walks."""

import os
import socket
import time
from pathlib import Path

import pytest

from codex_audit.domain.artifact import Walk, path_key
from codex_audit.domain.errors import AuditError
from codex_audit.repository import plain, reasons, work_tree
from codex_audit.repository import walk as module
from codex_audit.repository.ignore import Budget
from codex_audit.repository.walk import walk
from tests.repository.gitrepo import dig, fill_in, write

NONE: frozenset[str] = frozenset()


def paths(tree: Walk) -> list[str]:
    return [entry.path for entry in tree.entries]


def skipped(tree: Walk) -> dict[str, str]:
    return {one.path: one.reason for one in tree.skipped}


def test_paths_come_in_byte_order(tmp_path: Path) -> None:
    write(tmp_path, "b", "a/b", "a-b", "a.b", "a/é", "a/z", "Z")
    (tmp_path / os.fsdecode(b"\xff")).write_bytes(b"")
    tree = walk(str(tmp_path), NONE)
    assert paths(tree) == ["Z", "a-b", "a.b", "a/b", "a/z", "a/é", "b", "\udcff"]
    assert paths(tree) == sorted(paths(tree), key=path_key)
    assert not tree.git
    assert tree.incomplete == ()


def test_entries_carry_what_the_system_says(tmp_path: Path) -> None:
    (tmp_path / "run").write_bytes(b"12345")
    (tmp_path / "run").chmod(0o755)
    (tmp_path / "link").symlink_to("target")
    link, run = walk(str(tmp_path), NONE).entries
    found = os.stat(tmp_path / "run")
    assert (run.size, run.mtime_ns, run.ctime_ns, run.inode) == (
        5,
        found.st_mtime_ns,
        found.st_ctime_ns,
        found.st_ino,
    )
    assert (run.executable, run.link, run.tracked) == (True, False, False)
    assert (link.size, link.link, link.executable) == (6, True, False)


def test_links_are_entries_and_never_followed(tmp_path: Path) -> None:
    write(tmp_path / "outside", "secret")
    write(tmp_path / "in", "a")
    (tmp_path / "in/up").symlink_to("../outside")
    (tmp_path / "in/loop").symlink_to(".")
    (tmp_path / "in/gone").symlink_to("nowhere")
    tree = walk(str(tmp_path / "in"), NONE)
    assert paths(tree) == ["a", "gone", "loop", "up"]
    assert [entry.path for entry in tree.entries if entry.link] == ["gone", "loop", "up"]


def test_the_root_itself_may_be_a_link(tmp_path: Path) -> None:
    write(tmp_path / "real", "a")
    (tmp_path / "link").symlink_to("real")
    assert paths(walk(str(tmp_path / "link"), NONE)) == ["a"]


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_root_that_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path, "file")
    with pytest.raises(AuditError, match="not a folder"):
        walk(str(tmp_path / name), NONE)


def test_a_root_that_cannot_be_listed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(AuditError, match="not a folder that can be read"):
        walk(str(tmp_path), NONE)


def test_special_files_are_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("sock")
        tree = walk(str(tmp_path), NONE)
    assert skipped(tree) == {"pipe": reasons.SPECIAL, "sock": reasons.SPECIAL}
    assert paths(tree) == []


def test_unreadable_files_are_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "open", "closed", "mine")
    (tmp_path / "closed").chmod(0o000)
    (tmp_path / "mine").chmod(0o600)
    monkeypatch.setattr(os, "access", lambda name, *_, **__: name != "closed")
    tree = walk(str(tmp_path), NONE)
    assert paths(tree) == ["mine", "open"]
    assert skipped(tree) == {"closed": reasons.UNREADABLE}


def lock(monkeypatch: pytest.MonkeyPatch, name: bytes) -> None:
    """Make every folder of this name unreadable, also for root."""
    real = plain.open_folder

    def refuse(path: str | bytes, **options: int) -> int:
        if path == name:
            raise PermissionError
        return real(path, **options)

    monkeypatch.setattr(plain, "open_folder", refuse)


def test_unreadable_folders_are_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a/x", "locked/y", "z")
    lock(monkeypatch, b"locked")
    tree = walk(str(tmp_path), NONE)
    assert paths(tree) == ["a/x", "z"]
    assert skipped(tree) == {"locked/": reasons.UNREADABLE_FOLDER}


def test_files_that_vanish_during_the_walk_are_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a", "b")

    class Vanishing:
        name = "a"

        def is_dir(self, *, follow_symlinks: bool) -> bool:
            assert not follow_symlinks
            raise FileNotFoundError

        def stat(self, *, follow_symlinks: bool) -> os.stat_result:
            assert not follow_symlinks
            raise FileNotFoundError

    real = module._Walker._listing

    def listing(self: module._Walker, path: str) -> list[object]:
        return [Vanishing() if one.name == "a" else one for one in real(self, path)]

    monkeypatch.setattr(module._Walker, "_listing", listing)
    tree = walk(str(tmp_path), NONE)
    assert paths(tree) == ["b"]
    assert skipped(tree) == {"a": reasons.VANISHED}


def test_outside_git_ignore_files_count_alike(tmp_path: Path) -> None:
    write(tmp_path, "a.log", "keep.log", "sub/b.log", "sub/c.txt", "out/x", "sub/out/y", "deep/out/z")
    write(tmp_path, ".gitignore", text="*.log\n!keep.log\n/out/\n")
    write(tmp_path, "sub/.gitignore", text="!b.log\nc.*\nout\n")
    tree = walk(str(tmp_path), NONE)
    assert paths(tree) == [".gitignore", "deep/out/z", "keep.log", "sub/.gitignore", "sub/b.log"]
    assert skipped(tree) == {
        "a.log": reasons.IGNORED,
        "out/": reasons.IGNORED,
        "sub/c.txt": reasons.IGNORED,
        "sub/out/": reasons.IGNORED,
    }


def test_an_ignore_file_that_is_no_plain_file_is_not_obeyed(tmp_path: Path) -> None:
    write(tmp_path, "rules", "a/x", "b/x", text="x\n")
    (tmp_path / "a/.gitignore").symlink_to("../rules")
    os.mkfifo(tmp_path / "b/.gitignore")
    (tmp_path / "c/.gitignore").mkdir(parents=True)
    tree = walk(str(tmp_path), NONE)
    assert paths(tree) == ["a/.gitignore", "a/x", "b/x", "rules"]
    assert tree.incomplete == ()


def test_an_ignore_file_that_cannot_be_read_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a/x.log", "b/x.log", "a/.gitignore", "b/.gitignore", text="*.log\n")
    monkeypatch.setattr(work_tree, "MAX_IGNORE_BYTES", 3)
    tree = walk(str(tmp_path), NONE)
    assert "a/x.log" in paths(tree)
    assert tree.incomplete == (reasons.UNREAD_IGNORE_FILE,)


def test_costly_ignore_files_are_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a")
    write(tmp_path, ".gitignore", text="a*b*c\n")
    monkeypatch.setattr(work_tree, "Budget", lambda: Budget(source=1))
    assert walk(str(tmp_path), NONE).incomplete == (reasons.OVER_BUDGET,)


def test_outside_git_environments_and_caches_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "venv/pyvenv.cfg", "venv/lib/x.py", "__pycache__/a.pyc", "a/node_modules/x", ".git/x")
    write(tmp_path, "pkg.egg-info/PKG-INFO", "venv2/x")
    tree = walk(str(tmp_path), NONE)
    assert paths(tree) == ["pkg.egg-info/PKG-INFO", "venv2/x"]
    assert skipped(tree) == {
        ".git/": reasons.GIT_DATA,
        "__pycache__/": reasons.LEFT_OUT["__pycache__"],
        "a/node_modules/": reasons.LEFT_OUT["node_modules"],
        "venv/": reasons.ENVIRONMENT,
    }


def test_a_root_that_is_an_environment_is_walked(tmp_path: Path) -> None:
    write(tmp_path, "pyvenv.cfg", "a")
    assert paths(walk(str(tmp_path), NONE)) == ["a", "pyvenv.cfg"]


def test_own_artefacts_stand_in_neither_list(tmp_path: Path) -> None:
    own = frozenset({"reports/audit.json", "reports/diffs/*.patch", ".codex/errors.ndjson", "cache/"})
    write(tmp_path, "a")
    before = walk(str(tmp_path), own)
    write(tmp_path, "reports/audit.json", "reports/diffs/1.patch", ".codex/errors.ndjson", "cache/x/y")
    after = walk(str(tmp_path), own)
    assert paths(after) == ["a"]
    # A run that is killed, or goes on beside this one, changes nothing.
    write(tmp_path, "reports/.codex-audit-0123456789abcdef.tmp")
    assert (walk(str(tmp_path), own).entries, walk(str(tmp_path), own).skipped) == (
        after.entries,
        after.skipped,
    )
    assert (after.entries, after.skipped) == (before.entries, before.skipped)
    write(tmp_path, "reports/diffs/notes.md", "reports/mine.md")
    assert paths(walk(str(tmp_path), own)) == ["a", "reports/diffs/notes.md", "reports/mine.md"]


def test_an_ignored_folder_of_own_artefacts_alone_is_not_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = frozenset({"reports/audit.json", "reports/diffs/*.patch", "reports/cache/"})
    write(tmp_path, ".gitignore", text="reports/\nother/\n")
    write(tmp_path, "other/x")
    before = walk(str(tmp_path), own)
    write(tmp_path, "reports/audit.json", "reports/diffs/1.patch", "reports/cache/x")
    (tmp_path / "reports/empty/deep").mkdir(parents=True)
    assert walk(str(tmp_path), own).skipped == before.skipped
    write(tmp_path, "reports/empty/deep/mine")
    found = skipped(walk(str(tmp_path), own))
    assert found == {"other/": reasons.IGNORED, "reports/": reasons.IGNORED}
    (tmp_path / "reports/empty/deep/mine").unlink()
    lock(monkeypatch, b"deep")
    assert "reports/" in skipped(walk(str(tmp_path), own))


def test_what_a_killed_run_left_behind_is_skipped(tmp_path: Path) -> None:
    write(tmp_path, ".codex-audit-0123456789abcdef.tmp", ".codex-audit-notes")
    tree = walk(str(tmp_path), NONE)
    assert paths(tree) == [".codex-audit-notes"]
    assert skipped(tree) == {".codex-audit-0123456789abcdef.tmp": reasons.LEFTOVER}


def test_depth_beyond_the_longest_path_is_walked(tmp_path: Path) -> None:
    dig(tmp_path, 2500)
    write(tmp_path, "z")
    tree = walk(str(tmp_path), NONE)
    fill_in(tmp_path)
    assert paths(tree) == ["d/" * 2500 + "file", "z"]
    assert tree.skipped == ()


def test_absurd_depth_is_skipped_with_a_reason(tmp_path: Path) -> None:
    dig(tmp_path, 200, "d" * 200)
    tree = walk(str(tmp_path), NONE)
    fill_in(tmp_path, "d" * 200)
    assert paths(tree) == []
    assert [one.reason for one in tree.skipped] == [reasons.TOO_DEEP]


def test_a_large_folder_is_walked_quickly(tmp_path: Path) -> None:
    for number in range(10_000):
        (tmp_path / f"f{number}").touch()
    before = time.process_time()
    assert len(walk(str(tmp_path), NONE).entries) == 10_000
    assert time.process_time() - before < 2.0


def test_many_ignore_files_of_equal_content_are_compiled_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        write(tmp_path, f"d{number}/.gitignore", f"d{number}/a.x", text="*.x\n")
    compiled = []
    real = module.IgnoreFile
    monkeypatch.setattr(module, "IgnoreFile", lambda *given: compiled.append(1) or real(*given))
    assert len(walk(str(tmp_path), NONE).entries) == 20
    assert len(compiled) == 1

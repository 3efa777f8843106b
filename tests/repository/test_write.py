"""Writing artefacts safely."""

import fcntl
import os
import stat
from pathlib import Path

import pytest

from codex_audit.domain.errors import AuditError
from codex_audit.repository import write as module
from codex_audit.repository.write import WriteError, append_block, write_file


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    root = tmp_path / "new/root"
    assert write_file(str(root), "a/b/c.md", b"text")
    assert (root / "a/b/c.md").read_bytes() == b"text"
    assert names(root) == ["a", "b", "c.md"]


def test_an_equal_file_is_left_untouched(tmp_path: Path) -> None:
    write_file(str(tmp_path), "a", b"text")
    os.utime(tmp_path / "a", ns=(1, 1))
    inode = (tmp_path / "a").stat().st_ino
    assert not write_file(str(tmp_path), "a", b"text")
    assert ((tmp_path / "a").stat().st_ino, (tmp_path / "a").stat().st_mtime_ns) == (inode, 1)
    assert write_file(str(tmp_path), "a", b"text, longer")
    assert write_file(str(tmp_path), "a", b"")
    assert (tmp_path / "a").read_bytes() == b""


def test_modes(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_file(str(tmp_path), "new", b"x")
        (tmp_path / "old").write_bytes(b"")
        (tmp_path / "old").chmod(0o4755)
        write_file(str(tmp_path), "old", b"x", durable=True)
    finally:
        os.umask(before)
    assert mode(tmp_path / "new") == 0o640
    assert mode(tmp_path / "old") == 0o755


def test_a_hard_link_keeps_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"kept")
    os.link(tmp_path / "kept", tmp_path / "artefact")
    write_file(str(tmp_path), "artefact", b"new")
    assert (tmp_path / "kept").read_bytes() == b"kept"


@pytest.mark.parametrize("target", ["victim", "missing", "folder"])
def test_a_link_in_place_of_the_file_is_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "victim").write_bytes(b"victim")
    (tmp_path / "folder").mkdir()
    root = tmp_path / "root"
    root.mkdir()
    (root / "a").symlink_to(tmp_path / target)
    for action in (lambda: write_file(str(root), "a", b"x"), lambda: append_block(str(root), "a", ["x"])):
        with pytest.raises(WriteError, match=r"a: not written, a symbolic link .*; remove it"):
            action()
    assert (tmp_path / "victim").read_bytes() == b"victim"
    assert names(root) == ["a"]
    assert not (tmp_path / "missing").exists()


def test_a_link_or_file_in_place_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(tmp_path / "outside")
    (root / "dangling").symlink_to("nowhere")
    (root / "file").write_bytes(b"")
    for folder in ("link", "file", "dangling", "link/deeper"):
        with pytest.raises(WriteError, match="symbolic link or something that is no folder"):
            write_file(str(root), f"{folder}/x", b"x")
    assert names(tmp_path / "outside") == []


@pytest.mark.parametrize("path", ["", ".", "..", "a/", "a/..", "a\0b"])
def test_paths_that_name_no_file_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(WriteError, match="names no file"):
        write_file(str(tmp_path), path, b"x")


@pytest.mark.parametrize("path", ["../x", "a/../../x", "./x/../y"])
def test_paths_that_leave_the_root_are_refused(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    with pytest.raises(WriteError):
        write_file(str(root), path, b"x")
    assert not (tmp_path / "x").exists()


def test_an_absolute_path_stays_inside(tmp_path: Path) -> None:
    write_file(str(tmp_path), "/etc/codex", b"x")
    assert (tmp_path / "etc/codex").read_bytes() == b"x"


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_what_is_no_regular_file_is_refused(tmp_path: Path, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(tmp_path / "a")
    else:
        (tmp_path / "a").mkdir()
    with pytest.raises(WriteError, match="no regular file stands there"):
        write_file(str(tmp_path), "a", b"x")


def test_a_root_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "root").write_bytes(b"")
    with pytest.raises(AuditError, match="not written"):
        write_file(str(tmp_path / "root"), "a", b"x")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(str(tmp_path), "a", b"old")

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(WriteError, match="a: not written, no space left"):
        write_file(str(tmp_path), "a", b"new")
    monkeypatch.undo()
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_file_that_cannot_be_read_is_written_anew_but_never_appended_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(str(tmp_path), "a", b"old")

    def refuse(*_: object, **__: object) -> int:
        raise OSError("refused")

    monkeypatch.setattr(module, "open_plain", refuse)
    with pytest.raises(WriteError, match="the system refused"):
        append_block(str(tmp_path), "a", ["x"])
    assert write_file(str(tmp_path), "a", b"old")


def test_short_writes_are_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:3]))
    write_file(str(tmp_path), "a", b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_old_leftovers_are_removed_and_young_ones_kept(tmp_path: Path) -> None:
    old, young = ".codex-audit-0123456789abcdef.tmp", ".codex-audit-fedcba9876543210.tmp"
    for name in (old, young, "other.tmp"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / ".codex-audit-0000000000000000.tmp").symlink_to("other.tmp")
    os.utime(tmp_path / old, (1, 1))
    os.utime(tmp_path / "other.tmp", (1, 1))
    write_file(str(tmp_path), "a", b"x")
    assert names(tmp_path) == [".codex-audit-0000000000000000.tmp", young, "a", "other.tmp"]


def test_the_temporary_file_of_a_slow_writer_is_left_to_it(tmp_path: Path) -> None:
    names = [f".codex-audit-{digit * 16}.tmp" for digit in "abc"]
    for name in names:
        (tmp_path / name).write_bytes(b"half")
        os.utime(tmp_path / name, (1, 1))
    with (tmp_path / names[0]).open("rb") as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)
        write_file(str(tmp_path), "x", b"x")
        assert sorted(path.name for path in tmp_path.iterdir()) == [names[0], "x"]
    write_file(str(tmp_path), "x", b"y")
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_blocks_are_appended_and_what_stood_is_kept(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"mine \xff\r\nno end")
    assert append_block(str(tmp_path), "log", ["one\ntwo", "three\n"]) == 2
    assert (tmp_path / "log").read_bytes() == b"mine \xff\r\nno end\none\ntwo\nthree\n"


def test_blocks_that_stand_are_not_appended_again(tmp_path: Path) -> None:
    assert append_block(str(tmp_path), "x/log", ["one\n", "one", "two"]) == 2
    os.utime(tmp_path / "x/log", ns=(1, 1))
    assert append_block(str(tmp_path), "x/log", ["two", "one"]) == 0
    assert append_block(str(tmp_path), "x/log", []) == 0
    assert (tmp_path / "x/log").stat().st_mtime_ns == 1
    assert append_block(str(tmp_path), "x/log", ["wo\n", "on"]) == 2
    assert (tmp_path / "x/log").read_bytes() == b"one\ntwo\nwo\non\n"


@pytest.mark.parametrize("old", [b"one", b"zero\none"])
def test_a_block_that_stands_without_its_line_end_counts(tmp_path: Path, old: bytes) -> None:
    (tmp_path / "log").write_bytes(old)
    assert append_block(str(tmp_path), "log", ["one\n"]) == 0
    assert (tmp_path / "log").read_bytes() == old


def test_huge_files_are_not_appended_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_APPENDED_BYTES", 3)
    (tmp_path / "log").write_bytes(b"1234")
    with pytest.raises(WriteError, match="larger than 3 bytes"):
        append_block(str(tmp_path), "log", ["x"])

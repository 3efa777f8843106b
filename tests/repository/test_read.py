"""Reading files safely."""

import hashlib
import os
from pathlib import Path

import pytest

from codex_audit.domain.artifact import MAX_HASHED_BYTES, MAX_READ_BYTES, Skipped
from codex_audit.repository import read as module
from codex_audit.repository import reasons
from codex_audit.repository.read import Content, Reader
from codex_audit.repository.walk import walk
from tests.repository.gitrepo import dig, fill_in, write


def read(root: Path, path: str) -> Content | Skipped:
    with Reader(str(root)) as reader:
        return reader.read(path)


def content(root: Path, path: str) -> Content:
    found = read(root, path)
    assert isinstance(found, Content)
    return found


def reason(root: Path, path: str) -> str:
    found = read(root, path)
    assert isinstance(found, Skipped)
    assert found.path == path
    return found.reason


def test_a_small_file_is_read_whole(tmp_path: Path) -> None:
    write(tmp_path, "a/b", text="one\ntwo")
    found = content(tmp_path, "a/b")
    assert found == Content(b"one\ntwo", 7, True, hashlib.sha256(b"one\ntwo").hexdigest(), 2, False)


def test_an_empty_and_a_binary_file(tmp_path: Path) -> None:
    write(tmp_path, "empty", text="")
    (tmp_path / "binary").write_bytes(b"\0\n\n")
    assert (content(tmp_path, "empty").lines, content(tmp_path, "empty").size) == (0, 0)
    assert (content(tmp_path, "binary").lines, content(tmp_path, "binary").binary) == (None, True)


def test_large_files_are_read_in_part(tmp_path: Path) -> None:
    lines = b"x" * 99 + b"\n"
    (tmp_path / "limit").write_bytes(lines * (MAX_HASHED_BYTES // 100))
    (tmp_path / "large").write_bytes(lines * (MAX_HASHED_BYTES // 100) + b"end")
    (tmp_path / "binary").write_bytes(b"\0" + lines * (MAX_HASHED_BYTES // 100))
    with open(tmp_path / "huge", "wb") as file:
        file.truncate(MAX_READ_BYTES + 1)
        file.write(b"text\n" * 20_000)
    limit, large = content(tmp_path, "limit"), content(tmp_path, "large")
    assert (limit.whole, len(limit.data), limit.lines) == (True, MAX_HASHED_BYTES, MAX_HASHED_BYTES // 100)
    assert limit.sha256 == hashlib.sha256(limit.data).hexdigest()
    assert (large.whole, large.sha256, large.lines) == (False, None, MAX_HASHED_BYTES // 100 + 1)
    assert (len(large.data), large.size) == (65_536, MAX_HASHED_BYTES + 3)
    assert content(tmp_path, "binary").lines is None
    huge = content(tmp_path, "huge")
    assert (huge.lines, huge.sha256, huge.binary, huge.size) == (None, None, False, MAX_READ_BYTES + 1)


def test_a_large_file_that_ends_a_line_and_one_that_shrinks(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x\n" * (MAX_HASHED_BYTES // 2 + 1))
    assert content(tmp_path, "large").lines == MAX_HASHED_BYTES // 2 + 1
    descriptor = os.open(tmp_path / "large", os.O_RDONLY)
    try:
        assert module._count_on(b"a\n", descriptor, 100_000_000) == MAX_HASHED_BYTES // 2 + 2
    finally:
        os.close(descriptor)


def test_a_link_gives_its_target_unread(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/é")
    found = content(tmp_path, "link")
    assert (found.target, found.data, found.size, found.sha256, found.lines) == ("/etc/é", b"", 7, None, None)


def test_why_a_file_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a/b", "file", "closed")
    (tmp_path / "link").symlink_to("a")
    os.mkfifo(tmp_path / "pipe")
    assert reason(tmp_path, "gone") == reasons.VANISHED
    assert reason(tmp_path, "gone/x") == reasons.VANISHED
    assert reason(tmp_path, "pipe") == reasons.NO_FILE
    assert reason(tmp_path, "a") == reasons.NO_FILE
    assert reason(tmp_path, "link/b") == reasons.NO_FILE
    assert reason(tmp_path, "file/x") == reasons.NO_FILE
    assert reason(tmp_path, "../x") == reasons.NO_FILE

    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "no")

    monkeypatch.setattr(module, "open_plain", refuse)
    assert reason(tmp_path, "closed") == reasons.UNREADABLE


def test_a_file_that_changes_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a", text="12345")
    real = module.read_up_to
    tries = []

    def append(descriptor: int, limit: int) -> bytes:
        data = real(descriptor, limit)
        tries.append(data)
        if len(tries) < 3:
            with open(tmp_path / "a", "ab") as file:
                file.write(b"x")
        return data

    monkeypatch.setattr(module, "read_up_to", append)
    assert content(tmp_path, "a").data == b"12345xx"
    assert len(tries) == 3


def test_a_file_that_keeps_changing_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a")
    monkeypatch.setattr(module, "read_up_to", lambda *_: b"longer than it is")
    assert reason(tmp_path, "a") == reasons.CHANGED


def test_whatever_the_walk_finds_is_read(tmp_path: Path) -> None:
    dig(tmp_path, 2500)
    write(tmp_path, "a/b/c", "a/b-c", "a/é", "b", text="same\n")
    tree = walk(str(tmp_path), frozenset())
    with Reader(str(tmp_path)) as reader:
        found = [reader.read(entry.path) for entry in tree.entries]
        again = [reader.read(entry.path) for entry in reversed(tree.entries)]
    fill_in(tmp_path)
    assert [one.data for one in found if isinstance(one, Content)] == [b"same\n"] * 4 + [b""]
    assert again == found[::-1]


def test_digests_of_files_of_any_size(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"x" * (MAX_HASHED_BYTES + 1))
    (tmp_path / "link").symlink_to("large")
    with Reader(str(tmp_path)) as reader:
        assert reader.digest("large") == hashlib.sha256(b"x" * (MAX_HASHED_BYTES + 1)).hexdigest()
        assert (reader.digest("link"), reader.digest("gone/x")) == (None, None)

"""The index reader, held against git itself."""

import struct
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.repository import git_index
from codex_audit.repository._ewah import set_bits
from codex_audit.repository.git_errors import IndexFormatError
from codex_audit.repository.git_index import FOLDER, GITLINK, IndexEntry, parse_index, read_index
from tests.repository.gitrepo import commit, git, init, needs_git, write

NAMES = ["a.txt", "b/c.txt", "b/é.txt", "b/d/" + "long" * 60, "z", "dir with space/x"]


def staged(folder: Path) -> list[bytes]:
    return [name for name in git(folder, "ls-files", "-z").split(b"\0") if name]


def entry(path: bytes, mode: int = 0o100644, flags: int = 0, extended: int | None = None) -> bytes:
    """One entry of version 2 or 3."""
    flags |= min(len(path), 0xFFF) | (0x4000 if extended is not None else 0)
    raw = b"\0" * 24 + struct.pack(">I", mode) + b"\0" * 32 + struct.pack(">H", flags)
    raw += (b"" if extended is None else struct.pack(">H", extended)) + path
    return raw + b"\0" * (8 - len(raw) % 8)


def index(*entries: bytes, version: int = 2, tail: bytes = b"", count: int | None = None) -> bytes:
    head = struct.pack(">4sII", b"DIRC", version, len(entries) if count is None else count)
    return head + b"".join(entries) + tail + b"\0" * 20


@needs_git
@pytest.mark.parametrize("version", ["2", "3", "4"])
@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_every_version_and_hash_is_read(tmp_path: Path, version: str, form: str) -> None:
    init(tmp_path, f"--object-format={form}")
    write(tmp_path, *NAMES)
    git(tmp_path, "add", "a.txt", "b", "dir with space")
    git(tmp_path, "add", "-N", "z")
    git(tmp_path, "update-index", f"--index-version={version}")
    git(tmp_path, "update-index", "--skip-worktree", "a.txt")
    size = 20 if form == "sha1" else 32
    entries = read_index(str(tmp_path / ".git"), size)
    assert [one.path for one in entries] == staged(tmp_path)
    assert [one.path for one in entries if one.sparse] == [b"a.txt"]
    assert {one.mode for one in entries} == {0o100644}


@needs_git
def test_links_submodules_and_conflicts(tmp_path: Path) -> None:
    init(tmp_path)
    (tmp_path / "link").symlink_to("a")
    blob = git(tmp_path, "hash-object", "-w", "--stdin", stdin=b"x").decode().strip()
    git(tmp_path, "add", "link")
    lines = "".join(f"100644 {blob} {stage}\tboth\n" for stage in (1, 2, 3))
    git(tmp_path, "update-index", "--index-info", stdin=lines.encode())
    git(tmp_path, "update-index", "--add", "--cacheinfo", f"160000,{blob},sub")
    assert read_index(str(tmp_path / ".git"), 20) == [
        IndexEntry(b"both", 0o100644, False),
        IndexEntry(b"link", 0o120000, False),
        IndexEntry(b"sub", GITLINK, False),
    ]


@needs_git
@pytest.mark.parametrize("version", ["2", "4"])
def test_a_split_index_is_put_together(tmp_path: Path, version: str) -> None:
    init(tmp_path)
    write(tmp_path, *(f"f{number:03}" for number in range(300)))
    commit(tmp_path, "one")
    git(tmp_path, "update-index", f"--index-version={version}")
    git(tmp_path, "update-index", "--split-index")
    assert [one.path for one in read_index(str(tmp_path / ".git"), 20)] == staged(tmp_path)
    write(tmp_path, "new", "f007", "f100", text="changed\n")
    git(tmp_path, "add", "new", "f007", "f100")
    git(tmp_path, "rm", "-q", "--cached", *(f"f{number:03}" for number in range(130, 210)))
    git(tmp_path, "update-index", "--skip-worktree", "f008")
    entries = read_index(str(tmp_path / ".git"), 20)
    assert [one.path for one in entries] == staged(tmp_path)
    assert b"f150" not in {one.path for one in entries}
    assert [one.path for one in entries if one.sparse] == [b"f008"]
    shared = next((tmp_path / ".git").glob("sharedindex.*"))
    with pytest.raises(IndexFormatError, match="split over two"):
        parse_index((tmp_path / ".git/index").read_bytes(), 20)
    shared.write_bytes(index(entry(b"only")))
    with pytest.raises(IndexFormatError, match="do not exist"):
        read_index(str(tmp_path / ".git"), 20)
    shared.unlink()
    with pytest.raises(IndexFormatError, match="shared part"):
        read_index(str(tmp_path / ".git"), 20)


@needs_git
def test_folders_that_a_sparse_index_folds(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, "top", "in/a", "out/b", "out/c/d")
    commit(tmp_path, "one")
    git(tmp_path, "sparse-checkout", "set", "--cone", "--sparse-index", "in")
    assert read_index(str(tmp_path / ".git"), 20) == [
        IndexEntry(b"in/a", 0o100644, False),
        IndexEntry(b"out/", FOLDER, True),
        IndexEntry(b"top", 0o100644, False),
    ]


def test_no_index_is_an_empty_one(tmp_path: Path) -> None:
    assert read_index(str(tmp_path), 20) == []


def test_an_index_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(index(entry(b"a")))
    (tmp_path / "index").symlink_to("real")
    with pytest.raises(IndexFormatError, match="cannot be read"):
        read_index(str(tmp_path), 20)


def test_a_path_longer_than_its_length_field() -> None:
    path = b"x/" * 3000 + b"y"
    assert parse_index(index(entry(path), entry(b"z")), 20)[0].path == path


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "too short"),
        (b"x" * 60, "does not start"),
        (index(version=5), "version"),
        (index(entry(b"a"), count=2), "more entries"),
        (index(b"\xff" * 72), "too early"),
        (index(entry(b"abc").replace(b"abc\0", b"abcd")), "too early"),
        (index(entry(b"a")[:62] + b"a", count=1), "too early"),
        (index(entry(b"ab")[:66], count=1), "too early"),
        (index(tail=b"link" + struct.pack(">I", 5) + b"abcde"), "too early"),
        (index(tail=b"TREE" + struct.pack(">I", 99)), "too early"),
        (index(tail=b"wxyz" + struct.pack(">I", 0)), "extension"),
        (index(b"\0" * 62 + b"\x05a\0", version=4), "too early"),
        (index(b"\0" * 62 + b"\xff" * 9, version=4), "too early"),
    ],
)
def test_damage_is_an_error_of_our_own(data: bytes, message: str) -> None:
    with pytest.raises(IndexFormatError, match=message):
        parse_index(data, 20)


def test_optional_extensions_are_passed_over() -> None:
    tail = b"TREE" + struct.pack(">I", 3) + b"abc" + b"sdir" + struct.pack(">I", 0) + b"\0\0\0"
    assert parse_index(index(entry(b"a"), tail=tail), 20) == [IndexEntry(b"a", 0o100644, False)]


def test_extended_flags_of_version_4() -> None:
    raw = b"\0" * 24 + struct.pack(">I", 0o100644) + b"\0" * 32 + struct.pack(">HH", 0x4001, 0x4000)
    assert parse_index(index(raw + b"\0a\0", version=4), 20) == [IndexEntry(b"a", 0o100644, True)]


def test_compressed_paths_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_index, "MAX_NAME_BYTES", 5_000)
    bare = b"\0" * 62
    longer = bare + b"\0" + b"x" * 2_000 + b"\0"
    with pytest.raises(IndexFormatError, match="longer paths"):
        parse_index(index(longer, *([bare + b"\0y\0"] * 4), version=4), 20)


def _link(base: bytes, *bitmaps: bytes) -> bytes:
    content = base + b"".join(bitmaps)
    return b"link" + struct.pack(">I", len(content)) + content


def _bitmap(bits: int, *words: int) -> bytes:
    return struct.pack(f">II{len(words)}QI", bits, len(words), *words, 0)


def test_a_split_index_without_a_base_stands_alone(tmp_path: Path) -> None:
    (tmp_path / "index").write_bytes(index(entry(b"a"), tail=_link(b"\0" * 20)))
    assert [one.path for one in read_index(str(tmp_path), 20)] == [b"a"]


def test_a_split_index_that_replaces_too_much_is_refused(tmp_path: Path) -> None:
    (tmp_path / f"sharedindex.{'01' * 20}").write_bytes(index(entry(b"a")))
    tail = _link(b"\x01" * 20, _bitmap(0), _bitmap(1, 1 << 33, 1))
    (tmp_path / "index").write_bytes(index(tail=tail))
    with pytest.raises(IndexFormatError, match="replaces more"):
        read_index(str(tmp_path), 20)


def test_bitmaps() -> None:
    assert set_bits(_bitmap(0), 0) == (frozenset(), 12)
    assert set_bits(b"xx" + _bitmap(70, 1 | 1 << 1 | 1 << 33, 0b101), 2)[0] == set(range(64)) | {64, 66}
    assert set_bits(_bitmap(3, 1 | 1 << 1), 0)[0] == {0, 1, 2}


@pytest.mark.parametrize(
    "data",
    [
        _bitmap(100_000_000),
        _bitmap(64, 1 | 0xFFFFFFFF << 1),
        _bitmap(64, 5 << 33),
        struct.pack(">II", 64, 9),
    ],
)
def test_hostile_bitmaps_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no bitmap"):
        set_bits(data, 0)


@given(st.binary(max_size=300), st.sampled_from([20, 32]), st.sampled_from([2, 3, 4]), st.integers(0, 9))
def test_any_bytes_give_entries_or_the_error(data: bytes, size: int, version: int, count: int) -> None:
    whole = struct.pack(">4sII", b"DIRC", version, count) + data
    for given_data in (data, whole):
        try:
            entries = parse_index(given_data, size)
        except IndexFormatError:
            continue
        assert all(isinstance(one.path, bytes) for one in entries)


@given(st.data())
def test_a_damaged_index_gives_entries_or_the_error(data: st.DataObject) -> None:
    base = b"\x01" * 20
    tail = _link(base, _bitmap(3, 1 << 33, 5), _bitmap(3, 1 << 33, 2))
    whole = bytearray(index(entry(b"a"), entry(b"b/c", extended=0x4000), version=3, tail=tail))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        entries = parse_index(bytes(whole[: data.draw(st.integers(0, len(whole)))]), 20)
    except IndexFormatError:
        return
    assert len(entries) <= 3


def test_a_large_index_is_read_quickly() -> None:
    data = index(*(entry(b"package/module_%06d/file.py" % number) for number in range(100_000)))
    before = time.process_time()
    assert len(parse_index(data, 20)) == 100_000
    assert time.process_time() - before < 2.0

"""The cache: what it gives back, and that trouble with it costs only time."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from codex_audit.domain.artifact import Entry
from codex_audit.repository import cache as module
from codex_audit.repository.cache import Cache, clear, known_facts
from codex_audit.repository.reading import Reading, key

OLD = 1_000_000_000_000_000_000
ENTRY = Entry("a/ü.py", 3, OLD, OLD, 7)
TOOL = b"tool"
READING = Reading("00" * 32, 1, False, None, b"k" * 32)
LATER = OLD + 10_000_000_000


@pytest.fixture
def cache(tmp_path: Path):
    one = Cache(str(tmp_path))
    yield one
    one.close()


def test_facts_come_back_by_key(cache: Cache) -> None:
    keys = [key(b"tool", ["python"], str(number)) for number in range(1200)]
    cache.store(dict.fromkeys(keys[:1100], b"facts"))
    assert cache.facts(keys) == dict.fromkeys(keys[:1100], b"facts")
    with known_facts(cache.path) as lookup:
        assert lookup(keys[0]) == b"facts"
        assert lookup(keys[-1]) is None


def test_keys_differ_by_tool_extractors_and_content() -> None:
    assert (
        len({key(b"t", ["a"], "1"), key(b"u", ["a"], "1"), key(b"t", ["b"], "1"), key(b"t", ["a"], "2")}) == 4
    )


def test_unchanged_files_are_recognised(cache: Cache) -> None:
    cache.record("/tree", TOOL, [(ENTRY, READING)], LATER)
    assert cache.unchanged("/tree", TOOL, [ENTRY]) == {ENTRY.path: READING}
    assert cache.unchanged("/other", TOOL, [ENTRY]) == {}
    assert cache.unchanged("/tree", b"another", [ENTRY]) == {}
    assert [cache.knows("/tree", tool) for tool in (TOOL, b"another")] == [True, False]


@pytest.mark.parametrize("change", [{"size": 4}, {"mtime_ns": OLD + 1}, {"ctime_ns": OLD + 1}, {"inode": 8}])
def test_any_difference_makes_a_file_changed(cache: Cache, change: dict[str, int]) -> None:
    from msgspec.structs import replace

    cache.record("/tree", TOOL, [(ENTRY, READING)], LATER)
    assert cache.unchanged("/tree", TOOL, [replace(ENTRY, **change)]) == {}


def test_a_file_that_changed_just_now_is_read_again(cache: Cache) -> None:
    cache.record("/tree", TOOL, [(ENTRY, READING)], OLD + 1_000_000_000)
    assert cache.unchanged("/tree", TOOL, [ENTRY]) == {}


def test_skipped_files_are_not_remembered(cache: Cache) -> None:
    cache.record("/tree", TOOL, [(ENTRY, Reading(None, None, False, skipped="unreadable"))], LATER)
    assert cache.unchanged("/tree", TOOL, [ENTRY]) == {}


def test_names_that_are_no_text_are_kept(cache: Cache) -> None:
    odd = Entry(os.fsdecode(b"\xff.py"), 3, OLD, OLD, 7)
    cache.record("/tree", TOOL, [(odd, READING)], LATER)
    assert cache.unchanged("/tree", TOOL, [odd]) == {odd.path: READING}


def test_without_a_folder_nothing_is_kept() -> None:
    cache = Cache(None)
    cache.store({b"k": b"v"})
    cache.record("/tree", TOOL, [(ENTRY, READING)], LATER)
    cache.evict()
    cache.close()
    assert (cache.facts([b"k"]), cache.unchanged("/tree", TOOL, [ENTRY]), cache.path) == ({}, {}, None)
    with known_facts("/nonexistent/facts") as lookup:
        assert lookup(b"k") is None


def test_a_folder_that_cannot_be_made_costs_only_the_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert Cache(str(tmp_path / "file" / "cache")).path is None


@pytest.mark.parametrize("content", [b"not a database", b"", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_foreign_file_is_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / f"facts-{module.SCHEMA}.sqlite3").write_bytes(content)
    cache = Cache(str(tmp_path))
    cache.store({b"k": b"v"})
    assert cache.facts([b"k"]) == {b"k": b"v"}
    cache.close()


def place(folder: Path) -> Path:
    return folder / f"facts-{module.SCHEMA}.sqlite3"


def test_a_foreign_table_of_the_same_name_is_replaced(tmp_path: Path) -> None:
    with closing(sqlite3.connect(place(tmp_path))) as database, database:
        database.execute("CREATE TABLE facts (other TEXT)")
    with closing(Cache(str(tmp_path))) as cache:
        cache.store({b"k": b"v"})
        assert cache.facts([b"k"]) == {b"k": b"v"}


@pytest.mark.parametrize("kind", ["folder", "pipe", "full disk"])
def test_what_is_no_file_stays_and_costs_only_the_cache(tmp_path: Path, kind: str) -> None:
    path = place(tmp_path)
    {
        "folder": path.mkdir,
        "pipe": lambda: os.mkfifo(path),
        "full disk": lambda: path.symlink_to("/dev/full"),
    }[kind]()
    before = path.lstat()
    with closing(Cache(str(tmp_path))) as cache:
        cache.store({b"k": b"v"})
        cache.evict()
        assert (cache.path, cache.facts([b"k"])) == (None, {})
    assert path.lstat().st_ino == before.st_ino


def test_a_file_that_another_run_holds_is_left_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    with closing(Cache(str(tmp_path))) as cache:
        cache.store({b"k": b"v"})
    inode = place(tmp_path).stat().st_ino
    with closing(sqlite3.connect(place(tmp_path))) as other:
        other.execute("BEGIN EXCLUSIVE")
        with closing(Cache(str(tmp_path))) as cache:
            assert cache.path is None
    with closing(Cache(str(tmp_path))) as cache:
        assert cache.facts([b"k"]) == {b"k": b"v"}
    assert place(tmp_path).stat().st_ino == inode


def test_a_file_that_turns_out_to_be_broken_is_gone_afterwards(tmp_path: Path) -> None:
    blobs = {b"%d" % number: b"%d" % number * 2_000 for number in range(100)}
    with closing(Cache(str(tmp_path))) as cache:
        cache.store(blobs)
    pages = bytearray(place(tmp_path).read_bytes())
    for at in range(len(pages) // 8_192 * 4_096, len(pages), 4_096):
        pages[at : at + 64] = b"\xff" * 64
    place(tmp_path).write_bytes(pages)
    Path(f"{place(tmp_path)}-journal").write_bytes(b"")
    with closing(Cache(str(tmp_path))) as cache:
        found = cache.facts(list(blobs))
        assert found.items() <= blobs.items()
        assert len(found) < len(blobs)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("blob", [b"", b"v", b"\x90", b"\x00" * 40, None, 3])
def test_what_was_changed_behind_our_back_is_not_believed(tmp_path: Path, blob: object) -> None:
    with closing(Cache(str(tmp_path))) as cache:
        cache.store({b"k": b"v", b"l": b"w"})
        cache.store_artefacts(b"k", b"v")
        cache.record("/tree", TOOL, [(ENTRY, READING)], LATER)
    with closing(sqlite3.connect(place(tmp_path))) as database, database:
        swapped = database.execute("SELECT blob FROM facts WHERE key = ?", (b"l",)).fetchone()[0]
        for table in ("facts", "runs", "trees"):
            database.execute(f"UPDATE {table} SET blob = ?", (swapped if blob is None else blob,))
    with closing(Cache(str(tmp_path))) as cache:
        assert cache.facts([b"k", b"l"]) == ({b"l": b"w"} if blob is None else {})
        assert cache.artefacts(b"k") is None
        assert cache.unchanged("/tree", TOOL, [ENTRY]) == {}
        with known_facts(cache.path) as lookup:
            assert lookup(b"k") is None


def test_a_tree_that_does_not_decode_is_forgotten(cache: Cache) -> None:
    cache._write("INSERT INTO trees VALUES (?, ?, ?)", [(b"/tree", b"\xc1", 1)])
    assert cache.unchanged("/tree", TOOL, [ENTRY]) == {}


def test_eviction_keeps_the_newest(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 1)
    monkeypatch.setattr(module, "MAX_TREES", 1)
    ticks = iter(range(1, 100))
    monkeypatch.setattr(module.time, "time_ns", lambda: next(ticks))
    for name in (b"a", b"b", b"c"):
        cache.store({name: b"v"})
        cache.record(f"/{name.decode()}", TOOL, [(ENTRY, READING)], LATER)
    cache.evict()
    assert set(cache.facts([b"a", b"b", b"c"])) == {b"c"}
    assert [cache.unchanged(f"/{name}", TOOL, [ENTRY]) != {} for name in "abc"] == [False, False, True]


def test_what_eviction_freed_is_not_evicted_for_again(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(1, 10_000))
    monkeypatch.setattr(module.time, "time_ns", lambda: next(ticks))
    names = [str(number).encode() for number in range(60)]
    for name in names:
        cache.store({name: bytes(20_000)})
    monkeypatch.setattr(module, "MAX_BYTES", 1_000_000)
    cache.evict()
    left = set(cache.facts(names))
    assert left == set(names[31:])
    cache.evict()
    assert set(cache.facts(names)) == left


def test_info_counts_and_clear_removes_only_our_own(tmp_path: Path) -> None:
    cache = Cache(str(tmp_path))
    cache.store({b"k": b"v", b"l": b"w"})
    cache.record("/tree", TOOL, [(ENTRY, READING)], LATER)
    cache.store_artefacts(b"run", b"x")
    found = cache.info()
    assert found is not None
    assert (found.path, found.facts, found.trees, found.runs) == (cache.path, 2, 1, 1)
    assert found.bytes == os.path.getsize(found.path)
    cache.close()
    assert cache.info() is None
    (tmp_path / "facts-0.sqlite3-journal").write_bytes(b"12345")
    (tmp_path / "facts-7.sqlite3").symlink_to("kept")
    (tmp_path / "kept").write_text("")
    assert clear(str(tmp_path)) == found.bytes + 5
    assert sorted(one.name for one in tmp_path.iterdir()) == ["facts-7.sqlite3", "kept"]
    assert clear(str(tmp_path / "nowhere")) == 0


def test_two_programs_may_use_it_at_once(tmp_path: Path) -> None:
    one, other = Cache(str(tmp_path)), Cache(str(tmp_path))
    one.store({b"k": b"1"})
    other.store({b"l": b"2"})
    assert one.facts([b"k", b"l"]) == other.facts([b"k", b"l"]) == {b"k": b"1", b"l": b"2"}
    one.close()
    other.close()

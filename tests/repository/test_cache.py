"""The cache: what it gives back, and that trouble with it costs only time."""

import os
from pathlib import Path

import pytest

from codex_audit.domain.artifact import Entry
from codex_audit.repository import cache as module
from codex_audit.repository.cache import Cache, Reading, key, lookup

OLD = 1_000_000_000_000_000_000
ENTRY = Entry("a/ü.py", 3, OLD, OLD, 7)
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
    assert lookup(cache.path, keys[0]) == b"facts"
    assert lookup(cache.path, keys[-1]) is None


def test_keys_differ_by_tool_extractors_and_content() -> None:
    assert (
        len({key(b"t", ["a"], "1"), key(b"u", ["a"], "1"), key(b"t", ["b"], "1"), key(b"t", ["a"], "2")}) == 4
    )


def test_unchanged_files_are_recognised(cache: Cache) -> None:
    cache.record("/tree", [(ENTRY, READING)], LATER)
    assert cache.unchanged("/tree", [ENTRY]) == {ENTRY.path: READING}
    assert cache.unchanged("/other", [ENTRY]) == {}


@pytest.mark.parametrize("change", [{"size": 4}, {"mtime_ns": OLD + 1}, {"ctime_ns": OLD + 1}, {"inode": 8}])
def test_any_difference_makes_a_file_changed(cache: Cache, change: dict[str, int]) -> None:
    from dataclasses import replace

    cache.record("/tree", [(ENTRY, READING)], LATER)
    assert cache.unchanged("/tree", [replace(ENTRY, **change)]) == {}


def test_a_file_that_changed_just_now_is_read_again(cache: Cache) -> None:
    cache.record("/tree", [(ENTRY, READING)], OLD + 1_000_000_000)
    assert cache.unchanged("/tree", [ENTRY]) == {}


def test_skipped_files_are_not_remembered(cache: Cache) -> None:
    cache.record("/tree", [(ENTRY, Reading(None, None, False, skipped="unreadable"))], LATER)
    assert cache.unchanged("/tree", [ENTRY]) == {}


def test_names_that_are_no_text_are_kept(cache: Cache) -> None:
    odd = Entry(os.fsdecode(b"\xff.py"), 3, OLD, OLD, 7)
    cache.record("/tree", [(odd, READING)], LATER)
    assert cache.unchanged("/tree", [odd]) == {odd.path: READING}


def test_without_a_folder_nothing_is_kept() -> None:
    cache = Cache(None)
    cache.store({b"k": b"v"})
    cache.record("/tree", [(ENTRY, READING)], LATER)
    cache.evict()
    cache.close()
    assert (cache.facts([b"k"]), cache.unchanged("/tree", [ENTRY]), cache.path) == ({}, {}, None)
    assert lookup(None, b"k") is None


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


def test_a_tree_that_does_not_decode_is_forgotten(cache: Cache) -> None:
    cache._write("INSERT INTO trees VALUES (?, ?, ?)", [(b"/tree", b"\xc1", 1)])
    assert cache.unchanged("/tree", [ENTRY]) == {}


def test_eviction_keeps_the_newest(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 1)
    monkeypatch.setattr(module, "MAX_TREES", 1)
    ticks = iter(range(1, 100))
    monkeypatch.setattr(module.time, "time_ns", lambda: next(ticks))
    for name in (b"a", b"b", b"c"):
        cache.store({name: b"v"})
        cache.record(f"/{name.decode()}", [(ENTRY, READING)], LATER)
    cache.evict()
    assert set(cache.facts([b"a", b"b", b"c"])) == {b"c"}
    assert [cache.unchanged(f"/{name}", [ENTRY]) != {} for name in "abc"] == [False, False, True]


def test_two_programs_may_use_it_at_once(tmp_path: Path) -> None:
    one, other = Cache(str(tmp_path)), Cache(str(tmp_path))
    one.store({b"k": b"1"})
    other.store({b"l": b"2"})
    assert one.facts([b"k", b"l"]) == other.facts([b"k", b"l"]) == {b"k": b"1", b"l": b"2"}
    one.close()
    other.close()

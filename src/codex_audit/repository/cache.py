"""Facts by content, and which files are unchanged since they were read.

One SQLite file in the user's cache folder. ``facts`` maps a key (tool, extractors, content) to an
encoded ``FileFacts``; ``trees`` maps a root to what was read of each of its files, so that an
unchanged file is recognised as git does it: by size, times and inode, unless it changed so
recently that a second change could hide behind the same time stamp. Nothing in the cache can
change a result: whatever does not decode is read anew, and any trouble with the file costs only
time.
"""

import hashlib
import os
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

import msgspec

from codex_audit.domain.artifact import Entry

SCHEMA: Final = 1
RACY_NS: Final = 2_000_000_000
"""A file younger than this when it was read is read again: file systems tick coarsely."""

MAX_TREES: Final = 64
MAX_BYTES: Final = 1 << 30


class Reading(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What was read of one file. ``key`` finds its facts; ``skipped`` is the reason why it
    could not be read. ``sha256`` is null above the limit, ``lines`` for binary files."""

    sha256: str | None
    lines: int | None
    binary: bool
    language: str | None = None
    key: bytes = b""
    skipped: str | None = None


class _Row(msgspec.Struct, frozen=True, gc=False, array_like=True):
    path: bytes
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    reading: Reading


_ROWS: Final = msgspec.msgpack.Decoder(list[_Row])


class Cache:
    """The cache file, or, without a folder or in trouble, nothing at all."""

    def __init__(self, folder: str | None) -> None:
        self._database: sqlite3.Connection | None = None
        self.path: str | None = None
        if folder is None:
            return
        path = os.path.join(folder, f"facts-{SCHEMA}.sqlite3")
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            self._database = _open(path)
            self.path = path
        except (OSError, sqlite3.Error):
            self._database = None

    def close(self) -> None:
        """Let go of the file."""
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None

    def unchanged(self, root: str, entries: Iterable[Entry]) -> dict[str, Reading]:
        """Readings of the entries that did not change since they were recorded, by path."""
        blob = self._one("SELECT blob FROM trees WHERE root = ?", (os.fsencode(root),))
        if blob is None:
            return {}
        try:
            rows = {row.path: row for row in _ROWS.decode(blob)}
        except msgspec.MsgspecError:
            return {}
        found = {}
        for entry in entries:
            row = rows.get(os.fsencode(entry.path))
            if row is not None and (row.size, row.mtime_ns, row.ctime_ns, row.inode) == (
                entry.size,
                entry.mtime_ns,
                entry.ctime_ns,
                entry.inode,
            ):
                found[entry.path] = row.reading
        return found

    def record(self, root: str, read: Sequence[tuple[Entry, Reading]], started_ns: int) -> None:
        """Remember what was read in a run that started at ``started_ns`` (epoch)."""
        limit = started_ns - RACY_NS
        rows = [
            _Row(os.fsencode(e.path), e.size, e.mtime_ns, e.ctime_ns, e.inode, reading)
            for e, reading in read
            if max(e.mtime_ns, e.ctime_ns) < limit and not reading.skipped
        ]
        blob = msgspec.msgpack.encode(rows)
        statement = "INSERT OR REPLACE INTO trees VALUES (?, ?, ?)"
        self._write(statement, [(os.fsencode(root), blob, time.time_ns())])

    def facts(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Encoded facts by key, for the keys that are there."""
        if self._database is None:
            return {}
        found: dict[bytes, bytes] = {}
        with suppress(sqlite3.Error):
            for start in range(0, len(keys), 500):
                part = keys[start : start + 500]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, blob FROM facts WHERE key IN ({marks})"  # codex-audit: ignore[lint/sql-by-string] -- constants of this file
                found.update(self._database.execute(query, part))
        return found

    def store(self, blobs: Mapping[bytes, bytes]) -> None:
        """Keep encoded facts."""
        now = time.time_ns()
        rows = [(key, blob, now) for key, blob in blobs.items()]
        self._write("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)

    def artefacts(self, key: bytes) -> bytes | None:
        """What was recorded under the key of a whole run."""
        return self._one("SELECT blob FROM runs WHERE key = ?", (key,))

    def store_artefacts(self, key: bytes, blob: bytes) -> None:
        """Record something under the key of a whole run."""
        self._write("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", [(key, blob, time.time_ns())])

    def evict(self) -> None:
        """Keep the file within its bounds: the oldest half goes when it grew too large."""
        if self._database is None:
            return
        with suppress(sqlite3.Error):
            pages = self._database.execute("PRAGMA page_count").fetchone()[0]
            size = self._database.execute("PRAGMA page_size").fetchone()[0]
            with self._database:
                for table in ("trees", "runs"):
                    self._database.execute(
                        f"DELETE FROM {table} WHERE written NOT IN "  # codex-audit: ignore[lint/sql-by-string] -- constants of this file
                        f"(SELECT written FROM {table} ORDER BY written DESC LIMIT {MAX_TREES})"
                    )
                if pages * size > MAX_BYTES:
                    self._database.execute(
                        "DELETE FROM facts WHERE written <= (SELECT written FROM facts "
                        "ORDER BY written LIMIT 1 OFFSET (SELECT COUNT(*) / 2 FROM facts))"
                    )

    def _one(self, query: str, parameters: tuple[bytes, ...]) -> bytes | None:
        if self._database is None:
            return None
        with suppress(sqlite3.Error):
            row = self._database.execute(query, parameters).fetchone()
            if row is not None and isinstance(row[0], bytes):
                return row[0]
        return None

    def _write(self, statement: str, rows: Sequence[tuple[bytes, bytes, int]]) -> None:
        if self._database is None or not rows:
            return
        with suppress(sqlite3.Error), self._database:
            self._database.executemany(statement, rows)


def _open(path: str) -> sqlite3.Connection:
    try:
        return _prepare(path)
    except sqlite3.DatabaseError:
        # Not a database, or a broken one: it holds nothing that cannot be read again.
        os.unlink(path)
        return _prepare(path)


def _prepare(path: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=2.0)
    try:
        database.execute("PRAGMA synchronous = OFF")
        tables = (("facts", "key"), ("trees", "root"), ("runs", "key"))
        with database:
            for table, key in tables:
                database.execute(
                    f"CREATE TABLE IF NOT EXISTS {table} "
                    f"({key} BLOB PRIMARY KEY, blob BLOB NOT NULL, written INTEGER NOT NULL)"
                )
        for table, key in tables:
            query = f"SELECT {key}, blob FROM {table}"  # codex-audit: ignore[lint/sql-by-string] -- constants
            database.execute(f"{query} LIMIT 1").fetchall()
    except BaseException:
        database.close()
        raise
    return database


def lookup(path: str | None, key: bytes) -> bytes | None:
    """Encoded facts from a cache file, read-only, for a worker process."""
    if path is None:
        return None
    with suppress(sqlite3.Error), closing(_read_only(path)) as database:
        row = database.execute("SELECT blob FROM facts WHERE key = ?", (key,)).fetchone()
        if row is not None and isinstance(row[0], bytes):
            return row[0]
    return None


def _read_only(path: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True, timeout=0.2)


def key(tool: bytes, recipe: Iterable[str], digest: str) -> bytes:
    """The key of a file's facts: the tool, the extractors that read it, and its content."""
    names = ",".join(recipe).encode("utf-8", "surrogateescape")
    return hashlib.sha256(b"\0".join((tool, names, digest.encode()))).digest()

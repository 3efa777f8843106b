"""Facts by content, and which files are unchanged since they were read.

One SQLite file in the user's cache folder. ``facts`` maps a key (tool, extractors, content) to an
encoded ``FileFacts``; ``trees`` maps a root and the tool to what was read of each of its files, so
that an unchanged file is recognised as git does it: by size, times and inode, unless it changed so
recently that a second change could hide behind the same time stamp. Nothing in the cache can
change a result: each entry carries a digest of its key and content, whatever is not whole is read
anew, and any trouble with the file costs only time.
"""

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from codex_audit.domain.artifact import Entry
from codex_audit.domain.patterns import regex
from codex_audit.repository.reading import Reading

SCHEMA: Final = 2
RACY_NS: Final = 2_000_000_000
"""A file younger than this when it was read is read again: file systems tick coarsely."""

MAX_TREES: Final = 64
MAX_BYTES: Final = 1 << 30

FILE: Final = f"facts-{SCHEMA}.sqlite3"
_OWN_FILE: Final = regex(r"facts-\d+\.sqlite3(?:-journal|-wal|-shm)?")
PATIENCE: Final = 2.0
"""Seconds to wait for another run that holds the file; then this one goes without it."""

_SEAL_BYTES: Final = 16
_PRIMARY_CODE: Final = 0xFF
_BROKEN: Final = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR))
"""What SQLite says of a file that is no cache of ours. A lock, a full disk or missing rights say
nothing of the file: another run may be using it."""


class _Row(msgspec.Struct, frozen=True, gc=False, array_like=True):
    path: bytes
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    reading: Reading


_ROWS: Final = msgspec.msgpack.Decoder(list[_Row])


class Info(Struct, frozen=True):
    """A cache file: its size in bytes, how many files' facts it holds, and of how many trees
    and runs."""

    path: str
    bytes: int
    facts: int
    trees: int
    runs: int


class Cache:
    """The cache file, or, without a folder or in trouble, nothing at all."""

    def __init__(self, folder: str | None) -> None:
        self._database: sqlite3.Connection | None = None
        self._broken = False
        self.path: str | None = None
        if folder is None:
            return
        path = os.path.join(folder, FILE)
        try:
            os.makedirs(folder, mode=0o700, exist_ok=True)
            self._database = _open(path)
            self.path = path
        except (OSError, sqlite3.Error):
            self._database = None

    def close(self) -> None:
        """Let go of the file; one that turned out to be broken is removed."""
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
            self._database = None
        if self._broken and self.path is not None:
            with suppress(OSError):
                _remove(self.path)

    def knows(self, root: str, tool: bytes) -> bool:
        """Whether this tool recorded files of this root before."""
        return self._one("SELECT x'01' FROM trees WHERE root = ?", (_tree(root, tool),)) is not None

    def unchanged(self, root: str, tool: bytes, entries: Iterable[Entry]) -> dict[str, Reading]:
        """Readings of the entries that did not change since this tool recorded them, by path."""
        name = _tree(root, tool)
        blob = _unsealed(name, self._one("SELECT blob FROM trees WHERE root = ?", (name,)))
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

    def record(self, root: str, tool: bytes, read: Sequence[tuple[Entry, Reading]], started_ns: int) -> None:
        """Remember what was read in a run that started at ``started_ns`` (epoch)."""
        limit = started_ns - RACY_NS
        rows = [
            _Row(os.fsencode(e.path), e.size, e.mtime_ns, e.ctime_ns, e.inode, reading)
            for e, reading in read
            if max(e.mtime_ns, e.ctime_ns) < limit and not reading.skipped
        ]
        blob = msgspec.msgpack.encode(rows)
        statement = "INSERT OR REPLACE INTO trees VALUES (?, ?, ?)"
        self._write(statement, [(_tree(root, tool), blob, time.time_ns())])

    def facts(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Encoded facts by key, for the keys that are there."""
        if self._database is None:
            return {}
        found: dict[bytes, bytes] = {}
        with self._trying():
            for start in range(0, len(keys), 500):
                part = keys[start : start + 500]
                marks = ",".join("?" * len(part))
                query = f"SELECT key, blob FROM facts WHERE key IN ({marks})"  # codex-audit: ignore[lint/sql-by-string] -- constants of this file
                for key, sealed in self._database.execute(query, part):
                    blob = _unsealed(key, sealed)
                    if blob is not None:
                        found[key] = blob
        return found

    def store(self, blobs: Mapping[bytes, bytes]) -> None:
        """Keep encoded facts."""
        now = time.time_ns()
        rows = [(key, blob, now) for key, blob in blobs.items()]
        self._write("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)

    def artefacts(self, key: bytes) -> bytes | None:
        """What was recorded under the key of a whole run."""
        return _unsealed(key, self._one("SELECT blob FROM runs WHERE key = ?", (key,)))

    def store_artefacts(self, key: bytes, blob: bytes) -> None:
        """Record something under the key of a whole run."""
        self._write("INSERT OR REPLACE INTO runs VALUES (?, ?, ?)", [(key, blob, time.time_ns())])

    def evict(self) -> None:
        """Keep the file within its bounds: the oldest half goes when it grew too large."""
        if self._database is None:
            return
        with self._trying():
            # Pages that an earlier eviction freed are filled again before the file grows.
            used = self._number("PRAGMA page_count") - self._number("PRAGMA freelist_count")
            size = self._number("PRAGMA page_size")
            with self._database:
                for table in ("trees", "runs"):
                    self._database.execute(
                        f"DELETE FROM {table} WHERE written NOT IN "  # codex-audit: ignore[lint/sql-by-string] -- constants of this file
                        f"(SELECT written FROM {table} ORDER BY written DESC LIMIT {MAX_TREES})"
                    )
                if used * size > MAX_BYTES:
                    self._database.execute(
                        "DELETE FROM facts WHERE written <= (SELECT written FROM facts "
                        "ORDER BY written LIMIT 1 OFFSET (SELECT COUNT(*) / 2 FROM facts))"
                    )

    def info(self) -> Info | None:
        """What the cache holds, or ``None`` where there is none."""
        if self._database is None or self.path is None:
            return None
        try:
            facts = self._number("SELECT COUNT(*) FROM facts")
            trees = self._number("SELECT COUNT(*) FROM trees")
            runs = self._number("SELECT COUNT(*) FROM runs")
            return Info(self.path, os.path.getsize(self.path), facts, trees, runs)
        except (OSError, sqlite3.Error):
            return None

    def _number(self, query: str) -> int:
        assert self._database is not None
        return int(self._database.execute(query).fetchone()[0])

    def _one(self, query: str, parameters: tuple[bytes, ...]) -> bytes | None:
        if self._database is None:
            return None
        with self._trying():
            row = self._database.execute(query, parameters).fetchone()
            if row is not None and isinstance(row[0], bytes):
                return row[0]
        return None

    def _write(self, statement: str, rows: Sequence[tuple[bytes, bytes, int]]) -> None:
        if self._database is None or not rows:
            return
        sealed = [(key, _sealed(key, blob), now) for key, blob, now in rows]
        with self._trying(), self._database:
            self._database.executemany(statement, sealed)

    @contextmanager
    def _trying(self) -> Iterator[None]:
        """Trouble with the file costs what was being done."""
        try:
            yield
        except sqlite3.Error as error:
            self._broken = self._broken or _is_broken(error)


def _tree(root: str, tool: bytes) -> bytes:
    # Another tool, or the same looking for other words, would read other facts.
    return os.fsencode(root) + b"\0" + tool


def _sealed(key: bytes, blob: bytes) -> bytes:
    return _seal(key, blob) + blob


def _unsealed(key: object, sealed: object) -> bytes | None:
    """What was sealed under this key, if it is whole."""
    if not isinstance(key, bytes) or not isinstance(sealed, bytes):
        return None
    blob = sealed[_SEAL_BYTES:]
    return blob if sealed[:_SEAL_BYTES] == _seal(key, blob) else None


def _seal(key: bytes, blob: bytes) -> bytes:
    # Processors with instructions for it compute it faster than the other digests of this strength.
    digest = hashlib.sha256(blob)
    digest.update(key)
    return digest.digest()[:_SEAL_BYTES]


def exists(folder: str) -> bool:
    """Whether a cache of this version lies in the folder."""
    return os.path.isfile(os.path.join(folder, FILE))


def clear(folder: str) -> int:
    """Remove the cache files, those of other versions too; the bytes that they took. Nothing
    else in the folder is touched. Raises ``OSError``."""
    freed = 0
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if _OWN_FILE.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                freed += entry.stat(follow_symlinks=False).st_size
                os.unlink(entry.path)
    return freed


def _open(path: str) -> sqlite3.Connection:
    try:
        return _prepare(path)
    except sqlite3.Error as error:
        if not _is_broken(error):
            raise
        # It holds nothing that cannot be read again.
        _remove(path)
        return _prepare(path)


def _is_broken(error: sqlite3.Error) -> bool:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return code & _PRIMARY_CODE in _BROKEN


def _remove(path: str) -> None:
    """Remove a database and what belongs to it. Its journal goes first: left alone, it would be
    rolled back into the next database of this name."""
    for name in (f"{path}-journal", f"{path}-wal", f"{path}-shm"):
        with suppress(FileNotFoundError):
            os.unlink(name)
    os.unlink(path)


def _prepare(path: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=PATIENCE)
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


@contextmanager
def known_facts(path: str) -> Iterator[Callable[[bytes], bytes | None]]:
    """Looks up encoded facts by key in a cache file, read-only, for a worker process."""
    with ExitStack() as stack:
        database = None
        with suppress(sqlite3.Error):
            database = stack.enter_context(closing(_read_only(path)))

        def look_up(key: bytes) -> bytes | None:
            if database is not None:
                with suppress(sqlite3.Error):
                    row = database.execute("SELECT blob FROM facts WHERE key = ?", (key,)).fetchone()
                    return None if row is None else _unsealed(key, row[0])
            return None

        yield look_up


def _read_only(path: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True, timeout=0.2)

"""The parent's side: deals out chunks of files, merges the results in path order, and isolates
a file that costs a worker its life."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import msgspec
from msgspec import Struct, field

from codex_audit.domain.artifact import MAX_HASHED_BYTES, Entry, Role, Snapshot, Walk
from codex_audit.domain.errors import Failure, Step
from codex_audit.domain.facts import FileFacts
from codex_audit.domain.git import History
from codex_audit.extract.gather import STEP, gather
from codex_audit.extract.messages import FACTS, RESULTS, HistoryTask, Result, Task, unpack_history
from codex_audit.repository.cache import Cache
from codex_audit.repository.reading import Reading
from codex_audit.workers.pool import Lost, Pool

READ_HISTORY: Final = Step("1.2", "Read branches and history")
CHUNK_BYTES: Final = 1_000_000
CHUNK_FILES: Final = 200
LEAST_CHUNK_BYTES: Final = 50_000

TASK_SECONDS: Final = 20.0
SECONDS_A_MEGABYTE: Final = 10.0
"""A task's time limit, some thirty times what it takes: the last resort, for measures of the
input decide first."""


class Extraction(Struct, frozen=True):
    """All files read: their facts by path, in path order, what failed, and whether a clock
    decided anything (then another run might say more). ``history`` is empty unless asked for."""

    snapshot: Snapshot
    files: Mapping[str, FileFacts]
    history: History
    failures: tuple[Failure, ...]
    clocked: bool = False


def extract(
    task: Task,
    walk: Walk,
    pool: Pool,
    *,
    cache: Cache,
    roles: Mapping[str, Role],
    jobs: int,
    started_ns: int,
    history: HistoryTask | None = None,
    beside: Callable[[], object] = lambda: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Extraction:
    """Read every entry of the walk and extract its facts, by tasks like ``task`` for each
    chunk, and the history. ``beside`` is called while the workers are at it."""
    root = os.fsdecode(task.root)
    entries = [entry for entry in walk.entries if not entry.link]
    dealer = _Dealer(task, pool)
    if history is not None:
        dealer.ask(history)
    unchanged = cache.unchanged(root, task.tool, entries)
    waiting = [entry for entry in entries if entry.path not in unchanged]
    for chunk in _chunks(waiting, jobs):
        dealer.deal(chunk)
    _recall(unchanged, cache, dealer)
    lost = [entry for entry in entries if entry.path in unchanged and entry.path not in dealer.readings]
    for chunk in _chunks(lost, jobs):
        dealer.deal(chunk)
    done = len(dealer.readings)
    progress(done, len(entries))
    beside()
    fresh: dict[bytes, bytes] = {}
    size = 0
    for results in dealer.results():
        for result in results:
            if result.blob and not result.cached and result.reading.key:
                fresh[result.reading.key] = result.blob
                size += len(result.blob)
        if size > CHUNK_BYTES * 8:
            cache.store(fresh)
            fresh, size = {}, 0
        done += len(results)
        progress(done, len(entries))
    cache.store(fresh)
    if waiting or lost:
        read = [(entry, dealer.readings[entry.path]) for entry in entries if entry.path in dealer.readings]
        cache.record(
            root, task.tool, [(entry, reading) for entry, reading in read if reading.key], started_ns
        )
    snapshot, files, failures = gather(walk, dealer.readings, dealer.files, roles)
    return Extraction(snapshot, files, dealer.history, (*dealer.failures, *failures), dealer.clocked)


def _recall(unchanged: Mapping[str, Reading], cache: Cache, dealer: "_Dealer") -> None:
    """Take what is cached for unchanged files; what is missing or broken is read again."""
    blobs = cache.facts(sorted({reading.key for reading in unchanged.values()}))
    for path, reading in unchanged.items():
        blob = blobs.get(reading.key)
        if blob is None:
            continue
        try:
            dealer.files[path] = FACTS.decode(blob)
        except msgspec.MsgspecError:
            continue
        dealer.readings[path] = reading


Chunk = tuple[tuple[str, ...], int]
"""Neighbouring paths, and the bytes of their files."""


def _chunks(entries: Sequence[Entry], jobs: int) -> Iterator[Chunk]:
    """Runs of neighbouring paths, ever smaller, so that all workers end at about the same time."""
    left = sum(min(entry.size, MAX_HASHED_BYTES) for entry in entries)
    chunk: list[str] = []
    size = 0
    for entry in entries:
        own = min(entry.size, MAX_HASHED_BYTES)
        limit = min(CHUNK_BYTES, max(LEAST_CHUNK_BYTES, left // (jobs * 4)))
        if chunk and (size + own > limit or len(chunk) >= CHUNK_FILES):
            yield tuple(chunk), size
            left -= size
            chunk, size = [], 0
        chunk.append(entry.path)
        size += own
    if chunk:
        yield tuple(chunk), size


class _Dealer(Struct):
    """Hands tasks to the pool and keeps what comes back.

    A chunk that costs its worker is dealt out again in halves, down to the file that it fails
    on; that one is read without parsing it, and skipped where even that fails.
    """

    base: Task
    pool: Pool
    readings: dict[str, Reading] = field(default_factory=dict)
    files: dict[str, FileFacts] = field(default_factory=dict)
    history: History = field(default_factory=History)
    failures: list[Failure] = field(default_factory=list)
    clocked: bool = False
    tasks: list[tuple[Chunk, bool] | None] = field(default_factory=list)

    def ask(self, history: HistoryTask) -> None:
        """Have the history read."""
        self.pool.submit(len(self.tasks), msgspec.msgpack.encode(history), 2 * history.seconds)
        self.tasks.append(None)

    def deal(self, chunk: Chunk, careful: bool = False) -> None:
        """Have files read."""
        paths, size = chunk
        seconds = TASK_SECONDS + SECONDS_A_MEGABYTE * size / 1_000_000
        self.pool.submit(len(self.tasks), encoded(self.base, paths, careful), seconds)
        self.tasks.append((chunk, careful))

    def results(self) -> Iterator[list[Result]]:
        """What became of the files, chunk by chunk."""
        for tag, reply in self.pool.results():
            task = self.tasks[tag]
            if task is None:
                self._hear(reply)
                continue
            (paths, size), careful = task
            if isinstance(reply, Lost):
                results = self._again(paths, size, reply, careful)
            else:
                results = RESULTS.decode(reply)
            for path, result in zip(paths if results else (), results, strict=True):
                self.readings[path] = result.reading
                if result.blob:
                    self.files[path] = FACTS.decode(result.blob)
            yield results

    def _hear(self, reply: bytes | Lost) -> None:
        if not isinstance(reply, Lost):
            self.history = unpack_history(reply)
            return
        self.history = History(unknown=("reading the git data failed",))
        message = f"Reading the git data {reply.reason}."
        self.failures.append(Failure(READ_HISTORY, message, "Branches, history and churn are unknown."))

    def _again(self, paths: tuple[str, ...], size: int, lost: Lost, careful: bool) -> list[Result]:
        """Deal lost files out again; the result for one that cannot even be read."""
        if len(paths) > 1:
            # Halves that run out of time once more would cost the whole limit each.
            step = 1 if lost.clock else (len(paths) + 1) // 2
            for start in range(0, len(paths), step):
                self.deal((paths[start : start + step], size), careful)
            return []
        self.clocked |= lost.clock
        if careful:
            message, instead = f"Reading the file: {lost.reason}.", "It is listed as skipped."
            self.failures.append(Failure(STEP, message, instead, paths[0]))
            skipped = Reading(None, None, False, skipped=f"reading it failed: {lost.reason}")
            return [Result(skipped, b"")]
        message, instead = f"Parsing the file: {lost.reason}.", "It is inventoried without facts."
        self.failures.append(Failure(STEP, message, instead, paths[0]))
        self.deal((paths, size), careful=True)
        return []


def encoded(base: Task, paths: Sequence[str], careful: bool) -> bytes:
    """An encoded task like ``base`` for other files."""
    names = tuple(os.fsencode(path) for path in paths)
    return msgspec.msgpack.encode(msgspec.structs.replace(base, paths=names, careful=careful))

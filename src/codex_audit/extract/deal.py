"""The parent's side: deals out chunks of files, merges the results in path order, and isolates
a file that costs a worker its life."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from codex_audit.domain.artifact import MAX_HASHED_BYTES, Artifact, Entry, Kind, Role, Skipped, Snapshot, Walk
from codex_audit.domain.errors import Failure, Step
from codex_audit.domain.facts import FileFacts, PythonFacts
from codex_audit.domain.languages import classify
from codex_audit.extract.chunk import handle
from codex_audit.extract.identity import ruff_program
from codex_audit.extract.messages import FACTS, RESULTS, Result, Task
from codex_audit.repository.cache import Cache, Reading
from codex_audit.workers.pool import Lost, Pool

STEP: Final = Step("2.2", "Extract facts")
CHUNK_BYTES: Final = 1_000_000
CHUNK_FILES: Final = 200


@dataclass(frozen=True, slots=True)
class Extraction:
    """All files read: their facts by path, in path order, what failed, and whether a clock
    decided anything (then another run might say more)."""

    snapshot: Snapshot
    files: Mapping[str, FileFacts]
    failures: tuple[Failure, ...]
    clocked: bool = False


@dataclass(slots=True)
class _Merge:
    readings: dict[str, Reading] = field(default_factory=dict)
    files: dict[str, FileFacts] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    clocked: bool = False


def extract(
    root: str,
    walk: Walk,
    *,
    cache: Cache,
    tool: bytes,
    roles: Mapping[str, Role],
    jobs: int,
    started_ns: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Extraction:
    """Read every entry of the walk and extract its facts."""
    entries = [entry for entry in walk.entries if not entry.link]
    merge = _Merge()
    unchanged = cache.unchanged(root, entries)
    _recall(unchanged, cache, merge)
    waiting = [entry for entry in entries if entry.path not in merge.readings]
    done = len(entries) - len(waiting)
    progress(done, len(entries))
    base = Task(os.fsencode(root), (), tool, cache.path, ruff_program(root))
    fresh: dict[bytes, bytes] = {}
    for paths, results in _map(base, _chunks(waiting, jobs), jobs, merge):
        for path, result in zip(paths, results, strict=True):
            merge.readings[path] = result.reading
            if result.blob:
                merge.files[path] = FACTS.decode(result.blob)
                if not result.cached and result.reading.key:
                    fresh[result.reading.key] = result.blob
        if sum(map(len, fresh.values())) > CHUNK_BYTES * 8:
            cache.store(fresh)
            fresh.clear()
        done += len(paths)
        progress(done, len(entries))
    cache.store(fresh)
    if waiting or len(unchanged) != len(entries):
        read = [(entry, merge.readings[entry.path]) for entry in entries if entry.path in merge.readings]
        cache.record(root, [(entry, reading) for entry, reading in read if reading.key], started_ns)
    return _finish(walk, merge, roles)


def _recall(unchanged: Mapping[str, Reading], cache: Cache, merge: _Merge) -> None:
    """Take what is cached for unchanged files; what is missing or broken is read again."""
    blobs = cache.facts(sorted({reading.key for reading in unchanged.values()}))
    for path, reading in unchanged.items():
        blob = blobs.get(reading.key)
        if blob is None:
            continue
        try:
            merge.files[path] = FACTS.decode(blob)
        except msgspec.MsgspecError:
            continue
        merge.readings[path] = reading


def _chunks(entries: Sequence[Entry], jobs: int) -> Iterator[tuple[str, ...]]:
    """Runs of neighbouring paths, small enough that all workers end at about the same time."""
    total = sum(entry.size for entry in entries)
    limit = min(CHUNK_BYTES, max(50_000, total // (jobs * 4)))
    chunk: list[str] = []
    size = 0
    for entry in entries:
        if chunk and (size + entry.size > limit or len(chunk) >= CHUNK_FILES):
            yield tuple(chunk)
            chunk, size = [], 0
        chunk.append(entry.path)
        size += min(entry.size, MAX_HASHED_BYTES)
    if chunk:
        yield tuple(chunk)


def _map(
    base: Task, chunks: Iterator[tuple[str, ...]], jobs: int, merge: _Merge
) -> Iterator[tuple[tuple[str, ...], list[Result]]]:
    """Results by chunk. A chunk that costs its worker is dealt out again file by file, and a
    file that does so alone is read without parsing it."""
    tasks: list[tuple[tuple[str, ...], bool]] = []

    def submit(paths: tuple[str, ...], careful: bool = False) -> None:
        task = replace_task(base, paths, careful)
        pool.submit(len(tasks), task)
        tasks.append((paths, careful))

    with Pool(handle, jobs=jobs, programs=[base.ruff]) as pool:
        for chunk in chunks:
            submit(chunk)
        for tag, reply in pool.results():
            paths, careful = tasks[tag]
            if not isinstance(reply, Lost):
                yield paths, RESULTS.decode(reply)
            elif len(paths) > 1:
                for path in paths:
                    submit((path,))
            else:
                merge.clocked |= reply.clock
                yield from _alone(paths, reply, careful, merge, submit)


def replace_task(base: Task, paths: Sequence[str], careful: bool) -> bytes:
    """An encoded task like ``base`` for other files."""
    encoded = tuple(os.fsencode(path) for path in paths)
    return msgspec.msgpack.encode(msgspec.structs.replace(base, paths=encoded, careful=careful))


def _alone(
    paths: tuple[str, ...],
    lost: Lost,
    careful: bool,
    merge: _Merge,
    submit: Callable[[tuple[str, ...], bool], None],
) -> Iterator[tuple[tuple[str, ...], list[Result]]]:
    path = paths[0]
    if careful:
        merge.failures.append(
            Failure(STEP, f"Reading the file {lost.reason}.", "It is listed as skipped.", path)
        )
        yield paths, [Result(Reading(None, None, False, skipped=f"reading it {lost.reason}"), b"")]
    else:
        message = f"Parsing the file failed: the worker {lost.reason}."
        merge.failures.append(Failure(STEP, message, "It is inventoried without facts.", path))
        submit(paths, True)


def _finish(walk: Walk, merge: _Merge, roles: Mapping[str, Role]) -> Extraction:
    artifacts: list[Artifact] = []
    skipped = list(walk.skipped)
    files: dict[str, FileFacts] = {}
    failures = list(merge.failures)
    for entry in walk.entries:
        if entry.link:
            artifacts.append(_link(entry, roles[entry.path]))
            continue
        reading = merge.readings[entry.path]
        if reading.skipped is not None:
            skipped.append(Skipped(entry.path, reading.skipped))
            continue
        facts = merge.files.get(entry.path, FileFacts())
        files[entry.path] = facts
        artifacts.append(_artifact(entry, reading, facts, roles[entry.path]))
        failures.extend(
            Failure(
                STEP, f"{problem.plugin}: {problem.message}.", "The file keeps its other facts.", entry.path
            )
            for problem in facts.problems
        )
    skipped.sort(key=lambda one: os.fsencode(one.path))
    snapshot = Snapshot(tuple(artifacts), tuple(skipped))
    return Extraction(snapshot, files, tuple(failures), merge.clocked)


def _artifact(entry: Entry, reading: Reading, facts: FileFacts, role: Role) -> Artifact:
    kind, language = classify(entry.path)
    if reading.binary:
        kind, language = Kind.BINARY, None
    elif reading.language is not None and language is None:
        kind, language = Kind.CODE, reading.language
    python = facts.get(PythonFacts)
    return Artifact(
        path=entry.path,
        kind=kind,
        language=language,
        role=role,
        size=entry.size,
        sha256=reading.sha256,
        lines=reading.lines,
        tier=python.tier if python else None,
    )


def _link(entry: Entry, role: Role) -> Artifact:
    return Artifact(entry.path, Kind.LINK, None, role, entry.size, None, None, target=entry.target)

"""MAP: every file of a walk -> what it says. Spread over worker processes, cached by content.

``handle`` runs in the workers: it reads a chunk of files, extracts their facts, lets ruff look at
the Python among them and the file analyzers judge each. ``extract`` runs in the parent: it deals
out chunks, merges the results in path order, and isolates a file that costs a worker its life.
"""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from sys import version_info
from typing import Final

import msgspec

import codex_audit
from codex_audit.domain.artifact import MAX_HASHED_BYTES, Artifact, Entry, Kind, Role, Skipped, Snapshot, Walk
from codex_audit.domain.errors import Failure, Step
from codex_audit.domain.facts import AnyFacts, FileFacts, FileProblem, LintFacts, PythonFacts, Source, Tier
from codex_audit.domain.finding import Finding
from codex_audit.domain.languages import classify, interpreter
from codex_audit.domain.plugins import Extractor
from codex_audit.registry import discover, file_analyzers
from codex_audit.repository.cache import Cache, Reading, key, lookup
from codex_audit.repository.read import Content, Reader, decode
from codex_audit.workers import programs
from codex_audit.workers.pool import Lost, Pool

STEP: Final = Step("2.2", "Extract facts")
CHUNK_BYTES: Final = 1_000_000
CHUNK_FILES: Final = 200
RUFF_SECONDS: Final = 60.0
RUFF_OUTPUT: Final = 64_000_000
DEPENDENCIES: Final = ("libcst", "markdown-it-py", "msgspec", "packaging", "parso", "pyyaml", "ruff")


class _Task(msgspec.Struct, frozen=True, gc=False, array_like=True):
    root: bytes
    paths: tuple[bytes, ...]
    tool: bytes
    cache: str | None
    ruff: str | None
    careful: bool = False


class _Result(msgspec.Struct, frozen=True, gc=False, array_like=True):
    reading: Reading
    blob: bytes
    cached: bool = False


_TASK: Final = msgspec.msgpack.Decoder(_Task)
_RESULTS: Final = msgspec.msgpack.Decoder(list[_Result])
_FACTS: Final = msgspec.msgpack.Decoder(FileFacts)


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


def tool_digest() -> bytes:
    """Identity of everything that can change a file's facts: our own code, the Python minor
    version and the parsers' versions."""
    digest = hashlib.sha256(repr(versions()).encode())
    package = Path(codex_audit.__file__).parent
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.digest()


def versions() -> tuple[str, dict[str, str]]:
    """Python's minor version, and the dependencies whose version can change a result."""
    return ".".join(map(str, version_info[:2])), {name: metadata.version(name) for name in DEPENDENCIES}


def ruff_program(root: str) -> str | None:
    """The ``ruff`` installed beside this interpreter, else the one on ``PATH`` outside the
    audited tree."""
    from sysconfig import get_path

    beside = Path(get_path("scripts")) / "ruff"
    return str(beside) if beside.is_file() else programs.find("ruff", outside=root)


# --- in the parent ---------------------------------------------------------------------------


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
    base = _Task(os.fsencode(root), (), tool, cache.path, ruff_program(root))
    fresh: dict[bytes, bytes] = {}
    for paths, results in _map(base, _chunks(waiting, jobs), jobs, merge):
        for path, result in zip(paths, results, strict=True):
            merge.readings[path] = result.reading
            if result.blob:
                merge.files[path] = _FACTS.decode(result.blob)
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
            merge.files[path] = _FACTS.decode(blob)
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
    base: _Task, chunks: Iterator[tuple[str, ...]], jobs: int, merge: _Merge
) -> Iterator[tuple[tuple[str, ...], list[_Result]]]:
    """Results by chunk. A chunk that costs its worker is dealt out again file by file, and a
    file that does so alone is read without parsing it."""
    tasks: list[tuple[tuple[str, ...], bool]] = []

    def submit(paths: tuple[str, ...], careful: bool = False) -> None:
        task = replace_task(base, paths, careful)
        pool.submit(len(tasks), task)
        tasks.append((paths, careful))

    allowed = [base.ruff] if base.ruff else []
    with Pool(handle, jobs=jobs, programs=allowed) as pool:
        for chunk in chunks:
            submit(chunk)
        for tag, reply in pool.results():
            paths, careful = tasks[tag]
            if not isinstance(reply, Lost):
                yield paths, _RESULTS.decode(reply)
            elif len(paths) > 1:
                for path in paths:
                    submit((path,))
            else:
                merge.clocked |= reply.clock
                yield from _alone(paths, reply, careful, merge, submit)


def replace_task(base: _Task, paths: Sequence[str], careful: bool) -> bytes:
    """An encoded task like ``base`` for other files."""
    encoded = tuple(os.fsencode(path) for path in paths)
    return msgspec.msgpack.encode(msgspec.structs.replace(base, paths=encoded, careful=careful))


def _alone(
    paths: tuple[str, ...],
    lost: Lost,
    careful: bool,
    merge: _Merge,
    submit: Callable[[tuple[str, ...], bool], None],
) -> Iterator[tuple[tuple[str, ...], list[_Result]]]:
    path = paths[0]
    if careful:
        merge.failures.append(
            Failure(STEP, f"Reading the file {lost.reason}.", "It is listed as skipped.", path)
        )
        yield paths, [_Result(Reading(None, None, False, skipped=f"reading it {lost.reason}"), b"")]
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
                STEP, f"{problem.plugin}: {problem.message}", "The file keeps its other facts.", entry.path
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


# --- in the workers --------------------------------------------------------------------------


def handle(payload: bytes) -> bytes:
    """Read and judge the files of one encoded task."""
    task = _TASK.decode(payload)
    results: list[_Result] = []
    parsed: dict[int, tuple[str, Content, list[AnyFacts], list[FileProblem]]] = {}
    with Reader(os.fsdecode(task.root)) as reader:
        for position, raw in enumerate(task.paths):
            path = os.fsdecode(raw)
            content = reader.read(path)
            if isinstance(content, Skipped):
                results.append(_Result(Reading(None, None, False, skipped=content.reason), b""))
                continue
            result, recipe = _begin(task, path, content)
            results.append(result)
            if not result.cached and recipe:
                parsed[position] = (path, content, *_facts(path, content, recipe))
    lint, trouble = _lint(task, parsed)
    for position, (_, _, facts, problems) in parsed.items():
        if position in lint:
            facts.append(lint[position])
        elif position in trouble:
            problems.append(FileProblem("ruff", "it could not judge this file"))
        bundle = _judge(FileFacts(tuple(facts), (), tuple(problems)))
        blob = msgspec.msgpack.encode(bundle)
        results[position] = msgspec.structs.replace(results[position], blob=blob)
    return msgspec.msgpack.encode(results)


def _begin(task: _Task, path: str, content: Content) -> tuple[_Result, tuple[Extractor, ...]]:
    """What the file is, and its facts if they are cached, else the extractors to run."""
    language = None if classify(path)[1] else interpreter(content.data)
    recipe = () if content.binary or not content.whole else _recipe(path, language)
    digest = content.sha256 or ""
    # The name is part of the key: classification and recipes hang on it.
    name = path.rpartition("/")[2]
    mark = key(task.tool, (*(one.id for one in recipe), name if recipe else ""), digest) if digest else b""
    reading = Reading(content.sha256, content.lines, content.binary, language, mark)
    if task.careful:
        return _Result(msgspec.structs.replace(reading, key=b""), _careful(recipe)), ()
    if not recipe:
        return _Result(reading, _EMPTY), ()
    blob = lookup(task.cache, mark) if mark else None
    return _Result(reading, blob or b"", blob is not None), recipe


_EMPTY: Final = msgspec.msgpack.encode(FileFacts())


def _careful(recipe: Sequence[Extractor]) -> bytes:
    python = any(one.produces is PythonFacts for one in recipe)
    facts = (PythonFacts(tier=Tier.TEXT, encoding="unknown"),) if python else ()
    return msgspec.msgpack.encode(FileFacts(facts))


def _recipe(path: str, language: str | None) -> tuple[Extractor, ...]:
    extractors = discover("facts")
    found = [one for one in extractors if one.accepts(path)]
    if language == "Python" and not any(one.produces is PythonFacts for one in found):
        found += [one for one in extractors if one.id == "python"]
    return tuple(found)


def _facts(
    path: str, content: Content, recipe: Sequence[Extractor]
) -> tuple[list[AnyFacts], list[FileProblem]]:
    python = any(one.produces is PythonFacts for one in recipe)
    source = Source(path.rpartition("/")[2], content.data, decode(content.data, python))
    facts: list[AnyFacts] = []
    problems: list[FileProblem] = []
    for extractor in recipe:
        try:
            found = extractor.extract(source)
        except (Exception, MemoryError) as error:
            # One extractor's trouble with one file costs nothing else; its text is not quoted.
            problems.append(FileProblem(extractor.id, f"failed with {type(error).__name__}"))
            continue
        if found is not None:
            facts.append(found)
    return facts, problems


def _judge(bundle: FileFacts) -> FileFacts:
    kinds = tuple(type(one) for one in bundle.facts)
    findings: list[Finding] = []
    problems = list(bundle.problems)
    for analyzer in file_analyzers():
        if any(need in kinds for need in analyzer.needs):
            try:
                findings += list(analyzer.analyse(bundle))
            except Exception as error:
                problems.append(FileProblem(analyzer.id, f"failed with {type(error).__name__}"))
    return msgspec.structs.replace(bundle, findings=tuple(findings), problems=tuple(problems))


def _lint(
    task: _Task, parsed: Mapping[int, tuple[str, Content, list[AnyFacts], list[FileProblem]]]
) -> tuple[dict[int, LintFacts], set[int]]:
    """ruff's facts for the files whose Python parses, and the files that it could not judge."""
    from codex_audit.facts import _ruff

    wanted: dict[str, int] = {}
    for position, (path, _, facts, _) in parsed.items():
        tier = next((one.tier for one in facts if isinstance(one, PythonFacts)), None)
        if tier is Tier.AST and path.endswith((".py", ".pyi", ".pyw")):
            wanted[os.path.join(os.fsdecode(task.root), path)] = position
    # Names that are not UTF-8 do not come back from ruff as they went in.
    waiting = [sorted(name for name in wanted if name.isprintable())]
    found: dict[int, LintFacts] = {}
    while waiting:
        batch = waiting.pop()
        output = _run_ruff(task.ruff, batch) if task.ruff and batch else None
        if output is not None:
            texts = {name: decode(parsed[wanted[name]][1].data, True).splitlines() for name in batch}
            hits = _ruff.parse(output, texts)
            found.update({wanted[name]: hits.get(name, LintFacts()) for name in batch})
        elif task.ruff and len(batch) > 1:
            middle = len(batch) // 2
            waiting += [batch[:middle], batch[middle:]]
    return found, set(wanted.values()) - found.keys()


def _run_ruff(program: str, names: Sequence[str]) -> bytes | None:
    from codex_audit.analyzers.lint import CODES
    from codex_audit.facts import _ruff

    done = programs.run(
        [program, *_ruff.arguments(sorted(CODES)), "--", *names],
        cwd=os.path.dirname(program),
        env={"PATH": os.defpath, "RAYON_NUM_THREADS": "1", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},
        timeout=RUFF_SECONDS,
        max_output=RUFF_OUTPUT,
        own_group=False,
    )
    return done.stdout if done.returncode == 0 else None

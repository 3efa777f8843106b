"""The workers' side: reads a chunk of files, extracts their facts, lets ruff look at the Python
among them, and has the file analyzers judge each."""

import os
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from codex_audit.analyzers.lint import CODES
from codex_audit.domain.artifact import Skipped
from codex_audit.domain.facts import AnyFacts, FileFacts, FileProblem, LintFacts, PythonFacts, Source, Tier
from codex_audit.domain.finding import Finding
from codex_audit.domain.languages import classify, interpreter
from codex_audit.domain.plugins import Extractor
from codex_audit.extract.messages import TASKS, Result, Task
from codex_audit.facts import _ruff
from codex_audit.registry import discover, file_analyzers
from codex_audit.repository.cache import Reading, key, lookup
from codex_audit.repository.read import Content, Reader, decode
from codex_audit.workers import programs

RUFF_SECONDS: Final = 60.0
RUFF_OUTPUT: Final = 64_000_000


def handle(payload: bytes) -> bytes:
    """Read and judge the files of one encoded task."""
    task = TASKS.decode(payload)
    results: list[Result] = []
    parsed: dict[int, tuple[str, Content, list[AnyFacts], list[FileProblem]]] = {}
    with Reader(os.fsdecode(task.root)) as reader:
        for position, raw in enumerate(task.paths):
            path = os.fsdecode(raw)
            content = reader.read(path)
            if isinstance(content, Skipped):
                results.append(Result(Reading(None, None, False, skipped=content.reason), b""))
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


def _begin(task: Task, path: str, content: Content) -> tuple[Result, tuple[Extractor, ...]]:
    """What the file is, and its facts if they are cached, else the extractors to run."""
    language = None if classify(path)[1] else interpreter(content.data)
    recipe = () if content.binary or not content.whole else _recipe(path, language)
    digest = content.sha256 or ""
    # The name is part of the key: classification and recipes hang on it.
    name = path.rpartition("/")[2]
    mark = key(task.tool, (*(one.id for one in recipe), name if recipe else ""), digest) if digest else b""
    reading = Reading(content.sha256, content.lines, content.binary, language, mark)
    if task.careful:
        return Result(msgspec.structs.replace(reading, key=b""), _careful(recipe)), ()
    if not recipe:
        return Result(reading, _EMPTY), ()
    blob = lookup(task.cache, mark) if mark else None
    return Result(reading, blob or b"", blob is not None), recipe


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
    task: Task, parsed: Mapping[int, tuple[str, Content, list[AnyFacts], list[FileProblem]]]
) -> tuple[dict[int, LintFacts], set[int]]:
    """ruff's facts for the files whose Python parses, and the files that it could not judge."""
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
        output = _run_ruff(task.ruff, batch) if batch else None
        if output is not None:
            texts = {name: decode(parsed[wanted[name]][1].data, True).splitlines() for name in batch}
            hits = _ruff.parse(output, texts)
            found.update({wanted[name]: hits.get(name, LintFacts()) for name in batch})
        elif len(batch) > 1:
            middle = len(batch) // 2
            waiting += [batch[:middle], batch[middle:]]
    return found, set(wanted.values()) - found.keys()


def _run_ruff(program: str, names: Sequence[str]) -> bytes | None:
    done = programs.run(
        [program, *_ruff.arguments(sorted(CODES)), "--", *names],
        cwd=os.path.dirname(program),
        env={"PATH": os.defpath, "RAYON_NUM_THREADS": "1", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},
        timeout=RUFF_SECONDS,
        max_output=RUFF_OUTPUT,
        own_group=False,
    )
    return done.stdout if done.returncode == 0 else None

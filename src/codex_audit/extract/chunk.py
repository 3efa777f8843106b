"""The workers' side: reads a chunk of files, extracts their facts, lets ruff look at the Python
among them, and has the file analyzers judge each."""

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final, NamedTuple

import msgspec

from codex_audit.domain.artifact import Skipped
from codex_audit.domain.facts import (
    AnyFacts,
    FileFacts,
    FileProblem,
    LintFacts,
    PythonFacts,
    SecretFacts,
    Source,
    Tier,
    Vocabulary,
)
from codex_audit.domain.finding import Finding
from codex_audit.domain.languages import classify, interpreter
from codex_audit.domain.plugins import Extractor
from codex_audit.domain.text import clean, clean_names
from codex_audit.extract.lint import Look, PythonFile
from codex_audit.extract.messages import FACTS, Result, Task
from codex_audit.extract.redact import redacted
from codex_audit.registry import discover, file_analyzers
from codex_audit.repository.read import Content, Reader, decode
from codex_audit.repository.reading import Reading, key


def load() -> None:
    """Load the plug-ins that every chunk needs."""
    discover("facts")
    file_analyzers()


class _Parsed(NamedTuple):
    """A file whose facts are being collected."""

    path: str
    content: Content
    source: Source
    recipe: Sequence[Extractor]
    facts: dict[str, AnyFacts | None]
    problems: list[FileProblem]

    def extract(self, *, python: bool) -> None:
        """Add what the extractors of Python say, or the others."""
        for extractor in self.recipe:
            if (extractor.produces is PythonFacts) is not python:
                continue
            try:
                self.facts[extractor.id] = extractor.extract(self.source)
            except (Exception, MemoryError) as error:
                # One extractor's trouble with one file costs nothing else; its text is not quoted.
                self.problems.append(FileProblem(extractor.id, f"failed with {type(error).__name__}"))

    def names(self) -> list[str]:
        """What the file defines."""
        python = (one for one in self.facts.values() if isinstance(one, PythonFacts))
        return [definition.name for facts in python for definition in facts.definitions]

    def python(self) -> PythonFile | None:
        """The file if ruff can judge it: Python that CPython's grammar takes."""
        python = next((one for one in self.facts.values() if isinstance(one, PythonFacts)), None)
        if python is None or python.tier is not Tier.AST or not self.path.endswith((".py", ".pyi", ".pyw")):
            return None
        return PythonFile(self.path, self.content.data, python.encoding)


def read(task: Task) -> bytes:
    """Read and judge the files of a task; a list of encoded ``Result``."""
    results: list[Result] = []
    parsed: dict[int, _Parsed] = {}
    with Reader(os.fsdecode(task.root)) as reader, _cached(task.cache) as lookup:
        for position, raw in enumerate(task.paths):
            path = os.fsdecode(raw)
            content = reader.read(path)
            if isinstance(content, Skipped):
                results.append(Result(Reading(None, None, False, skipped=content.reason), b""))
                continue
            result, recipe = _begin(task, path, content, lookup)
            results.append(result)
            if not result.cached and recipe:
                parsed[position] = _parsed(path, content, recipe, task.vocabulary)
                parsed[position].extract(python=True)
    python = {position: file for position, one in parsed.items() if (file := one.python()) is not None}
    # ruff is at work while the rest is read.
    with Look(task.ruff, os.fsdecode(task.root), python) as look:
        for one in parsed.values():
            one.extract(python=False)
        lint, trouble = look.finish()
    # Many at once, and here, where other processes do the same beside.
    clean_names([name for one in parsed.values() for name in one.names()])
    for position, one in parsed.items():
        if position in trouble:
            one.problems.append(FileProblem("ruff", "it could not judge this file"))
        blob = _judged(one, lint.get(position))
        results[position] = msgspec.structs.replace(results[position], blob=blob)
    return msgspec.msgpack.encode(results)


def _judged(file: _Parsed, lint: LintFacts | None) -> bytes:
    """The facts in their extractors' order, those of ruff after them, with the findings."""
    facts = (*(file.facts[name] for name in sorted(file.facts)), lint)
    bundle = _judge(FileFacts(tuple(one for one in facts if one is not None), (), tuple(file.problems)))
    if bundle.get(SecretFacts) is not None:
        bundle = redacted(bundle, decode(file.content.data, bundle.get(PythonFacts) is not None))
    plain = all(clean(name) == name for name in file.names())
    return msgspec.msgpack.encode(msgspec.structs.replace(bundle, plain=plain))


def _cached(path: str | None) -> AbstractContextManager[Callable[[bytes], bytes | None]]:
    if path is None:
        return nullcontext(lambda key: None)
    # SQLite takes time to load.
    from codex_audit.repository.cache import known_facts

    return known_facts(path)


def _begin(
    task: Task, path: str, content: Content, lookup: Callable[[bytes], bytes | None]
) -> tuple[Result, tuple[Extractor, ...]]:
    """What the file is, and its facts if they are cached, else the extractors to run."""
    language = None if classify(path)[1] else interpreter(content.data)
    recipe = () if content.binary else _recipe(path, language)
    digest = content.sha256 or ""
    # The name is part of the key: classification and recipes hang on it.
    name = path.rpartition("/")[2]
    mark = key(task.tool, (*(one.id for one in recipe), name if recipe else ""), digest) if digest else b""
    reading = Reading(content.sha256, content.lines, content.binary, language, mark)
    # A file too large to be hashed is not parsed either.
    if task.careful or not content.whole:
        return Result(msgspec.structs.replace(reading, key=b""), _careful(recipe)), ()
    if not recipe:
        return Result(reading, _EMPTY), ()
    blob = _known(lookup(mark)) if mark else None
    return Result(reading, blob or b"", blob is not None), recipe


def _known(blob: bytes | None) -> bytes | None:
    """Cached facts, if they are facts at all."""
    if blob is None:
        return None
    try:
        FACTS.decode(blob)
    except msgspec.MsgspecError:
        return None
    return blob


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


def _parsed(path: str, content: Content, recipe: Sequence[Extractor], vocabulary: Vocabulary) -> _Parsed:
    python = any(one.produces is PythonFacts for one in recipe)
    source = Source(path.rpartition("/")[2], content.data, decode(content.data, python), vocabulary)
    return _Parsed(path, content, source, recipe, {}, [])


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

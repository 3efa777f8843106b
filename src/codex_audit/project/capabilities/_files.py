"""Signals outside code: files, configuration, documents, dependencies, tests."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Final

from codex_audit.domain.artifact import Role
from codex_audit.domain.capabilities import Signal
from codex_audit.domain.facts import ConfigFacts, DocumentFacts, PythonFacts
from codex_audit.domain.project import Project
from codex_audit.project.capabilities._code import ByKind, Raw, matcher

CI: Final = "ci"
"""The format of facts of hosted services' configuration."""


_LOGS: Final = ("changelog", "changes", "history", "news", "releases")
"""Documents that show what was, not how to begin."""


def find(project: Project, by_kind: ByKind) -> Iterator[Raw]:
    """The hits in everything that is not Python code."""
    yield from _paths(project, by_kind.get("file", ()))
    yield from _configuration(project, by_kind)
    yield from _documents(project, by_kind)
    yield from _dependencies(project, by_kind)
    yield from _tests(project, by_kind.get("tests", ()))


def _paths(project: Project, signals: Sequence[Signal]) -> Iterator[Raw]:
    matching = matcher(signals)
    for path in project.artifacts:
        for signal in matching(path):
            yield Raw(signal, path, None, path.rpartition("/")[2])


def _configuration(project: Project, by_kind: ByKind) -> Iterator[Raw]:
    tables, settings = matcher(by_kind.get("table", ())), matcher(by_kind.get("setting", ()))
    hooks, commands = matcher(by_kind.get("hook", ())), matcher(by_kind.get("command", ()))
    hosted, entries = matcher(by_kind.get("ci", ())), matcher(by_kind.get("entry", ()))
    for path, facts in project.of(ConfigFacts):
        for name, line in facts.tools:
            file = path.rpartition("/")[2]
            # A file of the tool's own name is its table as a whole.
            whole = file.lstrip(".").startswith(name)
            place = (path, None, file) if whole else (path, line, name.rpartition(".")[2])
            yield from (Raw(signal, *place) for signal in tables(name))
        for one in facts.settings:
            last = one.key.rpartition(".")[2]
            yield from (
                Raw(signal, path, one.line, last) for signal in settings(one.key) if _says(one.value, signal)
            )
        for command in facts.commands:
            text = f"{command.name} {command.detail}"
            found = hooks(command.name) if command.kind == "hook" else ()
            for signal in (*found, *commands(text), *(hosted(text) if facts.format == CI else ())):
                yield Raw(signal, path, command.line, command.name)
        for entry in facts.entry_points:
            yield from (Raw(signal, path, entry.line, entry.name) for signal in entries(entry.group))


def _says(value: str, signal: Signal) -> bool:
    return not signal.value or fnmatchcase(value.lower(), signal.value)


def _documents(project: Project, by_kind: ByKind) -> Iterator[Raw]:
    headings, fences = matcher(by_kind.get("heading", ())), matcher(by_kind.get("fence", ()))
    images = matcher(by_kind.get("image", ()))
    for path, facts in project.of(DocumentFacts):
        for heading in facts.headings:
            for signal in headings(heading.text.lower()):
                yield Raw(signal, path, heading.line, heading.text)
        log = path.rpartition("/")[2].lower().startswith(_LOGS)
        for fence in () if log else facts.fences:
            language = fence.language
            yield from (Raw(signal, path, fence.line, language) for signal in fences(language.lower()))
        for link in facts.links:
            if link.image:
                yield from (
                    Raw(signal, path, link.line, link.target) for signal in images(link.target.lower())
                )


def _dependencies(project: Project, by_kind: ByKind) -> Iterator[Raw]:
    wanted = {signal.pattern: signal for signal in by_kind.get("dependency", ())}
    declared = [one for one in project.dependencies if one.dependency.group != "build"]
    for one in declared:
        if one.dependency.name in wanted and one.dependency.group != "lock":
            yield Raw(wanted[one.dependency.name], one.path, one.dependency.line, one.dependency.name)
    for signal in by_kind.get("lock", ()):
        seen: set[str] = set()
        for one in declared:
            if one.dependency.group == "lock" and one.path not in seen:
                seen.add(one.path)
                yield Raw(signal, one.path, None, one.path.rpartition("/")[2])
    named = [one for one in declared if one.dependency.group != "lock"]
    pinned = [one for one in named if one.dependency.pinned]
    for signal in by_kind.get("pinned", ()):
        if pinned and len(pinned) * 100 >= len(named) * int(signal.pattern):
            yield from (
                Raw(signal, one.path, one.dependency.line, one.dependency.specifier.lstrip("= "))
                for one in pinned[:3]
            )


def _tests(project: Project, signals: Sequence[Signal]) -> Iterator[Raw]:
    """The first test of each test file, where there are files enough."""
    first = []
    for path, facts in project.of(PythonFacts, Role.TEST):
        for one in facts.definitions:
            last = one.name.rpartition(".")[2]
            if one.kind != "class" and last.startswith("test"):
                first.append((path, one.line, last))
                break
    for signal in signals:
        if len(first) >= int(signal.pattern):
            yield from (Raw(signal, *place) for place in first)

"""Signals in Python code: imports, calls, definitions and words."""

import fnmatch
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from codex_audit.domain.artifact import Role
from codex_audit.domain.capabilities import Signal
from codex_audit.domain.facts import Definition, LintFacts, PythonFacts, citable
from codex_audit.domain.patterns import regex
from codex_audit.domain.project import Project

ByKind = Mapping[str, Sequence[Signal]]

_SPECIAL: Final = frozenset("*?[")
_WILD: Final = regex(r"[*?]|\[[^]]*\]?")
UNUSED_IMPORT: Final = "F401"
OWN: Final = frozenset({Role.SOURCE, Role.SCRIPT})


class Raw(NamedTuple):
    """A hit before its role is known."""

    signal: Signal
    path: str
    line: int | None
    symbol: str
    stub: bool = False
    guarded: bool = False
    lines: int = 0


def find(project: Project, by_kind: ByKind) -> Iterator[Raw]:
    """The hits in all Python files whose lines can be cited."""
    files = [(path, facts) for path, facts in project.of(PythonFacts) if citable(path)]
    yield from _imports(project, by_kind.get("import", ()))
    yield from _calls(files, by_kind.get("call", ()))
    yield from _mentions(files, by_kind)
    yield from _environment(files, by_kind.get("environment", ()))
    yield from _definitions(files, by_kind, _used(project, files))
    yield from _subclasses(project, files, by_kind.get("subclasses", ()))
    yield from _dispatch(files, by_kind.get("dispatch", ()))


def matcher(signals: Iterable[Signal]) -> Callable[[str], tuple[Signal, ...]]:
    """Which signals' globs match a name. Each name is looked at once, and one by one only where
    some glob matches at all."""
    exact: dict[str, list[Signal]] = defaultdict(list)
    always: list[Signal] = []
    globs: list[tuple[Signal, Callable[[str], object]]] = []
    for one in signals:
        if _SPECIAL.isdisjoint(one.pattern):
            exact[one.pattern].append(one)
        elif one.pattern == "*":
            always.append(one)
        else:
            globs.append((one, _glob(one.pattern)))
    if not (exact or always or globs):
        return lambda name: ()
    some = _any_of([one.pattern for one, _ in globs])

    @cache
    def matching(name: str) -> tuple[Signal, ...]:
        found = tuple(one for one, matches in globs if matches(name)) if some(name) else ()
        return (*exact.get(name, ()), *always, *found)

    return matching


def _glob(pattern: str) -> Callable[[str], object]:
    """Whether a name matches; a pattern with stars at its ends alone needs no regular
    expression, which takes long to compile."""
    text = pattern.strip("*")
    if not _SPECIAL.isdisjoint(text):
        piece, match = _piece(pattern), regex(fnmatch.translate(pattern)).match
        return lambda name: piece in name and match(name)
    if not pattern.startswith("*"):
        return lambda name: name.startswith(text)
    if not pattern.endswith("*"):
        return lambda name: name.endswith(text)
    return lambda name: text in name


def _any_of(patterns: Sequence[str]) -> Callable[[str], object]:
    """Whether any of some globs may match."""
    plain = [one for one in patterns if _SPECIAL.isdisjoint(one.strip("*"))]
    starts = tuple(one[:-1] for one in plain if not one.startswith("*"))
    ends = tuple(one[1:] for one in plain if not one.endswith("*"))
    inner = [re.escape(one.strip("*")) for one in plain if one.startswith("*") and one.endswith("*")]
    pieces = [_piece(one) for one in patterns if one not in set(plain)]
    within = regex("|".join(inner)).search if inner else lambda name: None
    return lambda name: (
        name.startswith(starts)
        or name.endswith(ends)
        or within(name)
        or any(piece in name for piece in pieces)
    )


def _piece(pattern: str) -> str:
    """The longest text that every match holds."""
    return max(_WILD.split(pattern), key=len)


def _imports(project: Project, signals: Sequence[Signal]) -> Iterator[Raw]:
    by_top: dict[str, list[Signal]] = defaultdict(list)
    for signal in signals:
        if "*" not in signal.pattern:
            by_top[signal.pattern.partition(".")[0]].append(signal)
    globs = matcher(signal for signal in signals if "*" in signal.pattern)
    unused: dict[str, frozenset[int]] = {}
    for one in project.external:
        statement = one.statement
        if one.stdlib and one.top not in by_top:
            continue
        dotted = f"{statement.module}.{statement.name}" if statement.name else statement.module
        named = [one for one in by_top.get(one.top, ()) if f"{dotted}.".startswith(f"{one.pattern}.")]
        for signal in (*named, *(() if one.stdlib else globs(statement.module))):
            if statement.type_checking:
                continue
            if one.path not in unused:
                unused[one.path] = _unused(project, one.path)
            if statement.line not in unused[one.path] and citable(one.path):
                yield Raw(signal, one.path, statement.line, one.top, guarded=statement.guarded)


def _unused(project: Project, path: str) -> frozenset[int]:
    lint = project.files[path].get(LintFacts)
    hits = lint.hits if lint is not None else ()
    return frozenset(hit.line for hit in hits if hit.code == UNUSED_IMPORT)


def _calls(files: Sequence[tuple[str, PythonFacts]], signals: Sequence[Signal]) -> Iterator[Raw]:
    by_last: dict[str, list[Signal]] = defaultdict(list)
    by_root: dict[str, list[Signal]] = defaultdict(list)
    for signal in signals:
        table = by_root if signal.pattern.endswith(".*") else by_last
        table[signal.pattern.removesuffix(".*").rpartition(".")[2]].append(signal)
    for path, facts in files:
        for call in facts.calls:
            root, dot, _ = call.target.partition(".")
            last = call.target.rpartition(".")[2]
            for signal in by_last.get(last, ()):
                if f".{call.target}".endswith(f".{signal.pattern}"):
                    yield Raw(signal, path, call.line, _spelled(facts, call.target))
            for signal in by_root.get(root, ()) if dot else ():
                yield Raw(signal, path, call.line, _spelled(facts, call.target))


def _spelled(facts: PythonFacts, target: str) -> str:
    """The last part of a call's target as the file writes it: an import may name it anew."""
    for one in facts.imports:
        if one.name and one.bound != one.name and f"{one.module}.{one.name}" == target:
            return one.bound
    return target.rpartition(".")[2]


_OFF: Final = frozenset({"False", "None"})
_MENTIONED: Final = ("method", "keyword", "string", "name")


def _mentions(files: Sequence[tuple[str, PythonFacts]], by_kind: ByKind) -> Iterator[Raw]:
    table: dict[tuple[str, str], list[Signal]] = defaultdict(list)
    endings = []
    for kind in _MENTIONED:
        for signal in by_kind.get(kind, ()):
            if signal.pattern.startswith("*"):
                endings.append(signal)
            else:
                table[kind, signal.pattern].append(signal)
    for path, facts in files:
        for one in facts.mentions:
            for signal in table.get((one.kind, one.word), ()):
                # A bare keyword asks for what it switches on.
                off = one.kind == "keyword" and one.value in _OFF
                if signal.value == one.value or not (signal.value or off):
                    yield Raw(signal, path, one.line, one.word)
            for signal in endings if one.kind == "name" else ():
                if one.word.endswith(signal.pattern[1:]):
                    yield Raw(signal, path, one.line, one.word)


def _environment(files: Sequence[tuple[str, PythonFacts]], signals: Sequence[Signal]) -> Iterator[Raw]:
    matching = matcher(signals)
    for path, facts in files:
        for read in facts.environment:
            yield from (Raw(signal, path, read.line, read.name) for signal in matching(read.name))


def _used(project: Project, files: Sequence[tuple[str, PythonFacts]]) -> frozenset[str]:
    """Names that some code of the repository calls, imports or exports."""
    used = {call.target.rpartition(".")[2] for _, facts in files for call in facts.calls}
    used.update(edge.symbol for edge in project.edges if edge.symbol)
    for _, facts in files:
        used.update(facts.exports or ())
        used.update(
            name.partition("(")[0].rpartition(".")[2]
            for definition in facts.definitions
            for name in definition.decorators
        )
    for one in project.entry_points:
        used.add(one.entry_point.target.rpartition(":")[2])
    return frozenset(used)


def _definitions(
    files: Sequence[tuple[str, PythonFacts]], by_kind: ByKind, used: frozenset[str]
) -> Iterator[Raw]:
    classes, functions = matcher(by_kind.get("class", ())), matcher(by_kind.get("function", ()))
    bases, decorators = matcher(by_kind.get("base", ())), matcher(by_kind.get("decorator", ()))
    for path, facts in files:
        own = {one.name: one for one in facts.definitions}
        for one in facts.definitions:
            last = one.name.rpartition(".")[2]
            if one.kind == "class":
                for signal in classes(last):
                    stub = _lacks(one, own, signal.methods)
                    if stub is not None:
                        yield Raw(signal, path, one.line, last, stub, lines=_lines(one))
                for base in one.bases:
                    for signal in bases(base):
                        yield Raw(signal, path, one.line, last, lines=_lines(one))
            elif one.kind == "method" or last in used:
                stub = one.stub is not None
                for signal in functions(last):
                    yield Raw(signal, path, one.line, last, stub, lines=_lines(one))
            for decorator in one.decorators:
                for signal in decorators(decorator):
                    yield Raw(signal, path, one.line, last)


def _lines(one: Definition) -> int:
    return one.end_line - one.line + 1


def _lacks(owner: Definition, own: Mapping[str, Definition], methods: Sequence[str]) -> bool | None:
    """Whether the wanted methods of a class are but stubs; ``None`` where one is not there."""
    if not methods:
        return owner.stub is not None
    found = [own.get(f"{owner.name}.{name}") for name in methods]
    if any(one is None for one in found):
        return None
    return all(one is not None and (one.stub or one.tentative) is not None for one in found)


def _subclasses(
    project: Project, files: Sequence[tuple[str, PythonFacts]], signals: Sequence[Signal]
) -> Iterator[Raw]:
    """Classes of the repository whose methods others of it put in their own place."""
    if not signals:
        return
    own = [
        (path, facts, _methods(facts.definitions))
        for path, facts in files
        if project.artifacts[path].role in OWN
    ]
    heirs: dict[str, list[frozenset[str]]] = defaultdict(list)
    for _, facts, methods in own:
        for one in facts.definitions:
            for base in one.bases:
                heirs[base.rpartition(".")[2]].append(methods[one.name])
    for path, facts, methods in own:
        for one in facts.definitions:
            last = one.name.rpartition(".")[2]
            if one.kind != "class" or last not in heirs:
                continue
            count = sum(bool(methods[one.name] & theirs) for theirs in heirs[last])
            for signal in signals:
                if count >= int(signal.pattern):
                    yield Raw(signal, path, one.line, last, lines=_lines(one))


def _dispatch(files: Sequence[tuple[str, PythonFacts]], signals: Sequence[Signal]) -> Iterator[Raw]:
    """Dictionaries of so many functions and classes."""
    for path, facts in files:
        for one in facts.dispatch:
            for signal in signals:
                if one.entries >= int(signal.pattern):
                    yield Raw(signal, path, one.line, one.name)


def _methods(definitions: Sequence[Definition]) -> Mapping[str, frozenset[str]]:
    """The methods that each class defines itself, but those that Python calls without being told."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in definitions:
        owner, _, name = one.name.rpartition(".")
        if one.kind == "method" and (name == "__call__" or not name.startswith("__")):
            found[owner].add(name)
    return defaultdict(frozenset, {owner: frozenset(names) for owner, names in found.items()})

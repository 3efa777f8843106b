"""Calls of resolved targets, and the environment variables that a file reads."""

import ast
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from msgspec import Struct

from codex_audit.domain.facts import Call, EnvironmentRead
from codex_audit.domain.patterns import regex
from codex_audit.facts.python.names import Names
from codex_audit.facts.python.walk import Flat

_READERS: Final = {
    "os.getenv": False,
    "os.environ.get": False,
    "os.environ.setdefault": False,
    "os.environ.pop": True,
}
"""Calls that read an environment variable, and whether it is required without a default."""

_LOADERS: Final = frozenset(
    {"import_module", "__import__", "run_module", "find_spec", "importorskip", "import_string"}
)
"""Functions whose first argument names a module even without a dot."""

_NAME: Final = regex(r"[A-Za-z_][A-Za-z0-9_]{0,199}")


class Usage(NamedTuple):
    """Resolved calls, environment variables read, and modules named to functions that load
    them."""

    calls: tuple[Call, ...]
    environment: tuple[EnvironmentRead, ...]
    loaded: tuple[str, ...]


class _Count(Struct):
    line: int
    count: int = 0
    special: list[Any] | None = None


def usage_of(flat: Flat, names: Names) -> Usage:
    """What a file calls, reads from its environment and loads by name."""
    found: dict[str, _Count] = {}
    for nodes in (flat.evaluated, flat.aside):
        _count(((node, node.lineno) for node in nodes[ast.Call]), names, found)
    _count(_header_calls(flat), names, found)
    calls = [Call(target, entry.line, entry.count) for target, entry in found.items()]
    calls.sort(key=lambda call: (call.line, call.target))
    special = [(target, node) for target, entry in found.items() for node in entry.special or ()]
    reads = [read for target, node in special if target in _READERS for read in _read(node, target)]
    written: list[str] = []
    if "os" in names.roots:
        reads += _read_by_name(flat, names)
        written += _written(flat, names)
    loaded = {name for target, node in special if target not in _READERS for name in _loaded(node)}
    return Usage(tuple(calls), _settle(reads, written), tuple(sorted(loaded)))


def _count(calls: Iterable[tuple[Any, int]], names: Names, found: dict[str, _Count]) -> None:
    """Count calls by target. With each comes a line of the scope that it is evaluated in."""
    resolve, root_of, known, name = names.resolve, names.root, found.get, ast.Name
    for node, line in calls:
        function = node.func
        target = root_of(function.id, line) if function.__class__ is name else resolve(function, line)
        if target is None:
            continue
        entry = known(target)
        if entry is None:
            entry = found[target] = _Count(node.lineno, 0, [] if _is_special(target) else None)
        elif node.lineno < entry.line:
            entry.line = node.lineno
        entry.count += 1
        if entry.special is not None:
            entry.special.append(node)


def _is_special(target: str) -> bool:
    return target in _READERS or target.rpartition(".")[2] in _LOADERS


def _header_calls(flat: Flat) -> Iterator[tuple[Any, int]]:
    """Calls in function headers. A default or annotation lies on the lines of the function
    that it is evaluated before, so that a line of the enclosing scope stands for it."""
    owners, scopes = flat.owners, flat.scopes
    for node in flat.headers[ast.Call]:
        scope = scopes[owners[node.lineno]]
        if scope.node is None or scope.kind == "class" or not _precedes(node, scope.node.body[0]):
            yield node, node.lineno
        else:
            outer = scopes[scope.parent].node
            yield node, outer.lineno if outer is not None else 0


def _precedes(node: Any, other: Any) -> bool:
    return (node.lineno, node.col_offset) < (other.lineno, other.col_offset)


def _loaded(node: Any) -> Iterator[str]:
    if node.args and node.args[0].__class__ is ast.Constant and node.args[0].value.__class__ is str:
        yield node.args[0].value


def _read(node: Any, target: str) -> Iterator[EnvironmentRead]:
    name = _literal(node.args[0]) if node.args else None
    for keyword in node.keywords:
        if keyword.arg == "key":
            name = _literal(keyword.value)
    if name:
        defaulted = len(node.args) > 1 or any(keyword.arg != "key" for keyword in node.keywords)
        yield EnvironmentRead(name, node.lineno, _READERS[target] and not defaulted)


def _read_by_name(flat: Flat, names: Names) -> Iterator[EnvironmentRead]:
    """Reads by subscript, and tests of membership."""
    for node in flat.nodes(ast.Subscript):
        name = _literal(node.slice) if _is_environment(node.value, names) else None
        if name and node.ctx.__class__ is ast.Load:
            yield EnvironmentRead(name, node.lineno, True)
    for node in flat.nodes(ast.Compare):
        if isinstance(node.ops[0], ast.In | ast.NotIn) and _is_environment(node.comparators[0], names):
            name = _literal(node.left)
            if name:
                yield EnvironmentRead(name, node.lineno, False)


def _written(flat: Flat, names: Names) -> Iterator[str]:
    """Variables that the file sets or deletes."""
    for node in flat.nodes(ast.Subscript):
        if node.ctx.__class__ is not ast.Load and _is_environment(node.value, names):
            yield _literal(node.slice) or ""


def _is_environment(node: Any, names: Names) -> bool:
    return isinstance(node, ast.Attribute | ast.Name) and names.resolve(node, node.lineno) == "os.environ"


def _literal(node: Any) -> str | None:
    """The name of a variable where the source spells it out."""
    if node.__class__ is ast.Constant and node.value.__class__ is str and _NAME.fullmatch(node.value):
        return str(node.value)
    return None


def _settle(reads: list[EnvironmentRead], written: Iterable[str]) -> tuple[EnvironmentRead, ...]:
    """Reads in order, one a line and name. A variable that the file also reads with a default,
    sets or tests for is not required."""
    optional = {read.name for read in reads if not read.required}.union(written)
    places = {(read.line, read.name): read.required and read.name not in optional for read in reads}
    return tuple(EnvironmentRead(name, line, places[line, name]) for line, name in sorted(places))

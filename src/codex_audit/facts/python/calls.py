"""Calls of resolved targets, and the environment variables that a file reads."""

import ast
import re
from collections.abc import Iterator
from typing import Any, Final

from codex_audit.domain.facts import Call, EnvironmentRead
from codex_audit.facts.python.names import Names
from codex_audit.facts.python.walk import Flat

_READERS: Final = {
    "os.getenv": False,
    "os.environ.get": False,
    "os.environ.setdefault": False,
    "os.environ.pop": True,
}
"""Calls that read an environment variable, and whether it is required without a second
argument."""

_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")


def calls_and_reads(flat: Flat, names: Names) -> tuple[tuple[Call, ...], tuple[EnvironmentRead, ...]]:
    """Every resolved target with its first line and count, and every variable read."""
    found: dict[str, list[int]] = {}
    reads: list[EnvironmentRead] = []
    for node, owner in _calls(flat):
        target = names.resolve(node.func, owner)
        if target is None:
            continue
        line = node.lineno
        known = found.get(target)
        if known is None:
            found[target] = [line, 1]
        else:
            known[1] += 1
            if line < known[0]:
                known[0] = line
        if target in _READERS:
            reads += _read_by_call(node, target)
    calls = [Call(target, line, count) for target, (line, count) in found.items()]
    calls.sort(key=lambda call: (call.line, call.target))
    reads += _read_by_name(flat, names)
    return tuple(calls), _settle(reads)


def _calls(flat: Flat) -> Iterator[tuple[Any, int]]:
    """Every call with the index of the scope that it is evaluated in."""
    owners, scopes = flat.owners, flat.scopes
    for nodes in (flat.evaluated, flat.aside):
        for node in nodes[ast.Call]:
            yield node, owners[node.lineno]
    for node in flat.headers[ast.Call]:
        owner = owners[node.lineno]
        definer = scopes[owner].node
        # A default or annotation lies on the lines of the function that it is evaluated before.
        inside = definer is not None and scopes[owner].kind != "class"
        yield node, scopes[owner].parent if inside and node.lineno < _body_line(definer) else owner


def _body_line(definer: Any) -> int:
    return int(definer.body[0].lineno)


def _read_by_call(node: Any, target: str) -> Iterator[EnvironmentRead]:
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
        if node.ctx.__class__ is ast.Load and _is_environment(node.value, flat, names):
            name = _literal(node.slice)
            if name:
                yield EnvironmentRead(name, node.lineno, True)
    for node in flat.nodes(ast.Compare):
        if isinstance(node.ops[0], ast.In | ast.NotIn) and _is_environment(node.comparators[0], flat, names):
            name = _literal(node.left)
            if name:
                yield EnvironmentRead(name, node.lineno, False)


def _is_environment(node: Any, flat: Flat, names: Names) -> bool:
    return (
        isinstance(node, ast.Attribute | ast.Name)
        and names.resolve(node, flat.owners[node.lineno]) == "os.environ"
    )


def _literal(node: Any) -> str | None:
    """The name of a variable where the source spells it out."""
    if node.__class__ is ast.Constant and node.value.__class__ is str and _NAME.fullmatch(node.value):
        return str(node.value)
    return None


def _settle(reads: list[EnvironmentRead]) -> tuple[EnvironmentRead, ...]:
    """Reads in order, one a line and name. A variable that the file also reads with a default,
    sets or tests for is not required."""
    optional = {read.name for read in reads if not read.required}
    places = {(read.line, read.name): read.required and read.name not in optional for read in reads}
    return tuple(EnvironmentRead(name, line, places[line, name]) for line, name in sorted(places))

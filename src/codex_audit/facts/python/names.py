"""Resolves dotted names: to an import's root, a definition of the module, or a builtin.

A name that a function binds itself (parameter, assignment, loop variable) hides what the
module binds; then nothing is claimed.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from operator import attrgetter
from typing import Any, Final

from codex_audit.facts.python.walk import Buckets, Flat

BUILTINS: Final = frozenset(
    {
        "__import__",
        "breakpoint",
        "compile",
        "delattr",
        "eval",
        "exec",
        "execfile",
        "getattr",
        "globals",
        "input",
        "locals",
        "open",
        "print",
        "setattr",
        "vars",
    }
)
"""Builtins whose calls matter to an audit."""

MAX_TARGET: Final = 300
"""Characters of a target; aliases could make much of little."""

MODULE_NAMES: Final = frozenset({"__path__"})
"""Names that a module has without binding them."""


class Names:
    """What the names of one module mean, scope by scope."""

    def __init__(self, flat: Flat) -> None:
        self._flat = flat
        self._imported = _imported(flat)
        self._known: dict[tuple[int, str], str | None] = {}

    @cached_property
    def roots(self) -> frozenset[str]:
        """The first parts of all that the file imports."""
        tables = self._imported.values()
        return frozenset(target.partition(".")[0] for table in tables for target in table.values())

    @cached_property
    def module(self) -> dict[str, str]:
        """Names of the module's top level and what they stand for."""
        table = {name: name for name in sorted(BUILTINS - self.assigned | MODULE_NAMES)}
        for scope in self._flat.scopes[1:]:
            if not scope.parent:
                table[scope.name] = scope.name
        table.update(self._imported.get(0, {}))
        return table

    @cached_property
    def assigned(self) -> frozenset[str]:
        """Names that the module's top level assigns, those of ``global`` statements included."""
        return frozenset(self._bound.get(0, ()))

    @cached_property
    def _bound(self) -> dict[int, set[str]]:
        """Names that each scope binds by itself other than by importing, by scope."""
        flat = self._flat
        owners, nodes = flat.owners, flat.evaluated
        bound: defaultdict[int, set[str]] = defaultdict(set)
        for index, scope in enumerate(flat.scopes):
            if scope.parent and scope.node is not None:
                bound[scope.parent].add(scope.node.name)
            if scope.parameters:
                bound[index].update(name.lstrip("*") for name in scope.parameters)
        for name, line in _assigned(nodes):
            bound[owners[line]].add(name)
        for name, line in _own(flat):
            # What a comprehension or lambda binds is its own. In a function the name counts as
            # hidden everywhere, so that no claim is wrong.
            if owners[line]:
                bound[owners[line]].add(name)
        for node in nodes[ast.Global]:
            owner = owners[node.lineno]
            if owner:
                bound[0].update(bound[owner].intersection(node.names))
                bound[owner].difference_update(node.names)
        return bound

    @cached_property
    def _hidden(self) -> frozenset[str]:
        """Names that some scope below the module's top level binds or imports."""
        found: set[str] = set()
        for table in (self._bound, self._imported):
            for owner, names in table.items():
                if owner:
                    found.update(names)
        return frozenset(found)

    def resolve(self, node: Any, line: int) -> str | None:
        """The dotted target of a name or attribute chain on a line, or ``None``."""
        parts: list[str] = []
        while node.__class__ is ast.Attribute:
            parts.append(node.attr)
            node = node.value
        if node.__class__ is not ast.Name:
            return None
        root = self.root(node.id, line)
        if root is None or sum(map(len, parts), len(root)) > MAX_TARGET:
            return None
        parts.append(root)
        parts.reverse()
        return ".".join(parts)

    def root(self, name: str, line: int) -> str | None:
        """What a plain name stands for on a line, or ``None``."""
        if name not in self._hidden:
            return self.module.get(name)
        owner = self._flat.owners[line]
        key = (owner, name)
        if key not in self._known:
            self._known[key] = self._look_up(name, owner)
        return self._known[key]

    def _look_up(self, name: str, owner: int) -> str | None:
        """What a name means in a scope, from the inside out."""
        scopes, here = self._flat.scopes, owner
        while owner:
            # A class's names are seen by its own statements, but not by its methods.
            if owner == here or scopes[owner].kind != "class":
                found = self._imported.get(owner, {}).get(name)
                if found is not None:
                    return found
                if name in self._bound.get(owner, ()):
                    return None
            owner = scopes[owner].parent
        return self.module.get(name)


def _assigned(nodes: Buckets) -> Iterator[tuple[str, int]]:
    """Names that statements assign, and where."""
    targets: list[Any] = []
    for node in nodes[ast.Assign]:
        targets += node.targets
    for kind, attribute in _TARGETS:
        targets += map(attrgetter(attribute), nodes[kind])
    yield from _names_in(targets)
    for kind, attribute in _CAPTURES:
        for node in nodes[kind]:
            name = getattr(node, attribute)
            if name:
                yield name, node.lineno


def _own(flat: Flat) -> Iterator[tuple[str, int]]:
    """Names that comprehensions and lambdas bind, and where."""
    for nodes in (flat.evaluated, flat.aside):
        yield from _names_in([node.target for node in nodes[ast.comprehension]])
        for node in nodes[ast.arg]:
            yield node.arg, node.lineno


def _names_in(targets: list[Any]) -> Iterator[tuple[str, int]]:
    """The plain names among assignment targets, and where they stand."""
    while targets:
        node = targets.pop()
        kind = node.__class__
        if kind is ast.Name:
            yield node.id, node.lineno
        elif kind is ast.Starred:
            targets.append(node.value)
        elif kind is ast.Tuple or kind is ast.List:
            targets += node.elts


_TARGETS: Final[tuple[tuple[type, str], ...]] = (
    (ast.AnnAssign, "target"),
    (ast.AugAssign, "target"),
    (ast.For, "target"),
    (ast.AsyncFor, "target"),
    (ast.NamedExpr, "target"),
    (ast.withitem, "optional_vars"),
)
_CAPTURES: Final[tuple[tuple[type, str], ...]] = (
    (ast.MatchAs, "name"),
    (ast.MatchStar, "name"),
    (ast.MatchMapping, "rest"),
)


def _imported(flat: Flat) -> dict[int, dict[str, str]]:
    """Names that each scope imports, and what they stand for."""
    tables: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for node, owner, _ in flat.imports:
        table = tables[owner]
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                table.setdefault(alias.asname or root, alias.name if alias.asname else root)
        else:
            base = "." * node.level + (node.module or "")
            for alias in node.names:
                joint = "" if base.endswith(".") else "."
                table.setdefault(alias.asname or alias.name, f"{base}{joint}{alias.name}")
    return tables


def dotted(node: ast.AST | None) -> str:
    """A decorator's or base's dotted name, without call arguments and subscripts."""
    parts: list[str] = []
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        else:
            break
    if not isinstance(node, ast.Name):
        return "<expression>"
    return ".".join([node.id, *reversed(parts)])

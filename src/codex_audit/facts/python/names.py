"""Resolves dotted names: to an import's root, a definition of the module, or a builtin.

A name that a function binds itself (parameter, assignment, loop variable) hides what the
module binds; then nothing is claimed.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from codex_audit.facts.python.walk import Flat

BUILTINS: Final = frozenset(
    "__import__ breakpoint compile delattr eval exec execfile getattr globals input locals open print"
    " setattr vars".split()
)
"""Builtins whose calls matter to an audit."""

MODULE_NAMES: Final = frozenset({"__path__"})
"""Names that a module has without binding them."""


FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


class Names:
    """What the names of one module mean, scope by scope."""

    def __init__(self, flat: Flat) -> None:
        self._flat = flat
        self._imported = _imported(flat)
        self._known: dict[tuple[int, str], str | None] = {}

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
        bound: defaultdict[int, set[str]] = defaultdict(set)
        self._add_stores(bound)
        for kind, attribute in _CAPTURES:
            for node in flat.evaluated[kind]:
                name = getattr(node, attribute)
                if name:
                    bound[flat.owners[node.lineno]].add(name)
        for node in flat.evaluated[ast.Global]:
            owner = flat.owners[node.lineno]
            if owner:
                bound[0].update(bound[owner].intersection(node.names))
                bound[owner].difference_update(node.names)
        for index, scope in enumerate(flat.scopes[1:], 1):
            if scope.parent and scope.node is not None:
                bound[scope.parent].add(scope.node.name)
            if isinstance(scope.node, FUNCTIONS):
                bound[index].update(name.lstrip("*") for name in parameters_of(scope.node.args))
        return bound

    def _add_stores(self, bound: defaultdict[int, set[str]]) -> None:
        """Assigned names. What a comprehension or lambda at the top level binds is its own; in
        a function it hides the name in the whole function, so that no claim is wrong."""
        flat, store = self._flat, ast.Store
        owners = flat.owners
        own = {id(node) for node in _names_in([part.target for part in flat.evaluated[ast.comprehension]])}
        for nodes in (flat.evaluated, flat.aside):
            for node in nodes[ast.Name]:
                if node.ctx.__class__ is store:
                    owner = owners[node.lineno]
                    if owner or id(node) not in own:
                        bound[owner].add(node.id)
            for node in nodes[ast.arg]:
                owner = owners[node.lineno]
                if owner:
                    bound[owner].add(node.arg)

    def resolve(self, node: Any, owner: int) -> str | None:
        """The dotted target of a name or attribute chain in a scope, or ``None``."""
        parts: list[str] = []
        while node.__class__ is ast.Attribute:
            parts.append(node.attr)
            node = node.value
        if node.__class__ is not ast.Name:
            return None
        key = (owner, node.id)
        if key in self._known:
            root = self._known[key]
        else:
            root = self._known[key] = self._root(node.id, owner)
        if root is None or not parts:
            return root
        parts.append(root)
        parts.reverse()
        return ".".join(parts)

    def _root(self, name: str, owner: int) -> str | None:
        if name not in self._interesting:
            return None
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

    @cached_property
    def _interesting(self) -> frozenset[str]:
        local = (name for table in self._imported.values() for name in table)
        return frozenset(self.module).union(local)


_CAPTURES: Final = (
    (ast.MatchAs, "name"),
    (ast.MatchStar, "name"),
    (ast.MatchMapping, "rest"),
)


def _names_in(targets: list[Any]) -> Iterator[Any]:
    """The plain names among assignment targets."""
    while targets:
        node = targets.pop()
        if node.__class__ is ast.Name:
            yield node
        elif node.__class__ is ast.Starred:
            targets.append(node.value)
        elif node.__class__ in {ast.Tuple, ast.List}:
            targets += node.elts


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


def parameters_of(arguments: ast.arguments) -> tuple[str, ...]:
    """The names of parameters in order, with the stars of the variable ones."""
    names = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    if arguments.vararg:
        names.append(f"*{arguments.vararg.arg}")
    names += [one.arg for one in arguments.kwonlyargs]
    if arguments.kwarg:
        names.append(f"**{arguments.kwarg.arg}")
    return tuple(names)


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

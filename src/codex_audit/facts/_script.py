"""Python that configures (``setup.py``, ``noxfile.py``), read as a tree and never run."""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from codex_audit.facts._text import normal

MAX_CHARACTERS: Final = 1_000_000
MAX_RESOLVE: Final = 12
MAX_STEPS: Final = 20_000
"""Expressions resolved in one file: names that name lists of names multiply."""

MAX_JOINED: Final = 20_000
"""Characters of a string put together from others."""

NOT_PYTHON: Final = "not valid Python 3"


class Literal(Struct, frozen=True):
    """A string, number or truth value with its line."""

    value: str | int | float | bool | None
    line: int


class Resolved(Struct, frozen=True):
    """What of an expression is literal. ``whole``: nothing of it is computed.

    One of ``scalar``, ``items`` and ``pairs`` is set, according to the expression's kind.
    """

    line: int
    whole: bool
    scalar: Literal | None = None
    items: "tuple[Resolved, ...] | None" = None
    pairs: "tuple[tuple[Literal, Resolved], ...] | None" = None

    def texts(self) -> list[tuple[str, int]]:
        """The strings of a list, or the one string, with their lines."""
        inner = self.items if self.items is not None else (self,)
        return [
            (one.scalar.value, one.scalar.line)
            for one in inner
            if one.scalar and isinstance(one.scalar.value, str)
        ]

    def text(self) -> str | None:
        """The one string."""
        value = self.scalar.value if self.scalar else None
        return value if isinstance(value, str) else None


def parse(text: str) -> ast.Module | None:
    """The module's tree, or ``None`` where the grammar or a bound refuses it."""
    if len(text) > MAX_CHARACTERS:
        return None
    from codex_audit.facts.python import parse as safely

    return safely(normal(text))


class Script:
    """A module's literal assignments: a name counts that is assigned once in the whole file.

    What is changed afterwards (``x.append(…)``, ``x += …``) is partial; ``x["key"] = value``
    adds its pair to the mapping.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.names: dict[str, ast.expr] = {}
        self.partial: set[str] = set()
        self.stored: dict[str, list[tuple[ast.Constant, ast.expr]]] = {}
        self._steps = 0
        seen: set[str] = set()
        for node in ast.walk(tree):
            for name, value in _bindings(node):
                if name in seen:
                    self.names.pop(name, None)
                elif value is not None:
                    self.names[name] = value
                seen.add(name)
            self.partial.update(_changed(node))
            if (stored := _stored(node)) is not None:
                name, key, value = stored
                self.stored.setdefault(name, []).append((key, value))

    def resolve(self, node: ast.expr, depth: int = 0) -> Resolved:
        """What of ``node`` is literal, names followed."""
        self._steps += 1
        found: Resolved | None = None
        if depth > MAX_RESOLVE or self._steps > MAX_STEPS:
            pass
        elif isinstance(node, ast.Constant):
            found = _constant(node)
        elif isinstance(node, ast.Name) and node.id in self.names:
            found = self._name(node.id, depth)
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            found = self._items(node.lineno, node.elts, depth)
        elif isinstance(node, ast.Dict):
            found = self._pairs(node.lineno, zip(node.keys, node.values, strict=True), depth)
        elif isinstance(node, ast.Call):
            found = self._call(node, depth)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            found = _sum(self.resolve(node.left, depth + 1), self.resolve(node.right, depth + 1))
        return found or Resolved(node.lineno, whole=False)

    def _name(self, name: str, depth: int) -> Resolved:
        found = self.resolve(self.names[name], depth + 1)
        whole = found.whole and name not in self.partial
        pairs = found.pairs
        if pairs is not None and name in self.stored:
            pairs = (*pairs, *(self._pairs(found.line, self.stored[name], depth).pairs or ()))
            # A key that is set twice has no one value.
            times = Counter(str(key.value) for key, _ in pairs)
            pairs = tuple(pair for pair in pairs if times[str(pair[0].value)] == 1)
        return Resolved(found.line, whole, found.scalar, found.items, pairs)

    def _items(self, line: int, nodes: list[ast.expr], depth: int) -> Resolved:
        items: list[Resolved] = []
        whole = True
        for node in nodes:
            inner = node.value if isinstance(node, ast.Starred) else node
            one = self.resolve(inner, depth + 1)
            whole = whole and one.whole
            if isinstance(node, ast.Starred):
                items.extend(one.items or ())
            elif one.scalar or one.items is not None or one.pairs is not None:
                items.append(one)
        return Resolved(line, whole, items=tuple(items))

    def _pairs(self, line: int, entries: Iterable[tuple[ast.expr | None, ast.expr]], depth: int) -> Resolved:
        pairs: list[tuple[Literal, Resolved]] = []
        whole = True
        for key, node in entries:
            value = self.resolve(node, depth + 1)
            whole = whole and value.whole
            if key is None:
                pairs.extend(value.pairs or ())
                continue
            name = self.resolve(key, depth + 1).scalar
            if name is None:
                whole = False
            else:
                pairs.append((name, value))
        return Resolved(line, whole, pairs=tuple(pairs))

    def _call(self, node: ast.Call, depth: int) -> Resolved:
        """``dict(a=1)`` and ``"text".strip()``; other calls compute."""
        if isinstance(node.func, ast.Name) and node.func.id == "dict" and not node.args:
            return self._pairs(node.lineno, keyword_pairs(node), depth)
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("strip", "lstrip", "rstrip"):
            inner = self.resolve(node.func.value, depth + 1)
            if inner.text() is not None and not node.args:
                return inner
        return Resolved(node.lineno, whole=False)


def keyword_pairs(call: ast.Call) -> list[tuple[ast.expr | None, ast.expr]]:
    """A call's keywords as a dictionary display has them: ``**x`` has no key."""
    return [
        (
            ast.Constant(word.arg, lineno=word.lineno, col_offset=word.col_offset) if word.arg else None,
            word.value,
        )
        for word in call.keywords
    ]


def dotted(node: ast.expr) -> str:
    """``a.b.c`` as text; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def _constant(node: ast.Constant) -> Resolved | None:
    value = node.value
    if isinstance(value, str | int | float | bool) or value is None:
        return Resolved(node.lineno, True, Literal(value, node.lineno))
    return None


def _bindings(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """The names that a statement binds, with the value where it is plainly assigned."""
    if isinstance(node, ast.Assign):
        plain = len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
        for target in node.targets:
            for inner in ast.walk(target):
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                    yield inner.id, node.value if plain else None
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id, node.value
    elif isinstance(node, ast.For | ast.AsyncFor | ast.NamedExpr | ast.comprehension):
        yield from ((inner.id, None) for inner in ast.walk(node.target) if isinstance(inner, ast.Name))
    elif isinstance(node, ast.withitem) and isinstance(node.optional_vars, ast.Name):
        yield node.optional_vars.id, None
    elif isinstance(node, ast.arg):
        yield node.arg, None


def _changed(node: ast.AST) -> Iterator[str]:
    """The names whose value a statement changes in place."""
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        if isinstance(node.value, ast.Name) and not isinstance(node.slice, ast.Constant):
            yield node.value.id
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
        while isinstance(owner, ast.Subscript):
            owner = owner.value
        if isinstance(owner, ast.Name) and node.func.attr in _MUTATORS:
            yield owner.id


def _stored(node: ast.AST) -> tuple[str, ast.Constant, ast.expr] | None:
    """``x["key"] = value``: the name, the key and the value."""
    if not isinstance(node, ast.Assign) or not isinstance(target := node.targets[0], ast.Subscript):
        return None
    name, key = target.value, target.slice
    if len(node.targets) == 1 and isinstance(name, ast.Name) and isinstance(key, ast.Constant):
        return name.id, key, node.value
    return None


_MUTATORS: Final = frozenset(("append", "extend", "insert", "update", "remove", "pop", "clear", "setdefault"))


def _sum(left: Resolved, right: Resolved) -> Resolved:
    """Lists or strings joined by ``+``; the literal side alone where the other is computed."""
    whole = left.whole and right.whole
    if left.items is not None or right.items is not None:
        return Resolved(left.line, whole, items=(left.items or ()) + (right.items or ()))
    first, second = left.text(), right.text()
    if first is not None and second is not None and whole and len(first) + len(second) < MAX_JOINED:
        return Resolved(left.line, True, Literal(first + second, left.line))
    return Resolved(left.line, whole=False)


def parses(text: str) -> bool:
    """Whether the text is Python as it stands."""
    return parse(text) is not None

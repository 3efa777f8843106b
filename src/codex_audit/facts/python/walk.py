"""Flattens a syntax tree once, without recursion, into lists of nodes by class.

Statements are visited block by block, for their scope, nesting and guards matter. Expressions
are expanded in waves: all nodes of one depth at a time, class by class, which keeps the work in
C and costs a fifth of ``ast.walk``. Nodes in a list are therefore in no particular order.
"""

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any, Final, NamedTuple

from msgspec import Struct, field

from codex_audit.facts.python.grammar import CHILDREN

GUARDED: Final = 1
TYPING: Final = 2

MAX_NAME: Final = 200
"""Characters of a definition's own name; nested definitions repeat those around them."""

CATCHES_IMPORT: Final = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
"""Exceptions whose handlers see a failed import."""

TYPING_NAMES: Final = frozenset({"TYPE_CHECKING", "MYPY_CHECK_RUNNING", "MYPY"})

Buckets = defaultdict[type, list[Any]]
Definer = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Scope(Struct):
    """A module (``node`` is ``None``), class or function.

    ``parent`` is the index of the enclosing scope. ``parameters`` are names, with the stars of
    the variable ones. ``flags`` and ``depth`` tell of the guards and the compound statements
    that the definition stands under. ``points`` are the decision points of its own statements,
    ``statements`` their number, ``nesting`` their deepest level.
    """

    node: Definer | None
    parent: int
    name: str
    kind: str
    parameters: tuple[str, ...] = ()
    flags: int = 0
    depth: int = 0
    deferred: bool = False
    points: int = 0
    nesting: int = 0
    statements: int = 0


class ImportSite(NamedTuple):
    """An import statement, the index of its scope, and its guards."""

    node: ast.Import | ast.ImportFrom
    owner: int
    flags: int


class Flat(Struct):
    """A flattened tree.

    ``headers`` holds the expressions of function headers (decorators, defaults, annotations),
    ``aside`` those of class headers and assertions, ``evaluated`` all others and all
    statements: radon's metrics count the three differently. ``owners`` maps a line to the
    index of the innermost scope that it belongs to; scopes come before those within them.
    """

    scopes: list[Scope]
    owners: list[int]
    headers: Buckets = field(default_factory=lambda: defaultdict(list))
    aside: Buckets = field(default_factory=lambda: defaultdict(list))
    evaluated: Buckets = field(default_factory=lambda: defaultdict(list))
    imports: list[ImportSite] = field(default_factory=list)
    main_guard: int | None = None

    def nodes(self, kind: type) -> Iterator[Any]:
        """All nodes of this class, wherever they stand."""
        return chain(self.evaluated[kind], self.aside[kind], self.headers[kind])


_KINDS: Final = {"module": "function", "class": "method"}
"""What a ``def`` is in a scope of this kind; elsewhere it is a closure."""


class _Block(NamedTuple):
    body: list[ast.stmt]
    owner: int
    depth: int
    flags: int


def flatten(tree: ast.Module, lines: int) -> Flat:
    """Flatten the tree of a module that has this many lines."""
    flat = Flat([Scope(None, 0, "", "module")], [0] * (lines + 2))
    walker = _Walker(flat)
    walker.run(tree.body)
    flat.imports.sort(key=lambda site: (site.node.lineno, site.node.col_offset))
    expand(walker.headers, flat.headers)
    expand(walker.aside, flat.aside)
    expand(walker.evaluated, flat.evaluated)
    return flat


def expand(wave: list[Any], buckets: Buckets) -> None:
    """Put the nodes and all below them into the buckets of their classes."""
    children = CHILDREN.get
    flatten_lists = chain.from_iterable
    while wave:
        groups: defaultdict[type, list[Any]] = defaultdict(list)
        for node in wave:
            groups[node.__class__].append(node)
        wave = []
        for kind, nodes in groups.items():
            buckets[kind] += nodes
            getters = children(kind)
            if getters is not None:
                for single in getters[0]:
                    wave += map(single, nodes)
                for several in getters[1]:
                    wave += flatten_lists(map(several, nodes))


class _Walker:
    """Visits the statements and collects the roots of their expressions."""

    __slots__ = ("aside", "evaluated", "flat", "headers", "stack")

    def __init__(self, flat: Flat) -> None:
        self.flat = flat
        self.headers: list[Any] = []
        self.aside: list[Any] = []
        self.evaluated: list[Any] = []
        self.stack: list[_Block] = []

    def run(self, body: list[ast.stmt]) -> None:
        """Visit a module's body and all below it."""
        stack, scopes, handlers = self.stack, self.flat.scopes, _HANDLERS.get
        stack.append(_Block(body, 0, 0, 0))
        while stack:
            block = stack.pop()
            scope = scopes[block.owner]
            scope.statements += len(block.body)
            self.evaluated += block.body
            for node in block.body:
                handler = handlers(node.__class__)
                if handler is not None:
                    handler(self, node, block, scope)

    def _enter(self, body: list[ast.stmt], block: _Block, scope: Scope, flags: int | None = None) -> None:
        """Queue a block that is one level deeper."""
        if body:
            depth = block.depth + 1
            scope.nesting = max(scope.nesting, depth)
            self.stack.append(_Block(body, block.owner, depth, block.flags if flags is None else flags))

    def function(self, node: Any, block: _Block, scope: Scope) -> None:
        """A ``def``, whose header is apart from its body."""
        self.headers += node.decorator_list
        if node.returns is not None:
            self.headers.append(node.returns)
        self.headers += getattr(node, "type_params", ())
        kind = _KINDS.get(scope.kind, "closure")
        # What a function runs later is no longer under the guard that it is defined in.
        self._define(node, block, scope, kind, block.flags & ~GUARDED)
        self.flat.scopes[-1].parameters = self._parameters(node.args)

    def _parameters(self, arguments: ast.arguments) -> tuple[str, ...]:
        """The names of parameters; their defaults and annotations belong to the header."""
        names: list[str] = []
        for star, group in (
            ("", arguments.posonlyargs),
            ("", arguments.args),
            ("*", [arguments.vararg] if arguments.vararg else ()),
            ("", arguments.kwonlyargs),
            ("**", [arguments.kwarg] if arguments.kwarg else ()),
        ):
            for one in group:
                names.append(star + one.arg)
                if one.annotation is not None:
                    self.headers.append(one.annotation)
        self.headers += arguments.defaults
        self.headers += arguments.kw_defaults
        return tuple(names)

    def klass(self, node: Any, block: _Block, scope: Scope) -> None:
        """A ``class``."""
        self.aside += chain(node.bases, node.keywords, node.decorator_list, getattr(node, "type_params", ()))
        self._define(node, block, scope, "class", block.flags)

    def _define(self, node: Any, block: _Block, scope: Scope, kind: str, flags: int) -> None:
        scopes, index = self.flat.scopes, len(self.flat.scopes)
        own = node.name[:MAX_NAME]
        name = f"{scope.name}.{own}" if block.owner else own
        deferred = scope.deferred or kind != "class"
        scopes.append(Scope(node, block.owner, name, kind, (), block.flags, block.depth, deferred))
        first, last = node.lineno, node.end_lineno
        self.flat.owners[first : last + 1] = [index] * (last + 1 - first)
        self.stack.append(_Block(node.body, index, 0, flags))

    def branch(self, node: Any, block: _Block, scope: Scope) -> None:
        """An ``if``; an ``elif`` is no deeper than its ``if``."""
        scope.points += 1
        if self.flat.main_guard is None and not block.owner and _is_main_guard(node.test):
            self.flat.main_guard = node.lineno
        within, otherwise = _typing_flags(node.test)
        self._enter(node.body, block, scope, block.flags | within)
        rest = node.orelse
        flags = block.flags | otherwise
        if len(rest) == 1 and rest[0].__class__ is ast.If and rest[0].col_offset == node.col_offset:
            self.stack.append(_Block(rest, block.owner, block.depth, flags))
        else:
            self._enter(rest, block, scope, flags)

    def loop(self, node: Any, block: _Block, scope: Scope) -> None:
        """A ``for`` or ``while``."""
        scope.points += 1 + bool(node.orelse)
        self._enter(node.body, block, scope)
        self._enter(node.orelse, block, scope)

    def attempt(self, node: Any, block: _Block, scope: Scope) -> None:
        """A ``try``. A fallback that a handler imports is as optional as what it replaces."""
        if node.__class__ is ast.Try:  # radon does not count ``except*``.
            scope.points += len(node.handlers) + bool(node.orelse)
        self.evaluated += node.handlers
        guarded = block.flags
        if any(_catches(handler.type) for handler in node.handlers):
            guarded |= GUARDED
        self._enter(node.body, block, scope, guarded)
        for handler in node.handlers:
            self._enter(handler.body, block, scope, guarded)
        self._enter(node.orelse, block, scope)
        self._enter(node.finalbody, block, scope)

    def context(self, node: Any, block: _Block, scope: Scope) -> None:
        """A ``with``."""
        suppresses = any(_suppresses(item.context_expr) for item in node.items)
        self._enter(node.body, block, scope, block.flags | GUARDED if suppresses else None)

    def match(self, node: Any, block: _Block, scope: Scope) -> None:
        """A ``match``: every case is a decision but one that takes anything, as radon counts."""
        wildcard = any(getattr(case.pattern, "pattern", False) is None for case in node.cases)
        scope.points += max(0, len(node.cases) - wildcard)
        for case in node.cases:
            self.evaluated += (case.pattern, case.guard)
            self._enter(case.body, block, scope)

    def assertion(self, node: Any, block: _Block, scope: Scope) -> None:
        """An ``assert``: one decision, whatever it holds."""
        scope.points += 1
        self.aside += (node.test, node.msg)

    def import_(self, node: Any, block: _Block, scope: Scope) -> None:
        """An import of either form."""
        self.flat.imports.append(ImportSite(node, block.owner, block.flags))


_HANDLERS: Final[dict[type, Callable[[_Walker, Any, _Block, Scope], None]]] = {
    ast.FunctionDef: _Walker.function,
    ast.AsyncFunctionDef: _Walker.function,
    ast.ClassDef: _Walker.klass,
    ast.If: _Walker.branch,
    ast.For: _Walker.loop,
    ast.AsyncFor: _Walker.loop,
    ast.While: _Walker.loop,
    ast.Try: _Walker.attempt,
    ast.TryStar: _Walker.attempt,
    ast.With: _Walker.context,
    ast.AsyncWith: _Walker.context,
    ast.Match: _Walker.match,
    ast.Assert: _Walker.assertion,
    ast.Import: _Walker.import_,
    ast.ImportFrom: _Walker.import_,
}


def last_name(node: ast.AST | None) -> str:
    """The last part of a dotted name, or nothing for any other expression."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _catches(kind: ast.expr | None) -> bool:
    """Whether a handler of this type sees a failed import. A bare one does."""
    if kind is None:
        return True
    kinds: Iterable[ast.expr] = kind.elts if isinstance(kind, ast.Tuple) else (kind,)
    return any(last_name(one) in CATCHES_IMPORT for one in kinds)


def _suppresses(manager: ast.expr) -> bool:
    return (
        isinstance(manager, ast.Call)
        and last_name(manager.func) == "suppress"
        and any(last_name(one) in CATCHES_IMPORT for one in manager.args)
    )


def _typing_flags(test: ast.expr) -> tuple[int, int]:
    """What a test on ``TYPE_CHECKING`` makes of its body and of its ``else``."""
    if last_name(test) in TYPING_NAMES:
        return TYPING, 0
    if (
        isinstance(test, ast.UnaryOp)
        and isinstance(test.op, ast.Not)
        and last_name(test.operand) in TYPING_NAMES
    ):
        return 0, TYPING
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return (TYPING if any(last_name(one) in TYPING_NAMES for one in test.values) else 0), 0
    return 0, 0


def _is_main_guard(test: ast.expr) -> bool:
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = (test.left, test.comparators[0])
    return any(last_name(one) == "__name__" for one in sides) and any(
        isinstance(one, ast.Constant) and one.value == "__main__" for one in sides
    )

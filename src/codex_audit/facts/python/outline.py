"""Collects imports and definitions from trees other than CPython's.

Headers and imports are single statements: CPython's parser reads those even where it refuses
the file around them, so that all rungs of the ladder tell the same facts the same way.
"""

import ast
from typing import Final, NamedTuple

from msgspec import Struct, field

from codex_audit.domain.facts import Definition, Import
from codex_audit.domain.patterns import regex
from codex_audit.facts.python.imports import bindings
from codex_audit.facts.python.names import dotted
from codex_audit.facts.python.strings import clean, first_paragraph
from codex_audit.facts.python.walk import CATCHES_IMPORT, GUARDED, TYPING, TYPING_NAMES

MAX_STATEMENT: Final = 20_000
_NAME: Final = regex(r"\w+")


class Place(NamedTuple):
    """Where a statement stands: the dotted name of what encloses it, and its guards."""

    name: str = ""
    kind: str = "module"
    flags: int = 0
    deferred: bool = False

    def guarded(self, handlers: list[str]) -> "Place":
        """The same place within a ``try`` of these handlers' types, as source text."""
        catches = any(
            not text.strip() or CATCHES_IMPORT.intersection(_NAME.findall(text)) for text in handlers
        )
        return self._replace(flags=self.flags | GUARDED) if catches else self

    def tested(self, test: str) -> "Place":
        """The same place under an ``if`` of this test, as source text."""
        typing = test.strip().rpartition(".")[2] in TYPING_NAMES
        return self._replace(flags=self.flags | TYPING) if typing else self


class Outline(Struct):
    """The imports and definitions seen so far."""

    imports: list[tuple[tuple[int, int], tuple[Import, ...]]] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)

    def add_import(self, source: str, start: tuple[int, int], place: Place) -> None:
        """Record an import statement; ``start`` is its line and column."""
        statement = _parse(source)
        if isinstance(statement, ast.Import | ast.ImportFrom):
            names = bindings(statement, place.flags, place.deferred, start[0])
            self.imports.append((start, tuple(names)))

    def define(
        self,
        header: str,
        name: str,
        place: Place,
        span: tuple[int, int, int],
        docstring: str | None,
    ) -> Place:
        """Record a definition of which ``header`` is all but the body. ``span`` is its first
        and last line and its column from 0. Returns the place within it."""
        node = _parse(f"{header.strip()} pass")
        function = _is_function(header)
        full = f"{place.name}.{name}" if place.name else name
        kind = {"module": "function", "class": "method"}.get(place.kind, "closure") if function else "class"
        self.definitions.append(
            Definition(
                name=clean(full),
                kind=kind,
                line=span[0],
                end_line=span[1],
                column=span[2],
                complexity=0,
                decorators=tuple(map(dotted, getattr(node, "decorator_list", ()))),
                bases=tuple(map(dotted, node.bases)) if isinstance(node, ast.ClassDef) else (),
                parameters=_parameters(node.args)
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                else (),
                docstring=first_paragraph(docstring),
            )
        )
        flags = place.flags & ~GUARDED if function else place.flags
        return Place(full, "function" if function else "class", flags, place.deferred or function)

    def in_order(self) -> tuple[tuple[Import, ...], tuple[Definition, ...]]:
        """Everything by line."""
        statements = sorted(self.imports, key=lambda one: one[0])
        definitions = sorted(self.definitions, key=lambda one: (one.line, one.column))
        return tuple(name for _, names in statements for name in names), tuple(definitions)


def _is_function(header: str) -> bool:
    """Whether the keyword that follows the decorators is that of a function."""
    for line in header.splitlines():
        first = line.split(maxsplit=1)[:1]
        if first in (["def"], ["async"]):
            return True
        if first == ["class"]:
            return False
    return False


def _parse(source: str) -> ast.stmt | None:
    """The one statement of a short source, if CPython reads it."""
    if len(source) > MAX_STATEMENT:
        return None
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return body[0] if len(body) == 1 else None


def literal(source: str) -> str | None:
    """The value of a string's source, if it is one."""
    statement = _parse(source)
    value = getattr(getattr(statement, "value", None), "value", None)
    return value if isinstance(statement, ast.Expr) and isinstance(value, str) else None


def _parameters(arguments: ast.arguments) -> tuple[str, ...]:
    """The names of parameters in order, with the stars of the variable ones."""
    names = [one.arg for one in (*arguments.posonlyargs, *arguments.args)]
    if arguments.vararg:
        names.append(f"*{arguments.vararg.arg}")
    names += [one.arg for one in arguments.kwonlyargs]
    if arguments.kwarg:
        names.append(f"**{arguments.kwarg.arg}")
    return tuple(names)

"""What libcst says of a file that CPython refuses: its imports and definitions.

libcst has a grammar of its own: it reads syntax newer than the running interpreter's, and some
of Python 2. It is loaded only when a file needs it.
"""

from collections.abc import Iterable
from typing import Any

from codex_audit.domain.facts import Definition, Import
from codex_audit.facts.python.outline import Outline, Place


def outline(text: str) -> tuple[tuple[Import, ...], tuple[Definition, ...]] | None:
    """Imports and definitions, or ``None`` where libcst refuses the text."""
    import libcst
    from libcst.metadata import MetadataWrapper, PositionProvider

    try:
        module = libcst.parse_module(text)
        if module.code != text:
            # A line that it dropped, such as a joined one before an indented one, shifts all below.
            return None
        wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
        positions = wrapper.resolve(PositionProvider)
        return _Reader(wrapper.module, positions).read()
    except (libcst.ParserSyntaxError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


class _Reader:
    """Walks the statements of a libcst module with a stack of its own."""

    def __init__(self, module: Any, positions: Any) -> None:
        self._module = module
        self._positions = positions
        self._outline = Outline()
        self._stack: list[tuple[Any, Place]] = []

    def read(self) -> tuple[tuple[Import, ...], tuple[Definition, ...]]:
        """Everything in the order of the file."""
        self._push(self._module.body, Place())
        while self._stack:
            node, place = self._stack.pop()
            visit = getattr(self, f"_visit_{type(node).__name__}", None)
            if visit is None:
                self._visit_block(node, place)
            else:
                visit(node, place)
        return self._outline.in_order()

    def _push(self, nodes: Iterable[Any], place: Place) -> None:
        self._stack += [(node, place) for node in nodes if node is not None]

    def _code(self, node: Any) -> str:
        return str(self._module.code_for_node(node))

    def _visit_block(self, node: Any, place: Place) -> None:
        """Any statement whose parts are only followed."""
        body = getattr(node, "body", None)
        parts = body if isinstance(body, list | tuple) else (body,)
        others = (getattr(node, name, None) for name in ("orelse", "finalbody"))
        self._push((*parts, *others, *getattr(node, "cases", ())), place)

    def _visit_Import(self, node: Any, place: Place) -> None:
        code = self._code(node.with_changes(semicolon=_nothing()))
        start = self._positions[node].start
        self._outline.add_import(code, (start.line, start.column), place)

    _visit_ImportFrom = _visit_Import

    def _visit_If(self, node: Any, place: Place) -> None:
        self._push((node.body,), place.tested(self._code(node.test)))
        self._push((node.orelse,), place)

    def _visit_Try(self, node: Any, place: Place) -> None:
        types = [self._code(one.type) if one.type is not None else "" for one in node.handlers]
        guarded = place.guarded(types)
        self._push((node.body, *(one.body for one in node.handlers)), guarded)
        self._push((node.orelse, node.finalbody), place)

    _visit_TryStar = _visit_Try

    def _visit_FunctionDef(self, node: Any, place: Place) -> None:
        import libcst

        empty = libcst.IndentedBlock(body=[], header=libcst.TrailingWhitespace())
        header = self._code(node.with_changes(body=empty, leading_lines=(), lines_after_decorators=()))
        span = self._positions[node]
        line = self._positions[node.name].start.line
        within = self._outline.define(
            header.strip().removesuffix("pass").strip(),
            node.name.value,
            place,
            (line, span.end.line, span.start.column),
            node.get_docstring(clean=False),
        )
        self._push((node.body,), within)

    _visit_ClassDef = _visit_FunctionDef


def _nothing() -> Any:
    import libcst

    return libcst.MaybeSentinel.DEFAULT

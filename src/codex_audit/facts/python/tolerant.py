"""What parso makes of a file with syntax errors: the imports and definitions around them.

It is loaded only when a file needs it.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Any, Final

from codex_audit.domain.facts import Definition, Import
from codex_audit.facts.python.outline import Outline, Place, literal

_BODIES: Final = frozenset({"suite", "simple_stmt"})
_LEAVES: Final = frozenset({"error_leaf", "newline", "endmarker"})
_BROKEN: Final = _LEAVES | {"error_node"}


def outline(text: str) -> tuple[tuple[Import, ...], tuple[Definition, ...]] | None:
    """Imports and definitions, or ``None`` where parso gives up."""
    import parso

    parser: Any = parso
    try:
        return _read(parser.parse(text))
    except (ValueError, RecursionError, MemoryError):
        return None


def _read(module: Any) -> tuple[tuple[Import, ...], tuple[Definition, ...]]:
    found = Outline()
    stack: list[tuple[Any, Place, str]] = [(module, Place(), "")]
    while stack:
        node, place, decorators = stack.pop()
        kind = node.type
        if kind in {"import_name", "import_from"}:
            found.add_import(node.get_code(include_prefix=False), node.start_pos, place)
        elif kind in {"funcdef", "classdef"}:
            within = _define(node, place, decorators, found)
            stack += [(child, within, "") for child in node.children if child.type in _BODIES]
        elif kind == "decorated":
            before, definition = node.children[0], node.children[-1]
            stack.append((definition, place, before.get_code(include_prefix=False)))
        elif kind in {"async_stmt", "async_funcdef"}:
            stack.append((node.children[-1], place, f"{decorators}async "))
        elif kind == "if_stmt":
            stack += _branches(node, place)
        elif kind == "try_stmt":
            stack += _attempt(node, place)
        else:
            stack += _statements(getattr(node, "children", ()), place, found)
    return found.in_order()


def _statements(children: Sequence[Any], place: Place, found: Outline) -> Iterator[tuple[Any, Place, str]]:
    """Nodes in a row with their places. What is indented under a broken header belongs to it."""
    outer = [(-1, place)]
    for index, child in enumerate(children):
        header = _broken_header(child) if child.type == "error_node" else None
        first = child if header is None else header[0]
        if child.type not in _BROKEN or header is not None:
            while first.start_pos[1] <= outer[-1][0]:
                outer.pop()
        if header is None:
            yield child, outer[-1][1], ""
            continue
        keyword, name = header
        line, column = keyword.start_pos
        span = (line, _last_line(islice(children, index + 1, None), line, column), column)
        within = found.define(f"{keyword.value} {name.value}:", name.value, outer[-1][1], span, None)
        outer.append((column, within))


def _broken_header(node: Any) -> tuple[Any, Any] | None:
    """The keyword and the name of a definition that went wrong after them."""
    parts = node.children
    for keyword, name in pairwise(parts):
        if keyword.type == "keyword" and keyword.value in {"def", "class"} and name.type == "name":
            return keyword, name
    return None


def _last_line(following: Iterable[Any], line: int, column: int) -> int:
    """The last line that is indented under a broken header."""
    last = line
    for node in following:
        if node.type not in _LEAVES:
            if node.start_pos[1] <= column:
                break
            last = _end_line(node)
    return max(line, last)


def _end_line(node: Any) -> int:
    line, column = node.end_pos
    return int(line - 1 if column == 0 else line)


def _define(node: Any, place: Place, decorators: str, found: Outline) -> Place:
    header = "".join(child.get_code() for child in node.children if child.type not in _BODIES)
    # The prefix of the first word is what stands before the definition.
    header = f"{decorators}{header[len(node.children[0].prefix) :]}"
    line, column = (node.parent if decorators.endswith("async ") else node).start_pos
    span = (line, max(line, _end_line(node)), column)
    return found.define(header, node.name.value, place, span, _docstring(node))


def _docstring(node: Any) -> str | None:
    leaf = node.children[-1].get_first_leaf()
    while leaf is not None and leaf.type in {"newline", "indent"}:
        leaf = leaf.get_next_leaf()
    return literal(leaf.value) if leaf is not None and leaf.type in {"string", "strings"} else None


def _branches(node: Any, place: Place) -> list[tuple[Any, Place, str]]:
    """An ``if`` and its parts: word, test, colon and body, over and over."""
    parts: list[tuple[Any, Place, str]] = []
    within = place
    for index, child in enumerate(node.children):
        if child.type in _BODIES:
            parts.append((child, within, ""))
        elif child.type == "keyword" and child.value in {"if", "elif"}:
            within = place.tested(node.children[index + 1].get_code())
        elif child.type == "keyword" and child.value == "else":
            within = place
        else:
            parts.append((child, place, ""))
    return parts


def _attempt(node: Any, place: Place) -> list[tuple[Any, Place, str]]:
    """A ``try`` and its parts."""
    handlers: list[str] = []
    for child in node.children:
        if child.type == "except_clause":
            handlers.append(child.get_code(include_prefix=False).removeprefix("except"))
        elif child.type == "keyword" and child.value == "except":
            handlers.append("")
    guarded = place.guarded(handlers)
    parts: list[tuple[Any, Place, str]] = []
    within = guarded
    for child in node.children:
        if child.type == "keyword" and child.value in {"else", "finally"}:
            within = place
        parts.append((child, within, ""))
    return parts

"""What strings say: docstrings, and constants that could name something to load."""

import ast
from collections.abc import Collection
from operator import attrgetter
from typing import Any, Final

from codex_audit.domain.patterns import regex
from codex_audit.facts.python.walk import Flat

MAX_DOCSTRING: Final = 300
MAX_REFERENCE: Final = 200
_MAX_READ: Final = 4_000
_VALUE: Final = attrgetter("value")

_IDENTIFIER: Final = r"[^\W\d]\w*+"
_REFERENCE: Final = regex(
    rf"{_IDENTIFIER}(?:\.{_IDENTIFIER})*+(?::{_IDENTIFIER}(?:\.{_IDENTIFIER})*+)?"
    rf"|[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?\.py"
)
_RELATIVE: Final = regex(rf"\.++{_IDENTIFIER}(?:\.{_IDENTIFIER})*+")


def clean(text: str) -> str:
    """The text without lone surrogates, which no output could encode."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def docstring_of(body: list[Any]) -> str | None:
    """The docstring that leads a body, if any."""
    if body and body[0].__class__ is ast.Expr:
        value = body[0].value
        if value.__class__ is ast.Constant and value.value.__class__ is str:
            return str(value.value)
    return None


def first_paragraph(text: str | None) -> str | None:
    """The first paragraph on one line, at most 300 characters; ``None`` for blank text."""
    if text is None:
        return None
    words: list[str] = []
    for line in text[:_MAX_READ].strip().partition("\n\n")[0].split("\n"):
        found = line.split()
        if not found:
            break
        words += found
    return clean(" ".join(words))[:MAX_DOCSTRING].rstrip() or None


def references_of(flat: Flat, loaded: Collection[str]) -> tuple[str, ...]:
    """Constants that look like a dotted path, ``module:attribute`` or a ``.py`` file, and the
    names of ``loaded`` modules. Sorted, each once."""
    found: set[str] = set()
    for nodes in (flat.evaluated, flat.aside, flat.headers):
        found.update(
            value
            for value in map(_VALUE, nodes[ast.Constant])
            if value.__class__ is str and len(value) <= MAX_REFERENCE and ("." in value or ":" in value)
        )
    short = {value for value in loaded if len(value) <= MAX_REFERENCE}
    kept = {value for value in found | short if _REFERENCE.fullmatch(value)}
    kept.update(value for value in short if _RELATIVE.fullmatch(value))
    return tuple(sorted(map(clean, kept)))


def exports_of(flat: Flat) -> tuple[str, ...] | None:
    """``__all__`` where the module's top level spells it out, its additions included."""
    names: list[str] | None = None
    nodes, owners = flat.evaluated, flat.owners
    found = [*nodes[ast.Assign], *nodes[ast.AnnAssign], *nodes[ast.AugAssign]]
    found += [node.value for node in nodes[ast.Expr] if node.value.__class__ is ast.Call]
    module = [node for node in found if not owners[node.lineno]]
    for node in sorted(module, key=lambda node: (node.lineno, node.col_offset)):
        what = _export_change(node)
        if what is None:
            continue
        extends, value = what
        listed = _listed(value)
        if listed is None or (extends and names is None):
            return None
        names = [*(names or []), *listed] if extends else listed
    return None if names is None else tuple(clean(name) for name in names)


def _export_change(node: Any) -> tuple[bool, Any] | None:
    """Whether a statement adds to ``__all__`` or sets it, and the value."""
    if isinstance(node, ast.Assign):
        return (False, node.value) if any(_is_all(one) for one in node.targets) else None
    if isinstance(node, ast.AnnAssign | ast.AugAssign):
        return (isinstance(node, ast.AugAssign), node.value) if _is_all(node.target) else None
    function = node.func
    if isinstance(function, ast.Attribute) and _is_all(function.value) and node.args:
        if function.attr == "append":
            return True, ast.List(elts=node.args[:1])
        if function.attr in {"extend", "__iadd__"}:
            return True, node.args[0]
        return True, None
    return None


def _is_all(node: Any) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"


def _listed(value: Any) -> list[str] | None:
    """The strings of a literal list or tuple, or of a sum of those."""
    waiting, found = [value], list[str]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            waiting += (node.right, node.left)
        elif isinstance(node, ast.List | ast.Tuple):
            for one in node.elts:
                if not isinstance(one, ast.Constant) or not isinstance(one.value, str):
                    return None
                found.append(one.value)
        else:
            return None
    return found

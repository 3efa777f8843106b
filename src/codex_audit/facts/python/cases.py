"""Finds the cases that working functions refuse because they are still to be written.

``raise NotImplementedError("... is not supported yet")`` says so itself, wherever it stands. Without
a word on time it counts only where a test singles the case out (``if compress:``): at the end of a
chain of tests, or behind a negated one, the same statement guards against values that do not exist.
Where a file also catches the error, it is a way to pass control, and only words on time count.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from codex_audit.domain.facts import Marker
from codex_audit.facts.python.strings import clean
from codex_audit.facts.python.stubs import candidate, is_not_implemented, words_of
from codex_audit.facts.python.walk import Flat, last_name
from codex_audit.facts.python.words import NOT_WRITTEN, OTHERS, PENDING, UNTIL_NOW, UNWRITTEN

MAX_TEXT: Final = 200
MAX_PARTS: Final = 40
"""Nodes of a test that are looked at; a longer one singles nothing out."""


def cases_of(flat: Flat) -> tuple[Marker, ...]:
    """One marker for each such statement, in order: its tag is the word that its line holds, its
    text the message. Whole bodies of functions are left to the verdict on stubs."""
    found = [*_raised(flat), *_asserted(flat)]
    if not found:
        return ()
    bodies = {
        id(scope.node.body[-1])
        for scope in flat.scopes[1:]
        if scope.node is not None and scope.kind != "class" and candidate(scope.node) is not None
    }
    markers = [Marker(tag, node.lineno, _shown(text)) for tag, node, text in found if id(node) not in bodies]
    return tuple(sorted(markers, key=lambda one: (one.line, one.tag, one.text)))


def _raised(flat: Flat) -> Iterator[tuple[str, Any, str]]:
    raised = [
        node
        for node in flat.evaluated[ast.Raise]
        if is_not_implemented(node.exc) and node.exc.lineno == node.lineno
    ]
    singled: set[int] | None = None
    for node in raised:
        message = node.exc.args[0] if node.exc.__class__ is ast.Call and node.exc.args else None
        text = words_of(message) if message is not None else ""
        if OTHERS.search(text):
            continue
        if not (UNTIL_NOW.search(text) or PENDING.search(text) or UNWRITTEN.search(text)):
            if message is not None and not _says_what(message, text):
                continue
            if singled is None:
                singled = _singled_out(flat)
            if id(node) not in singled:
                continue
        yield "NotImplementedError", node, text


def _says_what(message: Any, text: str) -> bool:
    """Whether a message names the case that is not written. One that shows a value speaks of any
    value."""
    return message.__class__ is ast.Constant and NOT_WRITTEN.search(text) is not None


def _singled_out(flat: Flat) -> set[int]:
    """The statements that stand right below a test for their very case, by identity."""
    for handler in flat.evaluated[ast.ExceptHandler]:
        kinds = handler.type.elts if handler.type.__class__ is ast.Tuple else (handler.type,)
        if any(last_name(kind) == "NotImplementedError" for kind in kinds):
            return set()
    return {id(last) for node in flat.evaluated[ast.If] if _singles_out(node.test) for last in node.body[-1:]}


def _singles_out(test: Any) -> bool:
    """Whether a test is for something, and not for its absence."""
    waiting, seen = [test], 0
    while waiting:
        one = waiting.pop()
        seen += 1
        kind = one.__class__
        if kind is ast.BoolOp and seen <= MAX_PARTS:
            waiting += one.values
        elif seen > MAX_PARTS or not _SINGLES.get(kind, _never)(one):
            return False
    return True


def _never(node: Any) -> bool:
    return False


def _always(node: Any) -> bool:
    return True


def _compares(node: Any) -> bool:
    operators = {one.__class__ for one in node.ops}
    against_none = getattr(node.comparators[-1], "value", "") is None
    return operators <= _POSITIVE or (operators == {ast.IsNot} and against_none)


def _asks(node: Any) -> bool:
    """A call that asks an object what it has or is."""
    return last_name(node.func) in {"any", "getattr", "hasattr", "isinstance"}


_POSITIVE: Final = frozenset({ast.Eq, ast.Gt, ast.In, ast.Lt})
_SINGLES: Final[Mapping[type, Callable[[Any], bool]]] = {
    ast.Attribute: _always,
    ast.Call: _asks,
    ast.Compare: _compares,
    ast.Name: _always,
}


def _asserted(flat: Flat) -> Iterator[tuple[str, Any, str]]:
    """Assertions that always fail."""
    for node in flat.evaluated[ast.Assert]:
        test = node.test
        if test.__class__ is ast.Constant and not test.value and node.msg is not None:
            text = words_of(node.msg)
            if PENDING.search(text) or UNWRITTEN.search(text):
                yield "assert", node, text


def _shown(text: str) -> str:
    return clean(" ".join(text.split()))[:MAX_TEXT].rstrip()

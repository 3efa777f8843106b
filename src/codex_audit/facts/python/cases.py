"""Finds the cases that working functions refuse because they are still to be written.

``raise NotImplementedError("... is not supported yet")`` in a branch says so itself. Without such
words the same statement guards against values that do not exist, so it is none.
"""

import ast
from collections.abc import Iterator
from typing import Any, Final

from codex_audit.domain.facts import Marker
from codex_audit.facts.python.strings import clean
from codex_audit.facts.python.stubs import candidate, is_not_implemented, words_of
from codex_audit.facts.python.walk import Flat
from codex_audit.facts.python.words import OTHERS, PENDING, UNTIL_NOW, UNWRITTEN

MAX_TEXT: Final = 200


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
    for node in flat.evaluated[ast.Raise]:
        error = node.exc
        if error.__class__ is ast.Call and error.args and is_not_implemented(error):
            text = words_of(error.args[0])
            waits = UNTIL_NOW.search(text) or PENDING.search(text) or UNWRITTEN.search(text)
            if waits and not OTHERS.search(text) and error.lineno == node.lineno:
                yield "NotImplementedError", node, text


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

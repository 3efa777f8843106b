"""Scopes -> ``Definition`` facts."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from codex_audit.domain.facts import Definition
from codex_audit.facts.python.names import dotted
from codex_audit.facts.python.scan import Scan
from codex_audit.facts.python.strings import docstring_of, first_paragraph
from codex_audit.facts.python.stubs import NO_STUB, Verdict, candidate, judge, surroundings
from codex_audit.facts.python.walk import Flat, Scope

LONG_BODY: Final = 6
"""Statements from which on a body is worth comparing with others."""


def definitions_of(
    flat: Flat, complexities: Sequence[int], scan: Scan, name: str, assigned: frozenset[str]
) -> tuple[Definition, ...]:
    """All classes and functions in the order of the file. ``name`` is the file's, ``assigned``
    are names that its top level assigns."""
    digests = dict(_digests(flat, scan))
    verdicts = _verdicts(flat, scan, name, assigned)
    order = sorted(range(1, len(flat.scopes)), key=lambda index: _place(flat.scopes[index].node))
    return tuple(
        _definition(
            flat.scopes[index],
            complexities[index],
            digests.get(index, ""),
            verdicts.get(index, NO_STUB),
        )
        for index in order
    )


def _place(node: Any) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _definition(scope: Scope, complexity: int, digest: str, verdict: Verdict) -> Definition:
    node: Any = scope.node
    function = scope.kind != "class"
    return Definition(
        name=scope.name,
        kind=scope.kind,
        line=node.lineno,
        end_line=node.end_lineno,
        column=node.col_offset,
        complexity=complexity,
        decorators=tuple(map(dotted, node.decorator_list)),
        bases=() if function else tuple(map(dotted, node.bases)),
        parameters=scope.parameters,
        docstring=first_paragraph(docstring_of(node.body)),
        stub=verdict.certain,
        stub_line=verdict.line,
        nesting=scope.nesting if function else 0,
        digest=digest,
        tentative=verdict.tentative,
    )


def _verdicts(flat: Flat, scan: Scan, name: str, assigned: frozenset[str]) -> Mapping[int, Verdict]:
    """What is said of the functions that might be stubs, by the index of their scope."""
    candidates = [
        index
        for index, scope in enumerate(flat.scopes)
        if index and scope.kind != "class" and candidate(scope.node) is not None
    ]
    if not candidates:
        return {}
    comments = {comment.line: comment.text for comment in scan.comments}
    around = surroundings(name, flat, comments, assigned)
    return {index: judge(flat.scopes[index], around) for index in candidates}


def _digests(flat: Flat, scan: Scan) -> Iterator[tuple[int, str]]:
    """The identity of every long body, by the index of its scope."""
    totals = [scope.statements for scope in flat.scopes]
    for index in range(len(totals) - 1, 0, -1):
        totals[flat.scopes[index].parent] += totals[index]
    for index, scope in enumerate(flat.scopes):
        if index and scope.kind != "class" and totals[index] >= LONG_BODY:
            body = scope.node.body if scope.node is not None else []
            documented = docstring_of(body) is not None
            if totals[index] - documented >= LONG_BODY:
                digest = _digest(scope.node, body[documented:], scan)
                if digest:
                    yield index, digest


def _digest(node: Any, body: Sequence[Any], scan: Scan) -> str:
    """16 hexadecimal digits for the code of a body; none for one on the line of its ``def``."""
    first = body[0]
    begin = min([first.lineno, *(one.lineno for one in getattr(first, "decorator_list", ()))])
    if begin <= node.lineno:
        return ""
    code = "\n".join(filter(None, scan.bare[begin - 1 : node.end_lineno]))
    return hashlib.blake2b(code.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

"""Cyclomatic complexity, Halstead counts and the maintainability index, as radon 6 has them."""

import ast
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Final

from codex_audit.domain.facts import Halstead, RawCounts
from codex_audit.facts.python.walk import Buckets, Flat, Scope

_COMPREHENSIONS: Final = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

_BIG: Final = 2**61
"""From here on unequal integers can be made to share a hash."""


def complexities(flat: Flat) -> tuple[list[int], int]:
    """The complexity of each scope and that of the whole module.

    As in ``radon.visitors.ComplexityVisitor``: a function has one plus its decision points,
    nested definitions apart; a class one plus its own and its methods', shown as their mean.
    The module's total leaves out what stands within functions.
    """
    _add_expressions(flat)
    scopes = flat.scopes
    real = [1 + scope.points for scope in scopes]
    shown = list(real)
    methods = [0] * len(scopes)
    for index in range(len(scopes) - 1, 0, -1):
        scope = scopes[index]
        if scope.kind == "class":
            shown[index] = real[index]
            if methods[index]:
                shown[index] = int(real[index] / float(methods[index])) + (methods[index] > 1)
            if not scope.parent:
                real[0] += real[index] - 1
        elif not scope.parent:
            real[0] += real[index] - 1
        elif scopes[scope.parent].kind == "class":
            real[scope.parent] += real[index]
            methods[scope.parent] += 1
    return shown, real[0]


def _add_expressions(flat: Flat) -> None:
    """Add the decision points that expressions hold."""
    scopes, owners, nodes = flat.scopes, flat.owners, flat.evaluated
    for node in nodes[ast.BoolOp]:
        scopes[owners[node.lineno]].points += len(node.values) - 1
    for node in nodes[ast.IfExp]:
        scopes[owners[node.lineno]].points += 1
    for kind in _COMPREHENSIONS:
        for node in nodes[kind]:
            scopes[owners[node.lineno]].points += sum(len(part.ifs) + 1 for part in node.generators)


_LINE: Final = attrgetter("lineno")
_SINGLE_OPERATOR: Final = (ast.BinOp, ast.AugAssign, ast.UnaryOp, ast.BoolOp)
_SINGLE_OPERANDS: Final[tuple[tuple[type, Callable[[Any], Any]], ...]] = (
    (ast.BinOp, attrgetter("left")),
    (ast.BinOp, attrgetter("right")),
    (ast.AugAssign, attrgetter("target")),
    (ast.AugAssign, attrgetter("value")),
    (ast.UnaryOp, attrgetter("operand")),
    (ast.Compare, attrgetter("left")),
)
_MANY_OPERANDS: Final[tuple[tuple[type, Callable[[Any], Any]], ...]] = (
    (ast.BoolOp, attrgetter("values")),
    (ast.Compare, attrgetter("comparators")),
)


def halstead(flat: Flat) -> Halstead:
    """Operators and operands of the module, as ``radon.visitors.HalsteadVisitor`` counts them.

    Function headers do not count. Names, attributes and constants are the same operand within
    functions of one name; any other operand is distinct from all.
    """
    contexts: dict[str | None, set[Any]] = {None: set()}
    seen_in = list(_contexts(flat.scopes, contexts))
    operators: set[type] = set()
    number = operands = composite = 0
    for nodes in (flat.evaluated, flat.aside):
        for kind in _SINGLE_OPERATOR:
            number += len(nodes[kind])
            operators.update({node.op.__class__ for node in nodes[kind]})
        for node in nodes[ast.Compare]:
            number += len(node.ops)
            operators.update(map(type, node.ops))
        for pairs in _operands(nodes):
            total, other = _note_operands(pairs, flat.owners, seen_in)
            operands += total
            composite += other
    distinct = composite + sum(map(len, contexts.values()))
    return Halstead(h1=len(operators), h2=distinct, n1=number, n2=operands)


def _operands(nodes: Buckets) -> Iterator[Iterable[tuple[int, Any]]]:
    """All operands, each with the line of its operation."""
    for kind, operand_of in _SINGLE_OPERANDS:
        found = nodes[kind]
        yield zip(map(_LINE, found), map(operand_of, found), strict=True)
    for kind, operands_of in _MANY_OPERANDS:
        yield ((node.lineno, operand) for node in nodes[kind] for operand in operands_of(node))


def _note_operands(
    pairs: Iterable[tuple[int, Any]], owners: Sequence[int], seen_in: Sequence[set[Any]]
) -> tuple[int, int]:
    """Record the operands that can equal others; returns the number of all, and of those that
    cannot."""
    name, constant, attribute, whole = ast.Name, ast.Constant, ast.Attribute, int
    simple = composite = 0
    for line, operand in pairs:
        kind = operand.__class__
        if kind is name:
            seen_in[owners[line]].add(operand.id)
        elif kind is constant:
            value = operand.value
            if value.__class__ is whole and value >= _BIG:
                value = _key(value)
            seen_in[owners[line]].add(value)
        elif kind is attribute:
            seen_in[owners[line]].add(operand.attr)
        else:
            composite += 1
            continue
        simple += 1
    return simple + composite, composite


def _contexts(scopes: Sequence[Scope], contexts: dict[str | None, set[Any]]) -> Iterator[set[Any]]:
    """The set of operands of each scope: that of the innermost function's name."""
    sets: list[set[Any]] = []
    for scope in scopes:
        if scope.node is None:
            chosen = contexts[None]
        elif scope.kind == "class":
            chosen = sets[scope.parent]
        else:
            chosen = contexts.setdefault(scope.node.name, set())
        sets.append(chosen)
        yield chosen


def _key(value: int) -> object:
    """A stand-in for a big integer that equals another's if and only if the integers are
    equal, and whose hash nobody can choose. What equals a float stays comparable with it."""
    try:
        same = int(float(value)) == value
    except OverflowError:
        same = False
    return value if same else (int, hex(value))


def maintainability(counts: Halstead, complexity: int, raw: RawCounts) -> float:
    """The maintainability index from 0 to 100, strings of several lines counting as comments
    (``radon.metrics.mi_parameters`` and ``mi_compute``: the formula of Oman and Hagemeister as
    SEI and Visual Studio derived it; radon feeds the logical lines into it)."""
    size = counts.volume
    if size <= 0 or raw.lloc <= 0:
        return 100.0
    comments = (raw.comments + raw.multi) / float(raw.sloc) * 100 if raw.sloc else 0
    index = (
        171
        - 5.2 * math.log(size)
        - 0.23 * complexity
        - 16.2 * math.log(raw.lloc)
        + 50 * math.sin(math.sqrt(2.46 * math.radians(comments)))
    )
    return min(max(0.0, index * 100 / 171.0), 100.0)

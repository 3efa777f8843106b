"""Which fields of a syntax node lead on to other nodes: the table that the walk is driven by.

Statement bodies are absent: the walk follows those itself, for it must know whose they are.
Contexts and operators are absent: nothing lies below them.
"""

import ast
from collections.abc import Callable, Iterable
from itertools import filterfalse
from operator import attrgetter
from typing import Any, Final

_FIELDS: Final = """
AnnAssign: target annotation value
Assign: value targets*
Attribute: value
AugAssign: target value
AsyncFor: target iter
AsyncWith: items*
Await: value
BinOp: left right
BoolOp: values*
Call: func args* keywords*
Compare: left comparators*
Delete: targets*
Dict: keys* values*
DictComp: key value generators*
ExceptHandler: type
Expr: value
For: target iter
FormattedValue: value format_spec
GeneratorExp: elt generators*
If: test
IfExp: test body orelse
Interpolation: value format_spec
Lambda: args body
List: elts*
ListComp: elt generators*
Match: subject
MatchAs: pattern
MatchClass: cls patterns* kwd_patterns*
MatchMapping: keys* patterns*
MatchOr: patterns*
MatchSequence: patterns*
MatchValue: value
NamedExpr: target value
ParamSpec: default_value
Raise: exc cause
Return: value
Set: elts*
SetComp: elt generators*
Slice: lower upper step
Starred: value
Subscript: value slice
Tuple: elts*
TypeAlias: name type_params* value
TypeVar: bound default_value
TypeVarTuple: default_value
UnaryOp: operand
While: test
With: items*
Yield: value
YieldFrom: value
arg: annotation
arguments: vararg kwarg posonlyargs* args* kwonlyargs* kw_defaults* defaults*
comprehension: target iter ifs*
keyword: value
withitem: context_expr optional_vars
"""
"""Node class, then its fields of interest; a star marks a list. Names that the running
interpreter does not know are passed over."""

_INTERPOLATED: Final = frozenset({"JoinedStr", "TemplateStr"})

Node = Any
Single = Callable[[Node], Node]
Several = Callable[[Node], Iterable[Node]]


def _is_constant(node: Node) -> bool:
    return node.__class__ is ast.Constant


def _interpolations(node: Node) -> Iterable[Node]:
    """The parts of an f-string but its literal text, which is no constant of the program."""
    return filterfalse(_is_constant, node.values)


def _children() -> dict[type, tuple[tuple[Single, ...], tuple[Several, ...]]]:
    table: dict[type, tuple[tuple[Single, ...], tuple[Several, ...]]] = {}
    for row in _FIELDS.strip().splitlines():
        name, _, fields = row.partition(": ")
        known = getattr(getattr(ast, name, None), "_fields", ())
        present = [field for field in fields.split() if field.rstrip("*") in known]
        if present:
            singles = tuple(attrgetter(field) for field in present if not field.endswith("*"))
            lists = tuple(attrgetter(field[:-1]) for field in present if field.endswith("*"))
            table[getattr(ast, name)] = (singles, lists)
    for name in sorted(_INTERPOLATED):
        if hasattr(ast, name):
            table[getattr(ast, name)] = ((), (_interpolations,))
    return table


CHILDREN: Final = _children()
"""Node class -> getters of its single children (which may be ``None``) and of its lists."""

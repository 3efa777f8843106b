"""Where a file says the words that somebody asked for: methods it calls on objects, keyword
arguments, names it assigns or takes, short strings. What these resolve to cannot be told, so
that they prove less than calls of resolved targets."""

import ast
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from types import NoneType
from typing import Any, Final

from codex_audit.domain.facts import Mention, Vocabulary
from codex_audit.facts.python.walk import Flat

MAX_VALUE = 40
"""Characters of a keyword's constant value that are kept."""

_NAME: Final = attrgetter("id")
_ATTRIBUTE: Final = attrgetter("attr")
_ARGUMENT: Final = attrgetter("arg")
_CONSTANT: Final = attrgetter("value")


def mentions_of(flat: Flat, vocabulary: Vocabulary) -> tuple[Mention, ...]:
    """The first place of each word of the vocabulary, by kind and value."""
    if not vocabulary:
        return ()
    found: dict[tuple[str, str, str], int] = {}
    for kind, word, value, line in _said(flat, vocabulary):
        key = (kind, word, value)
        found[key] = min(line, found.get(key, line))
    places = sorted((line, *key) for key, line in found.items())
    return tuple(Mention(kind, word, line, value) for line, kind, word, value in places)


def _said(flat: Flat, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str, int]]:
    """Most files say none of the words: nodes are looked at one by one only where some word is."""
    methods, keywords, strings = vocabulary.methods, vocabulary.keywords, vocabulary.strings
    if not methods.isdisjoint(map(_ATTRIBUTE, flat.nodes(ast.Attribute))):
        for node in flat.nodes(ast.Call):
            function = node.func
            if function.__class__ is ast.Attribute and function.attr in methods:
                yield "method", function.attr, "", function.end_lineno or node.lineno
    if not keywords.isdisjoint(map(_ARGUMENT, flat.nodes(ast.keyword))):
        for node in flat.nodes(ast.Call):
            for one in node.keywords:
                if one.arg in keywords:
                    yield "keyword", one.arg, _value(one.value), one.lineno
    if not strings.isdisjoint(map(_CONSTANT, flat.nodes(ast.Constant))):
        for node in flat.nodes(ast.Constant):
            if node.value.__class__ is str and node.value in strings:
                yield "string", node.value, "", node.lineno
    yield from _bound(flat, vocabulary)


def _value(node: Any) -> str:
    if node.__class__ is not ast.Constant or node.value.__class__ not in (str, bool, int, NoneType):
        return ""
    return str(node.value)[:MAX_VALUE]


def _bound(flat: Flat, vocabulary: Vocabulary) -> Iterator[tuple[str, str, str, int]]:
    """Names that are assigned, as variables, attributes or fields, and parameters, each with
    the value of a plain assignment."""
    places = [
        *_stored(flat, ast.Name, _NAME, vocabulary),
        *_stored(flat, ast.Attribute, _ATTRIBUTE, vocabulary),
    ]
    values = {}
    if places:
        values = {id(target): node for node in flat.nodes(ast.Assign) for target in node.targets}
        values.update((id(node.target), node) for node in flat.nodes(ast.AnnAssign))
    for name, node in places:
        yield "name", name, _assigned(values.get(id(node))), node.end_lineno or node.lineno
    for scope in flat.scopes:
        if scope.node is not None and scope.node.__class__ is not ast.ClassDef:
            for one in _parameters(scope.node):
                if one.arg in vocabulary.names or one.arg.endswith(vocabulary.endings):
                    yield "name", one.arg, "", one.lineno


def _stored(
    flat: Flat, kind: type, name_of: Callable[[Any], str], vocabulary: Vocabulary
) -> list[tuple[str, Any]]:
    """The nodes of a kind that bind a name of the vocabulary."""
    names, endings = vocabulary.names, vocabulary.endings
    said = set(map(name_of, flat.nodes(kind)))
    wanted = {name for name in said if name in names or name.endswith(endings)}
    if not wanted:
        return []
    nodes = [(name_of(node), node) for node in flat.nodes(kind) if node.ctx.__class__ is ast.Store]
    return [(name, node) for name, node in nodes if name in wanted]


def _assigned(statement: Any) -> str:
    return "" if statement is None or statement.value is None else _value(statement.value)


def _parameters(node: Any) -> Iterable[Any]:
    arguments = node.args
    return (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)

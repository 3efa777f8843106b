"""Where a file says the words that somebody asked for: methods it calls on objects, keyword
arguments, names it assigns or takes, short strings. What these resolve to cannot be told, so
that they prove less than calls of resolved targets."""

import ast
from collections.abc import Iterable, Iterator
from typing import Any

from codex_audit.domain.facts import Mention, Vocabulary
from codex_audit.facts.python.walk import Flat

MAX_VALUE = 40
"""Characters of a keyword's constant value that are kept."""


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
    methods, keywords, strings = vocabulary.methods, vocabulary.keywords, vocabulary.strings
    for node in flat.nodes(ast.Call):
        function = node.func
        if function.__class__ is ast.Attribute and function.attr in methods:
            yield "method", function.attr, "", function.end_lineno or node.lineno
        for one in node.keywords:
            if one.arg in keywords:
                yield "keyword", one.arg, _value(one.value), one.lineno
    for node in flat.nodes(ast.Constant):
        if node.value.__class__ is str and node.value in strings:
            yield "string", node.value, "", node.lineno
    names, endings = vocabulary.names, vocabulary.endings
    for name, line, value in _bound(flat):
        if name in names or name.endswith(endings):
            yield "name", name, "" if value is None else _value(value), line


def _value(node: Any) -> str:
    if node.__class__ is not ast.Constant or node.value.__class__ not in (str, bool, int):
        return ""
    return str(node.value)[:MAX_VALUE]


def _bound(flat: Flat) -> Iterator[tuple[str, int, Any]]:
    """Names that are assigned, as variables, attributes or fields, and parameters, each with
    the value of a plain assignment."""
    values = {id(target): node.value for node in flat.nodes(ast.Assign) for target in node.targets}
    values.update((id(node.target), node.value) for node in flat.nodes(ast.AnnAssign))
    for node in flat.nodes(ast.Name):
        if node.ctx.__class__ is ast.Store:
            yield node.id, node.lineno, values.get(id(node))
    for node in flat.nodes(ast.Attribute):
        if node.ctx.__class__ is ast.Store:
            yield node.attr, node.end_lineno or node.lineno, values.get(id(node))
    for scope in flat.scopes:
        if scope.node is not None and scope.node.__class__ is not ast.ClassDef:
            yield from ((one.arg, one.lineno, None) for one in _parameters(scope.node))


def _parameters(node: Any) -> Iterable[Any]:
    arguments = node.args
    return (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)

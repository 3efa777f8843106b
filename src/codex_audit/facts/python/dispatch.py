"""Dictionaries of a module that map names to its components: functions and classes to choose from."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from codex_audit.domain.facts import DispatchTable, Import

LEAST: Final = 2
"""Components from which on a dictionary is worth a word."""

_WRAPPERS: Final = frozenset({"partial", "functools.partial"})


def dispatch_tables_of(body: Sequence[ast.stmt], imports: Iterable[Import]) -> tuple[DispatchTable, ...]:
    """The dictionaries assigned to names at the top of a module of which at least half the values
    are components, in order."""
    own = {one.name for one in body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    bound = {one.bound for one in imports}
    tables = []
    for name, node in _dictionaries(body):
        components = sum(_is_component(value, own, bound) for value in node.values)
        if components >= LEAST and components * 2 >= len(node.values):
            tables.append(DispatchTable(name, node.lineno, components))
    return tuple(tables)


def _dictionaries(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.Dict]]:
    for one in body:
        targets = one.targets if isinstance(one, ast.Assign) else [getattr(one, "target", None)]
        value = getattr(one, "value", None)
        if isinstance(value, ast.Dict) and isinstance(targets[0], ast.Name):
            yield targets[0].id, value


def _is_component(node: Any, own: set[str], bound: set[str]) -> bool:
    """Whether a value is a function or class: one of the module, an import by its spelling, a
    lambda, a part of one, or a list of nothing else."""
    if isinstance(node, ast.Name):
        return node.id in own or (node.id in bound and not node.id.isupper())
    if isinstance(node, ast.Attribute):
        # In capitals and small letters: constants and data types are spelled otherwise.
        root = node.value
        return isinstance(root, ast.Name) and root.id in bound and _is_class(node.attr)
    if isinstance(node, ast.Call):
        return (
            ast.unparse(node.func) in _WRAPPERS
            and bool(node.args)
            and _is_component(node.args[0], own, bound)
        )
    if isinstance(node, ast.List | ast.Tuple):
        return bool(node.elts) and all(_is_component(one, own, bound) for one in node.elts)
    return isinstance(node, ast.Lambda)


def _is_class(name: str) -> bool:
    return name[:1].isupper() and not name.isupper()

"""Import statements -> one ``Import`` per bound name."""

import ast
from collections.abc import Iterator

from codex_audit.domain.facts import Import
from codex_audit.facts.python.walk import GUARDED, TYPING, Flat, ImportSite


def imports_of(flat: Flat) -> tuple[Import, ...]:
    """All imports in the order of the file."""
    return tuple(one for site in flat.imports for one in _bindings(site, flat.scopes[site.owner].deferred))


def _bindings(site: ImportSite, deferred: bool) -> Iterator[Import]:
    node = site.node
    guards = (bool(site.flags & GUARDED), bool(site.flags & TYPING), deferred)
    if isinstance(node, ast.Import):
        for alias in node.names:
            bound = alias.asname or alias.name.partition(".")[0]
            yield Import(alias.name, None, bound, 0, node.lineno, *guards)
    else:
        for alias in node.names:
            bound = alias.asname or alias.name
            yield Import(node.module or "", alias.name, bound, node.level, node.lineno, *guards)

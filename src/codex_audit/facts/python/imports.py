"""Import statements -> one ``Import`` per bound name."""

import ast
from collections.abc import Iterator

from codex_audit.domain.facts import Import
from codex_audit.facts.python.walk import GUARDED, TYPING, Flat


def imports_of(flat: Flat) -> tuple[Import, ...]:
    """All imports in the order of the file."""
    return tuple(
        one
        for site in flat.imports
        for one in bindings(site.node, site.flags, flat.scopes[site.owner].deferred, site.node.lineno)
    )


def bindings(node: ast.Import | ast.ImportFrom, flags: int, deferred: bool, line: int) -> Iterator[Import]:
    """The names that one statement binds. ``flags`` are its guards."""
    guards = (bool(flags & GUARDED), bool(flags & TYPING), deferred)
    for alias in node.names:
        if isinstance(node, ast.Import):
            bound = alias.asname or alias.name.partition(".")[0]
            yield Import(alias.name, None, bound, 0, line, *guards)
        else:
            yield Import(node.module or "", alias.name, alias.asname or alias.name, node.level, line, *guards)

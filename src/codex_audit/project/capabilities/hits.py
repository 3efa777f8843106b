"""Where the signals of the packs stand in the repository."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from codex_audit.domain.artifact import Role
from codex_audit.domain.capabilities import Pack, Signal, signals_of
from codex_audit.domain.project import Project
from codex_audit.project.capabilities import _code, _files

FOREIGN: Final = frozenset({Role.VENDORED, Role.GENERATED, Role.ENVIRONMENT})

WEIGHT: Final = {
    kind: weight
    for weight, kinds in enumerate(
        (
            ("class", "base", "subclasses"),
            ("function", "decorator", "entry"),
            ("call", "hook", "command", "table", "setting", "lock"),
            ("keyword", "method"),
            ("import", "tests", "dependency", "pinned", "environment"),
            ("name", "string", "heading", "fence", "image"),
            ("file",),
        )
    )
    for kind in kinds
}
"""Definitions before uses, uses before words, and whole files last."""


class Hit(Struct, frozen=True):
    """A place where a signal stands. ``stub``: it is only a placeholder; ``guarded``: an import
    whose failure is caught."""

    signal: Signal
    path: str
    line: int | None
    symbol: str
    role: Role
    stub: bool = False
    guarded: bool = False

    @property
    def rank(self) -> tuple[int, int, int, str, int]:
        """The better, the smaller: definitions before uses, source before scripts, files near
        the top before those far below."""
        role = 0 if self.role is Role.SOURCE else 1 if self.role is Role.SCRIPT else 2
        return WEIGHT[self.signal.kind], role, self.path.count("/"), self.path, self.line or 0


Hits = Mapping[Signal, list[Hit]]


def find(project: Project, packs: tuple[Pack, ...]) -> Hits:
    """Every hit of every signal, outside vendored, generated and environment files."""
    wanted = sorted(set(signals_of(packs)), key=lambda one: (one.kind, one.pattern, one.value, one.methods))
    by_kind: dict[str, list[Signal]] = defaultdict(list)
    for signal in wanted:
        by_kind[signal.kind].append(signal)
    found: dict[Signal, list[Hit]] = defaultdict(list)
    for raw in _all(project, by_kind):
        role = project.artifacts[raw.path].role
        if role not in FOREIGN:
            found[raw.signal].append(
                Hit(raw.signal, raw.path, raw.line, raw.symbol, role, raw.stub, raw.guarded)
            )
    return found


def _all(project: Project, by_kind: Mapping[str, list[Signal]]) -> Iterable["_code.Raw"]:
    yield from _code.find(project, by_kind)
    yield from _files.find(project, by_kind)

"""Where the signals of the packs stand in the repository."""

from collections import Counter, defaultdict
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
            ("call", "hook", "command", "ci", "table", "setting", "lock"),
            ("keyword", "method", "dispatch"),
            ("import", "tests", "dependency", "pinned", "environment"),
            ("name", "string", "heading", "fence", "image"),
            ("file",),
        )
    )
    for kind in kinds
}
"""Definitions before uses, uses before words, and whole files last."""


CODE: Final = frozenset(
    {
        "class",
        "dispatch",
        "base",
        "subclasses",
        "function",
        "decorator",
        "call",
        "keyword",
        "method",
        "import",
        "name",
        "string",
    }
)
"""Kinds that stand in Python code, where the role of a file tells what the code is for."""


class Hit(Struct, frozen=True):
    """A place where a signal stands. ``stub``: it is only a placeholder; ``guarded``: an import
    whose failure is caught; ``lines`` of a definition; ``density``: how many different signals
    stand in the same file."""

    signal: Signal
    path: str
    line: int | None
    symbol: str
    role: Role
    stub: bool = False
    guarded: bool = False
    lines: int = 0
    density: int = 0

    @property
    def kind_rank(self) -> tuple[int, int]:
        """Definitions before uses, and in code source before scripts."""
        role = 0 if self.role is Role.SOURCE else 1 if self.role is Role.SCRIPT else 2
        return WEIGHT[self.signal.kind], role if self.signal.kind in CODE else 0

    @property
    def rank(self) -> tuple[int, int, int, int, int, str, int]:
        """The better, the smaller: definitions before uses, source before scripts, then long
        definitions, files near the top, and those in which much is found."""
        depth = self.path.count("/")
        return (*self.kind_rank, -self.lines, depth, -self.density, self.path, self.line or 0)


Hits = Mapping[Signal, list[Hit]]


def find(project: Project, packs: tuple[Pack, ...]) -> Hits:
    """Every hit of every signal, outside vendored, generated and environment files."""
    wanted = sorted(set(signals_of(packs)), key=lambda one: (one.kind, one.pattern, one.value, one.methods))
    by_kind: dict[str, list[Signal]] = defaultdict(list)
    for signal in wanted:
        by_kind[signal.kind].append(signal)
    raws = [raw for raw in _all(project, by_kind) if project.artifacts[raw.path].role not in FOREIGN]
    density = Counter(path for path, _ in {(raw.path, raw.signal) for raw in raws})
    found: dict[Signal, list[Hit]] = defaultdict(list)
    for raw in raws:
        place = (raw.path, raw.line, raw.symbol, project.artifacts[raw.path].role)
        found[raw.signal].append(Hit(raw.signal, *place, raw.stub, raw.guarded, raw.lines, density[raw.path]))
    return found


def _all(project: Project, by_kind: Mapping[str, list[Signal]]) -> Iterable["_code.Raw"]:
    yield from _code.find(project, by_kind)
    yield from _files.find(project, by_kind)

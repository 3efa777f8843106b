"""Registries and groups of plug-ins, and how much is registered in them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import Definition, PythonFacts, citable
from codex_audit.domain.project import Project
from codex_audit.domain.report import Place, RegistryRow

COMMANDS: Final = frozenset({"console_scripts", "gui_scripts", "scripts"})
MAX_ROWS: Final = 40
LEAST_ENTRIES: Final = 3


def registries(project: Project) -> tuple[RegistryRow, ...]:
    """Functions by which code registers something, with their uses in the repository's own
    code, its dictionaries of functions and classes, and the groups of entry points that it
    declares."""
    found = [*_functions(project), *_tables(project), *_groups(project)]
    return tuple(sorted(found, key=lambda row: (row.place.path, row.place.line or 0, row.name))[:MAX_ROWS])


def _functions(project: Project) -> Iterator[RegistryRow]:
    own = [
        (path, facts) for path, facts in project.of(PythonFacts, Role.SOURCE, Role.SCRIPT) if citable(path)
    ]
    found = [(path, one) for path, facts in own for one in facts.definitions if _registers(one)]
    uses = _uses([facts for _, facts in own], tuple({one.name for _, one in found}))
    for path, one in found:
        place = Place(path=path, line=one.line, symbol=one.name)
        yield RegistryRow(name=one.name, place=place, entries=uses[one.name])


def _uses(files: Sequence[PythonFacts], names: tuple[str, ...]) -> Mapping[str, int]:
    """How often code calls or decorates by what has one of these names."""
    uses: Counter[str] = Counter()
    for facts in files if names else ():
        for call in facts.calls:
            if call.target.endswith(names):
                uses[call.target.rpartition(".")[2]] += call.count
        for one in facts.definitions:
            uses.update(name.partition("(")[0].rpartition(".")[2] for name in one.decorators)
    return uses


def _registers(one: Definition) -> bool:
    # Calls of methods cannot be counted: on which object they are called is not known.
    return one.kind == "function" and (one.name == "register" or one.name.startswith("register_"))


def _tables(project: Project) -> Iterator[RegistryRow]:
    for path, facts in project.of(PythonFacts, Role.SOURCE, Role.SCRIPT):
        for one in facts.dispatch:
            if citable(path) and one.entries >= LEAST_ENTRIES:
                place = Place(path=path, line=one.line, symbol=one.name)
                yield RegistryRow(name=one.name, place=place, entries=one.entries)


def _groups(project: Project) -> Iterator[RegistryRow]:
    counts: Counter[str] = Counter()
    places: dict[str, Place] = {}
    for one in project.entry_points:
        point = one.entry_point
        if point.group not in COMMANDS:
            counts[point.group] += 1
            places.setdefault(point.group, Place(path=one.path, line=point.line, symbol=point.name))
    yield from (RegistryRow(name=name, place=place, entries=counts[name]) for name, place in places.items())

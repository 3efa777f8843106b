"""Functions that stand in several places."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from codex_audit.analyzers._linked import MAX_RELATED, no_python, unparsed
from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import Definition, PythonFacts
from codex_audit.domain.finding import Evidence, Finding, Menu, Rule
from codex_audit.domain.levels import Severity
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Project

LEAST_LINES: Final = 8
NAMED: Final = 4

DUPLICATE: Final = Rule(
    id="duplication/definition",
    title="The same function body stands in several places",
    help=(
        "The bodies are equal statement for statement, whitespace and comments apart; a correction made in "
        "one place is missed in the others. Only source counts, and only bodies of six statements or more. "
        "Functions that were copied together are one finding."
    ),
    severity=Severity.LOW,
    menu=Menu.FIX_FOLDER,
    in_tests=None,
    in_vendored=None,
    fires="# a.py and b.py both hold\ndef load(path):\n    ...  # the same eight statements\n",
    passes="# b.py\nfrom a import load\n",
)


class _Place(Struct, frozen=True):
    path: str
    definition: Definition

    @property
    def owner(self) -> tuple[str, str]:
        """The file and class or function that holds the definition."""
        return self.path, self.definition.name.rpartition(".")[0]


def analyse(project: Project) -> Iterator[Finding]:
    """One finding for each set of places with the same bodies."""
    together: dict[tuple[tuple[str, str], ...], list[list[_Place]]] = {}
    for group in _groups(project):
        together.setdefault(tuple(place.owner for place in group), []).append(group)
    for groups in together.values():
        yield _finding(groups)


def _groups(project: Project) -> list[list[_Place]]:
    """Places by equal digest, in order of path and line; what lies within a duplicated
    function is counted with it."""
    places: dict[str, list[_Place]] = {}
    for path, facts in project.of(PythonFacts, Role.SOURCE):
        if path.endswith(".ipynb"):
            continue
        for definition in facts.definitions:
            if definition.digest and _counts(definition):
                places.setdefault(definition.digest, []).append(_Place(path, definition))
    repeated = [group for group in places.values() if len(group) > 1]
    inside = {(place.path, place.definition.name) for group in repeated for place in group}
    return [group for group in repeated if not all(_within(place, inside) for place in group)]


def _counts(definition: Definition) -> bool:
    if definition.end_line - definition.line + 1 < LEAST_LINES:
        return False
    return not any(name.rpartition(".")[2] == "overload" for name in definition.decorators)


def _within(place: _Place, repeated: set[tuple[str, str]]) -> bool:
    name = place.definition.name.rpartition(".")[0]
    while name:
        if (place.path, name) in repeated:
            return True
        name = name.rpartition(".")[0]
    return False


def _finding(groups: Sequence[Sequence[_Place]]) -> Finding:
    lead = max(groups, key=lambda group: group[0].definition.end_line - group[0].definition.line)
    first, others = lead[0], lead[1:]
    lines = sum(group[0].definition.end_line - group[0].definition.line + 1 for group in groups)
    names = sorted({group[0].definition.name for group in groups})
    told = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    if len(groups) == 1:
        message = f"The body of {told} stands in {len(lead)} places ({lines} lines each)."
    else:
        places = f"{len(lead)} places ({lines} lines in each)"
        message = f"The bodies of {len(groups)} functions ({told}) stand in {places}."
    return Finding(
        rule=DUPLICATE.id,
        message=message,
        path=first.path,
        line=first.definition.line,
        end_line=first.definition.end_line,
        symbol=_bare(first),
        anchor=" ".join(sorted(group[0].definition.digest for group in groups)),
        related=tuple(
            Evidence(place.path, place.definition.line, _bare(place), "the same body")
            for place in others[:MAX_RELATED]
        ),
    )


def _bare(place: _Place) -> str:
    return place.definition.name.rpartition(".")[2]


ANALYZER: Final[ProjectAnalyzer] = ProjectAnalyzer("duplicates", (DUPLICATE,), analyse, no_python, unparsed)

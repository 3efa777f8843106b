"""Complex files that change often."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import Definition, PythonFacts
from codex_audit.domain.finding import Finding, Menu, Rule
from codex_audit.domain.levels import Severity
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Project

MAX_FINDINGS: Final = 10
LEAST_COMPLEXITY: Final = 50
LEAST_COMMITS: Final = 5

HOTSPOT: Final = Rule(
    id="complexity/hotspot",
    title="A complex file that changes often",
    help=(
        "The value is the file's summed cyclomatic complexity (functions and methods) times the number of "
        "commits that touched it, among the commits read. Where both are high, most defects are made and "
        "most reading time is spent: such files repay tests and splitting first. At most ten are named."
    ),
    severity=Severity.LOW,
    menu=Menu.PERFORMANCE,
    in_tests=None,
    in_vendored=None,
    fires="# complexity 420 in 38 functions, touched by 61 commits\n",
    passes="# complexity 420, untouched for years; or complexity 12, touched daily\n",
)


class _Spot(Struct, frozen=True):
    path: str
    complexity: int
    functions: int
    commits: int
    worst: Definition

    @property
    def value(self) -> int:
        return self.complexity * self.commits


def analyse(project: Project) -> Iterator[Finding]:
    """The files with the highest product, worst first."""
    spots = [
        spot for path, facts in project.of(PythonFacts, Role.SOURCE) if (spot := _spot(project, path, facts))
    ]
    spots.sort(key=lambda spot: (-spot.value, spot.path))
    for place, spot in enumerate(spots[:MAX_FINDINGS], 1):
        yield Finding(
            rule=HOTSPOT.id,
            message=(
                f"Place {place} of {len(spots)}: complexity {spot.complexity} in {spot.functions} functions,"
                f" times {spot.commits} of the last {project.history.commits_read:,} commits, gives "
                f"{spot.value:,}. The most complex function is {spot.worst.name} with "
                f"{spot.worst.complexity}."
            ),
            path=spot.path,
            line=spot.worst.line,
            symbol=spot.worst.name.rpartition(".")[2],
            anchor="hotspot",
            value=spot.value,
        )


def _spot(project: Project, path: str, facts: PythonFacts) -> _Spot | None:
    commits = project.history.churn.get(path, 0)
    if commits < LEAST_COMMITS or path.endswith(".ipynb"):
        return None
    blocks = [one for one in facts.definitions if one.kind in {"function", "method"}]
    complexity = sum(one.complexity for one in blocks)
    if complexity < LEAST_COMPLEXITY:
        return None
    worst = max(blocks, key=lambda one: (one.complexity, -one.line))
    return _Spot(path, complexity, len(blocks), commits, worst)


def _applies(project: Project) -> str | None:
    if not any(project.of(PythonFacts)):
        return "the repository has no Python files"
    return None if project.history.churn else "how often files change is unknown: no git history was read"


def _incomplete(project: Project) -> str | None:
    if project.history.shallow:
        return "the history is shallow"
    return "; ".join(project.history.unknown) or None


ANALYZER: Final[ProjectAnalyzer] = ProjectAnalyzer("hotspots", (HOTSPOT,), analyse, _applies, _incomplete)

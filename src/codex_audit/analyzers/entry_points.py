"""Entry points that lead nowhere."""

from collections.abc import Iterator
from typing import Final

from codex_audit.domain.artifact import Role
from codex_audit.domain.finding import FOREIGN_ROLES, Finding, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Project, ResolvedEntryPoint

ENTRY_POINT: Final = Rule(
    id="packaging/entry-point",
    title="An entry point resolves to nothing",
    help=(
        "Packaging declares a command or plug-in whose module, attribute or file is not in this repository:"
        " the command installs and fails when it is run. Targets in other distributions, and attributes "
        "that only running code could show, are not judged."
    ),
    severity=Severity.HIGH,
    menu=Menu.FIX_FOLDER,
    everywhere=True,
    fires='[project.scripts]\ntool = "pkg.cli:main"  # pkg/cli.py defines no main\n',
    passes='[project.scripts]\ntool = "pkg.cli:main"  # pkg/cli.py: def main(): ...\n',
)


def analyse(project: Project) -> Iterator[Finding]:
    """One finding for each entry point that certainly resolves to nothing."""
    for one in project.entry_points:
        role = project.artifacts[one.path].role
        if one.resolved is False and role not in FOREIGN_ROLES and role is not Role.TEST:
            yield _finding(one)


def _finding(one: ResolvedEntryPoint) -> Finding:
    entry = one.entry_point
    if entry.group == "scripts":
        what = f"The script {entry.target} is not in this repository."
    elif one.module_path is None:
        what = f"The entry point {entry.name} names {entry.target}, a module that is not in this repository."
    else:
        what = f"The entry point {entry.name} names {entry.target}, which {one.module_path} does not define."
    return Finding(
        rule=ENTRY_POINT.id,
        message=what,
        path=one.path,
        line=entry.line,
        symbol=entry.target,
        anchor=f"{entry.group} {entry.name} {entry.target}",
        # setup.py is code: what is appended to the tree at build time cannot be seen.
        confidence=Confidence.MEDIUM if one.path.endswith(".py") else Confidence.HIGH,
    )


def _applies(project: Project) -> str | None:
    return None if project.entry_points else "no file declares entry points"


ANALYZER: Final[ProjectAnalyzer] = ProjectAnalyzer("entry_points", (ENTRY_POINT,), analyse, _applies)

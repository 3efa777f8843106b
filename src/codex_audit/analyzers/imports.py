"""Imports that name nothing in this repository."""

from collections.abc import Iterator
from typing import Final

from codex_audit.analyzers._linked import (
    holds_tests,
    import_symbol,
    import_text,
    is_notebook,
    no_python,
    unparsed,
)
from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import Import, PythonFacts
from codex_audit.domain.finding import Finding, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Project, Unresolved

UNRESOLVED: Final = Rule(
    id="imports/unresolved",
    title="An import of this repository's own names nothing in it",
    help=(
        "The import leads into a package of this repository and asks for a module or name that it does not "
        "have: the statement raises ImportError as soon as it runs. Names that a star import, __getattr__, "
        "a compiled file, a submodule or a build could give are not judged. An import that is guarded, "
        "within a function or for type checking only fails later or not at all and weighs less."
    ),
    severity=Severity.HIGH,
    menu=Menu.FIX_FOLDER,
    in_vendored=None,
    fires="# pkg/a.py, where pkg/helpers.py does not exist\nfrom pkg.helpers import tidy\n",
    passes="# pkg/a.py, where pkg/helpers.py exists and defines tidy\nfrom pkg.helpers import tidy\n",
)


def analyse(project: Project) -> Iterator[Finding]:
    """One finding for each name, at its first import in a file."""
    seen: set[tuple[str, str, int]] = set()
    for one in project.unresolved:
        key = (one.path, one.name, one.statement.line)
        if key in seen or is_notebook(one.path) or not _worth_saying(project, one):
            continue
        seen.add(key)
        yield _finding(one)


def _worth_saying(project: Project, one: Unresolved) -> bool:
    """In tests only what a test function's module imports as it loads: other files below a
    test folder are as a rule material that runs elsewhere."""
    role = project.artifacts[one.path].role
    if role is Role.SOURCE:
        return True
    if one.statement.guarded or one.statement.deferred:
        return False
    return role is not Role.TEST or holds_tests(one.path, project.files[one.path].get(PythonFacts))


def _finding(one: Unresolved) -> Finding:
    severity, confidence, when = _weight(one.statement)
    return Finding(
        rule=UNRESOLVED.id,
        message=f"`{import_text(one.statement)}` asks for {one.name}, which is not in this repository{when}.",
        path=one.path,
        line=one.statement.line,
        symbol=import_symbol(one.statement),
        anchor=f"{import_text(one.statement)} -> {one.name}",
        severity=severity,
        confidence=confidence,
    )


def _weight(statement: Import) -> tuple[Severity, Confidence, str]:
    if statement.guarded:
        return Severity.INFO, Confidence.MEDIUM, "; the failure is caught"
    if statement.type_checking:
        return Severity.LOW, Confidence.MEDIUM, "; only a type checker will notice"
    if statement.deferred:
        return Severity.MEDIUM, Confidence.MEDIUM, "; it fails when the function is called"
    return Severity.HIGH, Confidence.HIGH, ""


ANALYZER: Final[ProjectAnalyzer] = ProjectAnalyzer("imports", (UNRESOLVED,), analyse, no_python, unparsed)

"""Methods that do nothing yet, in classes that nothing derives from."""

from collections.abc import Iterator
from typing import Final

from codex_audit.analyzers._linked import is_notebook, no_python, unparsed
from codex_audit.domain.facts import Definition, Stub
from codex_audit.domain.finding import FOREIGN_ROLES, Evidence, Finding, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Project

METHOD: Final = Rule(
    id="stub/method",
    title="A method does nothing yet and no class fills it in",
    help=(
        "It only raises NotImplementedError or has no body, and no class of the repository derives from its "
        "class "
        "to say what it does. Write it, or, if others are to derive from the class, say so with "
        "@abstractmethod "
        "or in the docstring."
    ),
    severity=Severity.LOW,
    menu=Menu.FIX_FOLDER,
    confidence=Confidence.LOW,
    in_tests=None,
    in_vendored=None,
    fires="class Reader:\n    def seek(self, place):\n        raise NotImplementedError\n",
    passes=(
        "class Reader:\n    def seek(self, place):\n        raise NotImplementedError\n\n\n"
        "class File(Reader):\n    def seek(self, place):\n        self.place = place\n"
    ),
)


def analyse(project: Project) -> Iterator[Finding]:
    """One finding for each method that its file leaves open and the whole repository settles."""
    for found in project.stubs:
        path, one = found.path, found.definition
        if one.stub is None and not is_notebook(path) and project.artifacts[path].role not in FOREIGN_ROLES:
            yield _finding(path, one)


def _finding(path: str, one: Definition) -> Finding:
    owner, _, name = one.name.rpartition(".")
    does = "only raises NotImplementedError" if one.tentative is Stub.NOT_IMPLEMENTED else "has no body yet"
    line = one.stub_line or one.line
    raises = line != one.line and one.tentative is Stub.NOT_IMPLEMENTED
    return Finding(
        rule=METHOD.id,
        message=f"{one.name} {does}, and no class of the repository derives from {owner}.",
        path=path,
        line=line if raises else one.line,
        symbol="raise" if raises else name,
        anchor=one.name,
        related=(Evidence(path, one.line, name, "defined here"),) if raises else (),
    )


ANALYZER: Final[ProjectAnalyzer] = ProjectAnalyzer("stub-methods", (METHOD,), analyse, no_python, unparsed)

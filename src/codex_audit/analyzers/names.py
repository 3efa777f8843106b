"""Names that leak or deceive: paths and branches with secrets or hidden characters."""

from collections.abc import Iterator, Sequence
from typing import Final

from codex_audit.analyzers._linked import WHOLE, counted
from codex_audit.domain import secrets
from codex_audit.domain.finding import Finding, Menu, Rule
from codex_audit.domain.levels import Severity
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Project
from codex_audit.domain.secret_table import DETECTORS

SECRET: Final = Rule(
    id="secret/in-name",
    title="A secret stands in the name of a file or a branch",
    help=(
        "Names end up in logs, listings, addresses and error messages, and stay in the history. Revoke the "
        "secret where it was issued, then rename. Reports show a digest in its place."
    ),
    severity=Severity.CRITICAL,
    menu=Menu.SECURITY,
    in_tests=Severity.MEDIUM,
    in_vendored=Severity.LOW,
    fires="backup/ghp_[36 letters and digits].txt",
    passes="backup/tokens.txt",
)
HIDDEN: Final = Rule(
    id="text/hidden-in-name",
    title="A name of a file or a branch holds characters that are not shown, or act when they are",
    help=(
        "Control characters, marks of direction and signs without width make a name look like another one, "
        "forge lines of listings, or act on the terminal. Reports show them escaped."
    ),
    severity=Severity.MEDIUM,
    menu=Menu.SECURITY,
    in_vendored=Severity.LOW,
    fires="src/report[U+202E]fdp.py",
    passes="src/report.pdf.py",
)
_LABELS: Final = {one.kind: one.label for one in DETECTORS}
_LONGEST_BATCH: Final = 100_000
# joiners belong into some scripts; bytes that are not UTF-8 are old, not hidden
_HIDDEN: Final = regex(
    "[\x01-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
    "|(?<=[ -~])[\u200c\u200d]"
)


def analyse(project: Project) -> Iterator[Finding]:
    """One finding for each name and rule."""
    paths = [*project.artifacts, *(one.path for one in project.snapshot.skipped)]
    for path in _leaking(paths):
        yield _finding(
            SECRET, f"The name of this file holds a secret, it seems: {_told(path)}.", path, project
        )
    for path in filter(_HIDDEN.search, paths):
        message = "The name of this file holds characters that are not shown, or that act."
        yield _finding(HIDDEN, message, path, project)
    branches = [one.name for one in project.history.branches]
    for name in _leaking(branches):
        message = f"The name of the branch {name} holds a secret, it seems: {_told(name)}."
        yield _finding(SECRET, message, name, project)
    for name in filter(_HIDDEN.search, branches):
        message = f"The name of the branch {name} holds characters that are not shown, or that act."
        yield _finding(HIDDEN, message, name, project)


def _told(name: str) -> str:
    span = secrets.find(name)[0]
    return f"{_LABELS[span.kind]} (digest {secrets.digest(name[span.start : span.end])})"


def _leaking(names: Sequence[str]) -> Iterator[str]:
    """Names that hold a secret. They are searched many at a time: a search has its price."""
    batch: list[str] = []
    size = 0
    for at, name in enumerate(names):
        batch.append(name)
        size += len(name)
        if size < _LONGEST_BATCH and at + 1 < len(names):
            continue
        if secrets.find("\n".join(batch)):
            yield from (one for one in batch if secrets.find(one))
        batch, size = [], 0


def _finding(rule: Rule, message: str, name: str, project: Project) -> Finding:
    files = counted(len(project.artifacts), "file")
    branches = counted(len(project.history.branches), "branch", "branches")
    return Finding(
        rule=rule.id,
        message=message,
        path=name if name in project.artifacts else WHOLE,
        anchor=name,
        searched=f"the names of {files} and {branches}",
    )


def _applies(project: Project) -> str | None:
    return None if project.artifacts or project.history.branches else "the tree has no files"


ANALYZER: Final[ProjectAnalyzer] = ProjectAnalyzer("names", (SECRET, HIDDEN), analyse, _applies)

"""The branch that is checked out, against the one where the work goes on."""

from collections.abc import Iterator
from typing import Final

from codex_audit.analyzers._linked import WHOLE, counted
from codex_audit.domain.finding import Finding, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Project

NOT_CHECKED_OUT: Final = Rule(
    id="branches/not-checked-out",
    title="The most active branch is not the one checked out",
    help=(
        "More commits of the window ending at the newest commit stand on another local branch than on the "
        "one that this audit read. What the report says may be out of date there: audit that branch too."
    ),
    severity=Severity.INFO,
    menu=Menu.SELF_MANAGEMENT,
    everywhere=True,
    fires="main: 2 commits in the window, checked out; feature: 31 commits",
    passes="main: 31 commits in the window, checked out; feature: 2 commits",
)


def analyse(project: Project) -> Iterator[Finding]:
    """At most one finding; none where the branches are equally active."""
    history = project.history
    active = history.most_active
    current = next((one for one in history.branches if one.name == history.head_branch), None)
    if active is None or active.activity == 0 or active.name == history.head_branch:
        return
    if current is not None and (current.activity >= active.activity or current.tip.id == active.tip.id):
        return
    here = history.head_branch or "a detached commit"
    count = current.activity if current is not None else 0
    mine = f"{here} has {count}" if current is not None else f"checked out is {here}"
    yield Finding(
        rule=NOT_CHECKED_OUT.id,
        message=(
            f"{active.name} has {counted(active.activity, 'commit')} within the {history.window_days} days "
            f"up to the newest commit; {mine}."
        ),
        path=WHOLE,
        anchor=active.name,
        confidence=Confidence.MEDIUM if history.shallow else Confidence.HIGH,
        searched=f"{counted(len(history.branches), 'local branch', 'local branches')}",
    )


def _applies(project: Project) -> str | None:
    if project.history.branches:
        return None
    return "there is no git history to read" if project.history.head is None else "there is no local branch"


def _incomplete(project: Project) -> str | None:
    return "the history is shallow" if project.history.shallow else None


ANALYZER: Final[ProjectAnalyzer] = ProjectAnalyzer(
    "branches", (NOT_CHECKED_OUT,), analyse, _applies, _incomplete
)

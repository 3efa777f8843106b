"""The branches part of the Report."""

from collections.abc import Container
from datetime import UTC, datetime

from codex_audit.domain.git import Branch, Commit, History
from codex_audit.domain.project import Project
from codex_audit.domain.report import Branches, BranchRow, ChurnRow, CommitRow

_DAY = 86_400
_MAX_CHURN = 50


def branches(project: Project) -> Branches:
    """Local branches, the most active one and why, recent commits, and churn."""
    history = project.history
    active = history.most_active
    newest = max((branch.tip.time for branch in history.branches), default=None)
    return Branches(
        local=tuple(_row(branch, history) for branch in history.branches),
        base=history.base,
        checked_out=history.head_branch,
        most_active=active.name if active else None,
        justification=_justify(active, history),
        window_days=history.window_days,
        window_start=None if newest is None else moment(newest - history.window_days * _DAY),
        window_end=None if newest is None else moment(newest),
        recent=tuple(_commit(commit) for commit in history.recent),
        churn=_churn(history, project.artifacts.keys()),
        commits_read=history.commits_read,
        commit_limit=history.commit_limit,
        unknown=history.unknown,
    )


def moment(seconds: int) -> str:
    """Seconds since the epoch as ``YYYY-MM-DDTHH:MM:SSZ``, clamped to four-digit years."""
    clamped = min(max(seconds, 0), 253_402_300_799)
    return datetime.fromtimestamp(clamped, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _row(branch: Branch, history: History) -> BranchRow:
    return BranchRow(
        name=branch.name,
        commit=branch.tip.id,
        date=moment(branch.tip.time),
        subject=branch.tip.subject,
        activity=branch.activity,
        ahead=branch.ahead,
        behind=branch.behind,
        checked_out=branch.name == history.head_branch,
    )


def _commit(commit: Commit) -> CommitRow:
    return CommitRow(commit=commit.id, date=moment(commit.time), subject=commit.subject)


def _justify(active: Branch | None, history: History) -> str:
    if active is None:
        return "No local branch could be read."
    if len(history.branches) == 1:
        return f"It is the only local branch; commits in the window: {active.activity}."
    ties = [branch for branch in history.branches if branch.activity == active.activity]
    reason = f"It has the most commits in the window: {active.activity} of {len(history.branches)} branches compared."
    if len(ties) > 1:
        reason += f" {len(ties)} branches tie; the newest latest commit decides, then the one checked out."
    return reason


def _churn(history: History, present: Container[str]) -> tuple[ChurnRow, ...]:
    known = {path: count for path, count in history.churn.items() if path in present}
    ranked = sorted(known.items(), key=lambda item: (-item[1], item[0]))
    return tuple(ChurnRow(path=path, commits=count) for path, count in ranked[:_MAX_CHURN])

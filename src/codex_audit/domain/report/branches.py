"""Git data."""

from codex_audit.domain.report.base import Model, Text


class BranchRow(Model):
    """A local branch; ``date`` is that of its latest commit. ``activity`` counts commits in
    the window."""

    name: Text
    commit: Text
    date: Text
    subject: Text
    activity: int
    ahead: int | None
    behind: int | None
    checked_out: bool


class CommitRow(Model):
    """A recent commit of the checked-out branch."""

    commit: Text
    date: Text
    subject: Text


class ChurnRow(Model):
    """How many of the last commits touched a file."""

    path: Text
    commits: int


class Branches(Model):
    """Git data. The window ends at the newest commit. ``unknown`` says what was not read."""

    local: tuple[BranchRow, ...]
    base: Text | None
    checked_out: Text | None
    most_active: Text | None
    justification: Text
    window_days: int
    window_start: Text | None
    window_end: Text | None
    recent: tuple[CommitRow, ...]
    churn: tuple[ChurnRow, ...]
    commits_read: int
    commit_limit: int
    unknown: tuple[Text, ...]

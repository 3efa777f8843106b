"""What the repository does for reproducible runs."""

from codex_audit.domain.report.base import Model, Text
from codex_audit.domain.report.structure import Place


class SeedCall(Model):
    """A call that seeds a random generator."""

    path: Text
    line: int
    target: Text


class EnvironmentVariable(Model):
    """A variable that the code reads; ``required`` where some read has no default."""

    name: Text
    required: bool
    places: tuple[Place, ...]


class LockFile(Model):
    """A lock file and how many distributions it pins."""

    path: Text
    packages: int


class ChecklistRow(Model):
    """One item of the reproducibility checklist. ``status`` is ``present``, ``partial``,
    ``missing`` or ``not-applicable``; ``note`` says what was seen, or what was looked for and where; ``advice`` what would settle
    an open item, empty where nothing specific can be said."""

    id: Text
    item: Text
    status: Text
    places: tuple[Place, ...]
    note: Text
    advice: Text = ""


class Reproducibility(Model):
    """What the repository itself does for reproducible runs, source code only."""

    seeds: tuple[SeedCall, ...]
    environment: tuple[EnvironmentVariable, ...]
    locks: tuple[LockFile, ...]
    pinned: int
    unpinned: int
    requires_python: Text | None
    checklist: tuple[ChecklistRow, ...] = ()

"""What a command asks of the pipeline, and what it hears back."""

from typing import Protocol

import msgspec
from msgspec import Struct

from codex_audit.domain.errors import Step
from codex_audit.domain.levels import Severity
from codex_audit.domain.settings import Settings


class Request(Struct, frozen=True):
    """One audit. Paths are absolute; ``root`` is the audited folder, ``output`` where the
    artefacts go. ``timestamp`` is ``YYYY-MM-DDTHH:MM:SSZ``; ``fixed_time``: the user named it.
    ``cache`` is null for none. ``prompt`` is the prompt's bytes and ``prompt_source`` its name
    in the report. ``own`` are paths under the root that never enter the inventory."""

    root: str
    output: str
    timestamp: str
    jobs: int
    cache: str | None
    prompt: bytes
    prompt_source: str
    settings: Settings
    own: frozenset[str] = frozenset()
    fixed_time: bool = True


class Progress(Protocol):
    """Hears how far the audit is."""

    def step(self, step: Step) -> None:
        """A step begins."""

    def advance(self, done: int, total: int) -> None:
        """Within the step, ``done`` of ``total`` files are read."""


class Worst(msgspec.Struct, frozen=True, array_like=True):
    """One of the worst findings, as the terminal shows it; all texts passed the gate."""

    severity: str
    place: str
    message: str
    rule: str


class Summary(msgspec.Struct, frozen=True, array_like=True):
    """What is left of a run when its artefacts are written; all texts passed the gate.

    ``counts`` maps severities to numbers of findings; ``written`` are the artefacts' paths
    below the output folder; ``recalled``: nothing had changed since an earlier run.
    """

    name: str
    files: int
    lines: int
    skipped: int
    counts: dict[str, int]
    worst: tuple[Worst, ...]
    incomplete: tuple[str, ...]
    complete: bool
    written: tuple[str, ...]
    recalled: bool = False

    def fails(self, limit: Severity | None) -> bool:
        """Whether a finding stands at or above the limit."""
        return limit is not None and any(
            count and Severity[label.upper()] >= limit for label, count in self.counts.items()
        )

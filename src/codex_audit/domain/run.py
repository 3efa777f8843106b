"""What a command asks of the pipeline, and what it says meanwhile."""

from dataclasses import dataclass
from typing import Protocol

from codex_audit.domain.errors import Step
from codex_audit.domain.settings import Settings


@dataclass(frozen=True, slots=True)
class Request:
    """One audit. Paths are absolute; ``root`` is the audited folder, ``output`` where the
    artefacts go. ``timestamp`` is ``YYYY-MM-DDTHH:MM:SSZ``. ``cache`` is null for none.
    ``prompt`` is the prompt's bytes and ``prompt_source`` its name in the report."""

    root: str
    output: str
    timestamp: str
    jobs: int
    cache: str | None
    prompt: bytes
    prompt_source: str
    settings: Settings
    own: frozenset[str] = frozenset()


class Progress(Protocol):
    """Hears how far the audit is."""

    def step(self, step: Step) -> None:
        """A step begins."""

    def advance(self, done: int, total: int) -> None:
        """Within the step, ``done`` of ``total`` files are read."""

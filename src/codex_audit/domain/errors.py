"""Failures that are values: an error block is written for each, and the run goes on."""

from typing import NamedTuple


class Step(NamedTuple):
    """A numbered step of the run, as ``2.3:Scan stubs``."""

    number: str
    description: str

    def __str__(self) -> str:
        return f"{self.number}:{self.description}"


class Failure(NamedTuple):
    """A step that could not be done. ``path`` is the file it cost, if it was one file.

    ``message`` says what went wrong, ``context`` where and what the run did instead;
    neither quotes the repository's own text.
    """

    step: Step
    message: str
    context: str
    path: str | None = None

    @property
    def fingerprint(self) -> str:
        """Identity of the failure over runs (32 hexadecimal digits)."""
        # Slow to load, and failures are few.
        import hashlib

        raw = "\0".join((str(self.step), self.message, self.context, self.path or ""))
        return hashlib.sha256(raw.encode("utf-8", "surrogateescape")).hexdigest()[:32]


class AuditError(Exception):
    """The user's request cannot be done: usage, configuration or the environment (exit 2)."""

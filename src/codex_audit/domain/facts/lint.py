"""Facts that ruff gives."""

import msgspec


class LintHit(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One diagnostic: ruff's code and message, its place, and the stripped text of its line
    (at most 200 characters)."""

    code: str
    message: str
    line: int
    column: int
    end_line: int
    text: str


class LintFacts(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="lint"):
    """ruff's diagnostics for one file, in order of place and code."""

    hits: tuple[LintHit, ...] = ()

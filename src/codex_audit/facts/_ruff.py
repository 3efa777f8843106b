"""How ruff is called, and how its output becomes facts. Pure: the process itself runs elsewhere."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import msgspec

from codex_audit.domain.facts import LintFacts, LintHit
from codex_audit.domain.patterns import regex

TARGET: Final = "py313"
"""The Python whose grammar and built-in names ruff assumes, whatever the repository says."""

INVALID_SYNTAX: Final = "invalid-syntax"
"""The code under which ruff reports that it could not parse a file; kept once a file, because
its other hits there are then guesses."""

MAX_TEXT: Final = 200

Lines = Mapping[str, Sequence[str]] | Callable[[str], Sequence[str]]

_FLAGS: Final = (
    "check",
    # no configuration, cache, ignore file or comment of the repository counts
    "--isolated",
    "--no-cache",
    "--ignore-noqa",
    "--no-respect-gitignore",
    "--no-force-exclude",
    "--no-preview",
    "--no-fix",
    "--no-unsafe-fixes",
    "--no-show-fixes",
    "--exit-zero",
    "--quiet",
    "--output-format=json-lines",
    f"--target-version={TARGET}",
)
_NEWLINE: Final = regex(r"\r\n|\r|\n")


class _Place(msgspec.Struct, gc=False):
    row: int
    column: int


class _Diagnostic(msgspec.Struct, gc=False):
    filename: str
    message: str
    code: str | None = None
    location: _Place | None = None
    end_location: _Place | None = None
    cell: int | None = None


_DECODER: Final = msgspec.json.Decoder(_Diagnostic)


def arguments(select: Sequence[str]) -> list[str]:
    """ruff's arguments, before ``--`` and the absolute paths, for these codes.

    Nothing of the repository but the named files is read, and nothing is written.
    """
    return [*_FLAGS, f"--select={','.join(select)}"]


def split_lines(text: str) -> list[str]:
    """The lines of ``text`` as ruff counts them, without their ends."""
    return _NEWLINE.split(text)


def parse(output: bytes, texts: Lines) -> dict[str, LintFacts]:
    """Facts by path, as ruff's ``json-lines`` names it, in path order.

    ``texts`` gives a file's lines by that path, as a mapping or a function. Hits in notebooks
    are left out: their lines count within a cell. Raises ``msgspec.DecodeError`` on output of
    another shape, ``LookupError`` where ``texts`` has no such path.
    """
    found: dict[str, list[_Diagnostic]] = {}
    for one in _DECODER.decode_lines(output):
        if one.code is not None and one.location is not None and one.cell is None:
            found.setdefault(one.filename, []).append(one)
    lines_of = texts if callable(texts) else texts.__getitem__
    return {path: LintFacts(hits=_hits(found[path], lines_of(path))) for path in sorted(found)}


def _hits(found: Iterable[_Diagnostic], lines: Sequence[str]) -> tuple[LintHit, ...]:
    hits: list[LintHit] = []
    broken = False
    for one in sorted(found, key=_place):
        code, place = one.code or "", one.location or _Place(1, 1)
        if code == INVALID_SYNTAX:
            if broken:
                continue
            broken = True
        text = lines[place.row - 1].strip()[:MAX_TEXT].rstrip() if 0 < place.row <= len(lines) else ""
        hits.append(
            LintHit(
                code=code,
                message=one.message,
                line=place.row,
                column=place.column,
                end_line=one.end_location.row if one.end_location else place.row,
                text=text,
            )
        )
    return tuple(hits)


def _place(one: _Diagnostic) -> tuple[int, int, str, str]:
    place = one.location or _Place(1, 1)
    return (place.row, place.column, one.code or "", one.message)

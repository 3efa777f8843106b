"""What is there: files, and radon's numbers for them."""

from typing import Annotated, Final

import msgspec
from pydantic import AfterValidator

from codex_audit.domain.report.base import Model, Row, Text
from codex_audit.domain.text import clean_names

_BATCH: Final = 2_048


class InventoryFile(Model):
    """One file. ``tier`` is the rung of the parse ladder, for Python; ``target`` that of a
    link."""

    path: Text
    kind: Text
    language: Text | None
    role: Text
    size: int
    lines: int | None
    sha256: Text | None
    tier: Text | None
    target: Text | None = None


class SkippedPath(Model):
    """A path that is not in the inventory."""

    path: Text
    reason: Text


class LanguageTotal(Model):
    """Files, lines and bytes of one language."""

    language: Text
    files: int
    lines: int
    bytes: int


class Inventory(Model):
    """Every file, or the reason why it was passed over. ``lines`` and ``bytes`` are totals."""

    files: tuple[InventoryFile, ...]
    skipped: tuple[SkippedPath, ...]
    languages: tuple[LanguageTotal, ...]
    lines: int
    bytes: int


class FunctionMetric(Row, frozen=True):
    """radon's cyclomatic complexity of a block, and its rank (A to F). ``parameters`` counts
    them all, the receiver included. ``kind`` and ``rank`` are the tool's own words."""

    path: str
    name: str
    kind: str
    line: int
    end_line: int
    complexity: int
    rank: str
    parameters: int


def _gate(rows: tuple[FunctionMetric, ...]) -> tuple[FunctionMetric, ...]:
    """The rows with clean text; their names are looked at many at a time."""
    passed: list[FunctionMetric] = []
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        names = clean_names([row.name for row in batch])
        paths = clean_names([row.path for row in batch])
        for row, name, path in zip(batch, names, paths, strict=True):
            same = path == row.path and name == row.name
            passed.append(row if same else msgspec.structs.replace(row, path=path, name=name))
    return tuple(passed)


FunctionMetrics = Annotated[tuple[FunctionMetric, ...], AfterValidator(_gate)]


class FileMetric(Model):
    """radon's raw counts, maintainability index (0 to 100) and Halstead volume of a file."""

    path: Text
    loc: int
    lloc: int
    sloc: int
    comments: int
    multi: int
    blank: int
    single_comments: int
    mi: float
    halstead_volume: float


class Metrics(Model):
    """``classes`` carries the complexity radon gives to whole classes."""

    functions: FunctionMetrics
    classes: FunctionMetrics
    files: tuple[FileMetric, ...]

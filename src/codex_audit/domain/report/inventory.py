"""What is there: files, and radon's numbers for them."""

from typing import Literal

from codex_audit.domain.report.base import Model, Text


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


class FunctionMetric(Model):
    """radon's cyclomatic complexity of a block, and its rank (A to F). ``parameters`` counts
    them all, the receiver included."""

    path: Text
    name: Text
    kind: Literal["class", "closure", "function", "method"]
    line: int
    end_line: int
    complexity: int
    rank: Literal["A", "B", "C", "D", "E", "F"]
    parameters: int


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

    functions: tuple[FunctionMetric, ...]
    classes: tuple[FunctionMetric, ...]
    files: tuple[FileMetric, ...]

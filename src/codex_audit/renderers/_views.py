"""What several documents count and cut in the same way."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Generic, TypeVar

from msgspec import Struct

from codex_audit.domain.levels import Severity
from codex_audit.domain.report import FindingRow, FunctionMetric, Report

T = TypeVar("T")

SEVERITIES: Final = tuple(severity.label for severity in sorted(Severity, reverse=True))
"""The words for severities, worst first."""

SOURCE: Final = "source"

RESOLVED: Final = {True: "yes", False: "no", None: "unknown"}
"""The words for whether an entry point resolves."""

_ORDER: Final = {label: position for position, label in enumerate(SEVERITIES)}


class Cut(Struct, Generic[T], frozen=True):
    """The first of many; ``rest`` counts the others."""

    shown: tuple[T, ...]
    rest: int

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.shown) + self.rest


def cut(items: Sequence[T], limit: int) -> Cut[T]:
    """The first ``limit`` items and how many follow."""
    return Cut(tuple(items[:limit]), max(0, len(items) - limit))


def severity_order(label: str) -> int:
    """Position of a severity, worst first; an unknown word comes last."""
    return _ORDER.get(label, len(_ORDER))


def worst_first(findings: Iterable[FindingRow]) -> list[FindingRow]:
    """By severity; within one, in the report's own order."""
    return sorted(findings, key=lambda row: severity_order(row.severity))


def rules_that_ran(report: Report, prefix: str) -> int:
    """How many rules whose id starts with ``prefix`` ran to their end."""
    return sum(row.status == "ran" and row.rule.startswith(prefix) for row in report.coverage.rules)


def roles(report: Report) -> dict[str, str]:
    """The role of each inventoried path."""
    return {file.path: file.role for file in report.inventory.files}


def python_tests(report: Report) -> list[str]:
    """The paths of the Python files that are tests."""
    return [file.path for file in report.inventory.files if file.role == "test" and file.language == "Python"]


def paths(report: Report) -> frozenset[str]:
    """Every inventoried path: text that has one for its source is the repository's own."""
    return frozenset(file.path for file in report.inventory.files)


def complex_functions(report: Report) -> tuple[list[FunctionMetric], bool]:
    """Functions from the most complex on; those of source files alone if there are any, which
    the second value tells."""
    role = roles(report)
    source = [row for row in report.metrics.functions if role.get(row.path) == SOURCE]
    rows = source or list(report.metrics.functions)
    return sorted(rows, key=lambda row: (-row.complexity, row.path, row.line)), bool(source)


def tally(items: Iterable[T], key: Callable[[T], str]) -> list[tuple[str, int]]:
    """Counts by key, the largest first, then by key."""
    return sorted(Counter(map(key, items)).items(), key=lambda pair: (-pair[1], pair[0]))


def python_files(report: Report) -> int:
    """How many Python files were understood: those that fell to plain text are not."""
    return sum(row.files for row in report.coverage.tiers if row.tier != "text")


def identity(report: Report) -> dict[str, object]:
    """The values that every document needs: what was audited, by what, and how much of its
    Python could be read."""
    return {
        "python_files": python_files(report),
        "repository": report.repository,
        "tool": report.tool,
        "generated_at": report.generated_at,
    }

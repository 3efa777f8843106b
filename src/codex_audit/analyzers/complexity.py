"""Functions with many paths, and files that are hard to maintain, by radon's measures."""

from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import Definition, FileFacts, PythonFacts
from codex_audit.domain.finding import Finding, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.plugins import FileAnalyzer

FLOOR: Final = 10
"""No finding is made at or below this complexity, whatever the setting."""

HARD_TO_MAINTAIN: Final = 9
"""Maintainability indices up to this are rank C: ``radon.metrics.mi_rank``."""

FUNCTION: Final = Rule(
    id="complexity/function",
    title="A function has many paths",
    help=(
        "Each branch, loop, handler and boolean operator adds a path (McCabe's cyclomatic complexity, as "
        "radon "
        "counts it). Functions with many are hard to understand and to test. Move parts into functions of "
        "their "
        "own, or turn branches into a table."
    ),
    severity=Severity.LOW,
    menu=Menu.QUALITY_GATES,
    in_tests=None,
    in_vendored=None,
    threshold="complexity",
    fires="def price(n):\n    if n == 1:\n        return 5\n    ...  # and twenty branches more\n",
    passes="def price(n):\n    return PRICES[n]\n",
)
MAINTAINABILITY: Final = Rule(
    id="complexity/maintainability",
    title="A file has a very low maintainability index",
    help=(
        "radon's index joins volume, complexity, length and comments; up to 9 of 100 is its lowest rank. It "
        "falls "
        "with size above all. Split the file along its subjects."
    ),
    severity=Severity.LOW,
    menu=Menu.QUALITY_GATES,
    confidence=Confidence.MEDIUM,
    in_tests=None,
    in_vendored=None,
    fires="# a module of two thousand lines with a dozen functions of rank F\n",
    passes="def double(n):\n    return 2 * n\n",
)

_SEVERITIES: Final = {"D": Severity.LOW, "E": Severity.LOW, "F": Severity.MEDIUM}
"""By radon's rank; those above are information only."""


def analyse(file: FileFacts) -> Iterator[Finding]:
    """One finding for each function or method above the floor, and for a file of rank C.

    A function's complexity holds that of the functions within it.
    """
    facts = file.get(PythonFacts)
    if facts is None:
        return
    for one in facts.definitions:
        if one.kind in ("function", "method") and one.complexity > FLOOR:
            yield _function(one)
    if facts.mi is not None and facts.mi <= HARD_TO_MAINTAIN and facts.raw is not None:
        yield Finding(
            rule=MAINTAINABILITY.id,
            message=f"The file's maintainability index is {facts.mi:.0f} of 100 (rank C).",
            searched=f"all {facts.raw.loc:,} lines of the file",
        )


def _function(one: Definition) -> Finding:
    return Finding(
        rule=FUNCTION.id,
        message=f"{one.name} has a cyclomatic complexity of {one.complexity} (rank {one.rank}).",
        line=one.line,
        symbol=one.name.rpartition(".")[2],
        end_line=one.end_line,
        anchor=one.name,
        severity=_SEVERITIES.get(one.rank, Severity.INFO),
        value=one.complexity,
    )


ANALYZER: Final[FileAnalyzer] = FileAnalyzer(
    id="complexity",
    rules=(FUNCTION, MAINTAINABILITY),
    needs=(PythonFacts,),
    analyse=analyse,
)

"""Findings on complexity."""

import pytest
import radon.complexity
import radon.metrics

from codex_audit.analyzers.complexity import ANALYZER, FLOOR, HARD_TO_MAINTAIN, analyse
from codex_audit.domain.facts import Definition, FileFacts, PythonFacts, RawCounts, Tier
from codex_audit.domain.finding import Finding
from codex_audit.domain.levels import Severity
from codex_audit.domain.settings import THRESHOLDS

RAW = RawCounts(loc=1234, lloc=900, sloc=1000, comments=3, multi=0, blank=4, single_comments=3)


def definition(complexity: int, kind: str = "function") -> Definition:
    return Definition(name="a.grade", kind=kind, line=2, end_line=80, column=0, complexity=complexity)


def findings(*definitions: Definition, mi: float | None = None, raw: RawCounts | None = RAW) -> list[Finding]:
    facts = PythonFacts(tier=Tier.AST, encoding="utf-8", definitions=definitions, mi=mi, raw=raw)
    return list(analyse(FileFacts((facts,))))


def test_ranks_are_radons() -> None:
    assert [definition(value).rank for value in range(1, 60)] == [
        radon.complexity.cc_rank(value) for value in range(1, 60)
    ]
    for value in range(101):
        assert (value <= HARD_TO_MAINTAIN) == (radon.metrics.mi_rank(value) == "C")


def test_floor_is_that_of_the_setting() -> None:
    (rule,) = (rule for rule in ANALYZER.rules if rule.threshold)
    assert rule.threshold is not None
    assert THRESHOLDS[rule.threshold][1] == FLOOR
    assert findings(definition(FLOOR)) == []
    assert len(findings(definition(FLOOR + 1))) == 1


@pytest.mark.parametrize(
    ("complexity", "letter", "severity"),
    [
        (11, "C", Severity.INFO),
        (21, "D", Severity.LOW),
        (31, "E", Severity.LOW),
        (41, "F", Severity.MEDIUM),
    ],
)
def test_a_finding_tells_value_and_rank(complexity: int, letter: str, severity: Severity) -> None:
    (found,) = findings(definition(complexity))
    assert (found.line, found.end_line, found.symbol, found.anchor) == (2, 80, "grade", "a.grade")
    assert (found.value, found.severity) == (complexity, severity)
    assert found.message == f"a.grade has a cyclomatic complexity of {complexity} (rank {letter})."


def test_classes_and_inner_functions_count_with_what_holds_them() -> None:
    assert [one.kind for one in map(definition, (30, 30), ("class", "closure"))] == ["class", "closure"]
    assert findings(definition(30, "class"), definition(30, "closure")) == []
    assert len(findings(definition(30, "method"))) == 1


def test_a_file_of_the_lowest_rank_is_a_finding_about_the_whole_file() -> None:
    (found,) = findings(mi=9.0)
    assert (found.rule, found.line, found.symbol) == ("complexity/maintainability", None, "")
    assert found.message == "The file's maintainability index is 9 of 100 (rank C)."
    assert found.searched == "all 1,234 lines of the file"
    assert findings(mi=9.01) == []
    assert findings(mi=0.0, raw=None) == []


def test_other_files_have_none() -> None:
    assert list(analyse(FileFacts())) == []

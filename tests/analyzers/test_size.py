"""Findings on size and nesting."""

import pytest

from codex_audit.analyzers.size import ANALYZER, FILE_FLOOR, FUNCTION_FLOOR, NESTING_FLOOR, analyse
from codex_audit.domain.facts import Definition, FileFacts, PythonFacts, RawCounts, Tier
from codex_audit.domain.finding import Finding
from codex_audit.domain.levels import Severity
from codex_audit.domain.settings import THRESHOLDS


def definition(lines: int = 1, nesting: int = 0, kind: str = "method") -> Definition:
    return Definition(
        name="Box.load", kind=kind, line=11, end_line=10 + lines, column=4, complexity=1, nesting=nesting
    )


def raw(loc: int, lloc: int | None = None) -> RawCounts:
    lloc = loc if lloc is None else lloc
    return RawCounts(loc=loc, lloc=lloc, sloc=loc, comments=0, multi=0, blank=0, single_comments=0)


def findings(*definitions: Definition, counts: RawCounts | None = None) -> list[Finding]:
    facts = PythonFacts(tier=Tier.AST, encoding="utf-8", definitions=definitions, raw=counts)
    return list(analyse(FileFacts((facts,))))


def test_floors_are_those_of_the_settings() -> None:
    floors = {rule.threshold: THRESHOLDS[str(rule.threshold)][1] for rule in ANALYZER.rules}
    assert floors == {"function-lines": FUNCTION_FLOOR, "file-lines": FILE_FLOOR, "nesting": NESTING_FLOOR}
    small = definition(FUNCTION_FLOOR, NESTING_FLOOR)
    assert findings(small, counts=raw(FILE_FLOOR)) == []
    assert len(findings(definition(FUNCTION_FLOOR + 1), counts=raw(FILE_FLOOR + 1))) == 2


@pytest.mark.parametrize(("lines", "severity"), [(101, None), (300, None), (301, Severity.MEDIUM)])
def test_a_long_function(lines: int, severity: Severity | None) -> None:
    (found,) = findings(definition(lines))
    assert (found.rule, found.line, found.end_line, found.symbol) == (
        "size/long-function",
        11,
        10 + lines,
        "load",
    )
    assert (found.value, found.severity, found.anchor) == (lines, severity, "Box.load")
    assert found.message == f"Box.load is {lines} lines long."


@pytest.mark.parametrize(("nesting", "severity"), [(5, None), (8, None), (9, Severity.MEDIUM)])
def test_deep_nesting(nesting: int, severity: Severity | None) -> None:
    (found,) = findings(definition(20, nesting))
    assert (found.rule, found.line, found.symbol, found.value) == ("size/deep-nesting", 11, "load", nesting)
    assert found.severity == severity
    assert found.message == f"Box.load nests {nesting} levels deep."


def test_inner_functions_and_classes_count_with_what_holds_them() -> None:
    assert findings(definition(900, 9, "closure"), definition(900, 9, "class")) == []


@pytest.mark.parametrize(
    ("counts", "severity", "told"),
    [
        (raw(1_200), None, "The file is 1,200 lines long."),
        (raw(3_001), Severity.MEDIUM, "The file is 3,001 lines long."),
        (raw(3_001, 600), Severity.INFO, "The file is 3,001 lines long, mostly data."),
    ],
)
def test_a_long_file_is_a_finding_about_the_whole_file(
    counts: RawCounts, severity: Severity | None, told: str
) -> None:
    (found,) = findings(counts=counts)
    assert (found.rule, found.line, found.symbol) == ("size/long-file", None, "")
    assert (found.value, found.severity, found.message) == (counts.loc, severity, told)
    assert found.searched == f"all {counts.loc:,} lines of the file"


def test_other_files_have_none() -> None:
    assert list(analyse(FileFacts())) == []

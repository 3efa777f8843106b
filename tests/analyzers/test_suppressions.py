"""Findings on comments that silence tools."""

import pytest

from codex_audit.analyzers.suppressions import ANALYZER, MAX_RELATED, analyse
from codex_audit.domain.facts import FileFacts, PythonFacts, Suppression, Tier
from codex_audit.domain.finding import Finding
from codex_audit.domain.levels import Severity


def findings(*suppressions: Suppression) -> list[Finding]:
    facts = PythonFacts(tier=Tier.AST, encoding="utf-8", suppressions=suppressions)
    return list(analyse(FileFacts((facts,))))


def ours(codes: tuple[str, ...] = (), reason: str = "") -> Suppression:
    return Suppression(tool="codex-audit", line=4, codes=codes, reason=reason)


def bare(tool: str, line: int, whole_file: bool = False) -> Suppression:
    return Suppression(tool=tool, line=line, codes=(), whole_file=whole_file)


@pytest.mark.parametrize(
    ("suppression", "lacks"),
    [
        (ours(("lint/eval",)), "reason"),
        (ours((), "because"), "rule"),
        (ours(), "rule and reason"),
    ],
)
def test_one_of_ours_needs_rule_and_reason(suppression: Suppression, lacks: str) -> None:
    (found,) = findings(suppression)
    assert (found.rule, found.line, found.symbol) == ("suppression/without-reason", 4, "#")
    assert found.message == f"This suppression has no {lacks} and is not obeyed."
    assert found.anchor == (" ".join(suppression.codes) or "codex-audit")


def test_one_of_ours_with_both_is_none() -> None:
    assert findings(ours(("lint/eval",), "because")) == []


def test_blanket_comments_of_a_file_are_one_finding() -> None:
    (found,) = findings(*(bare("noqa", line) for line in range(3, 12)), bare("type", 20))
    assert (found.rule, found.line, found.symbol, found.severity) == ("suppression/blanket", 3, "#", None)
    assert (
        found.message
        == "Comments without a code silence every check on their lines: noqa (9), type: ignore (1)."
    )
    assert [one.line for one in found.related] == [4, 5, 6, 7, 8]
    assert len(found.related) == MAX_RELATED


def test_a_comment_for_the_whole_file_leads() -> None:
    (found,) = findings(
        bare("nosec", 2), bare("noqa", 9, whole_file=True), bare("pylint", 12, whole_file=True)
    )
    assert (found.line, found.severity) == (9, Severity.LOW)
    assert found.message == (
        "Comments without a code silence every check in the whole file: noqa (1), nosec (1), pylint: "
        "skip-file (1)."
    )
    assert [one.line for one in found.related] == [2, 12]


def test_comments_with_a_code_and_pragmas_are_none() -> None:
    named = Suppression(tool="noqa", line=1, codes=("E501",))
    assert findings(named, bare("pragma", 2)) == []
    assert findings(bare("noqa", 1), bare("type", 2)) == []
    assert list(analyse(FileFacts())) == []


def test_the_rule_for_unused_ones_is_told_here() -> None:
    assert {rule.id for rule in ANALYZER.rules} == {
        "suppression/blanket",
        "suppression/unused",
        "suppression/without-reason",
    }
    assert all(rule.everywhere for rule in ANALYZER.rules if rule.id != "suppression/blanket")

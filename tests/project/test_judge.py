"""Judging: role caps, thresholds, selection, suppressions, fingerprints."""

import msgspec
from msgspec.structs import replace

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import FileFacts, PythonFacts, Suppression, Tier
from codex_audit.domain.finding import Finding, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.settings import Settings
from codex_audit.project.judge import judge

DANGER = Rule("lint/danger", "Danger", "Help.", Severity.HIGH, Menu.SECURITY)
LONG = Rule(
    "size/long", "Long", "Help.", Severity.LOW, Menu.FIX_FOLDER, threshold="function-lines", in_tests=None
)
LEAK = Rule("secrets/leak", "Leak", "Help.", Severity.CRITICAL, Menu.SECURITY, everywhere=True)
UNUSED = Rule("suppression/unused", "Unused", "Help.", Severity.LOW, Menu.SELF_MANAGEMENT)
RULES = {rule.id: rule for rule in (DANGER, LONG, LEAK, UNUSED)}


def verdict(*findings, role=Role.SOURCE, settings=None, suppressions=()):
    facts = PythonFacts(tier=Tier.AST, encoding="utf-8", suppressions=tuple(suppressions))
    files = {"a.py": FileFacts((facts,))}
    return judge(findings, RULES, {"a.py": role}, settings or Settings(), files)


def finding(rule=DANGER, line=1, **more):
    return Finding(rule.id, "Message.", path="a.py", line=line, symbol="eval", **more)


def test_severity_is_capped_by_role() -> None:
    by_role = {
        role: verdict(finding(), role=role).findings[0].severity
        for role in (Role.SOURCE, Role.TEST, Role.EXAMPLE, Role.VENDORED)
    }
    assert by_role == {
        Role.SOURCE: Severity.HIGH,
        Role.TEST: Severity.LOW,
        Role.EXAMPLE: Severity.LOW,
        Role.VENDORED: Severity.INFO,
    }


def test_a_rule_can_be_silent_in_tests_or_meant_everywhere() -> None:
    assert verdict(finding(LONG, value=200), role=Role.TEST).findings == ()
    assert verdict(finding(LEAK), role=Role.TEST).findings[0].severity is Severity.CRITICAL


def test_a_findings_own_severity_and_confidence_win() -> None:
    one = verdict(finding(severity=Severity.MEDIUM, confidence=Confidence.LOW)).findings[0]
    assert (one.severity, one.confidence) == (Severity.MEDIUM, Confidence.LOW)


def test_thresholds_are_exceeded_or_silent() -> None:
    assert verdict(finding(LONG, value=100)).findings == ()
    assert len(verdict(finding(LONG, value=101)).findings) == 1
    strict = replace(Settings(), thresholds={"function-lines": 60})
    assert len(verdict(finding(LONG, value=61), settings=strict).findings) == 1


def test_selection_hides_but_tells() -> None:
    for settings, reason in (
        (Settings(ignore=("lint",)), "settings: select or ignore"),
        (Settings(select=("secrets/leak",)), "settings: select or ignore"),
        (Settings(min_severity=Severity.CRITICAL), "settings: min-severity"),
    ):
        result = verdict(finding(), settings=settings)
        assert result.findings == ()
        assert [why for _, why in result.hidden] == [reason]


def test_a_suppression_needs_a_reason_and_the_right_rule() -> None:
    good = Suppression("codex-audit", 1, ("lint/danger",), "checked")
    assert [why for _, why in verdict(finding(), suppressions=[good]).hidden] == ["# codex-audit: ignore"]
    last = msgspec.structs.replace(good, line=3)
    assert verdict(finding(end_line=3), suppressions=[last]).findings == ()
    family = msgspec.structs.replace(good, codes=("lint",))
    assert verdict(finding(), suppressions=[family]).findings == ()
    for bad in (
        msgspec.structs.replace(good, reason=""),
        msgspec.structs.replace(good, codes=("secrets/leak",)),
        msgspec.structs.replace(good, codes=()),
        msgspec.structs.replace(good, line=2),
        msgspec.structs.replace(good, tool="noqa"),
    ):
        assert "lint/danger" in [one.rule.id for one in verdict(finding(), suppressions=[bad]).findings]


def test_isolated_settings_obey_no_suppression() -> None:
    good = Suppression("codex-audit", 1, ("lint/danger",), "checked")
    result = verdict(finding(), settings=Settings(isolated=True), suppressions=[good])
    assert [one.rule.id for one in result.findings] == ["lint/danger"]


def test_a_suppression_that_hides_nothing_is_a_finding() -> None:
    idle = Suppression("codex-audit", 7, ("lint/danger",), "was needed once")
    (one,) = verdict(suppressions=[idle]).findings
    assert (one.rule.id, one.finding.line) == ("suppression/unused", 7)


def test_fingerprints_survive_moved_lines_and_count_equal_code() -> None:
    first = [one.fingerprint for one in verdict(finding(line=1), finding(line=5)).findings]
    moved = [one.fingerprint for one in verdict(finding(line=11), finding(line=50)).findings]
    assert first == moved
    assert len(set(first)) == 2


def test_worst_comes_first() -> None:
    result = verdict(finding(LONG, value=200), finding(LEAK), finding())
    assert [one.rule.id for one in result.findings] == ["secrets/leak", "lint/danger", "size/long"]


def test_an_unused_suppression_of_a_notebook_cites_no_line() -> None:
    unused = Suppression("codex-audit", 48, ("lint/eval",), "why")
    facts = PythonFacts(tier=Tier.AST, encoding="utf-8", suppressions=(unused,))
    files = {"n.ipynb": FileFacts((facts,))}
    (found,) = judge((), RULES, {"n.ipynb": Role.SOURCE}, Settings(), files).findings
    assert (found.rule.id, found.finding.line) == ("suppression/unused", None)
    assert "line 48" in found.finding.searched

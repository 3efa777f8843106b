"""The findings of high signal, from judged findings and capability rows."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from codex_audit.domain.artifact import Role
from codex_audit.domain.finding import Evidence, Finding, Judged, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.report import Place
from codex_audit.domain.report.capabilities import CapabilityRow, PartRow
from codex_audit.project.views.highlights import highlights


def judged(
    rule: str,
    path: str = "a.py",
    line: int | None = 1,
    *,
    severity: Severity = Severity.MEDIUM,
    confidence: Confidence = Confidence.HIGH,
    role: Role = Role.SOURCE,
    message: str = "Something is wrong (ruff S307).",
    symbol: str = "eval(x)",
    **fields: Any,
) -> Judged:
    finding = Finding(rule=rule, message=message, path=path, line=line, symbol=symbol, **fields)
    known = Rule(rule, f"Title of {rule}", "", severity, Menu.SECURITY)
    return Judged(finding, known, severity, confidence, role, f"{rule} {path} {line}")


def capability(
    name: str,
    status: str = "Partially Implemented",
    *,
    pack: str = "ml",
    parts: Sequence[tuple[str, bool, str, Sequence[Place]]] = (),
    artifacts: Sequence[Place] = (),
    gaps: Sequence[str] = (),
) -> CapabilityRow:
    return CapabilityRow(
        pack=pack,
        id=name,
        title=name.title(),
        status=status,
        parts=tuple(
            PartRow(id=title, name=title, core=core, status=state, evidence=tuple(evidence))
            for title, core, state, evidence in parts
        ),
        artifacts=tuple(artifacts),
        gaps=tuple(gaps),
        risks=(),
        patch_plan=(),
        rollback_plan="",
    )


PLACE = Place(path="m.py", line=3, symbol="save")


def titles(findings: Sequence[Judged] = (), rows: Sequence[CapabilityRow] = ()) -> list[str]:
    return [one.title for one in highlights(findings, rows)]


def test_nothing_gives_nothing() -> None:
    assert highlights((), ()) == ()


def test_a_single_finding_names_symbol_and_place() -> None:
    related = (Evidence("b.py", 7, "x", "again"),)
    (one,) = highlights([judged("lint/eval", line=12, related=related)], ())
    assert one.title == "Something is wrong: `eval(x)` in `a.py:12`"
    assert one.detail == "lint/eval: medium severity, high confidence, role source."
    assert [(place.path, place.line) for place in one.places] == [("a.py", 12), ("b.py", 7)]
    assert (one.reach, one.rules, one.severity) == (1, ("lint/eval",), "medium")


def test_the_same_cause_is_one_highlight() -> None:
    found = [
        judged("lint/exec", "b.py", 2, message="Other. More of it.", severity=Severity.HIGH),
        judged("lint/eval", "a.py", 5),
        judged("lint/eval", "a.py", 9),
        judged("lint/eval", "b.py", 2),
    ]
    (one,) = highlights(found, ())
    assert one.title == "Other: `eval(x)` in `b.py:2`, and 2 more places in 1 other file"
    assert one.severity == "high"
    assert one.reach == 2
    assert one.rules == ("lint/eval", "lint/exec")
    assert [(place.path, place.line) for place in one.places] == [("b.py", 2), ("a.py", 5), ("a.py", 9)]
    assert one.detail == (
        "More of it. Also: Something is wrong. 4 findings in 2 files: `a.py` (2), `b.py` (2). "
        "Worst case lint/exec: high severity, high confidence, role source."
    )


def test_more_places_in_the_same_file_and_many_files() -> None:
    assert titles([judged("lint/x", line=1), judged("lint/x", line=2)]) == [
        "Something is wrong: `eval(x)` in `a.py:1`, and 1 more place in the same file"
    ]
    (one,) = highlights([judged("lint/x", f"{name}.py") for name in "abcde"], ())
    assert one.title.endswith(", and 4 more places in 4 other files")
    assert "`a.py` (1), `b.py` (1), `c.py` (1) and 2 more." in one.detail
    assert len(one.places) == 3


def test_claims_of_absence() -> None:
    whole = judged("hygiene/no-tests", ".", None, message="No test.", symbol="", searched="all 3 files")
    (one,) = highlights([whole], ())
    assert one.title == "No test"
    assert one.detail.startswith("Searched: all 3 files. hygiene/no-tests: medium")
    assert (one.places[0].line, one.places[0].symbol, one.places[0].note) == (None, "", "all 3 files")
    gaps = [
        judged("readme/no-usage", "README.md", None, message="No use is shown.", symbol=""),
        judged("readme/no-install", "README.md", None, message="No way to install in README.md.", symbol=""),
    ]
    assert titles(gaps) == [
        "No way to install in README.md; also: Title of readme/no-usage",
    ]


def test_messages_that_name_the_symbol_or_a_rank() -> None:
    assert titles([judged("complexity/function", message="f is long.", symbol="f", line=4)]) == [
        "f is long (`a.py:4`)"
    ]
    spot = judged("complexity/hotspot", message="Place 3 of 9: complexity 5.", symbol="`f`", line=4)
    assert titles([spot]) == ["Complexity 5: `'f'` in `a.py:4`"]


def test_measured_values_decide_among_equals() -> None:
    found = [judged("complexity/hotspot", f"{name}.py", value=value) for name, value in (("a", 1), ("b", 9))]
    assert titles(found)[0].startswith("Something is wrong: `eval(x)` in `b.py:1`")


def test_the_order_is_by_risk_then_reach() -> None:
    found = [
        judged("lint/one", "t.py", role=Role.TEST),
        judged("lint/two", confidence=Confidence.LOW),
        judged("lint/three"),
        judged("lint/four"),
        judged("lint/four", "b.py"),
        judged("lint/five", severity=Severity.CRITICAL, confidence=Confidence.LOW),
    ]
    order = [one.rules[0] for one in highlights(found, ())]
    assert order == ["lint/five", "lint/four", "lint/three", "lint/one", "lint/two"]


def test_foreign_code_and_trifles_are_left_out() -> None:
    roles = (Role.VENDORED, Role.GENERATED, Role.ENVIRONMENT)
    found = [judged(f"lint/{role}", severity=Severity.HIGH, role=role) for role in roles]
    found += [
        judged("lint/info", severity=Severity.INFO),
        judged("lint/unsure", severity=Severity.LOW, confidence=Confidence.LOW),
        judged("lint/tested", severity=Severity.LOW, role=Role.TEST),
        judged("lint/low", severity=Severity.LOW),
        judged("hygiene/no-lock-file", severity=Severity.INFO),
    ]
    assert [one.rules[0] for one in highlights(found, ())] == ["lint/low", "hygiene/no-lock-file"]


def test_slight_findings_fill_up_to_ten_and_grave_ones_to_twenty() -> None:
    grave = [judged(f"lint/g{index:02}") for index in range(8)]
    slight = [judged(f"lint/s{index:02}", severity=Severity.LOW) for index in range(8)]
    assert len(highlights([*grave, *slight], ())) == 10
    many = [judged(f"lint/g{index:02}") for index in range(40)]
    assert len(highlights([*many, *slight], ())) == 20
    rows = [capability(f"c{index}", artifacts=[PLACE]) for index in range(9)]
    mixed = highlights(many, rows)
    assert len(mixed) == 20
    assert sum(one.rules[0].startswith("ml/") for one in mixed) == 5


def test_findings_and_capabilities_take_turns() -> None:
    rows = [
        capability("a", parts=[("x", True, "absent", ())], artifacts=[PLACE]),
        capability("b", parts=[("x", True, "absent", ())], artifacts=[PLACE]),
        capability("c", "Stubbed", artifacts=[PLACE]),
        capability("d", parts=[("x", False, "absent", ())], artifacts=[PLACE]),
    ]
    found = [judged(f"lint/{name}") for name in "opq"]
    order = [one.rules[0] for one in highlights(found, rows)]
    assert order == ["ml/c", "lint/o", "ml/a", "lint/p", "ml/b", "lint/q", "ml/d"]


def test_a_capability_names_its_absent_parts() -> None:
    parts = [
        ("weights", True, "present", [PLACE]),
        ("best-k", False, "absent", ()),
        ("optimizer", True, "absent", ()),
        ("scheduler", False, "stubbed", ()),
        ("random state", False, "absent", ()),
    ]
    row = capability("checkpointing", parts=parts, artifacts=[PLACE], gaps=["m.py saves weights alone."])
    (one,) = highlights((), [row])
    assert one.title == (
        "Checkpointing is partially implemented: 4 of 5 parts are not there "
        "(optimizer, best-k, scheduler and 1 more)"
    )
    assert one.detail == "m.py saves weights alone."
    assert (one.severity, one.reach, one.places, one.rules) == ("medium", 1, (PLACE,), ("ml/checkpointing",))
    (bare,) = highlights((), [capability("x", "Stubbed")])
    assert (bare.title, bare.detail, bare.severity) == ("X is stubbed", "X is stubbed.", "high")
    (single,) = highlights((), [capability("x", parts=[("y", False, "absent", ())])])
    assert single.title == "X is partially implemented: 1 of 1 part is not there (y)"


def test_a_repository_of_another_kind() -> None:
    rows = [
        capability("a", "Missing"),
        capability("b", "Missing"),
        capability("c", "Missing", parts=[("x", True, "absent", [PLACE])]),
        capability("d", "Implemented"),
        capability("e", "Missing", pack="python"),
        capability("f", "Implemented", pack="python"),
    ]
    assert [one.rules[0] for one in highlights((), rows)] == ["ml/c", "python/e"]


def test_rows_with_evidence_come_first() -> None:
    rows = [
        capability("a"),
        capability("b", "Missing", artifacts=[PLACE]),
        capability("c", artifacts=[PLACE]),
        capability("d", "Implemented"),
    ]
    assert [one.rules[0] for one in highlights((), rows)] == ["ml/b", "ml/c", "ml/a"]


ROLES = {"a.py": Role.SOURCE, "docs/b.py": Role.DOCS, "tests/c.py": Role.TEST, "vendor/d.py": Role.VENDORED}


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["lint/eval", "lint/exec", "stub/marker", "size/long-file"]),
            st.sampled_from(sorted(ROLES)),
            st.one_of(st.none(), st.integers(1, 5)),
            st.sampled_from(Severity),
        ),
        max_size=30,
        unique_by=lambda one: one[:3],
    )
)
def test_any_findings(material: list[tuple[str, str, int | None, Severity]]) -> None:
    found = [
        judged(rule, path, line, severity=severity, role=ROLES[path])
        for rule, path, line, severity in material
    ]
    result = highlights(found, ())
    assert result == highlights(found[::-1], ())
    assert len(result) <= 20
    order = [Severity[one.severity.upper()] for one in result]
    assert order == sorted(order, reverse=True)
    cited = {(one.finding.path, one.finding.line) for one in found}
    for one in result:
        assert 1 <= len(one.places) <= 3
        assert {(place.path, place.line) for place in one.places} <= cited
        assert all(ROLES[place.path] is not Role.VENDORED for place in one.places)

"""The human summary leads with the worst and says what is unknown."""

from msgspec.structs import replace

from codex_audit.domain.report import FindingRow, Report, RuleCoverage, SkippedPath
from codex_audit.renderers import _findings, _views, audit_md
from tests.renderers._structure import parse
from tests.renderers.sample import bare, finding, sample

SAMPLE = sample()


def many(rule: str, severity: str, total: int, files: int = 1) -> list[FindingRow]:
    return [finding(rule, severity, f"src/f{n % files}.py", n + 1, f"{rule} {n}") for n in range(total)]


def with_coverage(report: Report, **changes: object) -> Report:
    return report.model_copy(update={"coverage": report.coverage.model_copy(update=changes)})


def headings(document: str) -> list[str]:
    tokens = parse(document)
    return [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]


def section(document: str, title: str) -> str:
    return document.split(f"\n## {title}\n\n", 1)[1].split("\n## ", 1)[0]


def test_the_order_of_the_sections() -> None:
    found = headings(audit_md.render(SAMPLE))
    assert found[:3] == ["Audit of `brook`", "Verdict", "Worst findings"]
    assert found[3:7] == ["Critical", "High", "Medium", "Low"]
    assert found[-1] == "How to read this"


def test_verdict_counts() -> None:
    rows = {row.severity: (row.findings, row.source, row.files) for row in _findings.verdict(SAMPLE.findings)}
    assert rows == {
        "critical": (1, 1, 1), "high": (2, 2, 2), "medium": (2, 2, 1), "low": (8, 0, 2), "info": (1, 1, 1),
    }  # fmt: skip
    assert sum(row.findings for row in _findings.verdict(SAMPLE.findings)) == len(SAMPLE.findings)


def test_an_unknown_severity_is_still_counted() -> None:
    odd = finding("a/b", "dire", "a.py", 1, "x")
    assert _findings.verdict([odd])[-1] == _findings.SeverityRow("dire", 1, 1, 1)
    entries = _findings.worst_entries([odd])
    assert [part.title for part in _findings.sections(entries.shown)] == ["Other"]


def test_headlines() -> None:
    def line(*severities: str) -> str:
        return _findings.headline(
            _findings.verdict(finding("a/b", one, "a.py", 1, "x") for one in severities)
        )

    assert line() == "No critical or high finding"
    assert line("low") == "No critical or high finding"
    assert line("high") == "1 high finding"
    assert line("high", "high") == "2 high findings"
    assert line("critical", "high", "high") == "1 critical and 2 high findings"


def test_repeats_of_a_rule_are_one_entry() -> None:
    entries = _findings.worst_entries([*many("a/few", "high", 3), *many("a/many", "high", 10, files=5)])
    assert [entry.more for entry in entries.shown] == [0, 0, 0, 9]
    folded = entries.shown[-1]
    assert folded.files == 5
    assert [row.path for row in folded.places] == ["src/f1.py", "src/f2.py", "src/f3.py"]


def test_the_worst_come_first_whatever_the_order() -> None:
    rows = [*many("a/low", "low", 2), *many("a/critical", "critical", 2), *many("a/info", "info", 2)]
    entries = _findings.worst_entries(rows)
    assert [entry.first.severity for entry in entries.shown] == ["critical", "critical", "low", "low"]


def test_what_does_not_fit_is_counted() -> None:
    rows = [row for number in range(30) for row in many(f"a/r{number}", "high", 5)]
    entries = _findings.worst_entries(rows)
    assert len(entries.shown) == _findings.WORST_ENTRIES
    assert entries.rest == 10 * 5
    document = audit_md.render(SAMPLE.model_copy(update={"findings": tuple(rows)}))
    assert "50 more findings above info: see the next section" in document


def test_rules_are_ranked_and_no_finding_is_lost() -> None:
    table = _findings.by_rule(SAMPLE.findings)
    assert [row.rule for row in table][:2] == ["security/secret", "entry-points/unresolved"]
    assert sum(row.findings for row in table) == len(SAMPLE.findings)


def test_examples_leave_out_what_is_listed_above() -> None:
    rows = many("a/r", "low", 9)
    entries = _findings.worst_entries(rows).shown
    (shown,) = _findings.examples(_findings.by_rule(rows), rows, entries)
    assert entries[0].first not in shown.shown
    assert (len(shown.shown), shown.rest) == (3, 5)


def test_claims_of_absence_say_what_was_searched() -> None:
    absent = finding("hygiene/x", "info", ".", None, "No such file", searched="A, B among 9 files")
    document = audit_md.render(SAMPLE.model_copy(update={"findings": (absent,)}))
    assert "- the repository: No such file. Searched: A, B among 9 files.\n" in document
    assert _findings.by_rule([absent])[0].files == 0
    assert "- the repository: The repository has no licence file. (`hygiene/licence`" in audit_md.render(
        SAMPLE
    )


def test_later_rules_get_fewer_examples() -> None:
    rows = [row for number in range(40) for row in many(f"a/r{number:02}", "info", 4)]
    shown = _findings.examples(_findings.by_rule(rows), rows, ())
    full = _findings.EXAMPLES_IN_FULL
    assert [len(one.shown) for one in shown] == [3] * full + [1] * full
    document = audit_md.render(SAMPLE.model_copy(update={"findings": tuple(rows)}))
    assert "  - and 3 more in `audit.json`" in document
    assert "None found above info." in document


def test_completeness_is_claimed_only_when_nothing_is_missing() -> None:
    words = "The audit is complete"
    ran = tuple(row for row in SAMPLE.coverage.rules if row.status == "ran")
    whole = with_coverage(
        SAMPLE.model_copy(update={"complete": True, "errors": ()}), incomplete=(), rules=ran
    )
    assert words in audit_md.render(whole)
    broken = [
        whole.model_copy(update={"complete": False}),
        whole.model_copy(update={"errors": SAMPLE.errors}),
        with_coverage(whole, incomplete=("x",)),
        with_coverage(whole, rules=SAMPLE.coverage.rules),
    ]
    for report in broken:
        document = audit_md.render(report)
        assert words not in document
        assert "**The audit is incomplete.**" in document


def test_no_findings_means_unknown_where_no_rule_ran() -> None:
    assert section(audit_md.render(bare()), "Verdict").startswith("Unknown: no rule ran")
    assert section(audit_md.render(bare()), "Worst findings").startswith("Unknown: no rule ran.")
    clean = SAMPLE.model_copy(update={"findings": ()})
    document = audit_md.render(clean)
    assert section(document, "Verdict").startswith(
        "None found by the 10 rules that ran and the 1 that ran in part over 10"
    )
    assert section(document, "Worst findings").startswith("None found above info.")
    assert section(document, "Findings by rule").startswith("None found by the 10 rules that ran.")


def test_the_readme_and_its_gaps() -> None:
    assert SAMPLE.readme is not None
    words = section(audit_md.render(SAMPLE), "README")
    assert "has 2 headings, 7 links and 2 code blocks" in words
    assert "````text\nBrook reads streams of records.\nIt is lazy, and ```fenced```.\n````" in words
    assert "- No section says how to run the tests" in words
    whole = SAMPLE.model_copy(
        update={"readme": SAMPLE.readme.model_copy(update={"gaps": (), "purpose": None})}
    )
    words = section(audit_md.render(whole), "README")
    assert "It has no opening paragraph of prose." in words
    assert "No gap found by the 2 README rules that ran." in words
    words = section(audit_md.render(with_coverage(whole, rules=())), "README")
    assert "Its gaps are unknown: no README rule ran." in words
    assert "No README was found among 0 files." in audit_md.render(bare())


def test_hot_spots_are_those_of_source_code() -> None:
    words = section(audit_md.render(SAMPLE), "Hot-spots")
    assert "of source files" in words
    assert "test_everything" not in words
    assert words.index("Stream.merge") < words.index("parse")
    rows, of_source = _views.complex_functions(
        SAMPLE.model_copy(update={"inventory": SAMPLE.inventory.model_copy(update={"files": ()})})
    )
    assert not of_source
    assert [row.name for row in rows] == ["test_everything", "Stream.merge", "parse"]


def test_hot_spots_are_cut_at_fifteen() -> None:
    block = SAMPLE.metrics.functions[0]
    rows = tuple(replace(block, name=f"f{n}", complexity=n) for n in range(40))
    report = SAMPLE.model_copy(update={"metrics": SAMPLE.metrics.model_copy(update={"functions": rows})})
    words = section(audit_md.render(report), "Hot-spots")
    assert words.count("| `f") == 15
    assert "| `f39` " in words


def test_skipped_paths_are_counted_by_reason() -> None:
    skipped = tuple(SkippedPath(path=f"p{n}", reason=f"reason {n % 10}") for n in range(25))
    report = SAMPLE.model_copy(update={"inventory": SAMPLE.inventory.model_copy(update={"skipped": skipped})})
    words = section(audit_md.render(report), "Coverage")
    assert "| reason 0 | 3 | `p0` |" in words
    assert "2 more reasons in `audit.json`." in words


def test_what_the_settings_leave_out_is_said() -> None:
    settings = SAMPLE.settings.model_copy(update={"min_severity": "medium"})
    assert "Findings below medium are left out." in audit_md.render(
        SAMPLE.model_copy(update={"settings": settings})
    )
    assert "are left out" not in audit_md.render(SAMPLE)


def test_rules_that_did_not_run_are_grouped_by_reason() -> None:
    def row(rule: str, status: str, reason: str | None) -> RuleCoverage:
        return RuleCoverage(rule=rule, status=status, reason=reason, findings=0)

    rules = (
        *(row(f"lint/r{n}", "not-applicable", "no Python") for n in range(9)),
        row("docker/root", "not-applicable", "no Dockerfile"),
        row("lint/ran", "ran", None),
        row("a/odd", "odd", None),
        row("z/part", "incomplete", "a | b"),
        row("b/off", "deselected", "by ignore"),
    )
    words = section(audit_md.render(with_coverage(SAMPLE, rules=rules)), "Coverage")
    table = [line for line in words.splitlines() if line.startswith("| ")][2:7]
    which = ", ".join(f"`lint/r{n}`" for n in range(6))
    assert table == [
        "| odd |  | 1 | `a/odd` |",
        "| incomplete | a \\| b | 1 | `z/part` |",
        "| deselected | by ignore | 1 | `b/off` |",
        f"| not-applicable | no Python | 9 | {which} and 3 more |",
        "| not-applicable | no Dockerfile | 1 | `docker/root` |",
    ]


def test_errors_are_grouped_by_what_failed() -> None:
    error = SAMPLE.errors[0]
    errors = (
        *(error.model_copy(update={"path": f"p{n}.py"}) for n in range(5)),
        error.model_copy(update={"message": "The disk is full.", "path": None}),
    )
    words = section(audit_md.render(SAMPLE.model_copy(update={"errors": errors})), "Errors")
    assert words == (
        "- 2.2 Extract facts: The parser exceeded 10 seconds. It cost 5 files: `p0.py`, `p1.py`, `p2.py`"
        " and 2 more.\n"
        "- 2.2 Extract facts: The disk is full.\n"
    )


def test_commands_that_people_run_come_first() -> None:
    kinds = ["step", "job", "odd", "target", "session"]
    commands = tuple(SAMPLE.structure.commands[0].model_copy(update={"kind": kind}) for kind in kinds)
    structure = SAMPLE.structure.model_copy(update={"commands": commands})
    words = section(
        audit_md.render(SAMPLE.model_copy(update={"structure": structure})), "Entry points and commands"
    )
    table = words.split("| Kind ")[1].splitlines()[2:7]
    assert [line.split(" ")[1] for line in table] == ["session", "target", "job", "step", "odd"]


def test_dependency_groups() -> None:
    words = section(audit_md.render(SAMPLE), "Dependencies")
    assert "| `pyproject.toml` | run time | 2 | `click`, `numpy` |" in words
    assert "| `pyproject.toml` | `test` | 1 | `pytest` |" in words
    assert "Lock files: `uv.lock` (41 distributions)." in words


def test_long_lists_say_how_many_more() -> None:
    structure = SAMPLE.structure
    names = tuple(structure.dependencies[0].model_copy(update={"name": f"d{n}"}) for n in range(30))
    groups = tuple(structure.dependencies[0].model_copy(update={"group": f"g{n}"}) for n in range(30))
    report = SAMPLE.model_copy(
        update={
            "structure": structure.model_copy(
                update={
                    "dependencies": (*names, *groups),
                    "commands": structure.commands * 20,
                    "entry_points": structure.entry_points * 20,
                    "top_level": structure.top_level * 20,
                    "load": structure.load.model_copy(update={"blocked": structure.load.blocked * 20}),
                }
            ),
            "errors": tuple(SAMPLE.errors[0].model_copy(update={"message": f"m{n}"}) for n in range(13)),
            "reproducibility": SAMPLE.reproducibility.model_copy(
                update={"locks": SAMPLE.reproducibility.locks * 9}
            ),
        }
    )
    report = with_coverage(
        report,
        rules=SAMPLE.coverage.rules * 20,
        silenced=SAMPLE.coverage.silenced * 20,
        incomplete=SAMPLE.coverage.incomplete * 20,
    )
    document = audit_md.render(report)
    for words in (
        "and 22 more |", "19 more groups", "28 more commands", "50 more entry points", "68 more entries",
        "- and 34 more in", "- and 3 more failures in `.codex/errors.ndjson`", "and 3 more.",
        "| 20 | `docker/root`",
        "30 more mechanisms", "- and 14 more notes",
    ):  # fmt: skip
        assert words in document, words

"""``audit.md``: the human summary, of bounded length whatever the repository's size."""

from collections import Counter
from typing import Final

from msgspec import Struct

from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import CommandRow, DependencyRow, ErrorRow, Report, RuleCoverage, SkippedPath
from codex_audit.renderers import _findings, _markdown
from codex_audit.renderers._views import (
    RESOLVED,
    Cut,
    complex_functions,
    cut,
    identity,
    paths,
    python_tests,
    rules_that_ran,
    tally,
)

TIERS: Final = {
    "ast": "everything",
    "libcst": "everything but some metrics: newer Python than the auditor's, or Python 2",
    "parso": "the definitions around a syntax error",
    "text": "markers and line counts",
}

STATUSES: Final = {
    "ran": "ran",
    "not-applicable": "not applicable",
    "incomplete": "incomplete",
    "deselected": "deselected",
}


UNJUDGED: Final = ("incomplete", "deselected", "not-applicable")
"""Statuses of rules that did not run to their end, in the order of their weight."""

COMMAND_KINDS: Final = ("session", "target", "hook", "env", "script", "service", "stage", "job", "step")
"""What a person runs comes before what a machine runs."""


class DependencyGroup(Struct, frozen=True):
    """The distributions that a file declares in a group; empty for those of the run time."""

    path: str
    group: str
    names: Cut[str]


class Unjudged(Struct, frozen=True):
    """Rules that did not run to their end, by status and reason."""

    status: str
    reason: str
    rules: Cut[str]


class SkippedReason(Struct, frozen=True):
    """How many paths were skipped for a reason, and one of them."""

    reason: str
    paths: int
    example: str


class FailedStep(Struct, frozen=True):
    """The files that one failure of a step cost."""

    step: str
    description: str
    message: str
    paths: Cut[str]


def _dependency_groups(rows: tuple[DependencyRow, ...]) -> list[DependencyGroup]:
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for row in rows:
        groups.setdefault((row.path, row.group), {})[row.name] = None
    return [DependencyGroup(*key, cut(sorted(names), 8)) for key, names in sorted(groups.items())]


def _commands(rows: tuple[CommandRow, ...]) -> list[CommandRow]:
    order = {kind: position for position, kind in enumerate(COMMAND_KINDS)}
    return sorted(rows, key=lambda row: order.get(row.kind, len(order)))


def _unjudged(rows: tuple[RuleCoverage, ...]) -> list[Unjudged]:
    groups: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.status != "ran":
            groups.setdefault((row.status, row.reason or ""), []).append(row.rule)
    order = {status: position for position, status in enumerate(UNJUDGED)}
    ranked = sorted(groups.items(), key=lambda item: (order.get(item[0][0], -1), -len(item[1]), item[0]))
    return [Unjudged(*key, cut(rules, 6)) for key, rules in ranked]


def _skipped_reasons(rows: tuple[SkippedPath, ...]) -> list[SkippedReason]:
    first: dict[str, str] = {}
    for row in rows:
        first.setdefault(row.reason, row.path)
    return [
        SkippedReason(reason, paths, first[reason]) for reason, paths in tally(rows, lambda row: row.reason)
    ]


def _errors(rows: tuple[ErrorRow, ...]) -> list[FailedStep]:
    groups: dict[tuple[str, str, str], dict[str, None]] = {}
    for row in rows:
        paths_of = groups.setdefault((row.step, row.description, row.message), {})
        if row.path is not None:
            paths_of[row.path] = None
    return [FailedStep(*key, cut(tuple(found), 3)) for key, found in groups.items()]


def _coverage_line(report: Report) -> str:
    counts = Counter(row.status for row in report.coverage.rules)
    parts = ", ".join(f"{counts[status]:,} {words}" for status, words in STATUSES.items())
    total = len(report.coverage.rules)
    return f"{total:,} {'rule' if total == 1 else 'rules'}: {parts}."


def _of_findings(report: Report) -> dict[str, object]:
    verdict = _findings.verdict(report.findings)
    worst = _findings.worst_entries(report.findings)
    rules = _findings.by_rule(report.findings)
    return {
        "verdict": verdict,
        "headline": _findings.headline(verdict),
        "menu": tally(report.findings, lambda row: row.menu)[:8],
        "worst": worst,
        "worst_sections": _findings.sections(worst.shown),
        "rules": cut(rules, 50),
        "examples": _findings.examples(rules, report.findings, worst.shown),
    }


def _of_structure(report: Report) -> dict[str, object]:
    functions, of_source = complex_functions(report)
    structure = report.structure
    headings = report.readme.headings if report.readme else ()
    return {
        "headings": cut([one for one in headings if one.level <= 2], 15),
        "gaps": cut(report.readme.gaps if report.readme else (), 20),
        "readme_rules": rules_that_ran(report, "readme/"),
        "test_files": len(python_tests(report)),
        "top_level": cut(structure.top_level, 12),
        "quoted": paths(report),
        "blocked": cut(structure.load.blocked, 6),
        "key_files": cut(structure.key_files, 8),
        "languages": cut(report.inventory.languages, 10),
        "functions": cut(functions, 15),
        "functions_of_source": of_source,
        "entry_points": cut(structure.entry_points, 10),
        "commands": cut(_commands(structure.commands), 12),
        "dependencies": cut(_dependency_groups(structure.dependencies), 12),
        "locks": cut(report.reproducibility.locks, 6),
        "resolved": RESOLVED,
    }


def _of_coverage(report: Report) -> dict[str, object]:
    statuses = {row.status for row in report.coverage.rules}
    whole = not report.coverage.incomplete and not report.errors and "incomplete" not in statuses
    return {
        "complete": report.complete and whole,
        "ran": rules_that_ran(report, ""),
        "in_part": sum(row.status == "incomplete" for row in report.coverage.rules),
        "incomplete": cut(report.coverage.incomplete, 6),
        "coverage_line": _coverage_line(report),
        "not_run": cut(_unjudged(report.coverage.rules), 10),
        "tiers": TIERS,
        "skipped": cut(_skipped_reasons(report.inventory.skipped), 8),
        "silenced": cut(report.coverage.silenced, 10),
        "errors": cut(_errors(report.errors), 10),
    }


def render(report: Report) -> str:
    """The summary: the verdict and the worst first, then what the repository is made of, then
    how far the audit reached."""
    values = _of_findings(report) | _of_structure(report) | _of_coverage(report)
    return _markdown.render("audit.md.j2", report=report, **identity(report), **values)


RENDERER: Final = Renderer("audit-md", "reports/audit.md", render)

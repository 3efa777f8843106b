"""The findings of high signal: what a reader should see who reads nothing else.

Findings that say the same thing are one highlight; the worst gaps among the capabilities stand
among them, each kind with seats of its own, so that neither crowds the other out.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import Final

from codex_audit.domain.artifact import Role
from codex_audit.domain.finding import FOREIGN_ROLES, Judged, rank
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.report.capabilities import CapabilityRow, Highlight
from codex_audit.project.views._highlight_rows import of_capability, of_findings, urgency
from codex_audit.project.words import words

MOST: Final = 20
FEWEST: Final = 10
MAX_CAPABILITIES: Final = 5

_CAUSES: Final[Mapping[str, str]] = {
    "certificates": "lint/no-certificate-check lint/obsolete-tls lint/unknown-host-key",
    "declared dependencies": "dependencies/none-declared dependencies/undeclared",
    "errors passed over": "lint/bare-except lint/blind-except lint/swallowed-error",
    "evaluated text": "lint/eval lint/exec",
    "git runs a program": "git/active-hook git/executable-setting git/submodule-command",
    "hidden signs": "text/bidi-control text/control-character text/hidden-in-name text/invisible"
    " text/smuggled lint/bidirectional-text lint/hidden-character",
    "instructions to agents": "text/hidden-prompt text/prompt-injection",
    "large files": "complexity/maintainability size/long-file",
    "large functions": "complexity/function size/deep-nesting size/long-function",
    "objects from outside": "lint/unpickling lint/unsafe-yaml",
    "references of documents": "readme/broken-link readme/unknown-path",
    "sections of the README": "readme/no-install readme/no-licence-section readme/no-purpose"
    " readme/no-test-section readme/no-title readme/no-usage",
    "secrets": "secret/hard-coded secret/header secret/in-name secret/private-key secret/token"
    " secret/url-password",
    "shared values": "lint/mutable-default lint/shared-default lint/shared-value",
    "shell": "lint/shell-injection lint/shell-wildcard lint/system-call",
    "stubs": "stub/case stub/method stub/not-implemented stub/placeholder-body",
    "suppressions": "suppression/blanket suppression/unused suppression/without-reason",
    "tests that cannot fail": "lint/assert-message lint/assignment-in-assert lint/blind-assertion"
    " lint/mock-assertion",
    "weak cryptography": "lint/constant-key lint/weak-cipher lint/weak-hash",
}
"""Cause -> the rules whose findings have it. Any other rule is a cause of its own."""

_READINESS: Final = frozenset({"hygiene/gitignore-gap", "hygiene/no-changelog", "hygiene/no-lock-file"})

_CAUSE_OF: Final = {rule: cause for cause, rules in _CAUSES.items() for rule in words(rules)}


def highlights(findings: Sequence[Judged], rows: Sequence[CapabilityRow]) -> tuple[Highlight, ...]:
    """At most twenty highlights, fewer where there is less to say.

    Up to five seats are the capabilities', the others the findings'. Findings of severity low
    only fill the list up to ten, and only surer ones outside tests and examples; of severity
    info only a lock file, changelog or ignore rule that the whole repository lacks. Vendored
    and generated code never stands in it. The order is by severity; among equal ones a finding
    and a capability take turns, each kind by its rank.
    """
    gaps = [of_capability(row) for row in _capabilities(rows)]
    groups = _groups(findings)
    grave = [group for group in groups if group[0].severity >= Severity.MEDIUM][: MOST - len(gaps)]
    left = FEWEST - len(gaps) - len(grave)
    slight = [group for group in groups if _slight(group[0])][: max(left, 0)]
    return tuple(_in_turns([of_findings(group) for group in (*grave, *slight)], gaps))


def _groups(findings: Iterable[Judged]) -> list[list[Judged]]:
    """Findings by cause, the worst of each first; then the causes by risk and reach."""
    by_cause: dict[str, list[Judged]] = {}
    for one in rank(one for one in findings if one.role not in FOREIGN_ROLES):
        by_cause.setdefault(_CAUSE_OF.get(one.rule.id, one.rule.id), []).append(one)
    # Measured values compare within one rule alone.
    groups = [
        sorted(group, key=lambda one: (*urgency(one), one.rule.id, -(one.finding.value or 0)))
        for group in by_cause.values()
    ]
    return sorted(groups, key=_risk)


def _slight(one: Judged) -> bool:
    """Whether a finding below medium may fill the list: not where its role or doubt made it low;
    of severity info only where the repository as a whole lacks something."""
    if one.severity is Severity.INFO:
        return one.rule.id in _READINESS
    return (
        one.severity is Severity.LOW
        and one.confidence > Confidence.LOW
        and one.role not in (Role.TEST, Role.EXAMPLE)
    )


def _risk(group: list[Judged]) -> tuple[int, int, int, int, int, str]:
    """Worst first: by severity, confidence and role of the worst finding, then by the files
    and findings concerned."""
    worst = group[0]
    files = len({one.finding.path for one in group})
    return (*urgency(worst), -files, -len(group), worst.rule.id)


def _capabilities(rows: Sequence[CapabilityRow]) -> list[CapabilityRow]:
    """The gravest incomplete rows: those with evidence first, then by their own urgency.

    Where more than half of a pack is missing, the repository is of another kind: what is
    missing there without a trace is no gap.
    """
    foreign = {
        pack
        for pack in sorted({row.pack for row in rows})
        if _share_missing([row for row in rows if row.pack == pack]) > 0.5
    }
    found = [
        row
        for row in rows
        if row.applicable
        and row.status != "Implemented"
        and not (row.status == "Missing" and row.pack in foreign and not _traces(row))
    ]
    # The sort is stable: among equals the order of the packs holds.
    found.sort(key=lambda row: (not _traces(row), _STATUSES.index(row.status), -_absent_core(row)))
    return found[:MAX_CAPABILITIES]


_STATUSES: Final = ("Stubbed", "Missing", "Partially Implemented")


def _share_missing(rows: Sequence[CapabilityRow]) -> float:
    return sum(row.status == "Missing" for row in rows) / len(rows)


def _traces(row: CapabilityRow) -> bool:
    """Whether anything of the capability stands in the repository."""
    return bool(row.artifacts) or any(part.evidence for part in row.parts)


def _absent_core(row: CapabilityRow) -> int:
    return sum(part.core and part.status != "present" for part in row.parts)


def _in_turns(findings: Sequence[Highlight], gaps: Sequence[Highlight]) -> Iterator[Highlight]:
    """Both lists in one, by severity; among equal ones they take turns."""
    by_severity: dict[str, tuple[list[Highlight], list[Highlight]]] = {}
    for index, kind in enumerate((findings, gaps)):
        for severity, ones in groupby(sorted(kind, key=_severity), key=lambda one: one.severity):
            by_severity.setdefault(severity, ([], []))[index].extend(ones)
    for severity in sorted(by_severity, key=lambda label: -Severity[label.upper()]):
        for pair in zip_longest(*by_severity[severity]):
            yield from (one for one in pair if one is not None)


def _severity(one: Highlight) -> int:
    return -Severity[one.severity.upper()]

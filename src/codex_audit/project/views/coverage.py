"""How far the audit reached, and what it left undone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from codex_audit.domain.artifact import Role
from codex_audit.domain.errors import Failure
from codex_audit.domain.facts import PythonFacts, citable
from codex_audit.domain.finding import Menu, Rule
from codex_audit.domain.project import Project
from codex_audit.domain.report import Coverage, DeferredItem, Place, RuleCoverage, Silenced, TierCount
from codex_audit.domain.settings import Settings
from codex_audit.project.judge import Verdict
from codex_audit.project.unfinished import is_pattern

_MAX_PLACES: Final = 20


def coverage(
    project: Project,
    rules: Mapping[str, Rule],
    outcomes: Mapping[str, tuple[str, str]],
    verdict: Verdict,
    settings: Settings,
    incomplete: Sequence[str],
) -> Coverage:
    """``outcomes`` maps a rule to the status and reason of those that did not simply run."""
    counts = Counter(one.rule.id for one in verdict.findings)
    rows = []
    for rule in rules:
        status, reason = outcomes.get(rule, ("ran", ""))
        if not settings.wants(rule):
            status, reason = "deselected", "by select or ignore"
        rows.append(RuleCoverage(rule=rule, status=status, reason=reason or None, findings=counts[rule]))
    return Coverage(
        rules=tuple(rows), tiers=_tiers(project), silenced=_silenced(verdict), incomplete=tuple(incomplete)
    )


def _tiers(project: Project) -> tuple[TierCount, ...]:
    counts = Counter(facts.tier for _, facts in project.of(PythonFacts))
    return tuple(TierCount(tier=tier, files=counts[tier]) for tier in sorted(counts))


def _silenced(verdict: Verdict) -> tuple[Silenced, ...]:
    applied = Counter(reason for _, reason in verdict.hidden)
    standing = Counter(one.finding.silenced for one in verdict.findings if one.finding.silenced)
    rows = [Silenced(source=source, findings=count, applied=True) for source, count in applied.items()]
    rows += [Silenced(source=source, findings=count, applied=False) for source, count in standing.items()]
    return tuple(sorted(rows, key=lambda row: (row.source, row.applied)))


def deferred(
    project: Project, failures: Iterable[Failure], outcomes: Mapping[str, tuple[str, str]]
) -> tuple[DeferredItem, ...]:
    """What this audit could not do, then what the repository's own code puts off."""
    items = [
        DeferredItem(
            kind="audit",
            title=str(failure.step),
            rationale=f"{failure.message} {failure.context}".strip(),
            menu=Menu.SELF_MANAGEMENT,
            places=(Place(path=failure.path, line=None, symbol=""),) if failure.path else (),
        )
        for failure in failures
    ]
    by_reason: dict[str, list[str]] = {}
    for rule, (status, reason) in outcomes.items():
        if status == "incomplete":
            by_reason.setdefault(reason, []).append(rule)
    items += [
        DeferredItem(
            kind="audit",
            title=f"Rules judged in part: {', '.join(sorted(names))}",
            rationale=reason,
            menu=Menu.SELF_MANAGEMENT,
            places=(),
        )
        for reason, names in sorted(by_reason.items())
    ]
    return (*items, *_put_off(project))


def _put_off(project: Project) -> Iterable[DeferredItem]:
    empty = [
        Place(path=one.path, line=one.definition.line, symbol=one.definition.name.rpartition(".")[2])
        for one in project.stubs
        if project.artifacts[one.path].role is Role.SOURCE and citable(one.path)
    ]
    cases, markers = (
        [
            Place(path=path, line=marker.line, symbol=marker.tag, note=marker.text)
            for path, facts in project.of(PythonFacts, Role.SOURCE)
            for marker in getattr(facts, field)
            if citable(path) and not is_pattern(path)
        ]
        for field in ("unfinished", "markers")
    )
    if empty:
        yield DeferredItem(
            kind="code",
            title=f"Functions in source code that do nothing yet: {len(empty)}",
            rationale="Their bodies are placeholders: callers get an error or nothing.",
            menu=Menu.FIX_FOLDER,
            places=tuple(empty[:_MAX_PLACES]),
        )
    if cases:
        yield DeferredItem(
            kind="code",
            title=f"Cases that functions in source code leave unwritten: {len(cases)}",
            rationale="Calls that reach one of them fail with NotImplementedError or an assertion.",
            menu=Menu.FIX_FOLDER,
            places=tuple(cases[:_MAX_PLACES]),
        )
    if markers:
        yield DeferredItem(
            kind="code",
            title=f"Markers in source code that name work put off: {len(markers)}",
            rationale="TODO, FIXME, XXX and HACK comments in the order of their files.",
            menu=Menu.FIX_FOLDER,
            places=tuple(markers[:_MAX_PLACES]),
        )

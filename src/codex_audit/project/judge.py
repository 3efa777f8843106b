"""Findings -> judged findings: role caps, thresholds, selection, suppressions, fingerprints."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from codex_audit.domain.artifact import Role, path_key
from codex_audit.domain.facts import FileFacts, PythonFacts, Suppression
from codex_audit.domain.finding import Finding, Judged, Rule, fingerprint, rank
from codex_audit.domain.levels import Severity
from codex_audit.domain.settings import Settings
from codex_audit.project.citations import cited
from codex_audit.project.unfinished import UNFINISHED, is_pattern

UNUSED = "suppression/unused"


class Verdict(Struct, frozen=True):
    """The findings to report, worst first, and those that the repository's own suppressions
    or settings hid."""

    findings: tuple[Judged, ...]
    hidden: tuple[tuple[Judged, str], ...]


def judge(
    findings: Iterable[Finding],
    rules: Mapping[str, Rule],
    roles: Mapping[str, Role],
    settings: Settings,
    files: Mapping[str, FileFacts],
) -> Verdict:
    """Decide severity, confidence and identity of each finding, and which are reported.

    Suppression comments count unless the settings are isolated. ``findings`` carry paths.
    """
    judged = [one for finding in findings if (one := _weigh(finding, rules, roles, settings))]
    suppressions = {} if settings.isolated else _suppressions(files)
    shown, hidden, used = _suppress(judged, suppressions)
    unused = _unused(suppressions, used, rules)
    shown += [one for finding in unused if (one := _weigh(finding, rules, roles, settings))]
    kept = []
    for one in _identify(shown):
        reason = _deselected(one, settings)
        if reason is None:
            kept.append(one)
        else:
            hidden.append((one, reason))
    # Suppressions are compared by line, so lines that are not the file's own go last.
    return Verdict(tuple(rank(map(_cited, kept))), tuple((_cited(one), why) for one, why in hidden))


def _cited(judged: Judged) -> Judged:
    found = cited(judged.finding)
    return judged if found is judged.finding else replace(judged, finding=found)


def _deselected(one: Judged, settings: Settings) -> str | None:
    if not settings.wants(one.rule.id):
        return "settings: select or ignore"
    return "settings: min-severity" if one.severity < settings.min_severity else None


def _weigh(
    finding: Finding, rules: Mapping[str, Rule], roles: Mapping[str, Role], settings: Settings
) -> Judged | None:
    rule = rules[finding.rule]
    if rule.family == UNFINISHED and is_pattern(finding.path):
        return None
    if rule.threshold is not None and finding.value is not None:
        limit = settings.thresholds.get(rule.threshold)
        if limit is not None and finding.value <= limit:
            return None
    role = roles.get(finding.path, Role.SOURCE)
    severity = rule.severity_in(role, finding.severity)
    if severity is None:
        return None
    confidence = rule.confidence if finding.confidence is None else finding.confidence
    return Judged(finding, rule, Severity(severity), confidence, role)


def _suppressions(files: Mapping[str, FileFacts]) -> dict[tuple[str, int], Suppression]:
    found = {}
    for path, bundle in files.items():
        facts = bundle.get(PythonFacts)
        if facts is not None:
            for one in facts.suppressions:
                if one.tool == "codex-audit":
                    found[path, one.line] = one
    return found


def _suppress(
    judged: Sequence[Judged], suppressions: Mapping[tuple[str, int], Suppression]
) -> tuple[list[Judged], list[tuple[Judged, str]], set[tuple[str, int]]]:
    shown: list[Judged] = []
    hidden: list[tuple[Judged, str]] = []
    used: set[tuple[str, int]] = set()
    for one in judged:
        # A formatter may move the comment to the last line of what it is about.
        finding = one.finding
        places = {(finding.path, line) for line in (finding.line, finding.end_line) if line is not None}
        obeyed = {place for place in places if _covers(suppressions.get(place), one.rule)}
        used |= obeyed
        if obeyed:
            hidden.append((one, "# codex-audit: ignore"))
        else:
            shown.append(one)
    return shown, hidden, used


def _covers(suppression: Suppression | None, rule: Rule) -> bool:
    """A comment without codes or reason says too little to be obeyed."""
    if suppression is None or not suppression.reason:
        return False
    return not {rule.id, rule.family}.isdisjoint(suppression.codes)


def _unused(
    suppressions: Mapping[tuple[str, int], Suppression],
    used: set[tuple[str, int]],
    rules: Mapping[str, Rule],
) -> list[Finding]:
    if UNUSED not in rules:
        return []
    return [
        Finding(
            rule=UNUSED,
            message="This suppression hides no finding; remove it.",
            path=path,
            line=line,
            symbol="codex-audit",
            anchor=" ".join(sorted(suppression.codes)),
        )
        for (path, line), suppression in suppressions.items()
        if suppression.reason and (path, line) not in used
    ]


def _identify(judged: Iterable[Judged]) -> list[Judged]:
    seen: Counter[tuple[str, str, str]] = Counter()
    identified = []
    for one in sorted(judged, key=_place):
        finding = one.finding
        identity = (finding.rule, finding.path, " ".join((finding.anchor or finding.symbol).split()))
        mark = fingerprint(*identity, seen[identity])
        seen[identity] += 1
        identified.append(replace(one, fingerprint=mark))
    return identified


def _place(one: Judged) -> tuple[bytes, int, int, str, str]:
    finding = one.finding
    return path_key(finding.path), finding.line or 0, finding.column or 0, finding.rule, finding.message

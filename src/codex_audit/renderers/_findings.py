"""Which findings the human summary shows, and how many it leaves to ``audit.json``."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from msgspec import Struct

from codex_audit.domain.report import FindingRow
from codex_audit.renderers._markdown import WHOLE_PATHS
from codex_audit.renderers._views import SEVERITIES, SOURCE, Cut, cut, severity_order, worst_first

WORST_ENTRIES: Final = 20
REPEATS: Final = 3
"""A rule with more findings than this at one severity is one entry."""

EXAMPLES: Final = 3
EXAMPLES_IN_FULL: Final = 8
"""Rules that get all their examples; the next as many get one, the others none."""

_INFO: Final = severity_order("info")
_OTHER: Final = "Other"


class SeverityRow(Struct, frozen=True):
    """Findings of one severity: all, those in source code, and the files they stand in."""

    severity: str
    findings: int
    source: int
    files: int


class Entry(Struct, frozen=True):
    """A finding, or the first of many of its rule; ``more`` counts the others, which stand in
    ``files`` files, and ``places`` names a few."""

    first: FindingRow
    more: int
    files: int
    places: tuple[FindingRow, ...]


class Section(Struct, frozen=True):
    """The entries of one severity."""

    title: str
    entries: tuple[Entry, ...]


class RuleRow(Struct, frozen=True):
    """All findings of a rule in numbers."""

    rule: str
    worst: str
    findings: int
    source: int
    files: int
    menu: str


class Examples(Struct, frozen=True):
    """Findings of a rule that are not listed elsewhere."""

    rule: str
    shown: tuple[FindingRow, ...]
    rest: int


def verdict(findings: Iterable[FindingRow]) -> list[SeverityRow]:
    """One row for each severity, worst first, zeros included."""
    by_label: dict[str, list[FindingRow]] = {label: [] for label in SEVERITIES}
    for row in findings:
        by_label.setdefault(row.severity, []).append(row)
    return [
        SeverityRow(label, len(rows), sum(row.role == SOURCE for row in rows), _files(rows))
        for label, rows in by_label.items()
    ]


def _files(rows: Iterable[FindingRow]) -> int:
    return len({row.path for row in rows} - WHOLE_PATHS)


def headline(rows: Iterable[SeverityRow]) -> str:
    """The counts of the two worst severities in words."""
    counts = {row.severity: row.findings for row in rows}
    serious = [(counts[label], label) for label in SEVERITIES[:2] if counts[label]]
    if not serious:
        return "No critical or high finding"
    noun = "finding" if serious[-1][0] == 1 else "findings"
    return f"{' and '.join(f'{total:,} {label}' for total, label in serious)} {noun}"


def worst_entries(findings: Iterable[FindingRow]) -> Cut[Entry]:
    """The worst findings above info, repeats folded; ``rest`` counts findings, not entries."""
    grave = [row for row in worst_first(findings) if severity_order(row.severity) != _INFO]
    entries = list(_entries(grave))
    shown = entries[:WORST_ENTRIES]
    return Cut(tuple(shown), sum(1 + entry.more for entry in entries[WORST_ENTRIES:]))


def _entries(findings: Sequence[FindingRow]) -> Iterable[Entry]:
    groups: dict[tuple[int, str], list[FindingRow]] = {}
    for row in findings:
        groups.setdefault((severity_order(row.severity), row.rule), []).append(row)
    for rows in groups.values():
        if len(rows) <= REPEATS:
            yield from (Entry(row, 0, 0, ()) for row in rows)
        else:
            yield _folded(rows)


def _folded(rows: Sequence[FindingRow]) -> Entry:
    others = rows[1:]
    by_file = {row.path: row for row in reversed(others)}
    places = [row for row in others if by_file[row.path] is row]
    return Entry(rows[0], len(others), len(by_file), tuple(places[:REPEATS]))


def sections(entries: Iterable[Entry]) -> list[Section]:
    """Entries under a title for each severity, in their order."""

    def title(entry: Entry) -> str:
        label = entry.first.severity
        return label.capitalize() if label in SEVERITIES else _OTHER

    return [Section(name, tuple(members)) for name, members in groupby(entries, key=title)]


def by_rule(findings: Iterable[FindingRow]) -> list[RuleRow]:
    """One row for each rule with findings: by its worst severity, then the most findings."""
    groups: dict[str, list[FindingRow]] = {}
    for row in worst_first(findings):
        groups.setdefault(row.rule, []).append(row)
    table = [
        RuleRow(
            rule=rule,
            worst=rows[0].severity,
            findings=len(rows),
            source=sum(row.role == SOURCE for row in rows),
            files=_files(rows),
            menu=rows[0].menu,
        )
        for rule, rows in groups.items()
    ]
    return sorted(table, key=lambda row: (severity_order(row.worst), -row.findings, row.rule))


def examples(
    rules: Iterable[RuleRow], findings: Iterable[FindingRow], listed: Iterable[Entry]
) -> list[Examples]:
    """A few findings of each rule beyond those whose message ``listed`` already gives."""
    told = {id(entry.first) for entry in listed}
    groups: dict[str, list[FindingRow]] = {}
    for row in worst_first(findings):
        if id(row) not in told:
            groups.setdefault(row.rule, []).append(row)
    wanted = [row.rule for row in rules if row.rule in groups][: 2 * EXAMPLES_IN_FULL]
    result = []
    for position, rule in enumerate(wanted):
        few = cut(groups[rule], EXAMPLES if position < EXAMPLES_IN_FULL else 1)
        result.append(Examples(rule, few.shown, few.rest))
    return result

"""What the terminal shows of a report."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from codex_audit.domain.levels import Severity
from codex_audit.domain.report import Report
from codex_audit.domain.run import Summary, Worst

WORST: Final = 5


def summarise(report: Report, written: Sequence[str]) -> Summary:
    """Counts and the worst findings; ``written`` are the artefacts' paths."""
    counts = Counter(finding.severity for finding in report.findings)
    return Summary(
        name=report.repository.name,
        files=len(report.inventory.files),
        lines=report.inventory.lines,
        skipped=len(report.inventory.skipped),
        counts={one.label: counts[one.label] for one in sorted(Severity, reverse=True)},
        worst=tuple(
            Worst(
                one.severity,
                one.path if one.line is None else f"{one.path}:{one.line}",
                one.message,
                one.rule,
            )
            for one in report.findings[:WORST]
        ),
        incomplete=report.coverage.incomplete,
        complete=report.complete,
        written=tuple(written),
    )

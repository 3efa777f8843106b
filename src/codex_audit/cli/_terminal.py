"""What a run says on standard error: progress, and a summary that fits a screen."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from codex_audit.domain.errors import Step
from codex_audit.domain.finding import Severity
from codex_audit.domain.run import Progress
from codex_audit.domain.text import clean_line

if TYPE_CHECKING:
    from codex_audit.domain.report import Report

COLORS: Final = {"critical": "magenta", "high": "red", "medium": "yellow", "low": "cyan", "info": "white"}
WORST: Final = 5


def say(text: str = "", *, color: bool = False, fg: str | None = None, bold: bool = False) -> None:
    """Print a line on standard error; ``text`` has passed the gate."""
    click.echo(click.style(text, fg=fg, bold=bold) if color else text, err=True, color=color)


class Silent:
    """Says nothing."""

    def step(self, step: Step) -> None:
        """Ignore."""

    def advance(self, done: int, total: int) -> None:
        """Ignore."""


class Plain:
    """A line for each step, for logs and pipes."""

    def step(self, step: Step) -> None:
        """Print the step."""
        say(f"{step.number} {step.description}")

    def advance(self, done: int, total: int) -> None:
        """Say when all files are read."""
        if done == total:
            say(f"    {total} files")


@contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    """A live display on a terminal, plain lines elsewhere, nothing if ``quiet``."""
    if quiet:
        yield Silent()
    elif sys.stderr.isatty():
        with _live() as live:
            yield live
    else:
        yield Plain()


@contextmanager
def _live() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Audit", total=None)

        class Live:
            def step(self, step: Step) -> None:
                bar.update(task, description=f"{step.number} {step.description}", total=None, completed=0)

            def advance(self, done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

        yield Live()


def summary(report: "Report", written: Sequence[str], output: str, *, color: bool) -> None:
    """Counts by severity, the five worst findings, and where the reports are."""
    counts = Counter(finding.severity for finding in report.findings)
    inventory = report.inventory
    say()
    say(
        f"{report.repository.name}: {len(inventory.files):,} files, {inventory.lines:,} lines, "
        f"{len(inventory.skipped):,} paths skipped, {len(report.findings):,} findings",
        color=color,
        bold=True,
    )
    labels = [one.label for one in sorted(Severity, reverse=True)]
    say("  ".join(_paint(f"{counts[label]:,} {label}", COLORS[label], color) for label in labels))
    for finding in report.findings[:WORST]:
        place = finding.path if finding.line is None else f"{finding.path}:{finding.line}"
        label = _paint(f"{finding.severity:>8}", COLORS[finding.severity], color)
        say(f"{label}  {clean_line(place, 80)}")
        say(f"          {clean_line(finding.message, 68)} ({finding.rule})")
    for note in report.coverage.incomplete:
        say(_paint(clean_line(f"incomplete: {note}", 78), "yellow", color))
    if written:
        say(f"Reports: {clean_line(output, 60)}/reports/audit.md and {len(written) - 1} more")


def _paint(text: str, fg: str, color: bool) -> str:
    return click.style(text, fg=fg) if color else text

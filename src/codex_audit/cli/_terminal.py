"""What a run says on standard error: progress, and a summary that fits a screen."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from codex_audit.domain.errors import Step
from codex_audit.domain.run import Progress, Summary
from codex_audit.domain.text import clean_line

COLORS: Final = {"critical": "magenta", "high": "red", "medium": "yellow", "low": "cyan", "info": "white"}
MAX_NOTES: Final = 5


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


def summary(one: Summary, output: str, *, color: bool, verbose: bool) -> None:
    """Counts by severity, the worst findings, and where the reports are."""
    total = sum(one.counts.values())
    say()
    head = (
        f"{clean_line(one.name, 40)}: {one.files:,} files, {one.lines:,} lines, "
        f"{one.skipped:,} paths skipped, {total:,} findings"
    )
    say(head + (", unchanged since the last run" if one.recalled else ""), color=color, bold=True)
    say(
        "  ".join(_paint(f"{count:,} {label}", label, color) for label, count in one.counts.items()),
        color=color,
    )
    for worst in one.worst:
        label = _paint(f"{worst.severity:>8}", worst.severity, color)
        say(f"{label}  {clean_line(worst.place, 70)}  {worst.rule}", color=color)
        say(f"          {clean_line(worst.message, 90)}")
    for note in one.incomplete[:MAX_NOTES]:
        say(f"incomplete: {clean_line(note, 100)}", color=color, fg="yellow")
    say(f"Reports: {clean_line(output, 100)}/reports/ ({len(one.written)} files; begin with audit.md)")
    if verbose:
        for path in one.written:
            say(f"  {path}")


def _paint(text: str, severity: str, color: bool) -> str:
    return click.style(text, fg=COLORS[severity]) if color else text

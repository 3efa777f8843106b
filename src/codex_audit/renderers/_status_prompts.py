"""Task prompts for the capabilities with the most to gain."""

import posixpath
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from codex_audit.domain.report import CapabilityRow, Report
from codex_audit.renderers._status_rows import gates, open_rows
from codex_audit.renderers._status_script import documents
from codex_audit.renderers._status_text import at_line, brief, plainly, quoted
from codex_audit.renderers._views import python_tests, tally

MAX_PROMPTS: Final = 5
_ITEMS: Final = 4


class TaskPrompt(Struct, frozen=True):
    """A prompt for a coding agent; ``text`` is one paragraph."""

    title: str
    text: str


def prompts(report: Report) -> list[TaskPrompt]:
    """One prompt for each of the first open rows that have a gap or a plan."""
    rows = [row for row in open_rows(report) if row.gaps or row.patch_plan]
    return [TaskPrompt(row.title, _text(report, row)) for row in rows[:MAX_PROMPTS]]


def _text(report: Report, row: CapabilityRow) -> str:
    name = quoted(report.repository.name)
    parts = [
        f"Work on {brief(row.title, 120)} in {name}, judged {brief(row.status, 40)} on {brief(report.generated_at[:10])}.",
        _start(report, row),
        _items("Close these gaps", row.gaps),
        _items("Take these steps", row.patch_plan),
        _items("Mind these risks", row.risks),
        "" if any("test" in step for step in row.patch_plan) else _tests(report),
        _documents(report),
        _verify(report),
        f"To undo it: {plainly(row.rollback_plan)}" if row.rollback_plan else "",
    ]
    return " ".join(part for part in parts if part)


def _start(report: Report, row: CapabilityRow) -> str:
    places = [
        f"{quoted(at.symbol, 120)} at {at_line(at.path, at.line)}" if at.symbol else at_line(at.path, at.line)
        for at in row.artifacts[:_ITEMS]
    ]
    if places:
        return f"Start by reading {', '.join(places)}."
    return f"Nothing of it stands in {len(report.inventory.files):,} files."


def _items(title: str, texts: Iterable[str]) -> str:
    shown = [f"({at}) {brief(text, 400).rstrip('.')}" for at, text in enumerate(texts, 1)][:_ITEMS]
    return f"{title}: {'; '.join(shown)}." if shown else ""


def _tests(report: Report) -> str:
    folders = tally(python_tests(report), lambda path: f"{posixpath.dirname(path) or '.'}/")
    if not folders:
        return f"Add the first test file: none stands among {len(report.inventory.files):,} files."
    folder, total = folders[0]
    return f"Add its tests under {quoted(folder)}, beside {total:,} test {'file' if total == 1 else 'files'}."


def _documents(report: Report) -> str:
    places = documents(report)[:3]
    return f"Document it in {' or '.join(map(quoted, places))}." if places else ""


def _verify(report: Report) -> str:
    commands = [quoted(row.command) for row in gates(report)[:3]]
    return f"Verify with {', '.join(commands)}." if commands else ""

"""``status_update.md``: the mandated status update, with the task sequence and the script."""

from typing import Final

from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import CapabilityRow, ErrorRow, Report
from codex_audit.domain.text import clean_line
from codex_audit.renderers import _markdown, _questions
from codex_audit.renderers._status_prompts import prompts
from codex_audit.renderers._status_rows import gates, merged
from codex_audit.renderers._status_script import script
from codex_audit.renderers._status_sequence import sequence
from codex_audit.renderers._status_text import branch_part, brief, title_name, web_url
from codex_audit.renderers._views import Cut, cut, identity, paths, rules_that_ran

MAX_ROWS: Final = 60
MAX_BRANCHES: Final = 8
MAX_ERRORS: Final = 8
MAX_MESSAGE: Final = 400
MAX_CELL: Final = 480


def _branches(report: Report) -> list[str]:
    """The names of the local branches, the one with the newest commit first."""
    return [row.name for row in sorted(report.branches.local, key=lambda row: row.date, reverse=True)]


def _block(error: ErrorRow, addressee: str) -> str:
    """The error block, its message and context cut to a few lines."""
    bounded = error.model_copy(
        update={
            "message": _unfenced(clean_line(error.message, MAX_MESSAGE)),
            "context": clean_line(error.context, MAX_MESSAGE),
        }
    )
    return _questions.block(bounded, addressee)


def _unfenced(line: str) -> str:
    """The line, quoted where it would look like the edge of a fence."""
    return f'"{line}"' if line.startswith(("```", "~~~")) else line


def _row(row: CapabilityRow) -> CapabilityRow:
    """The row with texts for a table cell: cut, but no path in them."""
    texts = {
        name: tuple(brief(text, MAX_CELL) for text in getattr(row, name))
        for name in ("gaps", "risks", "patch_plan")
    }
    return row.model_copy(update={**texts, "rollback_plan": brief(row.rollback_plan, MAX_CELL)})


def _head(report: Report) -> dict[str, object]:
    names = _branches(report)
    parts = [part for name in names if (part := branch_part(name)) is not None]
    return {
        "url": web_url(report.repository.remote),
        "branches": cut(parts, MAX_BRANCHES),
        "names": cut(names, MAX_BRANCHES),
        "title": title_name(report.repository.name),
        "date": report.generated_at[:10],
    }


def _map(report: Report) -> dict[str, object]:
    structure = report.structure
    return {
        "folders": cut([row for row in structure.top_level if row.directory], 20),
        "quoted": paths(report),
        "key_files": cut(structure.key_files, 12),
        "stubs": cut(structure.stubs, 8),
        "markers": sum(item.type == "marker" for item in report.backlog),
        "recent": cut(report.branches.recent, 5),
        "churn": cut(report.branches.churn, 3),
    }


def _judgement(report: Report) -> dict[str, object]:
    rows = report.capabilities or ()
    categories = report.gates.categories if report.gates else ()
    return {
        "rows": Cut(tuple(map(_row, rows[:MAX_ROWS])), max(0, len(rows) - MAX_ROWS)),
        "left_out": _left_out(report),
        "packs": len({row.pack for row in rows}),
        "highlights": cut(report.highlights, 20),
        "ran": rules_that_ran(report, ""),
        "gates": cut(gates(report), MAX_ROWS),
        "categories": categories[:MAX_ROWS],
        "missing": [row for row in categories if not row.tests][:MAX_ROWS],
        "checklist": cut(report.reproducibility.checklist, MAX_ROWS),
        "deferred": cut(merged(report.deferred), 25),
    }


def _left_out(report: Report) -> tuple[int, ...]:
    """The sections that the prompt does not ask for."""
    asked = report.prompt.sections
    return () if asked is None else tuple(number for number in range(1, 9) if number not in asked)


def render(report: Report) -> str:
    """The status update in its mandated order, bounded whatever the repository's size."""
    addressee = report.settings.addressee
    return _markdown.render(
        "status_update.md.j2",
        report=report,
        **identity(report),
        **_head(report),
        **_map(report),
        **_judgement(report),
        blocks=[_block(error, addressee) for error in report.errors[:MAX_ERRORS]],
        errors=len(report.errors),
        sequence=sequence(report),
        prompts=prompts(report),
        script=script(report),
    )


RENDERER: Final = Renderer("status-update", "reports/status_update.md", render, "markdown")

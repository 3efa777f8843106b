"""The executable script of the status update, filled with the repository's data."""

import json
from collections.abc import Iterable
from typing import Final

from codex_audit.domain.report import Report
from codex_audit.renderers import _markdown
from codex_audit.renderers._markdown import Markdown
from codex_audit.renderers._status_rows import gaps

MAX_GAPS: Final = 150
MAX_STUBS: Final = 20
_MAX_TEXT: Final = 2_000


def script(report: Report) -> str:
    """Python for the standard library alone. What stems from the repository stands in it as
    ASCII literals, one row on a line, so that no name can end its string or its line."""
    return _markdown.render(
        "status_script.py.j2",
        name=_literal(" ".join(report.repository.name.split())),
        commit=_literal(report.repository.head or ""),
        addressee=_literal(" ".join(report.settings.addressee.split())),
        documents=_row(documents(report)),
        gaps=_rows((one.id, one.capability, one.text, one.path) for one in gaps(report, MAX_GAPS)),
        stubs=_rows(
            (one.path, one.name) for one in report.structure.stubs[:MAX_STUBS] if one.path.endswith(".py")
        ),
    )


def documents(report: Report) -> tuple[str, ...]:
    """The README, and the folders of documents at the top, each with its slash."""
    readme = (report.readme.path,) if report.readme else ()
    folders = (row.path for row in report.structure.top_level if row.directory and row.role == "docs")
    return (*readme, *(path.rstrip("/") + "/" for path in folders))


def _literal(text: str) -> Markdown:
    """A Python literal in ASCII on one line; long text is cut."""
    part = text[:_MAX_TEXT]
    # where JSON would write surrogates, Python reads two characters
    return Markdown(json.dumps(part) if part.isascii() else ascii(part))


def _row(values: tuple[str, ...]) -> Markdown:
    return Markdown("[" + ", ".join(map(_literal, values)) + "]")


def _rows(rows: Iterable[tuple[str, ...]]) -> Markdown:
    lines = [f"    ({', '.join(map(_literal, row))})," for row in rows]
    return Markdown("[\n" + "\n".join(lines) + "\n]") if lines else Markdown("[]")

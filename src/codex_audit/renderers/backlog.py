"""``backlog.json``: code blocks and commands of the documents, and markers of docs and code."""

from typing import Final

from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import Report
from codex_audit.renderers import _json


def render(report: Report) -> str:
    """A list of objects with type, path, line, language and content, one on a line."""
    return _json.rows(report.backlog)


RENDERER: Final = Renderer("backlog", "reports/backlog.json", render)

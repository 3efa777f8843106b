"""``deferred.md``: what was left undone, why, and which menu item takes it up."""

from typing import Final

from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import Report
from codex_audit.renderers import _markdown
from codex_audit.renderers._views import cut, identity

BY_AUDIT: Final = "audit"


def render(report: Report) -> str:
    """The log, the audit's own deferrals before those of the repository."""
    own = [item for item in report.deferred if item.kind == BY_AUDIT]
    code = [item for item in report.deferred if item.kind != BY_AUDIT]
    return _markdown.render(
        "deferred.md.j2", report=report, **identity(report), audit=cut(own, 100), code=cut(code, 200)
    )


RENDERER: Final = Renderer("deferred", "reports/deferred.md", render)

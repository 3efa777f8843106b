"""``deferred.md``: what was left undone, why, and which menu item takes it up."""

from collections.abc import Iterable
from typing import Final

from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import DeferredItem, Report
from codex_audit.renderers import _markdown
from codex_audit.renderers._views import cut, identity

BY_AUDIT: Final = "audit"


def _merged(items: Iterable[DeferredItem]) -> list[DeferredItem]:
    """Items that differ in their places alone, as one."""
    groups: dict[tuple[str, str, str], list[DeferredItem]] = {}
    for item in items:
        groups.setdefault((item.title, item.rationale, item.menu), []).append(item)
    return [
        members[0].model_copy(update={"places": tuple(place for item in members for place in item.places)})
        for members in groups.values()
    ]


def render(report: Report) -> str:
    """The log, the audit's own deferrals before those of the repository."""
    own = _merged(item for item in report.deferred if item.kind == BY_AUDIT)
    code = _merged(item for item in report.deferred if item.kind != BY_AUDIT)
    return _markdown.render(
        "deferred.md.j2", report=report, **identity(report), audit=cut(own, 100), code=cut(code, 200)
    )


RENDERER: Final = Renderer("deferred", "reports/deferred.md", render)

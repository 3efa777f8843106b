"""``deferred.md``: what was left undone, why, which menu item takes it up, and where it would
plug in."""

from collections.abc import Iterable
from typing import Final

from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import DeferredItem, Report
from codex_audit.renderers import _markdown
from codex_audit.renderers._views import cut, identity

BY_AUDIT: Final = "audit"
CAPABILITY: Final = "capability"


def _merged(items: Iterable[DeferredItem]) -> list[DeferredItem]:
    """Items that differ in their places alone, as one."""
    groups: dict[tuple[str, str, str, str], list[DeferredItem]] = {}
    for item in items:
        groups.setdefault((item.title, item.rationale, item.menu, item.migration), []).append(item)
    return [
        members[0].model_copy(update={"places": tuple(place for item in members for place in item.places)})
        for members in groups.values()
    ]


def render(report: Report) -> str:
    """The log: what the audit left undone, the capabilities that lack core parts, and what
    the repository's own code puts off."""
    own = _merged(item for item in report.deferred if item.kind == BY_AUDIT)
    lacking = _merged(item for item in report.deferred if item.kind == CAPABILITY)
    code = _merged(item for item in report.deferred if item.kind not in (BY_AUDIT, CAPABILITY))
    return _markdown.render(
        "deferred.md.j2",
        report=report,
        **identity(report),
        audit=cut(own, 100),
        capability=cut(lacking, 100),
        judged=None if report.capabilities is None else len(report.capabilities),
        code=cut(code, 200),
    )


RENDERER: Final = Renderer("deferred", "reports/deferred.md", render)

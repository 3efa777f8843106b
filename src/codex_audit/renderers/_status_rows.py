"""What the status update takes from capability rows: their order, gaps and places."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from codex_audit.domain.patterns import regex
from codex_audit.domain.report import CapabilityRow, DeferredItem, GateRow, Place, Report
from codex_audit.renderers._views import paths

IMPLEMENTED: Final = "Implemented"

_VALUE: Final = {"Stubbed": 0, "Partially Implemented": 1, "Missing": 2, IMPLEMENTED: 3}
"""Code that promises what it does not do comes first, then what stands half, then what is new."""

_SPAN: Final = regex(r"`([^`\n]{1,400})`")
_LINE: Final = regex(r":\d{1,9}\Z")
_FILE: Final = regex(
    r"[^\s()]{1,300}\.(?:py|pyi|toml|cfg|ini|txt|md|rst|ya?ml|json|lock|ipynb|sh)"
    r"|(?:[^\s()]{1,300}/)?(?:Dockerfile|Makefile|LICENSE)|[\w.-][^\s():]{0,300}/[^\s():]{0,300}"
)
_FOREIGN: Final = ("/", "-", "~")


class Gap(Struct, frozen=True):
    """A gap of a capability. ``id`` is unique in the document; ``path`` is where it would be
    closed, or empty."""

    id: str
    capability: str
    text: str
    path: str


def open_rows(report: Report) -> list[CapabilityRow]:
    """Rows that are not implemented or have gaps, the most valuable first: by status, then by
    the number of their risks and gaps, then in the report's order."""
    rows = report.capabilities or ()
    wanted = [row for row in rows if row.applicable and (row.status != IMPLEMENTED or row.gaps)]
    return sorted(
        wanted, key=lambda row: (_VALUE.get(row.status, len(_VALUE)), -len(row.risks), -len(row.gaps))
    )


def gaps(report: Report, limit: int) -> list[Gap]:
    """The first gaps of the open rows in their order."""
    known = paths(report)
    found = [
        Gap(f"{row.id}-{number}", row.id, text, _path_in(text, row.artifacts, known))
        for row in open_rows(report)
        for number, text in enumerate(row.gaps, 1)
    ]
    return found[:limit]


def _path_in(text: str, artifacts: Sequence[Place], known: frozenset[str]) -> str:
    """The first path that a gap names in a code span, else that of the best artifact."""
    for span in _SPAN.findall(text):
        name = _LINE.sub("", span)
        if name in known or (_FILE.fullmatch(name) and _stays_inside(name)):
            return name
    return artifacts[0].path if artifacts else ""


def _stays_inside(name: str) -> bool:
    return not name.startswith(_FOREIGN) and ".." not in name.split("/") and "://" not in name


def gates(report: Report) -> tuple[GateRow, ...]:
    """The gates that were found."""
    return report.gates.commands if report.gates else ()


def merged(items: Iterable[DeferredItem]) -> list[DeferredItem]:
    """Deferred items that differ in their places alone, as one; each place once."""
    groups: dict[tuple[str, str, str, str], list[DeferredItem]] = {}
    for item in items:
        groups.setdefault((item.kind, item.title, item.rationale, item.migration), []).append(item)
    return [
        members[0].model_copy(
            update={"places": tuple(dict.fromkeys(place for item in members for place in item.places))}
        )
        for members in groups.values()
    ]

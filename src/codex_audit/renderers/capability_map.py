"""``capability_map.json``: each capability with its files, classes, functions and stubs, and the
registries with what is in them."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from codex_audit.domain.plugins import Renderer
from codex_audit.domain.report import CapabilityRow, Place, Report

CLASSES: Final = frozenset({"class", "base", "subclasses"})
FUNCTIONS: Final = frozenset({"function", "decorator"})


def render(report: Report) -> str:
    """The map as JSON, a capability's lists in path order."""
    stubs = {(stub.path, stub.name): stub.line for stub in report.structure.stubs}
    document = {
        "schema_version": report.schema_version,
        "capabilities": [_entry(row, stubs) for row in report.capabilities or ()],
        "registries": [
            {**_place(row.place), "name": row.name, "entries": row.entries, "empty": row.entries == 0}
            for row in report.registries
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode() + "\n"


def _entry(row: CapabilityRow, stubs: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    present = [place for part in row.parts if part.status == "present" for place in part.evidence]
    files = sorted({place.path for place in present})
    stubbed = [place for part in row.parts if part.status == "stubbed" for place in part.evidence]
    within = [
        {"path": path, "line": line, "symbol": symbol}
        for (path, symbol), line in stubs.items()
        if path in set(files)
    ]
    known = {(one["path"], one["line"]) for one in within}
    within += [_place(place) for place in stubbed if (place.path, place.line) not in known]
    return {
        "pack": row.pack,
        "id": row.id,
        "title": row.title,
        "status": row.status,
        "files": files,
        "classes": _places(present, CLASSES),
        "functions": _places(present, FUNCTIONS),
        "uses": _places(present, None),
        "stubs": sorted(within, key=_order),
        "parts": {part.id: part.status for part in row.parts},
    }


def _places(places: list[Place], kinds: frozenset[str] | None) -> list[dict[str, Any]]:
    other = CLASSES | FUNCTIONS
    chosen = [one for one in places if (one.note in kinds if kinds else one.note not in other)]
    rows = {(one.path, one.line, one.symbol): _place(one) for one in chosen}
    return sorted(rows.values(), key=_order)


def _place(place: Place) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "symbol": place.symbol}


def _order(row: dict[str, Any]) -> tuple[str, int, str]:
    return row["path"], row["line"] or 0, row["symbol"]


RENDERER: Final = Renderer("capability-map", "reports/capability_map.json", render)

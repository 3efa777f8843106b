"""A judged finding as a row of plain values, for the Report and for ``check``."""

from typing import Any, Final

from codex_audit.domain.finding import Evidence, Judged

MAX_RELATED: Final = 20


def finding_row(one: Judged) -> dict[str, Any]:
    """The fields of ``FindingRow``; strings have not passed the gate."""
    finding = one.finding
    places = [_place(place) for place in finding.related[:MAX_RELATED]]
    if finding.line is not None:
        places.insert(0, _place(Evidence(finding.path, finding.line, finding.symbol)))
    return {
        "rule": one.rule.id,
        "severity": one.severity.label,
        "confidence": one.confidence.label,
        "message": finding.message,
        "path": finding.path,
        "line": finding.line,
        "end_line": finding.end_line,
        "column": finding.column,
        "fingerprint": one.fingerprint,
        "menu": str(one.rule.menu),
        "fixable": False,
        "role": str(one.role),
        "evidence": tuple(places),
        "searched": finding.searched,
        "silenced": finding.silenced,
    }


def _place(place: Evidence) -> dict[str, Any]:
    return {"path": place.path, "line": place.line, "symbol": place.symbol, "note": place.note}

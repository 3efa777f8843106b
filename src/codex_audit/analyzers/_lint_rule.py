"""How the selection of ruff's codes is written down."""

from typing import NamedTuple

from codex_audit.domain.finding import Menu, Rule
from codex_audit.domain.levels import Confidence, Severity

HIGH, MEDIUM, LOW, INFO = Severity.HIGH, Severity.MEDIUM, Severity.LOW, Severity.INFO
SURE, LIKELY, UNSURE = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


class Selected(NamedTuple):
    """ruff's codes that one of our rules stands for, and what a finding of it says."""

    codes: tuple[str, ...]
    rule: Rule
    message: str


def selected(
    codes: str,
    name: str,
    severity: Severity,
    *texts: str,
    fires: str,
    passes: str,
    confidence: Confidence = SURE,
    menu: Menu = Menu.FIX_FOLDER,
    in_tests: Severity | None = LOW,
) -> Selected:
    """One row of the selection; ``codes`` are separated by spaces, ``texts`` are the title, the
    help and the message."""
    title, help_, message = texts
    rule = Rule(
        id=f"lint/{name}",
        title=title,
        help=help_,
        severity=severity,
        menu=menu,
        confidence=confidence,
        in_tests=in_tests,
        fires=fires,
        passes=passes,
    )
    return Selected(tuple(codes.split()), rule, message)

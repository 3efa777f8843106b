"""Rules, and what they state about code."""

import hashlib
from collections.abc import Iterable
from enum import StrEnum

import msgspec
from msgspec import Struct, field

from codex_audit.domain.artifact import Role
from codex_audit.domain.levels import Confidence, Severity


class Menu(StrEnum):
    """The menu of eight; every rule belongs to one item."""

    REPO_MAP = "Repo map"
    FIX_FOLDER = "Fix folder"
    QUALITY_GATES = "Quality gates"
    SECURITY = "Security"
    OBSERVABILITY = "Observability"
    PERFORMANCE = "Performance"
    DOCS_POLISH = "Docs polish"
    SELF_MANAGEMENT = "Self-management"


SUBORDINATE_ROLES = frozenset({Role.TEST, Role.EXAMPLE, Role.DOCS, Role.SCRIPT})
FOREIGN_ROLES = frozenset({Role.VENDORED, Role.GENERATED, Role.ENVIRONMENT})


class Rule(Struct, frozen=True):
    """One kind of statement.

    ``severity`` holds in source code. Elsewhere it is capped: at ``in_tests`` in tests, docs,
    examples and scripts, at info in vendored and generated code. A cap of ``None`` drops the
    finding there; ``everywhere`` lifts all caps. ``threshold`` names the setting that a
    finding's ``value`` must exceed. ``fires`` and ``passes`` are examples for the catalogue.
    """

    id: str
    title: str
    help: str
    severity: Severity
    menu: Menu
    confidence: Confidence = Confidence.HIGH
    in_tests: Severity | None = Severity.LOW
    in_vendored: Severity | None = Severity.INFO
    everywhere: bool = False
    threshold: str | None = None
    fires: str = ""
    passes: str = ""

    @property
    def family(self) -> str:
        """The part of the id before the slash."""
        return self.id.partition("/")[0]

    def severity_in(self, role: Role, severity: Severity | None = None) -> Severity | None:
        """The severity in a file of this role, or ``None`` if the rule is silent there."""
        base = self.severity if severity is None else severity
        if self.everywhere:
            return base
        if role in FOREIGN_ROLES:
            cap = self.in_vendored
        elif role in SUBORDINATE_ROLES:
            cap = self.in_tests
        else:
            return base
        return None if cap is None else min(base, cap)


class Evidence(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A place that proves a claim: ``symbol`` is text that the cited line contains.

    In file-scope results ``path`` is empty: it is the file's own.
    """

    path: str
    line: int
    symbol: str
    note: str = ""


class Finding(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One rule's statement about code.

    ``line`` is 1-based, or null for a claim of absence, which then fills ``searched`` with
    what was searched and in how many files. ``symbol`` is text that the cited line contains.
    ``anchor`` is the normalised code or name that identifies the finding when lines move; it
    defaults to ``symbol``. ``severity`` and ``confidence`` override the rule's.
    ``silenced`` names what in the audited repository would have hidden this finding.
    ``value`` is the measured number for rules with a threshold.
    """

    rule: str
    message: str
    path: str = ""
    line: int | None = None
    symbol: str = ""
    end_line: int | None = None
    column: int | None = None
    anchor: str = ""
    severity: Severity | None = None
    confidence: Confidence | None = None
    related: tuple[Evidence, ...] = ()
    searched: str = ""
    silenced: str = ""
    value: int | None = None


class Judged(Struct, frozen=True):
    """A finding with everything decided: where, how bad, how sure, and its identity."""

    finding: Finding
    rule: Rule
    severity: Severity
    confidence: Confidence
    role: Role
    fingerprint: str = field(default="")


def fingerprint(rule: str, path: str, anchor: str, occurrence: int) -> str:
    """Identity of a finding that survives moved lines (32 hexadecimal digits).

    Whitespace in ``anchor`` is folded. ``occurrence`` counts equal anchors in one file from 0.
    """
    folded = " ".join(anchor.split())
    parts = (rule, path, folded, str(occurrence))
    raw = "\0".join(parts).encode("utf-8", "surrogateescape")
    return hashlib.sha256(raw).hexdigest()[:32]


def rank(findings: Iterable[Judged]) -> list[Judged]:
    """Worst first: by severity, confidence, role, then by place. Total and stable."""
    return sorted(
        findings,
        key=lambda one: (
            -one.severity,
            -one.confidence,
            one.role is not Role.SOURCE,
            one.finding.path.encode("utf-8", "surrogateescape"),
            one.finding.line or 0,
            one.finding.rule,
            one.finding.message,
            one.fingerprint,
        ),
    )

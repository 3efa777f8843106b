"""What was found, how far the audit reached, and what is left to do."""

from codex_audit.domain.report.base import Model, Text
from codex_audit.domain.report.structure import Place


class FindingRow(Model):
    """One finding. ``line`` is null for a claim of absence, which names what was
    ``searched``. ``silenced`` names what in the repository would have hidden it."""

    rule: Text
    severity: Text
    confidence: Text
    message: Text
    path: Text
    line: int | None
    end_line: int | None
    column: int | None
    fingerprint: Text
    menu: Text
    fixable: bool
    role: Text
    evidence: tuple[Place, ...]
    searched: Text
    silenced: Text


class RuleCoverage(Model):
    """``status`` is ``ran``, ``not-applicable``, ``incomplete`` or ``deselected``; ``reason``
    explains all but the first. ``findings`` counts those reported."""

    rule: Text
    status: Text
    reason: Text | None
    findings: int


class TierCount(Model):
    """How many Python files reached a rung of the parse ladder."""

    tier: Text
    files: int


class Silenced(Model):
    """What the audited repository would have hidden: ``source`` is the mechanism
    (``# noqa``, a configuration file's key), ``findings`` how many stand in its reach;
    ``applied`` whether this report left them out."""

    source: Text
    findings: int
    applied: bool


class Coverage(Model):
    """How far the audit reached. "No finding" is only a result for rules that ``ran``."""

    rules: tuple[RuleCoverage, ...]
    tiers: tuple[TierCount, ...]
    silenced: tuple[Silenced, ...]
    incomplete: tuple[Text, ...]


class DeferredItem(Model):
    """Something left undone, why, and which menu item takes it up. ``kind`` is ``audit`` for
    what this audit could not do, ``code`` for what the repository itself defers,
    ``capability`` for what is missing from it. ``migration`` says where it would plug in."""

    kind: Text
    title: Text
    rationale: Text
    menu: Text
    places: tuple[Place, ...]
    migration: Text = ""


class BacklogItem(Model):
    """A code block, command or marker of the documents or the code."""

    type: Text
    path: Text
    line: int
    language: Text | None
    content: Text


class ErrorRow(Model):
    """A step that failed. ``step`` is its number."""

    timestamp: Text
    step: Text
    description: Text
    message: Text
    context: Text
    path: Text | None
    fingerprint: Text

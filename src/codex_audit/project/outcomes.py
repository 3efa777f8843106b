"""Whether the rules that judge one file at a time ran, did not apply, or are incomplete."""

from collections.abc import Iterable
from typing import Final

from codex_audit.domain.facts import LintFacts, PythonFacts, ReaderFacts, SecretFacts, Tier
from codex_audit.domain.plugins import FileAnalyzer
from codex_audit.domain.project import Project

LEFT_OUT: Final = (SecretFacts, ReaderFacts)
"""Facts of every text that are absent where there is nothing to say."""


def file_outcomes(analyzers: Iterable[FileAnalyzer], project: Project) -> dict[str, tuple[str, str]]:
    """Status and reason of the rules that did not simply run, by rule."""
    unparsed = _unparsed(project)
    outcomes = {}
    for analyzer in analyzers:
        status = _outcome(analyzer, project, unparsed)
        outcomes.update({rule.id: status for rule in analyzer.rules if status})
    return outcomes


def _unparsed(project: Project) -> str:
    """Why the rules on Python are incomplete, or nothing."""
    tiers = [facts.tier for _, facts in project.of(PythonFacts)]
    below = sum(tier is not Tier.AST for tier in tiers)
    return f"{below} of {len(tiers)} Python files did not reach the tier ast" if below else ""


def _outcome(analyzer: FileAnalyzer, project: Project, unparsed: str) -> tuple[str, str] | None:
    bundles = project.files.values()
    plugins = {analyzer.id, "ruff"} if LintFacts in analyzer.needs else {analyzer.id}
    failed = sum(problem.plugin in plugins for bundle in bundles for problem in bundle.problems)
    if failed:
        return "incomplete", f"{failed} files could not be judged"
    if not set(LEFT_OUT).isdisjoint(analyzer.needs):
        return None
    if not any(isinstance(one, analyzer.needs) for bundle in bundles for one in bundle.facts):
        return "not-applicable", "no file holds what the rule judges"
    python = not {PythonFacts, LintFacts}.isdisjoint(analyzer.needs)
    return ("incomplete", unparsed) if python and unparsed and analyzer.id != "syntax" else None

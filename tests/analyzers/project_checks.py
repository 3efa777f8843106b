"""Checks that hold for the findings of every project-scope analyzer."""

from collections.abc import Mapping
from typing import Any

from codex_audit.domain.finding import Evidence, Finding, Menu
from codex_audit.domain.git import History
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Project
from tests.project.builders import Given, project


def judge(analyzer: ProjectAnalyzer, files: Mapping[str, Given], **more: Any) -> list[Finding]:
    """The findings on a small project, each proved to cite what stands there."""
    tree = project(files, **more)
    return proved(analyzer, tree, files)


def proved(analyzer: ProjectAnalyzer, tree: Project, files: Mapping[str, Given]) -> list[Finding]:
    """The findings of an analyzer, or nothing where it does not apply."""
    if analyzer.applies(tree) is not None:
        return []
    found = list(analyzer.analyse(tree))
    assert found == list(analyzer.analyse(tree))
    known = {rule.id for rule in analyzer.rules}
    for one in found:
        assert one.rule in known
        assert one.message.endswith(".")
        assert one.path == "." or one.path in tree.artifacts
        if one.line is not None:
            _cites(Evidence(one.path, one.line, one.symbol), files)
        for evidence in one.related:
            _cites(evidence, files)
    return found


def _cites(evidence: Evidence, files: Mapping[str, Given]) -> None:
    assert evidence.symbol
    text = files[evidence.path]
    if isinstance(text, str):
        assert evidence.symbol in text.split("\n")[evidence.line - 1]


def conforms(analyzer: ProjectAnalyzer) -> None:
    """What the catalogue of rules needs of each."""
    for rule in analyzer.rules:
        family, slash, name = rule.id.partition("/")
        assert family
        assert slash
        assert name == name.lower()
        assert rule.title
        assert rule.help.endswith(".")
        assert rule.fires
        assert rule.passes
        assert isinstance(rule.menu, Menu)


def ids(found: list[Finding]) -> list[str]:
    """The rules of the findings, in order."""
    return [one.rule for one in found]


EMPTY_HISTORY = History()

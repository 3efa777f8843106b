"""The examples of file rules, judged through the real facts; and evidence on real trees."""

import sysconfig
from pathlib import Path

import pytest

from codex_audit.analyzers import complexity, size, stubs, suppressions, syntax
from codex_audit.domain.facts import FileFacts, PythonFacts, Source
from codex_audit.domain.finding import Finding, Rule
from codex_audit.domain.plugins import FileAnalyzer
from codex_audit.domain.settings import Settings
from codex_audit.facts.python import EXTRACTOR

ANALYZERS = (complexity.ANALYZER, size.ANALYZER, stubs.ANALYZER, suppressions.ANALYZER, syntax.ANALYZER)
RULES = {rule.id: (rule, analyzer) for analyzer in ANALYZERS for rule in analyzer.rules}
# examples of these are cut short, of another format, or judged by the pipeline
TOLD_ONLY = {
    "complexity/function",
    "complexity/maintainability",
    "docs/marker",
    "size/long-file",
    "size/long-function",
    "suppression/unused",
    "syntax/config",
}
MADE = {
    "complexity/function": "def f(n):\n" + "    if n:\n        n -= 1\n" * 21,
    "size/long-function": "def f(n):\n" + "    n += 1\n" * 101,
    "size/long-file": "N = 1\n" * 1001,
    "complexity/maintainability": "def f(n):\n"
    + "    if n > 1 and n * n < 9:\n        n = n - 1 + n * 2\n" * 400,
}


def facts_of(text: str) -> PythonFacts:
    facts = EXTRACTOR.extract(Source(name="a.py", data=text.encode(), text=text))
    assert isinstance(facts, PythonFacts)
    return facts


def reported(analyzer: FileAnalyzer, text: str) -> list[Finding]:
    """Findings above the default thresholds."""
    limits = Settings().thresholds
    return [
        one
        for one in analyzer.analyse(FileFacts((facts_of(text),)))
        if one.value is None or one.value > limits[str(RULES[one.rule][0].threshold)]
    ]


@pytest.mark.parametrize("rule", [rule for rule, _ in RULES.values()], ids=lambda rule: rule.id)
def test_examples_fire_and_pass(rule: Rule) -> None:
    analyzer = RULES[rule.id][1]
    text = MADE.get(rule.id, rule.fires)
    if rule.id in MADE or rule.id not in TOLD_ONLY:
        assert rule.id in {one.rule for one in reported(analyzer, text)}
    assert rule.id not in {one.rule for one in reported(analyzer, rule.passes)}


def test_evidence_holds_on_the_standard_library() -> None:
    paths = sorted(Path(sysconfig.get_paths()["stdlib"]).glob("[a-e]*.py"))
    assert len(paths) > 20
    seen = 0
    for path in paths:
        text = path.read_text(encoding="utf-8")
        lines = text.split("\n")
        bundle = FileFacts((facts_of(text),))
        for analyzer in ANALYZERS:
            for one in analyzer.analyse(bundle):
                seen += 1
                assert one.message
                assert (one.line is None) == bool(one.searched)
                if one.line is not None:
                    assert one.symbol in lines[one.line - 1]
                assert all(each.symbol in lines[each.line - 1] for each in one.related)
    assert seen > 50

"""Findings on files that their own grammar refuses."""

import pytest

from codex_audit.analyzers.syntax import MAX_SYMBOL, analyse
from codex_audit.domain.facts import ConfigFacts, FileFacts, PythonFacts, SyntaxProblem, Tier
from codex_audit.domain.finding import Finding
from codex_audit.domain.levels import Confidence, Severity


def python(tier: Tier, text: str = "  def load(:  ") -> Finding:
    problem = SyntaxProblem(message="invalid syntax", line=4, column=10, text=text)
    (found,) = analyse(FileFacts((PythonFacts(tier=tier, encoding="utf-8", problem=problem),)))
    return found


@pytest.mark.parametrize("tier", [Tier.PARSO, Tier.TEXT])
def test_a_file_that_no_grammar_takes_is_severe(tier: Tier) -> None:
    found = python(tier)
    assert (found.rule, found.line, found.column, found.symbol) == ("syntax/error", 4, 10, "def load(:")
    assert (found.severity, found.confidence) == (None, None)
    assert found.message == "Python refuses the file here: invalid syntax."


def test_a_file_of_another_python_is_less_sure() -> None:
    found = python(Tier.LIBCST)
    assert (found.severity, found.confidence) == (Severity.MEDIUM, Confidence.LOW)
    assert found.message.endswith("; it may be of a newer Python, or of Python 2.")


def test_the_symbol_is_part_of_the_line() -> None:
    long = "x" * 300
    assert python(Tier.PARSO, long).symbol == long[:MAX_SYMBOL]
    empty = python(Tier.PARSO, "")
    assert (empty.symbol, empty.anchor) == ("", "invalid syntax")


def test_a_configuration_file_with_a_known_line() -> None:
    facts = ConfigFacts(format="pyproject", problem="unclosed table", problem_line=3)
    (found,) = analyse(FileFacts((facts,)))
    assert (found.rule, found.line, found.searched) == ("syntax/config", 3, "")
    assert found.message == "The file cannot be read as pyproject: unclosed table."


def test_a_configuration_file_without_a_line_invents_none() -> None:
    (found,) = analyse(FileFacts((ConfigFacts(format="yaml", problem="too deep"),)))
    assert (found.line, found.searched) == (None, "the whole file")


def test_sound_files_have_none() -> None:
    sound = FileFacts((PythonFacts(tier=Tier.AST, encoding="utf-8"), ConfigFacts(format="yaml")))
    assert list(analyse(sound)) == list(analyse(FileFacts())) == []

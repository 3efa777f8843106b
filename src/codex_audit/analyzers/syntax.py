"""Files that their own grammar refuses."""

from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import ConfigFacts, FileFacts, PythonFacts, SyntaxProblem, Tier
from codex_audit.domain.finding import Finding, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.plugins import FileAnalyzer

MAX_SYMBOL: Final = 120

PYTHON: Final = Rule(
    id="syntax/error",
    title="Python cannot read the file",
    help=(
        "It cannot be imported, and tools see only parts of it. Correct the line, or, if it is Python 2, "
        "port it or "
        "leave it out of the tree. Where only a lossless parser reads the file, it may be written for a "
        "newer "
        "Python than the one that runs this audit, or for Python 2, and the finding is less sure."
    ),
    severity=Severity.HIGH,
    menu=Menu.FIX_FOLDER,
    in_tests=Severity.LOW,
    fires="def load(:\n    pass\n",
    passes="def load():\n    pass\n",
)
CONFIG: Final = Rule(
    id="syntax/config",
    title="A configuration file cannot be read",
    help="The tools that it is meant for will fail or ignore it. Correct its syntax.",
    severity=Severity.MEDIUM,
    menu=Menu.FIX_FOLDER,
    fires="# pyproject.toml\n[project\nname = 'x'\n",
    passes="# pyproject.toml\n[project]\nname = 'x'\n",
)


def analyse(file: FileFacts) -> Iterator[Finding]:
    """At most one finding for the file's Python and one for its configuration."""
    python = file.get(PythonFacts)
    if python is not None and python.problem is not None:
        yield _python(python.tier, python.problem)
    config = file.get(ConfigFacts)
    if config is not None and config.problem is not None:
        yield _config(config, config.problem)


def _python(tier: Tier, problem: SyntaxProblem) -> Finding:
    unsure = tier is Tier.LIBCST
    message = f"Python refuses the file here: {problem.message}"
    if unsure:
        message += "; it may be of a newer Python, or of Python 2"
    text = problem.text.strip()[:MAX_SYMBOL].rstrip()
    return Finding(
        rule=PYTHON.id,
        message=f"{message}.",
        line=problem.line,
        symbol=text,
        column=problem.column,
        anchor=text or problem.message,
        severity=Severity.MEDIUM if unsure else None,
        confidence=Confidence.LOW if unsure else None,
    )


def _config(facts: ConfigFacts, problem: str) -> Finding:
    line = facts.problem_line
    return Finding(
        rule=CONFIG.id,
        message=f"The file cannot be read as {facts.format}: {problem}.",
        line=line,
        anchor=facts.format,
        searched="" if line else "the whole file",
    )


ANALYZER: Final[FileAnalyzer] = FileAnalyzer(
    id="syntax",
    rules=(PYTHON, CONFIG),
    needs=(PythonFacts, ConfigFacts),
    analyse=analyse,
)

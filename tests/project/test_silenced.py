"""What the audited repository's linter configuration would have hidden is marked, never hidden."""

import pytest

from codex_audit.domain.facts import ConfigFacts, Setting
from codex_audit.domain.finding import Finding
from codex_audit.project.silenced import mark
from tests.project.builders import project

CODES = {"lint/eval": "S307", "lint/mutable-default": "B006"}


def silenced(
    key: str, value: str, *, path: str = "src/a.py", config: str = "pyproject.toml", rule="lint/eval"
) -> str:
    linked = project({config: ConfigFacts("x", settings=(Setting(key, value, 1),))})
    (finding,) = mark([Finding(rule, "Message.", path=path, line=1, symbol="x")], CODES, linked)
    return finding.silenced


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tool.ruff.lint.ignore", "E501, S307"),
        ("tool.ruff.ignore", "S"),
        ("tool.ruff.lint.extend-ignore", "ALL"),
        ("tool.ruff.lint.select", "E, F"),
        ("tool.ruff.lint.per-file-ignores.src/*", "S307"),
        ("tool.ruff.lint.per-file-ignores.a.py", "S"),
        ("tool.ruff.lint.per-file-ignores.**/a.py", "S"),
        ("tool.ruff.exclude", "tests, src"),
        ("tool.ruff.extend-exclude", "*.py"),
        ("tool.flake8.extend_ignore", "S307"),
        ("tool.flake8.per-file-ignores.src/a.py", "S307"),
        ("tool.bandit.skips", "B307"),
    ],
)
def test_settings_that_hide(key: str, value: str) -> None:
    assert silenced(key, value).startswith("pyproject.toml: ")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tool.ruff.lint.ignore", "E501, B"),
        ("tool.ruff.lint.ignore", ""),
        ("tool.ruff.lint.select", "E, S3"),
        ("tool.ruff.lint.select", "ALL"),
        ("tool.ruff.lint.per-file-ignores.tests/*", "S307"),
        ("tool.ruff.exclude", "tests"),
        ("tool.bandit.skips", "307"),
        ("tool.black.exclude", "*"),
        ("tool.ruff.line-length", "100"),
    ],
)
def test_settings_that_do_not(key: str, value: str) -> None:
    assert silenced(key, value) == ""


def test_a_configuration_reaches_no_further_than_its_folder() -> None:
    assert silenced("tool.ruff.ignore", "S", config="docs/ruff.toml") == ""
    assert silenced("tool.ruff.exclude", "a.py", config="src/ruff.toml").startswith("src/ruff.toml")


def test_extended_selections_are_added_up() -> None:
    settings = (Setting("tool.ruff.lint.select", "E", 1), Setting("tool.ruff.lint.extend-select", "S", 2))
    linked = project({"pyproject.toml": ConfigFacts("x", settings=settings)})
    (finding,) = mark([Finding("lint/eval", "Message.", path="a.py", line=1)], CODES, linked)
    assert finding.silenced == ""


def test_other_rules_and_marks_are_left_alone() -> None:
    linked = project({"ruff.toml": ConfigFacts("x", settings=(Setting("tool.ruff.ignore", "ALL", 1),))})
    findings = [
        Finding("imports/cycle", "Message.", path="a.py", line=1),
        Finding("lint/eval", "Message.", path="a.py", line=1, silenced="noqa"),
    ]
    assert mark(findings, CODES, linked) == findings

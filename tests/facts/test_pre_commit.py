"""``.pre-commit-config.yaml``."""

import pytest

from codex_audit.facts.pre_commit import EXTRACTOR
from tests.facts.support import config

TEXT = """\
exclude: ^vendor/
fail_fast: true
ci: {autofix: false}
default_stages: [pre-commit, pre-push]
repos:
  - repo: https://github.com/astral-sh/ruff-pre-commit
    rev: v0.6.0  # frozen
    hooks:
      - id: ruff
        args: [--fix]
      - {id: ruff-format}
  - repo: https://user:pass@example.org/hooks
    sha: abc
    hooks:
      - id: private
  - repo: local
    hooks:
      - id: types
        entry: mypy
        args: ["--strict", src]
        language: system
      - id: bare
      - name: without id
  - repo: meta
    hooks: [{id: check-hooks-apply}]
  - odd
"""


def test_hooks() -> None:
    found = config(EXTRACTOR, TEXT, ".pre-commit-config.yaml")
    assert found.format == "pre-commit"
    assert [(one.kind, one.name, one.line, one.detail) for one in found.commands] == [
        ("hook", "ruff", 9, "https://github.com/astral-sh/ruff-pre-commit@v0.6.0"),
        ("hook", "ruff-format", 11, "https://github.com/astral-sh/ruff-pre-commit@v0.6.0"),
        ("hook", "private", 15, "https://[redacted]@example.org/hooks@abc"),
        ("hook", "types", 18, "mypy --strict src"),
        ("hook", "bare", 22, "local"),
        ("hook", "check-hooks-apply", 25, "meta"),
    ]


def test_settings() -> None:
    found = config(EXTRACTOR, TEXT, ".pre-commit-config.yaml")
    assert [(one.key, one.value, one.line) for one in found.settings] == [
        ("pre-commit.exclude", "^vendor/", 1),
        ("pre-commit.fail_fast", "true", 2),
        ("pre-commit.default_stages", "pre-commit, pre-push", 4),
    ]


@pytest.mark.parametrize("text", ["", "- a\n", "repos: x\n", "repos: [{repo: a, hooks: [b, {id: [c]}]}]\n"])
def test_odd_shapes_have_no_hooks(text: str) -> None:
    assert config(EXTRACTOR, text, ".pre-commit-config.yaml").commands == ()


def test_broken_yaml_is_a_problem() -> None:
    found = config(EXTRACTOR, "repos: [\n", ".pre-commit-config.yaml")
    assert found.problem == "not valid YAML"
    assert found.problem_line == 2


def test_an_id_over_several_lines_is_no_hook() -> None:
    text = "repos:\n  - repo: local\n    hooks:\n      - id: one\n          two\n      - id: three\n"
    assert [one.name for one in config(EXTRACTOR, text, ".pre-commit-config.yaml").commands] == ["three"]

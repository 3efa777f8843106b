"""TOML files of one tool."""

from codex_audit.facts.toml_config import EXTRACTOR
from tests.facts.support import config


def test_ruff_is_named_as_in_pyproject() -> None:
    found = config(
        EXTRACTOR,
        'line-length = 99\n[lint]\nignore = ["E501"]\n[lint.per-file-ignores]\n"a/*" = ["D"]\n',
        "ruff.toml",
    )
    assert found.format == "ruff"
    assert found.tools == (("ruff", 1),)
    assert [(one.key, one.value, one.line) for one in found.settings] == [
        ("tool.ruff.line-length", "99", 1),
        ("tool.ruff.lint.ignore", "E501", 3),
        ("tool.ruff.lint.per-file-ignores.a/*", "D", 5),
    ]


def test_tox() -> None:
    found = config(
        EXTRACTOR, '[env_run_base]\ndeps = ["pytest"]\ncommands = [["pytest"]]\n[env.x]\n', "tox.toml"
    )
    assert [(one.kind, one.name, one.detail) for one in found.commands] == [
        ("env", "env_run_base", "pytest"),
        ("env", "x", ""),
    ]
    assert [(one.name, one.group) for one in found.dependencies] == [("pytest", "tox")]


def test_hatch() -> None:
    found = config(
        EXTRACTOR, '[envs.t]\ndependencies = ["pytest"]\n[envs.t.scripts]\nrun = "pytest"\n', "hatch.toml"
    )
    assert [(one.kind, one.name, one.detail) for one in found.commands] == [("script", "run", "pytest")]
    assert [(one.name, one.group) for one in found.dependencies] == [("pytest", "t")]


def test_a_tool_table_of_its_own() -> None:
    found = config(EXTRACTOR, "[tool.towncrier]\nname = 'x'\n", "towncrier.toml")
    assert [one.key for one in found.settings] == ["tool.towncrier.name"]


def test_empty_and_broken_files() -> None:
    assert config(EXTRACTOR, "\n", ".ruff.toml").tools == ()
    assert config(EXTRACTOR, "[", "ruff.toml").problem == "not valid TOML"

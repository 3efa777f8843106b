"""Settings: what is read, and how a mistake is told."""

import pytest

from codex_audit.domain.errors import AuditError
from codex_audit.domain.finding import Severity
from codex_audit.domain.settings import Settings
from codex_audit.repository.settings import check_rules, load

PROJECT = "pyproject.toml"


def table(text: str) -> Settings:
    return load(f"[tool.codex-audit]\n{text}".encode(), PROJECT, Settings())


def test_all_keys() -> None:
    settings = table(
        'select = ["lint", "secrets"]\nignore = ["lint/x"]\nmin-severity = "low"\nfail-on = "medium"\n'
        'addressee = "Somebody"\n[tool.codex-audit.thresholds]\ncomplexity = 15\n'
    )
    assert settings.select == ("lint", "secrets")
    assert settings.ignore == ("lint/x",)
    assert settings.min_severity is Severity.LOW
    assert settings.fail_on is Severity.MEDIUM
    assert settings.addressee == "Somebody"
    assert settings.thresholds["complexity"] == 15
    assert settings.thresholds["nesting"] == 5
    assert settings.source == PROJECT


def test_never_switches_the_gate_off() -> None:
    assert load(b'fail-on = "never"', "own.toml", Settings(fail_on=Severity.LOW)).fail_on is None


def test_a_file_without_the_table_changes_nothing() -> None:
    assert load(b"[project]\nname = 'x'\n", PROJECT, Settings()) == Settings()


def test_a_broken_project_file_is_for_the_audit_to_report() -> None:
    assert load(b"[tool", PROJECT, Settings()) == Settings()
    assert load(b"\xff\xfe", PROJECT, Settings()) == Settings()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('selct = ["x"]', "the nearest is 'select'"),
        ("thresholds = {complexty = 30}", "the nearest is 'complexity'"),
        ("select = 'lint'", "select must be a list of strings"),
        ("select = [1]", "select must be a list of strings"),
        ("min-severity = 'worst'", "min-severity must be one of info, low"),
        ("fail-on = 3", "fail-on must be one of"),
        ('addressee = "a\\nb"', "addressee must be one line"),
        ("addressee = ''", "addressee must be one line"),
        ("thresholds = 3", "thresholds must be a table"),
        ("thresholds = {complexity = true}", "whole number of at least 10"),
        ("thresholds = {complexity = 3}", "whole number of at least 10"),
    ],
)
def test_mistakes_name_file_key_and_remedy(text: str, message: str) -> None:
    with pytest.raises(AuditError, match=message) as caught:
        table(text)
    assert str(caught.value).startswith(PROJECT)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[tool]\ncodex-audit = 3\n", "must be a table"),
        (b"x" * 1_000_001, "larger than"),
        (b".".join([b"a"] * 100) + b" = 1", "too many parts"),
    ],
)
def test_hostile_project_files(data: bytes, message: str) -> None:
    with pytest.raises(AuditError, match=message):
        load(data, PROJECT, Settings())


def test_a_broken_configuration_file_of_the_users_own_is_an_error() -> None:
    with pytest.raises(AuditError, match="not a valid TOML file"):
        load(b"[tool", "own.toml", Settings())


def test_unknown_rules_are_told_with_the_nearest() -> None:
    known = {"lint/danger": 1, "secrets/leak": 2}
    check_rules(Settings(select=("lint",), ignore=("secrets/leak",)), known, PROJECT)
    with pytest.raises(AuditError, match="'lint/dangr'; the nearest is 'lint/danger'"):
        check_rules(Settings(select=("lint/dangr",)), known, PROJECT)

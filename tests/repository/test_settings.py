"""Settings: what is read, and how a mistake is told."""

import pytest

from codex_audit.domain.errors import AuditError
from codex_audit.domain.levels import Severity
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


def test_a_project_file_that_is_no_table_of_settings_is_an_error() -> None:
    with pytest.raises(AuditError, match="must be a table"):
        load(b"[tool]\ncodex-audit = 3\n", PROJECT, Settings())


HOSTILE = {
    "larger than": b"x" * 1_000_001,
    "too many parts": b".".join([b"a"] * 100) + b" = 1",
    "a key has too many parts": b" . ".join([b'"a.b"', b"'c'"] * 20_000) + b" = 1",
    "has too many parts": b"a = {" + b".".join([b"b"] * 30_000) + b" = 1}",
    "not a valid TOML file": b"a = " + b"9" * 10_000,
    "not a valid TOML": b"a = " + b"[" * 10_000,
}


@pytest.mark.parametrize("message", HOSTILE)
def test_a_hostile_project_file_has_no_settings(message: str) -> None:
    """It stops no audit, and costs next to nothing."""
    assert load(HOSTILE[message], PROJECT, Settings()) == Settings()
    with pytest.raises(AuditError, match=message):
        load(HOSTILE[message], "own.toml", Settings())


@pytest.mark.parametrize(
    "text",
    [
        b"a" * 900_000,
        b'"' * 900_001,
        b"'" * 900_001,
        b'"\\' * 400_000,
        b'"""\\' * 200_000,
        b'""" \\' * 99_999 + b"a",
        b"''' " * 99_999,
        (b"a." * 60 + b"\n") * 7_000,
    ],
)
def test_looking_for_long_keys_takes_linear_time(text: bytes) -> None:
    assert load(text, PROJECT, Settings()) == Settings()


def test_long_values_are_no_long_keys() -> None:
    text = b'[tool.codex-audit]\naddressee = "' + b"a." * 49 + b'"\n[a]\nb = """' + b"c.d. " * 999 + b'"""\n'
    assert load(text, PROJECT, Settings()).addressee == "a." * 49


def test_a_broken_configuration_file_of_the_users_own_is_an_error() -> None:
    with pytest.raises(AuditError, match="not a valid TOML file"):
        load(b"[tool", "own.toml", Settings())


def test_unknown_rules_are_told_with_the_nearest() -> None:
    known = {"lint/danger": 1, "secrets/leak": 2}
    check_rules(Settings(select=("lint",), ignore=("secrets/leak",)), known, PROJECT)
    with pytest.raises(AuditError, match="'lint/dangr'; the nearest is 'lint/danger'"):
        check_rules(Settings(select=("lint/dangr",)), known, PROJECT)

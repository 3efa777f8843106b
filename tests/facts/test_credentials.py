"""What must not leave an extractor, and the shapes that values take."""

import pytest

from codex_audit.facts._credentials import REDACTED, clean, safe_value, sensitive
from codex_audit.facts._text import (
    MAX_VALUE,
    as_text,
    basename,
    canonical,
    joined,
    line_with,
    lines_of,
    one_line,
)
from tests.domain import keys

MINT = keys.Mint(7)


@pytest.mark.parametrize(
    "key",
    [
        "password",
        "DB_PASSWORD",
        "api-key",
        "apiKey",
        "accessToken",
        "token",
        "tool.x.secret",
        "secrets",
        "private_key",
        "pwd",
        "access_key",
    ],
)
def test_names_of_credentials(key: str) -> None:
    assert sensitive(key)


@pytest.mark.parametrize(
    "key",
    [
        "tokenizer",
        "max_tokens",
        "num_new_tokens",
        "passenv",
        "keyring",
        "author",
        "secretary",
        "monkey",
        "compass",
        "tool.ruff.select",
    ],
)
def test_other_names(key: str) -> None:
    assert not sensitive(key)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("export TOKEN=abcdef", f"export TOKEN={REDACTED}"),
        ("export TOKEN=$OTHER", "export TOKEN=$OTHER"),
        ("x --api-key ${{ secrets.X }}", "x --api-key ${{ secrets.X }}"),
        ("x --password hunter2 y", f"x --password {REDACTED} y"),
        ("a password reset", "a password reset"),
        ("find secrets: fast", "find secrets: fast"),
        ("token: abc123", f"token: {REDACTED}"),
        ('TOKEN="abcdef"', f'TOKEN="{REDACTED}"'),
        ("git clone https://me:pw@example.org/x", f"git clone https://{REDACTED}@example.org/x"),
        ("one\n  two\n", "one two"),
    ],
)
def test_values_are_masked(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_issued_tokens_are_masked_wherever_they_stand() -> None:
    token = "ghp_" + MINT.alnum(36)
    assert clean(f"curl -u {token} x") == f"curl -u {REDACTED} x"
    assert safe_value("a", token) == REDACTED


def test_safe_values() -> None:
    assert safe_value("token", "abc") == REDACTED
    assert safe_value("token", "") == ""
    assert safe_value("name", "abc") == "abc"


def test_lines() -> None:
    assert lines_of("\ufeffa\r\nb\rc\x0cd\n\n") == ["a", "b", "c\x0cd", ""]
    assert lines_of("") == []
    assert one_line("  a\n\n b  ") == "a b"
    assert one_line("x" * 500) == "x" * 300
    assert line_with(["a", "b", "ab"], "b", 1) == 2
    assert line_with(["a", "b", "ab"], "b", 3, 9) == 3
    assert line_with(["a", "b"], "a", 2) is None
    assert basename("a/b") == "b"
    assert canonical("A__b.-C") == "a-b-c"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (1.5, "1.5"),
        ("a\n b", "a b"),
        (["a", 1, True], "a, 1, true"),
        ([["a", "b"], {"k": "v", "l": [1, [2], {}]}], "a b, k=v l=[1]"),
        ({"a": 1, "b": [1, 2], "c": {"d": {"e": 1}}}, "a=1, b=1 2, c=d={…}"),
        (1 << 5_000, "…"),
    ],
)
def test_values_as_text(value: object, shown: str) -> None:
    assert as_text(value) == shown


def test_long_lists_say_that_they_are_cut() -> None:
    text = joined("abc" for _ in range(1_000))
    assert text.endswith("abc, …")
    assert len(text) <= MAX_VALUE + 3

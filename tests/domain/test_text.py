"""The gate: no secret leaves, nothing hides."""

import re
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_audit.domain import secrets
from codex_audit.domain.text import _clean, clean, clean_line, clean_names
from tests.domain import keys
from tests.domain.keys import numbered

ISSUED = keys.issued(keys.Mint(7))
TOKEN = "ghp_" + keys.Mint(4).alnum(36)
WEAK = "hunter2" + "xyz"
REDACTED = f"[redacted:{secrets.digest(TOKEN)}]"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "src/a_b/c.py",
        "two\n\tlines",
        "é — ü",
        "日本語",
        "naïve ❤️ ☎︎",
        "a\u00a0b",
        "🙂",
        "0a" * 32,
    ],
)
def test_harmless_text_is_untouched(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("\x00", r"\x00"),
        ("\x1b", r"\x1b"),
        ("\r", r"\x0d"),
        ("\x7f", r"\x7f"),
        ("\x85", r"\x85"),
        ("\x9b", r"\x9b"),
        ("\u00ad", r"\xad"),
        ("\u061c", r"\u061c"),
        ("\u180e", r"\u180e"),
        ("\u200b", r"\u200b"),
        ("\u200d", r"\u200d"),
        ("\u200e", r"\u200e"),
        ("\u200f", r"\u200f"),
        ("\u2028", r"\u2028"),
        ("\u2029", r"\u2029"),
        ("\u202a", r"\u202a"),
        ("\u202e", r"\u202e"),
        ("\u2060", r"\u2060"),
        ("\u2066", r"\u2066"),
        ("\u2069", r"\u2069"),
        ("\u3164", r"\u3164"),
        ("\ufe01", r"\ufe01"),
        ("\ufeff", r"\ufeff"),
        ("\ufff9", r"\ufff9"),
        ("\ufffe", r"\ufffe"),
        ("\U000e0041", r"\U000e0041"),
        ("\U000e0101", r"\U000e0101"),
        ("\udc80", r"\x80"),
        ("\udcff", r"\xff"),
        ("\ud800", r"\ud800"),
        ("\udc7f", r"\udc7f"),
    ],
)
def test_what_hides_is_shown(hidden: str, shown: str) -> None:
    assert clean(f"a{hidden}b") == f"a{shown}b"


def test_every_control_and_format_character_is_shown() -> None:
    visible_marks = {0x0600, 0x0601, 0x0602, 0x0603, 0x0604, 0x0605, 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2}
    for code in range(0x3000):
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Zl", "Zp"} and code not in visible_marks:
            assert (clean(chr(code)) == chr(code)) == (chr(code) in "\n\t"), hex(code)


def test_a_second_variation_selector_is_shown() -> None:
    assert clean("❤\ufe0f\ufe0f\ufe0e") == "❤\ufe0f\\ufe0f\\ufe0e"


def test_secrets_are_redacted_with_their_digest() -> None:
    assert clean(f"a {TOKEN} b") == f"a {REDACTED} b"
    assert clean(f"keys/{TOKEN}.txt") == f"keys/{REDACTED}.txt"
    assert clean(f'password = "{WEAK}"') == f'password = "[redacted:{secrets.digest(WEAK)}]"'
    assert clean(f"the password {WEAK}") == f"the password {WEAK}"


@pytest.mark.parametrize(("kind", "token"), ISSUED, ids=numbered(ISSUED))
def test_no_issued_token_passes(kind: str, token: str) -> None:
    assert token not in clean(f"{kind}: '{token}'")


@pytest.mark.parametrize("end", ["", "_more", ".attribute"])
@pytest.mark.parametrize(("kind", "token"), ISSUED, ids=numbered(ISSUED))
def test_no_token_is_learned_as_a_name(kind: str, token: str, end: str) -> None:
    names = ["Reader.read", f"{token}{end}", "test_that_a_long_name_is_read"]
    once = [_clean(name) for name in names]
    assert clean_names(names) == once
    assert [clean(name) for name in names] == once


@given(st.lists(st.from_regex(r"[A-Za-z_.]{0,5}[A-Za-z0-9_.-]{0,40}", fullmatch=True), max_size=6))
def test_what_was_learned_is_what_would_be_cleaned(names: list[str]) -> None:
    assert clean_names(names) == [_clean(name) for name in names]
    assert [clean(name) for name in names] == [_clean(name) for name in names]


def test_a_token_of_the_right_shape_is_redacted_even_if_it_counts_up() -> None:
    counted = "ghp_" + "0123456789" * 3 + "abcdef"
    assert secrets.find(counted) == ()
    assert clean(f"see {counted}.") == f"see [redacted:{secrets.digest(counted)}]."
    assert clean("ghp_" + "x" * 36) == "ghp_" + "x" * 36


def test_large_texts_pass_the_same_gate() -> None:
    text = f"{'x ' * 5_000}{TOKEN}\x1b{keys.pem(keys.Mint(1))}"
    shown = clean(text)
    assert shown.startswith("x x ")
    assert TOKEN not in shown
    assert re.fullmatch(r"\\x1b\[redacted:[0-9a-f]{10}\]", shown.partition(REDACTED)[2])


def test_a_private_key_with_carriage_returns_is_redacted_whole() -> None:
    assert re.fullmatch(r"\[redacted:[0-9a-f]{10}\]", clean(keys.pem(keys.Mint(1), "", "\r\n")))


@pytest.mark.parametrize("tail", ["", "…", "..."])
@pytest.mark.parametrize("size", [14, 20, 35])
def test_a_token_that_was_cut_off_is_redacted(size: int, tail: str) -> None:
    assert clean(f"x = '{TOKEN[:size]}{tail}") == f"x = '[redacted:{secrets.digest(TOKEN[:size])}]{tail}"


def test_a_password_that_was_cut_off_is_redacted() -> None:
    assert WEAK[:8] not in clean(f'password = "{WEAK}')


def test_the_mere_prefix_of_a_token_is_no_secret() -> None:
    assert clean("starts with ghp_") == "starts with ghp_"
    assert clean("ghp_[A-Za-z0-9]{36}") == "ghp_[A-Za-z0-9]{36}"


@pytest.mark.parametrize(
    "name",
    [
        "hf_hidden_states_name",
        "hf_hiddenStatesName",
        "npm_config_registry2",
        "def hf_model2",
        "AKIAIOSFODNN7" + "EXAMPLE",
        "hf_abcdefgh1",
    ],
)
def test_names_that_begin_like_tokens_pass(name: str) -> None:
    assert clean(name) == name


def test_a_line_is_folded_cut_and_cleaned() -> None:
    assert clean_line("a\n\n  b\tc\r\nd  e ") == "a b c d  e"
    assert clean_line("x" * 300, 10) == "x" * 9 + "…"
    assert clean_line("x" * 10, 10) == "x" * 10
    assert clean_line("abc def", 5) == "abc…"
    assert clean_line("abc", 0) == ""
    assert clean_line("abc", 1) == "…"
    assert len(clean_line("x" * 900)) == 200


def test_a_cut_never_splits_an_escape_or_a_redaction() -> None:
    assert clean_line("ab\u200bcd", 7) == "ab…"
    assert clean_line("ab\u200bcd", 9) == r"ab\u200b…"
    assert clean_line("ab\x1bcdef", 7) == r"ab\x1b…"
    assert clean_line("a\U000e0041bcd", 12) == r"a\U000e0041…"
    assert clean_line(f"a {TOKEN} b", 12) == "a…"
    assert clean_line(f"a {TOKEN} bcd", 24) == f"a {REDACTED}…"


def test_a_cut_that_leaves_half_a_token_does_not_show_it() -> None:
    text = f"key: {TOKEN}{TOKEN[4:]}"
    for limit in range(5, 60):
        assert TOKEN[:12] not in clean_line(text[:limit], limit)
        assert TOKEN[:12] not in clean_line(text, limit)


MIXED = st.text(
    alphabet=st.one_of(
        st.sampled_from("aB3$k9\"'=: \n\t\r\x1b\u200b\u202e\ufe0f\ufeff\udc9b\ud800\U000e0041…[]\\.-_/@"),
        st.characters(),
    ),
    max_size=120,
)
PIECES = st.lists(
    st.one_of(
        MIXED,
        st.sampled_from(
            [
                "password = '",
                "token: ",
                "ghp_",
                TOKEN,
                REDACTED,
                "-----BEGIN RSA PRIVATE " + "KEY-----",
                "://a:",
                "@h",
                WEAK,
            ]
        ),
    ),
    max_size=8,
).map("".join)


@given(PIECES)
@settings(max_examples=400, deadline=None)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert once.encode("utf-8").decode("utf-8") == once
    assert all(
        one.isprintable() or one in "\n\t" or unicodedata.category(one) in {"Cn", "Co", "Zs", "Cf"}
        for one in once
    )
    assert not [span for span in secrets.find(once) if "[redacted:" not in once[span.start : span.end]]


@given(PIECES, st.integers(0, 60))
@settings(max_examples=400, deadline=None)
def test_a_line_is_one_line_within_its_limit_and_stays(text: str, limit: int) -> None:
    line = clean_line(text, limit)
    assert len(line) <= limit
    assert not set(line) & set("\n\t\r\u2028\u2029")
    assert clean_line(line, limit) == line


@pytest.mark.parametrize(
    "before",
    [
        "\x1b[31m",
        "\x1b[1;38;5;9m",
        "\x9b0m",
        r"\x1b[31m",
        r"\033[0;1m",
        r"\e[1m",
        r"\u001b[m",
        r"\u200b",
        r"\x0b",
        r"\U0001f600",
    ],
)
@pytest.mark.parametrize(("kind", "token"), ISSUED, ids=numbered(ISSUED))
def test_a_token_behind_an_escape_is_redacted(before: str, kind: str, token: str) -> None:
    """Colours and escapes end in a letter or digit, which is no part of the word behind them."""
    shown = clean(f"log: {before}{token}{before} end")
    assert token not in shown
    assert shown.startswith("log: ")
    assert shown.endswith(" end")
    assert clean(shown) == shown


def test_escapes_alone_are_no_secret() -> None:
    text = r"colour \x1b[31mred\x1b[0m and \u00e9t\u00e9 and \033[1mbold"
    assert clean(text) == text


def test_long_runs_of_spaces_take_no_longer_than_others() -> None:
    started = time.process_time()
    assert clean_line(" " * 300_000 + "x" + " \t " * 100_000 + "y") == "x y"
    assert time.process_time() - started < 5

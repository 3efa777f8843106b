"""Judging whether a value could be a real secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.domain.placeholders import (
    credential_like,
    entropy,
    machine_made,
    password_like,
    random_looking,
    sequential,
    stands_in,
    wordiness,
)
from tests.domain.keys import ALNUM, HEX, Mint


def test_entropy_counts_bits() -> None:
    assert entropy("") == 0
    assert entropy("aaaa") == 0
    assert entropy("abab") == 1
    assert entropy("abcdefgh") == 3


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", 0),
        ("a", 0),
        ("abc", 0),
        ("abcd", 1),
        ("dcba", 1),
        ("7890", 1),
        ("aaaa", 1),
        ("qwerty", 1),
        ("abcdK9", 4 / 6),
    ],
)
def test_sequential_share(text: str, share: float) -> None:
    assert sequential(text) == pytest.approx(share)


def test_wordiness_tells_words_from_letters_drawn_at_random() -> None:
    assert wordiness("") == wordiness("1234") == 0
    assert wordiness("authenticationBackend") > 0.85
    assert wordiness(Mint(1).alnum(4000)) < 0.45


@pytest.mark.parametrize(
    "value",
    [
        "your-key",
        "<here>",
        "${X}",
        "{{ x }}",
        "{name}",
        "%(x)s",
        "/etc/key",
        "a/b.pem",
        "https://x",
        "2020-01-02T",
        "env:X",
        "f()",
    ],
)
def test_what_stands_in(value: str) -> None:
    assert stands_in(value)


@pytest.mark.parametrize("value", ["hunter2xyz", "9f8e7d", "a/b+c", "P4$sw"])
def test_what_does_not_stand_in(value: str) -> None:
    assert not stands_in(value)


@pytest.mark.parametrize(
    "value",
    [
        "hunter2xyz",
        "Tr0ub4dor&3",
        "vK8r2mQpz1",
        "correct7!horse",
        "qzxjkvbwpfhgmzqk",
        "Xq7Zk3Wv",
        "SuperSecret123!",
    ],
)
def test_passwords(value: str) -> None:
    assert password_like(value)
    assert credential_like(value)


@pytest.mark.parametrize(
    "value",
    [
        "abc",
        "aaaa1111",
        "12345678",
        "password1",
        "secretToken",
        "correct-horse-battery",
        "sha512_crypt",
        "utf8",
        "SomeKindOfPassword123!@#",
        "X-Auth-Token2",
        "!!!!????",
    ],
)
def test_no_passwords(value: str) -> None:
    assert not password_like(value)


def test_a_place_that_only_holds_passwords_asks_less() -> None:
    assert credential_like("LdajRlSTSyupSZ7")
    assert not credential_like("password2")
    assert not credential_like("pa1")
    assert not credential_like("{template7}")
    assert not credential_like("abcdefghi7")


@pytest.mark.parametrize(
    "value",
    [
        "short1",
        "0123456789abcdef0123",
        "your0token0goes0here",
        "1111111111111111",
        "authenticationBackendName",
        "a1a1a1a1a1a1a1a1a1",
        "sha256WithRSAEncryption",
    ],
)
def test_not_random(value: str) -> None:
    assert not random_looking(value)


@pytest.mark.parametrize("alphabet", [ALNUM, HEX])
def test_random_strings_look_random(alphabet: str) -> None:
    mint = Mint(11)
    draws = [mint.draw(alphabet, 32) for _ in range(300)]
    assert sum(map(random_looking, draws)) >= 295
    assert sum(map(machine_made, draws)) >= 298


def test_letters_alone_can_be_random() -> None:
    assert random_looking("qZkWvXjPmGtRbNcYdLfHsKqT")
    assert not random_looking("qzkwvxjpmgtrbncydlfhskqt")


def test_machine_made_refuses_sequences_and_fillers() -> None:
    assert not machine_made("aaaaaaaaaaaaaaaaaaaaaaaa")
    assert not machine_made("abcdefghijklmnopqrstuvwx")
    assert not machine_made("k9Xq2insertZw7Lp")
    assert machine_made("k9Xq2Zw7LpQ4")


@given(st.text(max_size=60))
def test_every_judgement_takes_any_text(text: str) -> None:
    assert 0 <= sequential(text) <= 1
    assert 0 <= wordiness(text) <= 1
    assert random_looking(text) <= (len(text) >= 16)
    assert password_like(text) <= (len(text) >= 6)
    assert machine_made(text) <= (len(text) > 0 or not text)
    assert isinstance(credential_like(text), bool)

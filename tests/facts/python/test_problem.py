"""Syntax errors are told without quoting the file."""

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_audit.facts.python.problem import problem_of, without_quotes
from tests.facts.python.support import facts


@pytest.mark.parametrize(
    ("message", "told"),
    [
        ("invalid syntax", "invalid syntax"),
        ("'(' was never closed", "'(' was never closed"),
        (
            "closing parenthesis ']' does not match opening parenthesis '{' on line 3",
            "closing parenthesis ']' does not match opening parenthesis '{' on line 3",
        ),
        ("expected 'except' or 'finally' block", "expected 'except' or 'finally' block"),
        ("invalid character '\u201c' (U+201C)", "invalid character '…' (U+201C)"),
        ("name 'hunter2' is parameter and global", "name '…' is parameter and global"),
        ('oops "hunter2" here', "oops '…' here"),
        ("keyword argument repeated: hunter2", "keyword argument repeated"),
        (
            "Missing parentheses in call to 'print'. Did you mean print(hunter2)?",
            "Missing parentheses in call to 'print'",
        ),
        ("'tuple' is an illegal expression", "'tuple' is an illegal expression"),
        ("two\nlines", "two lines"),
    ],
)
def test_messages(message: str, told: str) -> None:
    assert without_quotes(message) == told


def test_the_place_and_the_line() -> None:
    found = facts("x = 1\n\nif True:\n    y = = 2\n").problem
    assert found is not None
    assert (found.message, found.line, found.column, found.text) == ("invalid syntax", 4, 9, "y = = 2")


def test_long_lines_are_cut() -> None:
    found = facts("x = = '" + "a" * 500 + "'\n").problem
    assert found is not None
    assert len(found.text) == 200


def test_places_outside_of_the_file_are_moved_into_it() -> None:
    error = SyntaxError("bad")
    error.lineno, error.offset = 99, 0
    found = problem_of(error, ["a", "b"])
    assert (found.line, found.column, found.text) == (2, 1, "b")
    error.lineno = None
    assert problem_of(error, []).text == ""


SECRET = "hunter2"


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                SECRET,
                f"'{SECRET}'",
                "def",
                "(",
                ")",
                "=",
                ":",
                "lambda",
                "import",
                "1",
                "\n",
                " ",
                "f'{",
                "}",
                "0x",
            ]
        ),
        max_size=10,
    ).map("".join)
)
def test_no_message_quotes_the_file(text: str) -> None:
    assert SECRET not in without_quotes(refusal(text))


def refusal(text: str) -> str:
    """CPython's message for a text, or nothing."""
    try:
        ast.parse(text)
    except SyntaxError as error:
        return error.msg
    except ValueError:
        pass
    return ""

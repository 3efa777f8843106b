"""Markers and suppressions."""

import pytest

from codex_audit.domain.facts import Suppression
from tests.facts.python.support import facts


@pytest.mark.parametrize(
    ("comment", "text"),
    [
        ("# TODO: write", "TODO: write"),
        ("#TODO write", "TODO write"),
        ("# see the TODO list", "TODO list"),
        ("# FIXME", "FIXME"),
        ("# HACK(me): it", "HACK(me): it"),
        ("# XXX: careful", "XXX: careful"),
        ("# XXX this", "XXX this"),
        ("# it is XXX: so", "XXX: so"),
        ("# -- TODO - later", "TODO - later"),
        ("# TODO-1234: it", "TODO-1234: it"),
        ("# XXX-XXXX", None),
        ("# call +1-XXX-XXX", None),
        ("# the XXX module", None),
        ("# todo: write", None),
        ("# TODOS", None),
        ("# MY_TODO", None),
        ("# 'TODO' is found", None),
        ("# `FIXME` is found", None),
        ("# TODO.md", None),
        ("# TODO " + "x" * 300, "TODO " + "x" * 195),
    ],
)
def test_comments(comment: str, text: str | None) -> None:
    assert [one.text for one in facts(f"x = 1  {comment}\n").markers] == ([text] if text else [])


@pytest.mark.parametrize(
    ("docstring", "lines"),
    [
        ('"""TODO: write"""', [2]),
        ('"""Do it.\n\n    TODO write it\n    """', [4]),
        ('"""Do it.\n\n    * FIXME: it\n    """', [4]),
        ('"""The TODO list."""', []),
        ('"""What is left TODO: much."""', [2]),
        ('"""Dial XXX-XXXX."""', []),
        ('r"""XXX is a placeholder"""', [2]),
        ('"""Finds TODO, FIXME and XXX."""', []),
        ('"""Use it::\n\n        # TODO: log the error\n        >>> f()  # TODO: more\n    """', []),
    ],
)
def test_docstrings(docstring: str, lines: list[int]) -> None:
    assert [one.line for one in facts(f"def f():\n    {docstring}\n").markers] == lines


def test_only_docstrings_and_comments_count() -> None:
    text = '"""TODO: a"""\nx = "TODO: b"\n"""TODO: c"""\n\n\nclass C:\n    "TODO: d"\n    y = """\n# TODO: e\n"""\n'
    assert [one.line for one in facts(text).markers] == [1, 7]


def test_one_marker_a_line() -> None:
    assert [one.tag for one in facts("def f(): 'TODO: a'  # TODO: b FIXME: c\n").markers] == ["TODO"]


@pytest.mark.parametrize(
    ("comment", "found"),
    [
        ("# noqa", ("noqa", (), "", False)),
        ("# NOQA:E501,W291", ("noqa", ("E501", "W291"), "", False)),
        ("# noqa: E501 W291", ("noqa", ("E501", "W291"), "", False)),
        ("# flake8: noqa", ("noqa", (), "", True)),
        ("# ruff: noqa: F401", ("noqa", ("F401",), "", True)),
        ("# type: ignore", ("type", (), "", False)),
        ("# type: ignore[a, b]", ("type", ("a", "b"), "", False)),
        ("# pyright: ignore[x]", ("type", ("x",), "", False)),
        ("# mypy: ignore-errors", ("type", (), "", True)),
        ("# pylint: disable=a,b", ("pylint", ("a", "b"), "", False)),
        ("# nosec", ("nosec", (), "", False)),
        ("# nosec B101, B102", ("nosec", ("B101", "B102"), "", False)),
        ("# pragma: no cover", ("pragma", ("no cover",), "", False)),
        ("# pragma: NO  BRANCH", ("pragma", ("no branch",), "", False)),
        (
            "# codex-audit: ignore[lint/eval, secrets] -- it is a test",
            ("codex-audit", ("lint/eval", "secrets"), "it is a test", False),
        ),
        ("# codex-audit: ignore", ("codex-audit", (), "", False)),
    ],
)
def test_suppressions(comment: str, found: tuple[str, tuple[str, ...], str, bool]) -> None:
    tool, codes, reason, whole = found
    assert facts(f"x = 1\ny = 2  {comment}\n").suppressions == (Suppression(tool, 2, codes, reason, whole),)


@pytest.mark.parametrize(
    "text",
    [
        "x = '# noqa'\n",
        "# annoqate\n",
        "# noqa-like\n",
        "# type: int\n",
        "# pylint: enable=x\n",
        "# nosecret\n",
    ],
)
def test_other_comments_suppress_nothing(text: str) -> None:
    assert facts(text).suppressions == ()


def test_one_comment_may_silence_several_tools() -> None:
    found = facts("import a  # type: ignore[x]  # noqa: F401  # pylint: disable=y\n").suppressions
    assert [(one.tool, one.codes) for one in found] == [
        ("noqa", ("F401",)),
        ("pylint", ("y",)),
        ("type", ("x",)),
    ]


def test_comments_that_rule_the_file_by_their_place() -> None:
    text = "# type: ignore\n# pylint: disable=a\nx = 1\n# type: ignore\ndef f():\n    # pylint: disable=b\n    # noqa\n    pass\n"
    found = {(one.tool, one.line): one.whole_file for one in facts(text).suppressions}
    assert found == {
        ("type", 1): True,
        ("pylint", 2): True,
        ("type", 4): False,
        ("pylint", 6): False,
        ("noqa", 7): False,
    }


def test_a_file_of_comments_alone() -> None:
    assert [one.whole_file for one in facts("# type: ignore\n").suppressions] == [True]

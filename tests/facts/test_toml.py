"""The lines of TOML keys."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_audit.facts import _toml
from codex_audit.facts._toml import NOT_TOML, TOO_DEEP, TOO_LARGE, load

TEXT = '''\
# a comment [with] "marks"
title = "x" # [no.header]
a.b."c.d" = 1
text = """
[not.a.header]
key = 1 \\"""
"""
raw = \'\'\'
x = 1\'\'\'
[t.one]
k = [ # first
  "p", # second
  [1, 2],
  {q = "r", s = {u = [
    "v"]}},
]
[[t.many]]
n = 1
[t.many.sub]
o = 2
[[t.many]]
n = 3
[[t.many.deep]]
w = 1979-05-27T07:32:00Z
"quo ted" = 'x'
'''


def test_every_key_and_item_has_its_line() -> None:
    lines = load(TEXT).lines
    wanted = {
        ("title",): 2,
        ("a",): 3,
        ("a", "b", "c.d"): 3,
        ("text",): 4,
        ("raw",): 8,
        ("t",): 10,
        ("t", "one"): 10,
        ("t", "one", "k"): 11,
        ("t", "one", "k", 0): 12,
        ("t", "one", "k", 1): 13,
        ("t", "one", "k", 1, 1): 13,
        ("t", "one", "k", 2): 14,
        ("t", "one", "k", 2, "s", "u"): 14,
        ("t", "one", "k", 2, "s", "u", 0): 15,
        ("t", "many"): 17,
        ("t", "many", 0, "n"): 18,
        ("t", "many", 0, "sub", "o"): 20,
        ("t", "many", 1): 21,
        ("t", "many", 1, "n"): 22,
        ("t", "many", 1, "deep", 0, "w"): 24,
        ("t", "many", 1, "deep", 0, "quo ted"): 25,
    }
    assert {path: lines.get(path) for path in wanted} == wanted


def test_lookup() -> None:
    toml = load("[a.b]\nc = 1\n")
    assert toml.get("a", "b", "c") == 1
    assert toml.get("a", "x", "c") is None
    assert toml.get("a", "b", "c", "d") is None
    assert toml.table("a", "b", "c") == {}
    assert toml.line("a", "b", "c") == 2
    assert toml.line("a", "x") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \n", 2), ("a = [", 1), ("a = 1\n\nb = [\n", 3), ("", None), ("a = " + "9" * 5_000, None)],
)
def test_problems_name_their_line(text: str, line: int | None) -> None:
    toml = load(text)
    assert toml.problem == (NOT_TOML if text else None)
    assert toml.problem_line == line


@pytest.mark.parametrize(
    "text",
    [
        "a." * 100 + "a = 1",
        "[" + "a." * 100 + "a]",
        "a = " + "[" * 100,
        "a = " + "{a = " * 100,
        "[" + "a." * 20 + "a]\n" + "b." * 20 + "b = 1",
    ],
)
def test_deep_nesting_is_refused_before_it_is_read(text: str) -> None:
    assert load(text).problem == TOO_DEEP


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load("#" * (_toml.MAX_CHARACTERS + 1)).problem == TOO_LARGE
    monkeypatch.setattr(_toml, "MAX_PLACES", 3)
    assert load("a = 1\nb = 1\nc = 1\nd = 1\n").problem == TOO_LARGE


def test_unclosed_strings_end_the_scan() -> None:
    assert load('a = "x\nb = 1\n').problem == NOT_TOML
    assert load('a = """x\nb = 1\n').problem == NOT_TOML


_KEYS = st.text("abc-_", min_size=1, max_size=4)
_VALUES = st.recursive(
    st.integers(0, 9) | st.text("ab[]{}=#.,", max_size=5) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=8,
)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, list):
        return "[\n" + ",\n".join(map(_written, value)) + "\n]"
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{key} = {_written(one)}".replace("\n", " ") for key, one in value.items()) + "}"
        )
    return str(value)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_KEYS, _VALUES, max_size=5))
def test_every_key_that_tomllib_reads_has_a_line_that_holds_it(table: dict[str, object]) -> None:
    text = "\n\n".join(f"{key} = {_written(value)}" for key, value in table.items()) + "\n"
    toml = load(text)
    assert toml.data == tomllib.loads(text)
    rows = text.split("\n")
    stack: list[tuple[_toml.Path, object]] = [((), toml.data)]
    while stack:
        path, value = stack.pop()
        inner = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        for key, one in inner:
            line = toml.lines[(*path, key)]
            if isinstance(key, str):
                assert key in rows[line - 1]
            elif isinstance(one, str):
                assert one in rows[line - 1]
            stack.append(((*path, key), one))

"""radon's raw counts without radon: by the short way, and token by token."""

import ast
import io
import tokenize
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from radon.raw import analyze

from codex_audit.domain.facts import RawCounts
from codex_audit.facts.python import scan as scanning
from codex_audit.facts.python.raw import emulate, raw_counts
from codex_audit.facts.python.scan import comments_by_line, interpolated, scan
from tests.facts.python.support import facts

STATEMENTS = st.sampled_from(
    [
        "x = 1",
        '"doc"',
        '"""a\n\n  b"""',
        "# c",
        "x = (1,\n # c\n\n 2)",
        "if x: y",
        "if x:\n  y",
        "x[a:b]",
        "x[a:]",
        "d = {1: 2}",
        'f"{x:3}"',
        "'a' \\\n 'b'",
        "x = 1 \\\n + 2",
        '"a\\\nb"',
        "lambda: 0",
        "x: int = 3",
        "",
        "  ",
        "\t",
        "r'''\n'''",
        'x = """a\n#b\n"""  # c',
        "def f(a: int): pass",
        "class A: x: int; y: 3",
        "(x := 1)",
        "x;",
        '"a";"b"',
        "é = 1",
        "try: x\nfinally: y",
        "\\\n",
        "\\\nx = 1",
        "x = \\\n\\\n 1",
        '"b" # c',
        'Rb"""\nx"""',
        '("a"\n"b")',
        "x = [\n\"a\",\n'b'\n]",
        "print(x); print(y[1:2]); z",
        "\x0c",
        'x = "\x0c"',
        "if x: pass # c",
        '"a" \\\n',
        "x = {\n}",
        'assert x, "a"; y = {1:2};',
        'f"a" f"b"',
        "f'''\n{x}\n'''",
        'f"{x!r}" ; y',
        "f'{a:{b}}'",
        "x = lambda a: {a: a}",
        "x = 'a\x85b' # \u2028 c",
    ]
)
TOKENS = st.sampled_from(
    [
        *"()[]{}:;$é",
        "x",
        "= 1",
        '"a"',
        "'b'",
        '"""',
        "\\",
        "#c",
        "if x:",
        "",
        " ",
        "'''",
        "\n",
        "\\\n",
        ":=",
        "\x0c",
    ]
)


def radons(text: str) -> RawCounts | None:
    """radon's counts, or ``None`` where it gives up."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return RawCounts(*analyze(text))
        except SyntaxError:
            return None


def parses(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except SyntaxError:
            return False
    return True


@settings(max_examples=500, deadline=None)
@given(st.lists(STATEMENTS, max_size=7).map("\n".join))
def test_valid_text_has_radons_counts(text: str) -> None:
    theirs = radons(text) if parses(text) else None
    if theirs is not None:
        assert facts(text).raw == theirs


@settings(max_examples=500, deadline=None)
@given(st.lists(TOKENS, max_size=14).map(" ".join))
def test_tokens_in_any_order_have_radons_counts(text: str) -> None:
    assert emulate([line.strip() for line in text.splitlines()]) == radons(text)


def test_an_identifier_that_the_tokenizer_does_not_know_leaves_counts() -> None:
    text = "℘ = 1  # c\n\nx = {℘: 2}\n"
    found = facts(text).raw
    assert found is not None
    assert (found.loc, found.lloc, found.sloc, found.comments, found.blank) == (3, 3, 2, 1, 1)


def test_text_with_an_open_quote_is_counted_token_by_token() -> None:
    assert raw_counts(scan(["x = 'a", "y"])) is None
    assert raw_counts(scan(["x = 'a'", "y"])) == RawCounts(2, 2, 2, 0, 0, 0, 0)


def test_the_scan_is_linear_in_the_lines_of_a_statement() -> None:
    found = facts("x = {\n" + "    'a': [1, 2],  # c\n" * 20_000 + "}\n").raw
    assert found == RawCounts(20_002, 2, 20_002, 20_000, 0, 0, 0)


# --- the scan -----------------------------------------------------------------------------------


def test_comments_know_their_lines() -> None:
    text = "# a\nx = '# no'  # b\ny = '''\n# no\n'''# c\n  # d"
    found = scan([line.strip() for line in text.split("\n")]).comments
    assert [(one.line, one.text, one.alone) for one in found] == [
        (1, "# a", True),
        (2, "# b", False),
        (5, "# c", False),
        (6, "# d", True),
    ]


def test_lines_without_their_comments() -> None:
    text = "# a\nx = '# no'  # b\ny = '''\n# no\n'''\n"
    assert scan(text.split("\n")).bare == ["", "x = '# no'", "y = '''", "# no", "'''", ""]


def test_comments_of_text_that_is_no_python() -> None:
    found = comments_by_line(["it's # a", "'x # no' # b", "# c"])
    assert [(one.line, one.text, one.alone) for one in found] == [
        (1, "# a", False),
        (2, "# b", False),
        (3, "# c", True),
    ]


def test_interpolated_strings_are_told_by_their_prefix() -> None:
    parts = scan(["f'a' + rb'b' + Rf'c' + bf'd'", "x.f'e'", "half'f'"]).parts
    assert [token for _, token in interpolated(parts)] == ["'a'", "'c'", "'d'", "'e'"]


def tokens(lines: list[str]) -> tuple[int, int]:
    found = list(tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline))
    return sum(one.type == tokenize.COMMENT for one in found), len(found)


@pytest.mark.parametrize(
    "lines",
    [
        ["x = f'{a}'  # c"],
        ["x = 'a' # c", "# d"],
        ["y = '''", "'''  # c"],
    ],
)
def test_the_exact_split_agrees_with_the_short_one(lines: list[str]) -> None:
    text = "\n".join(lines)
    short = scan(lines).parts
    exact = scanning._split_exactly(text, [])
    assert "".join(exact) == text
    assert [part for part in exact[1::2] if part[0] == "#"] == [
        part for part in short[1::2] if part[0] == "#"
    ]
    assert tokens(lines)[0] == len([part for part in exact[1::2] if part[0] == "#"])


def test_the_exact_split_gives_up_on_broken_text() -> None:
    assert scanning._split_exactly("x = (", ["x = ("]) == ["x = ("]


@pytest.mark.skipif(not scanning.NESTED_QUOTES, reason="f-strings hold no quotes of their own kind here")
@pytest.mark.parametrize(
    "text",
    [
        'x = f"{a["b#c"]}"  # d\n',
        'x = f"{a["b"]:{c["#"]}}"; y = 1\n',
        "x = f'''{\na # c\n}'''\n",
        'x = f"{f"{f"{1}"}"}"  # c\n',
        'f"{a["b"]}"\n',
        'x = f"{a}{{}}" f"{b:>{c}}"\n',
    ],
)
def test_nested_quotes_have_radons_counts(text: str) -> None:
    assert facts(text).raw == radons(text)

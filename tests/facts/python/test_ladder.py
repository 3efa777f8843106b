"""Which rung of the ladder takes which file, and what is kept on the way down."""

import ast
import time
import warnings

import pytest

from codex_audit.domain.facts import Import, PythonFacts, SyntaxProblem, Tier
from codex_audit.facts.python import measure
from tests.facts.python.support import facts

PYTHON_2 = """\
import urllib2
from os import path


def fetch(url):
    print "fetching"  # TODO: log it
    try:
        return urllib2.urlopen(url)
    except IOError, error:
        raise


class Store(object):
    def keep(self, (key, value)):
        exec "pass" in {}

    def drop(self, key):
        pass


if __name__ == "__main__":
    fetch("x")
"""


def names(found: PythonFacts) -> list[str]:
    return [one.name for one in found.definitions]


def test_sound_python_is_read_by_ast() -> None:
    found = facts("def f():\n    return 1\n")
    assert found.tier is Tier.AST
    assert found.problem is None
    assert found.raw is not None
    assert found.halstead is not None


def test_newer_syntax_is_read_by_libcst() -> None:
    text = "import a\n\ndef f(x):\n    try:\n        pass\n    except A, B:\n        pass\n"
    try:
        ast.parse(text)
    except SyntaxError:
        found = facts(text)
        assert found.tier is Tier.LIBCST
        assert names(found) == ["f"]
        assert found.problem is not None
        assert found.problem.line == 6
        assert (found.raw, found.halstead, found.mi) == (None, None, None)
        assert found.definitions[0].complexity == 0
    else:
        assert facts(text).tier is Tier.AST


def test_python_2_is_read_by_parso() -> None:
    found = facts(PYTHON_2)
    assert found.tier is Tier.PARSO
    assert names(found) == ["fetch", "Store", "Store.keep", "Store.drop"]
    assert [one.module for one in found.imports] == ["urllib2", "os"]
    assert found.main_guard == 21
    assert [(one.tag, one.line) for one in found.markers] == [("TODO", 6)]
    assert found.problem == SyntaxProblem(
        "Missing parentheses in call to 'print'", 6, 5, 'print "fetching"  # TODO: log it'
    )


def test_what_is_too_long_for_every_parser_is_read_by_lines() -> None:
    filler = "a" * (measure.OTHER_LINE + 1)
    found = facts(
        f"x = = '{filler}'\n# FIXME: shorten\ny = '#'  # noqa\nif __name__ == '__main__':\n    f()\n"
    )
    assert found.tier is Tier.TEXT
    assert [(one.tag, one.line) for one in found.markers] == [("FIXME", 2)]
    assert [(one.tool, one.line) for one in found.suppressions] == [("noqa", 3)]
    assert found.main_guard == 4
    assert found.imports == ()


def test_a_byte_order_mark_is_no_error() -> None:
    found = facts("\ufeffx = 1\n", data=b"\xef\xbb\xbfx = 1\n")
    assert found.tier is Tier.AST
    assert found.encoding == "utf-8-sig"
    assert found.assigned == ("x",)


@pytest.mark.parametrize("text", ["x = 1\0\n", "# \0\n", "\0"])
def test_null_bytes_are_a_problem(text: str) -> None:
    found = facts(text)
    assert found.tier is not Tier.AST
    assert found.problem is not None
    assert found.problem.message == "the file contains a null byte"
    assert found.problem.line == 1
    assert found.problem.column == text.index("\0") + 1


def test_bytes_of_another_encoding_are_a_problem_even_where_the_rest_parses() -> None:
    data = b"# one\nname = 'caf\xe9'\n"
    found = facts(data.decode("utf-8", "replace"), data=data)
    assert found.tier is Tier.AST
    assert found.assigned == ("name",)
    assert found.problem == SyntaxProblem("the file is not valid utf-8", 2, 12, "name = 'caf\ufffd'")


def test_a_replacement_character_in_the_source_itself_is_no_problem() -> None:
    assert facts("x = '\ufffd'\n").problem is None


def test_no_warning_leaves_the_parser() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = facts("x = '\\d'\nif x is 'y': assert (x, 'z')\n")
    assert found.tier is Tier.AST
    assert caught == []


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "a + " * 2_000 + "a\n",
        "x" + ".a" * 2_000 + "\n",
        "x" + "()" * 2_000 + "\n",
        "if a:\n    pass\n" + "elif a:\n    pass\n" * 2_000,
        "x = " + "not " * 2_000 + "a\n",
        "x = " + "a if b else " * 2_000 + "a\n",
        "x = " + "(" * 180 + "a" + ")" * 180 + "\n",
    ],
)
def test_what_ast_can_parse_reaches_the_tier_ast_however_deep(text: str) -> None:
    try:
        ast.parse(text)
    except (RecursionError, MemoryError):
        pytest.skip("too deep for this interpreter")
    assert facts(text).tier is Tier.AST


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "a + " * 100_000 + "a\n",
        "(" * 100_000 + "\n",
        "x = " + "not " * 4_000 + "a b\n",
        "if a:\n  pass\n" + "elif a:\n  pass\n" * 20_000 + "x y\n",
        "match a:\n case " + "[" * 60 + "b c" + "]" * 60 + ": pass\n",
        "del " + "(" * 60 + "a b" + ")" * 60 + "\n",
        "'" * 1_001 + "\n",
        "#" * 1_000_000 + "pylint XXX" * 1_000,
        "XXX-" * 200_000,
        "# type: ignore\n" * 20_000,
        "def f(\n" * 5_000,
        "\r" * 100_000 + "x y",
        "\x0c" * 100_000,
        "x y; " + "\\\n" * 50_000,
    ],
)
def test_hostile_text_costs_little(text: str) -> None:
    began = time.process_time()
    found = facts(text)
    assert isinstance(found, PythonFacts)
    assert time.process_time() - began < 10


def test_a_large_table_is_still_read_by_ast() -> None:
    found = facts("x = [\n" + "    (1, 'two', 3.0),\n" * 30_000 + "]\n")
    assert found.tier is Tier.AST
    assert found.raw is not None
    assert found.raw.lloc == 1


def test_too_many_tokens_are_refused_before_parsing() -> None:
    found = facts("x = [" + "1," * measure.AST_SIGNS + "]\n")
    assert found.tier is Tier.TEXT
    assert found.problem is None


def test_all_line_ends_count_as_the_tokenizer_counts_them() -> None:
    found = facts("import a\r\n\r\nimport b\rimport c\n\x0c\nimport d\n")
    assert [(one.module, one.line) for one in found.imports] == [("a", 1), ("b", 3), ("c", 4), ("d", 6)]


def test_odd_line_separators_leave_the_metrics_of_the_code() -> None:
    found = facts("x = 1  # one\u2028don't (\ny = 2\n")
    assert found.tier is Tier.AST
    assert found.raw is not None
    assert (found.raw.loc, found.raw.lloc, found.raw.comments) == (2, 2, 1)


def test_imports_keep_their_order_on_one_line() -> None:
    assert facts("import b; import a\nfrom c import e, d\n").imports == (
        Import("b", None, "b", 0, 1),
        Import("a", None, "a", 0, 1),
        Import("c", "e", "e", 0, 2),
        Import("c", "d", "d", 0, 2),
    )

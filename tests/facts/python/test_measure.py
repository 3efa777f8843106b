"""The measures that decide beforehand which parser may read a text."""

import pytest

from codex_audit.facts.python import measure
from codex_audit.facts.python.measure import shape_of, suits_ast, suits_others
from codex_audit.facts.python.scan import scan


def shape(text: str) -> measure.Shape:
    return shape_of(scan([line.strip() for line in text.split("\n")]))


@pytest.mark.parametrize(
    ("text", "depth", "chain"),
    [
        ("", 0, 0),
        ("f(a, b)", 1, 3),
        ("[[1, 2], [3]]", 2, 2),
        ("a + b + c", 0, 5),
        ("a, b, c", 0, 1),
        ("'(((('  # ((((", 0, 1),
        ("a\nb\nc", 0, 1),
        ("a \\\n+ b", 0, 3),
        ("x" + "()" * 50, 1, 51),
        ("lambda a, b: a", 0, 6),
        (")))", 0, 0),
    ],
)
def test_shape(text: str, depth: int, chain: int) -> None:
    found = shape(text)
    assert (found.depth, found.chain) == (depth, chain)


def test_a_chain_of_branches_nests() -> None:
    text = "if a:\n    b\n" + "elif a:\n    b\n" * 1_500
    assert shape(text).chain == 1_500
    assert not shape(text).suits_concrete
    assert shape(text).suits_tolerant


@pytest.mark.parametrize("word", ["case", "del"])
def test_brackets_in_patterns_and_targets_are_counted_apart(word: str) -> None:
    deep = "[" * 7 + "a" + "]" * 7
    assert shape(f"{word} {deep}").pattern == 7
    assert not shape(f"{word} {deep}").suits_concrete
    assert shape(f"x = {deep}").suits_concrete


def test_depth_decides_for_both_parsers() -> None:
    assert not shape("(" * 101).suits_concrete
    assert shape("(" * 101).suits_tolerant
    assert not shape("(" * 1_001).suits_tolerant


def test_ast_is_refused_by_size_line_and_signs() -> None:
    assert suits_ast("a" * 100, [])
    long = "a" * (measure.AST_LINE + 1)
    assert not suits_ast(long, [long])
    assert suits_ast(long, [long[: measure.AST_LINE]])
    lines = ["a = 1"] * 100_000
    assert suits_ast("\n".join(lines), lines)
    lines = ["1,1,1,1,1,1,1,1"] * 250_000
    assert not suits_ast("\n".join(lines), lines)
    many = "x" * (measure.AST_CHARACTERS + 1)
    assert not suits_ast(many, ["x"])


def test_no_parser_lists_very_many_definitions() -> None:
    lines = ["def f(): pass"] * (measure.DEFINITIONS + 1)
    assert not suits_ast("\n".join(lines), lines)
    assert suits_ast("\n".join(lines[1:]), lines[1:])
    assert measure.has_too_many_definitions("  async def f(): 0\nclass C: 0\n" * measure.DEFINITIONS)
    assert not measure.has_too_many_definitions("x = 'def f(): 0'\n" * 2 * measure.DEFINITIONS)


def test_the_others_are_refused_by_size_and_line() -> None:
    assert suits_others(["a"] * 100)
    assert suits_others([])
    assert not suits_others(["a" * 20_001])
    assert not suits_others(["a" * 100] * 5_001)


def test_names_of_thousands_of_parts_are_not_parsed() -> None:
    parts = measure.AST_DOTS + 2
    assert not suits_ast("import " + ".".join(["a"] * parts), [])
    assert not suits_ast("from " + ".\\\n".join(["a"] * parts) + " import b", [])
    assert suits_ast("x = (" + "a.b\n" * parts + ")\nimport c\n", [])

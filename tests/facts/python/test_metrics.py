"""Complexity, Halstead and maintainability, where the samples of real trees may not lead."""

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from radon.complexity import add_inner_blocks, cc_visit
from radon.metrics import h_visit, mi_visit

from codex_audit.domain.facts import Halstead, RawCounts
from codex_audit.facts.python.metrics import maintainability
from tests.facts.python.support import facts

EXPRESSIONS = st.recursive(
    st.sampled_from(
        ["a", "b", "1", "1.0", "True", "'a'", "c.a", "-1", "...", "f(a)", "2**61 + 0", "9" * 30, "5j"]
    ),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "and", "or", "<", "in", "**", "is not"]), inner).map(
            lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
        ),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[2]})"),
        inner.map(lambda one: f"(not {one})"),
        inner.map(lambda one: f"[a for a in b if {one} for c in {one}]"),
        inner.map(lambda one: f"(lambda a={one}: {one})"),
        inner.map(lambda one: f"{{{one}: {one}, **{one}}}"),
        inner.map(lambda one: f"a[{one}:{one}]"),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]} < {parts[1]} < a)"),
    ),
    max_leaves=6,
)


def indent(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


STATEMENTS = st.recursive(
    st.one_of(
        EXPRESSIONS.map(lambda one: f"x = {one}\n"),
        EXPRESSIONS.map(lambda one: f"x += {one}\n"),
        EXPRESSIONS.map(lambda one: f"assert {one}, {one}\n"),
        st.just("pass\n"),
    ),
    lambda inner: st.one_of(
        st.tuples(EXPRESSIONS, inner).map(lambda parts: f"if {parts[0]}:\n{indent(parts[1])}"),
        st.tuples(EXPRESSIONS, inner).map(
            lambda parts: f"while {parts[0]}:\n{indent(parts[1])}else:\n{indent(parts[1])}"
        ),
        inner.map(lambda one: f"try:\n{indent(one)}except A:\n{indent(one)}except B: pass\nelse: pass\n"),
        st.tuples(EXPRESSIONS, inner).map(
            lambda parts: f"@d({parts[0]})\ndef f(a={parts[0]}) -> ({parts[0]}):\n{indent(parts[1])}"
        ),
        st.tuples(EXPRESSIONS, inner).map(lambda parts: f"class C({parts[0]}):\n{indent(parts[1])}"),
        EXPRESSIONS.map(lambda one: f"def g(): return {one}\n"),
        EXPRESSIONS.map(lambda one: f"class D: x = {one}\n"),
        EXPRESSIONS.map(lambda one: f"match {one}:\n    case [1, a]: pass\n    case _: pass\n"),
        st.tuples(inner, inner).map("".join),
    ),
    max_leaves=6,
)


@settings(max_examples=250, deadline=None)
@given(STATEMENTS)
def test_generated_programs_have_radons_numbers(text: str) -> None:
    found = facts(text)
    blocks = sorted(
        (block.lineno, block.name.rpartition(".")[2], block.complexity)
        for block in add_inner_blocks(cc_visit(text))
    )
    ours = {(one.line, one.name.rpartition(".")[2], one.complexity) for one in found.definitions}
    assert set(blocks) <= ours
    theirs = h_visit(text).total
    assert found.halstead == Halstead(theirs.h1, theirs.h2, theirs.N1, theirs.N2)
    assert found.mi == mi_visit(text, True)


def test_what_radon_does_not_list_has_the_number_of_itself_alone() -> None:
    inner = "class C:\n    def m(self):\n        return a if b else c\n"
    found = facts("def f():\n" + indent(inner) + "    return C\n")
    alone = facts(inner)
    assert [one.complexity for one in found.definitions[1:]] == [one.complexity for one in alone.definitions]
    assert found.definitions[0].complexity == 1


def test_integers_that_share_a_hash_cost_no_more_than_others() -> None:
    step = 2**61 - 1
    text = "".join(f"x = a + {step * number}\n" for number in range(1, 20_000))
    found = facts(text).halstead
    assert found == Halstead(h1=1, h2=20_000, n1=19_999, n2=39_998)


@pytest.mark.parametrize(
    ("left", "right", "distinct"),
    [
        (str(2**70), str(2**70), 1),
        (str(2**70), "1180591620717411303424.0", 1),
        (str(2**70 + 1), str(2**70 + 1), 1),
        (str(2**70 + 1), str(2**70), 2),
        ("1" + "0" * 400, "1" + "0" * 400, 1),
        ("1", "True", 1),
        ("1", "'1'", 2),
        ("a", "'a'", 1),
        ("a.b", "b", 1),
    ],
)
def test_operands_are_equal_as_in_radon(left: str, right: str, distinct: int) -> None:
    text = f"x = {left} + {right}\n"
    found = facts(text).halstead
    assert found is not None
    assert found.h2 == distinct == h_visit(text).total.h2


def test_the_formulas_at_their_edges() -> None:
    nothing = Halstead(0, 0, 0, 0)
    raw = RawCounts(1, 1, 1, 0, 0, 0, 0)
    assert nothing.volume == 0.0
    assert maintainability(nothing, 1, raw) == 100.0
    some = Halstead(2, 2, 4, 4)
    assert some.volume == 16.0
    assert maintainability(some, 1, RawCounts(0, 0, 0, 0, 0, 0, 0)) == 100.0
    assert maintainability(some, 100_000, raw) == 0.0
    assert 0 < maintainability(some, 1, RawCounts(5, 5, 0, 5, 0, 0, 5)) <= 100


def test_a_function_in_an_f_string_of_several_lines_is_its_own() -> None:
    text = 'def f():\n    return f"""\n{a if b else c}\n{[x for x in y]}\n"""\n\n\ndef g(): return 1\n'
    ours = {(one.name, one.complexity) for one in facts(text).definitions}
    assert ours == {(block.name, block.complexity) for block in cc_visit(text)}
    assert ast.parse(text)

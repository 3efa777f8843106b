"""YAML as nodes with lines."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_audit.facts._yaml import (
    MAX_CHARACTERS,
    NOT_YAML,
    TEMPLATE,
    TOO_DEEP,
    TOO_LARGE,
    Alias,
    Mapping,
    Node,
    Scalar,
    Sequence,
    items_of,
    load,
    scalars_of,
    text_of,
    walk,
)


def test_nodes_know_their_lines() -> None:
    root = load("# c\na: 1\nb:\n  - x\n  - y: |\n      one\n\n      two\nc: 'q'\n").root
    assert [(key.text, key.line) for key, _ in root.pairs] == [("a", 2), ("b", 3), ("c", 9)]
    assert text_of(root.get("a")) == "1"
    second = items_of(root.get("b"))[1]
    assert isinstance(second, Mapping)
    block = second.get("y")
    assert isinstance(block, Scalar)
    assert (block.line, block.end, block.block, block.text) == (5, 8, "|", "one\n\ntwo\n")
    assert root.key("c") == Scalar("c", 9, 9)
    assert root.get("z") is None


def test_aliases_stay_leaves() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    root = load(bomb).root
    assert sum(1 for _ in walk(root)) < 80
    assert any(isinstance(node, Alias) for _, node in walk(root))
    assert text_of(load("a: &x 1\nb: *x\n").root.get("b")) == ""


def test_several_documents_unknown_tags_and_odd_keys() -> None:
    documents = load("--- [a]\n---\n? [complex]\n: 1\nkey: !Ref thing\n")
    assert documents.problem is None
    assert len(documents.roots) == 2
    assert [key.text for key, _ in documents.root.pairs] == ["key"]
    assert text_of(documents.root.get("key")) == "thing"


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("a: b: c\n", NOT_YAML, 1),
        ("x: 1\ny: [\n", NOT_YAML, 3),
        ("x: {{ y }}: {% if %}\n", TEMPLATE, 1),
        ("a: 1\n{% for x in y %}\n", TEMPLATE, 2),
        ("a: \x07\n", NOT_YAML, 1),
        ("- " * 500, TOO_DEEP, 1),
        ("[" * 500, TOO_DEEP, 1),
    ],
)
def test_problems(text: str, problem: str, line: int) -> None:
    documents = load(text)
    assert (documents.roots, documents.problem, documents.problem_line) == ((), problem, line)
    assert documents.root == Mapping(1)


def test_size_is_bounded() -> None:
    assert load("#" * (MAX_CHARACTERS + 1)).problem == TOO_LARGE


def test_rare_line_ends_do_not_count() -> None:
    assert load("a: x\u2028y\x85z\nb: 1\n").root.key("b") == Scalar("b", 2, 2)


def test_helpers() -> None:
    root = load("a: [1, [2, {b: 3}], 4]\nc: 5\nd: {e: 6}\n").root
    assert [one.text for one in scalars_of(root.get("a"))] == ["1", "2", "4"]
    assert [one.text for one in scalars_of(root.get("c"))] == ["5"]
    assert list(scalars_of(None)) == []
    assert items_of(None) == []
    assert items_of(root.get("c")) == [root.get("c")]
    assert [key for key, node in walk(root) if isinstance(node, Scalar)] == ["", "", "b", "", "c", "e"]


def test_the_pure_python_parser_gives_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: [1, 'two']\nb: >\n  folded\n  text\nc: &x {d: !t e}\nf: *x\n"
    fast = load(text)
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    assert load(text) == fast


def _plain(node: Node) -> object:
    if isinstance(node, Mapping):
        return {key.text: _plain(value) for key, value in node.pairs}
    if isinstance(node, Sequence):
        return [_plain(item) for item in node.items]
    return node.text if isinstance(node, Scalar) else None


_WORDS = st.text("abcde", min_size=1, max_size=5)
_TREES = st.recursive(
    _WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(_WORDS, _TREES, min_size=1, max_size=4), st.booleans())
def test_trees_come_back_as_yaml_wrote_them(tree: dict[str, object], flow: bool) -> None:
    text = yaml.safe_dump(tree, default_flow_style=flow, default_style="'", sort_keys=False)
    documents = load(text)
    assert _plain(documents.root) == tree
    for _, node in walk(documents.root):
        if isinstance(node, Scalar):
            assert node.text in documents.lines[node.line - 1]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("a: |\n x\n y", 3),
        ("a: |\n x\n y\n", 3),
        ("a: >\n x\n\nb: 1\n", 3),
        ("a: |", 1),
        ("a: b\n c", 2),
        ("a: b", 1),
    ],
)
def test_where_a_scalar_ends(text: str, end: int) -> None:
    scalar = load(text).root.get("a")
    assert isinstance(scalar, Scalar)
    assert scalar.end == end
    assert scalar.citable is (end == 1)


def test_a_key_over_several_lines_is_left_out() -> None:
    assert [key.text for key, _ in load("? a\n  b\n: 1\nc: 2\n").root.pairs] == ["c"]

"""The flattened tree holds every node once, where it belongs."""

import ast
import sysconfig
from pathlib import Path

import pytest

from codex_audit.facts.python.grammar import CHILDREN
from codex_audit.facts.python.walk import flatten

STDLIB = Path(sysconfig.get_path("stdlib"))
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BELOW_NOTHING = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)


def flat(tree: ast.Module, lines: int) -> list[ast.AST]:
    """All nodes of all lists."""
    found = flatten(tree, lines)
    return [
        node
        for buckets in (found.evaluated, found.aside, found.headers)
        for kind, nodes in buckets.items()
        if kind is not type(None)
        for node in nodes
    ]


def passed_over(tree: ast.Module) -> set[int]:
    """Nodes that stand in no list: what nothing lies below, containers that the walk opens by
    itself, a function's parameters, and the literal text of f-strings."""
    found = {id(tree)}
    for node in ast.walk(tree):
        if isinstance(node, (*BELOW_NOTHING, ast.match_case, ast.alias)):
            found.add(id(node))
        elif isinstance(node, FUNCTIONS):
            every = node.args
            named = [*every.posonlyargs, *every.args, *every.kwonlyargs, every.vararg, every.kwarg]
            found.update(map(id, (every, *named)))
        elif isinstance(node, ast.JoinedStr):
            found.update(id(one) for one in node.values if isinstance(one, ast.Constant))
    return found


@pytest.mark.parametrize("name", ["argparse.py", "ast.py", "dataclasses.py", "typing.py", "enum.py"])
def test_every_node_is_found_once(name: str) -> None:
    text = (STDLIB / name).read_text(encoding="utf-8")
    tree = ast.parse(text)
    found = [id(node) for node in flat(tree, text.count("\n") + 1)]
    assert len(found) == len(set(found))
    assert set(found) == {id(node) for node in ast.walk(tree)} - passed_over(tree)


def test_the_table_names_every_field_with_nodes() -> None:
    leaves = {
        "Name",
        "Constant",
        "Pass",
        "Break",
        "Continue",
        "Global",
        "Nonlocal",
        "Import",
        "ImportFrom",
        "alias",
    }
    own_roads = {"FunctionDef", "AsyncFunctionDef", "ClassDef", "Assert", "Try", "TryStar"}
    tokens = {"MatchSingleton", "MatchStar", "match_case", "type_ignore", "TypeIgnore"}
    known = {kind.__name__ for kind in CHILDREN}
    base = (ast.expr, ast.stmt, ast.pattern, ast.excepthandler)
    deprecated = {"Num", "Str", "Bytes", "NameConstant", "Ellipsis", "Index", "ExtSlice"}
    for name, kind in vars(ast).items():
        if name.startswith("_") or name in deprecated:
            continue
        if isinstance(kind, type) and issubclass(kind, base) and kind not in base:
            assert name in known | leaves | own_roads | tokens, name


def test_scopes_and_the_lines_that_they_own() -> None:
    text = (
        "x = 1\n@d\ndef f(\n    a=1,\n):\n    class C:\n        def m(self): return 1\n    return C\ny = 2\n"
    )
    found = flatten(ast.parse(text), 9)
    assert [(one.name, one.kind, one.parent, one.deferred) for one in found.scopes] == [
        ("", "module", 0, False),
        ("f", "function", 0, True),
        ("f.C", "class", 1, True),
        ("f.C.m", "method", 2, True),
    ]
    assert found.owners[1:10] == [0, 0, 1, 1, 1, 2, 3, 1, 0]
    assert found.scopes[1].parameters == ("a",)


def test_headers_and_assertions_stand_apart() -> None:
    text = "def f(a: b + c = d + e) -> g + h: x + y\nclass C(i + j, k=l + m): pass\nassert n + o, p + q\n"
    found = flatten(ast.parse(text), 3)
    assert [len(buckets[ast.BinOp]) for buckets in (found.headers, found.evaluated, found.aside)] == [3, 1, 4]


def test_every_kind_of_block_is_followed() -> None:
    text = """
for a in b: c()
else: d()
while e: f()
else: g()
try: h()
except i: j()
else: k()
finally: l()
with m: n()
match o:
    case p if q(): r()
async def s():
    async for t in u: v()
    async with w: x()
if y: z()
elif a1: b1()
else: c1()
try: d1()
except* e1: f1()
"""
    found = flatten(ast.parse(text), 30)
    called = {node.func.id for node in found.evaluated[ast.Call]}
    assert called == {*"cdfghjklnqrvxz", "b1", "c1", "d1", "f1"}


@pytest.mark.parametrize(
    ("test", "guard"),
    [
        ("__name__ == '__main__'", 1),
        ("'__main__' == __name__", 1),
        ("__name__ != '__main__'", None),
        ("__name__ == 'x'", None),
        ("x == '__main__'", None),
        ("__name__ == '__main__' == y", None),
        ("__name__", None),
    ],
)
def test_the_main_guard(test: str, guard: int | None) -> None:
    assert flatten(ast.parse(f"if {test}: pass\n"), 1).main_guard == guard


def test_only_the_first_guard_of_the_top_level_counts() -> None:
    text = "def f():\n    if __name__ == '__main__': pass\n" + "if __name__ == '__main__': pass\n" * 2
    assert flatten(ast.parse(text), 4).main_guard == 3

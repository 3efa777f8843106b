"""What calls and environment reads resolve to."""

import pytest

from codex_audit.domain.facts import Call, EnvironmentRead
from tests.facts.python.support import facts


def targets(text: str) -> list[str]:
    return [call.target for call in facts(text).calls]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import a\na.b.c()\n", ["a.b.c"]),
        ("import a.b\na.b.c()\n", ["a.b.c"]),
        ("import a.b as x\nx.c()\n", ["a.b.c"]),
        ("from a import b\nb()\nb.c()\n", ["a.b", "a.b.c"]),
        ("from a import b as x\nx.c()\n", ["a.b.c"]),
        ("from . import b\nb()\n", [".b"]),
        ("from ..a import b\nb.c()\n", ["..a.b.c"]),
        ("def f(): pass\nf()\n", ["f"]),
        ("class A:\n    def m(self): pass\nA.m(A())\n", ["A", "A.m"]),
        ("eval('1'); len([]); getattr(a, 'b')\n", ["eval", "getattr"]),
        ("__path__.append('x')\n", ["__path__.append"]),
        ("eval = 1\neval('1')\n", []),
        ("a().b()\n[].append(1)\n'x'.join(y)\n(lambda: 1)()\n", []),
        ("def f():\n    import a\n    a.b()\na.c()\n", ["a.b"]),
        ("import a\ndef f(a): a.b()\n", []),
        ("import a\ndef f(*a, **b): a.b(); b.c()\n", []),
        ("import a\ndef f():\n    a = 1\n    a.b()\n", []),
        ("import a\ndef f():\n    for a in b: a.c()\n", []),
        ("import a\ndef f():\n    with b as (a, *c): a.c()\n", []),
        ("import a\ndef f():\n    [a for a in b]\n    a.c()\n", []),
        ("import a\ndef f():\n    x = lambda a: a.c()\n", []),
        ("import a\ndef f():\n    if (a := b): a.c()\n", []),
        ("import a\ndef f():\n    match b:\n        case [*a]: a.c()\n", []),
        ("import a\ndef f():\n    match b:\n        case {**a}: a.c()\n", []),
        ("import a\ndef f():\n    def a(): pass\n    a.c()\n", []),
        ("import a\n[a for a in b]\nx = lambda a: 1\na.c()\n", ["a.c"]),
        ("import a\ndef f():\n    global a\n    a = 1\n    a.b()\n", ["a.b"]),
        ("import a\ndef f():\n    def g():\n        a.b()\n    a = 1\n", []),
        ("import a\nclass C:\n    a = 1\n    def m(self): a.b()\n", ["a.b"]),
        ("import a\nclass C:\n    a = 1\n    a.b()\n", []),
        ("class C:\n    import a\n    a.b()\n    def m(self): a.c()\n", ["a.b"]),
        ("try:\n    import a as x\nexcept ImportError:\n    import b as x\nx.c()\n", ["a.c"]),
        ("import a\n@a.b(1)\ndef f(x=a.c()) -> a.d(): pass\n", ["a.b", "a.c", "a.d"]),
        ("import a\nclass C:\n    a = 1\n    def m(self, x=a.c()): pass\n", []),
        ("def f(a):\n    def g(x=a.b()): pass\nimport a\n", []),
        (
            "import a\nclass C(a.b(), metaclass=a.c()): pass\nassert a.d(), a.e()\n",
            ["a.b", "a.c", "a.d", "a.e"],
        ),
    ],
)
def test_targets(text: str, found: list[str]) -> None:
    assert targets(text) == found


def test_calls_are_counted_from_their_first_line_and_ordered() -> None:
    text = "import z, a\n\ndef f():\n    z.x()\n    a.x(); a.x()\n\n\nassert z.x()\nz.y(); a.y()\n"
    assert facts(text).calls == (
        Call("z.x", 4, 2),
        Call("a.x", 5, 2),
        Call("a.y", 9, 1),
        Call("z.y", 9, 1),
    )


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("os.environ['A']", [("A", True)]),
        ("os.environ.get('A')", [("A", False)]),
        ("os.environ.get(key='A')", [("A", False)]),
        ("os.environ.pop('A')", [("A", True)]),
        ("os.environ.pop('A', None)", [("A", False)]),
        ("os.getenv('A')", [("A", False)]),
        ("os.environ.setdefault('A', 'b')", [("A", False)]),
        ("'A' not in os.environ", [("A", False)]),
        ("os.environ['A'] = 'b'", []),
        ("del os.environ['A']", []),
        ("os.environ[a]", []),
        ("os.environ.get()", []),
        ("os.environ.get('not a name')", []),
        ("f['A']; 'A' in f", []),
        ("f(os.environ['A'] + os.environ['B'])", [("A", True), ("B", True)]),
        ("os.environ['A'] = 'b'; os.environ['A']", [("A", False)]),
        ("'A' in os.environ and os.environ['A']", [("A", False)]),
        ("def f(a=os.environ['A']): pass", [("A", True)]),
        ("def f(os): os.environ['A']", []),
    ],
)
def test_environment(code: str, found: list[tuple[str, bool]]) -> None:
    assert [(one.name, one.required) for one in facts(f"import os\n{code}\n").environment] == found


def test_environment_by_other_names() -> None:
    text = "from os import environ as e, getenv\ne['A']\ngetenv('B')\ne.get('C')\n"
    assert facts(text).environment == (
        EnvironmentRead("A", 2, True),
        EnvironmentRead("B", 3, False),
        EnvironmentRead("C", 4, False),
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a = b = 1\n", ("a", "b")),
        ("a.b = 1\nc[0] = 2\n", ()),
        ("a, [b, *c] = d\n", ("a", "b", "c")),
        ("for a in b: c = 1\n", ("a", "c")),
        ("with a as b: pass\n", ("b",)),
        ("if (a := 1): pass\n", ("a",)),
        ("a += 1\nb: int = 2\n", ("a", "b")),
        ("def f():\n    global a\n    a = 1\n    b = 2\n", ("a",)),
        ("class C:\n    a = 1\n", ()),
        ("[a for a in b]\nx = lambda c: c\n", ("x",)),
        ("match a:\n    case {'k': b, **c}: pass\n    case [d, *e] as f: pass\n", ("b", "c", "d", "e", "f")),
        ("__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n", ("__path__",)),
    ],
)
def test_assigned(text: str, names: tuple[str, ...]) -> None:
    assert facts(text).assigned == names


def test_long_names_are_not_multiplied() -> None:
    long = "a" * 50_000
    calls = "".join(f"x.b{number}()\n" for number in range(1_000))
    assert facts(f"import {long} as x\n{calls}").calls == ()
    nested = "".join(f"{' ' * depth}class {long}:\n" for depth in range(20)) + " " * 20 + "pass\n"
    assert max(len(one.name) for one in facts(nested).definitions) == 20 * 201 - 1

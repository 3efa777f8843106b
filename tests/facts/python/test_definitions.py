"""Definitions: what they are called, where they stand, and what identifies their bodies."""

import pytest

from tests.facts.python.support import definition, facts

LONG = "    a = 1\n    b = 2\n    c = a + b\n    if c:\n        d = c\n    return d\n"


def test_places_count_from_the_keyword() -> None:
    text = "class C:\n    @a\n    @b\n    async def m(\n        self,\n    ):\n        return 1\n\n\n"
    found = definition(text, "C.m")
    assert (found.line, found.end_line, found.column) == (4, 7, 4)


@pytest.mark.parametrize(
    ("decorator", "name"),
    [
        ("a", "a"),
        ("a.b.c", "a.b.c"),
        ("a.b(c, d=e)", "a.b"),
        ("a(b)(c)", "a"),
        ("a[b].c", "a.c"),
        ("(lambda f: f)", "<expression>"),
    ],
)
def test_decorators(decorator: str, name: str) -> None:
    assert definition(f"@{decorator}\ndef f(): pass\n", "f").decorators == (name,)


def test_bases() -> None:
    found = definition("class C(a.B, Generic[T], namedtuple('x', 'y'), *others, metaclass=M): pass\n", "C")
    assert found.bases == ("a.B", "Generic", "namedtuple", "<expression>")


def test_parameters() -> None:
    assert definition("def f(a, /, b=1, *c, d, e=2, **g): pass\n", "f").parameters == (
        "a",
        "b",
        "*c",
        "d",
        "e",
        "**g",
    )
    assert definition("def f(*, a): pass\n", "f").parameters == ("a",)


@pytest.mark.parametrize(
    ("body", "nesting"),
    [
        ("pass", 0),
        ("if a: b", 1),
        ("for a in b:\n        if c: d", 2),
        ("if a: b\n    elif c: d\n    elif e: f\n    else: g", 1),
        ("if a: b\n    else:\n        if c: d", 2),
        ("try: a\n    except B:\n        with c: d", 2),
        ("match a:\n        case 1:\n            while b: c", 2),
        ("def g():\n        if a: b", 0),
        ("x = [a for a in b if c]", 0),
    ],
)
def test_nesting(body: str, nesting: int) -> None:
    assert definition(f"def f():\n    {body}\n", "f").nesting == nesting


def digest(text: str, name: str = "f") -> str:
    return definition(text, name).digest


def test_copies_share_a_digest_whatever_their_dress() -> None:
    plain = digest(f"def f():\n{LONG}")
    assert len(plain) == 16
    assert digest(f"def other(a, b=1):\n{LONG}", "other") == plain
    assert digest(f"def f():\n    '''Does it.'''\n{LONG}") == plain
    assert digest(f"@d\nasync def f() -> int:  # c\n\n    # c\n{LONG}") == plain
    assert digest("def f():\n" + LONG.replace("\n", "  # c\n\n")) == plain
    deeper = "".join(f"    {line}\n" for line in LONG.splitlines())
    assert digest(f"class C:\n    def f(self):\n{deeper}", "C.f") == plain


def test_other_bodies_have_other_digests() -> None:
    plain = digest(f"def f():\n{LONG}")
    assert digest("def f():\n" + LONG.replace("a + b", "a - b")) != plain
    assert digest("def f():\n" + LONG.replace("1", "'# no comment'")) != digest(
        "def f():\n" + LONG.replace("1", "'# no'")
    )


def test_short_bodies_have_none() -> None:
    assert digest("def f():\n    a = 1\n    b = 2\n    return a\n") == ""
    assert digest("def f():\n    'doc'\n    a\n    b\n    c\n    d\n    e\n") == ""
    assert digest("def f(): a; b; c; d; e; f\n") == ""


def test_statements_of_inner_functions_count() -> None:
    text = "def f():\n    def g():\n        a\n        b\n        c\n    d\n    return g\n"
    assert digest(text) != ""
    assert digest(text, "f.g") == ""


def test_a_body_that_begins_with_a_decorator() -> None:
    text = "def {0}():\n    @{1}\n    def g():\n        a\n        b\n        c\n    d\n    return g\n"
    assert digest(text.format("f", "one")) == digest(text.format("h", "one"), "h")
    assert digest(text.format("f", "one")) != digest(text.format("f", "two"))


def test_module_getattr_only_counts_at_the_top() -> None:
    assert facts("def __getattr__(name): return 1\n").module_getattr
    assert not facts("class C:\n    def __getattr__(self, name): return 1\n").module_getattr

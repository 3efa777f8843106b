"""Imports and definitions of files that CPython refuses, by libcst and by parso."""

import sys
from types import ModuleType

import pytest

from codex_audit.domain.facts import Definition, Import
from codex_audit.facts.python import concrete, tolerant
from codex_audit.facts.python.outline import Outline, Place, literal
from tests.facts.python.support import facts

SOUND = '''\
"""Doc."""
import a.b, c as d; import e
from . import (f,
    g as h)
try:
    import i
except (KeyError, ImportError):
    import j
else:
    import k
finally:
    import l
if typing.TYPE_CHECKING:
    import m
elif x:
    import n
else:
    import o
for x in y:
    import p
with q: import r
while s: pass
else: import t


@one.two(3)
# comment
@four
class A(B, C[T], metaclass=M):
    """Of A."""

    @property
    async def m(self, a, /, b=1, *c, d, **e) -> int:
        """Of m.

        More.
        """
        import u

        def inner(): pass
        class Z: pass


def last(): return 1
match v:
    case 1:
        import w
'''

BOTH = pytest.mark.parametrize("rung", [concrete, tolerant], ids=["libcst", "parso"])


def read(rung: ModuleType, text: str) -> tuple[tuple[Import, ...], tuple[Definition, ...]]:
    found = rung.outline(text)
    assert found is not None
    return found


@BOTH
def test_each_rung_tells_what_ast_tells(rung: ModuleType) -> None:
    imports, definitions = read(rung, SOUND)
    whole = facts(SOUND)
    assert imports == whole.imports
    assert [
        (
            one.name,
            one.kind,
            one.line,
            one.column,
            one.decorators,
            one.bases,
            one.parameters,
            one.docstring,
        )
        for one in definitions
    ] == [
        (
            one.name,
            one.kind,
            one.line,
            one.column,
            one.decorators,
            one.bases,
            one.parameters,
            one.docstring,
        )
        for one in whole.definitions
    ]
    assert [one.end_line for one in definitions] == [one.end_line for one in whole.definitions]


@BOTH
def test_form_feeds_and_line_ends_count_alike(rung: ModuleType) -> None:
    _, definitions = read(rung, "x = 1\r\n\x0c\r\ndef f():\r\n    pass\r\n")
    assert [one.line for one in definitions] == [3]


def test_libcst_refuses_what_is_broken() -> None:
    assert concrete.outline("def f(:\n") is None
    assert concrete.outline("\0") is None or sys.version_info


def test_parso_reads_around_what_is_broken() -> None:
    text = (
        "import a\n"
        "def tuples(x, (y, z)):\n"
        "    import b\n"
        "    def inner():\n"
        "        pass\n"
        "class Open(:\n"
        "    def m(self):\n"
        "        print 'x'\n"
        "@d\n"
        "def torn(a\n"
        "    b = 1\n"
        "def after():\n"
        "    if x\n"
        "        import c\n"
        "try:\n"
        "    import d\n"
        "except:\n"
        "    pass\n"
    )
    imports, definitions = read(tolerant, text)
    assert [(one.name, one.kind, one.line, one.end_line) for one in definitions] == [
        ("tuples", "function", 2, 5),
        ("tuples.inner", "closure", 4, 5),
        ("Open", "class", 6, 8),
        ("Open.m", "method", 7, 8),
        ("torn", "function", 10, 11),
        ("after", "function", 12, 14),
    ]
    assert [(one.module, one.guarded, one.deferred) for one in imports] == [
        ("a", False, False),
        ("b", False, True),
        ("c", False, True),
        ("d", True, False),
    ]


def test_broken_headers_in_broken_headers() -> None:
    _, definitions = read(
        tolerant, "class A(:\n    def b(:\n        pass\n    def c(:\n        pass\ndef d(:\n    pass\n"
    )
    assert [(one.name, one.kind) for one in definitions] == [
        ("A", "class"),
        ("A.b", "method"),
        ("A.c", "method"),
        ("d", "function"),
    ]


def test_statements_that_nobody_reads_are_left_out() -> None:
    found = Outline()
    found.add_import("import (", (1, 0), Place())
    found.add_import("import " + "a," * 20_000 + "a", (1, 0), Place())
    found.add_import("x = 1", (1, 0), Place())
    assert found.in_order() == ((), ())


def test_a_header_that_cpython_refuses_still_has_a_name() -> None:
    found = Outline()
    within = found.define("def f(a, (b, c)):", "f", Place("A", "class"), (3, 4, 0), None)
    _, (one,) = found.in_order()
    assert (one.name, one.kind, one.line, one.parameters) == ("A.f", "method", 3, ())
    assert (within.name, within.kind, within.deferred) == ("A.f", "function", True)


def test_literals() -> None:
    assert literal("'a' 'b'") == "ab"
    assert literal("1") is None
    assert literal("f'{a}'") is None
    assert literal("'a") is None

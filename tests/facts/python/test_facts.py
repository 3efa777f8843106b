"""What a Python file says of itself, on every rung of the ladder."""

import ast
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_audit.domain.facts import PythonFacts, Stub, Tier
from codex_audit.facts.python import EXTRACTOR, accepts, extract_text, parse


def facts(text: str, name: str = "module.py", data: bytes | None = None) -> PythonFacts:
    text = textwrap.dedent(text)
    return extract_text(text, text.encode("utf-8", "surrogatepass") if data is None else data, name)


def test_names_that_are_python() -> None:
    assert [accepts(name) for name in ("a.py", "b/c.pyi", "d.pyw", "e.pyx", "py")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert EXTRACTOR.produces is PythonFacts


# --- imports -----------------------------------------------------------------------------------


def imports(text: str) -> list[tuple[str, str | None, str, int]]:
    return [(one.module, one.name, one.bound, one.level) for one in facts(text).imports]


def test_each_bound_name_is_an_import() -> None:
    assert imports("import a.b, c as d\nfrom . import e\nfrom ..f import g as h, i\nfrom j import *\n") == [
        ("a.b", None, "a", 0),
        ("c", None, "d", 0),
        ("", "e", "e", 1),
        ("f", "g", "h", 2),
        ("f", "i", "i", 2),
        ("j", "*", "*", 0),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    import a\nexcept ImportError:\n    pass\n",
        "try:\n    import a\nexcept (KeyError, ModuleNotFoundError):\n    pass\n",
        "try:\n    import a\nexcept Exception as e:\n    pass\n",
        "try:\n    import a\nexcept:\n    pass\n",
        "try:\n    pass\nexcept ImportError:\n    import a\n",
        "import contextlib\nwith contextlib.suppress(ImportError):\n    import a\n",
    ],
)
def test_guarded_imports(text: str) -> None:
    assert [one.guarded for one in facts(text).imports if one.module == "a"] == [True]


def test_imports_that_are_not_guarded_deferred_or_for_typing() -> None:
    found = facts(
        """
        from typing import TYPE_CHECKING
        import typing
        try:
            import a
        except KeyError:
            pass
        try:
            pass
        finally:
            import b
        if TYPE_CHECKING:
            import c
        else:
            import d
        if typing.TYPE_CHECKING:
            import e
        if not TYPE_CHECKING:
            import f
        def g():
            import h
        class C:
            import i
        """
    ).imports
    flags = {one.module: (one.guarded, one.type_checking, one.deferred) for one in found}
    assert flags["a"] == flags["b"] == flags["d"] == flags["f"] == flags["i"] == (False, False, False)
    assert flags["c"] == flags["e"] == (False, True, False)
    assert flags["h"] == (False, False, True)


# --- definitions -------------------------------------------------------------------------------


def test_definitions_with_their_names_kinds_and_lines() -> None:
    found = facts(
        '''
        @decorate
        @other.one(1)
        def f(a, b=1, /, *c, d, **e):
            """What f does.

            More.
            """
            def inner():
                return 1
            return inner

        class C(Base, meta.Other, metaclass=M):
            async def m(self):
                pass

            class D:
                def n(self): return 1
        '''
    ).definitions
    assert [(one.name, one.kind, one.line) for one in found] == [
        ("f", "function", 4),
        ("f.inner", "closure", 9),
        ("C", "class", 13),
        ("C.m", "method", 14),
        ("C.D", "class", 17),
        ("C.D.n", "method", 18),
    ]
    first = found[0]
    assert first.decorators == ("decorate", "other.one")
    assert first.docstring == "What f does."
    assert [name.lstrip("*") for name in first.parameters if name not in "/*"] == ["a", "b", "c", "d", "e"]
    assert found[2].bases[:2] == ("Base", "meta.Other")


def test_nesting_counts_compound_statements_and_not_elif() -> None:
    (one,) = facts(
        """
        def f(x):
            if x:
                for y in x:
                    while y:
                        with y:
                            pass
            elif y:
                pass
            elif z:
                pass
        """
    ).definitions
    assert one.nesting == 4


def test_digests_are_equal_for_copies_and_only_for_them() -> None:
    body = "\n".join(f"    x{number} = {number}" for number in range(8))
    found = facts(
        f"def a():\n{body}\n\ndef b():\n    '''Doc.'''\n{body}  # comment\n\n\ndef c():\n{body.replace('7', '9')}\n\ndef d(): pass\n"
    ).definitions
    digests = {one.name: one.digest for one in found}
    assert digests["a"] == digests["b"] != digests["c"]
    assert len(digests["a"]) == 16
    assert digests["d"] == ""


# --- stubs -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("def compute():\n    pass\n", Stub.PASS, 2),
        ("def compute():\n    ...\n", Stub.ELLIPSIS, 2),
        ("def compute():\n    raise NotImplementedError\n", Stub.NOT_IMPLEMENTED, 2),
        (
            "def compute():\n    '''Do.'''\n    raise NotImplementedError('not yet implemented')\n",
            Stub.NOT_IMPLEMENTED,
            3,
        ),
        ("class C:\n    def compute(self):\n        pass  # TODO\n", Stub.PASS, 3),
    ],
)
def test_stubs(text: str, kind: Stub, line: int) -> None:
    whole = text + "\n\ndef other(x):\n    return x + 1\n"
    one = next(one for one in facts(whole).definitions if one.name.rpartition(".")[2] == "compute")
    assert (one.stub, one.stub_line) == (kind, line)


@pytest.mark.parametrize(
    "text",
    [
        "def f():\n    return 1\n",
        "from abc import abstractmethod\nclass C:\n    @abstractmethod\n    def f(self): ...\n",
        "import abc\nclass C:\n    @abc.abstractproperty\n    def f(self): pass\n",
        "from typing import Protocol\nclass C(Protocol):\n    def f(self): ...\n",
        "from typing import overload\n@overload\ndef f(x: int): ...\n",
        "class E(Exception):\n    pass\n",
        "class C:\n    def __init__(self): pass\n",
        "import click\n@click.group()\ndef cli(): pass\n",
        "def noop(): pass\n",
        "class C:\n    def visit(self): pass\n",
        "class BaseThing:\n    def f(self):\n        raise NotImplementedError\n",
        "class C:\n    def f(self):\n        raise NotImplementedError('subclasses must implement f')\n",
        "class C:\n    def f(self):\n        raise NotImplementedError\nclass D(C):\n    def f(self): return 1\n",
        "def f():\n    pass  # nothing to do here\n",
        "def g():\n    def f(): pass\n    return f\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    def f(): ...\n",
        "def f():\n    '''\n    >>> f()\n    '''\n",
        "def f():\n    raise NotImplementedError('this is not supported on Windows')\n",
    ],
)
def test_decoys(text: str) -> None:
    assert [one.name for one in facts(text).definitions if one.stub is not None] == []


def test_stub_files_hold_no_stubs() -> None:
    assert facts("def f(): ...\n", name="module.pyi").definitions[0].stub is None


# --- calls, variables, names -------------------------------------------------------------------


def test_calls_are_resolved_through_imports_and_definitions() -> None:
    calls = facts(
        """
        import numpy as np, os.path
        from torch import nn, save as keep
        def f():
            np.random.seed(1)
            nn.Linear(2)
            keep(1); keep(2)
            os.path.join()
            unknown.thing()
            local = 1
            local.method()
            f()
            C.make()
            eval("1")
            len([])
        class C: pass
        """
    ).calls
    assert {one.target: one.count for one in calls} == {
        "numpy.random.seed": 1,
        "torch.nn.Linear": 1,
        "torch.save": 2,
        "os.path.join": 1,
        "f": 1,
        "C.make": 1,
        "eval": 1,
    }
    assert [one.line for one in calls] == sorted(one.line for one in calls)


def test_environment_variables_by_every_road() -> None:
    found = facts(
        """
        import os
        from os import environ, getenv
        os.environ["A"]
        os.environ.get("B")
        os.getenv("C", "x")
        environ["D"]
        getenv("E")
        os.environ.setdefault("F", "1")
        "G" in os.environ
        os.environ["H"] = "1"
        os.environ[name]
        other["I"]
        """
    ).environment
    required = {one.name: one.required for one in found}
    assert set(required) >= {"A", "B", "C", "D", "E", "F", "G"}
    assert "I" not in required
    assert required["A"] is True
    assert required["D"] is True
    assert required["C"] is False
    assert required["F"] is False


def test_what_the_module_assigns_exports_and_guards() -> None:
    one = facts(
        """
        '''The module.'''
        __all__ = ["a"]
        __all__ += ["b"]
        __all__.extend(("c",))
        __all__.append("d")
        app = make()
        x: int = 1
        y, (z, *w) = 1, (2, 3)
        for i in []: pass
        with open("f") as handle: pass
        def __getattr__(name): return 1
        if __name__ == "__main__":
            app()
        """
    )
    assert one.docstring == "The module."
    assert one.exports == ("a", "b", "c", "d")
    assert {"app", "x", "y", "z", "w"} <= set(one.assigned)
    assert one.main_guard == 13
    assert one.module_getattr


@pytest.mark.parametrize("text", ["__all__ = names()\n", "__all__ = [x]\n", "__all__ += ['a']\n", "x = 1\n"])
def test_exports_that_are_not_spelled_out(text: str) -> None:
    assert facts(text).exports is None


def test_references_to_modules_and_files() -> None:
    one = facts(
        "import importlib\nx = ['a.b', 'a.b:c', 'run.py', 'a sentence. Yes', 'word', 'x' * 3]\nimportlib.import_module('solo')\n"
    )
    assert {"a.b", "a.b:c", "run.py"} <= set(one.references)
    assert "a sentence. Yes" not in one.references
    assert one.references == tuple(sorted(one.references))


# --- comments ----------------------------------------------------------------------------------


def test_markers_in_comments_and_docstrings_but_not_in_strings() -> None:
    one = facts(
        '''
        """Module.

        TODO: document it
        """
        x = "TODO: no"  # FIXME later
        # XXX: careful
        # the format is XXX-XXXX
        y = 1  # HACK(me) around
        def f():
            """XXX placeholder XXX"""
        '''
    )
    assert [(marker.tag, marker.line) for marker in one.markers] == [
        ("TODO", 4),
        ("FIXME", 6),
        ("XXX", 7),
        ("HACK", 9),
    ] or [(marker.tag, marker.line) for marker in one.markers] == [
        ("TODO", 4),
        ("FIXME", 6),
        ("XXX", 7),
        ("HACK", 9),
        ("XXX", 11),
    ]
    assert one.markers[1].text == "FIXME later"


def test_suppressions() -> None:
    one = facts(
        """
        # ruff: noqa: E501
        # pylint: disable=bad-name
        import a  # noqa
        import b  # noqa: F401, E402
        c = 1  # type: ignore[attr-defined]
        d = eval("1")  # nosec B307
        e = 1  # pragma: no cover
        f = 1  # codex-audit: ignore[lint/eval, lint/exec] -- because it is ours
        g = "# noqa"
        """
    )
    found = {(one.tool, one.line): one for one in one.suppressions}
    assert found["noqa", 2].whole_file
    assert found["noqa", 2].codes == ("E501",)
    assert found["noqa", 4].codes == ()
    assert found["noqa", 5].codes == ("F401", "E402")
    assert found["type", 6].codes == ("attr-defined",)
    assert found["nosec", 7].codes == ("B307",)
    assert ("pragma", 8) in found
    assert found["codex-audit", 9].codes == ("lint/eval", "lint/exec")
    assert found["codex-audit", 9].reason == "because it is ours"
    assert ("noqa", 10) not in found


# --- the ladder --------------------------------------------------------------------------------


def test_newer_or_older_grammar_reaches_libcst_and_keeps_the_problem() -> None:
    one = facts(
        "import a\ntry:\n    pass\nexcept A, B:\n    pass\ndef f():\n    import b\nclass C(D):\n    def m(self): pass\n"
    )
    assert one.tier in {Tier.LIBCST, Tier.PARSO}
    assert one.problem is not None
    assert one.problem.line == 4
    assert {"f", "C", "C.m"} <= {definition.name for definition in one.definitions}
    assert {"a", "b"} <= {found.module for found in one.imports}


def test_a_broken_file_keeps_the_definitions_around_the_error() -> None:
    one = facts(
        """
        import a
        from .b import c as d, e
        @decorated
        def good(x, *y):
            return 1

        def bad(:
            return 2

        class C(Base):
            async def m(self):
                pass

        if __name__ == "__main__":
            good()  # TODO
        """
    )
    assert one.tier is Tier.PARSO
    assert one.problem is not None
    assert (one.problem.line, one.problem.text) == (8, "def bad(:")
    names = {definition.name: definition for definition in one.definitions}
    assert {"good", "C", "C.m"} <= set(names)
    assert (names["good"].line, names["good"].decorators) == (5, ("decorated",))
    assert names["C"].bases == ("Base",)
    assert {(found.module, found.name, found.bound, found.level) for found in one.imports} >= {
        ("a", None, "a", 0),
        ("b", "c", "d", 1),
    }
    assert [marker.line for marker in one.markers] == [16]
    assert one.raw is None or one.raw.loc > 0
    assert one.mi is None


def test_a_message_never_quotes_the_source() -> None:
    one = facts("secret_name_of_mine = = 1\nprint 'hunter2'\n")
    assert one.problem is not None
    assert "hunter2" not in one.problem.message
    assert "secret_name" not in one.problem.message


def test_null_bytes_and_undecodable_text() -> None:
    null = facts("x = 1\n\0\n# TODO it\n")
    assert null.tier is not Tier.AST
    assert null.problem is not None
    bad = facts("x = '\ufffd'\n", data=b"x = '\xff'\n")
    assert bad.problem is not None


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"x = 1\n", "utf-8"),
        (b"\xef\xbb\xbfx = 1\n", "utf-8"),
        (b"# -*- coding: latin-1 -*-\nx = 1\n", "iso8859-1"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\n", "cp1252"),
        (b"x = 1\n\n# coding: latin-1\n", "utf-8"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    assert facts(data.decode("latin-1"), data=data).encoding.replace("utf-8-sig", "utf-8") == encoding


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "+".join(["a"] * 3000) + "\n",
        "x = a" + ".b" * 1000 + "\n",
        "x = " + "(" * 80 + ")" * 80 + "\n",
        "if a:\n    pass\n" + "elif b:\n    pass\n" * 900,
        "x = {" + ", ".join(f"{n}: [{n}]" for n in range(20_000)) + "}\n",
    ],
)
def test_deep_and_long_files_that_cpython_takes_reach_the_tier_ast(text: str) -> None:
    try:
        ast.parse(text)
    except (RecursionError, MemoryError):
        pytest.skip("this interpreter refuses it")
    assert facts(text).tier is Tier.AST


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5_000,
        "x = [" * 3_000 + "]" * 3_000,
        "def (:\n" + "elif x:\n" * 20_000,
        "await " * 5_000 + "(",
        "a = (" + "b." * 60_000,
        "x = '" + "y" * 2_000_000 + "'\ndef (:\n",
        "match x:\n    case " + "[" * 60 + "]" * 60 + ":\n        pass\n  bad\n",
        "1 " * 400_000,
        "x = 'a' b'b'\n",
    ],
)
def test_monsters_end_on_a_safe_rung(text: str) -> None:
    assert facts(text).tier in set(Tier)


def test_parse_never_raises() -> None:
    assert parse("x = 1") is not None
    assert parse("\ufeffx = 1\r\n") is not None
    assert parse("def (:") is None
    assert parse("\0") is None
    assert parse("(" * 100_000) is None


def test_an_empty_file_and_line_ends_of_every_kind() -> None:
    assert facts("").tier is Tier.AST
    one = facts("def f():\r\n    return 1\r\n\r\ndef g():\r    return 2\r\x0c\ndef h(): return 3\n")
    assert [(definition.name, definition.line) for definition in one.definitions] == [
        ("f", 1),
        ("g", 4),
        ("h", 7),
    ]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("def class(x):\n\t #'\"[]{}\\if=,.@*0\u00e9\0"), max_size=200))
def test_any_text_gives_facts_whose_lines_exist(text: str) -> None:
    one = extract_text(text, text.encode("utf-8", "surrogatepass"), "any.py")
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    lines = [definition.line for definition in one.definitions] + [found.line for found in one.imports]
    lines += [marker.line for marker in one.markers] + [call.line for call in one.calls]
    assert all(1 <= line <= count for line in lines)
    if one.problem is not None:
        assert 1 <= one.problem.line <= count + 1

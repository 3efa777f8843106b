"""Docstrings, references and exports."""

import pytest

from codex_audit.facts.python.strings import clean, first_paragraph
from tests.facts.python.support import facts


@pytest.mark.parametrize(
    ("text", "paragraph"),
    [
        (None, None),
        ("", None),
        ("  \n ", None),
        ("One.", "One."),
        ("\n    One\n    two.\n\n    Three.", "One two."),
        ("a" * 400, "a" * 300),
        ("\ud800x", "?x"),
    ],
)
def test_first_paragraph(text: str | None, paragraph: str | None) -> None:
    assert first_paragraph(text) == paragraph


def test_clean_leaves_what_can_be_encoded() -> None:
    assert clean("café") == "café"
    assert clean("\udc80") == "?"


@pytest.mark.parametrize(
    ("constant", "kept"),
    [
        ("a.b", True),
        ("a.b.C", True),
        (".b", False),
        (".json", False),
        ("a.b:c", True),
        ("a:b.c", True),
        ("run.py", True),
        ("tools/run it.py", True),
        ("é.b", True),
        ("word", False),
        ("1.2", False),
        ("a.", False),
        ("a..b", False),
        ("a b.c", False),
        ("...", False),
        (".py", False),
        ("a.py ", False),
        ("a" * 201 + ".py", False),
        ("a.b.\\ud800", False),
    ],
)
def test_references(constant: str, kept: bool) -> None:
    assert facts(f"x = ['{constant}']\n").references == ((constant,) if kept else ())


def test_references_of_headers_assertions_and_loaders() -> None:
    text = (
        "import importlib, pytest\n"
        "def f(a: 'b.c' = 'd.e'): pass\n"
        "assert 'f.g' == 'f.g'\n"
        "importlib.import_module('solo')\n"
        "importlib.import_module('so lo')\n"
        "importlib.import_module('.near', __package__)\n"
        "importlib.import_module(name)\n"
        "pytest.importorskip('numpy')\n"
        "__import__('other')\n"
        "x = f'h.{x}.i'\n"
    )
    assert facts(text).references == (".near", "b.c", "d.e", "f.g", "numpy", "other", "solo")


@pytest.mark.parametrize(
    ("text", "exports"),
    [
        ("__all__ = ['a', 'b']\n", ("a", "b")),
        ("__all__ = ('b', 'a')\n", ("b", "a")),
        ("__all__: list[str] = ['a']\n", ("a",)),
        ("__all__ = ['a'] + ['b']\n", ("a", "b")),
        ("__all__ = ['a']\n__all__ += ('b',)\n__all__.append('c')\n__all__.extend(['d'])\n", tuple("abcd")),
        ("__all__ = []\n", ()),
        ("__all__ = ['a']\n__all__ = ['b']\n", ("b",)),
        ("if x:\n    __all__ = ['a']\n", ("a",)),
        ("__all__ = ['a', b]\n", None),
        ("__all__ = a.__all__\n", None),
        ("__all__ = ['a'] + a.__all__\n", None),
        ("__all__ = ['a']\n__all__ += a.__all__\n", None),
        ("__all__ = ['a']\n__all__.remove('a')\n", None),
        ("__all__ = ['a']\n__all__.extend()\n", ("a",)),
        ("__all__ += ['a']\n", None),
        ("def f():\n    __all__ = ['a']\n", None),
        ("x = 1\n", None),
    ],
)
def test_exports(text: str, exports: tuple[str, ...] | None) -> None:
    assert facts(text).exports == exports

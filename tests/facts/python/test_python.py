"""The plug-in ``python`` as the rest of the program sees it."""

import ast
import subprocess
import sys

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codex_audit.domain.facts import FileFacts, PythonFacts, Source, Tier
from codex_audit.domain.plugins import Extractor
from codex_audit.facts.python import EXTRACTOR, accepts, extract_text, parse
from codex_audit.facts.python.strings import clean
from tests.facts.python.support import facts

ROUND_TRIP = msgspec.msgpack.Decoder(FileFacts)


def check(found: PythonFacts, text: str) -> None:
    """What holds of the facts of any text: they can be stored, and every line exists."""
    assert ROUND_TRIP.decode(msgspec.msgpack.encode(FileFacts((found,)))).get(PythonFacts) == found
    lines = clean(text).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for one in (*found.imports, *found.calls, *found.environment, *found.markers, *found.suppressions):
        assert 1 <= one.line <= len(lines)
    for one in found.definitions:
        assert 1 <= one.line <= one.end_line <= len(lines)
        assert one.name.rpartition(".")[2] in lines[one.line - 1]
        assert one.stub_line is None or one.line <= one.stub_line <= one.end_line
        assert (one.stub_line is None) == (one.stub is None and one.tentative is None)
    for one in found.markers:
        assert one.tag in lines[one.line - 1]
        assert one.text.startswith(one.tag)
    if found.problem is not None:
        assert 1 <= found.problem.line <= max(len(lines), 1)
        assert found.problem.column >= 1
        assert found.problem.text in lines[found.problem.line - 1]


def test_it_is_a_plug_in() -> None:
    assert isinstance(EXTRACTOR, Extractor)
    assert EXTRACTOR.id == "python"
    assert EXTRACTOR.produces is PythonFacts


@pytest.mark.parametrize(
    ("path", "taken"),
    [
        ("a.py", True),
        ("pkg/b.pyi", True),
        ("c.pyw", True),
        ("d.pyx", False),
        ("py", False),
        ("bin/run", False),
        ("e.py.txt", False),
    ],
)
def test_it_accepts_python_by_name(path: str, taken: bool) -> None:
    assert accepts(path) is taken


def test_an_empty_file_has_facts() -> None:
    found = facts("")
    assert found.tier is Tier.AST
    assert found.encoding == "utf-8"
    assert (found.imports, found.definitions, found.docstring, found.problem) == ((), (), None, None)
    assert found.raw is not None
    assert found.raw.loc == 0
    assert found.mi == 100.0


def test_other_extractors_may_hand_in_text() -> None:
    text = "import os\n\ndef cell():\n    return os.getcwd()\n"
    found = extract_text(text, b'{"cells": []}', "book.ipynb")
    assert found == EXTRACTOR.extract(Source("book.ipynb", text.encode(), text))
    assert [one.name for one in found.definitions] == ["cell"]


def test_parse_gives_a_tree_or_nothing() -> None:
    tree = parse("\ufeffx = 1\n")
    assert isinstance(tree, ast.Module)
    assert parse("x = = 1\n") is None
    assert parse("x = 1\0\n") is None
    assert parse("(" * 300) is None
    assert parse("x = '\\d'\n") is not None


def test_the_heavy_parsers_are_not_loaded_for_sound_files() -> None:
    code = (
        "import sys\n"
        "from codex_audit.facts.python import extract_text\n"
        "extract_text('x = 1', b'x = 1', 'x.py')\n"
        "print([name for name in ('libcst', 'parso', 'radon', 'pydantic') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_same_text_gives_the_same_facts_under_any_hash_seed() -> None:
    code = (
        "import hashlib, msgspec, sys\n"
        "from pathlib import Path\n"
        "import argparse\n"
        "from codex_audit.facts.python import extract_text\n"
        "text = Path(argparse.__file__).read_text(encoding='utf-8')\n"
        "found = extract_text(text, text.encode(), 'argparse.py')\n"
        "print(hashlib.sha256(msgspec.msgpack.encode(found)).hexdigest())\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) == 65


PIECES = st.sampled_from(
    [
        "def f(a, *b, c=1, **d):",
        "class A(B):",
        "    pass",
        "    x = 1",
        "        raise NotImplementedError",
        "import a.b as c",
        "from . import x",
        "try:",
        "except ImportError:",
        "    import q",
        "if TYPE_CHECKING:",
        "os.environ['X']",
        "# TODO: x",
        "# noqa: E501 -- why",
        '"""doc',
        '"""',
        "'''x'''",
        "print 'x'",
        "(",
        ")",
        "[",
        "}",
        "\\",
        "x = {",
        "match x:",
        "    case [1, *_]:",
        "async def g(): ...",
        "@d",
        "lambda: (yield)",
        "x: int = 1; y = 2",
        'f"{x!r:>{y}}"',
        "é = '\udc80'",
        "\x0c",
        "\r",
        "\u2028",
        "$",
        "",
    ]
)


@settings(max_examples=200, deadline=None)
@example("\\\n    pass\nasync def g(): ...")
@given(st.lists(PIECES, max_size=12).map("\n".join))
def test_any_lines_give_facts(text: str) -> None:
    check(extract_text(text, text.encode("utf-8", "surrogatepass"), "x.py"), text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_facts(text: str) -> None:
    check(extract_text(text, text.encode("utf-8", "surrogatepass"), "x.py"), text)

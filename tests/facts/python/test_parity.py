"""The metrics equal radon's on real trees: the standard library and installed packages.

By default a sample of their files is compared; with ``--slow`` every file that CPython parses,
of any size. radon counts for itself, but makes no attempts that cannot succeed (``_radon``), so
that none has to be left out for being slow. Where radon fails at a number of a file, there is
nothing to equal: such files are compared in the other numbers, and at most 0.1 % may be such.
"""

import ast
import sysconfig
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from codex_audit.domain.facts import PythonFacts, Source, Tier
from codex_audit.facts.python import EXTRACTOR
from codex_audit.repository.read import decode
from tests.facts.python._radon import Numbers, numbers

STDLIB = Path(sysconfig.get_path("stdlib"))
PACKAGES = Path(sysconfig.get_path("purelib"))
SAMPLE = 41
MAX_REFUSED = 0.001
"""The part of the files of which radon, or the ladder, may not give all numbers."""


@dataclass
class Outcome:
    """How the files of a tree compare. ``refused`` are those that radon fails at, ``unread``
    those that CPython parses but not we."""

    unparsable: int = 0
    compared: int = 0
    wrong: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def sources(root: Path, every: int) -> Iterator[tuple[Path, Source]]:
    for path in sorted(root.rglob("*.py"))[::every]:
        if path.is_file() and not (root == STDLIB and "site-packages" in path.parts):
            data = path.read_bytes()
            yield path, Source(path.name, data, decode(data, True))


def facts_of(source: Source) -> PythonFacts:
    facts = EXTRACTOR.extract(source)
    assert isinstance(facts, PythonFacts)
    return facts


def parses(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError):
            return False
    return True


def differences(theirs: Numbers, facts: PythonFacts) -> list[str]:
    """Which of radon's numbers ours differ from."""
    found = []
    blocks = {(one.name.rpartition(".")[2], one.line, one.complexity) for one in facts.definitions}
    if theirs.blocks is not None and not theirs.blocks <= blocks:
        found.append(f"complexity {sorted(theirs.blocks - blocks)[:3]}")
    ours = facts.halstead
    if theirs.halstead not in (None, ours and (ours.h1, ours.h2, ours.n1, ours.n2)):
        found.append(f"halstead {ours} for {theirs.halstead}")
    names = ("loc", "lloc", "sloc", "comments", "multi", "blank", "single_comments")
    if theirs.raw not in (None, facts.raw and tuple(getattr(facts.raw, name) for name in names)):
        found.append(f"raw {facts.raw} for {theirs.raw}")
    if theirs.mi not in (None, facts.mi):
        found.append(f"mi {facts.mi} for {theirs.mi}")
    return found


def compare(files: Iterable[tuple[Path, Source]]) -> Outcome:
    outcome = Outcome()
    for path, source in files:
        if not parses(source.text):
            outcome.unparsable += 1
            continue
        facts = facts_of(source)
        if facts.tier is not Tier.AST:
            outcome.unread.append(f"{path}: {facts.tier.value}")
            continue
        theirs = numbers(source.text)
        found = differences(theirs, facts)
        outcome.wrong += [f"{path}: {', '.join(found)}"] if found else []
        if theirs.raised:
            outcome.refused.append(f"{path}: {theirs.raised}")
        else:
            outcome.compared += 1
    return outcome


def check(outcome: Outcome) -> None:
    assert outcome.wrong == []
    assert outcome.compared > 5
    excluded = outcome.refused + outcome.unread
    assert len(excluded) <= max(1, MAX_REFUSED * outcome.compared), excluded


@pytest.mark.parametrize("root", [STDLIB, PACKAGES], ids=["stdlib", "packages"])
def test_metrics_equal_radons(root: Path) -> None:
    check(compare(sources(root, SAMPLE)))


@pytest.mark.slow
@pytest.mark.parametrize("root", [STDLIB, PACKAGES], ids=["stdlib", "packages"])
def test_metrics_equal_radons_on_every_file(root: Path) -> None:
    check(compare(sources(root, 1)))


ODD = (
    "x = 1; y = 2; z = 3\n",
    "if x: y = 1; z = 2\n",
    "x = \\\n    1 + \\\n    2\n",
    "x = '''a\n\nb\n   # no comment\n'''\n",
    '"""doc"""\n\n\ndef f():\n    """One.\n\n    Two.\n    """\n    return 1  # c\n',
    "x = f'{a!r:>{width}} {b[\"c\"]}'\n",
    "x = 'it''s' \"a\" r'\\\\' u''\n",
    "x = {\n    'a': 1,  # one\n\n    'b': lambda y: y[1:2],\n}\n",
    "def f(a: int = 1, *, b: str = ':') -> None: pass\n",
    "class C: x: int = 1\n",
    "try: pass\nexcept E: pass\nelse: pass\nfinally: pass\n",
    "while x: break\nelse:\n    pass\n",
    "with a as b, c as d: pass\n",
    "match x:\n    case 1: pass\n    case [2, _]:\n        pass\n    case _: pass\n",
    "# only\n# comments\n",
    "\n\n\n",
    "'''only a string'''\n",
    "'one'\n'two'\n",
    "x = [i for i in y if i if j for k in l]\nz = (a and b or c and not d)\n",
    "async def f():\n    async with a: await b\n    async for c in d: pass\n    else: pass\n",
    "@a\n@b(1)\ndef f(): return [lambda: 1, lambda: 2]\n",
    "def f():\n    def g():\n        def h(): return 1 if a else 2\n        return h\n    class C:\n        def m(self): assert x\n    return g\n",
    "x = 1 if a else 2 if b else 3\nassert x, 'why'\n",
    "x = -1 + ~2 ** 3 // 4 @ 5\nx += 1\ny = a < b <= c != d is e in f\n",
    "x = a[b:c, d::e]\n",
    "if x:\n\ty\n",
    "def f():\n\n    # c\n\n    pass\n\n\n\n# end",
    "print('a', end='')  ;  print('b')\n",
    "x = '''a''' + '''b\nc''' + 'd'\n",
    "x = (\n    'a'  # one\n    'b'\n    # two\n)\n",
    "if (a and\n        b):\n    '''s'''\n    c\n",
    "x = 'a\\\nb'\n'c\\\nd'\n",
    "x = '#'  # '\ny = \"#'\"\n",
    "def f(): ...; x = 1\n",
    "global_ = 1;\n",
    "x = 0xFF or 1\n",
)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_have_radons_numbers(text: str) -> None:
    facts = facts_of(Source("odd.py", text.encode(), text))
    assert facts.tier is Tier.AST
    theirs = numbers(text)
    assert theirs.raised == {}
    assert differences(theirs, facts) == []


def test_a_difference_in_any_number_is_seen() -> None:
    facts = facts_of(Source("one.py", b"", "def f(x):\n    return x + 1\n"))
    theirs = numbers("def f(x):\n    return (x or 2) + 1 + 3\n\n")
    assert [found.partition(" ")[0] for found in differences(theirs, facts)] == [
        "complexity",
        "halstead",
        "raw",
        "mi",
    ]


def test_what_radon_refuses_is_named() -> None:
    text = "x = 'a\x0cb'\n"
    theirs = numbers(text)
    assert list(theirs.raised) == ["raw"]
    assert theirs.blocks == set()
    outcome = compare([(Path("one.py"), Source("one.py", text.encode(), text))])
    assert (outcome.compared, len(outcome.refused)) == (0, 1)

"""The metrics equal radon's on real trees: the standard library and installed packages.

By default a sample of their files is compared; with ``--slow`` all of them. Where radon itself
fails on a file, there is nothing to equal: such files are left out, and bounded in number. So
is the time that radon may take to count the lines of one: it is quadratic in long statements.
"""

import ast
import sysconfig
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import radon.raw
from radon.complexity import cc_visit
from radon.metrics import h_visit, mi_compute
from radon.visitors import ComplexityVisitor

from codex_audit.domain.facts import PythonFacts, Source, Tier
from codex_audit.facts.python import EXTRACTOR
from codex_audit.repository.read import decode

STDLIB = Path(sysconfig.get_path("stdlib"))
PACKAGES = Path(sysconfig.get_path("purelib"))
SAMPLE = 41
MAX_RADON_BYTES = 30_000
"""Larger files are compared with --slow."""
MAX_RADON_SECONDS = 20


def sources(root: Path, slow: bool) -> Iterator[tuple[Path, Source]]:
    paths = sorted(root.rglob("*.py"))
    for path in paths if slow else paths[::SAMPLE]:
        if root == STDLIB and "site-packages" in path.parts:
            continue
        data = path.read_bytes()
        if slow or len(data) <= MAX_RADON_BYTES:
            yield path, Source(path.name, data, decode(data, True))


def facts_of(source: Source) -> PythonFacts:
    facts = EXTRACTOR.extract(source)
    assert isinstance(facts, PythonFacts)
    return facts


def parses(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text.removeprefix("\ufeff"))
        except (SyntaxError, ValueError):
            return False
    return True


def radon_blocks(text: str) -> set[tuple[str, int, int]]:
    """Name, line and complexity of every block, closures and inner classes' methods included."""
    found: set[tuple[str, int, int]] = set()
    waiting = [(block, "") for block in cc_visit(text)]
    while waiting:
        block, prefix = waiting.pop()
        name = f"{prefix}{block.name}"
        if not prefix:
            name = block.fullname if hasattr(block, "fullname") else block.name
        found.add((block.name, block.lineno, block.complexity))
        waiting += [(inner, f"{name}.") for inner in getattr(block, "closures", [])]
        waiting += [(inner, f"{name}.") for inner in getattr(block, "methods", [])]
        waiting += [(inner, f"{name}.") for inner in getattr(block, "inner_classes", [])]
    return found


class TooSlowError(Exception):
    """radon took longer than it may."""


@pytest.fixture(autouse=True)
def bounded(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Makes radon's raw counts give up at the time that the list holds."""
    ends = [float("inf")]
    generate = radon.raw._generate

    def within_time(code):
        if time.monotonic() > ends[0]:
            raise TooSlowError
        return generate(code)

    monkeypatch.setattr(radon.raw, "_generate", within_time)
    return ends


def radon_index(text: str, volume: float, raw: radon.raw.Module) -> float:
    """What ``mi_visit`` with strings as comments gives, from counts that are there already."""
    comments = (raw.comments + raw.multi) / float(raw.sloc) * 100 if raw.sloc else 0
    complexity = ComplexityVisitor.from_code(text).total_complexity
    return mi_compute(volume, complexity, raw.lloc, comments)


def differences(text: str, facts: PythonFacts) -> list[str]:
    """Which of radon's numbers ours differ from. Raises what radon raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        blocks = radon_blocks(text)
        halstead = h_visit(text).total
        raw = radon.raw.analyze(text)
        mi = radon_index(text, halstead.volume, raw)
    ours = {(one.name.rpartition(".")[2], one.line, one.complexity) for one in facts.definitions}
    found = [] if blocks <= ours else [f"complexity {sorted(blocks - ours)[:3]}"]
    assert facts.halstead is not None
    theirs = (halstead.h1, halstead.h2, halstead.N1, halstead.N2)
    if (facts.halstead.h1, facts.halstead.h2, facts.halstead.n1, facts.halstead.n2) != theirs:
        found.append("halstead")
    if facts.raw is None or tuple(getattr(facts.raw, name) for name in raw._fields) != tuple(raw):
        found.append("raw")
    if facts.mi != mi:
        found.append("mi")
    return found


@pytest.mark.parametrize("root", [STDLIB, PACKAGES], ids=["stdlib", "packages"])
def test_metrics_equal_radons(root: Path, bounded: list[float]) -> None:
    compare(root, bounded, slow=False)


@pytest.mark.slow
@pytest.mark.parametrize("root", [STDLIB, PACKAGES], ids=["stdlib", "packages"])
def test_metrics_equal_radons_on_every_file(root: Path, bounded: list[float]) -> None:
    compare(root, bounded, slow=True)


def compare(root: Path, ends: list[float], *, slow: bool) -> None:
    compared = refused = 0
    late: list[str] = []
    wrong: list[str] = []
    for path, source in sources(root, slow):
        if not parses(source.text):
            continue
        facts = facts_of(source)
        if facts.tier is not Tier.AST:
            continue
        ends[0] = time.monotonic() + MAX_RADON_SECONDS
        try:
            found = differences(source.text, facts)
        except TooSlowError:
            late.append(str(path))
            continue
        except Exception:
            refused += 1
            continue
        compared += 1
        wrong += [f"{path}: {', '.join(found)}"] if found else []
    assert compared > 5
    assert wrong == []
    assert refused <= max(2, compared // 1000)
    assert len(late) <= max(2, compared // 100), late


@pytest.mark.parametrize("root", [STDLIB, PACKAGES], ids=["stdlib", "packages"])
def test_what_cpython_parses_reaches_the_tier_ast(root: Path) -> None:
    tiers = [facts_of(source).tier for _, source in sources(root, slow=False) if parses(source.text)]
    assert len(tiers) > 5
    assert sum(tier is Tier.AST for tier in tiers) >= 0.999 * len(tiers)


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
    try:
        found = differences(text, facts)
    except Exception:
        pytest.skip("radon itself fails on this text")
    assert found == []

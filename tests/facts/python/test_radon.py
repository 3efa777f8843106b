"""radon without its doomed attempts gives the numbers of radon as it is, or fails as it does.

``_radon`` leaves out only attempts at tokenizing that cannot succeed; the counting is radon's.
Here its results are held against unmodified radon, on real files that radon counts in bearable
time and on texts that radon was not made for.
"""

import sysconfig
from pathlib import Path

import pytest
import radon.raw
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_audit.repository.read import decode
from tests.facts.python._radon import skipping_doomed_attempts

STDLIB = Path(sysconfig.get_path("stdlib"))
MAX_BYTES = 20_000
MAX_LINES_OF_A_STATEMENT = 150
SAMPLE = 23


def counts(text: str) -> tuple[int, ...] | str:
    """radon's raw counts, or what it raised."""
    try:
        return tuple(radon.raw.analyze(text))
    except Exception as error:
        return repr(error)


def quick(text: str) -> tuple[int, ...] | str:
    with skipping_doomed_attempts():
        return counts(text)


def sources(every: int) -> list[tuple[str, str]]:
    paths = [path for path in sorted(STDLIB.rglob("*.py")) if "site-packages" not in path.parts]
    small = [path for path in paths[::every] if path.stat().st_size <= MAX_BYTES]
    return [(str(path), decode(path.read_bytes(), True)) for path in small]


def compare(every: int) -> None:
    wrong = []
    compared = 0
    for path, text in sources(every):
        compared += 1
        if quick(text) != counts(text):
            wrong.append(path)
    assert wrong == []
    assert compared > 20


def test_real_files_have_the_same_counts() -> None:
    compare(SAMPLE)


@pytest.mark.slow
def test_all_small_files_of_the_library_have_the_same_counts() -> None:
    compare(1)


@pytest.mark.parametrize("indent", ["", "    "], ids=["top", "indented"])
@pytest.mark.parametrize("between", ["", "# c", "'''s\n\nt''',", '"#", ', "f(1,\n2), "])
def test_long_statements_have_the_same_counts(between: str, indent: str) -> None:
    rows = "\n".join(f"{indent}{number}, {between}" for number in range(MAX_LINES_OF_A_STATEMENT))
    text = f"before = 1\n\nx = [\n{rows}\n]\ny = 1; z = 2  # c\n"
    expected = counts(text)
    assert isinstance(expected, tuple)
    assert quick(text) == expected


def test_a_very_long_statement_is_counted_soon() -> None:
    rows = "".join(f"    ({number}, 'row'),  # c\n\n" for number in range(20_000))
    assert quick(f"x = [\n{rows}]\n") == (40_002, 1, 20_002, 20_000, 0, 20_000, 0)


def test_attempts_that_cannot_succeed_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    generate = radon.raw._generate
    monkeypatch.setattr(radon.raw, "_generate", lambda code: tried.append(code) or generate(code))
    quick("x = [\n'a', (\n\n2), '''\n]''',\n\\\n3,\n]\ny\n")
    assert tried == ["x = [", "x = [\n'a', (\n\n2), '''\n]''',\n\\\n3,\n]", "y"]


def test_radon_is_left_as_it_was() -> None:
    whole = radon.raw._get_all_tokens
    with pytest.raises(AttributeError), skipping_doomed_attempts():
        radon.raw.analyze(None)
    assert radon.raw._get_all_tokens is whole


ODD = (
    "",
    "\n",
    "\\",
    "\\\n",
    "\\\n\n",
    "x = \\\n\n",
    "x = \\\n\ny = 1\nz = 2\n",
    "x = \\\n\n\n\ny = 1\n",
    "x = \\\n# c\ny\n",
    "x = 1 + \\\n    2 + \\\n    3\ny\n",
    "if a and \\\n        b: pass\n",
    "\\\nx = 1\n",
    "x = [  # c \\\n1]\n",
    "x = 'a\\\nb'\ny\n",
    "x = 'a\\\n\nb'\ny\n",
    "x = 'a\\",
    "x = 'a\nb'\n",
    "x = '''a\n\n   b\\\n'''; y = 1\n",
    "'''a\n\nb'''\n# c\n",
    "'''a\nb''' '''c\nd'''\n",
    "'''a\n",
    "x = (\n",
    "x = (\n]\ny\n",
    "x)\ny\n(z\n",
    "(\n)\n)\n(\n",
    "x = ([{\n}])\n",
    "x = 1 $ 2\ny = (\n)\n",
    "x = (\n? \n)\ny\n",
    "x = (\n1 !\n)\ny\n",
    "\u2118 = 1\ny\n",
    "x = (\n\u2118\n)\ny\n",
    "x = 'a\x0cb'\ny\n",
    "x = '''a\x0cb\u2028c'''\ny\n",
    "x = (1, \x0c 2)\r\ny = '''\r\r\n'''\n",
    "x = (\n\ufeff)\n",
    "\ufeffx = 1\n",
    "x = (\n# ' \" ''' (\n)\n",
    "x = f'{a!r:{b}}' f'''{\nc}\n{{'''\ny\n",
    "x = f'''{a:\n}'''\ny\n",
    "x = f'{'a'}'\ny = (\n1)\n",
    "x = rb'''\n''' Rb'\\''\n",
    "x = (\n0777, 1_, 0xg, 1e\n)\ny\n",
    "x = (\nlambda: 1; 2\n)\n",
    "print 'a', (\n'b')\nexec 'c'\n",
    "x = `a`\ny = (\n`b`)\n",
    "def f(\n    a,\n\n    b,  # c\n):\n    '''d\n    e'''\n    return (\n        1)\n",
)


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_have_the_same_counts(text: str) -> None:
    assert quick(text) == counts(text)


PIECES = (
    *"x1,:;=. ()[]{}'\"#$?!\\\n\x0c\u2118\xe9",
    *("    ", "if ", "\n\n", "\\\n", "\\\n\n", "\r\n", "'''", '"""', "f'", "rb'''", "# c"),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_pieces_have_the_same_counts(text: str) -> None:
    assert quick(text) == counts(text)


STATEMENTS = (
    *("x = 1\n", "\n", "# c\n", "if x: y\n", "x; y\n", "'''s'''\n", "'''s\n\nt'''\n", "x = \\\n  1\n"),
    *("x = (\n  1,\n\n  2  # c\n)\n", "f('''a\n)''', [\n{1:\n2}])\n", "x = 'a\\\nb'\n"),
)
ENDS = ("", "(", "'''", "\\", "?")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(STATEMENTS), max_size=20).map("".join), st.sampled_from(ENDS))
def test_any_statements_have_the_same_counts(text: str, end: str) -> None:
    assert quick(text + end) == counts(text + end)

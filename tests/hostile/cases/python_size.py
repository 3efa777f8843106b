"""Python that is too much in another way than by nesting."""

from collections.abc import Callable

from tests.hostile.place import Case, Place

MEGABYTE = 1_000_000

SOURCES: dict[str, Callable[[], str | bytes]] = {
    "one-line-of-ten-megabytes": lambda: "x = [" + "1," * (5 * MEGABYTE) + "]\n",
    "one-line-just-below-the-limit": lambda: "x = [" + "1," * 2_499_900 + "]\n",
    "one-line-of-calls": lambda: "x = [" + "f(a)[0].b," * 400_000 + "]\n",
    "million-tokens": lambda: "x = (" + "a + " * 500_000 + "a)\n",
    "million-semicolons": lambda: "a;" * MEGABYTE + "\n",
    "million-blank-lines": lambda: "\n" * MEGABYTE,
    "million-spaces": lambda: "x = 1" + " " * MEGABYTE + "\n" + " " * MEGABYTE + "# end\n",
    "million-tabs": lambda: "if a:\n" + "\t" * MEGABYTE + "pass\n",
    "million-comments": lambda: "#\n" * MEGABYTE,
    "many-markers": lambda: "# TODO FIXME XXX HACK\n" * 20_000,
    "one-comment-of-markers": lambda: "#" + " TODO" * 300_000 + "\n",
    "many-functions": lambda: "def f(): pass\n" * 30_000,
    "many-stubs": lambda: "def f():\n    raise NotImplementedError\n" * 10_000,
    "many-imports": lambda: "".join(f"import a{at}\n" for at in range(50_000)),
    "dict-literal-of-4000-lines": lambda: (
        "x = {\n" + "".join(f"    'key{at}': ({at}, 'value', [1, 2]),\n" for at in range(4_000)) + "}\n"
    ),
    "dict-literal-in-a-function": lambda: (
        "def f():\n    return {\n"
        + "".join(f"        'k{at}': lambda: {at},\n" for at in range(4_000))
        + "    }\n"
    ),
    "long-name": lambda: "a" * MEGABYTE + " = 1\n" + "a" * MEGABYTE + "()\n",
    "long-integer": lambda: "x = " + "9" * 300_000 + "\n",
    "long-hexadecimal": lambda: "x = 0x" + "f" * MEGABYTE + "\n",
    "long-float": lambda: "x = 1." + "9" * MEGABYTE + "e99999\n",
    "long-string": lambda: "x = '" + "a" * 4 * MEGABYTE + "'\n",
    "long-docstring": lambda: '"""' + "word `code` *text*\n" * 100_000 + '"""\n',
    "docstring-of-doctests": lambda: '"""' + ">>> f(\n... x)\n" * 50_000 + '"""\n',
    "named-characters": lambda: "x = '" + r"\N{SNOWMAN}" * 50_000 + "'\n",
    "bad-escapes": lambda: "x = '" + r"\d" * 200_000 + "'\n",
    "open-string": lambda: "x = '" + "a" * MEGABYTE + "\n",
    "open-triple-quotes": lambda: 'x = """' + "a\n" * 300_000,
    "open-brackets": lambda: "(" * 100_000,
    "closing-brackets": lambda: ")" * 100_000,
    "open-function": lambda: "def f(" * 20_000,
    "quotes-by-turns": lambda: "'\"" * 200_000 + "\n",
    "string-prefixes": lambda: "x = " + "rb'' " * 100_000 + "\n" + "f" * 100_000 + "''\n",
    "backslashes": lambda: "\\\n" * 200_000 + "x = 1\n",
    "dedents": lambda: "".join(
        f"{' ' * (at % 50)}if a:\n{' ' * (at % 50 + 1)}pass\n" for at in range(30_000)
    ),
    "dedents-that-match-nothing": lambda: "if a:\n" + "        pass\n    pass\n  pass\n" * 30_000,
    "mixed-indents": lambda: "if a:\n\tif b:\n        pass\n" * 30_000,
    "operators": lambda: "-+~*/%@&|^<>=!" * 50_000 + "\n",
    "unknown-characters": lambda: "?$`" * 200_000 + "\n",
    "suppressions": lambda: "x = 1  # codex-audit: ignore[a/b" + ",a/b" * 50_000 + "] -- r\n" * 3,
    "noqas": lambda: "import os  # noqa" + ": E501,F401 # type: ignore[x] # nosec" * 30_000 + "\n",
    "prompts": lambda: ">>> " * 200_000 + "\n",
    "environment-variables": lambda: (
        "import os\n" + "".join(f"os.environ['A{at}']\n" for at in range(30_000))
    ),
    "lint-findings": lambda: "eval(x); exec(y); assert a is 'b'\n" * 5_000,
    "exported-names": lambda: "__all__ = [" + "'a', " * 200_000 + "]\n",
    "one-million-assignments": lambda: "a=1\n" * MEGABYTE,
    "alias-chain": lambda: "import os\n" + "".join(f"a{at + 1} = a{at}.b\n" for at in range(30_000)),
    "alias-circle": lambda: "a = b.c\nb = a.c\n" * 10_000 + "a.c()\n",
    "star-imports": lambda: "from a import *\n" * 50_000,
    "main-guards": lambda: "if" + " (" * 100_000 + "__name__" + " " * 100_000 + "== 'x'\n",
    "encoding-cookies": lambda: "# coding" + ":" * MEGABYTE + "\n# coding: " + "utf-8" * 100_000 + "\n",
    "byte-order-marks": lambda: b"\xef\xbb\xbf" * 300_000 + b"x = 1\n",
}

LOUD = {"many-markers", "many-functions", "many-stubs", "lint-findings"}
"""What fills a report by itself."""


def _case(name: str, source: Callable[[], str | bytes]) -> Case:
    return Case(f"python-{name}", lambda place: place.put("bomb.py", source()), shared=name not in LOUD)


def _circle(place: Place) -> None:
    for at in range(400):
        place.put(f"ring/m{at}.py", f"from ring import m{(at + 1) % 400}, m{at * 7 % 400}\n")
    place.put("ring/__init__.py", "".join(f"from ring.m{at} import *\n" for at in range(400)))


def _same(place: Place) -> None:
    body = "".join(f"    x{at} = f(x{at - 1}, {at})\n" for at in range(1, 60))
    for at in range(200):
        place.put(f"twins/t{at}.py", f"def f{at}(x0):\n{body}    return x0\n")


def _reexports(place: Place) -> None:
    for at in range(300):
        place.put(f"chain/p{at}/__init__.py", f"from chain.p{at + 1} import f\n__all__ = ['f']\n")
    place.put("chain/p300/__init__.py", "from chain.p0 import f\n")
    place.put("chain/__init__.py", "")


CASES = (
    *(_case(name, source) for name, source in SOURCES.items()),
    Case("python-import-circles", _circle, shared=True),
    Case("python-many-duplicates", _same, shared=True),
    Case("python-re-export-circle", _reexports, shared=True),
)

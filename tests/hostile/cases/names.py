"""Names of files and folders that no program expects."""

import os
from collections.abc import Callable

from tests.hostile import builders as b
from tests.hostile.place import INJECTED, Case, Place
from tests.repository import gitrepo

CODE = "def f(a=[]):\n    eval(a)  # TODO later\n"

NAMES: dict[str, tuple[str | bytes, ...]] = {
    "newlines": ("new\nline", "\n", "two\n\nlines", "cr\rlf\r\n"),
    "not-utf-8": (b"\xff\xfe", b"caf\xe9", b"\xc3\x28", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"a\x80b"),
    "escapes": ("\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b[2J", "\x9b31m", "\x1b]8;;http://e.example\x1b\\x", "\x7f"),
    "control-characters": ("bell\x07", "back\x08space", "tab\tbed", "form\x0cfeed", "v\x0b", "\x01\x02\x1f"),
    "rich-markup": ("[red]x[/red]", "[bold", "[link=http:e.example]x[/link]", "[/]", "[@click=app.quit]x"),
    "templates": ("{{ 7*7 }}", "{% raw %}", "{# note #}", "{{ cycler.__init__.__globals__ }}", "${x}", "#{x}", "%s%n"),
    "table-pipes": ("a | b", "|", "||||", "\\|", "a|", "| --- | --- |"),
    "backticks": ("`", "``", "```", "a`b``c", "`` ` ``", "~~~"),
    "html": ("<script>alert(1)<", "<!--", "-->", "&lt;b&gt;", "<img src=x onerror=alert(1)>", "<details>"),
    "markdown": ("# h", "- item", "[a](b)", "![a](b)", "*a*", "__init__x__", "> q", "1. x", "[x]: y", "***", "---x"),
    "leading-dashes": ("-", "--", "-rf", "--help", "--config=evil.toml", "-c", "--output=x", "-"),
    "quotes": ("'", '"', "'; touch canary; '", '"$(touch canary)"', "`touch canary`", "a\\'b", "\\"),
    "shell": ("$(touch canary)", "; touch canary", "&& touch canary", "| touch canary", "> canary", "~", "$HOME", "*", "?"),
    "bidi": ("\u202egnp", "\u2066a\u2069", "\u061cx", "a\u200fb", "\u202a\u202b\u202c\u202d"),
    "zero-width": ("a\u200bb", "a\u200cb", "a\u200db", "\ufeffa", "\u2060", "\u00ad", "\u180e", "\U000e0041"),
    "separators": ("a\u2028b", "a\u2029b", "a\x85b", "a\u00a0b", "\u3000", "\u3164"),
    "spaces": (" ", "  ", " a", "a ", "a  b", ".. ", "... ", "…"),
    "dots": ("...", "....", ".a", "a.", "..a", ".hidden.", ". ."),
    "reserved": ("CON", "NUL", "aux", "COM1", "LPT1", "PRN", "CONIN$", "a:b", "a?b", "a*b"),
    "looks-escaped": ("a\\x1b", "a\x1b", "a\\xff", b"a\xff", "a\\n", "a\n", "\\u202e", "\u202e"),
    "composed": ("\u00e9", "e\u0301", "\ufb01", "\u212b", "\u00c5", "\u0130", "\u0131", "\u00df"),
    "cases": ("Name", "name", "NAME", "nAmE"),
    "long": ("a" * 252, "é" * 126, "\u202e" * 84, b"\xff" * 252, "`" * 252, "|" * 252, "\x1b" * 252),
    "emoji": ("🎉", "\U0001f469\u200d\U0001f469\u200d\U0001f467", "\U0001f3f3\ufe0f\u200d\U0001f308", "1\ufe0f\u20e3", "\U0001f44d\U0001f3ff"),
    "headings": (f"x\n# {INJECTED}\n", f"\n\n## {INJECTED}", f"<h1>{INJECTED}<", f"\n{INJECTED}\n==="),
    "urls": ("https:", "file:", "javascript:alert(1)", "data:text", "mailto:a@b.example", "www.e.example"),
    "globs": ("[a-z]", "**", "!x", "#x", "{a,b}", "a[", "a]"),
    "line-numbers": ("a.py:1", "a.py:1: error", "a.py:12:3", ":", "::"),
}  # fmt: skip


def _build(names: tuple[str | bytes, ...]) -> Callable[[Place], None]:
    def build(place: Place) -> None:
        for name in dict.fromkeys(map(os.fsencode, names)):
            place.put(name + b".py", CODE)
            place.put(b"in/" + name + b"/x.py", CODE)
            place.put(b"in/" + name + b"/README.md", "# x\n\n[a](missing.md)\n")
            place.put(b"bare/" + name, "x\n")
            place.link(b"links/" + name, b"../bare/" + name)
            place.link(b"broken/" + name, name)

    return build


def _tracked(names: tuple[str | bytes, ...]) -> Callable[[Place], None]:
    def build(place: Place) -> None:
        _build(names)(place)
        b.usual(place.root)

    return build


def _beyond_the_longest_path(place: Place) -> None:
    gitrepo.dig(place.root, 3_000)
    gitrepo.dig(place.root, 40, "n" * 200)


def _beyond_what_is_entered(place: Place) -> None:
    gitrepo.dig(place.root, 180, "n" * 250)


def _deep_python(place: Place) -> None:
    """Sound Python at the end of a long way, with packages all along it."""
    place.put("/".join(["p" * 90] * 40) + "/end.py", "def end():\n    return 1\n")
    way = ""
    for at in range(60):
        way += f"q{at}/"
        place.put(
            f"{way}__init__.py", "from . import *\nfrom .. import *\n" + "from " + "." * 90 + " import x\n"
        )


def _many_in_one_folder(count: int) -> Callable[[Place], None]:
    def build(place: Place) -> None:
        folder = place.root / "many"
        folder.mkdir()
        for at in range(count):
            os.close(os.open(folder / f"f{at:05}.txt", os.O_CREAT | os.O_WRONLY))

    return build


def _many_folders(place: Place) -> None:
    for at in range(3_000):
        (place.root / f"folders/d{at}/e").mkdir(parents=True)


def _everything_at_once(place: Place) -> None:
    for names in NAMES.values():
        for name in dict.fromkeys(map(os.fsencode, names)):
            if not name.startswith(b"."):
                place.put(b"all/" + name, CODE)


CASES = (
    *(Case(f"names-{name}", _build(names), shared=True) for name, names in NAMES.items()),
    *(
        Case(f"names-tracked-{name}", _tracked(NAMES[name]))
        for name in ("newlines", "not-utf-8", "escapes", "looks-escaped", "bidi", "leading-dashes")
    ),
    Case("names-longer-than-the-longest-path", _beyond_the_longest_path),
    Case("names-longer-than-what-is-entered", _beyond_what_is_entered),
    Case("names-deep-packages", _deep_python, shared=True),
    Case("names-5000-in-one-folder", _many_in_one_folder(5_000)),
    Case("names-50000-in-one-folder", _many_in_one_folder(50_000), slow=True),
    Case("names-many-empty-folders", _many_folders),
    Case("names-all-at-once", _everything_at_once),
)

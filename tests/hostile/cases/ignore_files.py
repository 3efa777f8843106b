"""Ignore files whose patterns backtrack, are too many, or are no files at all."""

import os
from collections.abc import Callable

from tests.hostile.builders import bare_bones
from tests.hostile.place import Case, Place

LONG = "a" * 200

PATTERNS: dict[str, Callable[[], str | bytes]] = {
    "stars": lambda: "*a*a*a*a*a*a*b\n" * 20 + "*" * 5_000 + "b\n",
    "question-marks": lambda: "?" * 3_000 + "\n" + "*?" * 2_000 + "b\n",
    "double-stars": lambda: "**/a/" * 500 + "b\n" + "**/" * 3_000 + "c\n" + "/**" * 3_000 + "/d\n",
    "classes": lambda: (
        "[" * 5_000 + "\n" + "[a-z]*" * 500 + "b\n" + "[!a" * 2_000 + "\n[z-a]b\n[]]\n[[:alpha:]]q\n"
    ),
    "odd-classes": lambda: "[[:x:]]\n[a-\n[\\\n[!]\n[^]]b\n[[.a.]]\n[a-\\]]q\n" * 50,
    "backslashes": lambda: "\\" * 9_999 + "\nq\\\n\\q\n\\!a\n\\#b\nq\\ \\ \n",
    "many-patterns": lambda: "".join(f"x{at}*y\n" for at in range(30_000)),
    "many-negations": lambda: "".join(f"q{at}\n!q{at}\n" for at in range(10_000)),
    "long-line": lambda: "q" * 2_000_000 + "\n",
    "above-the-limit": lambda: "# " + "x" * 5_000_000 + "\nq\n",
    "null-bytes": lambda: b"q\0r\n\0\n\0*\n",
    "not-utf-8": lambda: b"\xff\xfe*\xff\n\xc3\x28\n",
    "byte-order-mark": lambda: b"\xef\xbb\xbfq\n\xef\xbb\xbf*\n",
    "carriage-returns": lambda: b"q\rr\r\n*.qq\r\n\r\r\n",
    "expressions": lambda: "(a+)+$\n(?:a|a)*b\n(.*)*c\n{a,b}\n^(a|b)+$\n\\d+\n" * 100,
}


COSTLY = {
    "stars",
    "question-marks",
    "double-stars",
    "classes",
    "many-patterns",
    "many-negations",
    "long-line",
}
"""These spend what a walk may spend on patterns."""


def _fill(place: Place, pattern: str | bytes) -> None:
    place.put(".gitignore", pattern)
    for name in (LONG, f"{LONG}c", "a/" * 40 + "file", f"{LONG}/{LONG}"):
        place.put(f"names/{name}.txt")


def _plain(text: Callable[[], str | bytes]) -> Callable[[Place], None]:
    return lambda place: _fill(place, text())


def _versioned(text: Callable[[], str | bytes]) -> Callable[[Place], None]:
    def build(place: Place) -> None:
        _fill(place, text())
        content = text()
        folder = bare_bones(place.root)
        (folder / "info/exclude").write_bytes(content.encode() if isinstance(content, str) else content)

    return build


def _in_every_folder(place: Place) -> None:
    for at in range(200):
        place.put(f"{'d/' * at}.gitignore", f"*a*b*c{at}*d\n!d/\n")
        place.put(f"{'d/' * at}file{at}.txt")


def _no_file(make: Callable[[Place], None]) -> Callable[[Place], None]:
    def build(place: Place) -> None:
        make(place)
        place.put("beside.txt", "x\n")

    return build


def _everything(place: Place) -> None:
    place.put(".gitignore", "*\n!.gitignore\n")
    place.put("deep/er/file.txt", "x\n")


CASES = (
    *(Case(f"ignore-{name}", _plain(text), shared=name not in COSTLY) for name, text in PATTERNS.items()),
    *(
        Case(f"ignore-and-exclude-{name}", _versioned(PATTERNS[name]))
        for name in ("stars", "double-stars", "many-patterns", "classes")
    ),
    Case("ignore-file-in-every-folder", _in_every_folder),
    Case("ignore-file-is-a-fifo", _no_file(lambda place: place.fifo(".gitignore"))),
    Case("ignore-file-is-a-folder", _no_file(lambda place: place.put(".gitignore/x", "*\n"))),
    Case("ignore-file-is-a-device", _no_file(lambda place: place.link(".gitignore", "/dev/zero"))),
    Case("ignore-file-is-a-loop", _no_file(lambda place: place.link(".gitignore", ".gitignore"))),
    Case("ignore-file-leaves-the-tree", _no_file(lambda place: place.link(".gitignore", os.devnull))),
    Case("ignore-everything", _everything, secondary=True),
)

"""Files whose bytes are not what their names promise."""

import codecs
from collections.abc import Callable

from tests.hostile.place import Case, Place

COOKIES = (
    "utf-7", "utf_7", "UTF-7", "u7", "rot13", "rot_13", "unicode_escape", "raw_unicode_escape", "idna", "punycode",
    "undefined", "hex", "zip", "bz2", "base64", "uu", "quopri", "mbcs", "oem", "charmap", "ascii", "latin-1",
    "cp037", "cp1252", "utf-16", "utf-16-le", "utf-32", "utf-8-sig", "shift_jis", "gb18030", "iso2022_jp", "hz",
    "big5hkscs", "euc_kr", "cp65001", "no-such-codec", "../../etc/passwd", "a" * 5_000, "os", "utf-8\\x1b[31m",
)  # fmt: skip

BOMS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "utf-32-be": codecs.BOM_UTF32_BE,
    "utf-7": b"+/v8-",
    "gb-18030": b"\x84\x31\x95\x33",
}

SAMPLE = "def f(a=[]):\n    return eval(a)  # TODO é\n"
TEXTS = (
    "a.py",
    "a.md",
    "a.toml",
    "a.yaml",
    "a.json",
    "a.ini",
    "a.txt",
    "setup.cfg",
    "pyproject.toml",
    "a.ipynb",
)

CONTENT: dict[str, Callable[[], bytes]] = {
    "null-bytes": lambda: bytes(100_000),
    "null-byte-late": lambda: SAMPLE.encode() * 3_000 + b"\0" + SAMPLE.encode(),
    "nothing": lambda: b"",
    "one-byte": lambda: b"\xff",
    "random-bytes": lambda: bytes((at * at * 31 + at // 7) % 256 for at in range(200_000)),
    "all-bytes": lambda: bytes(range(256)) * 50,
    "carriage-returns": lambda: SAMPLE.replace("\n", "\r").encode() * 50,
    "mixed-line-ends": lambda: b"a = 1\r\nb = 2\rc = 3\nd = 4\n\r\x0ce = 5\x0b\n",
    "form-feeds": lambda: b"\x0cdef f():\x0c\n\x0c    pass\x0c\n\x0c\x0c# TODO\x0c x\n" * 100,
    "separators": lambda: "a = '\u2028'  # TODO\u2028b = 1\u2029\x85x\x1c\x1d\x1e\n".encode() * 100,
    "surrogates": lambda: b"a = '\xed\xa0\x80\xed\xb0\x80'  # TODO \xed\xbf\xbf\n" * 100,
    "overlong": lambda: b"a = '\xc0\x80\xe0\x80\xaf\xf0\x80\x80\xaf'  # TODO \xfe\xff\n" * 100,
    "cut-character": lambda: b"a = 1  # TODO \xf0\x9f\x8e",
    "noncharacters": lambda: "# TODO \ufffe\uffff\ufdd0\U0001ffff\ufffd\n".encode() * 50,
    "latin-1": lambda: "# Prüfung: TODO größer\nx = 'é'\n".encode("latin-1") * 50,
    "combining": lambda: ("# TODO a" + "\u0301" * 50_000 + "\n").encode("utf-8"),
    "wide": lambda: ("# TODO " + "漢🎉" * 50_000 + "\n").encode("utf-8"),
    "identifiers": lambda: (
        "\ufb01 = \u210c = \U0001d4b6 = \u0430b\u0441 = 1\n\u0661 = 2\ndef ſ(\uff58): pass\n".encode("utf-8")
    ),
    "control-characters": lambda: b"a = 1  # TODO \x00\x07\x08\x1b[2J\x9b31m\x7f\n" * 50,
    "substitute": lambda: b"a = 1\n\x1ab = 2\n\x04c = 3\n",
    "spaces-of-all-kinds": lambda: "a\u00a0=\u30001\u2003# TODO\u2000x\n\u3000b = 2\n".encode("utf-8"),
    "gzip": lambda: b"\x1f\x8b\x08\x00" + bytes(range(256)) * 20,
    "elf": lambda: b"\x7fELF\x02\x01\x01" + bytes(5_000),
    "pickle": lambda: b"cos\nsystem\n(S'touch canary'\ntR.",
    "lfs-pointer": lambda: (
        b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n"
    ),
}


def _content(data: Callable[[], bytes]) -> Callable[[Place], None]:
    def build(place: Place) -> None:
        for name in TEXTS:
            place.put(name, data())
        place.put("no_suffix", data())

    return build


def _bom(name: str, bom: bytes) -> Callable[[Place], None]:
    def build(place: Place) -> None:
        codec = {"utf-7": "utf-7", "gb-18030": "gb18030"}.get(name, name)
        for file in TEXTS:
            place.put(file, bom + SAMPLE.encode(codec))
            place.put(f"twice/{file}", bom * 2 + SAMPLE.encode(codec))
        place.put("cookie.py", bom + b"# coding: latin-1\n" + SAMPLE.encode(codec))

    return build


def _cookies(place: Place) -> None:
    smuggled = f"+ACIAIgAi-\n{place.code()}\n+ACIAIgAi-"
    for at, cookie in enumerate(COOKIES):
        place.put(f"first{at}.py", f"# -*- coding: {cookie} -*-\nx = 1\n{smuggled}\n")
        place.put(
            f"second{at}.py", f"#!/usr/bin/python\n# vim: set fileencoding={cookie} :\n# +AAo-import os\n"
        )
        place.put(f"third{at}.py", f"\n\n# coding: {cookie}\ny = 'é'\n")


def _encoded_code(place: Place) -> None:
    """Code that only shows under the encoding that the file declares."""
    code = place.code()
    for cookie in ("utf-7", "unicode_escape", "rot13", "hex", "utf-16", "punycode", "cp037"):
        try:
            data = codecs.encode(code, cookie)
        except (LookupError, TypeError, ValueError):
            data = codecs.encode(code.encode(), cookie)
        body = data.encode() if isinstance(data, str) else data
        place.put(f"{cookie}.py", f"# coding: {cookie}\n".encode() + body)


CASES = (
    *(Case(f"bytes-{name}", _content(data), shared=True) for name, data in CONTENT.items()),
    *(Case(f"bytes-mark-{name}", _bom(name, bom), shared=True) for name, bom in BOMS.items()),
    Case("bytes-cookies", _cookies, shared=True),
    Case("bytes-code-behind-cookies", _encoded_code, shared=True),
)

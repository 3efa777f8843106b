"""The encoding that a file declares, as PEP 263 has it."""

import codecs
import re
from typing import Final

DEFAULT: Final = "utf-8"

_COOKIE: Final = re.compile(rb"[ \t\f]*+#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK: Final = re.compile(rb"[ \t\f]*+(?:#.*)?")
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_HEAD: Final = 4_096

_SAFE: Final = frozenset(
    {
        "utf-8",
        "utf-8-sig",
        "ascii",
        *(f"iso8859-{part}" for part in range(1, 17) if part != 12),
        *(f"cp{page}" for page in range(1250, 1259)),
        *(f"cp{page}" for page in (437, 850, 852, 855, 866, 932, 936, 949, 950)),
        "koi8-r",
        "koi8-u",
        "mac-roman",
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
        "big5hkscs",
        "euc_jp",
        "euc_kr",
        "shift_jis",
    }
)
"""Codecs, by Python's own names, that read ASCII text as it stands and hold no state."""


def declared(data: bytes) -> str:
    """The encoding of Python source: ``utf-8-sig`` with a byte order mark, else that of the
    coding cookie in the first two lines, else ``utf-8``. A cookie that names no text encoding
    built on ASCII is no declaration."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for line in _LINE_END.split(data[:_HEAD], maxsplit=2)[:2]:
        match = _COOKIE.match(line)
        if match:
            return _normal(match[1].decode("ascii", "replace")) or DEFAULT
        if not _BLANK.fullmatch(line):
            break
    return DEFAULT


def _normal(name: str) -> str | None:
    """The encoding's name as Python spells it, or ``None`` for one that source cannot have."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return found if found in _SAFE else None


def is_valid(data: bytes, encoding: str) -> bool:
    """Whether the bytes are of the encoding."""
    try:
        data.decode(encoding)
    except ValueError:
        return False
    return True

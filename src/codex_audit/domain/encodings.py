"""The encoding that Python source declares, as PEP 263 has it."""

import codecs
from typing import Final

from codex_audit.domain.patterns import regex

DEFAULT: Final = "utf-8"

_COOKIE: Final = regex(rb"[ \t\f]*+#[^\r\n]*?coding[:=][ \t]*+([-\w.]++)")
_BLANK: Final = regex(rb"[ \t\f]*+(?:#[^\r\n]*+)?")
_LINE_END: Final = regex(rb"\r\n|\r|\n")
_HEAD: Final = 4_096

SAFE_ENCODINGS: Final = frozenset(
    {
        "utf-8",
        "ascii",
        *(f"iso8859-{part}" for part in range(1, 17) if part != 12),
        *(f"cp{page}" for page in range(1250, 1259)),
        *(f"cp{page}" for page in (437, 850, 852, 855, 866, 932, 949, 950)),
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
    coding cookie in the first two lines, else ``utf-8``. A cookie that names none of
    ``SAFE_ENCODINGS`` is no declaration."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for line in _LINE_END.split(data[:_HEAD], maxsplit=2)[:2]:
        match = _COOKIE.match(line)
        if match:
            return _safe(match[1].decode("ascii", "replace"))
        if not _BLANK.fullmatch(line):
            break
    return DEFAULT


def _safe(name: str) -> str:
    """The codec's name as Python spells it."""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return DEFAULT
    return found if found in SAFE_ENCODINGS else DEFAULT


def is_valid(data: bytes, encoding: str) -> bool:
    """Whether the bytes are of the encoding."""
    try:
        data.decode(encoding)
    except ValueError:
        return False
    return True

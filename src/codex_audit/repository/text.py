"""What bytes are as text: encoding, line count, and whether they are text at all."""

import codecs
import re
from typing import Final

PROBE: Final = 8_000
"""Bytes in which git, too, looks for a NUL to tell binary from text."""

_COOKIE: Final = re.compile(rb"[ \t\f]*+#[^\r\n]*?coding[:=][ \t]*+([-\w.]++)")
_BLANK: Final = re.compile(rb"[ \t\f]*+(?:#[^\r\n]*+)?")
_COOKIE_BYTES: Final = 4_096
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE_MARKS: Final = tuple(mark for mark, _ in _MARKS if mark != codecs.BOM_UTF8)

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


def decode(data: bytes, python: bool) -> str:
    """Text of a file; never fails. A byte order mark is obeyed and dropped.

    Python source is read as its PEP 263 cookie says, if that names one of ``SAFE_ENCODINGS``;
    all else as UTF-8. Bytes that do not fit become replacement characters.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark) and (not python or mark == codecs.BOM_UTF8):
            return data[len(mark) :].decode(encoding, "replace")
    return data.decode(source_encoding(data) if python else "utf-8", "replace")


def source_encoding(data: bytes) -> str:
    """The safe codec that the first two lines of Python source name, else ``utf-8``."""
    for line in re.split(rb"\r\n|\r|\n", data[:_COOKIE_BYTES], maxsplit=2)[:2]:
        found = _COOKIE.match(line)
        if found is not None:
            return _safe_codec(found[1].decode("ascii", "replace"))
        if _BLANK.fullmatch(line) is None:
            break
    return "utf-8"


def _safe_codec(name: str) -> str:
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return "utf-8"
    return codec if codec in SAFE_ENCODINGS else "utf-8"


def count_lines(data: bytes) -> int:
    """Lines as ``wc -l`` counts them, and one more for a last line without an end."""
    return data.count(b"\n") + (bool(data) and not data.endswith(b"\n"))


def is_binary(data: bytes) -> bool:
    """Whether the bytes are no text: a NUL in the first 8,000, unless a byte order mark says
    that they are UTF-16 or UTF-32."""
    return b"\0" in data[:PROBE] and not data.startswith(_WIDE_MARKS)

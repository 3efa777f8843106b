"""What bytes are as text: encoding, line count, and whether they are text at all."""

import codecs
from typing import Final

from codex_audit.domain.encodings import declared

PROBE: Final = 8_000
"""Bytes in which git, too, looks for a NUL to tell binary from text."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE_MARKS: Final = tuple(mark for mark, _ in _MARKS if mark != codecs.BOM_UTF8)


def decode(data: bytes, python: bool) -> str:
    """Text of a file; never fails. A byte order mark is obeyed and dropped.

    Python source is read as its PEP 263 cookie says, if that names an encoding built on ASCII;
    all else as UTF-8. Bytes that do not fit become replacement characters.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark) and (not python or mark == codecs.BOM_UTF8):
            return data[len(mark) :].decode(encoding, "replace")
    return data.decode(declared(data) if python else "utf-8", "replace")


def count_lines(data: bytes) -> int:
    """Lines as ``wc -l`` counts them, and one more for a last line without an end."""
    return data.count(b"\n") + (bool(data) and not data.endswith(b"\n"))


def is_binary(data: bytes) -> bool:
    """Whether the bytes are no text: a NUL in the first 8,000, unless a byte order mark says
    that they are UTF-16 or UTF-32."""
    return b"\0" in data[:PROBE] and not data.startswith(_WIDE_MARKS)

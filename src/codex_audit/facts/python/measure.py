"""What a text would cost each parser, told from counts of its characters alone.

Parsers that run in C can take gigabytes, hang or crash on text that nobody would write by
hand. The limits below were found by trying and stand well under the first trouble seen; they
depend on the input only, so that every machine climbs down the ladder at the same place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from codex_audit.facts.python.scan import Scan

AST_CHARACTERS: Final = 5_000_000
AST_LINE: Final = 1_000_000
AST_TOKENS: Final = 2_500_000
CONCRETE_CHARACTERS: Final = 500_000
CONCRETE_LINE: Final = 20_000
CONCRETE_DEPTH: Final = 100
CONCRETE_CHAIN: Final = 1_000
CONCRETE_PATTERN: Final = 6
TOLERANT_CHARACTERS: Final = 500_000
TOLERANT_LINE: Final = 20_000

_CHEAP: Final = bytes(range(128, 256)) + bytes(
    one for one in range(128) if chr(one).isalnum() or chr(one) in " \t\r\n\f_#"
)
_SMALL: Final = 200_000


def suits_ast(text: str, lines: Sequence[str]) -> bool:
    """Whether CPython's own parser may read a text: about 400 bytes of memory a token."""
    if len(text) <= _SMALL:
        return True
    if len(text) > AST_CHARACTERS or max(map(len, lines), default=0) > AST_LINE:
        return False
    signs = len(text.encode("utf-8", "replace").translate(None, _CHEAP))
    return signs * 2 <= AST_TOKENS


@dataclass(frozen=True, slots=True)
class Shape:
    """``depth`` of brackets, ``pattern``: that within a ``case``; ``chain``: how deep a syntax
    tree could get at most, counting every word and sign since the last comma."""

    depth: int
    pattern: int
    chain: int


_PIECE: Final = re.compile(r"[(\[{]|[)\]}]|,|\n|\w+|[^\w\s]")


def shape(scan: Scan) -> Shape:
    """The shape of scanned text."""
    raise AssertionError

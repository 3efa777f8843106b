"""What a text would cost each parser, told from counts of its characters alone.

Parsers that run in C can take gigabytes, hang or crash on text that nobody would write by
hand. The limits below were found by trying and stand well under the first trouble seen; they
depend on the input only, so that every machine climbs down the ladder at the same place.
"""

import re
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from codex_audit.domain.patterns import regex
from codex_audit.facts.python.scan import Scan

AST_CHARACTERS: Final = 5_000_000
AST_LINE: Final = 1_000_000
AST_SIGNS: Final = 1_500_000
"""Punctuation and line ends; each costs CPython's parser up to two kilobytes."""

AST_DOTS: Final = 5_000
"""Parts of an imported name, whose beginnings CPython's parser keeps one by one."""

DEFINITIONS: Final = 20_000
"""Functions and classes of one file; each is kept, measured and reported by itself."""

OTHER_CHARACTERS: Final = 500_000
OTHER_LINE: Final = 20_000
CONCRETE_DEPTH: Final = 100
CONCRETE_CHAIN: Final = 1_000
CONCRETE_PATTERN: Final = 6
TOLERANT_DEPTH: Final = 1_000

_SMALL: Final = 200_000
_WORDY: Final = bytes(range(128, 256)) + bytes(
    code for code in range(128) if chr(code).isalnum() or chr(code) in " \t\r\f_#"
)
_PIECE: Final = regex(r"[(\[{]|[)\]}]|[,\n]|\\\n|[^\W\d]\w*|[^\w\s]")
_DEFINITION: Final = regex(r"^[ \t\f]*+(?:async[ \t]++)?+(?:def|class)[ \t]", re.MULTILINE)
_NESTED_TARGETS: Final = frozenset({"case", "del"})


def suits_ast(text: str, lines: Sequence[str]) -> bool:
    """Whether CPython's own parser may read a text."""
    if text.count(".") > AST_DOTS and _has_long_import(text):
        return False
    if len(text) <= _SMALL:
        return True
    if len(text) > AST_CHARACTERS or max(map(len, lines), default=0) > AST_LINE:
        return False
    if len(text.encode("utf-8", "replace").translate(None, _WORDY)) > AST_SIGNS:
        return False
    return not has_too_many_definitions(text)


def has_too_many_definitions(text: str) -> bool:
    """Whether no parser should list what the text defines."""
    return len(text) > DEFINITIONS * 8 and len(_DEFINITION.findall(text)) > DEFINITIONS


def _has_long_import(text: str) -> bool:
    joined = text.replace("\\\n", "") if "\\\n" in text else text
    return any(line.count(".") > AST_DOTS and "import" in line for line in joined.split("\n"))


def suits_others(lines: Sequence[str]) -> bool:
    """Whether libcst or parso may be considered at all."""
    return sum(map(len, lines)) <= OTHER_CHARACTERS and max(map(len, lines), default=0) <= OTHER_LINE


class Shape(Struct, frozen=True):
    """``depth`` of brackets; ``chain``: how deep a syntax tree could become at most;
    ``pattern``: the depth of brackets in ``case`` and ``del``, where libcst tries every reading
    of each bracket."""

    depth: int
    chain: int
    pattern: int

    @property
    def suits_concrete(self) -> bool:
        """Whether libcst may read the text."""
        return (
            self.depth <= CONCRETE_DEPTH and self.chain <= CONCRETE_CHAIN and self.pattern <= CONCRETE_PATTERN
        )

    @property
    def suits_tolerant(self) -> bool:
        """Whether parso may read the text."""
        return self.depth <= TOLERANT_DEPTH


def shape_of(scan: Scan) -> Shape:
    """The shape of scanned text.

    Words and signs since the last comma of each open bracket may all nest in each other; a
    comma parts them, unless it stands between a lambda's parameters. A chain of ``elif`` nests.
    """
    depth = chain = pattern = elifs = total = here = 0
    levels: list[int] = []
    lambdas = False
    first = ""
    for piece in _PIECE.findall(_code(scan)):
        if piece in "([{":
            levels.append(here)
            here = 0
            total += 1
            chain = max(chain, total)
            depth = max(depth, len(levels))
            if first in _NESTED_TARGETS:
                pattern = max(pattern, len(levels))
        elif piece in ")]}":
            total -= here
            here = levels.pop() + 1 if levels else 0
        elif piece == "," and not lambdas:
            total -= here
            here = 0
        elif piece == "\n":
            if not levels:
                total = here = 0
                lambdas, first = False, ""
        elif piece[0] != "\\":
            first = first or piece
            lambdas = lambdas or piece == "lambda"
            elifs += piece == "elif"
            here += 1
            total += 1
            chain = max(chain, total)
    return Shape(depth, max(chain, elifs), pattern)


def _code(scan: Scan) -> str:
    parts = list(scan.parts)
    parts[1::2] = ["" if one[0] == "#" else "s" for one in parts[1::2]]
    return "".join(parts)

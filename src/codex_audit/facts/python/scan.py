"""Finds the strings and comments of Python text in one pass of a regular expression.

The scan works on physical lines stripped of the white space around them, which is how radon
reads a file: positions are line numbers, and columns do not matter.
"""

import re
import sys
import tokenize
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple

from msgspec import Struct

from codex_audit.domain.patterns import regex

NESTED_QUOTES: Final = sys.version_info >= (3, 12)
"""Whether f-strings may hold quotes of their own kind (PEP 701)."""

_TOKEN: Final = regex(
    r"""(
    \#[^\n]*+
    | \"\"\" [^"\\]*+ (?: (?: \\. | "(?!"") ) [^"\\]*+ )*+ \"\"\"
    | ''' [^'\\]*+ (?: (?: \\. | '(?!'') ) [^'\\]*+ )*+ '''
    | " [^"\\\n]*+ (?: \\. [^"\\\n]*+ )*+ "
    | ' [^'\\\n]*+ (?: \\. [^'\\\n]*+ )*+ '
    | ["']
    )""",
    re.VERBOSE | re.DOTALL,
)

_PREFIX: Final = regex(r"(?<![^\W])[A-Za-z]{1,2}\Z")
_DOUBLED: Final = regex(r"\{\{|\}\}")
_TAGS: Final = ("TODO", "FIXME", "XXX", "HACK")
_TOOLS: Final = ("noqa", "type:", "pylint", "nosec", "pragma", "mypy:", "pyright:", "codex-audit")
"""One of these stands in every comment that speaks to a tool, in any case."""


class Comment(NamedTuple):
    """A comment with its number sign. ``alone``: nothing else stands on its line."""

    line: int
    text: str
    alone: bool


class Scan(Struct, frozen=True, dict=True):
    """Stripped lines cut into code and tokens.

    ``parts`` alternates between code (even positions) and strings or comments (odd ones); a
    string's prefix belongs to the code before it. ``sound`` is false where a quote closes
    nowhere.
    """

    lines: Sequence[str]
    parts: Sequence[str]
    sound: bool

    @property
    def remarkable(self) -> tuple[Comment, ...]:
        """The comments that may mean something to a tool or mark open work."""
        texts = "\n".join(part for part in self.parts[1::2] if part[0] == "#")
        return tuple(self._comments(_is_remarkable)) if _is_remarkable(texts) else ()

    @property
    def comments(self) -> tuple[Comment, ...]:
        """All comments in order."""
        return tuple(self._comments(bool))

    def _comments(self, wanted: Callable[[str], bool]) -> Iterator[Comment]:
        parts = self.parts
        lines = list(accumulate((part.count("\n") for part in parts), initial=1))
        for position in range(1, len(parts), 2):
            text = parts[position]
            if text[0] == "#" and wanted(text):
                before = parts[position - 1]
                alone = before[-1:] == "\n" or not (before or position > 1)
                yield Comment(lines[position], text, alone)

    @cached_property
    def bare(self) -> list[str]:
        """The lines without comments and without the space before those."""
        lines, number = list(self.lines), 0
        for code, token in zip(self.parts[::2], self.parts[1::2], strict=False):
            number += code.count("\n")
            if token[0] == "#":
                lines[number] = lines[number][: -len(token)].rstrip()
            else:
                number += token.count("\n")
        return lines


def _is_remarkable(text: str) -> bool:
    for tag in _TAGS:
        if tag in text:
            return True
    lowered = text.lower()
    return any(tool in lowered for tool in _TOOLS)


def scan(lines: Sequence[str]) -> Scan:
    """Scan lines that are stripped already."""
    text = "\n".join(lines)
    parts = _TOKEN.split(text)
    sound = '"' not in parts and "'" not in parts
    if NESTED_QUOTES and sound and any(_is_cut_short(*pair) for pair in interpolated(parts)):
        parts = _split_exactly(text, parts)
    return Scan(lines, parts, sound)


def comments_by_line(lines: Sequence[str]) -> tuple[Comment, ...]:
    """The comments of text that may not be Python: each line is judged by itself."""
    found = []
    for number, line in enumerate(lines, 1):
        if "#" in line:
            parts = _TOKEN.split(line)
            texts = [part for part in parts[1::2] if part[0] == "#"]
            found += [Comment(number, text, text == line) for text in texts]
    return tuple(found)


def tokens_of(text: str) -> Iterator[tokenize.TokenInfo]:
    """The tokens of text in which only line feeds end lines. Raises what ``tokenize`` does."""
    *lines, last = text.split("\n")
    return tokenize.generate_tokens(iter([*(f"{line}\n" for line in lines), last]).__next__)


def prefix_of(code: str) -> str:
    """The string prefix at the end of the code before a string."""
    match = _PREFIX.search(code[-3:])
    return match[0] if match else ""


def interpolated(parts: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Positions and texts of the tokens that are f-strings (or t-strings)."""
    for position in range(1, len(parts), 2):
        before = parts[position - 1]
        if before and before[-1].isalpha() and {"f", "t"} & set(prefix_of(before).lower()):
            yield position, parts[position]


def _is_cut_short(position: int, token: str) -> bool:
    """Whether an f-string may hold quotes or comments that the expression took for the end."""
    rest = _DOUBLED.sub("", token)
    return rest.count("{") != rest.count("}") or ("{" in rest and "#" in rest and "\n" in rest)


def _split_exactly(text: str, parts: list[str]) -> list[str]:
    """The same parts by Python's own tokenizer; unchanged where that refuses the text."""
    starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    opening = {getattr(tokenize, name, None) for name in ("FSTRING_START", "TSTRING_START")}
    closing = {getattr(tokenize, name, None) for name in ("FSTRING_END", "TSTRING_END")}
    found: list[str] = []
    position = depth = begin = 0
    try:
        for kind, value, (row, column), (end_row, end_column), _ in tokens_of(text):
            start, end = starts[row - 1] + column, starts[end_row - 1] + end_column
            if kind in opening:
                if not depth:
                    begin = start + len(value.rstrip("\"'"))
                depth += 1
            elif kind in closing:
                depth -= 1
            elif kind == tokenize.STRING:
                start += len(value) - len(value.lstrip("rRbBuUfFtT"))
            if not depth and (kind in closing or kind in {tokenize.STRING, tokenize.COMMENT}):
                begin = begin if kind in closing else start
                found += (text[position:begin], text[begin:end])
                position = end
    except (tokenize.TokenError, IndentationError):
        return parts
    return [*found, text[position:]]

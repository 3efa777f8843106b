"""One pattern of git's ignore files as a regular expression that matches in linear time.

The language is the one of gitignore(5) as git's own matcher reads it, byte by byte: the text
of a pattern and of a path is Latin-1, one character a byte. Every part of the expression is
atomic or possessive. That loses no match: the text between two stars has a fixed length, so
its first place leaves the most room for the rest, and the same holds for the folders between
two ``**``.
"""

import re
from typing import Final

SPECIAL: Final = frozenset("*?[\\")

_LONGEST: Final = 32_768
_ANY_FOLDERS: Final = r"(?:[^/]*+/)*?"
_SOME_FOLDERS: Final = r"(?:[^/]*+/)+?"
_BYTES: Final = bytes(range(256)).decode("latin-1")

_SPACE: Final = frozenset(" \t\n\r")
_PRINT: Final = frozenset(chr(code) for code in range(0x20, 0x7F))
_DIGIT: Final = frozenset("0123456789")
_UPPER: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LOWER: Final = frozenset("abcdefghijklmnopqrstuvwxyz")
_CLASSES: Final = {
    "alnum": _DIGIT | _UPPER | _LOWER,
    "alpha": _UPPER | _LOWER,
    "blank": frozenset(" \t"),
    "cntrl": frozenset(chr(code) for code in (*range(0x20), 0x7F)),
    "digit": _DIGIT,
    "graph": _PRINT - _SPACE,
    "lower": _LOWER,
    "print": _PRINT,
    "punct": _PRINT - _SPACE - _DIGIT - _UPPER - _LOWER,
    "space": _SPACE,
    "upper": _UPPER,
    "xdigit": _DIGIT | frozenset("abcdefABCDEF"),
}


class NeverMatchesError(Exception):
    """The pattern is malformed, or longer than any path: git lets it match nothing."""


def literal_length(pattern: str) -> int:
    """How many characters stand before the first special one."""
    for index, char in enumerate(pattern):
        if char in SPECIAL:
            return index
    return len(pattern)


def expression(pattern: str, literal: int) -> str:
    """Source of the expression that matches the same whole paths as the pattern.

    The first ``literal`` characters are compared as they stand, before git's matcher sees the
    rest: a ``**`` right behind them counts as standing at a boundary. Raises NeverMatchesError.
    """
    if len(pattern) > _LONGEST:
        raise NeverMatchesError
    return re.escape(pattern[:literal]) + _Translation(pattern[literal:]).source() + r"\Z"


class _Translation:
    """The state of one left-to-right reading of a pattern."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._groups: list[tuple[str, list[str]]] = [("", [])]
        self._segments: list[list[str]] = [[]]

    def source(self) -> str:
        """The expression for the whole pattern. Raises NeverMatchesError."""
        while self._at < len(self._pattern):
            if self._step():
                return self._join(last=".*+")
        self._end_component()
        return self._join(last="")

    def _step(self) -> bool:
        """Read one element; true at a ``**`` that takes all the rest."""
        char = self._pattern[self._at]
        if char == "*":
            return self._star()
        self._at += 1
        if char == "/":
            self._end_component()
            self._groups[-1][1].append("/")
        elif char == "?":
            self._segments[-1].append("[^/]")
        elif char == "[":
            self._segments[-1].append(self._bracket())
        elif char == "\\":
            self._escaped()
        else:
            self._segments[-1].append(re.escape(char))
        return False

    def _escaped(self) -> None:
        char = self._char(self._at)
        self._at += 1
        if char == "/":
            self._end_component()
            self._groups[-1][1].append("/")
        else:
            self._segments[-1].append(re.escape(char))

    def _star(self) -> bool:
        start = self._at
        while self._at < len(self._pattern) and self._pattern[self._at] == "*":
            self._at += 1
        rest = self._pattern[self._at : self._at + 2]
        boundary = start == 0 or self._pattern[start - 1] == "/"
        whole = self._at - start > 1 and boundary and (rest[:1] in {"", "/"} or rest == "\\/")
        if not whole:
            self._segments.append([])
            return False
        if not rest:
            return True
        self._at += 1 if rest[0] == "/" else 2
        self._groups.append((_ANY_FOLDERS if rest[0] == "/" else _SOME_FOLDERS, []))
        return False

    def _end_component(self) -> None:
        """Turn the segments between stars into one expression for the path component."""
        first, *others = ("".join(segment) for segment in self._segments)
        width = len(self._segments[-1])
        self._segments = [[]]
        parts = [first]
        parts += [f"(?>[^/]*?{segment})" for segment in others[:-1] if segment]
        if others:
            parts.append(f"(?>[^/]{{{width}}}[^/]*+)(?<={others[-1]})" if others[-1] else "[^/]*+")
        self._groups[-1][1].append("".join(parts))

    def _join(self, last: str) -> str:
        """Each group of components behind a ``**`` at its first place, the last one at the end."""
        *middle, (lead, final) = self._groups
        parts = ["(?>" + before + "".join(parts) + ")" for before, parts in middle]
        return "".join(parts) + lead + "".join(final) + last

    def _char(self, index: int) -> str:
        if index >= len(self._pattern):
            raise NeverMatchesError
        return self._pattern[index]

    def _bracket(self) -> str:
        """The class behind an opening bracket, as an explicit set. Raises NeverMatchesError."""
        negated = self._char(self._at) in {"!", "^"}
        self._at += negated
        members: set[str] = set()
        previous = ""
        first = True
        while (char := self._char(self._at)) != "]" or first:
            first = False
            previous = self._member(char, previous, members)
            self._at += 1
        self._at += 1
        return _set({ord(one) for one in (set(_BYTES) - members if negated else members)})

    def _member(self, char: str, previous: str, members: set[str]) -> str:
        """Add one member; returns what a following ``-`` would start a range from."""
        following = self._pattern[self._at + 1 : self._at + 2]
        if char == "\\":
            self._at += 1
            char = self._char(self._at)
        elif char == "-" and previous and following not in {"", "]"}:
            self._at += 1
            if following == "\\":
                self._at += 1
            end = self._char(self._at)
            members.update(_BYTES[ord(previous) : ord(end) + 1])
            return ""
        elif char == "[" and following == ":":
            end_at = self._pattern.find("]", self._at + 2)
            if end_at < 0:
                raise NeverMatchesError
            name = self._pattern[self._at + 2 : end_at]
            if name.endswith(":"):
                if name[:-1] not in _CLASSES:
                    raise NeverMatchesError
                members.update(_CLASSES[name[:-1]])
                self._at = end_at
                return ""
        members.add(char)
        return char


def _set(codes: set[int]) -> str:
    """A character class of these bytes, less the slash that no class matches."""
    runs: list[list[int]] = []
    for code in sorted(codes - {0, ord("/")}):
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    if not runs:
        raise NeverMatchesError
    return "[" + "".join(f"\\x{low:02x}-\\x{high:02x}" for low, high in runs) + "]"

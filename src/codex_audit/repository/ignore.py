"""gitignore(5): which paths the ignore files of a tree exclude.

Our own matcher, because pathspec turns a star into an expression that backtracks, and one
line of a hostile ignore file would then hang the walk. Names and paths are matched byte by
byte, as Latin-1 text (``match_text``).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct, field

from codex_audit.domain.artifact import path_key
from codex_audit.repository._glob import SPECIAL, NeverMatchesError, expression, literal_length

MAX_IGNORE_BYTES: Final = 4_194_304
"""Ignore files above this size are not obeyed, and the walk says so."""

_BOM: Final = b"\xef\xbb\xbf"
_STRETCH: Final = 32
_FEW: Final = 64


def match_text(path: str) -> str:
    """A path as the matcher wants it: one character a byte."""
    return path if path.isascii() else path_key(path).decode("latin-1")


class Budget(Struct):
    """What one walk may spend on ignore patterns: characters of expressions compiled, and
    matching, weighed by the length of the expressions and of the paths that they are tried
    on. Counted, not timed, so that the same tree gives the same answer."""

    source: int = 2_000_000
    tries: int = 40_000_000

    @property
    def spent(self) -> bool:
        """Whether patterns were left out of account."""
        return self.source < 0 or self.tries < 0


class Pattern(Struct, frozen=True):
    """One line of an ignore file. ``text`` has lost ``!`` and a trailing slash; ``literal``
    counts its characters before the first wildcard; ``anchored``: it matches the path from
    the ignore file's folder, else the last component alone."""

    text: str
    literal: int
    negative: bool
    folders_only: bool
    anchored: bool
    suffix: bool


def patterns(data: bytes) -> Iterator[Pattern]:
    """The patterns of an ignore file in their order."""
    lines = data.removeprefix(_BOM).split(b"\n")
    for line in lines:
        if not line or line.startswith(b"#"):
            continue
        text = line.removesuffix(b"\r").partition(b"\0")[0].decode("latin-1")
        yield _pattern(_without_trailing_spaces(text))


def _without_trailing_spaces(text: str) -> str:
    if not text.endswith(" "):
        return text
    bare = text.rstrip(" ")
    slashes = len(bare) - len(bare.rstrip("\\"))
    return bare + " " if slashes % 2 else bare


def _pattern(line: str) -> Pattern:
    negative = line.startswith("!")
    whole = line[negative:]
    folders_only = whole.endswith("/")
    text = whole[:-1] if folders_only else whole
    return Pattern(
        text=text,
        literal=min(literal_length(whole), len(text)),
        negative=negative,
        folders_only=folders_only,
        anchored="/" in text,
        suffix=whole.startswith("*") and SPECIAL.isdisjoint(whole[1:]),
    )


class _Matcher(Struct):
    """Patterns of one sign, whose order among each other is of no account."""

    names: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    endings: tuple[str, ...] = ()
    suffixes: dict[int, set[str]] = field(default_factory=dict)
    name_sources: list[str] = field(default_factory=list)
    path_sources: list[str] = field(default_factory=list)
    name_pattern: re.Pattern[str] | None = None
    path_pattern: re.Pattern[str] | None = None
    weight: int = 0

    def add(self, pattern: Pattern, budget: Budget) -> None:
        text = pattern.text
        budget.source -= 1 + len(text) // _STRETCH
        if not pattern.anchored and pattern.literal == len(text):
            self.names.add(text)
        elif not pattern.anchored and pattern.suffix:
            self.suffixes.setdefault(len(text) - 1, set()).add(text[1:])
        else:
            self._add_path(text.removeprefix("/"), pattern, budget)

    def _add_path(self, text: str, pattern: Pattern, budget: Budget) -> None:
        literal = pattern.literal - (len(pattern.text) - len(text)) if pattern.anchored else 0
        if pattern.anchored and literal == len(text):
            self.paths.add(text)
            return
        try:
            source = expression(text, literal)
        except NeverMatchesError:
            return
        budget.source -= 2 * len(source)
        if budget.source >= 0:
            (self.path_sources if pattern.anchored else self.name_sources).append(source)

    def close(self) -> None:
        """Compile what was added."""
        sources = self.name_sources + self.path_sources
        self.weight = 1 + len(sources) + sum(map(len, sources)) // _STRETCH + len(self.suffixes) // _STRETCH
        if sum(map(len, self.suffixes.values())) <= _FEW:
            self.endings = tuple(ending for group in self.suffixes.values() for ending in sorted(group))
            self.suffixes = {}
        self.name_pattern = _alternatives(self.name_sources)
        self.path_pattern = _alternatives(self.path_sources)

    def match(self, path: str, name: str, budget: Budget) -> bool:
        """Whether any pattern matches. ``path`` is relative to the ignore file's folder."""
        budget.tries -= self.weight * (1 + len(path) // _STRETCH)
        if name in self.names or path in self.paths or name.endswith(self.endings):
            return True
        for length, endings in self.suffixes.items():
            if len(name) >= length and name[len(name) - length :] in endings:
                return True
        if self.name_pattern is not None and self.name_pattern.match(name):
            return True
        return self.path_pattern is not None and self.path_pattern.match(path) is not None


def _alternatives(sources: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{source})" for source in sources), re.DOTALL) if sources else None


class _Run(Struct, frozen=True):
    """Consecutive patterns of one sign; ``folders`` holds those that match folders only."""

    negative: bool
    all: _Matcher = field(default_factory=_Matcher)
    folders: _Matcher = field(default_factory=_Matcher)


class IgnoreFile:
    """The compiled patterns of one ignore file."""

    def __init__(self, data: bytes, budget: Budget) -> None:
        self._budget = budget
        self._runs = _runs(patterns(data), budget)

    def verdict(self, path: str, name: str, folder: bool) -> bool | None:
        """True: excluded; false: taken back by ``!``; ``None``: no pattern matches.

        ``path`` is relative to the ignore file's folder and ends in ``name``, both as
        ``match_text``.
        """
        for run in self._runs:
            if self._budget.tries < 0:
                return None
            if run.all.match(path, name, self._budget):
                return not run.negative
            if folder and run.folders.match(path, name, self._budget):
                return not run.negative
        return None


def _runs(lines: Iterable[Pattern], budget: Budget) -> list[_Run]:
    """The patterns in runs, the last first: in git the last pattern that matches decides."""
    runs: list[_Run] = []
    for pattern in lines:
        if budget.source < 0:
            break
        if not runs or runs[-1].negative != pattern.negative:
            runs.append(_Run(pattern.negative))
        (runs[-1].folders if pattern.folders_only else runs[-1].all).add(pattern, budget)
    for run in runs:
        run.all.close()
        run.folders.close()
    return runs[::-1]


class Scope(Struct, frozen=True):
    """The ignore files that hold in a folder: its own, then those of the folders above.

    ``base`` is the length of the folder's path with its slash, in ``match_text``.
    """

    file: IgnoreFile
    base: int
    reason: str
    outer: "Scope | None" = None

    def ignored(self, path: str, name: str, folder: bool) -> str | None:
        """Why the path is excluded, or ``None``. ``path`` is relative to the top of the tree."""
        scope: Scope | None = self
        while scope is not None:
            verdict = scope.file.verdict(path[scope.base :], name, folder)
            if verdict is not None:
                return scope.reason if verdict else None
            scope = scope.outer
        return None

"""TOML with the line of every key and list item.

``tomllib`` gives values and no positions, so a linear scan of the same text finds where each
key stands. ``tomllib`` is asked only after that scan has shown the document to be tame: its
time grows with the square of a dotted key's parts, and it recurses into nested lists.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, field

from codex_audit.domain.patterns import regex
from codex_audit.facts._text import normal

MAX_CHARACTERS: Final = 1_000_000
MAX_KEY_PARTS: Final = 24
MAX_DEPTH: Final = 24
MAX_PLACES: Final = 100_000

NOT_TOML: Final = "not valid TOML"
TOO_LARGE: Final = "too large to be read as TOML"
TOO_DEEP: Final = "nested too deeply to be read as TOML"

Path = tuple[str | int, ...]

# Possessive repeats: an unterminated string fails at once instead of being tried anew. The
# last alternatives catch openers without an end, where the scan stops.
_TOKEN = regex(
    r"""(?P<newline>\n)
    |(?P<space>[ \t]++)
    |(?P<comment>\#[^\n]*+)
    |(?P<string>\"{3}(?:[^"\\]++|\\[\s\S]|"(?!""))*+"{3,5}
        |'{3}(?:[^']++|'(?!''))*+'{3,5}
        |"(?!"")(?:[^"\\\n]++|\\[^\n])*+"
        |'(?!'')[^'\n]*+')
    |(?P<open>["'])
    |(?P<bare>[A-Za-z0-9_-]++)
    |(?P<mark>[\[\]{}=,.])
    |(?P<other>[\s\S])""",
    re.VERBOSE,
)


class _Frame(Struct):
    """An open list or inline table of the value being read."""

    path: Path
    listing: bool
    index: int = 0


class Toml(Struct, frozen=True):
    """A document's values, and the 1-based line of every key (with list indexes in the path).

    ``problem`` says why there are no values.
    """

    data: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[Path, int] = field(default_factory=dict)
    problem: str | None = None
    problem_line: int | None = None

    def get(self, *path: str) -> Any:
        """The value at ``path``, or ``None``."""
        here: Any = self.data
        for part in path:
            if not isinstance(here, Mapping):
                return None
            here = here.get(part)
        return here

    def table(self, *path: str) -> Mapping[str, Any]:
        """The table at ``path``; an empty one where there is none."""
        found = self.get(*path)
        return found if isinstance(found, Mapping) else {}

    def line(self, *path: str | int) -> int | None:
        """Where the key or item stands."""
        return self.lines.get(path)


class _Scan:
    """One pass over the tokens. ``problem`` says why the document is not tame."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self.problem: str | None = None
        self._line = 1
        self._table: Path = ()
        self._lists: dict[Path, int] = {}
        self._key: list[str] = []
        self._stack: list[_Frame] = []
        self._state = "key"
        self._path: Path = ()
        self._read(text)

    def _read(self, text: str) -> None:
        for match in _TOKEN.finditer(text):
            kind, token = match.lastgroup, match.group()
            if kind == "open":
                return
            if kind == "newline":
                self._end_line()
            elif kind == "string":
                self._word(token, token.strip(token[0]))
            elif kind == "bare":
                self._word(token, token)
            elif kind == "mark":
                self._mark(token)
            elif kind == "other":
                self._begin_item()
            if len(self.lines) > MAX_PLACES:
                self.problem = TOO_LARGE
            if self.problem:
                return

    def _end_line(self) -> None:
        self._line += 1
        if not self._stack:
            self._key, self._state = [], "key"

    def _word(self, token: str, inner: str) -> None:
        if self._state in ("key", "header", "list header"):
            self._key.append(inner)
            self._limit(len(self._key), MAX_KEY_PARTS)
        else:
            self._begin_item()
        self._line += token.count("\n")

    def _mark(self, token: str) -> None:
        if self._state in ("header", "list header"):
            self._header(token)
        elif self._state == "key":
            self._at_key(token)
        else:
            self._at_value(token)

    def _header(self, token: str) -> None:
        if token == "[" and not self._key:
            self._state = "list header"
        elif token == "]":
            listing, self._state = self._state == "list header", "done"
            path = self._resolve(tuple(self._key), listing)
            if listing:
                self._lists[path] = self._lists.get(path, -1) + 1
                path = (*path, self._lists[path])
            self._note(path)
            self._table = path

    def _resolve(self, parts: tuple[str, ...], listing: bool) -> Path:
        """The path of a header's table: names of lists of tables mean their last item."""
        path: Path = ()
        for number, part in enumerate(parts, 1):
            path = (*path, part)
            if path in self._lists and not (listing and number == len(parts)):
                path = (*path, self._lists[path])
        return path

    def _at_key(self, token: str) -> None:
        if token == "[" and not self._key and not self._stack:
            self._state = "header"
        elif token == "=":
            base = self._stack[-1].path if self._stack else self._table
            self._path = (*base, *self._key)
            self._note(self._path)
            self._key, self._state = [], "value"
        elif token == "}" and self._stack:
            self._close()

    def _at_value(self, token: str) -> None:
        if token in "[{":
            self._begin_item()
            self._stack.append(_Frame(self._here(), listing=token == "["))
            self._limit(len(self._stack), MAX_DEPTH)
            self._state = "value" if token == "[" else "key"
        elif token in "]}" and self._stack:
            self._close()
        elif token == "," and self._stack:
            frame = self._stack[-1]
            frame.index += 1
            self._state = "value" if frame.listing else "key"

    def _close(self) -> None:
        self._stack.pop()
        self._state = "value" if self._stack else "done"

    def _here(self) -> Path:
        """The path of the value that begins now."""
        if self._stack and self._stack[-1].listing:
            return (*self._stack[-1].path, self._stack[-1].index)
        return self._path

    def _begin_item(self) -> None:
        """Note the line of a list's item at its first token."""
        if self._state == "value" and self._stack and self._stack[-1].listing:
            self.lines.setdefault(self._here(), self._line)

    def _note(self, path: Path) -> None:
        """Note the line of a path and of the tables that it implies."""
        self._limit(len(path), MAX_KEY_PARTS)
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                break
            self.lines[path[:end]] = self._line

    def _limit(self, size: int, limit: int) -> None:
        if size > limit:
            self.problem = TOO_DEEP


def load(text: str) -> Toml:
    """Read a document. A header or key that tables share counts for all of them; never
    raises."""
    text = normal(text)
    if len(text) > MAX_CHARACTERS:
        return Toml(problem=TOO_LARGE)
    scan = _Scan(text)
    if scan.problem:
        return Toml(problem=scan.problem)
    import tomllib

    try:
        data = tomllib.loads(text)
    # ValueError: integers of more digits than Python converts.
    except (ValueError, RecursionError) as error:
        return Toml(problem=NOT_TOML, problem_line=_error_line(error, text))
    return Toml(data, scan.lines)


def _error_line(error: Exception, text: str) -> int | None:
    """The line that ``tomllib`` names; the document's last one for its end."""
    message = str(error)
    if found := re.search(r"\(at line (\d{1,9}),", message):
        return int(found.group(1))
    return text.count("\n") + (not text.endswith("\n")) if "end of document" in message and text else None

"""INI files with the line of every section, key and value line.

``configparser`` has no positions, and its patterns take time with the square of a run of
spaces, which an untrusted file may hold. This reader looks at each character once. It follows
``configparser``'s rules: a line indented deeper than its key goes on with the value, comments
begin a line with ``#`` or ``;``, and ``=`` or ``:`` ends a key.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from codex_audit.facts._text import MAX_NAME, joined, lines_of


class Option(Struct, frozen=True):
    """A key as written, its line, and the lines of its value that are not blank."""

    key: str
    line: int
    values: list[tuple[str, int]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The key in lower case with underscores, as setuptools reads it."""
        return self.key.lower().replace("-", "_")

    @property
    def text(self) -> str:
        """The value on one line: its lines joined by ``, `` unless they end in commas."""
        return joined(part for text, _ in self.values if (part := text.rstrip(",").rstrip()))

    def entries(self) -> Iterator[tuple[str, int]]:
        """The items of a list that is separated by lines or commas, without comments."""
        for text, line in self.values:
            for item in text.partition(" #")[0].split(","):
                if item.strip():
                    yield item.strip(), line


class Section(Struct, frozen=True):
    """A section's name as written and its options in order."""

    name: str
    line: int
    options: list[Option] = field(default_factory=list)

    def get(self, *names: str) -> Option | None:
        """The first option whose normalised name is one of ``names``."""
        return next((option for option in self.options if option.name in names), None)


class _Reader(Struct):
    sections: list[Section] = field(default_factory=list)
    option: Option | None = None
    indent: int = 0
    bad: int | None = None

    def read(self, number: int, line: str) -> None:
        text = line.strip()
        if not text or text[0] in "#;":
            return
        indent = len(line) - len(line.lstrip())
        if self.option is not None and indent > self.indent:
            self.option.values.append((text, number))
            return
        self.indent = indent
        if text[0] == "[" and "]" in text:
            self.option = None
            self.sections.append(Section(text[1 : text.rindex("]")][:MAX_NAME], number))
        else:
            self._begin(number, text)

    def _begin(self, number: int, text: str) -> None:
        ends = [place for place in (text.find("="), text.find(":")) if place >= 0]
        key = text[: min(ends)].strip() if ends else text
        if not self.sections or not key:
            self.bad = self.bad or number
            return
        self.option = Option(key[:MAX_NAME], number)
        value = text[min(ends) + 1 :].strip() if ends else ""
        if value:
            self.option.values.append((value, number))
        self.sections[-1].options.append(self.option)


def read(text: str) -> tuple[list[Section], int | None]:
    """All sections in order, and the line of the first text that is in none, if any."""
    reader = _Reader()
    for number, line in enumerate(lines_of(text), 1):
        reader.read(number, line)
    return reader.sections, reader.bad

"""Titles of plain text and reStructuredText: a line, and a line of punctuation below it."""

from collections.abc import Sequence
from typing import Final

from codex_audit.domain.facts import Heading
from codex_audit.facts._text import MAX_NAME

ADORNMENTS: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
MIN_ADORNMENT: Final = 3


def adornment(line: str) -> str | None:
    """The character of which the whole line is made, if it is one that adorns."""
    text = line.rstrip()
    if not text or text[0] not in ADORNMENTS or text.strip(text[0]):
        return None
    return text[0]


class Titles:
    """Finds titles and gives them levels in the order in which their styles appear."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.styles: list[str] = []

    def at(self, place: int) -> tuple[Heading, int] | None:
        """The title that begins at line ``place`` (0-based) and the number of its lines."""
        lines = self.lines
        over = adornment(lines[place])
        if over is not None and place + 2 < len(lines) and adornment(lines[place + 2]) == over:
            text = lines[place + 1].strip()
            same = len(lines[place].rstrip()) == len(lines[place + 2].rstrip())
            if text and adornment(text) is None and same and _long_enough(lines[place], text):
                return self._heading(f"{over}{over}", text, place + 2), 3
        if over is None and place + 1 < len(lines):
            under = adornment(lines[place + 1])
            text = lines[place].strip()
            if (
                under
                and text
                and not lines[place].startswith((" ", "\t"))
                and _long_enough(lines[place + 1], text)
            ):
                return self._heading(under, text, place + 1), 2
        return None

    def _heading(self, style: str, text: str, line: int) -> Heading:
        if style not in self.styles:
            self.styles.append(style)
        return Heading(self.styles.index(style) + 1, text[:MAX_NAME], line)


def _long_enough(line: str, text: str) -> bool:
    """As long as the title, which wide characters make hard to say; docutils takes shorter ones
    of four characters too and warns."""
    length = len(line.rstrip())
    return length >= MIN_ADORNMENT and (length >= len(text) or length >= 4)

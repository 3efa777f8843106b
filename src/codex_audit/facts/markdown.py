"""Markdown documents, by ``markdown-it-py``: CommonMark and tables."""

from typing import Final

from codex_audit.domain.facts import DocumentFacts, Source
from codex_audit.domain.plugins import Extractor
from codex_audit.facts import _markdown_lines, _markdown_tokens
from codex_audit.facts._text import lines_of

ENDINGS: Final = (".md", ".markdown", ".mdown", ".mkd", ".mkdn")

MAX_CHARACTERS: Final = 1_000_000
MAX_LINES: Final = 60_000
MAX_LINE: Final = 50_000
MAX_RUN: Final = 1_000
MAX_BRACKETS: Final = 40_000

_NESTING: Final = ">[]*_`(<!&~"


def accepts(path: str) -> bool:
    """By the ending."""
    return path.lower().endswith(ENDINGS)


def extract(source: Source) -> DocumentFacts:
    """The document's facts. What would cost the parser too much is read line by line."""
    lines = _without_front_matter(lines_of(source.text))
    if not is_tame(lines):
        return _markdown_lines.extract(lines)
    try:
        return _markdown_tokens.extract(lines)
    except RecursionError:
        return _markdown_lines.extract(lines)


def is_tame(lines: list[str]) -> bool:
    """Whether the parser can read these lines in time proportional to their size: bounds on
    size, on lines, and on runs of characters that open nested constructs."""
    if len(lines) > MAX_LINES or sum(map(len, lines)) + len(lines) > MAX_CHARACTERS:
        return False
    if any(len(line) > MAX_LINE for line in lines) or sum(line.count("[") for line in lines) > MAX_BRACKETS:
        return False
    return not any(
        char * MAX_RUN in line.replace(" ", "") for line in lines if len(line) >= MAX_RUN for char in _NESTING
    )


def _without_front_matter(lines: list[str]) -> list[str]:
    """The lines with a leading block of metadata (``---`` … ``---``) blanked out."""
    if lines and lines[0].rstrip() in ("---", "+++"):
        for number, line in enumerate(lines[1:400], 1):
            if line.rstrip() in (lines[0].rstrip(), "..."):
                if number == 1 or any(mark in lines[1] for mark in (":", "=", "#")) or not lines[1].strip():
                    return [""] * (number + 1) + lines[number + 1 :]
                break
    return lines


EXTRACTOR: Final[Extractor] = Extractor("markdown", DocumentFacts, accepts, extract)

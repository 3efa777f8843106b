"""Plain text documents by name: ``README``, ``CHANGES.txt``, ``HISTORY`` and the like."""

import re
from typing import Final

from codex_audit.domain.facts import DocumentFacts, Heading, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.facts._adorned import Titles, adornment
from codex_audit.facts._prose import is_prose, markers, paragraph
from codex_audit.facts._rst_blocks import Blocks
from codex_audit.facts._rst_inline import links_of
from codex_audit.facts._text import MAX_NAME, basename, lines_of

MAX_LINE: Final = 20_000
MAX_CHARACTERS: Final = 2_000_000

MAX_TITLE: Final = 60

# ``=== Version 1.0 ===`` and ``# Title``
_SIGNED = regex(r"(#{1,6}|={2,6})[ \t]{1,4}([^\s#=](?:[^#=]{0,200}[^\s#=])?)[ \t]{0,4}\1?")
_DIRECTIVE = regex(r"[ \t]{0,20}\.\.[ \t]{1,4}[a-z][a-z-]{2,30}::")
_NAME = regex(
    r"(?:read[-_.]?me|change[-_.]?log|changes|history|news|contributing|contributors|install|installation|todo|security"
    r"|authors|credits|release[-_.]?notes|whats[-_.]?new|hacking|faq|usage|about|support|upgrading|roadmap)"
    r"(?:[-_.]?(?:first|py3|python|dev|\d{1,4}))?(?:\.(?:txt|text|1st|first|dev))?",
    re.IGNORECASE,
)


def accepts(path: str) -> bool:
    """The usual names, without ending or with ``.txt``."""
    return bool(_NAME.fullmatch(basename(path)))


def extract(source: Source) -> DocumentFacts | None:
    """Headings, the first paragraph of prose, addresses and markers. Directives show that the
    text is reStructuredText; a script of such a name (``install``) is no document."""
    if source.text.startswith("#!"):
        return None
    lines = [line[:MAX_LINE] for line in lines_of(source.text[:MAX_CHARACTERS])]
    if any(_DIRECTIVE.match(line) for line in lines):
        return Blocks(lines).facts()
    headings, places = _headings(lines)
    text, line = _paragraph(lines, places)
    return DocumentFacts(
        headings=tuple(headings),
        links=tuple(links_of(lines, 1)),
        paragraph=text,
        paragraph_line=line,
        markers=tuple(markers(enumerate(lines, 1))),
    )


def _headings(lines: list[str]) -> tuple[list[Heading], set[int]]:
    """Titles that stand alone, with a blank line or the top of the file above them, or between
    signs; and the lines that they take."""
    titles = Titles(lines)
    found: list[Heading] = []
    places: set[int] = set()
    place = 0
    while place < len(lines):
        title = titles.at(place) if place == 0 or not lines[place - 1].strip() else None
        signed = _SIGNED.fullmatch(lines[place].rstrip()) if title is None else None
        if title is not None:
            found.append(title[0])
        elif signed is not None:
            found.append(Heading(len(signed.group(1)), signed.group(2)[:MAX_NAME], place + 1))
        count = title[1] if title is not None else 1
        if title is not None or signed is not None:
            places.update(range(place + 1, place + count + 1))
        place += count
    return found, places


def _paragraph(lines: list[str], titles: set[int]) -> tuple[str | None, int | None]:
    """The first block of lines that is prose: no title, rule or table. A short line alone at
    the top may be a title: it counts where nothing else does."""
    title: tuple[str, int] | tuple[None, None] = (None, None)
    parts: list[str] = []
    first = 0
    for number, line in enumerate([*lines, ""], 1):
        if line.strip() and number not in titles and adornment(line.strip()) is None:
            first = first if parts else number
            parts.append(line)
            continue
        text = paragraph(" ".join(parts))
        if parts and is_prose(text) and _says(parts):
            if len(parts) > 1 or len(text) > MAX_TITLE or text[-1] in ".!?:" or title[0] is not None:
                return text, first
            title = (text, first)
        parts = []
    return title


def _says(parts: list[str]) -> bool:
    """Whether letters outweigh other signs: logos in ASCII and tables do not say."""
    text = "".join(parts)
    letters = sum(map(str.isalpha, text))
    return letters * 2 > len(text.replace(" ", ""))


EXTRACTOR: Final[Extractor] = Extractor("plaintext", DocumentFacts, accepts, extract)

"""What documents in every markup have in common: markers, prose, HTML in between."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from codex_audit.domain import secrets
from codex_audit.domain.facts import Heading, Link, Marker
from codex_audit.domain.patterns import regex
from codex_audit.facts._text import MAX_NAME

MAX_CONTENT: Final = 4_000
MAX_PARAGRAPH: Final = 600
MAX_MARKER: Final = 200
MAX_TARGET: Final = 1_000
MAX_LINE: Final = 20_000
"""Characters of one line that patterns look at."""

TAGS: Final = ("TODO", "FIXME", "XXX", "HACK")

# A marker stands as a word of its own: not in a path, an identifier or a file's name.
_MARKER = regex(r"(?<![\w./#@$%{<\\'\"-])(TODO|FIXME|XXX|HACK)(?=[\s:(),;!?\]*_-]|\.(?:\s|$)|$)(?!-\w)")
_URL = regex(r"[a-zA-Z][a-zA-Z0-9+.-]{1,20}://\S{0,2000}")
_WORD = regex(r"[^\W\d_][^\W_]*+")
_TAG = regex(r"<[^<>]{0,2000}>")
_HTML_LINK = regex(
    r"<(a|img)\b[^<>]{0,1000}?\s(?:href|src)\s{0,5}=\s{0,5}(?:\"([^\"<>]{1,1000})\"|'([^'<>]{1,1000})')",
    re.IGNORECASE,
)
_HTML_HEADING = regex(r"<h([1-6])\b[^<>]{0,300}>(.{0,400}?)</h\1\s{0,5}>", re.IGNORECASE | re.DOTALL)
MIN_WORDS: Final = 3
MIN_LETTERS: Final = 12


def markers(pairs: Sequence[tuple[int, str]] | Iterator[tuple[int, str]]) -> Iterator[Marker]:
    """The first marker of each numbered line."""
    for number, text in pairs:
        marker = marker_in(text, number)
        if marker is not None:
            yield marker


def marker_in(text: str, number: int) -> Marker | None:
    """The first marker of one line."""
    if not any(tag in text for tag in TAGS):
        return None
    found = _MARKER.search(text[:MAX_LINE])
    if found is None:
        return None
    rest = text[found.start() :][:MAX_MARKER].rstrip().removesuffix("-->")
    return Marker(found.group(1), number, rest.rstrip())


def is_prose(text: str) -> bool:
    """Whether a text says something: addresses and punctuation apart, a few words."""
    words = _WORD.findall(_URL.sub(" ", text[:MAX_LINE]))
    return len(words) >= MIN_WORDS or sum(map(len, words)) >= MIN_LETTERS


def paragraph(text: str) -> str:
    """The text on one line, cut at ``MAX_PARAGRAPH`` characters."""
    return " ".join(text.split())[:MAX_PARAGRAPH].rstrip()


def without_comments(html: str) -> str:
    """HTML whose comments are blanked out, line ends kept."""
    parts: list[str] = []
    place = 0
    while (start := html.find("<!--", place)) >= 0:
        end = html.find("-->", start + 4)
        stop = len(html) if end < 0 else end + 3
        parts.append(html[place:start])
        parts.append("\n" * html.count("\n", start, stop))
        place = stop
    parts.append(html[place:])
    return "".join(parts)


def html_links(html: str, first_line: int) -> Iterator[Link]:
    """``<a href>`` and ``<img src>`` of HTML that begins on ``first_line``."""
    line, place = first_line, 0
    for found in _HTML_LINK.finditer(html):
        group = 2 if found.group(2) is not None else 3
        target = found.group(group).strip()
        line += html.count("\n", place, found.start(group))
        place = found.start(group)
        if target and "\n" not in target:
            yield Link(target[:MAX_TARGET], "", line, found.group(1).lower() == "img")


def html_headings(html: str, first_line: int) -> Iterator[Heading]:
    """``<h1>`` to ``<h6>`` on the line where their text begins."""
    line, place = first_line, 0
    for found in _HTML_HEADING.finditer(html):
        inner = _TAG.sub(lambda tag: " " * len(tag.group()), found.group(2))
        text = inner.strip()
        start = found.start(2) + len(inner) - len(inner.lstrip())
        line += html.count("\n", place, start)
        place = start
        if text:
            yield Heading(int(found.group(1)), text.split("\n")[0].strip()[:MAX_NAME], line)


def content_of(block: str) -> str:
    """What is kept of a code block. A secret of several lines, such as a private key, stands
    redacted on its first one and leaves the others blank: by its single lines it could not be
    told any more."""
    if "PRIVATE KEY" in block or "PuTTY" in block:
        for span in reversed(secrets.find(block)):
            value = block[span.start : span.end]
            if "\n" in value:
                seal = f"[redacted:{secrets.digest(value)}]" + "\n" * value.count("\n")
                block = block[: span.start] + seal + block[span.end :]
    return block[:MAX_CONTENT]


def verbatim(found: Iterable[Marker], lines: Sequence[str]) -> Iterator[Marker]:
    """The markers with the text of their line as it stands, where it was read without its markup:
    from the place that begins like what was read."""
    for marker in found:
        line = lines[marker.line - 1][:MAX_LINE]
        if marker.text in line:
            yield marker
            continue
        rests = (line[at.start() :][:MAX_MARKER].rstrip() for at in re.finditer(marker.tag, line))
        best = max(rests, key=lambda rest: _alike(rest, marker.text), default=marker.tag)
        yield Marker(marker.tag, marker.line, best)


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with in common."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))


def within(lines: Sequence[str], line: int, text: str) -> bool:
    """Whether the line exists and contains the text."""
    return 1 <= line <= len(lines) and text in lines[line - 1]

"""Markdown line by line, for documents that a real parser should not be given: very large or
hostile ones. Each line is looked at once, by bounded patterns."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct, field

from codex_audit.domain.facts import DocumentFacts, Fence, Heading, Link, Marker
from codex_audit.domain.patterns import regex
from codex_audit.facts._prose import MAX_CONTENT, content_of, is_prose, marker_in, paragraph, verbatim
from codex_audit.facts._text import MAX_NAME

MAX_LINE: Final = 5_000
"""Characters of a line that are looked at."""

_FENCE = regex(r" {0,3}(`{3,100}|~{3,100})[ \t]{0,20}([^\s`,{}]{0,60})")
_ATX = regex(r" {0,3}(#{1,6})[ \t]{1,20}(\S.{0,300})")
_SETEXT = regex(r" {0,3}(=++|-++)[ \t]*+$")
_LINK = regex(r"(!?)\[([^\[\]]{0,200})\]\(<?([^\s()<>]{1,500})>?(?:[ \t]{1,5}[\"'(][^\"')]{0,200}[\"')])?\)")
_DEFINITION = regex(r" {0,3}\[(?!\^)([^\[\]]{1,200})\]:[ \t]{1,20}<?([^\s<>]{1,500})>?")
_SPAN = regex(r"(?<!`)(`{1,2})(?!`)([^`]{1,300})\1(?!`)")
_IMAGE = regex(
    r"!?\[!\[[^\[\]]{0,200}\]\([^\s()]{0,500}\)\](?:\([^\s()]{0,500}\))?|!\[[^\[\]]{0,200}\]\([^()]{0,500}\)"
)
_SPECIAL: Final = ("#", ">", "-", "*", "+", "|", "<", "=", "[", "!", "    ", "\t")


class _Found(Struct):
    headings: list[Heading] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    spans: list[tuple[str, int]] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    prose_line: int = 0
    paragraph: str | None = None


def extract(lines: Sequence[str]) -> DocumentFacts:
    """The facts of a document's lines, as far as single lines tell them."""
    found = _Found()
    opened: tuple[str, str, int] | None = None
    for number, full in enumerate(lines, 1):
        line = full[:MAX_LINE]
        fence = _FENCE.match(line)
        if opened is not None:
            mark, language, start = opened
            closing = (
                fence is not None and fence.group(1).startswith(mark) and not line.strip().strip(mark[0])
            )
            if closing:
                found.fences.append(_fence(lines, language, start, number))
                opened = None
        elif fence is not None:
            opened = (fence.group(1), fence.group(2), number)
            _end_paragraph(found)
        else:
            _line(line, number, lines, found)
    if opened is not None:
        found.fences.append(_fence(lines, opened[1], opened[2], len(lines), closed=False))
    _end_paragraph(found)
    return DocumentFacts(
        headings=tuple(found.headings),
        fences=tuple(found.fences),
        links=tuple(found.links),
        paragraph=found.paragraph,
        paragraph_line=found.prose_line if found.paragraph is not None else None,
        code_spans=tuple(found.spans),
        markers=tuple(verbatim(found.markers, lines)),
    )


def _fence(lines: Sequence[str], language: str, start: int, end: int, *, closed: bool = True) -> Fence:
    """The block from its opening to its closing line; content is gathered up to its bound."""
    content: list[str] = []
    room = MAX_CONTENT
    for line in lines[start : min(end - closed, start + MAX_CONTENT)]:
        if room <= 0:
            break
        content.append(line[:room])
        room -= len(line) + 1
    return Fence(language, content_of("\n".join(content)), start, end)


def _line(line: str, number: int, lines: Sequence[str], found: _Found) -> None:
    """One line of prose, heading or definition."""
    heading = _ATX.match(line)
    if heading is not None:
        text = heading.group(2).strip().rstrip("#").strip()
        if text:
            found.headings.append(Heading(len(heading.group(1)), text[:MAX_NAME], number))
        _end_paragraph(found)
    elif _underlines(line, number, lines):
        level = 1 if line.lstrip().startswith("=") else 2
        found.headings.append(Heading(level, lines[number - 2].strip()[:MAX_NAME], number - 1))
        found.prose.clear()
    elif (definition := _DEFINITION.match(line)) and definition.group(2) != "#":
        found.links.append(Link(definition.group(2), definition.group(1), number))
    else:
        _paragraph(line, number, found)
    _inline(line, number, found)


def _underlines(line: str, number: int, lines: Sequence[str]) -> bool:
    """Whether the line makes a heading of the one before, which stands alone."""
    if number < 2 or not _SETEXT.match(line):
        return False
    before = lines[number - 2]
    alone = number == 2 or not lines[number - 3].strip()
    return alone and bool(before.strip()) and not before.startswith(_SPECIAL)


def _paragraph(line: str, number: int, found: _Found) -> None:
    if found.paragraph is not None:
        return
    plain = _IMAGE.sub("", line)
    if not line.strip():
        _end_paragraph(found)
    elif plain.strip() and (found.prose or not plain.startswith(_SPECIAL)):
        if not found.prose:
            found.prose_line = number
        found.prose.append(_LINK.sub(r"\2", plain))


def _end_paragraph(found: _Found) -> None:
    """Keep the first paragraph that is prose."""
    text = " ".join(found.prose)
    found.prose.clear()
    if found.paragraph is None and is_prose(text):
        found.paragraph = paragraph(text)


def _inline(line: str, number: int, found: _Found) -> None:
    bare = line
    if "`" in line:
        for span in _SPAN.finditer(line):
            if text := span.group(2).strip():
                found.spans.append((text, number))
        bare = _SPAN.sub(lambda span: " " * len(span.group()), line)
    for link in _LINK.finditer(bare) if "](" in bare else ():
        found.links.append(Link(link.group(3), link.group(2).strip(), number, bool(link.group(1))))
    marker = marker_in(bare, number)
    if marker is not None:
        found.markers.append(marker)

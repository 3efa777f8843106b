"""Facts from the tokens of ``markdown-it-py``.

Block tokens carry their lines; what stands within a paragraph does not. It is followed there by
counting line breaks, and every link and code span is cited on a line that contains it, or not
at all.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from codex_audit.domain.facts import DocumentFacts, Fence, Heading, Link, Marker
from codex_audit.domain.patterns import regex
from codex_audit.facts._prose import (
    MAX_TARGET,
    content_of,
    html_headings,
    html_links,
    is_prose,
    marker_in,
    markers,
    paragraph,
    verbatim,
    within,
    without_comments,
)
from codex_audit.facts._text import MAX_NAME, line_with

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

WINDOW: Final = 30
"""Lines after the expected one on which a link or span is looked for."""

_LANGUAGE = regex(r"\{?[^\s,{}]{1,60}\}?")


class _Found(Struct):
    """The facts as they are met."""

    lines: Sequence[str]
    references: Mapping[str, Any]
    headings: list[Heading] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    spans: list[tuple[str, int]] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    paragraph: str | None = None
    paragraph_line: int | None = None


class _Inline(Struct):
    """What one paragraph, heading or cell says: its text, the part outside links, and the line
    on which its text begins."""

    plain: str
    outside: str
    line: int


def _parser() -> "MarkdownIt":
    """The parser: targets as written, reference links with their label."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"store_labels": True}).enable("table")
    # Both are methods: an instance's own attributes stand before them.
    vars(parser).update(normalizeLink=str, validateLink=bool)
    return parser


def extract(lines: Sequence[str]) -> DocumentFacts:
    """The facts of a document's lines. May raise ``RecursionError`` on hostile nesting."""
    environment: dict[str, Any] = {}
    tokens = _parser().parse("\n".join(lines) + "\n", environment)
    found = _Found(lines, environment.get("references", {}))
    for number, token in enumerate(tokens):
        _block(token, tokens[number - 1] if number else None, found)
    links = dict.fromkeys(one for one in found.links if within(lines, one.line, one.target))
    return DocumentFacts(
        headings=tuple(found.headings),
        fences=tuple(found.fences),
        links=tuple(links),
        paragraph=found.paragraph,
        paragraph_line=found.paragraph_line,
        code_spans=tuple(found.spans),
        markers=tuple(verbatim(found.markers, found.lines)),
    )


def _block(token: "Token", before: "Token | None", found: _Found) -> None:
    start, end = token.map or (0, 0)
    if token.type in ("fence", "code_block"):
        language = _LANGUAGE.match(token.info.strip()) if token.info else None
        name = language.group() if language else ""
        found.fences.append(_fence(name, token, start + 1, end))
    elif token.type == "html_block":
        numbered = ((number, found.lines[number - 1]) for number in range(start + 1, end + 1))
        found.markers.extend(markers(numbered))
        html = without_comments(token.content)
        found.links.extend(html_links(html, start + 1))
        headings = html_headings(html, start + 1)
        found.headings.extend(one for one in headings if within(found.lines, one.line, one.text))
    elif token.type == "inline" and token.map:
        inline = _Reader(found, start + 1, end).read(token.children or [])
        if before is not None and before.type == "heading_open":
            _heading(before, token, inline, found)
            return
        first = found.paragraph is None and before is not None and before.level == 0
        if first and before is not None and before.type == "paragraph_open" and is_prose(inline.outside):
            found.paragraph, found.paragraph_line = paragraph(inline.plain), inline.line


def _fence(language: str, token: "Token", start: int, end: int) -> Fence:
    """The block's content begins on the line after ``line``. An indented block has no opening
    line: the one before it takes its place, or its own first line where there is none."""
    content = token.content
    if token.type == "code_block":
        content = content if start > 1 else content.partition("\n")[2]
        start = max(start - 1, 1)
    return Fence(language, content_of(content), start, end)


def _heading(opening: "Token", token: "Token", inline: _Inline, found: _Found) -> None:
    """A heading's plain text where the line holds it, else its source."""
    plain = " ".join(inline.plain.split())
    source = token.content.split("\n")[0].strip()
    line = inline.line
    for text in (plain, source):
        if text and within(found.lines, line, text):
            found.headings.append(Heading(int(opening.tag[1]), text[:MAX_NAME], line))
            return


class _Reader:
    """Reads the tokens within one block, whose lines are ``first`` to ``last``."""

    def __init__(self, found: _Found, first: int, last: int) -> None:
        self.found = found
        self.line = first
        self.last = last
        self.begun: int | None = None
        self.first = first
        self.plain: list[str] = []
        self.outside: list[str] = []
        self.open: list[tuple[Token, list[str]]] = []

    def read(self, tokens: "list[Token]") -> _Inline:
        """Follow the tokens in order."""
        for token in tokens:
            if token.type in ("softbreak", "hardbreak"):
                self._advance(self.line + 1)
                self._say(" ")
            elif token.type == "text":
                self._text(token.content)
            elif token.type == "code_inline":
                self._span(token.content)
            elif token.type == "link_open":
                self.open.append((token, []))
            elif token.type == "link_close" and self.open:
                self._close()
            elif token.type == "image":
                self._link(token, "src", token.content, image=True)
            elif token.type == "html_inline":
                self._html(token.content)
        return _Inline("".join(self.plain), "".join(self.outside), self.begun or self.first)

    def _advance(self, line: int) -> None:
        self.line = min(max(self.line, line), self.last)

    def _say(self, text: str) -> None:
        self.plain.append(text)
        if self.open:
            self.open[-1][1].append(text)
        else:
            self.outside.append(text)

    def _text(self, text: str) -> None:
        self._say(text)
        if self.begun is None and text.strip():
            self.begun = self.line
        if not self.open and (marker := marker_in(text, self.line)) is not None:
            line = line_with(self.found.lines, marker.tag, self.line, min(self.line + WINDOW, self.last))
            if line is not None and not (self.found.markers and self.found.markers[-1].line == line):
                self.found.markers.append(Marker(marker.tag, line, marker.text))

    def _span(self, text: str) -> None:
        self._say(text)
        line = self._place(text) if text.strip() else None
        if line is not None:
            self.found.spans.append((text[:MAX_TARGET], line))
            self.begun = self.begun or line

    def _place(self, text: str) -> int | None:
        """The line of what stands next; the reading goes on from there."""
        line = line_with(self.found.lines, text, self.line, min(self.line + WINDOW, self.last))
        if line is not None:
            self._advance(line)
        return line

    def _link(self, token: "Token", attribute: str, text: str, *, image: bool = False) -> None:
        """Keep the link on the line that holds its target: for a reference, its definition."""
        target = str(token.attrs.get(attribute, ""))[:MAX_TARGET]
        if not target or (token.info == "auto" and target.startswith("mailto:")):
            return
        label = token.meta.get("label")
        line = self._place(target) if label is None else self._definition(str(label), target)
        if line is not None:
            shown = " ".join(text.split())[:MAX_NAME]
            self.found.links.append(Link(target, shown, line, image))

    def _definition(self, label: str, target: str) -> int | None:
        """Where a reference is defined. Footnotes look like references but are none."""
        definition = self.found.references.get(label)
        if definition is None or label.startswith("^"):
            return None
        start, end = definition["map"]
        return line_with(self.found.lines, target, start + 1, min(end, start + WINDOW))

    def _close(self) -> None:
        """A link's target stands behind its text, which may run over several lines."""
        token, parts = self.open.pop()
        self._link(token, "href", "".join(parts))

    def _html(self, html: str) -> None:
        """Tags within prose; comments are searched for markers only."""
        for link in html_links(without_comments(html), self.line):
            line = self._place(link.target)
            if line is not None:
                self.found.links.append(Link(link.target, "", line, link.image))
        if html.startswith("<!--"):
            numbered = enumerate(html.split("\n"), self.line)
            self.found.markers.extend(
                one for one in markers(numbered) if within(self.found.lines, one.line, one.tag)
            )
        self._advance(self.line + html.count("\n"))

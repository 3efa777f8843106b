"""The blocks of reStructuredText: titles, directives, literal blocks, paragraphs.

Each line is taken by exactly one block, so the time is that of the text. Contents of directives
that hold prose are read as if they stood outside.
"""

from collections.abc import Sequence
from typing import Final

from codex_audit.domain.facts import DocumentFacts, Fence, Heading, Link, Marker
from codex_audit.domain.patterns import regex
from codex_audit.facts._adorned import Titles, adornment
from codex_audit.facts._prose import (
    MAX_CONTENT,
    MAX_TARGET,
    content_of,
    is_prose,
    marker_in,
    paragraph,
    verbatim,
)
from codex_audit.facts._rst_inline import CodeSpan, links_of, plain_text, spans_of, without_code
from codex_audit.facts._text import MAX_NAME, words

_DIRECTIVE = regex(
    r"\.\.[ \t]{1,20}(?:\|([^|]{1,200})\|[ \t]{1,20})?([A-Za-z][\w:.+-]{0,80}?)::"
    r"(?:[ \t]{1,20}(\S.{0,2000}))?\s{0,20}$"
)
_TARGET = regex(r"\.\.[ \t]{1,20}_(`[^`]{1,200}`|[^:\s][^:]{0,200}|_):(?:[ \t]{1,20}(\S.{0,2000}))?$")
_ANONYMOUS = regex(r"__[ \t]{1,20}(\S.{0,2000})$")
_OPTION = regex(r"[ \t]{1,80}:([\w-]{1,60}):(?:[ \t]{1,20}(.{0,2000}))?$")
_FIELD = regex(r"[ \t]{0,80}:[A-Za-z][^:]{0,80}:(?:[ \t]|$)")
_BULLET = regex(r"[ \t]{0,80}(?:[-*+•][ \t]|\(?(?:\d{1,5}|[A-Za-z#])[.)][ \t]|[ \t]{0,4}\|[ \t])")

_CODE: Final = words("code-block code sourcecode code-cell ipython prompt")
_PLAIN_CODE: Final = words("doctest testcode testoutput testsetup plot jupyter-execute parsed-literal")
# Directives whose content is neither prose nor code in a language.
_OPAQUE: Final = words(
    """
    raw math toctree csv-table autosummary include literalinclude highlight
    automodule autoclass autofunction automethod inheritance-diagram tikz contents meta
    bibliography autodata autoexception click program-output role default-role currentmodule module index
    """
)
_DIAGRAMS: Final = {
    "mermaid": "mermaid",
    "graphviz": "dot",
    "digraph": "dot",
    "graph": "dot",
    "plantuml": "plantuml",
    "uml": "plantuml",
}
"""The languages of directives that draw what stands in them."""

_IMAGES: Final = frozenset(("image", "figure"))


class Blocks:
    """One pass over the lines; ``place`` is the 0-based line that comes next."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.place = 0
        self.titles = Titles(lines)
        self.headings: list[Heading] = []
        self.fences: list[Fence] = []
        self.links: list[Link] = []
        self.spans: list[CodeSpan] = []
        self.markers: list[Marker] = []
        self.paragraph: str | None = None
        self.paragraph_line: int | None = None

    def facts(self) -> DocumentFacts:
        """Read all blocks."""
        while self.place < len(self.lines):
            line = self.lines[self.place]
            if not line.strip():
                self.place += 1
            elif line.lstrip().startswith(".. ") or line.strip() == "..":
                self._explicit(line)
            elif (anonymous := _ANONYMOUS.match(line)) is not None:
                self._keep_link(anonymous.group(1), "", self.place + 1)
                self.place += 1
            elif (title := self.titles.at(self.place)) is not None:
                self._title(*title)
            elif line.lstrip().startswith(">>>"):
                self._doctest()
            else:
                self._paragraph()
        return DocumentFacts(
            headings=tuple(self.headings),
            fences=tuple(self.fences),
            links=tuple(dict.fromkeys(self.links)),
            paragraph=self.paragraph,
            paragraph_line=self.paragraph_line,
            code_spans=tuple(self.spans),
            markers=tuple(verbatim(self.markers, self.lines)),
        )

    def _title(self, heading: Heading, count: int) -> None:
        self.headings.append(heading)
        self._inline(heading.line - 1, heading.line)
        self.place += count

    def _explicit(self, line: str) -> None:
        """A directive, a target, or a comment."""
        text = line.strip()
        number = self.place + 1
        if (directive := _DIRECTIVE.match(text)) is not None:
            self._directive(directive.group(2).lower(), (directive.group(3) or "").strip(), _indent(line))
        elif (target := _TARGET.match(text)) is not None:
            self._keep_link(target.group(2), target.group(1).strip("`_"), number)
            self.place += 1
        elif text.startswith((".. [", ".. |")):
            # A footnote or citation holds prose.
            self._inline(self.place, self.place + 1)
            self.place += 1
        else:
            end = self._body_end(self.place + 1, _indent(line))
            self._mark(self.place, end)
            self.place = end

    def _directive(self, name: str, argument: str, indent: int) -> None:
        start = self.place
        body = self._options(start + 1, indent)
        if name in _IMAGES:
            self._keep_link(argument, "", start + 1, image=True)
            self.place = body
        elif name in _DIAGRAMS:
            end = self._body_end(body, indent)
            self._fence(_DIAGRAMS[name], start, body, end)
            self.place = end
        elif name in _CODE or name in _PLAIN_CODE:
            end = self._body_end(body, indent)
            language = argument.split(maxsplit=1)[0] if name in _CODE and argument else ""
            self._fence(language, start, body, end)
            self.place = end
        elif name in _OPAQUE:
            self.place = self._body_end(body, indent)
        else:
            # Admonitions and versions: the first words may stand on the directive's own line.
            self._inline(start, start + 1)
            self.place = body

    def _options(self, place: int, indent: int) -> int:
        """The line after a directive's options, of which ``:target:`` is a link."""
        while place < len(self.lines):
            option = _OPTION.match(self.lines[place])
            if option is None or _indent(self.lines[place]) <= indent:
                break
            if option.group(1) == "target" and option.group(2):
                self._keep_link(option.group(2), "", place + 1)
            place += 1
        return place

    def _body_end(self, place: int, indent: int) -> int:
        """The line after the last one that is indented deeper than ``indent``."""
        end = place
        while place < len(self.lines):
            line = self.lines[place]
            if line.strip():
                if _indent(line) <= indent:
                    break
                end = place + 1
            place += 1
        return end

    def _fence(self, language: str, opening: int, body: int, end: int) -> None:
        """A block whose content begins on the line after its opening: options and blank lines
        in between stand in it as blank lines."""
        if end <= body:
            return
        lead = [""] * (body - opening - 1)
        lines = self.lines[body : min(end, body + MAX_CONTENT)]
        margin = min((_indent(line) for line in lines if line.strip()), default=0)
        content = "\n".join([*lead, *(line[margin:].rstrip() for line in lines)])
        self.fences.append(Fence(language, content_of(content), opening + 1, end))

    def _doctest(self) -> None:
        """A session of the interpreter ends with the first blank line."""
        start = self.place
        while self.place < len(self.lines) and self.lines[self.place].strip():
            self.place += 1
        self._fence("", max(start - 1, 0), start if start else 1, self.place)

    def _paragraph(self) -> None:
        """Lines up to a blank one; ``::`` at its end opens a literal block."""
        start = self.place
        indent = _indent(self.lines[start])
        end = start + 1
        while (
            end < len(self.lines)
            and self.lines[end].strip()
            and not self.lines[end].lstrip().startswith(".. ")
        ):
            # A title may follow a list or a table without a blank line.
            if (
                self.titles.at(end) is not None
                and adornment(self.lines[end]) is None
                and _indent(self.lines[end]) == 0
            ):
                break
            end += 1
        self._inline(start, end)
        if self.paragraph is None:
            self._first(start, end)
        self.place = end
        if self.lines[end - 1].rstrip().endswith("::"):
            self._literal(end, indent)

    def _literal(self, place: int, indent: int) -> None:
        """The block after ``::``: indented deeper than its paragraph's first line."""
        body = place
        while body < len(self.lines) and not self.lines[body].strip():
            body += 1
        end = self._body_end(body, indent)
        if body > place and end > body:
            self._fence("", place - 1, place, end)
            self.place = end

    def _first(self, start: int, end: int) -> None:
        """Keep the first paragraph at the margin that is prose: no list, table or field."""
        line = self.lines[start]
        if (
            _indent(line)
            or _FIELD.match(line)
            or _BULLET.match(line)
            or line.startswith((">>>", "+-", "==", "| "))
        ):
            return
        text = plain_text(" ".join(part.strip() for part in self.lines[start:end]))
        if is_prose(text):
            self.paragraph, self.paragraph_line = paragraph(text.removesuffix("::").rstrip()), start + 1

    def _inline(self, start: int, end: int) -> None:
        """Links, code spans and markers of the lines from ``start`` up to ``end``."""
        lines = self.lines[start:end]
        self.spans.extend(spans_of(lines, start + 1))
        self.links.extend(links_of(lines, start + 1))
        self._mark(start, end)

    def _mark(self, start: int, end: int) -> None:
        for number, line in enumerate(self.lines[start:end], start + 1):
            marker = marker_in(without_code(line), number)
            if marker is not None:
                self.markers.append(marker)

    def _keep_link(self, target: str | None, text: str, line: int, *, image: bool = False) -> None:
        """A target as written; names of other targets (``other_``) are no place."""
        plain = (target or "").strip().strip("`")[:MAX_TARGET]
        internal = plain.endswith("_") and "/" not in plain and "." not in plain
        if plain and not internal and plain in self.lines[line - 1]:
            self.links.append(Link(plain, text[:MAX_NAME], line, image))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())

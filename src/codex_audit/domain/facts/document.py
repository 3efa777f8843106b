"""Facts of a Markdown or reStructuredText document."""

import msgspec

from codex_audit.domain.facts.python import Marker


class Heading(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """``level`` counts from 1."""

    level: int
    text: str
    line: int


class Fence(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A code block. ``language`` is the first word of its info string as it stands, or empty;
    ``content`` is cut at 4,000 characters. ``line`` is that of the opening fence."""

    language: str
    content: str
    line: int
    end_line: int


class Link(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A link or image as written; ``target`` still carries its fragment."""

    target: str
    text: str
    line: int
    image: bool = False


class DocumentFacts(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="document"):
    """What a document says. ``paragraph`` is the first prose paragraph (at most 600
    characters, badges and HTML apart) and ``paragraph_line`` its place; ``code_spans`` are
    inline code texts with their lines."""

    headings: tuple[Heading, ...] = ()
    fences: tuple[Fence, ...] = ()
    links: tuple[Link, ...] = ()
    paragraph: str | None = None
    paragraph_line: int | None = None
    code_spans: tuple[tuple[str, int], ...] = ()
    markers: tuple[Marker, ...] = ()

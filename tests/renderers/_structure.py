"""What a Markdown parser sees in a document, its words apart."""

from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

HARMLESS = frozenset({"text", "text_special", "code_inline", "softbreak"})


def parse(document: str) -> list[Token]:
    """The tokens by CommonMark with tables and strikethrough."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(document)


@dataclass(frozen=True)
class Shape:
    """``blocks`` is every block in order with its depth, level and info; ``inline`` every inline
    element but text and code, per block. ``texts`` are the sources of the blocks' lines and of
    the cells, which two documents of one shape need not share."""

    blocks: tuple[tuple[str, str, int, str, str], ...]
    inline: tuple[tuple[str, ...], ...]
    texts: tuple[str, ...] = field(compare=False)


def shape(document: str) -> Shape:
    """The document's structure."""
    tokens = parse(document)
    blocks = tuple((token.type, token.tag, token.level, token.info, _fence(token)) for token in tokens)
    inline = tuple(
        tuple(child.type for child in token.children or () if child.type not in HARMLESS)
        for token in tokens
        if token.type == "inline"
    )
    texts = tuple(token.content for token in tokens if token.type == "inline")
    return Shape(blocks, inline, texts)


def _fence(token: Token) -> str:
    return "" if token.type != "fence" else token.markup[0]


def kinds(document: str) -> set[str]:
    """The types of all tokens, block and inline."""
    tokens = parse(document)
    return {token.type for token in tokens} | {
        child.type for token in tokens for child in token.children or ()
    }


def fences(document: str) -> list[Token]:
    """The fenced blocks."""
    return [token for token in parse(document) if token.type == "fence"]


def text_of(document: str) -> str:
    """The words of a one-block document as a reader sees them, code spans included."""
    return "".join(
        " " if child.type == "softbreak" else child.content
        for token in parse(document)
        for child in token.children or ()
    )


def rows_of(document: str) -> list[list[str]]:
    """The cells of the first table, header first, as a reader sees them."""
    rows: list[list[str]] = []
    for position, token in enumerate(tokens := parse(document)):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            rows[-1].append("".join(child.content for child in tokens[position + 1].children or ()))
    return rows

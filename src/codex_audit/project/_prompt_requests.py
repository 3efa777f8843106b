"""What a prompt asks for and an audit does not do.

Only prose outside fences is read: fences hold examples and templates, whose text is to be
reported, such as the directives at the top of the mandated status update. Headings and tables
name rather than ask. Where a prohibition may still hold, a request is passed over.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from codex_audit.domain.patterns import regex
from codex_audit.project._prompt_lines import Line, mark, plain
from codex_audit.project._request_table import KINDS, Kind

MAX_REQUESTS: Final = 20
"""Requests of a kind that are kept."""

_MAX_BLOCK: Final = 4_000
_CASELESS: Final = re.IGNORECASE

_SENTENCE_END: Final = regex(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)[.!?](?=\s|$)|;|\b(?:but|however)\b|\binstead\b(?!\s+of)", _CASELESS
)
_CLAUSE: Final = regex(r"[,:()\u2013\u2014]\s*|\s(?:and|or|then|to)\s+", _CASELESS)
_ADVERBS: Final = regex(
    r"\s*(?:(?:please|then|also|next|finally|first|now|always|and|or|you|we|it|agents?|must|should|shall|will|"
    r"need\s+to|have\s+to|be\s+sure\s+to|make\s+sure\s+to|remember\s+to|try\s+to|automatically)\s+){0,6}",
    _CASELESS,
)
_VERB: Final = regex(r"(?://)?[A-Za-z-]{1,20}", _CASELESS)
_PASSIVE: Final = " be "
_BY_VERB: Final = {
    verb: tuple(kind for kind in KINDS if verb in kind.verbs)
    for verb in sorted(frozenset().union(*(kind.verbs for kind in KINDS)))
}
_NEGATION: Final = regex(
    r"\b(?:not|never|no|none|nothing|neither|nor|without|avoid(?:s|ing)?|refrain|cannot|instead\s+of|"
    r"rather\s+than|exclud(?:e|es|ed|ing)|skip(?:s|ped|ping)?|ignor(?:e|es|ed|ing)|disabl(?:e|es|ed|ing)|"
    r"stop|unable|dont)\b|n['\u2019]t\b",
    _CASELESS,
)
_FORBIDDEN: Final = regex(
    r"\b(?:prohibit|forbid|disallow|ban(?:s|ned)\b|out\s+of\s+scope|off[ -]limits|non-goals?)"
    r"|\bdon['\u2019]?ts\b|\bnot\s+(?:be\s+)?(?:allowed|permitted|required)\b",
    _CASELESS,
)


class Request(Struct, frozen=True):
    """Something that the prompt asks for in ``line`` and an audit does not do: ``kind`` is an
    id of the table; ``rationale`` says why not."""

    kind: str
    line: int
    title: str
    rationale: str


class _Block(Struct):
    """A paragraph or an item of a list on one line, with where each line of it begins."""

    item: bool
    indent: int
    text: str
    starts: list[int]
    numbers: list[int]

    def line(self, at: int) -> int:
        return self.numbers[bisect_right(self.starts, at) - 1]


def requests(lines: Iterable[Line]) -> tuple[Request, ...]:
    """The requests in the prompt's order, at most ``MAX_REQUESTS`` of a kind and one of a kind
    per line."""
    found: dict[tuple[int, str], Request] = {}
    counts = dict.fromkeys((kind.id for kind in KINDS), 0)
    for block in _allowed(lines):
        for kind, at in _asked(block.text):
            key = (block.line(at), kind.id)
            if key not in found and counts[kind.id] < MAX_REQUESTS:
                found[key] = Request(kind.id, key[0], kind.title, kind.rationale)
                counts[kind.id] += 1
    return tuple(found.values())


def _allowed(lines: Iterable[Line]) -> Iterator[_Block]:
    """The blocks under no heading and in no list that prohibits."""
    banned_level = 0
    banned_indent: int | None = None
    for block in _blocks(lines):
        if isinstance(block, Line):
            level = mark(block.text).level
            if not banned_level or level <= banned_level:
                banned_level = level if _prohibits(block.text) else 0
            banned_indent = None
            continue
        if banned_indent is not None and not (block.item and block.indent > banned_indent):
            banned_indent = None
        if not banned_level and banned_indent is None:
            yield block
        if banned_indent is None and block.text.rstrip().endswith(":") and _prohibits(block.text):
            # the items of a list may stand as deep as the paragraph before it
            banned_indent = block.indent if block.item else -1


def _prohibits(text: str) -> bool:
    last = plain(text)[-200:]
    return _NEGATION.search(last) is not None or _FORBIDDEN.search(last) is not None


def _blocks(lines: Iterable[Line]) -> Iterator[_Block | Line]:
    """Headings, as their lines, and the blocks between them."""
    block: _Block | None = None
    directive = False
    for line in lines:
        made = mark(line.text.lstrip("> ")) if line.fence is None else None
        if made is None or not made.body or made.level or line.text.startswith(("|", ":::", "<!--")):
            if block is not None:
                yield block
            block = None
            if made is not None and made.level:
                yield line
            continue
        if block is None or made.item or directive or made.body.startswith("//"):
            if block is not None:
                yield block
            block = _Block(bool(made.item), line.indent, "", [], [])
            # such a line is whole, whatever follows it
            directive = made.body.startswith("//")
        if len(block.text) < _MAX_BLOCK:
            block.starts.append(len(block.text))
            block.numbers.append(line.number)
            body = made.body.replace("*", "").replace("__", "")
            block.text += " ".join(body.split()) + " "
    if block is not None:
        yield block


def _asked(text: str) -> Iterator[tuple[Kind, int]]:
    """Kinds and places of the requests in a block."""
    start = 0
    for end in [*_SENTENCE_END.finditer(text), None]:
        stop = end.start() if end else len(text)
        yield from _asked_in(text[start:stop], start)
        start = end.end() if end else stop


def _asked_in(sentence: str, offset: int) -> Iterator[tuple[Kind, int]]:
    """The requests of a sentence: those before its first negation."""
    if not sentence.strip() or _FORBIDDEN.search(sentence):
        return
    negation = _NEGATION.search(sentence)
    limit = negation.start() if negation else len(sentence)
    starts = [0, *(one.end() for one in _CLAUSE.finditer(sentence, 0, limit))]
    for start in starts:
        lead = _ADVERBS.match(sentence, start)
        at = lead.end() if lead else start
        verb = _VERB.match(sentence, at)
        for kind in _BY_VERB.get(verb[0].lower(), ()) if verb else ():
            match = kind.begins.match(sentence, at)
            if match and match.end() <= limit:
                yield kind, offset + at
    for kind in KINDS if _PASSIVE in sentence else ():
        match = kind.within.search(sentence, 0, limit) if kind.within else None
        if match:
            yield kind, offset + match.start()

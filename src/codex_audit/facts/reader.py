"""What in any text file deceives or steers those who read it: hidden signs, and phrases meant
for agents."""

import posixpath
import re
from bisect import bisect_right
from typing import Final

from codex_audit.domain.facts import ReaderFacts, ReaderHit, Source, Threat
from codex_audit.domain.languages import classify
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.domain.text import clean
from codex_audit.facts._opaque import is_opaque
from codex_audit.facts._phrases import phrases, suspicious
from codex_audit.facts._signs import signs

MAX_HITS: Final = 200
"""Hits kept of one file; one that has more is made of them."""

_NEAR: Final = 100
_LONGEST: Final = 40
_NEWLINE: Final = regex(r"\r\n?|\n")
_PRINTED: Final = regex(r"[!-~](?:[ -~]{0,38}[!-~])?")
_WORD: Final = regex(r"(?<![\w+/=-])\w{1,20}(?![\w+/=-])")
# what is as long as a key is not cut into pieces that no longer look like one
_KEY: Final = regex(r"(?=[A-Za-z_]{0,19}[\d+/=-])[\w+/=-]{20}")
_FOR_AGENTS: Final = regex(
    r"(?:agents?|claude(?:\.local)?|gemini|codex|copilot-instructions|conventions|skill|llms(?:-full)?"
    r"|[\w.-]*\.(?:instructions|prompt|chatmode|agent))\.(?:md|mdc|txt)"
    r"|[\w.-]*\.mdc|\.(?:cursor|windsurf|cline|roo|goose)(?:rules|hints)",
    re.IGNORECASE,
)
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")


def _accepts(path: str) -> bool:
    return not is_opaque(posixpath.basename(path))


def _extract(source: Source) -> ReaderFacts | None:
    kind = classify(source.name)[0]
    text = source.text
    data = text.encode("utf-8", "replace") if source.data.startswith(_WIDE_MARKS) else source.data
    found = [(one.at, one.at, one.threat, one.detail, False) for one in signs(text, data, kind)]
    if suspicious(data, kind):
        found += [
            (
                one.start,
                one.end,
                Threat.HIDDEN_PHRASE if one.hidden else Threat.PHRASE,
                one.detail,
                one.mention,
            )
            for one in phrases(text, kind)
        ]
    if not found:
        return None
    starts = [0, *(one.end() for one in _NEWLINE.finditer(text)), len(text) + 1]
    hits: dict[tuple[int, Threat], ReaderHit] = {}
    for start, end, threat, detail, mention in sorted(found):
        line = bisect_right(starts, start)
        if (line, threat) not in hits:
            last = starts[line] - 1
            symbol = _excerpt(text[start : min(end, last)]) or _beside(text, starts[line - 1], start, last)
            hits[line, threat] = ReaderHit(threat, line, symbol, detail, mention)
            if len(hits) >= MAX_HITS:
                break
    return ReaderFacts(kind, tuple(hits.values()), _FOR_AGENTS.fullmatch(source.name) is not None)


def _excerpt(text: str) -> str:
    """A short beginning of the text, if it may be shown as it stands."""
    short = text[:_LONGEST].strip()
    return short if clean(short) == short else ""


def _beside(text: str, first: int, at: int, last: int) -> str:
    """Printable text of the same line, the nearest before the place or else behind it."""
    before, behind = text[max(first, at - _NEAR) : at], text[at + 1 : min(last, at + _NEAR)]
    keys = _KEY.search(before) or _KEY.search(behind)
    for pattern in (_WORD,) if keys else (_PRINTED, _WORD):
        pieces = [*reversed(pattern.findall(before)), *pattern.findall(behind)]
        for piece in pieces:
            if clean(piece) == piece:
                return str(piece)
    return ""


EXTRACTOR: Final[Extractor] = Extractor(
    id="reader",
    produces=ReaderFacts,
    accepts=_accepts,
    extract=_extract,
)

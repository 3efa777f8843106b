"""Finding values that look like secrets, fast: literal searches first, then a pattern exactly
where a literal stands. Nothing here verifies a value or opens a connection."""

import hashlib
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final, NamedTuple

from codex_audit.domain.patterns import regex
from codex_audit.domain.placeholders import random_looking
from codex_audit.domain.secret_checks import CHECKS, LENIENT
from codex_audit.domain.secret_table import DETECTORS, Detector, Where

_SALT: Final = b"codex-audit/secret/1\0"
_SHORTEST: Final = 12
_RUN: Final = 20

_LEAD: Final = 18
_NAME_LENGTH: Final = 300
# a name or path: nothing is assigned in it, and only a token known by its shape can stand there
_NAME: Final = re.compile(r"[A-Za-z0-9_/-]++(?:\.[A-Za-z0-9_/-]++)?+(?:\.[A-Za-z_]++)*+")
SHORT_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,18}(?:\.[A-Za-z_][A-Za-z0-9_]{0,18})?")
"""Names in which ``find`` finds nothing, as most are: without a run that is long enough."""

_JOINTS: Final = ".:/~"
_KEY_CHARS: Final = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
_MASK: Final = bytes(97 if one in _KEY_CHARS else 32 for one in range(256))
_LONG: Final = b"a" * _RUN


class Span(NamedTuple):
    """A value that looks like a secret: its detector's id and where the value stands in the
    text, in characters."""

    kind: str
    start: int
    end: int


_Check = Callable[[re.Match[str], str], bool]


class _Ready(NamedTuple):
    detector: Detector
    match: Callable[[str, int], re.Match[str] | None]
    holds: tuple[_Check, _Check]
    group: str | int


def _match(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str] | None:
    return pattern.match(text, at) if at >= 0 else None


_Anchored = tuple[str, tuple[_Ready, ...]]


def _by_anchor(where: Where) -> tuple[_Anchored, ...]:
    """Each anchor that is looked for there, with the detectors that it starts."""
    table: dict[str, list[_Ready]] = {}
    flags = re.ASCII | re.IGNORECASE if where is Where.LOWER else re.ASCII
    for one in DETECTORS:
        if one.where is where:
            group: str | int = "value" if "(?P<value>" in one.pattern else 0
            match = partial(_match, regex(one.pattern, flags))
            for anchor in one.anchors:
                checks = (LENIENT[one.check], CHECKS[one.check])
                ready = _Ready(one, match, checks, group)
                table.setdefault(anchor, []).append(ready)
    return tuple((anchor, tuple(started)) for anchor, started in table.items())


_IN_RUNS: Final = _by_anchor(Where.RUNS)
_IN_TEXT: Final = _by_anchor(Where.TEXT)
_IN_LOWER: Final = _by_anchor(Where.LOWER)
_RANK: Final = {one.kind: at for at, one in enumerate(DETECTORS)}


def digest(value: str) -> str:
    """Ten hexadecimal digits that identify ``value`` without giving it away."""
    return hashlib.sha256(_SALT + value.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def find(text: str, *, strict: bool = True) -> tuple[Span, ...]:
    """All values in ``text`` that look like secrets, in order and without overlap.

    Linear in ``text``. Placeholders, templates, references and words are passed over; unless
    ``strict``, tokens of an issuer's shape count even if their characters follow a pattern.
    """
    if len(text) < _SHORTEST:
        return ()
    # one sign for each character that is not ASCII, so that every position holds for both
    raw = text.encode("ascii", "replace")
    data = text if text.isascii() else raw.decode("ascii")
    spans: list[Span] = []
    if runs := _long_runs(data, raw):
        for anchored in [one for one in _IN_RUNS if one[0] in runs]:
            _collect(spans, anchored, data, text, strict)
    if len(text) < _NAME_LENGTH and _NAME.fullmatch(text):
        return _merged(spans) if spans else ()
    for anchored in [one for one in _IN_TEXT if one[0] in data]:
        _collect(spans, anchored, data, text, strict)
    lowered = data.lower()
    for anchored in [one for one in _IN_LOWER if one[0] in lowered]:
        _collect(spans, anchored, lowered, text, strict)
    if not spans:
        return ()
    spans.extend(_aws_companions(spans, text))
    return _merged(spans)


def _long_runs(data: str, raw: bytes) -> str:
    """Every different run of 20 or more token characters, joined; after a sign that stands
    within tokens, with a few bytes before it."""
    mask = raw.translate(_MASK)
    pieces: dict[str, None] = {}
    at = mask.find(_LONG)
    while at >= 0:
        end = mask.find(b" ", at + _RUN)
        end = len(data) if end < 0 else end
        start = max(0, at - _LEAD) if at and data[at - 1] in _JOINTS else at
        pieces[data[start:end]] = None
        at = mask.find(_LONG, end)
    return " ".join(pieces)


def _collect(spans: list[Span], anchored: _Anchored, data: str, text: str, strict: bool) -> None:
    """Add the spans that start around each place of the anchor."""
    anchor, started = anchored
    at = data.find(anchor)
    while at >= 0:
        after = at + len(anchor)
        for detector, match, holds, group in started:
            found = match(text, at - detector.back)
            if found is not None and holds[strict](found, found[group]):
                start, end = found.span(group)
                spans.append(Span(detector.kind, start, end))
                after = max(after, end)
        at = data.find(anchor, after)


_QUOTED_40: Final = re.compile(r"""["'=: ]([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])""")


def _aws_companions(spans: list[Span], text: str) -> Iterator[Span]:
    """Secret access keys that follow their id without a name of their own."""
    for end in [span.end for span in spans if span.kind == "aws-access-key"]:
        for found in _QUOTED_40.finditer(text, end, end + 200):
            if random_looking(found[1]):
                yield Span("aws-secret-key", *found.span(1))


def _merged(spans: list[Span]) -> tuple[Span, ...]:
    """In order; what overlaps becomes one span under the more telling kind."""
    spans.sort(key=lambda span: (span.start, -span.end, _RANK[span.kind]))
    merged = [spans[0]]
    for span in spans[1:]:
        last = merged[-1]
        if span.start >= last.end:
            merged.append(span)
            continue
        kind = min(last.kind, span.kind, key=_RANK.__getitem__)
        merged[-1] = Span(kind, last.start, max(last.end, span.end))
    return tuple(merged)

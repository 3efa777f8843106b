"""Signs that a reader does not see, or that change what is seen: directions, joiners, selectors,
tags and what terminals act on. Those that belong to a script or an emoji are passed over."""

import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from codex_audit.domain.artifact import Kind
from codex_audit.domain.facts import Threat
from codex_audit.domain.patterns import regex

LEAST_SELECTORS: Final = 4
LEAST_ZEROS: Final = 8
"""Selectors in a row, and signs of no width in a row, that can only carry a message."""

LEAST_READABLE: Final = 20
"""Where more than one in so many characters could not be decoded, it is no text."""

MAX_SIGNS: Final = 100_000

CODE_LIKE: Final = frozenset({Kind.CODE, Kind.CONFIG, Kind.NOTEBOOK})

_DIRECTION: Final = "\u202a-\u202e\u2066-\u2069"
_MARKS: Final = "\u061c\u200e\u200f"
_ZERO: Final = "\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f\ufeff"
_SELECTORS: Final = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_FILLERS: Final = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_ANY: Final = regex(
    f"[\x80-\x9f\u00ad\u2028\u2029{_DIRECTION}{_MARKS}{_ZERO}{_SELECTORS}{_FILLERS}\U000e0000-\U000e007f]"
)
# a flag of a region is a black flag, tags, and the tag that cancels
_SIGN: Final = regex(
    f"(?P<flag>(?<=\U0001f3f4)[\U000e0020-\U000e007e]{{2,8}}\U000e007f)|(?P<tags>[\U000e0000-\U000e007f]+)"
    f"|(?P<selectors>[{_SELECTORS}]{{{LEAST_SELECTORS},}})"
    f"|(?P<direction>[{_DIRECTION}])"
    f"|(?P<zeros>[{_ZERO}{_MARKS}]{{{LEAST_ZEROS},}})"
    f"|(?P<zero>[\u00ad{_ZERO}{_FILLERS}\u2028\u2029])|(?P<mark>[{_MARKS}])"
    "|(?P<control>[\x80-\x9f])"
)
_CONTROLS: Final = (b"\x1b", b"\x08", b"\x7f")
# the escapes of ISO 2022 choose a set of characters
_CONTROL: Final = regex(r"[\x08\x7f]|\x1b(?![$()]{1,2}[0-9A-Z])")
_SEQUENCES: Final = frozenset("\x90\x98\x9b\x9d\x9e\x9f")
"""Of the C1 controls those that start a sequence in a terminal; others are mostly text of
another encoding."""

_RIGHT_TO_LEFT: Final = regex("[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff]")
_EMBEDS: Final = frozenset("\u202a\u202b\u202d\u202e")
_ISOLATES: Final = frozenset("\u2066\u2067\u2068")
_CLOSERS: Final = frozenset("\u202c\u2069")
_CONTROLLING: Final = _EMBEDS | _ISOLATES | _CLOSERS
_TURNS: Final = frozenset("\u202b\u2067")
_OVERRIDES: Final = frozenset("\u202d\u202e")
_PARAGRAPH: Final = regex("[\n\r\x1c-\x1e\x85\u2029]")
_ESCAPED: Final = regex(r"(?<!\\)(?:\\\\){0,8}\\u(?:202[a-eA-E]|206[6-9])")


class Sign(NamedTuple):
    """A threat, where it stands in the text, and the names of the signs."""

    threat: Threat
    at: int
    detail: str


def signs(text: str, data: bytes, kind: Kind) -> Iterator[Sign]:
    """All threats among the signs of a text, not in order."""
    if any(one in data for one in _CONTROLS) and not _no_text(text):
        yield from _controls(text)
    if kind is Kind.NOTEBOOK and ("\\u20" in text):
        yield from _escaped(text)
    if not text.isascii():
        yield from _wide(text, data, kind)


def _no_text(text: str) -> bool:
    return "\0" in text or text.count("\ufffd") * LEAST_READABLE > len(text)


def _controls(text: str) -> Iterator[Sign]:
    found = _CONTROL.search(text)
    count = 0
    while found is not None and count < MAX_SIGNS:
        count += 1
        at = found.start()
        if not _overstruck(text, at):
            yield Sign(Threat.CONTROL, at, named(found[0]))
        found = _CONTROL.search(text, at + 1)


def _overstruck(text: str, at: int) -> bool:
    """Whether a backspace prints a letter twice or underlines it, as manual pages do."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return text[at] == "\b" and (before == after or "_" in (before, after))


def _escaped(text: str) -> Iterator[Sign]:
    """Directions in the strings of a notebook, which is JSON."""
    for found in _ESCAPED.finditer(text):
        sign = chr(int(found[0][-4:], 16))
        threat = Threat.OVERRIDE if sign in _OVERRIDES else Threat.TURNED
        if sign in _OVERRIDES or sign in _TURNS:
            yield Sign(threat, found.start(), named(sign))


def _wide(text: str, data: bytes, kind: Kind) -> Iterator[Sign]:
    done = turned = 0
    for _ in range(MAX_SIGNS):
        candidate = _ANY.search(text, done)
        if candidate is None:
            return
        at = candidate.start()
        done = at + 1
        found = _SIGN.match(text, at)
        if found is None:
            continue
        done = found.end()
        if found.lastgroup == "direction":
            if at >= turned:
                start, turned = _paragraph(text, turned, at)
                yield from _direction(text[start:turned], start, kind)
        elif found.lastgroup == "control":
            # a byte of another encoding than UTF-8 reads as such a sign, too
            if found[0] in _SEQUENCES and found[0].encode() in data and not _mistaken(text, at):
                yield Sign(Threat.CONTROL, at, named(found[0]))
        elif found.lastgroup in {"tags", "selectors", "zeros"}:
            yield from _run(found[0], at, text, kind)
        elif found.lastgroup in {"zero", "mark"} and _alien(text, at, kind):
            yield Sign(Threat.INVISIBLE, at, named(found[0]))


def _mistaken(text: str, at: int) -> bool:
    """Whether the text was decoded wrongly once: another sign of Latin-1 stands before."""
    return "\x80" <= text[at - 1 : at] <= "\u00ff"


def _run(run: str, at: int, text: str, kind: Kind) -> Iterator[Sign]:
    if run[0] >= "\U000e0000" or "\ufe00" <= run[0] <= "\ufe0f":
        yield Sign(Threat.SMUGGLED, at, f"{len(run)} × {named(run[0])} and the like")
    elif len(set(run)) > 1:
        yield Sign(Threat.SMUGGLED, at, f"{len(run)} signs without width in a row")
    elif _alien(text, at, kind):
        yield Sign(Threat.INVISIBLE, at, named(run[0]))


def _alien(text: str, at: int, kind: Kind) -> bool:
    """Whether a sign without a shape has no business where it stands.

    Joiners belong into many scripts and emoji, soft hyphens and marks of direction into prose;
    nothing belongs into the middle of a word of ASCII letters.
    """
    sign, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if (at == 0 and sign == "\ufeff") or kind is Kind.DATA:
        return False
    inside = (before + after).isascii() and (before + after).isalnum() and len(before + after) == 2
    if kind not in CODE_LIKE:
        return inside and sign not in "\u00ad\u061c\u200e\u200f\u2028\u2029"
    if sign in "\u061c\u200e\u200f":
        return _RIGHT_TO_LEFT.search(text, max(0, at - 200), at + 200) is None
    if kind is Kind.NOTEBOOK:
        return inside and sign != "\u00ad"
    if sign == "\u00ad":
        return inside
    if sign in "\u200c\u200d\u180e\u034f\u17b4\u17b5\u115f\u1160\u3164\uffa0":
        return (before or " ").isascii() and (after or " ").isascii()
    return True


def _paragraph(text: str, after: int, at: int) -> tuple[int, int]:
    """Where the paragraph around a place starts, not before ``after``, and ends."""
    start = max(after, *(text.rfind(end, after, at) + 1 for end in "\n\r"))
    end = _PARAGRAPH.search(text, at)
    return start, len(text) if end is None else end.start()


def _direction(line: str, start: int, kind: Kind) -> Iterator[Sign]:
    """At most one threat of a paragraph's controls of direction (Unicode Annex 9; the attack is
    CVE-2021-42574)."""
    found = [(at, sign) for at, sign in enumerate(line) if sign in _CONTROLLING]
    foreign = _RIGHT_TO_LEFT.search(line) is None
    code = kind in CODE_LIKE
    for at, sign in found:
        if sign in _OVERRIDES:
            yield Sign(Threat.OVERRIDE, start + at, named(sign))
            return
    unclosed = _unclosed(found)
    if unclosed is not None:
        if code or foreign:
            yield Sign(Threat.UNCLOSED, start + unclosed[0], named(unclosed[1]))
        return
    for at, sign in found:
        if code and foreign and sign in _TURNS:
            yield Sign(Threat.TURNED, start + at, named(sign))
            return


def _unclosed(found: list[tuple[int, str]]) -> tuple[int, str] | None:
    """The first control that nothing closes before the paragraph ends."""
    waiting: list[tuple[int, str]] = []
    isolates = 0
    for at, sign in found:
        if sign in _EMBEDS or sign in _ISOLATES:
            waiting.append((at, sign))
            isolates += sign in _ISOLATES
        elif sign == "\u202c":
            if waiting and waiting[-1][1] in _EMBEDS:
                waiting.pop()
        elif isolates:
            isolates -= 1
            while waiting.pop()[1] not in _ISOLATES:
                # what was embedded in the isolate ends with it
                pass
    return waiting[0] if waiting else None


def named(sign: str) -> str:
    """Code point and name, such as ``U+202E RIGHT-TO-LEFT OVERRIDE``."""
    name = unicodedata.name(sign, "") or _NAMES.get(sign, "CONTROL")
    return f"U+{ord(sign):04X} {name}"


_NAMES: Final = {
    "\x08": "BACKSPACE",
    "\x1b": "ESCAPE",
    "\x7f": "DELETE",
    "\x90": "DEVICE CONTROL STRING",
    "\x98": "START OF STRING",
    "\x9b": "CONTROL SEQUENCE INTRODUCER",
    "\x9d": "OPERATING SYSTEM COMMAND",
    "\x9e": "PRIVACY MESSAGE",
    "\x9f": "APPLICATION PROGRAM COMMAND",
}

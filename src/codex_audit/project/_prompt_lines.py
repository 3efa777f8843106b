"""The lines of a prompt: which stand in a fence, how deep, and their words without markup."""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from codex_audit.domain.patterns import regex

MAX_PROMPT: Final = 1_000_000
"""Characters of a prompt that are read."""

MAX_LINE: Final = 1_000
"""Characters of a line that are read."""

TEMPLATES: Final = frozenset({"", "markdown", "md", "prompt", "text", "txt"})
"""Languages of the fences that hold prose, such as a whole prompt, rather than code."""

_FENCE: Final = regex(r"(?P<ticks>`{3,}|~{3,})(?P<info>.*)", re.DOTALL)
_HEADING: Final = regex(r"(?P<marks>#{1,6})\s+(?P<title>.*)")
_ITEM: Final = regex(r"(?:(?P<bullet>[-*+•])|(?P<number>\d{1,3})[.)])\s+(?:\[[ xX]\]\s+)?")
_MARKUP: Final = regex(r"[*`~]|(?<!\w)_{1,3}|_{1,3}(?!\w)")


class Line(Struct, frozen=True, gc=False):
    """A line of a prompt. ``text`` has no indentation, which ``indent`` counts. ``fence`` is
    the language of the fence that it stands in, or ``None``. What opens or closes a fence is
    an empty line."""

    number: int
    indent: int
    text: str
    fence: str | None


class Mark(Struct, frozen=True, gc=False):
    """How a line begins: ``level`` of a heading or 0; ``item`` is ``bullet``, ``number`` or
    empty; ``body`` is the rest."""

    level: int
    item: str
    body: str


def lines_of(prompt: str) -> Iterator[Line]:
    """The lines, counted from 1 as an editor counts them."""
    ticks, language = "", ""
    whole = prompt[:MAX_PROMPT].removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, raw in enumerate(whole.split("\n"), 1):
        wide = raw[:MAX_LINE].expandtabs(4)
        text = wide.strip()
        indent = len(wide) - len(wide.lstrip())
        fence = _FENCE.match(text)
        if not ticks and fence is not None and not (fence["ticks"][0] == "`" and "`" in fence["info"]):
            ticks, language = fence["ticks"], _language(fence["info"])
            yield Line(number, indent, "", None)
        elif ticks and fence is not None and fence["ticks"].startswith(ticks) and not fence["info"].strip():
            ticks = ""
            yield Line(number, indent, "", None)
        else:
            yield Line(number, indent, text, language if ticks else None)


def _language(info: str) -> str:
    words = info.split()
    return words[0].strip("{}.").lower() if words else ""


def mark(text: str) -> Mark:
    """What a line is, from its first characters."""
    heading = _HEADING.match(text)
    if heading is not None:
        return Mark(len(heading["marks"]), "", heading["title"].rstrip("# "))
    item = _ITEM.match(text)
    if item is not None:
        return Mark(0, "bullet" if item["bullet"] else "number", text[item.end() :])
    return Mark(0, "", text)


def plain(text: str) -> str:
    """The text without the signs of emphasis and code."""
    return " ".join(_MARKUP.sub("", text).split())

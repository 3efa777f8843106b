"""What stands within a paragraph of reStructuredText: links, literals, roles."""

import re
from collections.abc import Iterator, Sequence

from codex_audit.domain.facts import Link
from codex_audit.domain.patterns import regex
from codex_audit.facts._prose import MAX_TARGET
from codex_audit.facts._text import MAX_NAME, line_with

CodeSpan = tuple[str, int]

_LITERAL = regex(r"``(?!\s)([^`\n]{1,300}(?:`(?!`)[^`\n]{1,300}){0,5})(?<!\s)``")
_CODE_ROLE = regex(r":(?:code|file|command|program|kbd|samp):`([^`\n]{1,300})`")
_EMBEDDED = regex(r"`([^`<>]{0,300})<([^<>`]{1,1000})>`_")
_URL = regex(r"(?<![\w`<\"'=/])https?://[^\s<>`|\"]{1,1000}")
_ROLE = regex(r":[A-Za-z][\w:+.-]{0,60}:`([^`]{1,300})`")
_TITLED = regex(r"([^<>`]{1,300}?)\s{0,5}<[^<>`]{1,300}>")
_SUBSTITUTION = regex(r"\|[^|\s][^|]{0,100}\|_{0,2}")
_REFERENCE = regex(r"`([^`]{1,300})`_{1,2}")
_SIMPLE_REFERENCE = regex(r"\b([A-Za-z0-9][\w.-]{0,100})_(?=[\s.,;:!?)\]'\"]|$)")
_EMPHASIS = regex(r"\*{1,2}([^\s*][^*]{0,300})\*{1,2}")


def spans_of(lines: Sequence[str], first: int) -> Iterator[CodeSpan]:
    """Inline literals and code roles that stand on one line."""
    for number, line in enumerate(lines, first):
        if "`" in line:
            for pattern in (_LITERAL, _CODE_ROLE):
                for found in pattern.finditer(line):
                    yield found.group(1), number


def links_of(lines: Sequence[str], first: int) -> Iterator[Link]:
    """Embedded targets, which may run over lines, and addresses in the text."""
    bare = [without_code(line) for line in lines]
    if any("`_" in line for line in bare):
        yield from _embedded("\n".join(bare), lines, first)
    for number, line in enumerate(bare, first):
        if "://" in line:
            for found in _URL.finditer(line):
                target = found.group().rstrip(".,;:!?)]}'*_\\")
                # An embedded target was met above.
                if "://" in target and not _inside(line, found.start()):
                    yield Link(target[:MAX_TARGET], target[:MAX_NAME], number)


def _inside(line: str, place: int) -> bool:
    """Whether an address stands in angle brackets or behind a role."""
    return line[max(place - 1, 0) : place] in ("<", "`")


def _embedded(text: str, lines: Sequence[str], first: int) -> Iterator[Link]:
    """```text <target>`_``: the target's line is looked for from where the link begins."""
    place, line = 0, first
    for found in _EMBEDDED.finditer(text):
        line += text.count("\n", place, found.start())
        place = found.start()
        target = "".join(found.group(2).split())
        if target.endswith("_") and "/" not in target:
            continue
        near = line_with(lines, target, line - first + 1, line - first + 6)
        if near is not None:
            shown = " ".join(found.group(1).split())
            yield Link(target[:MAX_TARGET], shown[:MAX_NAME], near + first - 1)


def without_code(line: str) -> str:
    """The line with its literals and code roles blanked out, places kept."""
    if "`" not in line:
        return line
    for pattern in (_LITERAL, _CODE_ROLE):
        line = pattern.sub(lambda found: " " * len(found.group()), line)
    return line


def plain_text(text: str) -> str:
    """A paragraph's text without markup; substitutions (badges) are left out."""
    text = _LITERAL.sub(r"\1", text)
    text = _EMBEDDED.sub(r"\1", text)
    text = _ROLE.sub(_shown, text)
    text = _SUBSTITUTION.sub("", text)
    text = _REFERENCE.sub(r"\1", text)
    text = _SIMPLE_REFERENCE.sub(r"\1", text)
    return " ".join(_EMPHASIS.sub(r"\1", text).replace("\\ ", "").split())


def _shown(role: re.Match[str]) -> str:
    """A role's text: the title before ``<target>``, if it has one."""
    titled = _TITLED.fullmatch(role.group(1))
    return titled.group(1) if titled else role.group(1).lstrip("~!")

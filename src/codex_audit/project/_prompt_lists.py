"""The lists in a prompt that say what to report: of capabilities, and of sections.

Lists count wherever they stand in prose, fences of prose included: the mandated template keeps
its whole prompt in one.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Generic, TypeVar

from msgspec import Struct

from codex_audit.domain.patterns import regex
from codex_audit.project._prompt_lines import TEMPLATES, Line, Mark, mark, plain
from codex_audit.project.words import words

T = TypeVar("T")

MAX_ITEMS: Final = 200
"""Items of all lists of a kind that are read."""

_LEAST_LIKENESS: Final = 1 / 3
_MOST_LEAD: Final = 120
_MOST_WORDS: Final = 6
_DEEPEST: Final = 3
_BELOW_HEADINGS: Final = 7

_EMPTY_WORDS: Final = words("a an and chatgpt codex for of or the")
_SUFFIXES: Final = ("ations", "ation", "ments", "ment", "ings", "ing", "ers", "er", "ies", "s")
_LEAST_STEM: Final = 3
_SHORT_FORMS: Final = {
    "config": "configur",
    "configs": "configur",
    "ckpt": "checkpoint",
    "doc": "document",
    "docs": "document",
    "eval": "evalu",
    "modelling": "model",
    "modeling": "model",
    "repo": "repository",
}
_WORD: Final = regex(r"[^\W_]{1,40}")
_NAME_END: Final = regex(r"\s*[(\[{:;]|\s+[-\u2013\u2014]+\s|\s*[\u2013\u2014]")
_COMMA: Final = regex(r"[,;]")

_NO_LIST: Final = words(
    "each every provide per table map cannot not no without exclude excluded ignore skip except missing"
)
"""Words of a line about capabilities that is not the head of a list of those wanted."""

_SCOPE: Final = regex(r"\b(?:audit scope|structure|sections?|status update)\b")
_SECTION: Final = regex(r"(?:\*\*|__)(?P<title>[^*_]{1,120})(?:\*\*|__)")
_NUMBERED: Final = regex(r"\d{1,2}[.)]\s+(?P<title>\S.{0,119})")


class Named(Struct, frozen=True):
    """An item of a list: what it names and the prompt's line."""

    name: str
    line: int


class Group(Struct):
    """The items of one list; ``asked``: its own head leaves no doubt what they name."""

    asked: bool
    items: list[Named]


class _Lead(Struct, frozen=True):
    """The head of a list: ``rest`` follows on its line; ``asks``: it can head nothing else."""

    rest: str
    asks: bool
    heading: bool


class Index(Generic[T]):
    """Finds what a name means among known titles."""

    def __init__(self, titles: Iterable[tuple[T, str]]) -> None:
        self._known = [(key, stems(title)) for key, title in titles]

    def find(self, name: str) -> tuple[T, ...]:
        """The keys of the titles with the same words. Failing that, of those most like it that
        hold all of its words, or whose words it holds all; several where they tie."""
        wanted = stems(name)
        best, found = 0.0, list[T]()
        for key, have in self._known:
            if not wanted or not (wanted <= have or have <= wanted):
                continue
            likeness = len(wanted & have) / len(wanted | have)
            if likeness > best:
                best, found = likeness, [key]
            elif likeness == best:
                found.append(key)
        return tuple(dict.fromkeys(found)) if best >= _LEAST_LIKENESS else ()


def stems(text: str) -> frozenset[str]:
    """The words of a title without endings, articles and the names of the assistant."""
    found = _WORD.findall(plain(text).casefold())
    telling = [word for word in found if word not in _EMPTY_WORDS] or found
    return frozenset(map(_stem, telling))


def _stem(word: str) -> str:
    if word in _SHORT_FORMS:
        return _SHORT_FORMS[word]
    word = word.replace("isation", "ization")
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST_STEM and not word.endswith("ss"):
            short = word[: -len(suffix)] + ("y" if suffix == "ies" else "")
            return short[:-1] if short[-1] == short[-2] and suffix in ("ing", "er") else short
    return word


def meant(groups: Iterable[Group], index: Index[T]) -> tuple[list[T], list[Named]]:
    """What the items mean, and those that mean nothing known. A list without a known name
    counts only if it was asked for."""
    known: list[T] = []
    unknown: list[Named] = []
    for group in groups:
        pairs = [(item, index.find(item.name)) for item in group.items]
        found = [key for _, keys in pairs for key in keys]
        known += found
        if found or group.asked:
            unknown += [item for item, keys in pairs if not keys]
    return list(dict.fromkeys(known)), unknown


def capability_groups(lines: Sequence[Line]) -> list[Group]:
    """Every list of capabilities, in the prompt's order, at most ``MAX_ITEMS`` items in all."""
    groups: list[Group] = []
    at, room = 0, MAX_ITEMS
    while at < len(lines) and room > 0:
        line = lines[at]
        at += 1
        lead = _lead(line) if _prose(line) else None
        if lead is None:
            continue
        if lead.rest:
            items = [Named(name, line.number) for part in _split(lead.rest) if (name := _name(part))]
        else:
            at, items = _items(lines, at, lead.heading)
        groups.append(Group(lead.asks, items[:room]))
        room -= len(items)
    return groups


def _prose(line: Line) -> bool:
    return line.fence is None or line.fence in TEMPLATES


def _lead(line: Line) -> _Lead | None:
    """The head of a list of capabilities, or ``None``."""
    if "apabilit" not in line.text and "APABILIT" not in line.text:
        return None
    made = mark(line.text)
    head, colon, rest = plain(made.body).partition(":")
    found = [word.casefold() for word in _WORD.findall(head)]
    names = "capabilities" in found or found[:2] == ["capability", "list"]
    if not names or len(head) > _MOST_LEAD or not _NO_LIST.isdisjoint(found):
        return None
    asks = len(found) <= _MOST_WORDS and (
        found[0] == "capabilities" or found[-1] in ("capabilities", "list", "only")
    )
    if rest.strip():
        return _Lead(rest, asks, False) if asks else None
    return _Lead("", asks and bool(colon), made.level > 0) if colon or made.level else None


def _split(text: str) -> list[str]:
    """The parts between commas, those within parentheses apart."""
    parts, depth, start = list[str](), 0, 0
    for at, char in enumerate(text):
        depth = depth + (char in "([") - (char in ")]" and depth > 0)
        if not depth and _COMMA.match(char):
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:].rstrip(". ")]


def _items(lines: Sequence[Line], at: int, prose_first: bool) -> tuple[int, list[Named]]:
    """The list that begins at a line, after blank lines, or after prose where that may come
    first; and where it ends. Deeper lists are not read."""
    kind, depth = "", -1
    found: list[Named] = []
    while at < len(lines):
        line = lines[at]
        made = mark(line.text)
        if not _prose(line) or made.level:
            break
        if made.item:
            if depth < 0:
                kind, depth = made.item, line.indent
            if line.indent < depth or (line.indent == depth and made.item != kind):
                break
            if line.indent == depth and (name := _name(made.body)):
                found.append(Named(name, line.number))
        elif line.text and (line.indent <= depth if depth >= 0 else not prose_first):
            break
        at += 1
    return at, found


def _name(text: str) -> str:
    """The name that an item begins with: without markup, parentheses and explanation."""
    body = plain(text)
    end = _NAME_END.search(body)
    return (body[: end.start()] if end else body).strip(" .,")


def section_groups(lines: Sequence[Line]) -> list[Group]:
    """The numbered headings below a heading, or a line, that announces the report's structure;
    headings below that one belong to it."""
    groups = [Group(False, [])]
    scope = total = within = 0
    for line in filter(_prose, lines):
        made = mark(line.text)
        title = _section(line, made) if scope else ""
        if made.level and made.level <= within:
            within = 0
        if title and not within and total < MAX_ITEMS:
            groups[-1].items.append(Named(title, line.number))
            total += 1
            # what is numbered below a section that is a heading is its content
            within = made.level
        elif made.level:
            asked = _announces(made.body)
            scope = made.level if asked else (scope if made.level > scope else 0)
            groups.append(Group(asked, []))
        elif not made.item and len(line.text) <= 4 * _MOST_LEAD and _leads(line.text):
            scope = scope or _BELOW_HEADINGS
            groups[-1].asked = True
    return groups


def _announces(text: str) -> bool:
    return _SCOPE.search(plain(text[:_MOST_LEAD]).casefold()) is not None


def _leads(text: str) -> bool:
    """Whether a line of prose ends in the announcement of a structure."""
    last = plain(text)[-_MOST_LEAD:].rpartition(". ")[2]
    whole = last.casefold().rstrip(":") == "audit scope"
    return whole or (last.endswith(":") and _announces(last))


def _section(line: Line, made: Mark) -> str:
    """The title of a section, or nothing."""
    if made.item == "number" and line.indent <= _DEEPEST:
        bold = _SECTION.match(made.body)
        return _name(bold["title"]) if bold else ""
    if made.level:
        numbered = _NUMBERED.match(plain(made.body))
        return _name(numbered["title"]) if numbered else ""
    return ""

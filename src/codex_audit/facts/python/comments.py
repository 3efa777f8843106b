"""Markers of unfinished work, and comments that silence tools."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from codex_audit.domain.facts import Marker, Suppression
from codex_audit.domain.patterns import regex
from codex_audit.facts.python.scan import Comment
from codex_audit.facts.python.strings import docstring_of
from codex_audit.facts.python.walk import Flat

MAX_TEXT: Final = 200
MAX_READ: Final = 1_000
"""Characters of a comment or line in which anything is looked for."""

_TAG: Final = regex(r"(?<![\w\"'`<{.])(TODO|FIXME|XXX|HACK)(?![\w\"'`>}]|\.\w)")
_OPENING: Final = regex(r"[rRuU]?[\"']+")
_LEAD: Final = regex(r"[\s#:*>.!@/-]*+\Z")


class Docstring(NamedTuple):
    """Where a docstring stands: its first and last line, from 1."""

    first: int
    last: int


def docstring_spans(flat: Flat, body: list[Any]) -> Iterator[Docstring]:
    """Where the module's docstring and those of its definitions stand."""
    bodies = [body, *(scope.node.body for scope in flat.scopes if scope.node is not None)]
    for one in bodies:
        if docstring_of(one) is not None:
            yield Docstring(one[0].lineno, one[0].end_lineno)


def has_tags(text: str) -> bool:
    """Whether the text holds a marker's letters at all."""
    return "TODO" in text or "FIXME" in text or "XXX" in text or "HACK" in text


_EXAMPLE: Final = ("#", ">>>", "...")


def markers_of(
    comments: Iterable[Comment], docstrings: Iterable[Docstring], lines: Sequence[str]
) -> tuple[Marker, ...]:
    """One marker a line, in order. ``lines`` are stripped."""
    found: dict[int, Marker] = {}
    for docstring in docstrings:
        for line in range(docstring.first, docstring.last + 1):
            text = lines[line - 1][:MAX_READ]
            if line == docstring.first:
                text = _OPENING.sub(_blank, text, count=1)
            marker = _in_docstring(text, line)
            if marker is not None:
                found[line] = marker
    for comment in comments:
        marker = _in_comment(comment)
        if marker is not None:
            found[comment.line] = marker
    return tuple(found[line] for line in sorted(found))


def _in_comment(comment: Comment) -> Marker | None:
    text = comment.text[:MAX_READ]
    if not has_tags(text):
        return None
    for match in _TAG.finditer(text):
        # Within a sentence XXX stands for something to be filled in.
        if match[1] != "XXX" or _is_meant(match, text):
            return _marker(match[1], comment.line, text[match.start() :])
    return None


def _in_docstring(text: str, line: int) -> Marker | None:
    """Prose may mention a marker; one that leads its line or takes a colon is meant, but not in
    an example, which shows what others may leave to be done."""
    if not has_tags(text) or text.lstrip().startswith(_EXAMPLE):
        return None
    for match in _TAG.finditer(text):
        if _is_meant(match, text):
            return _marker(match[1], line, text[match.start() :])
    return None


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _is_meant(match: re.Match[str], text: str) -> bool:
    """Whether a marker leads its line, or takes a colon or a name in brackets."""
    following = text[match.end() : match.end() + 1]
    if following in {":", "("}:
        return True
    return following in {"", " ", "!", "?", ","} and _LEAD.match(text[: match.start()]) is not None


def _marker(tag: str, line: int, text: str) -> Marker:
    return Marker(tag, line, text.rstrip("\"' ")[:MAX_TEXT].rstrip())


# --- suppressions ------------------------------------------------------------------------------

_LIST: Final = r"[A-Za-z0-9_./*-]++(?:[ \t]*+,[ \t]*+[A-Za-z0-9_./*-]++)*+"

_PATTERNS: Final = tuple(
    (tool, whole_file, word, regex(pattern, re.IGNORECASE))
    for tool, whole_file, word, pattern in (
        ("noqa", True, "noqa", rf"#[ \t]*+(?:flake8|ruff):[ \t]*+noqa(?::[ \t]*+(?P<codes>{_LIST}))?"),
        (
            "noqa",
            False,
            "noqa",
            r"#[ \t]*+noqa(?::[ \t]*+(?P<codes>[A-Z]+[0-9]+(?:[,\s]++[A-Z]+[0-9]+)*+))?(?![\w-])",
        ),
        ("type", False, "type:", rf"#[ \t]*+type:[ \t]*+ignore(?:\[(?P<codes>{_LIST})\])?(?![\w-])"),
        ("type", False, "pyright", rf"#[ \t]*+pyright:[ \t]*+ignore(?:\[(?P<codes>{_LIST})\])?(?![\w-])"),
        ("type", True, "mypy", r"#[ \t]*+mypy:[ \t]*+ignore-errors"),
        (
            "pylint",
            False,
            "pylint",
            rf"pylint:[ \t]*+disable(?:-next|-msg)?[ \t]*+=[ \t]*+(?P<codes>{_LIST})",
        ),
        ("pylint", True, "pylint", r"pylint:[ \t]*+skip-file"),
        ("nosec", False, "nosec", r"#[ \t]*+nosec\b:?[ \t]*+(?P<codes>B[0-9]{3}(?:[,\s]++B[0-9]{3})*+)?"),
        (
            "pragma",
            False,
            "pragma",
            r"#[ \t]*+pragma:?[ \t]*+(?P<codes>no[ \t]*+(?:cover|branch)|allowlist[ \t]++secret)",
        ),
        (
            "codex-audit",
            False,
            "codex-audit",
            rf"#[ \t]*+codex-audit:[ \t]*+ignore(?:\[(?P<codes>{_LIST})\])?",
        ),
    )
)

_WORDS: Final = frozenset(word for _, _, word, _ in _PATTERNS)
_REASON: Final = regex(r"[ \t]--[ \t]*+(?P<reason>\S[^\n#]*+)")


def suppressions_of(comments: Iterable[Comment], source: Sequence[str]) -> tuple[Suppression, ...]:
    """All suppressions in order of line and tool. ``source`` are the lines as they stand."""
    speaking = []
    for comment in comments:
        lowered = comment.text[:MAX_READ].lower()
        if any(word in lowered for word in _WORDS):
            speaking.append(comment)
    if not speaking:
        return ()
    code = (number for number, line in enumerate(source, 1) if line.strip() and line.strip()[0] != "#")
    first = next(code, len(source) + 1)
    found = [one for comment in speaking for one in _suppressions_in(comment, source, first)]
    found.sort(key=lambda one: (one.line, one.tool, one.codes))
    return tuple(found)


def _suppressions_in(comment: Comment, source: Sequence[str], first: int) -> Iterator[Suppression]:
    """What one comment silences; ``first`` is the first line of code."""
    seen: set[str] = set()
    text = comment.text[:MAX_READ]
    lowered = text.lower()
    for tool, whole_file, word, pattern in _PATTERNS:
        match = pattern.search(text) if word in lowered and tool not in seen else None
        if match is None:
            continue
        seen.add(tool)
        codes = match.groupdict().get("codes") or ""
        reason = _REASON.search(text, match.end())
        yield Suppression(
            tool=tool,
            line=comment.line,
            codes=_split(codes, tool),
            reason=reason["reason"].strip()[:MAX_TEXT] if reason else "",
            whole_file=whole_file or _governs(tool, comment, source, first),
        )


def _split(codes: str, tool: str) -> tuple[str, ...]:
    if tool == "pragma":
        return (" ".join(codes.lower().split()),)
    return tuple(dict.fromkeys(code for code in re.split(r"[,\s]+", codes) if code))


def _governs(tool: str, comment: Comment, source: Sequence[str], first: int) -> bool:
    """Whether a comment for one line rules the file by its place: alone and unindented for
    pylint, before all code for type checkers."""
    if not comment.alone:
        return False
    if tool == "pylint":
        return source[comment.line - 1].startswith("#") and "disable-next" not in comment.text
    return tool == "type" and comment.line < first

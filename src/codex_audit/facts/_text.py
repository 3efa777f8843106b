"""Lines, cuts and names: how every extractor here counts and shortens text."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from codex_audit.domain.patterns import regex

MAX_DETAIL: Final = 300
"""Characters of a command's detail."""

MAX_VALUE: Final = 2_000
"""Characters of a setting's value; a list is cut between its items."""

MAX_NAME: Final = 200
"""Characters of a name that a file gives to one of its parts."""

MAX_BITS: Final = 1_000
"""Python refuses to write out integers that are much larger."""

_SEPARATORS = regex(r"[-_.]+")


def words(text: str) -> frozenset[str]:
    """The words of a table that is easier to read as prose."""
    return frozenset(text.split())


def normal(text: str) -> str:
    """The text without byte order mark, every line end a single ``\\n``."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def lines_of(text: str) -> list[str]:
    """The lines without their ends. Only line feeds and carriage returns end a line, as in
    Python's own tokenizer: ``str.splitlines`` also cuts at form feeds and rarer characters."""
    lines = normal(text).split("\n")
    if lines[-1] == "":
        lines.pop()
    return lines


def basename(path: str) -> str:
    """The last part of a POSIX path."""
    return path.rpartition("/")[2]


def one_line(text: str, limit: int = MAX_DETAIL) -> str:
    """The text's lines stripped and joined by spaces, cut at ``limit`` characters."""
    return " ".join(filter(None, (part.strip() for part in text.split("\n"))))[:limit].strip()


def joined(items: Iterable[str], limit: int = MAX_VALUE) -> str:
    """The items joined by ``, ``; ``…`` stands for those that would exceed ``limit``."""
    kept: list[str] = []
    room = limit
    for item in items:
        room -= len(item) + 2
        if room < 0:
            kept.append("…")
            break
        kept.append(item)
    return ", ".join(kept)


def as_text(value: object) -> str:
    """A configuration value as a setting shows it: lists joined by ``, ``, tables as
    ``key=value``, truth values in lower case."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return one_line(value, MAX_VALUE)
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        return "…"
    if isinstance(value, Mapping):
        return joined(f"{key}={_flat(one)}" for key, one in value.items())
    if isinstance(value, Sequence):
        return joined(_flat(one) for one in value)
    return str(value)


def _flat(value: object) -> str:
    """One item of a list or table: tables within it are written with spaces."""
    if isinstance(value, Mapping):
        return " ".join(f"{key}={_leaf(one)}" for key, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " ".join(_leaf(one) for one in value)
    return _leaf(value)


def _leaf(value: object) -> str:
    """A scalar as text, a list of scalars in brackets; what is nested still deeper is only
    hinted at."""
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        scalars = (as_text(one) for one in value if not isinstance(one, Mapping | list | tuple))
        return f"[{' '.join(scalars)}]"
    return as_text(value)


def canonical(name: str) -> str:
    """A distribution's name as PEP 503 normalises it."""
    return _SEPARATORS.sub("-", name).lower()


def line_with(lines: Sequence[str], symbol: str, first: int, last: int | None = None) -> int | None:
    """The first line from ``first`` to ``last`` (1-based, inclusive) that contains ``symbol``."""
    end = len(lines) if last is None else min(last, len(lines))
    for number in range(max(first, 1), end + 1):
        if symbol in lines[number - 1]:
            return number
    return None

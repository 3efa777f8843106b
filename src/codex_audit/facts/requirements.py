"""pip's requirements and constraints files."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from codex_audit.domain.facts import ConfigFacts, Dependency, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.facts._requirement import group_of, requirement
from codex_audit.facts._text import canonical, lines_of

MAX_CONTINUED: Final = 200
"""Physical lines that make one: pip-compile writes a line a hash."""

_NAME = regex(
    r"(?:[\w.-]{0,80}[-_.])?(?:requirements?|constraints?|reqs)(?:[-_.][\w.-]{0,80})?\.(?:txt|in|pip|lock)",
    re.IGNORECASE,
)
_IN_FOLDER = regex(r"(?!readme|licen[cs]e|notice)[\w.-]{1,100}\.(?:txt|in)", re.IGNORECASE)
_FOLDERS: Final = frozenset(("requirements", "reqs", "requires"))
_INCLUDE = regex(r"(?:-r|-c|--requirement|--constraint)(?:\s{1,20}|=|(?<=-[rc]))(\S{1,500})")
_EDITABLE = regex(r"(?:-e|--editable)(?:\s{1,20}|=)(\S{1,1000})")
_OPTIONS = regex(r"\s(?:--[a-z]|-[A-Za-z]\s)")


def accepts(path: str) -> bool:
    """``requirements*.txt`` and its kin, and the text files below a folder ``requirements``."""
    folder, _, name = path.rpartition("/")
    if _NAME.fullmatch(name):
        return True
    return not _FOLDERS.isdisjoint(folder.split("/")) and bool(_IN_FOLDER.fullmatch(name))


def extract(source: Source) -> ConfigFacts:
    """The file's dependencies and the files that it includes. Lines that are neither are
    passed over, as are paths that tell no name."""
    group = "lock" if source.name.lower().endswith(".lock") else group_of(source.name)
    lines = lines_of(source.text)
    dependencies: list[Dependency] = []
    includes: list[tuple[str, int]] = []
    for first, last, text in _logical(lines):
        if included := _INCLUDE.match(text):
            name = included.group(1)
            line = next((at for at in range(first, last + 1) if name in lines[at - 1]), first)
            includes.append((name, line))
            continue
        editable = _EDITABLE.match(text)
        spec = editable.group(1) if editable else _bare(text)
        found = requirement(spec, group, first) if spec else None
        if found is not None:
            # A requirement may begin with a bare backslash, its name on a later line.
            held = (at for at in range(first, last + 1) if found.name in canonical(lines[at - 1]))
            dependencies.append(msgspec.structs.replace(found, line=next(held, first)))
    return ConfigFacts("requirements", dependencies=tuple(dependencies), includes=tuple(includes))


def _logical(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """Lines without comments, continued ones joined, each with its first and last line."""
    parts: list[str] = []
    first = 0
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if stripped.startswith("#"):
            continue
        first = first if parts else number
        if stripped.endswith("\\") and len(parts) < MAX_CONTINUED:
            parts.append(stripped[:-1])
            continue
        whole = " ".join([*parts, _without_comment(stripped)]).strip()
        parts = []
        if whole:
            yield first, number, whole
    if parts:
        yield first, len(lines), " ".join(parts).strip()


def _without_comment(line: str) -> str:
    """A comment begins at a ``#`` after white space: URLs hold others."""
    place = min((at for at in (line.find(" #"), line.find("\t#")) if at >= 0), default=len(line))
    return line[:place].rstrip()


def _bare(text: str) -> str:
    """The requirement without its options; empty where the line is an option itself."""
    if text.startswith("-"):
        return ""
    options = _OPTIONS.search(text)
    return text[: options.start()] if options else text


EXTRACTOR: Final[Extractor] = Extractor("requirements", ConfigFacts, accepts, extract)

"""Makefiles: targets with the first command that each runs."""

import re
from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import Command, ConfigFacts, Setting, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.facts._credentials import clean
from codex_audit.facts._text import MAX_NAME, basename, joined, lines_of

FORMAT: Final = "makefile"
MAX_LINE: Final = 2_000
MAX_TARGETS: Final = 1_000

_NAMES: Final = frozenset(("Makefile", "makefile", "GNUmakefile"))
_VARIANT = regex(r"(?:GNUm|[Mm])akefile\.(?!in$|am$|j2$|tmpl$|template$|md$|rst$|txt$|orig$|bak$)[\w-]{1,40}")
_VARIABLE = regex(
    r"\s{0,20}(?:override\s{1,20}|export\s{1,20}|private\s{1,20})?[\w.-]{1,100}\s{0,20}(?::{1,3}|[+?!])?="
)
_INCLUDE = regex(r"-?s?include\s{1,20}(.{1,500})")
_ECHO = regex(r"(?:echo|printf|:)(?:\s|$)|#")


def accepts(path: str) -> bool:
    """``Makefile`` and its variants, and ``.mk`` files. Templates of Makefiles are none."""
    name = basename(path)
    return name in _NAMES or name.endswith(".mk") or bool(_VARIANT.fullmatch(name))


def extract(source: Source) -> ConfigFacts:
    """Explicit targets in order, and the files that are included. Patterns, special targets and
    names that are computed are left out."""
    lines = lines_of(source.text)
    commands: dict[str, Command] = {}
    includes: list[tuple[str, int]] = []
    phony: list[Setting] = []
    define = False
    for number, line in enumerate(lines, 1):
        if define or line.startswith("define "):
            define = line.strip() != "endef"
            continue
        if not line or line[0] in "\t #":
            continue
        if included := _INCLUDE.fullmatch(line[:MAX_LINE].rstrip()):
            names = included.group(1).partition("#")[0].split()
            includes.extend((name[:MAX_NAME], number) for name in names if "$" not in name)
        elif line.startswith(".PHONY") and len(phony) < MAX_TARGETS:
            names = _joined(lines, number).partition(":")[2].partition("#")[0].split()
            phony.append(Setting(".PHONY", joined(name for name in names if "$" not in name), number))
        elif not _continues(lines, number):
            for name in _targets(line[:MAX_LINE]):
                if name not in commands and len(commands) < MAX_TARGETS:
                    commands[name] = Command("target", name, number, clean(_recipe(lines, number)))
    return ConfigFacts(
        FORMAT, commands=tuple(commands.values()), settings=tuple(phony), includes=tuple(includes)
    )


def _joined(lines: list[str], number: int) -> str:
    """A line with those that continue it."""
    parts: list[str] = []
    for line in lines[number - 1 : number + 99]:
        parts.append(line[:MAX_LINE].removesuffix("\\"))
        if not line.endswith("\\"):
            break
    return " ".join(parts)


def _continues(lines: list[str], number: int) -> bool:
    """Whether a line goes on with the one before."""
    return number > 1 and lines[number - 2].endswith("\\")


def _targets(line: str) -> Iterator[str]:
    """The names before the colon of a rule."""
    head, colon, rest = line.partition(":")
    if not colon or rest.startswith(("=", ":=", "::=")) or "=" in head or _VARIABLE.match(rest.lstrip(":")):
        return
    for name in head.split():
        if re.fullmatch(r"[\w][\w./+-]{0,100}", name) and len(name) <= MAX_NAME:
            yield name


def _recipe(lines: list[str], number: int) -> str:
    """The first command of the rule that begins on this line; one that only prints counts
    where nothing else stands."""
    own = lines[number - 1][:MAX_LINE].partition(";")[2].strip()
    if own:
        return own
    while number < len(lines) and lines[number - 1].endswith("\\"):
        number += 1
    shown = ""
    for text in _recipe_lines(lines, number):
        plain = text.lstrip("@-+ ").strip()
        if plain and not _ECHO.match(plain):
            return plain
        shown = shown or ("" if plain.startswith("#") else plain)
    return shown


def _recipe_lines(lines: list[str], number: int) -> Iterator[str]:
    """The recipe's commands after line ``number``, continued lines joined."""
    parts: list[str] = []
    for line in lines[number : number + 100]:
        if line.strip() and not line.startswith(("\t", " ", "#")) and not parts:
            return
        text = line[:MAX_LINE].strip()
        parts.append(text.removesuffix("\\").strip())
        if not text.endswith("\\"):
            yield " ".join(parts)
            parts = []


EXTRACTOR: Final[Extractor] = Extractor("makefile", ConfigFacts, accepts, extract)

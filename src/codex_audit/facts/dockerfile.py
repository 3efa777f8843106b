"""Dockerfiles: stages with their images, what runs, the variables' names."""

import json
import re
from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import Command, ConfigFacts, Setting, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.facts._credentials import clean
from codex_audit.facts._text import MAX_NAME, basename, lines_of
from codex_audit.facts._toml_facts import first

FORMAT: Final = "dockerfile"
MAX_LINE: Final = 10_000
MAX_PARTS: Final = 500

_NAME = regex(
    r"(?:Dockerfile|Containerfile)(?:\.(?!dockerignore$|md$|rst$|txt$|in$|j2$|jinja2?$|tmpl$|template$)[\w.-]{1,80})?"
    r"|[\w.-]{1,80}\.(?:[Dd]ockerfile|[Cc]ontainerfile)"
)
_INSTRUCTION = regex(r"\s{0,40}([A-Za-z]{2,20})(?:\s{1,40}(.*))?")
_FROM = regex(r"(?:--[\w=/${}.-]{1,80}\s{1,10})?(\S{1,300})(?:\s{1,10}[Aa][Ss]\s{1,10}(\S{1,100}))?\s{0,10}")
_HEREDOC = regex(r"<<-?\s{0,3}['\"]?(\w{1,60})['\"]?")
_ASSIGNED = regex(r"(?:^|\s)([A-Za-z_]\w{0,100})=")
_SETTINGS: Final = frozenset(("EXPOSE", "USER", "WORKDIR", "HEALTHCHECK", "SHELL", "STOPSIGNAL"))


def accepts(path: str) -> bool:
    """``Dockerfile``, ``Dockerfile.*``, ``*.dockerfile`` and the same of Podman."""
    return bool(_NAME.fullmatch(basename(path)))


def extract(source: Source) -> ConfigFacts:
    """Stages as commands of kind ``stage``, ``ENTRYPOINT`` and ``CMD`` as scripts, the names
    under ``ENV`` as environment, and what is exposed, whose user runs, … as settings."""
    commands: list[Command] = []
    settings: list[Setting] = []
    environment: list[tuple[str, int]] = []
    for line, word, rest, parts in _instructions(lines_of(source.text)):
        name = word.upper()
        if name == "FROM" and (stage := _FROM.fullmatch(rest.strip())):
            image, alias = stage.groups()
            shown = (alias or image)[:MAX_NAME]
            commands.append(Command("stage", shown, _line_of(shown, line, parts), clean(image)))
        elif name in ("ENTRYPOINT", "CMD"):
            commands.append(Command("script", word, line, clean(_words(rest))))
        elif name == "ENV":
            environment.extend(_variables(rest, line, parts))
        elif name in _SETTINGS:
            settings.append(Setting(word, clean(rest), line))
    return ConfigFacts(
        FORMAT, commands=tuple(commands), settings=tuple(settings), environment=first(environment)
    )


def _instructions(lines: list[str]) -> Iterator[tuple[int, str, str, list[tuple[int, str]]]]:
    """Each instruction's line, word, arguments on one line, and its physical lines."""
    number = 0
    while number < len(lines):
        number += 1
        found = _INSTRUCTION.fullmatch(lines[number - 1][:MAX_LINE])
        if found is None:
            continue
        start = number
        parts = [(number, (found.group(2) or "").rstrip())]
        while parts[-1][1].endswith("\\") and number < len(lines) and len(parts) < MAX_PARTS:
            number += 1
            text = lines[number - 1][:MAX_LINE].rstrip()
            # Comments and blank lines may stand between continued lines.
            if text.strip().startswith("#") or not text.strip():
                parts.append((number, "\\"))
            else:
                parts.append((number, text))
        for heredoc in (
            _HEREDOC.findall(parts[0][1])[:5] if found.group(1).upper() in ("RUN", "COPY", "ADD") else ()
        ):
            while number < len(lines) and lines[number].strip() != heredoc:
                number += 1
            number += 1
        plain = [(place, text.removesuffix("\\").strip()) for place, text in parts]
        yield start, found.group(1), " ".join(text for _, text in plain if text), plain


def _variables(rest: str, line: int, parts: list[tuple[int, str]]) -> Iterator[tuple[str, int]]:
    """``ENV A=1 B=2`` over several lines, or the old ``ENV A 1``."""
    if not _ASSIGNED.match(rest):
        name = rest.split()[:1]
        if name and re.fullmatch(r"[A-Za-z_]\w{0,100}", name[0]):
            yield name[0], _line_of(name[0], line, parts)
        return
    for place, text in parts:
        # Values in quotes may hold what looks like a name.
        for found in _ASSIGNED.finditer(re.sub(r"\"[^\"]*\"|'[^']*'", "''", text)):
            yield found.group(1), place


def _line_of(name: str, line: int, parts: list[tuple[int, str]]) -> int:
    """The line of an instruction from ``line`` on that holds a name."""
    return next((place for place, text in parts if name in text), line)


def _words(rest: str) -> str:
    """A command in shell form, or its JSON list joined."""
    if rest.startswith("["):
        try:
            words = json.loads(rest)
        except (ValueError, RecursionError):
            return rest
        if isinstance(words, list):
            return " ".join(word for word in words if isinstance(word, str))
    return rest


EXTRACTOR: Final[Extractor] = Extractor("dockerfile", ConfigFacts, accepts, extract)

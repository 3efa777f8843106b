"""``Jenkinsfile``: Groovy, of which only stages and shell steps are read, line by line."""

from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import Command, ConfigFacts
from codex_audit.domain.patterns import regex
from codex_audit.facts._shell import commands, step
from codex_audit.facts._text import lines_of

MAX_LINE: Final = 2_000

_STAGE = regex(r"\bstage\s{0,5}\(\s{0,5}(['\"])([^'\"]{1,200})\1")
_SHELL = regex(r"\b(?:sh|bat|powershell|pwsh)\b[\s(]{0,5}(?:script\s{0,5}:\s{0,5})?('''|\"\"\"|['\"])")


def extract(text: str) -> ConfigFacts:
    """Stages as jobs, the lines of ``sh``, ``bat`` and ``powershell`` as steps."""
    return ConfigFacts("ci", commands=tuple(_commands(lines_of(text))))


def _commands(lines: list[str]) -> Iterator[Command]:
    number = 0
    while number < len(lines):
        line = lines[number][:MAX_LINE]
        number += 1
        if line.lstrip().startswith(("//", "*", "/*")):
            continue
        if stage := _STAGE.search(line):
            yield Command("job", stage.group(2), number)
        if shell := _SHELL.search(line):
            script, number = _script(lines, number, line[shell.end() :], shell.group(1))
            for place, command in commands(script):
                one = step(place, command, lines[place - 1])
                if one is not None:
                    yield one


def _script(lines: list[str], number: int, rest: str, quote: str) -> tuple[list[tuple[int, str]], int]:
    """The lines of a quoted script, the first of which is ``rest`` of line ``number``; and the
    number of lines read when it ends."""
    end = rest.find(quote)
    if end >= 0 or len(quote) == 1:
        return [(number, rest[:end] if end >= 0 else "")], number
    found = [(number, rest)]
    while number < len(lines):
        number += 1
        line = lines[number - 1][:MAX_LINE]
        end = line.find(quote)
        if end >= 0:
            found.append((number, line[:end]))
            break
        found.append((number, line))
    return found, number

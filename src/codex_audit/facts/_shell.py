"""Command lines as scripts of CI files, recipes and environments hold them."""

from collections.abc import Iterable, Iterator
from typing import Final

from codex_audit.domain.facts import Command
from codex_audit.facts._credentials import clean
from codex_audit.facts._yaml import Documents, Scalar

_SYNTAX: Final = frozenset(
    ("fi", "else", "then", "done", "do", "esac", "{", "}", ")", "end", ";;", "|", "EOF")
)
_LEADS: Final = frozenset(("sudo", "exec", "time", "env", "command", "then", "do", "else", "-", "set"))
MAX_JOINED: Final = 50
"""Lines that continue one command."""


def commands(pairs: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Physical lines -> commands with the line that each begins on: continued lines joined,
    comments, blank lines and words that only close a block left out."""
    parts: list[str] = []
    first = 0
    for number, text in pairs:
        stripped = text.strip()
        if not parts and (not stripped or stripped.startswith("#") or stripped in _SYNTAX):
            continue
        first = first if parts else number
        if stripped.endswith("\\") and len(parts) < MAX_JOINED:
            parts.append(stripped[:-1].strip())
            continue
        parts.append(stripped)
        yield first, " ".join(filter(None, parts))
        parts = []
    if any(parts):
        yield first, " ".join(filter(None, parts))


def scalar_lines(scalar: Scalar, documents: Documents) -> list[tuple[int, str]]:
    """The physical lines of a script in YAML; a folded block is one line."""
    if not scalar.block:
        return [(scalar.line, part) for part in scalar.text.split("\n")]
    numbered = [(number, documents.lines[number - 1]) for number in range(scalar.line + 1, scalar.end + 1)]
    numbered = [(number, text) for number, text in numbered if text.strip()]
    if scalar.block == "|" or not numbered:
        return numbered
    return [(numbered[0][0], " ".join(text.strip().rstrip("\\").rstrip() for _, text in numbered))]


def program(command: str) -> str:
    """The word that says what runs: after assignments and ``sudo``, without options."""
    words = command[:400].split()
    for word in words:
        # ``x=$(command …)`` runs what stands in the parentheses.
        name = (word.partition("$(")[2] or word).strip("\"'(){};&|@")
        if not name or name in _LEADS or name.startswith("-") or "=" in name:
            continue
        return name[:100]
    return words[0].partition("=")[0][:100] if words else ""


def step(number: int, command: str, line: str) -> Command | None:
    """One command of a script; its name is the program or, where that stands on a later line,
    the first word of ``line``."""
    name = program(command)
    if name not in line:
        name = next(iter(line.split()), "").partition("=")[0][:100]
    return Command("step", clean(name), number, clean(command)) if name else None


def steps_of(scalar: Scalar, documents: Documents) -> Iterator[Command]:
    """The commands of a script in YAML, each on its own line."""
    for number, command in commands(scalar_lines(scalar, documents)):
        one = step(number, command, documents.lines[number - 1])
        if one is not None:
            yield one

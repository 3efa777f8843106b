"""Command lines in a document's code blocks, and what of this repository they name."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from codex_audit.domain.facts import Fence
from codex_audit.domain.patterns import regex
from codex_audit.project.words import words

SHELLS: Final = words("sh bash shell console zsh shell-session shellsession terminal commandline cmd")
_PROMPT: Final = regex(r"\s{0,20}(?:\(\w{1,30}\)\s{1,4})?(?:[$%>]\s{1,4}|\w{1,30}@[\w-]{1,30}[:~$ ]{1,6})?")
_SPLIT: Final = regex(r"&&|\|\||;|\|")
_ELSEWHERE: Final = regex(
    r"\b(?:cd|pushd|git\s+clone|wget|curl|unzip|tar|docker|ssh|mkdir|cp|mv|ln|touch|cat)\b"
)
_INTERPRETERS: Final = frozenset(["python", "python2", "python3", "py", "pypy3"])
_RUNNERS: Final = words("torchrun accelerate deepspeed bash sh zsh source streamlit uvicorn")
_VALUED: Final = frozenset(["-W", "-X", "-m", "-c", "--check-hash-based-pycs"])


class Named(Struct, frozen=True):
    """Something of the repository that a command names: ``kind`` is ``file``, ``requirements``,
    ``target``, ``session`` or ``env``; ``moved``: the block goes elsewhere, so only the name
    counts and not the place."""

    kind: str
    name: str
    line: int
    moved: bool


def named_by(fence: Fence) -> Iterator[Named]:
    """What the commands of one block name, with the lines of the document."""
    if fence.language.lower() not in SHELLS and fence.language:
        return
    moved = False
    for offset, text in enumerate(fence.content.split("\n"), 1):
        line = _PROMPT.sub("", text.rstrip("\r"), count=1)
        if line.startswith("#") or ">>>" in line:
            continue
        for part in map(str.strip, _SPLIT.split(line.partition(" #")[0])):
            moved = moved or _ELSEWHERE.match(part) is not None
            for kind, name in _read(part.split()):
                yield Named(kind, name, fence.line + offset, moved)


def _read(words: list[str]) -> list[tuple[str, str]]:
    """What one simple command names."""
    while words and (
        words[0] in {"sudo", "uv", "run", "poetry", "pdm", "hatch", "pipenv", "time"} or "=" in words[0]
    ):
        words = words[1:]
    if not words:
        return []
    program, rest = words[0], words[1:]
    if program.startswith("./") and program.endswith((".py", ".sh")):
        return [("file", program.removeprefix("./"))]
    reader = _READERS.get(program)
    return reader(rest) if reader is not None else []


def _script(words: list[str]) -> list[tuple[str, str]]:
    """The file that an interpreter runs; ``-m pip`` is pip."""
    for position, word in enumerate(words):
        if word == "-m":
            return _read(words[position + 1 :]) if words[position + 1 : position + 2] == ["pip"] else []
        if word in _VALUED:
            return []
        if not word.startswith("-"):
            return [("file", word.removeprefix("./"))] if word.endswith(".py") else []
    return []


def _after(words: list[str], options: set[str], kind: str) -> list[tuple[str, str]]:
    return [(kind, words[at + 1]) for at, word in enumerate(words[:-1]) if word in options]


def _first_file(words: list[str]) -> list[tuple[str, str]]:
    return [("file", word) for word in words[:1] if word.endswith((".py", ".sh"))]


def _targets(words: list[str]) -> list[tuple[str, str]]:
    return [("target", word) for word in words if re.fullmatch(r"\w[\w-]{0,60}", word)]


_READERS: Final[Mapping[str, Callable[[list[str]], list[tuple[str, str]]]]] = {
    **dict.fromkeys(_INTERPRETERS, _script),
    **dict.fromkeys(_RUNNERS, _first_file),
    "pip": lambda rest: _after(rest, {"-r", "--requirement"}, "requirements"),
    "pip3": lambda rest: _after(rest, {"-r", "--requirement"}, "requirements"),
    "make": _targets,
    "nox": lambda rest: _after(rest, {"-s", "--session", "--sessions"}, "session"),
    "tox": lambda rest: _after(rest, {"-e"}, "env"),
}

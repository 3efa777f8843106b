"""The few JSON files that configure a project's tools; generic data is not read.

Most of them allow comments and trailing commas, which ``json`` refuses, and ``json`` has no
positions: a linear scan gives the keys at the top with their lines.
"""

import re
from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import Command, ConfigFacts, Setting, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.facts._credentials import clean, safe_value
from codex_audit.facts._text import MAX_NAME, MAX_VALUE, basename, joined, normal

MAX_CHARACTERS: Final = 1_000_000
MAX_KEYS: Final = 100
MAX_DEPTH: Final = 3

# File name -> format.
NAMES: Final = {
    "devcontainer.json": "devcontainer",
    ".devcontainer.json": "devcontainer",
    "pyrightconfig.json": "pyright",
    "renovate.json": "renovate",
    "renovate.json5": "renovate",
    ".renovaterc": "renovate",
    ".renovaterc.json": "renovate",
    "package.json": "package-json",
    ".markdownlint.json": "markdownlint",
    ".prettierrc.json": "prettier",
    "asv.conf.json": "asv",
    ".cz.json": "commitizen",
    "cz.json": "commitizen",
}

_NO_TOOLS: Final = frozenset(("devcontainer", "package-json"))

_TOKEN = regex(
    r"""(?P<space>[ \t\n]++)|(?P<comment>//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)
    |(?P<string>"(?:[^"\\\n]++|\\.)*+"|'(?:[^'\\\n]++|\\.)*+')
    |(?P<bare>[\w.+$-]++)|(?P<mark>[\[\]{}:,])|(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)

Entry = tuple[tuple[str, ...], str, int]


def accepts(path: str) -> bool:
    """The names in ``NAMES``."""
    return basename(path) in NAMES


def extract(source: Source) -> ConfigFacts:
    """Keys at the top as settings; the scripts of ``package.json`` as commands."""
    kind = NAMES[source.name]
    text = normal(source.text)
    if len(text) > MAX_CHARACTERS:
        return ConfigFacts(kind, problem="too large to be read as JSON")
    entries = list(_entries(text))
    return ConfigFacts(
        kind,
        settings=tuple(_settings(entries)),
        tools=((kind, 1),) if kind not in _NO_TOOLS and text.strip() else (),
        commands=tuple(_commands(entries, kind)),
    )


def _settings(entries: list[Entry]) -> Iterator[Setting]:
    """One setting a key at the top; the scalars of its list are joined."""
    found: dict[str, tuple[int, list[str]]] = {}
    for path, value, line in entries:
        if len(found) >= MAX_KEYS and path[0] not in found:
            break
        values = found.setdefault(path[0], (line, []))[1]
        if len(path) == 1 and value:
            values.append(value)
    for name, (line, values) in found.items():
        yield Setting(name[:MAX_NAME], safe_value(name, joined(values), MAX_VALUE), line)


def _commands(entries: list[Entry], kind: str) -> Iterator[Command]:
    # A value may stand on a later line than its name.
    named: dict[str, int] = {}
    for path, value, line in entries if kind == "package-json" else ():
        if len(path) == 2 and path[0] == "scripts":
            name = path[1][:MAX_NAME]
            first = named.setdefault(name, line)
            if value:
                yield Command("script", name, first, clean(value))


def _entries(text: str) -> Iterator[Entry]:
    """Keys of the two upper levels: first without value where they stand, then once for each
    scalar that they or their list hold. What is no JSON at all ends the scan."""
    # Each open bracket with the keys above it; deeper keys are not told apart.
    stack: list[tuple[str, tuple[str, ...]]] = []
    key: tuple[str, ...] = ()
    line = 1
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup, match.group()
        bracket, path = stack[-1] if stack else ("", ())
        if kind == "other":
            return
        if kind in ("string", "bare"):
            word = token[1:-1] if kind == "string" else token
            value = bool(key) or bracket == "["
            if not value and bracket == "{":
                key = (word,)
            names = (*path, *key)
            if 0 < len(names) < MAX_DEPTH:
                yield names, word if value else "", line
        elif token in ("[", "{"):
            stack.append((token, (*path, *key)[:MAX_DEPTH]))
            key = ()
        elif token in ("]", "}"):
            key = ()
            if stack:
                stack.pop()
        elif token == ",":
            key = ()
        line += token.count("\n")


EXTRACTOR: Final[Extractor] = Extractor("json-config", ConfigFacts, accepts, extract)

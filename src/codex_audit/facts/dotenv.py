"""``.env.example`` and its kin: the names of variables, never their values."""

from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import ConfigFacts, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.facts._text import basename, lines_of
from codex_audit.facts._toml_facts import first

FORMAT: Final = "dotenv"

_NAME = regex(
    r"\.env(?:\.[\w.-]{1,60})?|env\.(?:example|sample|template|dist|defaults?)"
    r"|(?:[\w-]{1,60}\.)?(?:example|sample|template)\.env|\.?env[-_](?:example|sample|template)|\.envrc\.example"
)
_VARIABLE = regex(r"\s{0,40}(?:export\s{1,20})?([A-Za-z_][\w.-]{0,100})\s{0,20}=")
# ``# NAME=value`` in an example offers a variable that may be left out.
_OFFERED = regex(r"#\s{0,5}(?:export\s{1,20})?([A-Z_][A-Z0-9_]{1,100})=")


def accepts(path: str) -> bool:
    """``.env``, ``.env.*`` and the usual names of examples."""
    return bool(_NAME.fullmatch(basename(path)))


def extract(source: Source) -> ConfigFacts:
    """The variables in order, each once."""
    return ConfigFacts(FORMAT, environment=first(_variables(lines_of(source.text))))


def _variables(lines: list[str]) -> Iterator[tuple[str, int]]:
    quote = ""
    for number, line in enumerate(lines, 1):
        if quote:
            # Within a value of several lines.
            quote = "" if quote in line else quote
            continue
        found = _VARIABLE.match(line) or _OFFERED.match(line)
        if found is None:
            continue
        yield found.group(1), number
        value = line[found.end() :].strip()
        if value[:1] in ('"', "'") and value.count(value[0]) == 1 and not line.startswith("#"):
            quote = value[0] if _closes_later(lines, number, value[0]) else ""


def _closes_later(lines: list[str], number: int, quote: str) -> bool:
    """Whether an open quote is closed within reach; a stray one opens nothing."""
    return any(quote in line for line in lines[number : number + 60])


EXTRACTOR: Final[Extractor] = Extractor("dotenv", ConfigFacts, accepts, extract)

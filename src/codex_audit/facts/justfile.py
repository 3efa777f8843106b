"""``justfile``: recipes with the first command that each runs."""

from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import Command, ConfigFacts, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.facts._credentials import clean
from codex_audit.facts._text import basename, lines_of

FORMAT: Final = "justfile"
MAX_LINE: Final = 2_000

_RECIPE = regex(r"@?([A-Za-z_][\w-]{0,100})(?=[\s:])[^:]{0,500}:(?!=)")
_WORDS: Final = frozenset(("set", "alias", "import", "mod", "export"))


def accepts(path: str) -> bool:
    """``justfile`` in any case, hidden or not."""
    return basename(path).lower() in ("justfile", ".justfile")


def extract(source: Source) -> ConfigFacts:
    """Recipes in order."""
    return ConfigFacts(FORMAT, commands=tuple(_recipes(lines_of(source.text))))


def _recipes(lines: list[str]) -> Iterator[Command]:
    for number, line in enumerate(lines, 1):
        found = _RECIPE.match(line[:MAX_LINE])
        if found and found.group(1) not in _WORDS:
            yield Command("target", found.group(1), number, clean(_first(lines, number)))


def _first(lines: list[str], number: int) -> str:
    """The first command of the recipe below a line."""
    for line in lines[number : number + 100]:
        if line.strip() and not line.startswith((" ", "\t")):
            break
        text = line[:MAX_LINE].strip().lstrip("@-").strip()
        if text and not text.startswith("#"):
            return text
    return ""


EXTRACTOR: Final[Extractor] = Extractor("justfile", ConfigFacts, accepts, extract)

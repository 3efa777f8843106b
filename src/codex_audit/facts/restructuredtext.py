"""reStructuredText documents, read line by line."""

from typing import Final

from codex_audit.domain.facts import DocumentFacts, Source
from codex_audit.domain.plugins import Extractor
from codex_audit.facts._rst_blocks import Blocks
from codex_audit.facts._text import lines_of

ENDINGS: Final = (".rst", ".rest")
MAX_CHARACTERS: Final = 5_000_000
MAX_LINE: Final = 20_000


def accepts(path: str) -> bool:
    """By the ending."""
    return path.lower().endswith(ENDINGS)


def extract(source: Source) -> DocumentFacts:
    """The document's facts. Lines are cut at a bound; docutils itself would follow includes and
    roles, which an untrusted file may use to read others."""
    lines = [line[:MAX_LINE] for line in lines_of(source.text[:MAX_CHARACTERS])]
    return Blocks(lines).facts()


EXTRACTOR: Final[Extractor] = Extractor("restructuredtext", DocumentFacts, accepts, extract)

"""Python files: the parse ladder, and what a file says of itself.

``ladder`` chooses the parser and gathers the facts; ``walk`` flattens the syntax tree once;
``scan`` finds strings and comments in the text once; all else reads what those two leave.
"""

from typing import Final

from codex_audit.domain.facts import PythonFacts
from codex_audit.domain.plugins import Extractor
from codex_audit.facts.python.ladder import extract, extract_text, parse

__all__ = ["EXTRACTOR", "accepts", "extract_text", "parse"]


def accepts(path: str) -> bool:
    """Whether a path's name is that of a Python file. Scripts without an ending are told by
    their first line, elsewhere."""
    return path.endswith((".py", ".pyi", ".pyw"))


EXTRACTOR: Final = Extractor(id="python", produces=PythonFacts, accepts=accepts, extract=extract)

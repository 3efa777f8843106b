"""Jupyter notebooks: their code cells, joined and read as one Python file."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from codex_audit.domain.facts import PythonFacts, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.facts._script import parses
from codex_audit.facts._text import normal, words

MAX_CHARACTERS: Final = 20_000_000
"""Outputs and images are most of a large notebook."""

MAX_CODE: Final = 2_000_000

# ``%%`` commands whose cell is still Python; all others hand it to another program.
_PYTHON_MAGICS: Final = words(
    "time timeit capture prun memit mprun lprun python3 python pypy run_pytest wandb skip debug scalene"
)
_LINE = regex(r"\s{0,200}(?:%{1,2}[A-Za-z_]|!|\?{1,2}[\w.])")
_HELP = regex(r"\s{0,200}%{0,2}[\w.]{1,200}\?{1,2}\s{0,20}")
_ASSIGNED = regex(r"(\s{0,200}[A-Za-z_][\w., ()\[\]'\"]{0,200}=\s{0,20})(?:!|%[A-Za-z_]).*")
_LANGUAGES: Final = frozenset(("python", "ipython", "python2", "python3", "ipython3", ""))


def accepts(path: str) -> bool:
    """By the ending."""
    return path.endswith(".ipynb")


def extract(source: Source) -> PythonFacts | None:
    """Facts of the code cells in order. A notebook in another language, or that is no notebook,
    gives none."""
    code = code_of(source.text)
    if code is None:
        return None
    from codex_audit.facts.python import extract_text

    return extract_text(code, code.encode("utf-8", "surrogatepass"), source.name, source.vocabulary)


def code_of(text: str) -> str | None:
    """The code of a Python notebook's cells, joined by line ends; lines that only IPython
    understands are blank, so that lines keep counting."""
    notebook = _load(text)
    if notebook is None or _language(notebook) not in _LANGUAGES:
        return None
    cells = list(_cells(notebook))
    code = "\n".join(_python(cell) for cell in cells)
    return code if len(code) <= MAX_CODE else None


def _load(text: str) -> dict[str, Any] | None:
    if len(text) > MAX_CHARACTERS:
        return None
    try:
        notebook = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return None
    return notebook if isinstance(notebook, dict) else None


def _language(notebook: dict[str, Any]) -> str:
    """The kernel's language in lower case; empty where nothing tells it."""
    metadata = notebook.get("metadata")
    for part, key in (("language_info", "name"), ("kernelspec", "language"), ("kernelspec", "name")):
        inner = metadata.get(part) if isinstance(metadata, dict) else None
        value = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(value, str) and value.strip():
            name = value.strip().lower()
            # Kernels have names of their own (conda-env-x-py): the language is not told there.
            return name if key != "name" or part == "language_info" else _of_kernel(name)
    return ""


def _of_kernel(name: str) -> str:
    return (
        name
        if re.match(r"ir$|julia|javascript|typescript|scala|bash|java|rust|sql|xc|go|octave|sas", name)
        else ""
    )


def _cells(notebook: dict[str, Any]) -> Iterator[str]:
    """The code cells' text, of format 4 and of the older ones with worksheets."""
    groups = [notebook.get("cells")]
    sheets = notebook.get("worksheets")
    if isinstance(sheets, list):
        groups.extend(sheet.get("cells") for sheet in sheets if isinstance(sheet, dict))
    for cells in groups:
        for cell in cells if isinstance(cells, list) else ():
            if isinstance(cell, dict) and cell.get("cell_type") == "code":
                text = _text(cell.get("source", cell.get("input")))
                yield normal(text).removesuffix("\n")


def _text(value: object) -> str:
    """A cell's source: a string, or a list of lines."""
    if isinstance(value, str):
        return value
    return "".join(part for part in value if isinstance(part, str)) if isinstance(value, list) else ""


def _python(cell: str) -> str:
    """A cell without what only IPython understands. A cell that is plain Python stays as it is:
    a line that begins with ``%`` may go on with an expression."""
    if not any(mark in cell for mark in ("%", "!", "?")):
        return cell
    lines = cell.split("\n")
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("%%") and not _is_python(first):
        return "\n" * (len(lines) - 1)
    return cell if parses(cell) else "\n".join(_blanked(lines))


def _is_python(magic: str) -> bool:
    name = re.match(r"%%([\w.]{1,60})", magic)
    return name is not None and name.group(1) in _PYTHON_MAGICS


def _blanked(lines: list[str]) -> Iterator[str]:
    """The lines, IPython's own replaced: by nothing at the margin, by ``None`` where a block may
    need a statement."""
    continued = False
    for line in lines:
        if continued or _LINE.match(line) or (line.rstrip().endswith("?") and _HELP.fullmatch(line)):
            indent = line[: len(line) - len(line.lstrip())]
            yield f"{indent}None" if indent and not continued else ""
            continued = line.rstrip().endswith("\\")
        elif assigned := _ASSIGNED.fullmatch(line):
            yield f"{assigned.group(1)}None"
            continued = line.rstrip().endswith("\\")
        else:
            yield line


EXTRACTOR: Final[Extractor] = Extractor("notebook", PythonFacts, accepts, extract)

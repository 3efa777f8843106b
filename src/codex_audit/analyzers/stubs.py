"""Unfinished work: functions that do nothing yet, and markers that say so."""

from collections.abc import Iterable, Iterator
from typing import Final

from codex_audit.domain.facts import Definition, DocumentFacts, FileFacts, Marker, PythonFacts, Stub
from codex_audit.domain.finding import Evidence, Finding, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.plugins import FileAnalyzer

MAX_SYMBOL: Final = 120

NOT_IMPLEMENTED: Final = Rule(
    id="stub/not-implemented",
    title="A function only raises NotImplementedError",
    help=(
        "Every call fails. Write the function, or remove it and what calls it; a method that subclasses are "
        "to "
        "fill in belongs in an abstract class, with @abstractmethod."
    ),
    severity=Severity.MEDIUM,
    menu=Menu.FIX_FOLDER,
    confidence=Confidence.MEDIUM,
    in_tests=Severity.INFO,
    in_vendored=None,
    fires="def export(rows):\n    raise NotImplementedError\n",
    passes="def export(rows):\n    return '\\n'.join(rows)\n",
)
PLACEHOLDER: Final = Rule(
    id="stub/placeholder-body",
    title="A function has no body yet",
    help=(
        "Calls succeed and nothing happens, which is harder to notice than a failure. Write the function, or "
        "say "
        "in a comment or docstring why it is to do nothing."
    ),
    severity=Severity.LOW,
    menu=Menu.FIX_FOLDER,
    confidence=Confidence.MEDIUM,
    in_tests=Severity.INFO,
    in_vendored=None,
    fires="def export(rows):\n    pass\n",
    passes="def export(rows):\n    return '\\n'.join(rows)\n",
)
CASE: Final = Rule(
    id="stub/case",
    title="A function leaves one of its cases unwritten",
    help=(
        "Calls that reach the case fail with NotImplementedError or an assertion. Write it, or refuse it for "
        "good with an error that says what to do instead."
    ),
    severity=Severity.LOW,
    menu=Menu.FIX_FOLDER,
    confidence=Confidence.MEDIUM,
    in_tests=Severity.INFO,
    in_vendored=None,
    fires=(
        "def export(rows, compress):\n    if compress:\n"
        "        raise NotImplementedError('compression is not supported yet')\n    return '\\n'.join(rows)\n"
    ),
    passes=(
        "def export(rows, form):\n    if form != 'text':\n"
        "        raise NotImplementedError(f'unknown form: {form}')\n    return '\\n'.join(rows)\n"
    ),
)
MARKER: Final = Rule(
    id="stub/marker",
    title="A marker says that work is left to do",
    help=(
        "TODO, FIXME, XXX and HACK are promises to come back. Do what they say, or move it to where the "
        "project "
        "keeps its plans."
    ),
    severity=Severity.INFO,
    menu=Menu.SELF_MANAGEMENT,
    in_tests=Severity.INFO,
    in_vendored=None,
    fires="# TODO: handle empty rows\nrows = []\n",
    passes="# Empty rows are skipped.\nrows = []\n",
)

NOTE: Final = Rule(
    id="docs/marker",
    title="A document says that work is left to do",
    help=(
        "TODO, FIXME, XXX and HACK in a document are read by its users. Do what they say, or move it to "
        "where the project keeps its plans."
    ),
    severity=Severity.INFO,
    menu=Menu.DOCS_POLISH,
    in_tests=Severity.INFO,
    in_vendored=None,
    fires="# Rows\n\nTODO: describe empty rows.\n",
    passes="# Rows\n\nEmpty rows are skipped.\n",
)

# what the line that makes a stub holds, and how it is told
_SHOWN: Final = {
    Stub.NOT_IMPLEMENTED: ("raise", "it only raises NotImplementedError"),
    Stub.PASS: ("pass", "its body is only pass"),
    Stub.ELLIPSIS: ("...", "its body is only an ellipsis"),
    Stub.DOCSTRING: ("", "it has only a docstring"),
}


def analyse(file: FileFacts) -> Iterator[Finding]:
    """One finding for each stub, each unwritten case and each marker."""
    python = file.get(PythonFacts)
    document = file.get(DocumentFacts)
    if python is not None:
        for one in python.definitions:
            if one.stub is not None:
                yield _stub(one, one.stub)
        for case in python.unfinished:
            yield _case(case, python.definitions)
        for marker in python.markers:
            yield _marker(MARKER, marker, marker.text[:MAX_SYMBOL].rstrip())
    for marker in document.markers if document else ():
        # The text may be as a page shows it, without code spans and entities.
        yield _marker(NOTE, marker, marker.tag)


def _stub(one: Definition, kind: Stub) -> Finding:
    rule = NOT_IMPLEMENTED if kind is Stub.NOT_IMPLEMENTED else PLACEHOLDER
    symbol, told = _SHOWN[kind]
    name = one.name.rpartition(".")[2]
    line = one.stub_line or one.line
    elsewhere = line != one.line
    return Finding(
        rule=rule.id,
        message=f"{one.name} does nothing yet: {told}.",
        line=line,
        symbol=symbol if elsewhere and symbol else name,
        anchor=one.name,
        related=(Evidence("", one.line, name, "defined here"),) if elsewhere else (),
    )


def _case(case: Marker, definitions: Iterable[Definition]) -> Finding:
    # Definitions come in the order of the file: the last that holds a line is the innermost.
    around = [one for one in definitions if one.line <= case.line <= one.end_line and one.kind != "class"]
    owner = around[-1] if around else None
    name = owner.name if owner else "The module"
    text = case.text[:MAX_SYMBOL].rstrip(" .")
    told = f"does not implement a case: {text}" if text else "raises NotImplementedError for one of its cases"
    return Finding(
        rule=CASE.id,
        message=f"{name} {told}.",
        line=case.line,
        symbol=case.tag,
        anchor=f"{name}: {text}",
        related=(Evidence("", owner.line, name.rpartition(".")[2], "defined here"),) if owner else (),
    )


def _marker(rule: Rule, marker: Marker, symbol: str) -> Finding:
    text = marker.text[:MAX_SYMBOL].rstrip()
    urgent = marker.tag in ("FIXME", "HACK")
    return Finding(
        rule=rule.id,
        message=f"Work is left here: {text}",
        line=marker.line,
        symbol=symbol,
        anchor=text,
        severity=Severity.LOW if urgent else None,
    )


ANALYZER: Final[FileAnalyzer] = FileAnalyzer(
    id="stubs",
    rules=(NOT_IMPLEMENTED, PLACEHOLDER, CASE, MARKER, NOTE),
    needs=(PythonFacts, DocumentFacts),
    analyse=analyse,
)

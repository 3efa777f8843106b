"""Unfinished work: functions that do nothing yet, and markers that say so."""

from collections.abc import Iterator
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

# what the line that makes a stub holds, and how it is told
_SHOWN: Final = {
    Stub.NOT_IMPLEMENTED: ("raise", "it only raises NotImplementedError"),
    Stub.PASS: ("pass", "its body is only pass"),
    Stub.ELLIPSIS: ("...", "its body is only an ellipsis"),
    Stub.DOCSTRING: ("", "it has only a docstring"),
}


def analyse(file: FileFacts) -> Iterator[Finding]:
    """One finding for each stub and each marker."""
    python = file.get(PythonFacts)
    document = file.get(DocumentFacts)
    for one in python.definitions if python else ():
        if one.stub is not None:
            yield _stub(one, one.stub)
    for marker in python.markers if python else ():
        yield _marker(marker, marker.text[:MAX_SYMBOL].rstrip())
    for marker in document.markers if document else ():
        # The text may be as a page shows it, without code spans and entities.
        yield _marker(marker, marker.tag)


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


def _marker(marker: Marker, symbol: str) -> Finding:
    text = marker.text[:MAX_SYMBOL].rstrip()
    urgent = marker.tag in ("FIXME", "HACK")
    return Finding(
        rule=MARKER.id,
        message=f"Work is left here: {text}",
        line=marker.line,
        symbol=symbol,
        anchor=text,
        severity=Severity.LOW if urgent else None,
    )


ANALYZER: Final[FileAnalyzer] = FileAnalyzer(
    id="stubs",
    rules=(NOT_IMPLEMENTED, PLACEHOLDER, MARKER),
    needs=(PythonFacts, DocumentFacts),
    analyse=analyse,
)

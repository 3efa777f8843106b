"""Findings on unfinished work."""

import msgspec
import pytest

from codex_audit.analyzers.stubs import ANALYZER, MAX_SYMBOL, analyse
from codex_audit.domain.facts import Definition, DocumentFacts, FileFacts, Marker, PythonFacts, Stub, Tier
from codex_audit.domain.finding import Evidence, Finding
from codex_audit.domain.levels import Severity


def definition(stub: Stub | None, line: int = 3, stub_line: int | None = 5) -> Definition:
    return Definition(
        name="Box.load",
        kind="method",
        line=line,
        end_line=9,
        column=4,
        complexity=1,
        stub=stub,
        stub_line=stub_line,
    )


def findings(*definitions: Definition, markers: tuple[Marker, ...] = ()) -> list[Finding]:
    facts = PythonFacts(tier=Tier.AST, encoding="utf-8", definitions=definitions, markers=markers)
    return list(analyse(FileFacts((facts,))))


@pytest.mark.parametrize(
    ("stub", "rule", "symbol"),
    [
        (Stub.NOT_IMPLEMENTED, "stub/not-implemented", "raise"),
        (Stub.PASS, "stub/placeholder-body", "pass"),
        (Stub.ELLIPSIS, "stub/placeholder-body", "..."),
        (Stub.DOCSTRING, "stub/placeholder-body", "load"),
    ],
)
def test_a_stub_is_cited_where_it_shows(stub: Stub, rule: str, symbol: str) -> None:
    (found,) = findings(definition(stub))
    assert (found.rule, found.line, found.symbol, found.anchor) == (rule, 5, symbol, "Box.load")
    assert found.related == (Evidence("", 3, "load", "defined here"),)
    assert found.message.startswith("Box.load does nothing yet: ")


@pytest.mark.parametrize("stub_line", [3, None])
def test_a_stub_on_one_line_is_cited_by_its_name(stub_line: int | None) -> None:
    (found,) = findings(definition(Stub.PASS, stub_line=stub_line))
    assert (found.line, found.symbol, found.related) == (3, "load", ())


def cases(*unfinished: Marker, around: tuple[Definition, ...] = ()) -> list[Finding]:
    facts = PythonFacts(tier=Tier.AST, encoding="utf-8", definitions=around, unfinished=unfinished)
    return list(analyse(FileFacts((facts,))))


def test_a_case_is_told_with_its_function_and_message() -> None:
    owner = definition(None)
    box = msgspec.structs.replace(owner, name="Box", kind="class", line=1)
    (found,) = cases(Marker("NotImplementedError", 7, "zip is not supported yet."), around=(box, owner))
    assert found == Finding(
        rule="stub/case",
        message="Box.load does not implement a case: zip is not supported yet.",
        line=7,
        symbol="NotImplementedError",
        anchor="Box.load: zip is not supported yet",
        related=(Evidence("", 3, "load", "defined here"),),
    )


def test_the_innermost_function_owns_a_case() -> None:
    inner = msgspec.structs.replace(definition(None), name="Box.load.read", line=5, end_line=8)
    (found,) = cases(Marker("NotImplementedError", 7, ""), around=(definition(None), inner))
    assert found.message == "Box.load.read raises NotImplementedError for one of its cases."
    assert found.related == (Evidence("", 5, "read", "defined here"),)


def test_a_case_outside_functions_is_the_modules() -> None:
    (found,) = cases(Marker("assert", 12, "not done yet"), around=(definition(None),))
    assert found.message == "The module does not implement a case: not done yet."
    assert (found.symbol, found.related) == ("assert", ())


def test_a_function_that_does_something_is_none() -> None:
    assert findings(definition(None)) == []


def test_markers_of_code_and_of_documents() -> None:
    (found,) = findings(markers=(Marker("TODO", 7, "TODO: split"),))
    assert (found.rule, found.line, found.symbol, found.severity) == ("stub/marker", 7, "TODO: split", None)
    document = DocumentFacts(
        markers=(Marker("FIXME", 2, "FIXME later"), Marker("HACK", 3, "HACK"), Marker("XXX", 4, "XXX"))
    )
    assert [(one.rule, one.line, one.severity) for one in analyse(FileFacts((document,)))] == [
        ("docs/marker", 2, Severity.LOW),
        ("docs/marker", 3, Severity.LOW),
        ("docs/marker", 4, None),
    ]


def test_a_long_marker_is_cut() -> None:
    text = "TODO " + "word " * 39
    (found,) = findings(markers=(Marker("TODO", 1, text.strip()),))
    assert len(found.symbol) <= MAX_SYMBOL
    assert text.startswith(found.symbol)


def test_other_files_have_none() -> None:
    assert list(analyse(FileFacts())) == []
    assert {rule.id for rule in ANALYZER.rules} == {
        "docs/marker",
        "stub/case",
        "stub/not-implemented",
        "stub/placeholder-body",
        "stub/marker",
    }


def test_the_marker_of_a_document_cites_what_its_line_holds() -> None:
    shown = Marker("TODO", 4, "TODO: see        .")
    (found,) = analyse(FileFacts((DocumentFacts(markers=(shown,)),)))
    assert (found.symbol, found.anchor) == ("TODO", "TODO: see        .")

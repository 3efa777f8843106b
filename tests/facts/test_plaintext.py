"""Plain text documents."""

import pytest

from codex_audit.domain.facts import DocumentFacts
from codex_audit.facts.plaintext import EXTRACTOR
from tests.facts.support import document, source


def facts(text: str) -> DocumentFacts:
    return document(EXTRACTOR, text, "README")


def test_headings_and_paragraph() -> None:
    found = facts(
        "Parcels\n=======\n\nTracks parcels for you. See https://example.org/x.\n\nUsage\n-----\n"
        "TODO: write\n\n=== Version 1.0 ===\n# Signed\n----\n"
    )
    assert [(one.level, one.text, one.line) for one in found.headings] == [
        (1, "Parcels", 1),
        (2, "Usage", 6),
        (3, "Version 1.0", 10),
        (1, "Signed", 11),
    ]
    assert (found.paragraph, found.paragraph_line) == (
        "Tracks parcels for you. See https://example.org/x.",
        4,
    )
    assert [one.target for one in found.links] == ["https://example.org/x"]
    assert [(one.tag, one.line) for one in found.markers] == [("TODO", 8)]


@pytest.mark.parametrize(
    ("text", "paragraph", "line"),
    [
        ("Parcel Tracking Tool\n\n  It tracks\n  parcels.\n", "It tracks parcels.", 3),
        ("Parcel Tracking Tool\n", "Parcel Tracking Tool", 1),
        ("Parcel Tracking Tool\n\nA second short line\n", "A second short line", 3),
        ("  ____  \n / ..-- \\_ a b c\n\nIt tracks parcels.\n", "It tracks parcels.", 4),
    ],
)
def test_the_first_paragraph(text: str, paragraph: str, line: int) -> None:
    found = facts(text)
    assert (found.paragraph, found.paragraph_line) == (paragraph, line)


def test_directives_show_another_markup() -> None:
    found = facts("Title\n=====\n\nWords of some prose.\n\n.. code-block:: sh\n\n   ls\n")
    assert [one.language for one in found.fences] == ["sh"]


def test_scripts_are_no_documents() -> None:
    assert EXTRACTOR.extract(source("install", "#!/bin/sh\nls\n")) is None


def test_nothing() -> None:
    assert facts("") == DocumentFacts()
    assert facts("----\n\n====\n") == DocumentFacts()


@pytest.mark.parametrize(
    "path",
    [
        "README",
        "readme.txt",
        "CHANGES",
        "CHANGES.txt",
        "a/HISTORY",
        "ChangeLog",
        "READ-ME.TXT",
        "INSTALL",
        "README.1st",
    ],
)
def test_accepted(path: str) -> None:
    assert EXTRACTOR.accepts(path)


@pytest.mark.parametrize(
    "path", ["README.md", "LICENSE", "changes.py", "readme.html", "notes.txt", "README/x"]
)
def test_refused(path: str) -> None:
    assert not EXTRACTOR.accepts(path)

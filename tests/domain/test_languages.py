"""Kind and language by name and first line."""

import pytest

from codex_audit.domain.artifact import Kind
from codex_audit.domain.languages import classify, interpreter


@pytest.mark.parametrize(
    ("path", "kind", "language"),
    [
        ("src/a.py", Kind.CODE, "Python"),
        ("A.PY", Kind.CODE, "Python"),
        ("pyproject.toml", Kind.CONFIG, "TOML"),
        ("docs/a.md", Kind.DOCS, "Markdown"),
        ("data/a.json", Kind.DATA, "JSON"),
        ("package.json", Kind.CONFIG, "JSON"),
        ("Dockerfile", Kind.CONFIG, "Dockerfile"),
        ("dockerfile.gpu", Kind.CONFIG, "Dockerfile"),
        ("Makefile", Kind.CONFIG, "Makefile"),
        ("a.ipynb", Kind.NOTEBOOK, "Jupyter Notebook"),
        (".env.example", Kind.CONFIG, "dotenv"),
        ("requirements-dev.txt", Kind.CONFIG, "Requirements"),
        ("LICENSE.txt", Kind.DOCS, None),
        ("LICENSE", Kind.DOCS, None),
        ("notes.txt", Kind.TEXT, None),
        (".gitignore", Kind.CONFIG, None),
        ("script", Kind.TEXT, None),
        ("a.unknown", Kind.TEXT, None),
    ],
)
def test_names(path: str, kind: Kind, language: str | None) -> None:
    assert classify(path) == (kind, language)


@pytest.mark.parametrize(
    ("data", "language"),
    [
        (b"#!/usr/bin/env python3\n", "Python"),
        (b"#!/bin/sh -e\n", "Shell"),
        (b"#!/usr/bin/perl\n", "Perl"),
        (b"#!/opt/other\npython\n", None),
        (b"python\n", None),
    ],
)
def test_first_lines(data: bytes, language: str | None) -> None:
    assert interpreter(data) == language

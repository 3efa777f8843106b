"""Dockerfiles."""

import pytest

from codex_audit.facts.dockerfile import EXTRACTOR
from tests.facts.support import config

TEXT = """\
# syntax=docker/dockerfile:1
ARG BASE=python
FROM --platform=$BUILDPLATFORM python:3.12-slim AS Build
ENV FIRST=1 SECOND="two THIRD=no" \\
    # a comment

    FOURTH='x'
ENV OLD value with spaces
ENV 1bad
RUN <<EOF
ENV INSIDE=1
FROM nothing
EOF
RUN pip install \\
    -e .
FROM build
USER app
EXPOSE 8000 8001
WORKDIR /srv
entrypoint ["python", "-m", "app", 3]
CMD app --token abcdef123
CMD [broken
CMD {"a": 1}
CMD [1
COPY . .
"""


def test_names_are_cited_where_they_stand_in_a_continued_instruction() -> None:
    found = config(
        EXTRACTOR, "FROM \\\n  python \\\n  AS base\nENV \\\n\\\n  OLD value\nFROM \\\nslim\n", "Dockerfile"
    )
    assert [(one.name, one.line) for one in found.commands] == [("base", 3), ("slim", 8)]
    assert found.environment == (("OLD", 6),)


def test_stages_and_scripts() -> None:
    found = config(EXTRACTOR, TEXT, "Dockerfile")
    assert found.format == "dockerfile"
    assert [(one.kind, one.name, one.line, one.detail) for one in found.commands] == [
        ("stage", "Build", 3, "python:3.12-slim"),
        ("stage", "build", 16, "build"),
        ("script", "entrypoint", 20, "python -m app"),
        ("script", "CMD", 21, "app --token [redacted]"),
        ("script", "CMD", 22, "[broken"),
        ("script", "CMD", 23, '{"a": 1}'),
        ("script", "CMD", 24, "[1"),
    ]


def test_variables_and_settings() -> None:
    found = config(EXTRACTOR, TEXT, "Dockerfile")
    assert found.environment == (("FIRST", 4), ("SECOND", 4), ("FOURTH", 7), ("OLD", 8))
    assert [(one.key, one.value, one.line) for one in found.settings] == [
        ("USER", "app", 17),
        ("EXPOSE", "8000 8001", 18),
        ("WORKDIR", "/srv", 19),
    ]


def test_open_ends() -> None:
    assert config(EXTRACTOR, "RUN <<EOF\nFROM x\n", "Dockerfile").commands == ()
    assert config(EXTRACTOR, "ENV A=1 \\", "Dockerfile").environment == (("A", 1),)
    assert config(EXTRACTOR, "ENV\nFROM\nCMD []\nCMD " + "[" * 5_000 + "\n", "Dockerfile").environment == ()


@pytest.mark.parametrize(
    "path", ["Dockerfile", "a/Dockerfile.dev", "api.dockerfile", "Containerfile", "x.Dockerfile"]
)
def test_accepted(path: str) -> None:
    assert EXTRACTOR.accepts(path)


@pytest.mark.parametrize(
    "path", ["Dockerfile.dockerignore", "Dockerfile.j2", "dockerfile.py", "Dockerfile.md"]
)
def test_refused(path: str) -> None:
    assert not EXTRACTOR.accepts(path)

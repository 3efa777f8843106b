"""``.env.example``."""

import pytest

from codex_audit.facts.dotenv import EXTRACTOR
from tests.facts.support import config


def test_names_and_never_values() -> None:
    found = config(
        EXTRACTOR,
        "# A comment\nSECRET_KEY=hunter2\nexport DEBUG = 1\n# OPTIONAL=x\n# prose = no\n\n"
        'LONG="one\nNOT_ONE=2\nend"\n'
        "STRAY='open\nNEXT=1\nSECRET_KEY=again\nbroken line\nA.B-c=1\n",
        ".env.example",
    )
    assert found.format == "dotenv"
    assert found.environment == (
        ("SECRET_KEY", 2),
        ("DEBUG", 3),
        ("OPTIONAL", 4),
        ("LONG", 7),
        ("STRAY", 10),
        ("NEXT", 11),
        ("A.B-c", 14),
    )
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    "path",
    [
        ".env",
        ".env.example",
        "a/.env.sample",
        "env.template",
        "example.env",
        ".env.prod.dist",
        ".env-example",
    ],
)
def test_accepted(path: str) -> None:
    assert EXTRACTOR.accepts(path)


@pytest.mark.parametrize("path", [".envrc", "types.env", "env", ".environment"])
def test_refused(path: str) -> None:
    assert not EXTRACTOR.accepts(path)

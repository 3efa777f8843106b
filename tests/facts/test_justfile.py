"""``justfile``."""

from codex_audit.facts.justfile import EXTRACTOR
from tests.facts.support import config

TEXT = """\
set shell := ["bash"]
version := "1"
alias t := test

# run the tests
test *args: build
    # a comment
    @pytest {{args}}
@build:
    python -m build
nothing:
other: nothing
"""


def test_recipes() -> None:
    found = config(EXTRACTOR, TEXT, "justfile")
    assert [(one.kind, one.name, one.line, one.detail) for one in found.commands] == [
        ("target", "test", 6, "pytest {{args}}"),
        ("target", "build", 9, "python -m build"),
        ("target", "nothing", 11, ""),
        ("target", "other", 12, ""),
    ]


def test_names() -> None:
    assert EXTRACTOR.accepts("a/Justfile")
    assert EXTRACTOR.accepts(".justfile")
    assert not EXTRACTOR.accepts("justfile.py")

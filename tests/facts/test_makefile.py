"""Makefiles."""

import pytest

from codex_audit.facts.makefile import EXTRACTOR
from tests.facts.support import config

TEXT = """\
# comment: not a target
include common.mk $(EXTRA) # more
-include local.mk
CC := gcc
A = b: c
.PHONY: all test \\
        docs $(X)
.SUFFIXES: .c
all: test docs
test tests: FLAGS += -v
test tests: build ; pytest -x
\t@echo ignored
build::
\t# a comment

\t@echo "Building"
\t-@python \\
\t  -m build
docs: a \\
  b: c
\tmake -C docs
%.o: %.c
\tcc $<
$(OUT): x
\ttouch $@
define MACRO
fake: target
endef
help:
\t@echo "Only prints"
nothing:
print: ; @echo hi
ifeq ($(X),1)
inside:
\tls
endif
deploy/prod: export KEY = x
deploy/prod:
\tcurl -H token=abcdef
"""


def test_targets_with_their_first_command() -> None:
    found = config(EXTRACTOR, TEXT, "Makefile")
    assert found.format == "makefile"
    assert [(one.kind, one.name, one.line, one.detail) for one in found.commands] == [
        ("target", "all", 9, ""),
        ("target", "test", 11, "pytest -x"),
        ("target", "tests", 11, "pytest -x"),
        ("target", "build", 13, "python -m build"),
        ("target", "docs", 19, "make -C docs"),
        ("target", "help", 29, 'echo "Only prints"'),
        ("target", "nothing", 31, ""),
        ("target", "print", 32, "@echo hi"),
        ("target", "inside", 34, "ls"),
        ("target", "deploy/prod", 38, "curl -H token=[redacted]"),
    ]


def test_phony_targets_and_includes() -> None:
    found = config(EXTRACTOR, TEXT, "Makefile")
    assert [(one.key, one.value, one.line) for one in found.settings] == [(".PHONY", "all, test, docs", 6)]
    assert found.includes == (("common.mk", 2), ("local.mk", 3))


@pytest.mark.parametrize("path", ["Makefile", "a/makefile", "GNUmakefile", "x.mk", "Makefile.enterprise"])
def test_accepted(path: str) -> None:
    assert EXTRACTOR.accepts(path)


@pytest.mark.parametrize(
    "path", ["Makefile.am", "Makefile.in", "Makefile.j2", "Makefile.md", "makefile.py/x", "mk"]
)
def test_refused(path: str) -> None:
    assert not EXTRACTOR.accepts(path)


def test_an_open_define_takes_the_rest() -> None:
    assert config(EXTRACTOR, "define x\na:\n", "Makefile").commands == ()

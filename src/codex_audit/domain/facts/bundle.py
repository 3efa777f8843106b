"""All facts of one file, as they cross between processes and lie in the cache."""

from typing import TypeVar

import msgspec
from msgspec import Struct

from codex_audit.domain.facts.configuration import ConfigFacts
from codex_audit.domain.facts.document import DocumentFacts
from codex_audit.domain.facts.lint import LintFacts
from codex_audit.domain.facts.python import NO_WORDS, PythonFacts, Vocabulary
from codex_audit.domain.facts.reader import ReaderFacts
from codex_audit.domain.facts.secret import SecretFacts
from codex_audit.domain.finding import Finding

AnyFacts = PythonFacts | DocumentFacts | ConfigFacts | LintFacts | SecretFacts | ReaderFacts

F = TypeVar("F", bound=AnyFacts)


class Source(Struct, frozen=True):
    """One file's bytes as an extractor sees them. ``text`` is decoded by the file's own rules
    (coding cookie, BOM; else UTF-8 with replacement) with line ends as they stand. ``name``
    is the last part of the path: facts must not depend on more of it."""

    name: str
    data: bytes
    text: str
    vocabulary: Vocabulary = NO_WORDS


class FileProblem(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An extractor or analyzer failed on this file; ``message`` quotes nothing of it."""

    plugin: str
    message: str


class FileFacts(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """``findings`` are those of file-scope analyzers, without path, before thresholds.
    ``plain``: the names of its definitions may leave as they are."""

    facts: tuple[AnyFacts, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[FileProblem, ...] = ()
    plain: bool = False

    def get(self, kind: type[F]) -> F | None:
        """The facts of this type, if the file has any."""
        for one in self.facts:
            if type(one) is kind:
                return one
        return None


def citable(path: str) -> bool:
    """Whether the lines of a file's Python facts are lines of the file itself. In notebooks they
    count through the joined code cells."""
    return not path.endswith(".ipynb")

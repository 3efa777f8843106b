"""Facts: what one artifact says of itself. One type per kind; compact, immutable, picklable by
``msgspec``. A file's facts depend on its bytes and name alone, never on its neighbours."""

from codex_audit.domain.facts.bundle import AnyFacts, FileFacts, FileProblem, Source, citable
from codex_audit.domain.facts.configuration import (
    Command,
    ConfigFacts,
    Dependency,
    EntryPoint,
    Setting,
)
from codex_audit.domain.facts.document import DocumentFacts, Fence, Heading, Link
from codex_audit.domain.facts.lint import LintFacts, LintHit
from codex_audit.domain.facts.python import (
    NO_WORDS,
    Call,
    Definition,
    DispatchTable,
    EnvironmentRead,
    Halstead,
    Import,
    Marker,
    Mention,
    PythonFacts,
    RawCounts,
    Stub,
    Suppression,
    SyntaxProblem,
    Tier,
    Vocabulary,
)
from codex_audit.domain.facts.reader import ReaderFacts, ReaderHit, Threat
from codex_audit.domain.facts.secret import SecretFacts, SecretHit

__all__ = [
    "NO_WORDS",
    "AnyFacts",
    "Call",
    "Command",
    "ConfigFacts",
    "Definition",
    "Dependency",
    "DispatchTable",
    "DocumentFacts",
    "EntryPoint",
    "EnvironmentRead",
    "Fence",
    "FileFacts",
    "FileProblem",
    "Halstead",
    "Heading",
    "Import",
    "Link",
    "LintFacts",
    "LintHit",
    "Marker",
    "Mention",
    "PythonFacts",
    "RawCounts",
    "ReaderFacts",
    "ReaderHit",
    "SecretFacts",
    "SecretHit",
    "Setting",
    "Source",
    "Stub",
    "Suppression",
    "SyntaxProblem",
    "Threat",
    "Tier",
    "Vocabulary",
    "citable",
]

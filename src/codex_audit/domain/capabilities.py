"""Packs of capabilities: what a repository may be able to do, and the signals that show it."""

from enum import StrEnum

from msgspec import Struct

from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import Vocabulary


class Status(StrEnum):
    """The judgement of a capability."""

    IMPLEMENTED = "Implemented"
    PARTIAL = "Partially Implemented"
    STUBBED = "Stubbed"
    MISSING = "Missing"


class Signal(Struct, frozen=True):
    """One thing to look for. ``kind`` is one of ``SIGNALS``; ``pattern`` is a name, in which
    ``*`` stands for any characters where the kind allows it; ``value`` narrows a keyword, or, as
    a pattern in lower case, a setting; ``methods`` are those that a class must define itself, and
    not as stubs."""

    kind: str
    pattern: str
    value: str = ""
    methods: tuple[str, ...] = ()


class Part(Struct, frozen=True):
    """A named part of a capability. ``any`` are alternatives; the signals of each must all be
    found in one file. ``roles`` are those of the files that count. ``gap``, ``risk`` and
    ``plan`` are templates for where it is absent; nothing is said of its absence unless one
    of the signals of ``when`` stands in the repository."""

    id: str
    title: str
    any: tuple[tuple[Signal, ...], ...]
    core: bool
    roles: frozenset[Role]
    gap: str
    risk: str
    plan: str
    when: tuple[Signal, ...] = ()


class Capability(Struct, frozen=True):
    """``implemented`` are alternatives of parts that together make it implemented. ``signs``
    are the parts without which the others mean nothing: a ``resume`` without a checkpoint
    resumes something else. ``within``
    are signals one of which must stand in the repository before anything counts. ``test`` is
    the topic of a test's file name, ``rollback`` a template;
    ``in_field``: it means something in the field of its pack alone."""

    id: str
    title: str
    parts: tuple[Part, ...]
    implemented: tuple[tuple[str, ...], ...]
    signs: frozenset[str]
    within: tuple[Signal, ...]
    test: str
    start: str
    rollback: str
    in_field: bool = False


class Pack(Struct, frozen=True):
    """A set of capabilities that are judged together; ``source`` is the file that holds it.
    ``field`` are signals of the field that the pack is for, ``outside`` a template for what is
    not missed where none of them stands."""

    id: str
    title: str
    source: str
    capabilities: tuple[Capability, ...]
    field: tuple[Signal, ...] = ()
    outside: str = ""


WORDS = {"method": "methods", "keyword": "keywords", "string": "strings", "name": "names"}
"""Kinds of signals that ask for words of Python files, and their field of the vocabulary."""

GLOBS = frozenset(
    {"class", "function", "base", "decorator", "file", "table", "setting", "hook", "command", "ci", "entry"}
    | {"heading", "fence", "image", "environment"}
)
"""Kinds whose patterns may hold ``*``."""

COUNTS = frozenset({"dispatch", "tests", "pinned", "subclasses"})
"""Kinds whose pattern is a number: so many test files at least, so many pinned dependencies in
a hundred, so many subclasses of a base class of the repository, so many functions and classes in
a dictionary."""

SIGNALS = frozenset(WORDS) | GLOBS | COUNTS | {"import", "call", "dependency", "lock"}
"""All kinds of signals."""


def vocabulary_of(packs: tuple[Pack, ...]) -> Vocabulary:
    """The words that the packs ask for."""
    words: dict[str, set[str]] = {field: set() for field in WORDS.values()}
    for signal in signals_of(packs):
        if signal.kind in WORDS:
            words[WORDS[signal.kind]].add(signal.pattern)
    endings = sorted(word[1:] for word in words["names"] if word.startswith("*"))
    return Vocabulary(**{field: frozenset(found) for field, found in words.items()}, endings=tuple(endings))


def signals_of(packs: tuple[Pack, ...]) -> tuple[Signal, ...]:
    """Every signal of the packs."""
    capabilities = [one for pack in packs for one in pack.capabilities]
    parts = [part for one in capabilities for part in one.parts]
    return (
        *(signal for part in parts for group in part.any for signal in group),
        *(signal for part in parts for signal in part.when),
        *(signal for one in capabilities for signal in one.within),
        *(signal for pack in packs for signal in pack.field),
    )

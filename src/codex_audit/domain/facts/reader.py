"""Facts on what in a text deceives or steers those who read it: people, terminals, agents."""

from enum import StrEnum

import msgspec

from codex_audit.domain.artifact import Kind


class Threat(StrEnum):
    """What stands there. An override, an unclosed or a turned direction reorders what is seen;
    what is smuggled is a message in signs without a shape; a phrase is an instruction to an
    agent, hidden where a rendered page does not show it."""

    OVERRIDE = "override"
    UNCLOSED = "unclosed"
    TURNED = "turned"
    SMUGGLED = "smuggled"
    INVISIBLE = "invisible"
    CONTROL = "control"
    PHRASE = "phrase"
    HIDDEN_PHRASE = "hidden-phrase"


class ReaderHit(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """``symbol`` is printable text of the cited line; ``detail`` names the signs, or says what
    the phrase asks for; ``mention``: the text around speaks about such phrases."""

    threat: Threat
    line: int
    symbol: str
    detail: str
    mention: bool = False


class ReaderFacts(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="reader"):
    """At most one hit of each threat on a line, in order. ``kind`` is the file's by its name;
    ``for_agents``: the name is one of those that agents take their instructions from."""

    kind: Kind
    hits: tuple[ReaderHit, ...] = ()
    for_agents: bool = False

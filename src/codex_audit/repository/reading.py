"""What reading a file gives, and the key under which a cache keeps its facts."""

import hashlib
from collections.abc import Iterable

import msgspec


class Reading(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What was read of one file. ``key`` finds its facts; ``skipped`` is the reason why it
    could not be read. ``sha256`` is null above the limit, ``lines`` for binary files."""

    sha256: str | None
    lines: int | None
    binary: bool
    language: str | None = None
    key: bytes = b""
    skipped: str | None = None


def key(tool: bytes, recipe: Iterable[str], digest: str) -> bytes:
    """The key of a file's facts: the tool, the extractors that read it, and its content."""
    names = ",".join(recipe).encode("utf-8", "surrogateescape")
    return hashlib.sha256(b"\0".join((tool, names, digest.encode()))).digest()

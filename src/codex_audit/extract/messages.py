"""What the parent and the workers say to each other.

Paths and names that are not UTF-8 cross as bytes: the wire takes no lone surrogates.
"""

import os
from typing import Any, Final

import msgspec

from codex_audit.domain.facts import NO_WORDS, FileFacts, Vocabulary
from codex_audit.domain.git import History
from codex_audit.repository.reading import Reading


class Task(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="files"):
    """Read these files and extract their facts; ``careful``: without parsing them;
    ``vocabulary``: the words to look for."""

    root: bytes
    paths: tuple[bytes, ...]
    tool: bytes
    cache: str | None
    ruff: str
    careful: bool = False
    vocabulary: Vocabulary = NO_WORDS


class HistoryTask(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="history"):
    """Read branches, commits and churn: the arguments of ``read_history``."""

    root: bytes
    commit_limit: int
    window_days: int
    seconds: float


class Result(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What became of one file of a ``Task``."""

    reading: Reading
    blob: bytes
    cached: bool = False


TASKS: Final = msgspec.msgpack.Decoder(Task | HistoryTask)
RESULTS: Final = msgspec.msgpack.Decoder(list[Result])
FACTS: Final = msgspec.msgpack.Decoder(FileFacts)


def pack_history(history: History) -> bytes:
    """The reply to a ``HistoryTask``."""
    return msgspec.msgpack.encode(_as_bytes(msgspec.to_builtins(history)))


def unpack_history(reply: bytes) -> History:
    """A ``History`` from its reply. Raises ``msgspec.MsgspecError``."""
    return msgspec.convert(_as_text(msgspec.msgpack.decode(reply)), History)


def _as_bytes(value: Any) -> Any:
    if isinstance(value, str):
        return os.fsencode(value)
    if isinstance(value, list | tuple):
        return [_as_bytes(one) for one in value]
    if isinstance(value, dict):
        return {_as_bytes(name): _as_bytes(one) for name, one in value.items()}
    return value


def _as_text(value: Any) -> Any:
    if isinstance(value, bytes):
        return os.fsdecode(value)
    if isinstance(value, list):
        return [_as_text(one) for one in value]
    if isinstance(value, dict):
        return {_as_text(name): _as_text(one) for name, one in value.items()}
    return value

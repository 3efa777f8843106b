"""What the parent and the workers say to each other."""

from typing import Final

import msgspec

from codex_audit.domain.facts import FileFacts
from codex_audit.repository.cache import Reading


class Task(msgspec.Struct, frozen=True, gc=False, array_like=True):
    root: bytes
    paths: tuple[bytes, ...]
    tool: bytes
    cache: str | None
    ruff: str
    careful: bool = False


class Result(msgspec.Struct, frozen=True, gc=False, array_like=True):
    reading: Reading
    blob: bytes
    cached: bool = False


TASKS: Final = msgspec.msgpack.Decoder(Task)
RESULTS: Final = msgspec.msgpack.Decoder(list[Result])
FACTS: Final = msgspec.msgpack.Decoder(FileFacts)

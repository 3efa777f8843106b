"""The packs of a run. Understanding their text takes longer than recognising an unchanged tree, so
the cache keeps what became of it."""

import hashlib
from collections.abc import Sequence
from typing import Final

import msgspec

from codex_audit.domain.capabilities import Pack
from codex_audit.project.packs import build
from codex_audit.repository.cache import Cache
from codex_audit.repository.packs import documents, texts

_PACKS: Final = msgspec.msgpack.Decoder(tuple[Pack, ...])


def load(root: str, names: Sequence[str], cache: Cache, code: bytes) -> tuple[Pack, ...]:
    """The built-in packs, then those of these paths below the root. ``code`` identifies the
    program that understands them. Raises ``AuditError`` for a mistake in them."""
    found = texts(root, names)
    key = hashlib.sha256(code + repr(found).encode("utf-8", "surrogateescape")).digest()
    blob = cache.facts([key]).get(key)
    if blob is not None:
        try:
            return _PACKS.decode(blob)
        except msgspec.MsgspecError:
            pass
    packs = build(documents(found))
    cache.store({key: msgspec.msgpack.encode(packs)})
    return packs

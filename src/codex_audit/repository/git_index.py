"""Reader of git's index, which names the tracked files.

The format is the one of git's document gitformat-index (versions 2, 3 and 4, SHA-1 and
SHA-256, with the extensions "split index" and "sparse directory entries"). The bytes are a
stranger's: sizes are bounded, and what is no index raises IndexFormatError. The checksum at
the end is not verified, as git itself does not verify it when it lists files.
"""

import os
import struct
from typing import Final, NamedTuple

from codex_audit.repository._ewah import set_bits
from codex_audit.repository.git_errors import IndexFormatError
from codex_audit.repository.plain import read_plain

MAX_INDEX_BYTES: Final = 512_000_000
MAX_NAME_BYTES: Final = 256_000_000
"""Most bytes of all paths together: compression lets a small index name very long paths."""

GITLINK: Final = 0o160000
FOLDER: Final = 0o040000

_HEADER: Final = struct.Struct(">4sII")
_SIZE: Final = struct.Struct(">I")
_EXTENDED: Final = 0x4000
_LENGTH: Final = 0x0FFF
_SKIP_WORKTREE: Final = 0x4000
_FIXED: Final = 42


class IndexEntry(NamedTuple):
    """A tracked path, relative to the work tree. ``mode`` is git's: ``GITLINK`` for a
    submodule, ``FOLDER`` for a folder that a sparse index has left folded (its path then ends
    in a slash). ``sparse``: the file is not meant to be checked out."""

    path: bytes
    mode: int
    sparse: bool


class _Split(NamedTuple):
    """The split-index extension: the shared file's id, and which of its entries to change."""

    base: bytes
    deleted: frozenset[int]
    replaced: frozenset[int]


class _Parsed(NamedTuple):
    entries: list[IndexEntry]
    split: _Split | None


def read_index(git_dir: str, hash_size: int) -> list[IndexEntry]:
    """The tracked paths in byte order, each once, from the index of a git directory.

    No index means none are tracked. ``hash_size`` is 20 or 32. Raises IndexFormatError.
    """
    try:
        data = read_plain(os.path.join(git_dir, "index"), MAX_INDEX_BYTES)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise IndexFormatError("the index cannot be read") from error
    parsed = _parse(data, hash_size)
    entries = parsed.entries if parsed.split is None else _merged(git_dir, parsed, hash_size)
    return sorted({entry.path: entry for entry in entries}.values())


def parse_index(data: bytes, hash_size: int) -> list[IndexEntry]:
    """The entries of an index that is not split, in its order. Raises IndexFormatError."""
    parsed = _parse(data, hash_size)
    if parsed.split is not None:
        raise IndexFormatError("the index is split over two files")
    return parsed.entries


def _parse(data: bytes, hash_size: int) -> _Parsed:
    if len(data) < _HEADER.size + hash_size:
        raise IndexFormatError("the index is too short")
    signature, version, count = _HEADER.unpack_from(data)
    if signature != b"DIRC":
        raise IndexFormatError("the index does not start like one")
    if version not in {2, 3, 4}:
        raise IndexFormatError("the index has a version that is not read")
    body = data[:-hash_size]
    if count * (_FIXED + hash_size) > len(body):
        raise IndexFormatError("the index names more entries than it can hold")
    try:
        read = _compressed if version == 4 else _padded
        entries, end = read(body, count, hash_size)
        split = _extensions(body, end, hash_size, count)
    except (struct.error, IndexError, ValueError) as error:
        raise IndexFormatError("the index ends too early") from error
    return _Parsed(entries, split)


def _padded(body: bytes, count: int, hash_size: int) -> tuple[list[IndexEntry], int]:
    """Entries of versions 2 and 3: whole paths, padded with NUL to a multiple of eight."""
    fields = struct.Struct(f">24xI{12 + hash_size}xH").unpack_from
    fixed = _FIXED + hash_size
    entries: list[IndexEntry] = []
    at = _HEADER.size
    for _ in range(count):
        mode, flags = fields(body, at)
        start = at + fixed
        sparse = False
        if flags & _EXTENDED:
            sparse = bool(body[start] << 8 & _SKIP_WORKTREE)
            start += 2
        length = flags & _LENGTH
        end = body.index(0, start) if length == _LENGTH else start + length
        if body[end]:
            raise ValueError
        entries.append(IndexEntry(body[start:end], mode, sparse))
        at += (end - at + 8) & ~7
    if at > len(body):
        raise ValueError
    return entries, at


def _compressed(body: bytes, count: int, hash_size: int) -> tuple[list[IndexEntry], int]:
    """Entries of version 4: each path without the part that it shares with the one before."""
    fields = struct.Struct(f">24xI{12 + hash_size}xH").unpack_from
    fixed = _FIXED + hash_size
    entries: list[IndexEntry] = []
    at = _HEADER.size
    previous = b""
    total = 0
    for _ in range(count):
        mode, flags = fields(body, at)
        start = at + fixed
        sparse = False
        if flags & _EXTENDED:
            sparse = bool(body[start] << 8 & _SKIP_WORKTREE)
            start += 2
        dropped, start = _varint(body, start)
        end = body.index(0, start)
        if dropped > len(previous):
            raise ValueError
        previous = previous[: len(previous) - dropped] + body[start:end]
        total += len(previous)
        if total > MAX_NAME_BYTES:
            raise IndexFormatError("the index names longer paths than are read")
        entries.append(IndexEntry(previous, mode, sparse))
        at = end + 1
    return entries, at


def _varint(body: bytes, at: int) -> tuple[int, int]:
    """The offset encoding of git's pack format: the value and where it ends."""
    byte = body[at]
    value = byte & 0x7F
    while byte & 0x80:
        at += 1
        byte = body[at]
        value = ((value + 1) << 7) | (byte & 0x7F)
        if value > MAX_NAME_BYTES:
            raise ValueError
    return value, at + 1


def _extensions(body: bytes, at: int, hash_size: int, count: int) -> _Split | None:
    """The split-index extension. One that git too would need to understand raises."""
    split = None
    while at + 8 <= len(body):
        name = body[at : at + 4]
        (size,) = _SIZE.unpack_from(body, at + 4)
        at += 8
        content = body[at : at + size]
        if len(content) < size:
            raise ValueError
        at += size
        if name == b"link":
            split = _split(content, hash_size)
        elif not name[:1].isupper() and name != b"sdir":
            raise IndexFormatError("the index has an extension that is not read")
    return split


def _split(content: bytes, hash_size: int) -> _Split:
    base = content[:hash_size]
    if len(base) < hash_size:
        raise ValueError
    if len(content) == hash_size:
        return _Split(base, frozenset(), frozenset())
    deleted, end = set_bits(content, hash_size)
    replaced, _ = set_bits(content, end)
    return _Split(base, deleted, replaced)


def _merged(git_dir: str, parsed: _Parsed, hash_size: int) -> list[IndexEntry]:
    """The shared index with the split one's changes: the first entries replace, nameless, and
    the rest are added."""
    split = parsed.split
    if split is None or not any(split.base):
        return parsed.entries
    try:
        data = read_plain(os.path.join(git_dir, f"sharedindex.{split.base.hex()}"), MAX_INDEX_BYTES)
    except OSError as error:
        raise IndexFormatError("the shared part of the split index cannot be read") from error
    shared = parse_index(data, hash_size)
    if any(position >= len(shared) for position in split.deleted | split.replaced):
        raise IndexFormatError("the split index changes entries that do not exist")
    if len(split.replaced) > len(parsed.entries):
        raise IndexFormatError("the split index replaces more entries than it has")
    changes = iter(parsed.entries)
    for position in sorted(split.replaced):
        shared[position] = next(changes)._replace(path=shared[position].path)
    kept = [entry for position, entry in enumerate(shared) if position not in split.deleted]
    return kept + list(changes)

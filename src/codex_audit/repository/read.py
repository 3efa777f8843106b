"""Reading the files that the walk found, without following a link or waiting for anything."""

import errno
import hashlib
import os
from types import TracebackType
from typing import Final, Self

from msgspec import Struct

from codex_audit.domain.artifact import MAX_HASHED_BYTES, MAX_READ_BYTES, Skipped, path_key
from codex_audit.repository import reasons
from codex_audit.repository.plain import BLOCK, Descent, bytes_text, open_plain, read_up_to
from codex_audit.repository.text import count_lines, decode, is_binary

__all__ = ["Content", "Reader", "Skipped", "count_lines", "decode", "is_binary"]

_TRIES: Final = 3
_STREAMED: Final = 1 << 20


class Content(Struct, frozen=True):
    """What was read of one file.

    ``data`` is the whole file if ``whole``, else its first 64 KiB. ``sha256`` is null above
    ``MAX_HASHED_BYTES``; ``lines`` is null for binary files, links, and files above
    ``MAX_READ_BYTES``. ``target`` is where a link points: ``data`` is then empty and ``size``
    the length of the target.
    """

    data: bytes
    size: int
    whole: bool
    sha256: str | None
    lines: int | None
    binary: bool
    target: str | None = None


class Reader:
    """Reads files below a root. Quickest in path order: the way to the last file is kept."""

    def __init__(self, root: str) -> None:
        """Raises OSError where the root is no folder that can be opened."""
        self._descent = Descent(root)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the folders that are held open."""
        self._descent.close()

    def read(self, path: str) -> Content | Skipped:
        """The content at a relative POSIX path, or the path and why it could not be read.

        No component is followed if it is a link; a link at the end gives its target. Never
        raises OSError.
        """
        folder, _, text = path.rpartition("/")
        name = path_key(text)
        try:
            descriptor = self._descent.go(folder)
            for _ in range(_TRIES):
                content = _read(name, descriptor)
                if content is not None:
                    return content
        except OSError as error:
            return Skipped(path, _reason(error))
        return Skipped(path, reasons.CHANGED)

    def digest(self, path: str) -> str | None:
        """The SHA-256 of a regular file of any size, or ``None`` where there is none."""
        folder, _, text = path.rpartition("/")
        try:
            descriptor = open_plain(path_key(text), dir_fd=self._descent.go(folder))
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def _reason(error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return reasons.VANISHED
    if error.errno in {errno.ELOOP, errno.EINVAL, errno.ENOTDIR, errno.ENXIO}:
        return reasons.NO_FILE
    return reasons.UNREADABLE


def _read(name: bytes, folder: int) -> Content | None:
    """One try at a file of an open folder; ``None`` where it changed meanwhile."""
    try:
        descriptor = open_plain(name, dir_fd=folder)
    except OSError as error:
        if error.errno != errno.ELOOP:
            raise
        target = os.readlink(name, dir_fd=folder)
        return Content(b"", len(target), True, None, None, False, bytes_text(target))
    try:
        before = os.fstat(descriptor)
        content = _content(descriptor, before.st_size)
        after = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return content if same else None


def _content(descriptor: int, size: int) -> Content | None:
    """The content of an open file, or ``None`` where it does not have its size."""
    if size <= MAX_HASHED_BYTES:
        data = read_up_to(descriptor, size + 1)
        if len(data) != size:
            return None
        binary = is_binary(data)
        digest = hashlib.sha256(data).hexdigest()
        return Content(data, size, True, digest, None if binary else count_lines(data), binary)
    data = read_up_to(descriptor, BLOCK)
    binary = is_binary(data)
    lines = _count_on(data, descriptor, size) if not binary and size <= MAX_READ_BYTES else None
    return Content(data, size, False, None, lines, binary)


def _count_on(data: bytes, descriptor: int, size: int) -> int:
    """Lines of a file of which ``data`` was read already; the rest is counted and not kept."""
    lines = data.count(b"\n")
    left = size - len(data)
    last = data
    while left > 0 and (block := os.read(descriptor, min(left, _STREAMED))):
        lines += block.count(b"\n")
        left -= len(block)
        last = block
    return lines + (not last.endswith(b"\n"))

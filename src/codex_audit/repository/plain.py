"""Opening what lies in a hostile tree: plain files and real folders, nothing else.

Names go in and out as UTF-8 text with surrogates, whatever the locale, and to the system as
bytes. No link is followed below a root, and nothing that could block or act on being opened
(a FIFO, a device, a socket) is opened.
"""

import errno
import os
import stat
import sys
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from codex_audit.domain.artifact import path_key

FILE_FLAGS: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
FOLDER_FLAGS: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_DIRECTORY
BLOCK: Final = 1 << 16

_KEPT_OPEN: Final = 48
_CLOSED: Final = -1


def name_text(name: str) -> str:
    """A name as the system gave it, as UTF-8 text with surrogates under every locale."""
    if sys.getfilesystemencoding() == "utf-8":
        return name
    return os.fsencode(name).decode("utf-8", "surrogateescape")


def bytes_text(name: bytes) -> str:
    """A name's bytes as text that ``path_key`` turns back."""
    return name.decode("utf-8", "surrogateescape")


def open_folder(path: str | bytes, *, dir_fd: int | None = None, follow: bool = False) -> int:
    """Descriptor of a folder; its last component may be a link only with ``follow``.

    Raises OSError.
    """
    return os.open(path, FOLDER_FLAGS | (0 if follow else os.O_NOFOLLOW), dir_fd=dir_fd)


def open_plain(path: str | bytes, *, dir_fd: int | None = None, follow: bool = False) -> int:
    """Descriptor of a regular file; its last component may be a link only with ``follow``.

    Raises OSError, with ``ELOOP`` for a link and ``EINVAL`` for anything else that is no
    regular file.
    """
    before = os.stat(path, dir_fd=dir_fd, follow_symlinks=follow)
    if stat.S_ISLNK(before.st_mode):
        raise OSError(errno.ELOOP, "a symbolic link")
    if not stat.S_ISREG(before.st_mode):
        raise OSError(errno.EINVAL, "no regular file")
    descriptor = os.open(path, FILE_FLAGS | (0 if follow else os.O_NOFOLLOW), dir_fd=dir_fd)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "no regular file")
    return descriptor


def read_plain(path: str | bytes, limit: int, *, dir_fd: int | None = None, follow: bool = False) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes.

    Raises OSError: as ``open_plain``, and with ``EFBIG`` above the limit.
    """
    descriptor = open_plain(path, dir_fd=dir_fd, follow=follow)
    try:
        data = read_up_to(descriptor, limit + 1)
    finally:
        os.close(descriptor)
    if len(data) > limit:
        raise OSError(errno.EFBIG, "larger than is read")
    return data


def read_up_to(descriptor: int, limit: int) -> bytes:
    """The next bytes of an open file, at most ``limit``; fewer only at its end."""
    chunks: list[bytes] = []
    left = limit
    size = max(BLOCK, min(limit, os.fstat(descriptor).st_size + 1))
    while left > 0:
        chunk = os.read(descriptor, min(left, size))
        if not chunk:
            break
        chunks.append(chunk)
        left -= len(chunk)
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


class Descent:
    """A way from a root down to one of its folders, each step a real folder held open.

    Going elsewhere moves along the tree, so that a path may be longer than the system takes
    in one piece, and no component is ever a link. Of a deep chain only the last folders stay
    open; the way back up then goes through ``..`` and is checked against what was left.
    """

    def __init__(self, root: str) -> None:
        """Open the root itself, which the user named: it may be a link. Raises OSError."""
        self.folder = ""
        self._chain = [open_folder(root, follow=True)]
        self._left: list[tuple[int, int] | None] = [None]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every folder of the way."""
        for descriptor in self._chain:
            if descriptor != _CLOSED:
                os.close(descriptor)
        self._chain.clear()
        self._left.clear()

    def go(self, folder: str, *, create: bool = False) -> int:
        """Descriptor of the folder (relative, POSIX; empty for the root), valid until the next
        call. ``create`` makes the folders that are missing. Raises OSError where a component
        is missing, is no folder, or is a link."""
        while self.folder and self.folder != folder and not folder.startswith(self.folder + "/"):
            self._up()
        rest = folder[len(self.folder) :].strip("/")
        for name in rest.split("/") if rest else ():
            self._down(name, create)
        return self._chain[-1]

    def _down(self, name: str, create: bool) -> None:
        if name in {"", ".", ".."}:
            raise OSError(errno.EINVAL, "no plain path")
        raw = path_key(name)
        try:
            descriptor = open_folder(raw, dir_fd=self._chain[-1])
        except FileNotFoundError:
            if not create:
                raise
            with suppress(FileExistsError):
                os.mkdir(raw, dir_fd=self._chain[-1])
            descriptor = open_folder(raw, dir_fd=self._chain[-1])
        self._chain.append(descriptor)
        self._left.append(None)
        self.folder = f"{self.folder}/{name}" if self.folder else name
        self._rest(len(self._chain) - _KEPT_OPEN)

    def _rest(self, index: int) -> None:
        """Close a folder high up in a deep chain, and remember which one it was."""
        if index > 0 and self._chain[index] != _CLOSED:
            seen = os.fstat(self._chain[index])
            self._left[index] = (seen.st_dev, seen.st_ino)
            os.close(self._chain[index])
            self._chain[index] = _CLOSED

    def _up(self) -> None:
        child = self._chain.pop()
        self._left.pop()
        self.folder = self.folder.rpartition("/")[0]
        try:
            if self._chain[-1] == _CLOSED:
                self._reopen(child)
        finally:
            os.close(child)

    def _reopen(self, child: int) -> None:
        """Back to the parent that was closed. Where the tree was moved meanwhile, start anew
        from the root: every step down is then taken again."""
        with suppress(OSError):
            parent = open_folder("..", dir_fd=child)
            seen = os.fstat(parent)
            if (seen.st_dev, seen.st_ino) == self._left[-1]:
                self._chain[-1] = parent
                return
            os.close(parent)
        # Folders are closed from the top on: all that are left here but the root are closed.
        del self._chain[1:], self._left[1:]
        self.folder = ""

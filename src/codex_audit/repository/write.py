"""Writing the tool's artefacts: atomically, inside one root, never through a link."""

import errno
import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final

from codex_audit.domain.artifact import path_key
from codex_audit.domain.errors import AuditError
from codex_audit.repository.leftovers import abandoned, hold
from codex_audit.repository.own import is_leftover, temporary_name
from codex_audit.repository.plain import Descent, open_plain, read_up_to

MAX_APPENDED_BYTES: Final = 50_000_000
"""Files above this size are not appended to."""

_NEW_MODE: Final = 0o644
_KEPT_MODE: Final = 0o777


class WriteError(AuditError):
    """An artefact cannot be written where it belongs."""


def write_file(root: str, path: str, data: bytes, *, durable: bool = False) -> bool:
    """Write a file below a root; true unless it already held these bytes.

    Missing folders are made, the root's own included. Readers see the old bytes or the new
    ones, never a part; ``durable`` waits until the new ones are on the disk, for files that
    hold what people wrote. An existing file keeps its mode, a new one has 0644 less the umask.
    Raises WriteError where the path leaves the root, a component is a link or no folder, or
    the system refuses.
    """
    with _Target(root, path) as target:
        if target.holds(data):
            return False
        target.replace(data, durable)
    return True


def append_block(root: str, path: str, blocks: Sequence[str]) -> int:
    """Append blocks of text to a file below a root; returns how many.

    What stands in the file stays to the byte; a last line without an end gets one. A block
    that already stands there as whole lines is passed over. Durable. Raises WriteError as
    ``write_file``, and for a file above ``MAX_APPENDED_BYTES``.
    """
    with _Target(root, path) as target:
        new, count = _appended(target.read(MAX_APPENDED_BYTES), blocks)
        if count:
            target.replace(new, durable=True)
    return count


def _appended(old: bytes, blocks: Iterable[str]) -> tuple[bytes, int]:
    """The file's bytes with the blocks that are missing, and how many those are."""
    parts = [old]
    if old and not old.endswith(b"\n"):
        parts.append(b"\n")
    new: set[bytes] = set()
    for text in blocks:
        block = (text if text.endswith("\n") else text + "\n").encode("utf-8", "surrogateescape")
        if block not in new and not _stands(block, old):
            new.add(block)
            parts.append(block)
    return (b"".join(parts), len(new)) if new else (old, 0)


def _stands(block: bytes, data: bytes) -> bool:
    if data.startswith(block) or b"\n" + block in data:
        return True
    unended = block[:-1]
    return data == unended or data.endswith(b"\n" + unended)


class _Target:
    """The open folder of a file that is to be written, and the file's name."""

    def __init__(self, root: str, path: str) -> None:
        self._path = path
        folder, _, self._text = path.rpartition("/")
        self._name = path_key(self._text)
        if self._text in {"", ".", ".."} or "\0" in path:
            raise WriteError(f"{path!r} names no file below the output folder; choose another path")
        self._descent: Descent | None = None
        try:
            os.makedirs(root, exist_ok=True)
            self._descent = Descent(root)
            self._folder = self._descent.go(folder, create=True)
            self._mode = self._check()
        except OSError as error:
            self.close()
            raise self._error(error) from error
        except WriteError:
            self.close()
            raise

    def __enter__(self) -> "_Target":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._descent is not None:
            self._descent.close()
            self._descent = None

    def _error(self, error: OSError) -> WriteError:
        if error.errno in {errno.ELOOP, errno.ENOTDIR, errno.EINVAL}:
            why = "it leads over a symbolic link or something that is no folder"
            return WriteError(
                f"{self._path}: not written, {why}; remove that, or choose another output folder"
            )
        why = os.strerror(error.errno) if error.errno else "the system refused"
        return WriteError(f"{self._path}: not written, {why.lower()}; make the output folder writable")

    def _check(self) -> int | None:
        """The mode of the regular file that stands there, or ``None`` if nothing does."""
        try:
            found = os.stat(self._name, dir_fd=self._folder, follow_symlinks=False)
        except FileNotFoundError:
            return None
        if stat.S_ISREG(found.st_mode):
            return stat.S_IMODE(found.st_mode) & _KEPT_MODE
        kind = "a symbolic link" if stat.S_ISLNK(found.st_mode) else "no regular file"
        raise WriteError(f"{self._path}: not written, {kind} stands there; remove it or choose another path")

    def holds(self, data: bytes) -> bool:
        """Whether the file already holds exactly these bytes."""
        if self._mode is None:
            return False
        try:
            return self._read(len(data) + 1) == data
        except OSError:
            return False

    def read(self, limit: int) -> bytes:
        """The file's bytes; empty if there is none."""
        if self._mode is None:
            return b""
        try:
            data = self._read(limit + 1)
        except OSError as error:
            raise self._error(error) from error
        if len(data) > limit:
            raise WriteError(f"{self._path}: not appended to, larger than {limit} bytes; move it away")
        return data

    def _read(self, limit: int) -> bytes:
        descriptor = open_plain(self._name, dir_fd=self._folder)
        try:
            return read_up_to(descriptor, limit)
        finally:
            os.close(descriptor)

    def replace(self, data: bytes, durable: bool) -> None:
        """Put the bytes in a temporary file beside the target, then rename it over."""
        self._sweep()
        temporary = temporary_name(os.urandom(8).hex()).encode()
        try:
            self._fill(temporary, data, durable)
            os.replace(temporary, self._name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
            if durable:
                os.fsync(self._folder)
        except OSError as error:
            raise self._error(error) from error
        finally:
            with suppress(OSError):
                os.unlink(temporary, dir_fd=self._folder)

    def _fill(self, name: bytes, data: bytes, durable: bool) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(name, flags, _NEW_MODE, dir_fd=self._folder)
        try:
            hold(descriptor)
            if self._mode is not None:
                os.fchmod(descriptor, self._mode)
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _sweep(self) -> None:
        """Remove temporary files of ours that a killed run left in the folder."""
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                if not is_leftover(entry.name) or not entry.is_file(follow_symlinks=False):
                    continue
                descriptor = open_plain(entry.name, dir_fd=self._folder)
                try:
                    if abandoned(descriptor):
                        os.unlink(entry.name, dir_fd=self._folder)
                finally:
                    os.close(descriptor)

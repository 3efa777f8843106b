"""Where the git data of a tree lies, judged as git judges it (gitrepository-layout)."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from msgspec import Struct

from codex_audit.repository.git_config import Config, parse_config
from codex_audit.repository.git_errors import GitDataError
from codex_audit.repository.plain import name_text, open_folder, read_plain

MAX_POINTER_BYTES: Final = 65_536
MAX_CONFIG_BYTES: Final = 1_000_000

_HEX: Final = frozenset(b"0123456789abcdefABCDEF")


class GitDir(Struct, frozen=True):
    """The git data that a root belongs to.

    ``top`` is the work tree and ``path`` the directory with ``HEAD`` and the index, ``common``
    the one with refs and objects (another one only in a linked work tree); all absolute.
    ``prefix`` is the root's path below ``top``, POSIX, empty at the top.
    """

    top: str
    prefix: str
    path: str
    common: str

    def config(self) -> Config:
        """The repository's own settings, without any file that they include.

        Raises GitDataError.
        """
        try:
            return parse_config(read_plain(os.path.join(self.common, "config"), MAX_CONFIG_BYTES))
        except FileNotFoundError:
            return Config({})
        except OSError as error:
            raise GitDataError("the repository's config cannot be read") from error


def find(root: str) -> GitDir | None:
    """The git data that a folder belongs to, looked for upwards on one file system as git
    does it, or ``None``. Raises GitDataError where a ``.git`` file leads nowhere, and OSError
    where the root is no folder."""
    real = os.path.realpath(root)
    device = os.stat(real).st_dev
    level = real
    while True:
        with _folder(level) as here:
            path = None if here is None else repository_path(level, here)
            if path is not None:
                prefix = os.path.relpath(real, level) if real != level else ""
                return GitDir(level, name_text(prefix), path, _common(path))
            if here is not None and is_git_directory(here):
                return None
        above = os.path.dirname(level)
        if above == level or not _on_device(above, device):
            return None
        level = above


def _on_device(path: str, device: int) -> bool:
    try:
        return os.stat(path).st_dev == device
    except OSError:
        return False


@contextmanager
def _folder(path: str) -> Iterator[int | None]:
    try:
        descriptor = open_folder(path, follow=True)
    except OSError:
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def repository_path(folder: str, descriptor: int) -> str | None:
    """The git directory that the ``.git`` of an open folder is or names, or ``None``.

    Raises GitDataError for a ``.git`` file that leads nowhere.
    """
    try:
        found = os.stat(".git", dir_fd=descriptor)
    except OSError:
        return None
    path = os.path.realpath(os.path.join(folder, ".git"))
    if stat.S_ISREG(found.st_mode):
        target = _gitfile_target(descriptor)
        path = os.path.realpath(os.path.join(folder, target))
        if not _names_repository(target, descriptor):
            raise GitDataError("the .git file names no repository")
        return path
    return path if stat.S_ISDIR(found.st_mode) and _names_repository(".git", descriptor) else None


def holds_repository(descriptor: int) -> bool:
    """Whether an open folder is the work tree of a repository of its own."""
    try:
        return repository_path("", descriptor) is not None
    except GitDataError as error:
        return isinstance(error.__cause__, PermissionError)


def _gitfile_target(descriptor: int) -> str:
    try:
        data = read_plain(".git", 1 << 20, dir_fd=descriptor, follow=True)
    except OSError as error:
        raise GitDataError("the .git file cannot be read") from error
    target = data.removeprefix(b"gitdir: ").rstrip(b"\r\n").partition(b"\0")[0]
    if not data.startswith(b"gitdir: ") or not target:
        raise GitDataError("the .git file is malformed")
    return os.fsdecode(target)


def _names_repository(path: str, descriptor: int) -> bool:
    try:
        inner = open_folder(path, dir_fd=descriptor, follow=True)
    except OSError:
        return False
    try:
        return is_git_directory(inner)
    finally:
        os.close(inner)


def is_git_directory(descriptor: int) -> bool:
    """Whether an open folder is a git directory: a valid ``HEAD``, objects and refs."""
    if not _valid_head(descriptor):
        return False
    common = _pointer("commondir", descriptor) or "."
    return all(
        os.access(os.path.join(common, name), os.X_OK, dir_fd=descriptor) for name in ("objects", "refs")
    )


def _valid_head(descriptor: int) -> bool:
    try:
        data = read_plain("HEAD", MAX_POINTER_BYTES, dir_fd=descriptor)
    except OSError as error:
        if error.errno != errno.ELOOP:
            return False
        return os.readlink(b"HEAD", dir_fd=descriptor).startswith(b"refs/")
    if data.startswith(b"ref:"):
        return data[4:].lstrip().startswith(b"refs/")
    return len(data) >= 40 and _HEX.issuperset(data[:40])


def _pointer(name: str, descriptor: int) -> str | None:
    try:
        data = read_plain(name, MAX_POINTER_BYTES, dir_fd=descriptor)
    except OSError:
        return None
    return os.fsdecode(data.rstrip(b"\r\n").partition(b"\0")[0])


def _common(path: str) -> str:
    with _folder(path) as descriptor:
        target = None if descriptor is None else _pointer("commondir", descriptor)
    return os.path.realpath(os.path.join(path, target)) if target else path

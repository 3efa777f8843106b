"""Running ``git`` so that nothing of the audited repository can make it run anything.

A repository's own configuration can name programs that git starts. So git never sees it: it
works in a directory of ours with a configuration of ours, no refs, no hooks and no
attributes, and reads only the object store of the repository. Commits are given to it by id.
"""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from msgspec import Struct

from codex_audit.repository.git_dir import GitDir
from codex_audit.repository.git_errors import GitDataError
from codex_audit.repository.git_objects import require_plain
from codex_audit.repository.leftovers import hold, sweep_folders
from codex_audit.repository.plain import open_folder, read_plain
from codex_audit.workers.programs import Completed, find, run

MAX_SHALLOW_BYTES: Final = 10_000_000
MAX_MEMORY: Final = 512 << 20
MAX_OBJECT_BYTES: Final = 256_000_000
"""Most bytes that git may ask for in one piece: no commit or tree is as large, and an object that
says that it is would have to be unpacked in memory."""

_PREFIX: Final = "codex-audit-git-"
_CONFIG: Final = """\
[core]
\trepositoryformatversion = {version}
\tbare = true
\tcommitGraph = false
\tmultiPackIndex = false
\tfsmonitor = false
\tuntrackedCache = false
\thooksPath = /dev/null
\tattributesFile = /dev/null
\texcludesFile = /dev/null
\tpager = cat
[protocol]
\tallow = never
[gc]
\tauto = 0
[maintenance]
\tauto = false
[log]
\tshowSignature = false
\tmailmap = false
[extensions]
"""


class PrivateGit(Struct, frozen=True):
    """The ``git`` program over one repository's objects, until a common deadline."""

    program: str
    folder: str
    environment: dict[str, str]
    deadline: float

    def run(self, arguments: Sequence[str], *, stdin: bytes = b"", max_output: int) -> Completed:
        """Run a git command; what is over the deadline or the output limit is killed."""
        return run(
            [self.program, "--no-pager", *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=stdin,
            timeout=max(0.0, self.deadline - time.monotonic()),
            max_output=max_output,
            max_memory=MAX_MEMORY,
        )


@contextmanager
def private_git(git: GitDir, hash_size: int, timeout: float) -> Iterator[PrivateGit]:
    """Git over the repository's objects, in a temporary directory that is removed afterwards.

    Raises GitDataError where git is not installed, or the objects are not all plain files in one
    place of the repository's own.
    """
    from tempfile import TemporaryDirectory, gettempdir

    program = find("git", git.top)
    if program is None:
        raise GitDataError("the program git is not installed")
    objects = _objects(git.common)
    shallow = _shallow(git.common)
    require_plain(objects)
    sweep_folders(gettempdir(), _PREFIX)
    with TemporaryDirectory(prefix=_PREFIX) as folder, _held(folder):
        _prepare(folder, hash_size, shallow)
        environment = {
            "GIT_DIR": folder,
            "GIT_OBJECT_DIRECTORY": objects,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_PAGER": "cat",
            "GIT_ADVICE": "0",
            "GIT_ALLOC_LIMIT": str(MAX_OBJECT_BYTES),
            "HOME": folder,
            "XDG_CONFIG_HOME": folder,
            "LC_ALL": "C",
            "TZ": "UTC",
            "PATH": os.pathsep.join((os.path.dirname(program), os.defpath)),
        }
        yield PrivateGit(program, folder, environment, time.monotonic() + timeout)


@contextmanager
def _held(folder: str) -> Iterator[None]:
    """Hold the lock that tells a folder in use from one that a killed run left behind."""
    descriptor = open_folder(folder)
    try:
        hold(descriptor)
        yield
    finally:
        os.close(descriptor)


def places(git: GitDir) -> tuple[str, bytes]:
    """Where the objects lie, or why they are not read, and where the history was cut."""
    try:
        return _objects(git.common), _shallow(git.common)
    except GitDataError as error:
        return str(error), b""


def is_shallow(git: GitDir) -> bool:
    """Whether the history was cut when it was cloned."""
    return os.path.lexists(os.path.join(git.common, "shallow"))


def _objects(common: str) -> str:
    """The object store, if it is the repository's own: no link, and nothing borrowed."""
    objects = os.path.join(common, "objects")
    for path in (objects, os.path.join(objects, "pack"), os.path.join(objects, "info")):
        if os.path.islink(path):
            raise GitDataError("the object store is a symbolic link, which is not followed")
    if os.path.lexists(os.path.join(objects, "info", "alternates")):
        raise GitDataError("the object store borrows from another repository, which is not read")
    return objects


def _shallow(common: str) -> bytes:
    try:
        return read_plain(os.path.join(common, "shallow"), MAX_SHALLOW_BYTES)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise GitDataError("the list of cut commits cannot be read") from error


def _prepare(folder: str, hash_size: int, shallow: bytes) -> None:
    sha256 = hash_size == 32
    config = _CONFIG.format(version=1 if sha256 else 0)
    if sha256:
        config += "\tobjectFormat = sha256\n"
    _put(folder, "config", config.encode())
    _put(folder, "HEAD", b"ref: refs/heads/none\n")
    for name in ("objects", "refs"):
        os.mkdir(os.path.join(folder, name))
    if shallow:
        _put(folder, "shallow", shallow)


def _put(folder: str, name: str, data: bytes) -> None:
    with open(os.path.join(folder, name), "xb") as file:
        file.write(data)

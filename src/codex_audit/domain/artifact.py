"""What the walk returns: the files of a tree, and what it passed over and why."""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

MAX_HASHED_BYTES = 5_000_000
"""Files above this size are inventoried without a SHA-256."""

MAX_READ_BYTES = 20_000_000
"""Files above this size are inventoried from their first block alone."""


class Kind(StrEnum):
    """What an artifact is for, judged by its name and, failing that, by its first bytes."""

    CODE = "code"
    CONFIG = "config"
    DOCS = "docs"
    NOTEBOOK = "notebook"
    DATA = "data"
    TEXT = "text"
    BINARY = "binary"
    LINK = "link"


class Role(StrEnum):
    """Which part an artifact plays in its repository; evidence weighs by it."""

    SOURCE = "source"
    TEST = "test"
    DOCS = "docs"
    EXAMPLE = "example"
    SCRIPT = "script"
    CONFIG = "config"
    VENDORED = "vendored"
    GENERATED = "generated"
    ENVIRONMENT = "environment"


class Entry(Struct, frozen=True):
    """A regular file or symbolic link that the walk found; nothing of it was read yet.

    ``path`` is relative and POSIX; bytes that are not UTF-8 stand in it as surrogates
    (``os.fsdecode``). ``mtime_ns``, ``ctime_ns`` and ``inode`` recognise an unchanged file;
    they never reach a report. ``target`` is what a link says.
    """

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    link: bool = False
    tracked: bool = False
    executable: bool = False
    target: str | None = None


class Skipped(Struct, frozen=True):
    """A path that is not in the inventory, and the reason."""

    path: str
    reason: str


class Walk(Struct, frozen=True):
    """Everything under a root, in byte order of the paths, before any file was read."""

    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]
    git: bool
    incomplete: tuple[str, ...] = ()


class Artifact(Struct, frozen=True):
    """One file of the inventory.

    ``sha256`` is null above ``MAX_HASHED_BYTES``; ``lines`` is null for binary files and
    links; ``tier`` names the rung of the parse ladder for Python and notebooks.
    """

    path: str
    kind: Kind
    language: str | None
    role: Role
    size: int
    sha256: str | None
    lines: int | None
    tier: str | None = None
    target: str | None = None


class Snapshot(Struct, frozen=True):
    """The sorted artifacts of a tree and the paths that were skipped."""

    artifacts: tuple[Artifact, ...]
    skipped: tuple[Skipped, ...]

    def __iter__(self) -> Iterator[Artifact]:
        return iter(self.artifacts)

    def paths(self) -> frozenset[str]:
        """The paths of all artifacts."""
        return frozenset(artifact.path for artifact in self.artifacts)


def path_key(path: str) -> bytes:
    """Sort key that gives the byte order git uses."""
    return path.encode("utf-8", "surrogateescape")

"""What git knows of a work tree before anything in it is looked at: which paths are tracked,
and which ignore files hold at the root."""

import errno
import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from codex_audit.domain.artifact import path_key
from codex_audit.repository.git_dir import GitDir, find
from codex_audit.repository.git_errors import GitDataError
from codex_audit.repository.git_index import FOLDER, IndexEntry, read_index
from codex_audit.repository.ignore import MAX_IGNORE_BYTES, Budget, IgnoreFile, Scope, match_text
from codex_audit.repository.plain import Descent, bytes_text, read_plain
from codex_audit.repository.reasons import (
    EXCLUDED,
    FOLDED_IGNORE_FILE,
    IGNORED,
    IMPOSSIBLE_PATHS,
    UNREAD_IGNORE_FILE,
)


class Tracked(Struct):
    """The tracked paths below a root, by folder and name; ``""`` is the root.

    A folder that a sparse index left folded stands in ``folded`` and counts as a folder with
    tracked files.
    """

    by_folder: dict[str, dict[str, IndexEntry]] = field(default_factory=dict)
    folded: list[str] = field(default_factory=list)
    impossible: int = 0
    _folders: list[str] = field(default_factory=list)

    def below(self, folder: str) -> bool:
        """Whether any tracked path lies in the folder or deeper."""
        if folder in self.by_folder:
            return True
        at = bisect_left(self._folders, folder + "/")
        return at < len(self._folders) and self._folders[at].startswith(folder + "/")

    def close(self) -> None:
        """To be called once after the last path was added."""
        self._folders = sorted(self.by_folder)


def tracked_below(entries: Iterable[IndexEntry], prefix: str) -> Tracked:
    """The entries below a prefix, their paths made relative to it."""
    tracked = Tracked()
    start = path_key(prefix) + b"/" if prefix else b""
    for entry in entries:
        if not entry.path.startswith(start):
            continue
        path = bytes_text(entry.path[len(start) :])
        if _impossible(path):
            tracked.impossible += 1
        elif entry.mode == FOLDER:
            tracked.folded.append(path)
            tracked.by_folder.setdefault(path.rstrip("/"), {})
        else:
            folder, _, name = path.rpartition("/")
            tracked.by_folder.setdefault(folder, {})[name] = entry
    tracked.close()
    return tracked


def _impossible(path: str) -> bool:
    """Whether the path is empty, absolute, leaves the tree, or lies in git's own data."""
    if "//" not in path and "/." not in path and path[:1] not in {"", ".", "/"}:
        return False
    return any(part in {"", ".", "..", ".git"} for part in path.removesuffix("/").split("/"))


class WorkTree(Struct):
    """How the walk starts. ``tracked`` is ``None`` outside git. ``scope`` holds the ignore
    files above the root and ``.git/info/exclude``; ``base`` is the root's path in the tree
    that they speak of; ``ignored`` says why the root itself is excluded, if it is."""

    git: GitDir | None
    tracked: Tracked | None
    scope: Scope | None
    base: str
    ignored: str | None
    budget: Budget
    notes: list[str]


def open_work_tree(root: str) -> WorkTree:
    """What git knows of the tree at a root.

    A root in a repository that excludes it and tracks nothing in it counts as outside git.
    Git data that cannot be read is noted, and the root then counts as outside git too.
    Raises OSError where the root is no folder.
    """
    budget = Budget()
    notes: list[str] = []
    try:
        git = find(root)
        if git is not None:
            entries = read_index(git.path, git.config().hash_size)
            tracked = tracked_below(entries, git.prefix)
            scope, ignored = _scope_above(git, budget, notes, entries)
            if ignored is None or tracked.by_folder:
                if tracked.impossible:
                    notes.append(IMPOSSIBLE_PATHS)
                return WorkTree(git, tracked, scope, match_text(git.prefix), ignored, budget, notes)
    except GitDataError as error:
        notes.append(f"{error}; the tree was walked as if it were outside git")
    return WorkTree(None, None, None, "", None, budget, notes)


def _scope_above(
    git: GitDir, budget: Budget, notes: list[str], entries: list[IndexEntry]
) -> tuple[Scope | None, str | None]:
    """The ignore files that hold at the root but lie above it, and why the root is excluded."""
    scope = _excludes(git, budget, notes)
    if not git.prefix:
        return scope, None
    folded = {entry.path for entry in entries if entry.sparse}
    try:
        with Descent(git.top) as descent:
            for folder, below in _steps(git.prefix):
                path = f"{folder}/.gitignore" if folder else ".gitignore"
                data = read_ignore_file(descent.go(folder), path_key(path) in folded, notes)
                if data is not None:
                    base = len(match_text(folder)) + 1 if folder else 0
                    scope = Scope(IgnoreFile(data, budget), base, IGNORED, scope)
                name = match_text(below.rpartition("/")[2])
                reason = scope.ignored(match_text(below), name, folder=True) if scope else None
                if reason is not None:
                    return scope, reason
    except OSError:
        notes.append(UNREAD_IGNORE_FILE)
    return scope, None


def _steps(prefix: str) -> Iterator[tuple[str, str]]:
    """Each folder from the top down to the prefix's parent, with the next one below."""
    folder = ""
    for name in prefix.split("/"):
        below = f"{folder}/{name}" if folder else name
        yield folder, below
        folder = below


def _excludes(git: GitDir, budget: Budget, notes: list[str]) -> Scope | None:
    try:
        data = read_plain(os.path.join(git.common, "info/exclude"), MAX_IGNORE_BYTES, follow=True)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        notes.append(UNREAD_IGNORE_FILE)
        return None
    return Scope(IgnoreFile(data, budget), 0, EXCLUDED)


def read_ignore_file(descriptor: int, folded: bool, notes: list[str]) -> bytes | None:
    """The ``.gitignore`` of an open folder; a link is not followed, as git does not either.

    ``folded``: it is tracked and not meant to be checked out.
    """
    try:
        return read_plain(".gitignore", MAX_IGNORE_BYTES, dir_fd=descriptor)
    except FileNotFoundError:
        if folded and FOLDED_IGNORE_FILE not in notes:
            notes.append(FOLDED_IGNORE_FILE)
    except OSError as error:
        if error.errno not in {errno.ELOOP, errno.EINVAL} and UNREAD_IGNORE_FILE not in notes:
            notes.append(UNREAD_IGNORE_FILE)
    return None

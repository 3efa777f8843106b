"""The walk: which files a tree has, in one stable order, and what was passed over and why."""

import os
import stat
from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from codex_audit.domain.artifact import Entry, Skipped, Walk, path_key
from codex_audit.domain.errors import AuditError
from codex_audit.repository import reasons
from codex_audit.repository.git_dir import holds_repository
from codex_audit.repository.git_index import GITLINK, IndexEntry
from codex_audit.repository.ignore import IgnoreFile, Scope, match_text
from codex_audit.repository.own import OwnPaths, is_leftover
from codex_audit.repository.plain import Descent, name_text
from codex_audit.repository.work_tree import WorkTree, open_work_tree, read_ignore_file

_TELLING: Final = frozenset({".git", ".gitignore", "pyvenv.cfg"})
_FOR_ALL: Final = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH
_KEPT_FILES: Final = 256
_KEPT_BYTES: Final = 65_536


def walk(root: str, own: frozenset[str]) -> Walk:
    """Every file under a root, without reading one.

    Inside a git work tree the entries are what ``git ls-files --cached --others
    --exclude-standard`` names there and is present, without the user's own excludes; elsewhere
    all files that the tree's ``.gitignore`` files leave. ``own`` are the tool's own artefacts
    as ``OwnPaths`` reads them: they stand in neither list. Folders among the skipped end in a
    slash. Raises AuditError where the root is no folder that can be read.
    """
    real = os.path.realpath(root)
    try:
        tree = open_work_tree(real)
        with Descent(real) as descent:
            walker = _Walker(descent, tree, OwnPaths(own))
            walker.run()
    except OSError as error:
        raise AuditError(f"{root}: not a folder that can be read; name an existing folder") from error
    notes = [*tree.notes, reasons.OVER_BUDGET] if tree.budget.spent else tree.notes
    return Walk(
        entries=tuple(sorted(walker.entries, key=lambda entry: path_key(entry.path))),
        skipped=tuple(sorted(walker.skipped, key=lambda one: path_key(one.path))),
        git=tree.tracked is not None,
        incomplete=tuple(dict.fromkeys(notes)),
    )


class _Folder(Struct, frozen=True):
    """A folder to be listed. ``key`` is its path as the ignore files see it. ``ignored`` is
    why its untracked files are left out; ``doubtful``: it is left out for that reason, unless
    it holds nothing but the tool's own artefacts."""

    path: str
    key: str
    scope: Scope | None
    ignored: str | None
    doubtful: bool = False


class _Place(Struct, frozen=True):
    """The open folder that is being listed, with what holds for its files."""

    folder: _Folder
    descriptor: int
    scope: Scope | None
    tracked: dict[str, IndexEntry]

    def path(self, name: str) -> str:
        return f"{self.folder.path}/{name}" if self.folder.path else name

    def ignored(self, key: str, name: str, folder: bool) -> str | None:
        if self.folder.ignored is not None or self.scope is None:
            return self.folder.ignored
        return self.scope.ignored(key, match_text(name), folder)


class _Walker(Struct):
    descent: Descent
    tree: WorkTree
    own: OwnPaths
    entries: list[Entry] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    pending: list[_Folder] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    listed: set[str] = field(default_factory=set)
    files: dict[bytes, IgnoreFile] = field(default_factory=dict)

    def run(self) -> None:
        """List every folder, then account for the tracked paths that were not met."""
        self.pending.append(_Folder("", self.tree.base, self.tree.scope, self.tree.ignored))
        while self.pending:
            folder = self.pending.pop()
            try:
                listing = self._listing(folder.path)
            except OSError:
                if not folder.path:
                    raise
                self.unreadable.add(folder.path)
                self._skip(folder.path + "/", folder.ignored or reasons.UNREADABLE_FOLDER)
                continue
            if not folder.doubtful:
                self._enter(folder, listing)
            elif self._foreign(folder.path, listing):
                self._skip(folder.path + "/", folder.ignored or "")
        self._account()

    def _listing(self, path: str) -> "list[os.DirEntry[str]]":
        with os.scandir(self.descent.go(path)) as entries:
            return sorted(entries, key=lambda entry: entry.name)

    def _skip(self, path: str, reason: str) -> None:
        self.skipped.append(Skipped(path, reason))

    def _skip_folder(self, folder: _Folder, reason: str) -> None:
        """Leave a folder out; where own artefacts may lie in it, look first for others."""
        if self.own.below(folder.path):
            self.pending.append(_Folder(folder.path, folder.key, None, reason, doubtful=True))
        else:
            self._skip(folder.path + "/", reason)

    def _foreign(self, path: str, listing: "list[os.DirEntry[str]]") -> bool:
        """Whether a listed folder holds any file, however deep, that is not the tool's own."""
        folders: list[str] = []
        while True:
            for entry in listing:
                name = name_text(entry.name)
                below = f"{path}/{name}"
                if not _is_folder(entry):
                    if not self.own.file(path, name):
                        return True
                elif not self.own.folder(below):
                    folders.append(below)
            if not folders:
                return False
            path = folders.pop()
            try:
                listing = self._listing(path)
            except OSError:
                return True

    def _enter(self, folder: _Folder, listing: "list[os.DirEntry[str]]") -> None:
        tracked = self.tree.tracked.by_folder.get(folder.path, {}) if self.tree.tracked else {}
        descriptor = self.descent.go(folder.path)
        telling = _TELLING.intersection(entry.name for entry in listing)
        if folder.path and telling and not self._tracked_below(folder.path):
            whole = self._whole(telling, descriptor)
            if whole is not None:
                self._skip_folder(folder, whole)
                return
        scope = None if folder.ignored else self._scope(folder, telling, tracked, descriptor)
        place = _Place(folder, descriptor, scope, tracked)
        self.listed.add(folder.path)
        for entry in listing:
            self._take(place, entry, name_text(entry.name))
        if tracked:
            for name in tracked.keys() - {name_text(entry.name) for entry in listing}:
                self._missing(place.path(name), tracked[name], reasons.ABSENT)

    def _tracked_below(self, path: str) -> bool:
        return self.tree.tracked is not None and self.tree.tracked.below(path)

    def _whole(self, names: frozenset[str], descriptor: int) -> str | None:
        """Why a folder is left out whole, judged by what lies in it."""
        if ".git" in names and holds_repository(descriptor):
            return reasons.NESTED
        if "pyvenv.cfg" in names and self.tree.tracked is None:
            return reasons.ENVIRONMENT
        return None

    def _scope(
        self, folder: _Folder, names: frozenset[str], tracked: dict[str, IndexEntry], descriptor: int
    ) -> Scope | None:
        """The ignore files that hold in a folder, its own included."""
        listed = tracked.get(".gitignore")
        folded = listed is not None and listed.sparse
        if ".gitignore" not in names and not folded:
            return folder.scope
        data = read_ignore_file(descriptor, folded, self.tree.notes)
        if not data:
            return folder.scope
        file = self.files.get(data) or IgnoreFile(data, self.tree.budget)
        if len(data) <= _KEPT_BYTES and len(self.files) < _KEPT_FILES:
            self.files[data] = file
        return Scope(file, len(folder.key) + 1 if folder.key else 0, reasons.IGNORED, folder.scope)

    def _take(self, place: _Place, entry: "os.DirEntry[str]", name: str) -> None:
        """Decide on one name of the folder that is being listed."""
        tracked = place.tracked.get(name)
        if name == ".git":
            self._skip(place.path(name) + ("/" if _is_folder(entry) else ""), reasons.GIT_DATA)
        elif tracked is not None and tracked.mode == GITLINK:
            self._missing(place.path(name), tracked, reasons.SUBMODULE)
        elif _is_folder(entry):
            if tracked is not None:
                self._missing(place.path(name), tracked, reasons.REPLACED)
            self._take_folder(place, place.path(name), name)
        elif not self.own.file(place.folder.path, name):
            self._take_file(place, entry, name, tracked is not None)

    def _take_folder(self, place: _Place, path: str, name: str) -> None:
        if self.own.folder(path):
            return
        key = f"{place.folder.key}/{match_text(name)}" if place.folder.key else match_text(name)
        if len(key) > reasons.MAX_PATH_BYTES:
            self._skip(path + "/", reasons.TOO_DEEP)
            return
        ignored = place.ignored(key, name, folder=True)
        below = _Folder(path, key, place.scope, ignored)
        if self._tracked_below(path):
            self.pending.append(below)
        elif ignored is not None:
            self._skip_folder(below, ignored)
        elif self.tree.tracked is None and name in reasons.LEFT_OUT:
            self._skip_folder(below, reasons.LEFT_OUT[name])
        else:
            self.pending.append(below)

    def _take_file(self, place: _Place, entry: "os.DirEntry[str]", name: str, tracked: bool) -> None:
        path = place.path(name)
        if not tracked:
            if is_leftover(name):
                self._skip(path, reasons.LEFTOVER)
                return
            key = f"{place.folder.key}/{match_text(name)}" if place.folder.key else match_text(name)
            ignored = place.ignored(key, name, folder=False)
            if ignored is not None:
                self._skip(path, ignored)
                return
        try:
            found = entry.stat(follow_symlinks=False)
            mode = found.st_mode
            link = stat.S_ISLNK(mode)
            target = os.readlink(entry.name, dir_fd=place.descriptor) if link else None
        except OSError:
            self._skip(path, reasons.VANISHED)
            return
        if not link:
            if not stat.S_ISREG(mode):
                self._skip(path, reasons.SPECIAL)
                return
            # Where not everybody may read, ask whether this process may.
            if mode & _FOR_ALL != _FOR_ALL and not os.access(entry.name, os.R_OK, dir_fd=place.descriptor):
                self._skip(path, reasons.UNREADABLE)
                return
        self.entries.append(
            Entry(
                path=path,
                size=found.st_size,
                mtime_ns=found.st_mtime_ns,
                ctime_ns=found.st_ctime_ns,
                inode=found.st_ino,
                link=link,
                tracked=tracked,
                executable=not link and bool(mode & stat.S_IXUSR),
                target=target,
            )
        )

    def _missing(self, path: str, entry: IndexEntry, reason: str) -> None:
        """Note a tracked path that is no file of the work tree."""
        if entry.mode == GITLINK:
            reason = reasons.SUBMODULE
        elif entry.sparse and reason == reasons.ABSENT:
            reason = reasons.SPARSE
        if not self.own.anywhere(path):
            self._skip(path, reason)

    def _account(self) -> None:
        """Note the tracked paths in folders that were never listed."""
        if self.tree.tracked is None:
            return
        for folder, names in self.tree.tracked.by_folder.items():
            if folder in self.listed:
                continue
            hidden = not self.unreadable.isdisjoint(_upwards(folder)) if self.unreadable else False
            for name, entry in names.items():
                self._missing(f"{folder}/{name}", entry, reasons.HIDDEN if hidden else reasons.ABSENT)
        for path in self.tree.tracked.folded:
            self._skip(path, reasons.SPARSE)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _upwards(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]

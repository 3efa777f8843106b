"""The refs of a repository that keeps them in files: HEAD, local branches, origin's HEAD."""

import os
import stat
from typing import Final

from msgspec import Struct, field

from codex_audit.domain.artifact import path_key
from codex_audit.domain.patterns import regex
from codex_audit.repository.git_dir import MAX_POINTER_BYTES, GitDir
from codex_audit.repository.plain import Descent, bytes_text, name_text, read_plain

MAX_PACKED_BYTES: Final = 64_000_000
MAX_LOOSE_REFS: Final = 50_000
MAX_NAME: Final = 1_024

_HEADS: Final = "refs/heads/"
_ORIGIN: Final = "refs/remotes/origin/"
_HOPS: Final = 5
_BROKEN: Final = regex(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(?:/|\Z)|[./]\Z")


class Refs(Struct, frozen=True):
    """What the refs say. Ids are hexadecimal.

    ``branches`` maps the names of local branches to their tips, by byte order of the names.
    ``default`` is the branch that origin's HEAD names. ``unknown`` says what was not read.
    """

    head: str | None
    head_branch: str | None
    default: str | None
    branches: dict[str, str]
    unknown: tuple[str, ...]


def read_refs(git: GitDir, hash_size: int) -> Refs:
    """HEAD and the local branches, from loose and packed refs."""
    reading = _Reading(git, hash_size * 2)
    packed = reading.packed()
    names = reading.loose_branches() | {name for name in packed if name.startswith(_HEADS)}
    branches: dict[str, str] = {}
    for name in sorted(names, key=path_key):
        tip = None if _BROKEN.search(name) else reading.resolve(name, packed)
        if tip is None:
            reading.note("a branch whose ref is broken was left out")
        else:
            branches[name.removeprefix(_HEADS)] = tip
    head_id, target = reading.head(packed)
    origin = reading.loose(f"{_ORIGIN}HEAD")
    default = (origin or "").removeprefix(f"ref: {_ORIGIN}")
    return Refs(
        head=head_id,
        head_branch=target.removeprefix(_HEADS) if target and target.startswith(_HEADS) else None,
        default=default if origin and origin != default else None,
        branches=branches,
        unknown=tuple(reading.notes),
    )


class _Reading(Struct):
    git: GitDir
    digits: int
    notes: list[str] = field(default_factory=list)

    def note(self, reason: str) -> None:
        if reason not in self.notes:
            self.notes.append(reason)

    def packed(self) -> dict[str, str]:
        """Ids by full name from ``packed-refs``, of branches alone."""
        try:
            data = read_plain(os.path.join(self.git.common, "packed-refs"), MAX_PACKED_BYTES)
        except FileNotFoundError:
            return {}
        except OSError:
            self.note("packed refs could not be read")
            return {}
        found: dict[str, str] = {}
        for line in data.split(b"\n"):
            value, space, name = line.partition(b" ")
            if space and name.startswith(_HEADS.encode()) and len(value) == self.digits:
                found[bytes_text(name.rstrip(b"\r"))] = bytes_text(value)
        return found

    def loose_branches(self) -> set[str]:
        """Full names of the files below ``refs/heads``."""
        found: set[str] = set()
        try:
            descent = Descent(os.path.join(self.git.common, "refs/heads"))
        except OSError:
            return found
        with descent:
            folders = [""]
            for _ in range(MAX_LOOSE_REFS):
                if not folders or len(found) >= MAX_LOOSE_REFS:
                    break
                self._list(descent, folders.pop(), folders, found)
        if folders or len(found) >= MAX_LOOSE_REFS:
            self.note("there are more branches than are read")
        return found

    def _list(self, descent: Descent, folder: str, folders: list[str], found: set[str]) -> None:
        prefix = f"{folder}/" if folder else ""
        try:
            with os.scandir(descent.go(folder)) as entries:
                for entry in entries:
                    path = prefix + name_text(entry.name)
                    if len(path) > MAX_NAME:
                        self.note("a branch with an absurdly long name was left out")
                    elif entry.is_dir(follow_symlinks=False):
                        folders.append(path)
                    elif not path.endswith(".lock"):
                        found.add(_HEADS + path)
        except OSError:
            self.note("a folder of branches could not be read")

    def loose(self, name: str) -> str | None:
        """A loose ref's text without its line end; what a link names reads ``ref: …``."""
        return self._pointer(os.path.join(self.git.common, *map(os.fsdecode, path_key(name).split(b"/"))))

    def _pointer(self, path: str) -> str | None:
        try:
            if stat.S_ISLNK(os.lstat(path).st_mode):
                return "ref: " + bytes_text(os.readlink(os.fsencode(path)))
            return bytes_text(read_plain(path, MAX_POINTER_BYTES)).strip()
        except OSError:
            return None

    def resolve(self, name: str, packed: dict[str, str]) -> str | None:
        """The id that a ref leads to, over at most five symbolic ones; a loose one wins."""
        for _ in range(_HOPS):
            text = self.loose(name)
            if text is None:
                return self._id(packed.get(name, ""))
            if not text.startswith("ref:"):
                return self._id(text)
            name = text[4:].strip()
            if not name.startswith("refs/") or _BROKEN.search(name):
                return None
        return None

    def head(self, packed: dict[str, str]) -> tuple[str | None, str | None]:
        """The commit of HEAD, and the ref that it names unless it is detached."""
        text = self._pointer(os.path.join(self.git.path, "HEAD")) or ""
        if not text.startswith("ref:"):
            return self._id(text), None
        target = text[4:].strip()
        if not target.startswith("refs/") or _BROKEN.search(target):
            return None, None
        return self.resolve(target, packed), target

    def _id(self, text: str) -> str | None:
        value = text[: self.digits].lower()
        whole = len(value) == self.digits and text[self.digits :][:1].strip() == ""
        return value if whole and set(value) <= set("0123456789abcdef") else None

"""Paths as documents write them, against the paths of the tree."""

import posixpath
import re
from functools import cached_property
from typing import Final

from codex_audit.domain.patterns import regex
from codex_audit.domain.project import Project

_SCHEME: Final = regex(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:")
_ESCAPE: Final = regex(r"(?:%[0-9A-Fa-f]{2})+")
_PLACEHOLDER: Final = regex(
    r"[<>{}$*|\"'`\\\s^,;!?()\[\]…=]|\.\.\.|path/to|/to/|your[-_]|my[-_]|example\.|foo|bar\b|xxx", re.I
)


class Tree:
    """The files and folders of the repository, and what was skipped."""

    def __init__(self, project: Project) -> None:
        self.files = frozenset(project.artifacts)
        folders: set[str] = set()
        for path in (*project.artifacts, *(one.path.rstrip("/") for one in project.snapshot.skipped)):
            folder = posixpath.dirname(path)
            while folder and folder not in folders:
                folders.add(folder)
                folder = posixpath.dirname(folder)
        self.folders = frozenset(folders)
        self.skipped = frozenset(one.path.rstrip("/") for one in project.snapshot.skipped)
        links = (one for one in project.snapshot if one.target is not None)
        self.opaque = self.skipped | {one.path for one in links}
        self.names = frozenset(posixpath.basename(path) for path in self.files | self.folders)

    def has(self, path: str) -> bool:
        """Whether a normalised path is a file, a folder, or below something not looked into."""
        if path in {"", "."} or path in self.files or path in self.folders:
            return True
        while path:
            if path in self.opaque:
                return True
            path = posixpath.dirname(path)
        return False

    def ends(self, path: str) -> bool:
        """Whether any file or folder of the tree ends in this path."""
        if posixpath.basename(path) not in self.names:
            return False
        return path in self._tails

    @cached_property
    def _tails(self) -> frozenset[str]:
        tails: set[str] = set()
        for path in (*self.files, *self.folders):
            rest = path
            while rest and rest not in tails:
                tails.add(rest)
                rest = rest.partition("/")[2]
        return frozenset(tails)


def link_path(target: str, document: str) -> str | None:
    """The path within the repository that a link of a document means, or ``None`` where it
    means something else: another site, a place in the same document, a template, or a page
    above the repository (hosting sites serve issues and releases there)."""
    plain = target.strip()
    if _SCHEME.match(plain) or plain.startswith(("//", "#", "?")) or not plain:
        return None
    plain = plain.partition("#")[0].partition("?")[0]
    if not plain or any(mark in plain for mark in "{}<>$|*\\\n") or "@" in plain or "://" in plain:
        return None
    plain = unescape(plain)
    base = "" if plain.startswith("/") else posixpath.dirname(document)
    path = posixpath.normpath(posixpath.join(base, plain.lstrip("/")))
    return None if path.startswith("..") else path


def unescape(text: str) -> str:
    """Percent escapes decoded as UTF-8; what is none stays."""
    return _ESCAPE.sub(
        lambda match: bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace"), text
    )


def placeholder(text: str) -> bool:
    """Whether a path is a pattern, a variable or a stand-in for the reader's own."""
    return _PLACEHOLDER.search(text) is not None or text.startswith(
        ("/", "~", "-", "@", "..", "http:", "https:")
    )

"""Folders from which a project's own configuration imports."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from codex_audit.domain.facts import ConfigFacts, FileFacts
from codex_audit.domain.patterns import regex

_WHERE_KEYS: Final = (
    "packages.find.where",
    "packages.find.namespaces.where",
    "pythonpath",
    "python_paths",
    "mypy_path",
    "find_packages.where",
)
_FOLDER_KEYS: Final = ("package-dir", "package_dir")
_PACKAGE_KEYS: Final = ("tool.poetry.packages", "build.targets.wheel.packages", "build.packages")
_SOURCE_KEYS: Final = (
    "tool.maturin.python-source",
    "tool.uv.build-backend.module-root",
    "tool.flit.sdist.root",
)

_FROM: Final = regex(r"""\bfrom["']?\s{0,8}[=:]\s{0,8}["']?([\w./-]{1,200})""")
_PAIR: Final = regex(r"""([\w.]{0,200})["']?\s{0,8}[=:]\s{0,8}["']?([\w./-]{0,200})""")

MAX_ROOTS: Final = 50

CONVENTIONAL: Final = ("", "src", "lib", "python")
"""Where packages stand by custom, relative to a project's folder."""


def declared_roots(files: Mapping[str, FileFacts]) -> tuple[str, ...]:
    """Import roots that packaging and test configuration name, sorted, without the top."""
    found: set[str] = set()
    for path, bundle in files.items():
        facts = bundle.get(ConfigFacts)
        if facts is None:
            continue
        folder = posixpath.dirname(path)
        for value in _folders(facts):
            joined = posixpath.normpath(posixpath.join(folder, value or "."))
            if joined != "." and not joined.startswith(("..", "/")):
                found.add(joined)
    return tuple(sorted(found)[:MAX_ROOTS])


def _folders(facts: ConfigFacts) -> Iterator[str]:
    for setting in facts.settings:
        key, value = setting.key, setting.value
        if key.endswith(_WHERE_KEYS):
            yield from _words(value)
        elif key.endswith(_FOLDER_KEYS):
            yield from _package_folders(_pairs(value))
        elif any(f"{one}." in key for one in _FOLDER_KEYS):
            yield from _package_folders([(key.rpartition(".")[2], value)])
        elif key.endswith(_PACKAGE_KEYS):
            yield from _FROM.findall(value)
            yield from (posixpath.dirname(word) for word in _words(value) if "/" in word and "=" not in word)
        elif key in _SOURCE_KEYS:
            yield value.strip()


def _words(value: str) -> list[str]:
    """The members of a list as settings join them; braces and quotes apart."""
    return [word for word in re.split(r"[,\s:\[\]'\"{}()]{1,20}", value) if word and word != "."]


def _pairs(value: str) -> list[tuple[str, str]]:
    pairs = [(name, folder) for name, folder in _PAIR.findall(value) if folder]
    return pairs or [("", word) for word in _words(value)]


def _package_folders(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """``"" -> src`` makes ``src`` a root, ``pkg -> src/pkg`` the folder above it."""
    for name, folder in pairs:
        clean = folder.rstrip("/")
        last = name.rpartition(".")[2]
        if not last or last in {"package-dir", "package_dir"}:
            yield clean
        elif posixpath.basename(clean) == last:
            yield posixpath.dirname(clean)

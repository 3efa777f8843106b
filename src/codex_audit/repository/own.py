"""The tool's own artefacts, which stand in no inventory."""

from collections.abc import Iterable
from typing import Final

from codex_audit.domain.patterns import regex

_TEMPORARY: Final = regex(r"\.codex-audit-[0-9a-f]{16}\.tmp")
_NOTHING: Final[tuple[frozenset[str], tuple[str, ...]]] = (frozenset(), ())


class OwnPaths:
    """Paths relative to a root: ``a/b`` is that file, ``a/*.x`` every file of that ending in
    the folder ``a``, and ``a/`` everything below it."""

    def __init__(self, own: Iterable[str]) -> None:
        names: dict[str, set[str]] = {}
        endings: dict[str, set[str]] = {}
        self._folders: set[str] = set()
        self._above: set[str] = set()
        for path in own:
            folder, _, name = path.rpartition("/")
            if not name:
                self._folders.add(folder)
            elif name.startswith("*"):
                endings.setdefault(folder, set()).add(name[1:])
            else:
                names.setdefault(folder, set()).add(name)
            while folder and folder not in self._above:
                self._above.add(folder)
                folder = folder.rpartition("/")[0]
        self._files = {
            folder: (frozenset(names.get(folder, ())), tuple(sorted(endings.get(folder, ()))))
            for folder in names.keys() | endings.keys()
        }

    def file(self, folder: str, name: str) -> bool:
        """Whether a file of this folder is the tool's own, by the folder itself. So is one that
        is being written beside own files, by another run or by one that was killed."""
        names, endings = self._files.get(folder, _NOTHING)
        if name in names or (bool(endings) and name.endswith(endings)):
            return True
        return folder in self._files and is_leftover(name)

    def folder(self, path: str) -> bool:
        """Whether all of the folder is the tool's own."""
        return path in self._folders

    def anywhere(self, path: str) -> bool:
        """Whether a file is the tool's own, its folders taken into account."""
        folder, _, name = path.rpartition("/")
        if self.file(folder, name):
            return True
        while self._folders and folder:
            if folder in self._folders:
                return True
            folder = folder.rpartition("/")[0]
        return False

    def below(self, folder: str) -> bool:
        """Whether own paths could lie in the folder or deeper."""
        return folder in self._above


def temporary_name(token: str) -> str:
    """The name of a file that is being written; ``token`` is 16 hexadecimal digits."""
    return f".codex-audit-{token}.tmp"


def is_leftover(name: str) -> bool:
    """Whether a file has the name of a temporary file, left by a run that was killed."""
    return name.startswith(".codex-audit-") and _TEMPORARY.fullmatch(name) is not None

"""What an object store holds, before git is let at it: git opens what it finds there, and waits
for ever on a FIFO."""

import os
from typing import Final

from codex_audit.repository.git_errors import GitDataError

_FANS: Final = frozenset(f"{number:02x}" for number in range(256))


def require_plain(objects: str) -> None:
    """Raise GitDataError unless all that git may open in an object store are plain files in
    plain folders."""
    try:
        with os.scandir(objects) as entries:
            fans = [entry for entry in entries if entry.name in _FANS or entry.name == "pack"]
        plain = all(entry.is_dir(follow_symlinks=False) and _all_plain(entry.path) for entry in fans)
    except OSError as error:
        raise GitDataError("the object store cannot be read") from error
    if not plain:
        raise GitDataError("the object store holds what are no plain files, which are not opened")


def _all_plain(folder: str) -> bool:
    """Folders do no harm: git reads no object from them."""
    with os.scandir(folder) as entries:
        return all(
            entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False) for entry in entries
        )

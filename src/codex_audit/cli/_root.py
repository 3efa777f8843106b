"""Where the repository around the working directory begins."""

import os
from typing import Final

from codex_audit.domain.errors import AuditError

MARKS: Final = (".git", "pyproject.toml")


def repository_root() -> str:
    """The nearest folder, from the working directory upwards, that looks like a repository's
    root; the working directory itself where none does. Raises ``AuditError`` where that is gone."""
    try:
        here = os.path.realpath(os.curdir)
    except FileNotFoundError:
        raise AuditError("the working directory is gone; change to one that exists") from None
    folder = here
    while True:
        if any(os.path.lexists(os.path.join(folder, mark)) for mark in MARKS):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return here
        folder = parent

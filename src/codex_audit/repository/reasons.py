"""Why a path is not in the inventory, in the words of the report."""

from typing import Final

MAX_PATH_BYTES: Final = 32_768
"""Folders whose path is longer than this are not entered."""

IGNORED: Final = "ignored by .gitignore"
EXCLUDED: Final = "ignored by .git/info/exclude"
GIT_DATA: Final = "git's own data"
NESTED: Final = "nested repository"
SUBMODULE: Final = "submodule"
ABSENT: Final = "tracked but absent from the work tree"
SPARSE: Final = "tracked but not checked out (sparse checkout)"
REPLACED: Final = "tracked as a file, but a folder stands there"
HIDDEN: Final = "tracked, in a folder that could not be read"
SPECIAL: Final = "special file (no regular file, folder or link)"
UNREADABLE: Final = "cannot be read"
UNREADABLE_FOLDER: Final = "folder cannot be read"
VANISHED: Final = "vanished during the audit"
CHANGED: Final = "changed while it was read"
NO_FILE: Final = "is no longer a regular file"
TOO_DEEP: Final = f"path longer than {MAX_PATH_BYTES} bytes"
LEFTOVER: Final = "left behind by an interrupted run of this tool"

ENVIRONMENT: Final = "virtual environment"

LEFT_OUT: Final = {
    "__pycache__": "cache",
    ".mypy_cache": "cache",
    ".ruff_cache": "cache",
    ".pytest_cache": "cache",
    ".hypothesis": "cache",
    ".ipynb_checkpoints": "cache",
    ".tox": ENVIRONMENT,
    ".nox": ENVIRONMENT,
    ".eggs": "installed packages",
    "node_modules": "installed packages",
    ".hg": "version control data",
    ".svn": "version control data",
    ".bzr": "version control data",
}
"""Folders that are left out outside git, by name."""

UNREAD_IGNORE_FILE: Final = "an ignore file could not be read, so what it excludes is in the inventory"
FOLDED_IGNORE_FILE: Final = (
    "an ignore file of the sparse checkout is not checked out, so what it excludes is in the inventory"
)
IMPOSSIBLE_PATHS: Final = "the index names paths that no work tree can hold; they were left out"
OVER_BUDGET: Final = "the ignore patterns are too costly; what some of them exclude is in the inventory"
"""Why a walk is incomplete, where the paths themselves cannot say it."""

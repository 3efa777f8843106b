"""Pack files: those that ship with the program, and the user's own."""

import os
import pkgutil
from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from codex_audit.domain.artifact import Skipped
from codex_audit.domain.errors import AuditError
from codex_audit.domain.text import clean
from codex_audit.repository.read import Reader
from codex_audit.repository.settings import parse

BUILT_IN: Final = ("ml_systems.toml", "python_project.toml")


def texts(root: str, names: Sequence[str]) -> list[tuple[str, bytes]]:
    """The built-in packs, then those of these paths below the root, by their files' names.

    Raises ``AuditError`` for a file that is missing or too large.
    """
    found = [(name, cast("bytes", pkgutil.get_data("codex_audit", f"packs/{name}"))) for name in BUILT_IN]
    if names:
        with Reader(root) as reader:
            found += [(clean(name), _text(reader, name)) for name in names]
    return found


def documents(found: Sequence[tuple[str, bytes]]) -> list[tuple[str, Mapping[str, Any]]]:
    """The texts of packs as TOML. Raises ``AuditError`` for one that is none."""
    return [(name, parse(text, name)) for name, text in found]


def _text(reader: Reader, name: str) -> bytes:
    path = os.path.normpath(name)
    if os.path.isabs(path) or path.startswith(".."):
        raise AuditError(f"{clean(name)}: a pack lies below the repository's root; give its path from there")
    content = reader.read(path)
    if isinstance(content, Skipped):
        raise AuditError(f"{clean(name)}: the pack cannot be read ({content.reason})")
    if not content.whole:
        raise AuditError(f"{clean(name)}: the pack is too large")
    return content.data

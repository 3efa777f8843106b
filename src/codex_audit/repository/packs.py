"""Pack files: those that ship with the program, and the user's own."""

import os
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any, Final

from codex_audit.domain.artifact import Skipped
from codex_audit.domain.errors import AuditError
from codex_audit.domain.text import clean
from codex_audit.repository.read import Reader
from codex_audit.repository.settings import parse

BUILT_IN: Final = ("ml_systems.toml", "python_project.toml")


def documents(root: str, names: Sequence[str]) -> list[tuple[str, Mapping[str, Any]]]:
    """The built-in packs, then those of these paths below the root, by their files' names.

    Raises ``AuditError`` for a file that is missing, too large or no TOML.
    """
    import tomllib

    folder = resources.files("codex_audit").joinpath("packs")
    found: list[tuple[str, Mapping[str, Any]]] = [
        (name, tomllib.loads(folder.joinpath(name).read_text("utf-8"))) for name in BUILT_IN
    ]
    if names:
        with Reader(root) as reader:
            found += [(clean(name), parse(_text(reader, name), clean(name))) for name in names]
    return found


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

"""What can change a file's facts beside the file itself: our code and the parsers."""

import hashlib
from pathlib import Path
from sys import version_info
from typing import Final

import codex_audit
from codex_audit.domain.facts import Vocabulary

DEPENDENCIES: Final = ("libcst", "markdown-it-py", "msgspec", "packaging", "parso", "pyyaml", "ruff")


def tool_digest(vocabulary: Vocabulary) -> bytes:
    """Identity of everything that can change a file's facts: our own code and data, the Python
    minor version, the parsers' versions, and the words that are looked for."""
    digest = hashlib.sha256(repr((versions(), _sorted(vocabulary))).encode())
    package = Path(codex_audit.__file__).parent
    for path in sorted(one for kind in ("*.py", "*.toml") for one in package.rglob(kind)):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.digest()


def _sorted(vocabulary: Vocabulary) -> list[list[str]]:
    return [sorted(getattr(vocabulary, name)) for name in vocabulary.__struct_fields__]


def versions() -> tuple[str, dict[str, str]]:
    """Python's minor version, and the dependencies whose version can change a result."""
    # Slow to load, and only a cache or a report asks.
    from importlib import metadata

    return ".".join(map(str, version_info[:2])), {name: metadata.version(name) for name in DEPENDENCIES}

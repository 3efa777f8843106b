"""What can change a file's facts beside the file itself: our code and the parsers."""

import hashlib
import os
from collections.abc import Iterator
from sys import version_info
from typing import Final

import codex_audit
from codex_audit.domain.facts import Vocabulary

DEPENDENCIES: Final = ("libcst", "markdown-it-py", "msgspec", "packaging", "parso", "pyyaml", "ruff")


def tool_digest(vocabulary: Vocabulary) -> bytes:
    """Identity of everything that can change a file's facts: our own code and data, the Python
    minor version, the parsers' versions, and the words that are looked for."""
    digest = hashlib.sha256(repr((versions(), _sorted(vocabulary))).encode())
    package = os.path.dirname(codex_audit.__file__)
    for path in sorted(_code(package)):
        digest.update(path.removeprefix(package).encode())
        with open(path, "rb", buffering=0) as file:
            digest.update(file.read())
    return digest.digest()


def _code(package: str) -> Iterator[str]:
    for folder, _, names in os.walk(package):
        yield from (os.path.join(folder, name) for name in names if name.endswith((".py", ".toml")))


def _sorted(vocabulary: Vocabulary) -> list[list[str]]:
    return [sorted(getattr(vocabulary, name)) for name in vocabulary.__struct_fields__]


def versions() -> tuple[str, dict[str, str]]:
    """Python's minor version, and the dependencies whose version can change a result."""
    # Slow to load, and only a cache or a report asks.
    from importlib import metadata

    return ".".join(map(str, version_info[:2])), {name: metadata.version(name) for name in DEPENDENCIES}

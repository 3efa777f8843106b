"""What can change a file's facts beside the file itself: our code and the parsers."""

import hashlib
import os
from collections.abc import Iterator
from sys import version_info
from typing import Final

import codex_audit
from codex_audit.domain.facts import Vocabulary
from codex_audit.repository.machine import packages

DEPENDENCIES: Final = ("libcst", "markdown-it-py", "msgspec", "packaging", "parso", "pyyaml", "ruff")


def tool_digest(code: bytes, vocabulary: Vocabulary) -> bytes:
    """Identity of everything that can change a file's facts: the ``code_digest`` and the words
    that are looked for."""
    return hashlib.sha256(code + repr(_sorted(vocabulary)).encode()).digest()


def code_digest() -> bytes:
    """Identity of our own code and data, of Python's minor version and of the parsers'."""
    digest = hashlib.sha256(repr(versions()).encode())
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
    installed = dict(packages())
    return ".".join(map(str, version_info[:2])), {
        name: installed[name] if name in installed else _version(name) for name in DEPENDENCIES
    }


def _version(name: str) -> str:
    # Slow to load, and only for what was installed in an unusual way.
    from importlib import metadata

    return metadata.version(name)

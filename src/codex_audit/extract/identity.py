"""What can change a file's facts beside the file itself: our code and the parsers."""

import hashlib
from importlib import metadata
from pathlib import Path
from sys import version_info
from sysconfig import get_path
from typing import Final

import codex_audit
from codex_audit.domain.errors import AuditError
from codex_audit.workers import programs

DEPENDENCIES: Final = ("libcst", "markdown-it-py", "msgspec", "packaging", "parso", "pyyaml", "ruff")


def tool_digest() -> bytes:
    """Identity of everything that can change a file's facts: our own code, the Python minor
    version and the parsers' versions."""
    digest = hashlib.sha256(repr(versions()).encode())
    package = Path(codex_audit.__file__).parent
    for path in sorted(package.rglob("*.py")):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.digest()


def versions() -> tuple[str, dict[str, str]]:
    """Python's minor version, and the dependencies whose version can change a result."""
    return ".".join(map(str, version_info[:2])), {name: metadata.version(name) for name in DEPENDENCIES}


def ruff_program(root: str) -> str:
    """The ``ruff`` installed beside this interpreter, else the one on ``PATH`` outside the
    audited tree. Raises ``AuditError`` where there is none."""
    beside = Path(get_path("scripts")) / "ruff"
    found = str(beside) if beside.is_file() else programs.find("ruff", outside=root)
    if found is None:
        raise AuditError("ruff was not found beside Python or on PATH; install codex-audit anew")
    return found

"""The outside programs of an audit, never one of the audited tree's."""

from pathlib import Path
from sysconfig import get_path

from codex_audit.domain.errors import AuditError
from codex_audit.workers import programs


def ruff_program(root: str) -> str:
    """The ``ruff`` installed beside this interpreter, else the one on ``PATH`` outside the
    audited tree. Raises ``AuditError`` where there is none."""
    beside = Path(get_path("scripts")) / "ruff"
    found = str(beside) if beside.is_file() else programs.find("ruff", outside=root)
    if found is None:
        raise AuditError("ruff was not found beside Python or on PATH; install codex-audit anew")
    return found


def git_program(root: str) -> str | None:
    """The ``git`` on ``PATH`` outside the audited tree, if any."""
    return programs.find("git", outside=root)

"""The outside programs of an audit, never one of the audited tree's."""

import os
import sys

from codex_audit.domain.errors import AuditError
from codex_audit.workers import programs


def ruff_program(root: str) -> str:
    """The ``ruff`` installed beside this interpreter, else the one on ``PATH`` outside the
    audited tree. Raises ``AuditError`` where there is none."""
    beside = os.path.join(os.path.dirname(sys.executable), "ruff")
    found = beside if os.path.isfile(beside) else _installed() or programs.find("ruff", outside=root)
    if found is None:
        raise AuditError("ruff was not found beside Python or on PATH; install codex-audit anew")
    return found


def _installed() -> str | None:
    # Slow to load, and seldom asked.
    from sysconfig import get_path

    ruff = os.path.join(get_path("scripts"), "ruff")
    return ruff if os.path.isfile(ruff) else None


def git_program(root: str) -> str | None:
    """The ``git`` on ``PATH`` outside the audited tree, if any."""
    return programs.find("git", outside=root)

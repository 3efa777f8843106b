"""The workers' front door: tells the kinds of tasks apart."""

import os
import sys
from typing import cast


def handle(payload: bytes) -> bytes:
    """Do one encoded task and encode its result."""
    from codex_audit.extract.messages import TASKS, HistoryTask, pack_history

    task = TASKS.decode(payload)
    if isinstance(task, HistoryTask):
        from codex_audit.repository.git import read_history

        history = read_history(
            os.fsdecode(task.root),
            commit_limit=task.commit_limit,
            window_days=task.window_days,
            timeout=task.seconds,
        )
        return pack_history(history)
    from codex_audit.extract.chunk import read

    return read(task)


def prepare() -> None:
    """Load what extraction needs before the first task comes."""
    # msgspec takes names of ``typing`` from there where it can; loading it would slow the start of every worker.
    modules = cast("dict[str, object]", sys.modules)
    modules["typing_extensions"] = None
    from codex_audit.extract.chunk import load

    load()
    del modules["typing_extensions"]

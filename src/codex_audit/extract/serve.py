"""The workers' front door: tells the kinds of tasks apart."""

import os


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
    from codex_audit.extract.chunk import load

    load()

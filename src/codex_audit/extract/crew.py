"""The worker processes of a run, under guard. Light to load: they may start before the rest."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from codex_audit.extract.programs import git_program, ruff_program
from codex_audit.extract.serve import handle, prepare
from codex_audit.workers.guard import guarded
from codex_audit.workers.pool import Pool


class Crew(NamedTuple):
    """Workers, and the ``ruff`` that they use."""

    pool: Pool
    ruff: str


@contextmanager
def crew(root: str, jobs: int) -> Iterator[Crew]:
    """Up to ``jobs`` workers for the audit of a tree, none of them started yet, and the guard
    in this process. Raises ``AuditError`` where there is no ``ruff``."""
    ruff = ruff_program(root)
    programs = [ruff, *filter(None, [git_program(root)])]
    with guarded(programs), Pool(handle, jobs=jobs, programs=programs, prepare=prepare) as pool:
        yield Crew(pool, ruff)

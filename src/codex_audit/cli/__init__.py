"""ENTER AND LEAVE: one file per command.

The worker of ``check`` starts before the library that reads the command line is loaded, which
takes as long as the worker needs to get ready.
"""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from codex_audit.extract.crew import Crew

AGAIN_SECONDS: Final = 2.0


class _Terminated(BaseException):
    """The program was asked to end. No error: steps that outlive errors must not outlive this."""


def main() -> None:
    """Run the program; exits with 0, 1 (gate), 2 (usage or internal), 3 (incomplete), 130 or
    143 (signals)."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _terminated)
    # Those of other distributions would run in this process.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    try:
        with _ahead(sys.argv[1:]) as workers:
            from codex_audit.cli._commands import invoke

            code = invoke(workers)
    except _Terminated as ended:
        signal.setitimer(signal.ITIMER_REAL, 0)
        code = ended.args[0]
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    # Without taking a million objects apart one by one, which can take longer than the rest.
    os._exit(code)


@contextmanager
def _ahead(arguments: Sequence[str]) -> Iterator["Crew | None"]:
    """The worker that the command is certain to need, on its way; ``None`` for other commands."""
    if arguments[:1] != ["check"] or {"-h", "--help"} & set(arguments):
        yield None
        return
    from codex_audit.cli._root import repository_root
    from codex_audit.domain.errors import AuditError
    from codex_audit.extract.crew import crew

    with ExitStack() as stack:
        workers = None
        # What prevents it will prevent the command, which tells its user.
        with suppress(AuditError, OSError):
            workers = stack.enter_context(crew(repository_root(), jobs=1))
            workers.pool.start(1)
        yield workers


def _terminated(number: int, frame: object) -> None:
    # What is raised while the interpreter runs a callback of its own is lost: then it is raised again.
    signal.signal(signal.SIGALRM, lambda *_: _terminated(number, frame))
    signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)
    raise _Terminated(128 + number)

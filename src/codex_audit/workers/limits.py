"""The limits of a worker process."""

import resource
import signal
from contextlib import suppress
from typing import NamedTuple


class Limits(NamedTuple):
    """``memory`` bytes of address space, ``stack`` bytes of the main thread's stack and ``cpu``
    seconds for a worker's whole life; ``seconds`` of wall time for one task, after which the worker is killed. Limits on input
    measures come first: these only bound what those missed."""

    memory: int = 4 << 30
    stack: int = 8 << 20
    cpu: int = 3_600
    seconds: float = 120.0


def apply(limits: Limits) -> None:
    """Bound the current process. Limits that the system refuses are left as they are."""
    wanted = (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_STACK, limits.stack),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, soft in wanted:
        with suppress(ValueError, OSError):
            hard = resource.getrlimit(kind)[1]
            value = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
            resource.setrlimit(kind, (value, hard))
    # The parent decides about interrupts: a Ctrl-C on the terminal must not tear a reply.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

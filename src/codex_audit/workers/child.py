"""The main loop of a worker process: reads tasks from standard input, writes replies to
standard output, as frames of a 4-byte length and a payload.

Started with ``python -I -c``, so neither the working directory nor the user's environment adds to
the import path. The first frame is the pickled handler: a function of our own by reference.
"""

import fcntl
import gc
import os
import pickle
import select
import signal
import struct
import sys
from typing import BinaryIO, Final

from codex_audit.workers import guard, limits

HEADER: Final = struct.Struct("!I")
OK: Final = b"\0"
ERROR: Final = b"\1"


def read_frame(stream: BinaryIO) -> bytes | None:
    """The next payload, or ``None`` at the end of the stream."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (size,) = HEADER.unpack(header)
    payload = stream.read(size)
    return payload if len(payload) == size else None


def write_frame(stream: BinaryIO, payload: bytes) -> None:
    """Write one payload and flush it."""
    stream.write(HEADER.pack(len(payload)))
    stream.write(payload)
    stream.flush()


def hold(lifeline: int) -> None:
    """Die with the whole process group, which this process leads, when the other end of this
    pipe closes, whatever runs then: the kernel's signal needs no turn of the interpreter, which
    a parser may not give for hours."""
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, -os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:
        # It closed before we listened.
        os._exit(1)


def main() -> None:
    """Serve tasks until standard input ends. The program's argument is the lifeline."""
    hold(int(sys.argv[1]))
    # Replies own descriptor 1; whatever else prints must not mix with them.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    tasks = sys.stdin.buffer
    first = read_frame(tasks)
    if first is None:
        return
    handler, prepare, bounds, programs = pickle.loads(
        first
    )  # codex-audit: ignore[lint/unpickling] -- by our parent
    limits.apply(bounds)
    # Syntax trees hold no cycles that matter; the collector only slows their building down.
    gc.disable()
    with guard.guarded(programs):
        if prepare is not None:
            prepare()
        while (task := read_frame(tasks)) is not None:
            try:
                reply = OK + handler(task)
            except MemoryError:
                reply = ERROR + b"MemoryError"
            except Exception as error:
                reply = ERROR + type(error).__name__.encode()
            write_frame(replies, reply)
            gc.collect(0)
    # Nothing is left to write, and taking the interpreter apart takes time.
    os._exit(0)

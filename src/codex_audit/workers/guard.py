"""Refuses, in every process of an audit, what an audit never does: sockets, foreign programs,
and imports along a path that changed after the start."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class GuardError(RuntimeError):
    """Something tried what an audit must not do."""


class _State:
    def __init__(self) -> None:
        self.armed = False
        self.installed = False
        self.programs: frozenset[str] = frozenset()
        self.path: tuple[str, ...] = ()


_STATE = _State()
_PROCESS_EVENTS = frozenset({"subprocess.Popen", "os.posix_spawn", "os.exec"})
_FORBIDDEN = frozenset({"os.system", "os.fork", "os.forkpty", "pty.spawn", "os.startfile"})


@contextmanager
def guarded(programs: Iterable[str] = ()) -> Iterator[None]:
    """Arm the guard for a block; ``programs`` are the absolute paths that may be started.

    Audit hooks cannot be removed, so one hook serves the process and looks at a switch.
    """
    before = (_STATE.armed, _STATE.programs, _STATE.path)
    allowed = frozenset(os.path.realpath(name) for name in programs if name)
    if not _STATE.installed:
        sys.addaudithook(_hook)
        _STATE.installed = True
    _STATE.programs = allowed | {os.path.realpath(sys.executable)}
    _STATE.path = tuple(sys.path)
    _STATE.armed = True
    try:
        yield
    finally:
        _STATE.armed, _STATE.programs, _STATE.path = before


def _hook(event: str, args: tuple[object, ...]) -> None:
    if not _STATE.armed:
        return
    if event == "import":
        if args[2] is not None and tuple(sys.path) != _STATE.path:
            raise GuardError("sys.path changed during the audit")
    elif event.startswith("socket."):
        raise GuardError(f"a socket was asked for ({event})")
    elif event in _FORBIDDEN:
        raise GuardError(f"a process was to be started ({event})")
    elif event in _PROCESS_EVENTS:
        program = os.fsdecode(args[0]) if isinstance(args[0], str | bytes | os.PathLike) else ""
        if os.path.realpath(program) not in _STATE.programs:
            raise GuardError("a program that is not the audit's own was to be started")

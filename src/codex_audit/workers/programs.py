"""Every outside program: started without a shell, bounded in time, output and memory."""

import os
import resource
import selectors
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple

BLOCK: Final = 1 << 16
MAX_MEMORY: Final = 1 << 30


class Completed(NamedTuple):
    """What a program left behind. ``returncode`` is null where it was killed for its limits or
    could not be started; ``truncated``: it wrote more than ``max_output``."""

    returncode: int | None
    stdout: bytes
    truncated: bool = False
    timed_out: bool = False


class Running(NamedTuple):
    """A program under way; without a process, one that could not be started."""

    process: subprocess.Popen[bytes] | None

    def finish(self, stdin: bytes = b"", *, timeout: float, max_output: int) -> Completed:
        """Feed it, wait for its end, ``timeout`` seconds from now at most, and collect what it wrote."""
        if self.process is None:
            return Completed(None, b"")
        return _collect(self.process, stdin, time.monotonic() + timeout, max_output)


def find(name: str, outside: str) -> str | None:
    """The absolute path of a program on ``PATH``, never one below the folder ``outside``."""
    barred = os.path.realpath(outside)
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        if not os.path.isabs(folder):
            continue
        candidate = os.path.join(folder, name)
        if not (os.path.isfile(candidate) and os.access(candidate, os.X_OK)):
            continue
        if os.path.commonpath((barred, os.path.realpath(candidate))) != barred:
            return candidate
    return None


def run(
    argv: Sequence[str],
    *,
    cwd: str,
    env: Mapping[str, str],
    stdin: bytes = b"",
    timeout: float,
    max_output: int,
    max_memory: int = MAX_MEMORY,
) -> Completed:
    """Run a program to its end and collect its standard output (standard error is dropped).

    At most ``max_output`` bytes are kept and at most ``timeout`` seconds waited for; beyond
    either, the program is killed. What it started stays, like the program, in the process group of
    the worker that calls, and dies with that. ``max_memory`` bounds the address space of each of its
    processes, in bytes.
    """
    with running(argv, cwd=cwd, env=env, max_memory=max_memory) as program:
        return program.finish(stdin, timeout=timeout, max_output=max_output)


@contextmanager
def running(
    argv: Sequence[str], *, cwd: str, env: Mapping[str, str], max_memory: int = MAX_MEMORY
) -> Iterator[Running]:
    """Run a program beside the block, which may ``finish`` it; afterwards it runs no longer."""
    try:
        process = subprocess.Popen(
            list(argv),
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        yield Running(None)
        return
    # Not in the child before it begins: for that the whole of this process would be copied.
    _bound(process.pid, max_memory)
    try:
        yield Running(process)
    finally:
        _end(process)


def _bound(pid: int, memory: int) -> None:
    with suppress(ProcessLookupError):
        hard = resource.prlimit(pid, resource.RLIMIT_AS)[1]
        soft = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
        resource.prlimit(pid, resource.RLIMIT_AS, (soft, hard))


def _collect(process: subprocess.Popen[bytes], stdin: bytes, deadline: float, limit: int) -> Completed:
    assert process.stdin is not None
    assert process.stdout is not None
    chunks: list[bytes] = []
    size = 0
    pending = memoryview(stdin)
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        os.set_blocking(process.stdin.fileno(), False)
        selector.register(process.stdin, selectors.EVENT_WRITE)
        while selector.get_map():
            left = deadline - time.monotonic()
            if left <= 0:
                return Completed(None, b"".join(chunks), timed_out=True)
            for key, _ in selector.select(left):
                if key.fileobj is process.stdin:
                    pending = _feed(process.stdin.fileno(), pending)
                    if not pending:
                        selector.unregister(process.stdin)
                        with suppress(OSError):
                            process.stdin.close()
                    continue
                block = os.read(process.stdout.fileno(), BLOCK)
                if not block:
                    selector.unregister(process.stdout)
                    continue
                size += len(block)
                if size > limit:
                    return Completed(None, b"".join(chunks), truncated=True)
                chunks.append(block)
    try:
        code = process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return Completed(None, b"".join(chunks), timed_out=True)
    return Completed(code, b"".join(chunks))


def _feed(descriptor: int, pending: memoryview) -> memoryview:
    if not pending:
        return pending
    try:
        return pending[os.write(descriptor, pending[:BLOCK]) :]
    except BlockingIOError:
        return pending
    except OSError:
        return pending[:0]


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):
                stream.close()


def kill_group(pid: int) -> None:
    """Kill a process that leads its own group, with all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)

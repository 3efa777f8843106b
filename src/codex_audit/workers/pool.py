"""A pool of worker processes that survives the death of any of them.

Each worker holds one task at a time. A worker that dies, or outlives its task's time, is killed
with its whole group and replaced, and its task comes back as ``Lost``: the caller decides what
to do with it. Results come in the order in which they are ready.
"""

import os
import pickle
import selectors
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Final, NamedTuple, Self

from codex_audit.workers.child import ERROR, HEADER
from codex_audit.workers.limits import Limits
from codex_audit.workers.programs import kill_group

BLOCK: Final = 1 << 20
_MAIN: Final = "from codex_audit.workers.child import main; main()"


class Lost(NamedTuple):
    """A task without a reply. ``clock``: for the time limit alone, so that another run might
    fare better; otherwise the worker died or the handler failed, by its input."""

    reason: str
    clock: bool = False


class _Worker:
    __slots__ = ("buffer", "deadline", "limit", "process", "task")

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.task: int | None = None
        self.limit = 0.0
        self.deadline = 0.0
        self.buffer = bytearray()


class Pool:
    """Up to ``jobs`` processes that apply ``handler`` (a module-level function, bytes to
    bytes) to submitted tasks, each after a call of ``prepare`` (one as well, without
    arguments). ``programs`` are what the workers may start. ``jobs`` (one at least) may change."""

    def __init__(
        self,
        handler: Callable[[bytes], bytes],
        *,
        jobs: int,
        limits: Limits | None = None,
        programs: Iterable[str] = (),
        prepare: Callable[[], object] | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._hello = pickle.dumps((handler, prepare, self._limits, tuple(programs)))
        self.jobs = jobs
        self._waiting: deque[tuple[int, bytes, float]] = deque()
        self._workers: list[_Worker] = []
        self._selector = selectors.DefaultSelector()
        # Its writing end is this process's alone: its closing tells the workers that we died.
        self._lifeline = os.pipe()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # None of them has anything left to say. All are told before any is waited for.
        for worker in self._workers:
            kill_group(worker.process.pid)
        for worker in list(self._workers):
            self._retire(worker)
        self._selector.close()
        for end in self._lifeline:
            os.close(end)

    def start(self, number: int) -> None:
        """Start up to so many workers before there is work for them."""
        while len(self._workers) < min(number, self.jobs):
            self._start()

    def submit(self, tag: int, payload: bytes, seconds: float | None = None) -> None:
        """Queue a task; tags name it in the results. ``seconds``: its own time limit."""
        self._waiting.append((tag, payload, self._limits.seconds if seconds is None else seconds))
        self._assign()

    def results(self) -> Iterator[tuple[int, bytes | Lost]]:
        """Results of all submitted tasks, also of those submitted while iterating."""
        while True:
            self._assign()
            busy = [worker for worker in self._workers if worker.task is not None]
            if not busy:
                return
            yield from self._wait(busy)

    def _assign(self) -> None:
        idle = [worker for worker in self._workers if worker.task is None]
        while self._waiting and (idle or len(self._workers) < self.jobs):
            worker = idle.pop() if idle else self._start()
            tag, payload, seconds = self._waiting.popleft()
            worker.task = tag
            worker.limit = seconds
            worker.deadline = time.monotonic() + seconds
            # A worker that died meanwhile is seen by its end of file.
            self._send(worker, payload)

    def _start(self) -> _Worker:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _MAIN, str(self._lifeline[0])],
            pass_fds=self._lifeline[:1],
            cwd=os.path.dirname(os.path.realpath(sys.executable)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        worker = _Worker(process)
        self._workers.append(worker)
        assert process.stdout is not None
        self._selector.register(process.stdout, selectors.EVENT_READ, worker)
        self._send(worker, self._hello)
        return worker

    def _send(self, worker: _Worker, payload: bytes) -> None:
        assert worker.process.stdin is not None
        with suppress(OSError):
            worker.process.stdin.write(HEADER.pack(len(payload)) + payload)
            worker.process.stdin.flush()

    def _wait(self, busy: list[_Worker]) -> Iterator[tuple[int, bytes | Lost]]:
        left = min(worker.deadline for worker in busy) - time.monotonic()
        heard = set()
        for key, _ in self._selector.select(max(0.0, left)):
            worker = key.data
            heard.add(id(worker))
            block = os.read(worker.process.stdout.fileno(), BLOCK)
            if not block:
                yield from self._lose(worker, Lost("the worker process died"))
                continue
            worker.buffer += block
            reply = _take_frame(worker.buffer)
            if reply is not None and worker.task is not None:
                tag, worker.task = worker.task, None
                if reply[:1] == ERROR:
                    yield tag, Lost(f"failed with {reply[1:].decode('ascii', 'replace')}")
                else:
                    yield tag, reply[1:]
        now = time.monotonic()
        for worker in busy:
            waiting = worker.task is not None and worker in self._workers and id(worker) not in heard
            if waiting and worker.deadline <= now:
                limit = f"took longer than {worker.limit:g} seconds"
                yield from self._lose(worker, Lost(limit, clock=True))

    def _lose(self, worker: _Worker, lost: Lost) -> Iterator[tuple[int, Lost]]:
        tag = worker.task
        self._retire(worker)
        if tag is not None:
            yield tag, lost

    def _retire(self, worker: _Worker) -> None:
        assert worker.process.stdout is not None
        self._selector.unregister(worker.process.stdout)
        self._workers.remove(worker)
        kill_group(worker.process.pid)
        for stream in (worker.process.stdin, worker.process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        worker.process.wait()


def _take_frame(buffer: bytearray) -> bytes | None:
    if len(buffer) < HEADER.size:
        return None
    (size,) = HEADER.unpack(buffer[: HEADER.size])
    end = HEADER.size + size
    if len(buffer) < end:
        return None
    frame = bytes(buffer[HEADER.size : end])
    del buffer[:end]
    return frame

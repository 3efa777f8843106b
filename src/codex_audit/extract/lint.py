"""ruff's look at the Python files of a chunk."""

import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from typing import Final, NamedTuple, Self

from codex_audit.analyzers.lint import CODES
from codex_audit.domain.facts import LintFacts
from codex_audit.facts import _ruff
from codex_audit.repository.read import decode
from codex_audit.workers import programs

SECONDS: Final = 20.0
LONG_LINE: Final = 2_000
MAX_CHAIN: Final = 300
"""Assignments or comprehension clauses on one line: ruff's time and memory grow with their
square."""

MAX_OUTPUT: Final = 64_000_000
STAND_IN: Final = "/stdin.py"


class PythonFile(NamedTuple):
    """A file as it was read; ``path`` is relative to the root."""

    path: str
    data: bytes
    encoding: str


def suits(data: bytes) -> bool:
    """Whether ruff may read Python source: not where chains would cost it minutes."""
    if data.count(b"=") <= MAX_CHAIN and data.count(b"for") <= MAX_CHAIN:
        return True
    return not any(
        len(line) > LONG_LINE and (line.count(b"=") > MAX_CHAIN or line.count(b" for ") > MAX_CHAIN)
        for line in data.splitlines()
    )


class Look:
    """ruff at work on Python files, by position.

    One process for all files; where it fails, for each half, down to the file that it fails
    on. ruff reads UTF-8 alone and gives names back as UTF-8: other files are handed over
    decoded, one by one.
    """

    def __init__(self, program: str, root: str, files: Mapping[int, PythonFile]) -> None:
        self._program = program
        self._asked = set(files)
        self._files = {position: one for position, one in files.items() if suits(one.data)}
        self._names = {position: os.path.join(root, one.path) for position, one in self._files.items()}
        self._plain = [
            position
            for position, one in self._files.items()
            if self._names[position].isprintable() and one.encoding.startswith("utf-8")
        ]
        self._stack = ExitStack()
        self._first: programs.Running | None = None

    def __enter__(self) -> Self:
        if self._plain:
            self._first = self._stack.enter_context(_running(self._program, self._arguments(self._plain)))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def finish(self) -> tuple[dict[int, LintFacts], set[int]]:
        """Facts by position, and the positions of the files that ruff could not judge."""
        found: dict[int, LintFacts] = {}
        waiting: list[tuple[list[int], programs.Running | None]] = []
        if self._first is not None:
            waiting.append((self._plain, self._first))
        while waiting:
            batch, begun = waiting.pop()
            output = _finish(begun) if begun else _run(self._program, self._arguments(batch))
            if output is not None:
                found.update(self._read(batch, output))
            elif len(batch) > 1:
                middle = len(batch) // 2
                waiting += [(batch[:middle], None), (batch[middle:], None)]
        for at in sorted(self._files.keys() - set(self._plain)):
            text = decode(self._files[at].data, True).encode("utf-8", "replace")
            output = _run(self._program, [f"--stdin-filename={STAND_IN}", "-"], text)
            if output is not None:
                hits = _ruff.parse(output, {STAND_IN: _lines(self._files[at])})
                found[at] = hits.get(STAND_IN, LintFacts())
        return found, self._asked - found.keys()

    def _arguments(self, batch: Sequence[int]) -> list[str]:
        return ["--", *(self._names[at] for at in batch)]

    def _read(self, batch: Sequence[int], output: bytes) -> dict[int, LintFacts]:
        by_name = {self._names[at]: self._files[at] for at in batch}
        hits = _ruff.parse(output, partial(_lines_of, by_name))
        return {at: hits.get(self._names[at], LintFacts()) for at in batch}


def _lines_of(files: Mapping[str, PythonFile], name: str) -> list[str]:
    return _lines(files[name])


def _lines(file: PythonFile) -> list[str]:
    return _ruff.split_lines(decode(file.data, True))


def _run(program: str, arguments: Sequence[str], stdin: bytes = b"") -> bytes | None:
    """What ruff prints, or ``None`` where it fails."""
    with _running(program, arguments) as started:
        return _finish(started, stdin)


def _running(program: str, arguments: Sequence[str]) -> AbstractContextManager[programs.Running]:
    return programs.running(
        [program, *_ruff.arguments(sorted(CODES)), *arguments],
        cwd=os.path.dirname(program),
        env={"PATH": os.defpath, "RAYON_NUM_THREADS": "1", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},
    )


def _finish(started: programs.Running, stdin: bytes = b"") -> bytes | None:
    done = started.finish(stdin, timeout=SECONDS, max_output=MAX_OUTPUT)
    return done.stdout if done.returncode == 0 else None

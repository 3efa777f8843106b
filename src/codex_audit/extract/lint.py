"""ruff's look at the Python files of a chunk."""

import os
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final, NamedTuple

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


def look(program: str, root: str, files: Mapping[int, PythonFile]) -> tuple[dict[int, LintFacts], set[int]]:
    """Facts by position, and the positions of the files that ruff could not judge.

    One process for all files; where it fails, for each half, down to the file that it fails
    on. ruff reads UTF-8 alone and gives names back as UTF-8: other files are handed over
    decoded, one by one.
    """
    asked = set(files)
    files = {position: one for position, one in files.items() if suits(one.data)}
    names = {position: os.path.join(root, one.path) for position, one in files.items()}
    plain = [at for at, one in files.items() if names[at].isprintable() and one.encoding.startswith("utf-8")]
    found: dict[int, LintFacts] = {}
    waiting = [plain] if plain else []
    while waiting:
        batch = waiting.pop()
        output = _run(program, ["--", *(names[at] for at in batch)])
        if output is not None:
            by_name = {names[at]: files[at] for at in batch}
            hits = _ruff.parse(output, partial(_lines_of, by_name))
            found.update({at: hits.get(names[at], LintFacts()) for at in batch})
        elif len(batch) > 1:
            middle = len(batch) // 2
            waiting += [batch[:middle], batch[middle:]]
    for at in sorted(files.keys() - set(plain)):
        text = decode(files[at].data, True)
        output = _run(program, [f"--stdin-filename={STAND_IN}", "-"], text.encode("utf-8", "replace"))
        if output is not None:
            found[at] = _ruff.parse(output, {STAND_IN: _lines(files[at])}).get(STAND_IN, LintFacts())
    return found, asked - found.keys()


def _lines_of(files: Mapping[str, PythonFile], name: str) -> list[str]:
    return _lines(files[name])


def _lines(file: PythonFile) -> list[str]:
    return _ruff.split_lines(decode(file.data, True))


def _run(program: str, arguments: Sequence[str], stdin: bytes = b"") -> bytes | None:
    """What ruff prints, or ``None`` where it fails."""
    done = programs.run(
        [program, *_ruff.arguments(sorted(CODES)), *arguments],
        cwd=os.path.dirname(program),
        env={"PATH": os.defpath, "RAYON_NUM_THREADS": "1", "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},
        stdin=stdin,
        timeout=SECONDS,
        max_output=MAX_OUTPUT,
    )
    return done.stdout if done.returncode == 0 else None

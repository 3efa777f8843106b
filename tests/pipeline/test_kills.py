"""Runs killed at any moment leave whole artefacts, a whole cache, and no process of their own."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

import pytest

from codex_audit.repository.own import is_leftover
from tests import trees

TIMESTAMP: Final = "2024-05-06T07:08:09Z"
MACHINE: Final = "reports/reproducibility.md"
DEADLINE: Final = 30.0
FILLER: Final = "".join(
    f'def part_{n}(a, b):\n    """Do {n}."""\n    return a if a > b else b\n\n\n' for n in range(40)
)
TREE: Final = {
    **trees.LIBRARY,
    **{f"src/parcels/part{n}.py": FILLER.replace("part", f"p{n}") for n in range(12)},
}
EDITS: Final[tuple[Mapping[str, str], ...]] = (
    {},
    {
        "src/parcels/cli.py": "import sys\n\n\ndef main():\n    eval(sys.argv[1])\n",
        "docs/new.md": "# New\n\nFIXME\n",
    },
    {"pyproject.toml": "[tool\n", "src/parcels/core.py": "def half(:\n", "keys.yml": "a: 1\n"},
)


@dataclass
class Bench:
    """A tree in one of several states, a cache that all runs share, and what was seen."""

    folder: Path
    tree: Path
    state: int = 0
    wanted: dict[int, dict[str, bytes]] = field(default_factory=dict)
    seconds: float = 60.0
    phases: Counter[str] = field(default_factory=Counter)
    leftovers: int = 0
    slowest_end: float = 0.0

    def edit(self, state: int) -> None:
        """Bring the tree into another state."""
        if state == self.state:
            return
        for name in EDITS[self.state].keys() - TREE.keys():
            (self.tree / name).unlink()
        trees.write(
            {**{name: TREE[name] for name in EDITS[self.state] if name in TREE}, **EDITS[state]}, self.tree
        )
        self.state = state

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", "-m", "codex_audit", "run", str(self.tree), "--timestamp", TIMESTAMP]
        temporary = self.folder / "tmp"
        temporary.mkdir(exist_ok=True)
        with (self.folder / "stderr").open("wb") as stderr:
            return subprocess.Popen(
                [*command, "--jobs", "2", *(options or ("--cache-dir", str(self.folder / "cache")))],
                env={**os.environ, "TMPDIR": str(temporary)},
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )

    def run(self, *options: str) -> dict[str, bytes]:
        """A whole run; its artefacts."""
        assert self.start(*options).wait(120) == 0, (self.folder / "stderr").read_text()
        return self.artefacts()

    def artefacts(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.tree).as_posix(): path.read_bytes()
            for path in sorted((self.tree / "reports").rglob("*"))
            if not is_leftover(path.name)
        }

    def temporaries(self) -> list[Path]:
        """What a killed run left behind: half-written artefacts and folders for git."""
        return [
            *(path for path in self.tree.rglob(".*") if is_leftover(path.name)),
            *(self.folder / "tmp").iterdir(),
        ]

    def processes(self) -> list[str]:
        """Command lines of processes that these runs started, whoever is their parent now."""
        mark = os.fsencode(self.folder)
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
                zombie = (entry / "stat").read_bytes().rpartition(b")")[2].split()[0] == b"Z"
            except OSError:
                continue
            if mark in told and not zombie:
                found.append(told.rpartition(b"\0\0")[2].replace(b"\0", b" ").decode(errors="replace"))
        return found

    def kill(self, moment: float, after: str | None) -> None:
        """Start a run, kill it a moment after its start or after a step's, and look at what is
        left."""
        before = self.artefacts()
        begin = time.monotonic()
        process = self.start()
        try:
            while after is not None and process.poll() is None and after not in self.steps():
                time.sleep(0.001)
            process.wait(moment)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        finally:
            process.wait()
        if process.returncode == 0:
            # Other work on the machine, or a warm cache, makes runs shorter or longer.
            self.seconds += (time.monotonic() - begin - self.seconds) / 4
        self.phases["ended" if process.returncode == 0 else (["start"] + self.steps())[-1]] += 1
        self.whole(before)
        self.leftovers += len(self.temporaries())
        self.age()
        self.ended()
        self.cache_is_sound()

    def steps(self) -> list[str]:
        """The numbers of the steps that the run has begun."""
        return re.findall(r"^\d\.\d(?= )", (self.folder / "stderr").read_text(), re.MULTILINE)

    def whole(self, before: Mapping[str, bytes]) -> None:
        """Each artefact is the old one or the new one."""
        for name, data in self.artefacts().items():
            assert data in (before.get(name), self.wanted[self.state][name]), f"{name} is torn"
            if name.endswith(".json"):
                json.loads(data)

    def age(self) -> None:
        """Let what was left behind pass for old, so that the next run may remove it."""
        for path in self.temporaries():
            with suppress(FileNotFoundError):
                os.utime(path, (1, 1))

    def ended(self) -> None:
        """Every process that the run started ends by itself."""
        begin = time.monotonic()
        while left := self.processes():
            assert time.monotonic() - begin < DEADLINE, left
            time.sleep(0.02)
        self.slowest_end = max(self.slowest_end, time.monotonic() - begin)

    def cache_is_sound(self) -> None:
        for path in (self.folder / "cache").glob("*.sqlite3"):
            with closing(sqlite3.connect(path)) as database:
                assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    def recover(self) -> None:
        """The next run gives what a run without cache gives, and the next that writes cleans up."""
        assert self.run() == self.wanted[self.state]
        if self.temporaries():
            self.edit((self.state + 1) % len(EDITS))
            assert self.run() == self.wanted[self.state]
        assert not self.temporaries()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    tree = trees.write(TREE, tmp_path / "tree")
    trees.commit(tree)
    one = Bench(tmp_path, tree)
    for state in range(len(EDITS)):
        one.edit(state)
        plain = one.run("--no-cache")
        begin = time.monotonic()
        cached = one.run("--cache-dir", str(tmp_path / f"cache{state}"))
        one.seconds = min(one.seconds, time.monotonic() - begin)
        assert {**cached, MACHINE: b""} == {**plain, MACHINE: b""}
        one.wanted[state] = cached
    return one


def campaign(bench: Bench, kills: int, seed: int) -> None:
    """Two of three kills at any moment, the third aimed at what is short: writing. A run that
    ended before it could be killed counts as none."""
    random = Random(seed)
    number = 0
    while bench.phases.total() - bench.phases["ended"] < kills:
        number += 1
        assert number < kills * 10
        if random.random() < 0.8:
            bench.edit(random.randrange(len(EDITS)))
        if number % 3:
            bench.kill(random.uniform(0.02, 0.9) * bench.seconds, after=None)
        else:
            bench.kill(random.uniform(0.0, 0.03), after=random.choice(("1.1", "2.3", "6.2", "6.3")))
        if number % 6 == 5:
            bench.recover()
    bench.recover()
    told = f"killed in {dict(sorted(bench.phases.items()))}, {bench.leftovers} temporaries left at the time"
    print(f"\n{told}, the last process gone after {bench.slowest_end:.2f} s")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked for in /proc")
def test_a_few_kills(bench: Bench) -> None:
    campaign(bench, 16, seed=1)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="processes are looked for in /proc")
def test_three_hundred_kills(bench: Bench) -> None:
    campaign(bench, 300, seed=2)

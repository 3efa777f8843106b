"""Measure the audit against its peers, side by side in one run.

``measure.py [--peers] [--profile] [--synthetic FILES]… [TREE…]`` prints, for each tree, the seconds
and the peak memory (all processes added up) of the cold run, the warm run, the run after one file
changed, and ``check`` on one file, with the ratio to ``radon cc`` on the same tree; with ``--peers``
those of other programs too; then the start-up times against that of importing click. Trees are
copied first and never written to. Commands run ``ROUNDS`` times, interleaved; the least time
counts, since noise only ever adds. Synthetic trees show the growth: between two sizes, the exponent
is the logarithm of the ratio of times over that of the ratio of files.
"""

import argparse
import json
import math
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from synthetic import build

ROUNDS = 3
SAMPLE_SECONDS = 0.05
PEER_SECONDS = 900
TRUSTED_AGE = 2.5
"""Files younger than this in seconds are read again, whatever the cache says of them."""

BIN = Path(sys.executable).parent
CODEX = str(BIN / "codex-audit")
BASE = "radon cc"
WORK = ("cold run", "warm run", "one file changed", "check one file")


@dataclass
class Measured:
    """The times in seconds of a command, and its greatest memory in bytes."""

    seconds: list[float] = field(default_factory=list)
    memory: int = 0

    @property
    def least(self) -> float:
        return min(self.seconds, default=math.nan)

    def time(self, command: list[str], cwd: Path, limit: float | None = None) -> None:
        """Run the command and note its time; one over the limit is killed and has none."""
        started = time.perf_counter()
        try:
            done = subprocess.run(
                command,
                cwd=cwd,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return
        self.seconds.append(time.perf_counter() - started)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{command} exited with {done.returncode}")

    def weigh(self, command: list[str], cwd: Path) -> None:
        """Run the command and note its memory: apart from its time, which watching adds to."""
        process = psutil.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None:
            self.memory = max(self.memory, _memory(process))
            time.sleep(SAMPLE_SECONDS)


def _memory(process: psutil.Process) -> int:
    total = 0
    try:
        for one in [process, *process.children(recursive=True)]:
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


class Subject:
    """A copied tree, and the commands that are measured on it."""

    def __init__(self, tree: Path, folder: Path) -> None:
        self.tree, self.folder = tree, folder
        self.output, self.cache = folder / "out", folder / "cache"
        files = sorted(tree.rglob("*.py"))
        self.file = max(files, key=lambda path: size if (size := path.stat().st_size) < 50_000 else 0)
        where = ["--output-dir", str(self.output), "--cache-dir", str(self.cache)]
        self.run = [CODEX, "run", str(tree), *where]
        self.check = [CODEX, "check", "--no-cache", "--fail-on", "never", str(self.file)]

    def forget(self) -> None:
        """Make the next run a cold one."""
        shutil.rmtree(self.cache, ignore_errors=True)
        shutil.rmtree(self.output, ignore_errors=True)
        time.sleep(TRUSTED_AGE)

    def change(self) -> None:
        """Change one file."""
        with self.file.open("a", encoding="utf-8") as changed:
            changed.write("\n# changed\n")

    def measure(self, rows: dict[str, Measured]) -> None:
        """One round of all that is asked of the audit."""
        self.forget()
        rows["cold run"].time(self.run, self.folder)
        rows["warm run"].time(self.run, self.folder)
        self.change()
        rows["one file changed"].time(self.run, self.folder)
        rows["check one file"].time(self.check, self.tree)

    def weigh(self, rows: dict[str, Measured]) -> None:
        """The memory of the same."""
        self.forget()
        rows["cold run"].weigh(self.run, self.folder)
        rows["warm run"].weigh(self.run, self.folder)
        self.change()
        rows["one file changed"].weigh(self.run, self.folder)
        rows["check one file"].weigh(self.check, self.tree)

    def report(self) -> str:
        """How large the tree is."""
        report = json.loads((self.output / "reports" / "audit.json").read_text(encoding="utf-8"))
        inventory = report["inventory"]
        return f"{len(inventory['files']):,} files, {inventory['lines']:,} lines, {len(report['findings']):,} findings"


def peers(tree: Path) -> dict[str, list[str]]:
    """The programs to compare with, each with its defaults."""
    return {
        "radon mi": [str(BIN / "radon"), "mi", str(tree)],
        "radon raw": [str(BIN / "radon"), "raw", str(tree)],
        "lizard": [str(BIN / "lizard"), "-l", "python", str(tree)],
        "ruff check": [str(BIN / "ruff"), "check", "--isolated", "--no-cache", "--exit-zero", str(tree)],
        "git status": ["git", "-C", str(tree), "status", "--porcelain"],
    }


def measure_tree(source: Path, folder: Path, with_peers: bool) -> None:
    """Print the table of one tree."""
    tree = folder / source.name
    shutil.copytree(source, tree, symlinks=True)
    subject = Subject(tree, folder)
    base = [str(BIN / "radon"), "cc", str(tree)]
    rows = {name: Measured() for name in (BASE, *WORK)}
    for _ in range(ROUNDS):
        rows[BASE].time(base, folder)
        subject.measure(rows)
    rows[BASE].weigh(base, folder)
    subject.weigh(rows)
    for name, command in peers(tree).items() if with_peers else ():
        rows[name] = Measured()
        rows[name].time(command, folder, PEER_SECONDS)
    print(f"\n{source.name}: {subject.report()}")
    _print(rows, rows[BASE].least)


def _print(rows: dict[str, Measured], base: float) -> None:
    for name, row in rows.items():
        seconds = (
            f"{row.least:8.2f} s  {row.least / base:7.3f} x" if row.seconds else f"  over {PEER_SECONDS} s"
        )
        memory = f"  {row.memory / 1e6:7.0f} MB" if row.memory else ""
        print(f"  {name:<18}{seconds}{memory}", flush=True)


def measure_growth(sizes: list[int]) -> None:
    """Print times over the number of files, and the exponents of growth."""
    print("\nsynthetic trees")
    before: dict[str, Measured] = {}
    last = 0
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            subject = Subject(build(Path(folder) / "synthetic", size), Path(folder))
            rows = {name: Measured() for name in WORK}
            subject.measure(rows)
            print(f"  {size:,} files")
            for name, row in rows.items():
                exponent = ""
                if before:
                    ratio = math.log(row.least / before[name].least) / math.log(size / last)
                    exponent = f"  exponent {ratio:.2f}"
                print(f"    {name:<18}{row.least:8.2f} s{exponent}", flush=True)
        before, last = rows, size


def measure_start() -> None:
    """Print the start-up times."""
    commands = {
        "import click": [sys.executable, "-c", "import click"],
        "--version": [CODEX, "--version"],
        "--help": [CODEX, "--help"],
    }
    rows = {name: Measured() for name in commands}
    for _ in range(ROUNDS * 5):
        for name, command in commands.items():
            rows[name].time(command, Path.cwd())
    base = rows["import click"].least
    print("\nstart-up")
    for name, row in rows.items():
        print(f"  {name:<18}{row.least:8.3f} s  {row.least / base:7.2f} x")


def profile(source: Path) -> None:
    """Print where the time of a cold run goes, by step."""
    from codex_audit import pipeline
    from codex_audit.domain.errors import Step
    from codex_audit.domain.run import Request
    from codex_audit.domain.settings import Settings

    class Clock:
        def __init__(self) -> None:
            self.steps: list[tuple[float, str]] = []

        def step(self, step: Step) -> None:
            self.steps.append((time.perf_counter(), str(step)))

        def advance(self, done: int, total: int) -> None:
            pass

    clock = Clock()
    with tempfile.TemporaryDirectory() as output:
        request = Request(str(source), output, "2000-01-01T00:00:00Z", 2, None, b"", "", Settings())
        pipeline.run(request, clock)
    ends = [started for started, _ in clock.steps[1:]] + [time.perf_counter()]
    print(f"\ncold run of {source.name} by step")
    for (started, step), end in zip(clock.steps, ends, strict=True):
        print(f"  {step:<28}{end - started:8.2f} s")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("trees", nargs="*", type=Path, metavar="TREE")
    parser.add_argument("--peers", action="store_true", help="measure other programs too")
    parser.add_argument("--profile", action="store_true", help="show the steps of a cold run")
    parser.add_argument("--synthetic", type=int, action="append", default=[], metavar="FILES")
    given = parser.parse_args()
    for tree in given.trees:
        with tempfile.TemporaryDirectory() as folder:
            measure_tree(tree.resolve(), Path(folder), given.peers)
        if given.profile:
            profile(tree.resolve())
    if given.synthetic:
        measure_growth(sorted(given.synthetic))
    measure_start()


if __name__ == "__main__":
    main()

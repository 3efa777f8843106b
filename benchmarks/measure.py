"""Measure the audit against radon's ``cc``, side by side in one run: ``measure.py TREE…``.

For each tree, prints seconds and peak memory (all processes added up) of the cold run, the warm
run, the run after one file changed, and ``check`` on one file, with the ratio to the time that
``radon cc`` takes on the same tree; then the start-up times against that of importing click. Trees
are copied first and never written to. Every command runs ``ROUNDS`` times, interleaved; the least
time counts, since noise only ever adds.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

ROUNDS = 3
SAMPLE_SECONDS = 0.02
BIN = Path(sys.executable).parent


@dataclass
class Measured:
    """The least time in seconds and the greatest memory in bytes of a command."""

    seconds: float = float("inf")
    memory: int = 0

    def add(self, command: list[str], cwd: Path) -> None:
        """Run the command once and keep the better time."""
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            self.memory = max(self.memory, _memory(watched))
            time.sleep(SAMPLE_SECONDS)
        self.seconds = min(self.seconds, time.perf_counter() - started)
        if process.returncode not in (0, 1):
            raise SystemExit(f"{command} exited with {process.returncode}")


def _memory(process: psutil.Process) -> int:
    total = 0
    try:
        for one in [process, *process.children(recursive=True)]:
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


def measure_tree(source: Path, folder: Path) -> None:
    """Print the table of one tree."""
    tree = folder / source.name
    shutil.copytree(source, tree, symlinks=True)
    output, cache = folder / "out", folder / "cache"
    run = [str(BIN / "codex-audit"), "run", str(tree), "--output-dir", str(output), "--cache-dir", str(cache)]
    python = max(
        tree.rglob("*.py"), key=lambda path: path.stat().st_size if path.stat().st_size < 50_000 else 0
    )
    check = [str(BIN / "codex-audit"), "check", "--no-cache", "--fail-on", "never", str(python)]
    rows = {
        name: Measured()
        for name in ("radon cc", "cold run", "warm run", "one file changed", "check one file")
    }
    for _ in range(ROUNDS):
        rows["radon cc"].add([str(BIN / "radon"), "cc", str(tree)], folder)
        shutil.rmtree(cache, ignore_errors=True)
        shutil.rmtree(output, ignore_errors=True)
        # Files younger than the cache trusts would be read again.
        time.sleep(2.5)
        rows["cold run"].add(run, folder)
        rows["warm run"].add(run, folder)
        with python.open("a", encoding="utf-8") as changed:
            changed.write("\n# changed\n")
        rows["one file changed"].add(run, folder)
        rows["check one file"].add(check, tree)
    report = json.loads((output / "reports" / "audit.json").read_text(encoding="utf-8"))
    files, findings = len(report["inventory"]["files"]), len(report["findings"])
    print(f"\n{source.name}: {files:,} files, {report['inventory']['lines']:,} lines, {findings:,} findings")
    base = rows["radon cc"].seconds
    for name, row in rows.items():
        print(f"  {name:<18}{row.seconds:8.2f} s  {row.seconds / base:7.3f} x  {row.memory / 1e6:7.0f} MB")


def measure_start() -> None:
    """Print the start-up times."""
    commands = {
        "import click": [sys.executable, "-c", "import click"],
        "--version": [str(BIN / "codex-audit"), "--version"],
        "--help": [str(BIN / "codex-audit"), "--help"],
    }
    rows = {name: Measured() for name in commands}
    for _ in range(ROUNDS * 3):
        for name, command in commands.items():
            rows[name].add(command, Path.cwd())
    base = rows["import click"].seconds
    print("\nstart-up")
    for name, row in rows.items():
        print(f"  {name:<18}{row.seconds:8.3f} s  {row.seconds / base:7.2f} x")


def main() -> None:
    """Measure every tree named on the command line."""
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            measure_tree(Path(name).resolve(), Path(folder))
    measure_start()


if __name__ == "__main__":
    main()

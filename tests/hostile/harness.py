"""One audit in processes of its own, with its time and memory measured."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TIMESTAMP = "2024-05-06T07:08:09Z"
SECONDS = 60.0
SAMPLE = 0.02


@dataclass(frozen=True)
class Outcome:
    """What an audit left behind. ``code`` is ``None`` where it was killed for its time;
    ``processor`` counts the seconds of processor time; ``largest`` is the most memory of any of its processes, ``together`` the most that was seen
    of all of them at once (pages that they share count for each), both resident, in bytes."""

    code: int | None
    stdout: bytes
    stderr: bytes
    seconds: float
    processor: float
    largest: int
    together: int
    artefacts: dict[str, bytes]


def audit(root: str, output: Path, cwd: Path, environment: dict[str, str], *options: str) -> Outcome:
    """Run ``codex-audit run`` on a root that is given as the user would."""
    output.mkdir()
    streams = [output.with_suffix(end) for end in (".stdout", ".stderr")]
    command = [sys.executable, "-s", "-P", "-m", "codex_audit", "run", root, "--timestamp", TIMESTAMP]
    begin = time.monotonic()
    with open(streams[0], "wb") as out, open(streams[1], "wb") as err:
        process = subprocess.Popen(
            [*command, "--output-dir", str(output), *options],
            cwd=cwd,
            env={"PATH": os.environ.get("PATH", os.defpath), **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
        )
        code, processor, largest, together = _watch(process, begin + SECONDS)
    return Outcome(
        code,
        *(stream.read_bytes() for stream in streams),
        time.monotonic() - begin,
        processor,
        largest,
        together,
        {one.relative_to(output).as_posix(): one.read_bytes() for one in output.rglob("*") if one.is_file()},
    )


def _watch(process: subprocess.Popen[bytes], deadline: float) -> tuple[int | None, float, int, int]:
    largest = together = 0
    killed = False
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            code = None if killed else process.returncode
            return code, usage.ru_utime + usage.ru_stime, largest, together
        family = _family(process.pid)
        sizes = [_resident(one) for one in family]
        largest = max(largest, *(most for _, most in sizes))
        together = max(together, sum(now for now, _ in sizes))
        if time.monotonic() > deadline:
            killed = True
            for one in family:
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
        time.sleep(SAMPLE)


def _family(pid: int) -> list[int]:
    """A process and all its descendants; without ``/proc``, itself alone."""
    found = [pid]
    for one in found:
        with suppress(OSError):
            for task in os.listdir(f"/proc/{one}/task"):
                found += map(int, Path(f"/proc/{one}/task/{task}/children").read_text().split())
    return found


def _resident(pid: int) -> tuple[int, int]:
    """The bytes that a process holds now, and the most that it has held. The system's account
    of a child that has ended would not do: it begins with the memory of the parent."""
    try:
        fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        now, most = (int(fields[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
    except (OSError, KeyError):
        return 0, 0
    return now, most

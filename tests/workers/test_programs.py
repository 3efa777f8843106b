"""Outside programs: bounded, and found only where they may be."""

import os
import sys
import time
from pathlib import Path

import pytest

from codex_audit.workers.programs import find, run

LIMITS = {"cwd": "/", "env": {"PATH": os.defpath}, "timeout": 20.0, "max_output": 1_000_000}


def python(code: str, **limits: object):
    return run([sys.executable, "-I", "-c", code], **{**LIMITS, **limits})


def test_output_and_return_code() -> None:
    done = python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")
    assert (done.returncode, done.stdout, done.truncated, done.timed_out) == (3, b"out\n", False, False)


def test_standard_input_of_any_size_is_fed() -> None:
    data = b"x" * 3_000_000
    done = python("import sys; print(len(sys.stdin.buffer.read()))", stdin=data)
    assert done.stdout == b"3000000\n"


def test_a_program_that_ignores_its_input_is_no_trouble() -> None:
    assert python("print('done')", stdin=b"x" * 3_000_000).stdout == b"done\n"


def test_too_much_output_is_cut_and_said() -> None:
    done = python("print('x' * 10_000_000)", max_output=1000)
    assert done.truncated
    assert done.returncode is None


def test_a_program_that_hangs_is_killed() -> None:
    done = python("import time; time.sleep(60)", timeout=0.5)
    assert done.timed_out
    assert done.returncode is None


def test_a_program_that_closes_its_output_and_hangs_is_killed() -> None:
    done = python("import os, time; os.close(1); os.close(0); time.sleep(60)", timeout=0.5)
    assert done.timed_out


def ends(pid: int) -> bool:
    """Whether a process that was told to die does so: the kernel takes a moment."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state in "ZX":
            return True
        time.sleep(0.01)
    return False


def test_a_program_that_is_not_there() -> None:
    assert run(["/nonexistent/program"], **LIMITS).returncode is None


def test_find_takes_no_program_of_the_audited_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, outside = tmp_path / "tree" / "bin", tmp_path / "bin"
    for folder in (inside, outside):
        folder.mkdir(parents=True)
        (folder / "tool").write_text("#!/bin/sh\n")
        (folder / "tool").chmod(0o755)
    monkeypatch.setenv("PATH", f"relative:{inside}:{outside}")
    assert find("tool", outside=str(tmp_path / "tree")) == str(outside / "tool")
    assert find("other", outside=str(tmp_path / "tree")) is None
    (tmp_path / "link").symlink_to(inside)
    monkeypatch.setenv("PATH", str(tmp_path / "link"))
    assert find("tool", outside=str(tmp_path / "tree")) is None


def test_memory_is_bounded() -> None:
    code = "import time; time.sleep(0.2)\ntry: bytes(512 << 20)\nexcept MemoryError: print('refused')"
    assert python(code, max_memory=256 << 20).stdout == b"refused\n"
    assert python(code, max_memory=2 << 30).stdout == b""

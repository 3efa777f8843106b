"""The guard: what an audit never does is refused while it is armed, and only then."""

import os
import socket
import subprocess
import sys

import pytest

from codex_audit.workers.guard import GuardError, guarded

pytestmark = pytest.mark.enable_socket


def test_sockets_are_refused() -> None:
    with guarded(), pytest.raises(GuardError):
        socket.socket()
    with socket.socket():
        pass


def test_only_named_programs_and_python_start() -> None:
    with guarded(["/bin/true"]):
        subprocess.run(["/bin/true"], check=True)
        subprocess.run([sys.executable, "-I", "-c", ""], check=True)
        with pytest.raises(GuardError):
            subprocess.run(["/bin/ls"], check=True)
        with pytest.raises(GuardError):
            os.system("true")


def test_an_import_along_a_changed_path_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    (tmp_path / "planted_module.py").write_text("")
    with guarded():
        monkeypatch.syspath_prepend(tmp_path)
        with pytest.raises(GuardError):
            __import__("planted_module")


def test_blocks_nest() -> None:
    with guarded(["/bin/true"]):
        with guarded(), pytest.raises(GuardError):
            subprocess.run(["/bin/true"], check=True)
        subprocess.run(["/bin/true"], check=True)

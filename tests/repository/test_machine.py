"""Describing the machine without starting a program."""

from pathlib import Path

import pytest

from codex_audit.repository import machine
from codex_audit.workers.guard import guarded


def test_what_is_found_and_that_nothing_is_started() -> None:
    with guarded():
        found = machine.describe({"PYTHONHASHSEED": "0", "SECRET_TOKEN": "hidden"})
    assert found.python.startswith("3.")
    assert found.executable_bits in (32, 64)
    assert found.cpus >= 1
    assert "click" in dict(found.packages)
    assert found.environment == (("PYTHONHASHSEED", "0"),)


def test_a_gpu_is_read_from_the_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "0000:01:00.0").mkdir()
    (tmp_path / "0000:01:00.0/information").write_text("Model: \t Fast One\nIRQ: 1\n")
    monkeypatch.setattr(machine, "_NVIDIA", tmp_path)
    assert machine.describe({}).gpu == "Fast One"
    monkeypatch.setattr(machine, "_NVIDIA", tmp_path / "none")
    assert machine.describe({}).gpu == "none found"


def test_a_system_without_cpuinfo(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(self: Path, **kwargs: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", missing)
    assert machine._cpu() == "unknown"

"""What killed runs left behind, and what living ones work on."""

import fcntl
import os
from pathlib import Path

import pytest

from codex_audit.repository import leftovers
from codex_audit.repository.leftovers import abandoned, hold, sweep_folders
from codex_audit.repository.plain import open_folder

LONG_AGO = (1, 1)


def made(folder: Path, *, mode: int = 0o700) -> Path:
    folder.mkdir()
    (folder / "deep").mkdir()
    (folder / "deep/file").write_bytes(b"x")
    folder.chmod(mode)
    os.utime(folder, LONG_AGO)
    return folder


def test_folders_left_behind_are_removed_and_others_kept(tmp_path: Path) -> None:
    made(tmp_path / "mine-dead")
    made(tmp_path / "other")
    made(tmp_path / "mine-open", mode=0o755)
    os.utime(made(tmp_path / "mine-young"))
    (tmp_path / "mine-link").symlink_to("other")
    (tmp_path / "mine-file").write_bytes(b"")
    with_lock = open_folder(str(made(tmp_path / "mine-held")))
    assert hold(with_lock)
    sweep_folders(str(tmp_path), "mine-")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["mine-file", "mine-held", "mine-link", "mine-open", "mine-young", "other"]
    os.close(with_lock)
    sweep_folders(str(tmp_path), "mine-")
    assert not (tmp_path / "mine-held").exists()
    assert (tmp_path / "other/deep/file").exists()


def test_folders_of_another_user_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path / "mine")
    monkeypatch.setattr(os, "geteuid", lambda: -2)
    sweep_folders(str(tmp_path), "mine")
    assert (tmp_path / "mine").exists()


def test_a_folder_that_cannot_be_listed_is_left_alone(tmp_path: Path) -> None:
    sweep_folders(str(tmp_path / "nowhere"), "")


def test_where_there_are_no_locks_nothing_counts_as_abandoned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no locks")

    descriptor = open_folder(str(made(tmp_path / "mine")))
    monkeypatch.setattr(fcntl, "flock", refuse)
    assert not abandoned(descriptor)
    monkeypatch.undo()
    assert abandoned(descriptor)
    monkeypatch.setattr(leftovers, "STALE_SECONDS", 1e12)
    assert not abandoned(descriptor)
    os.close(descriptor)

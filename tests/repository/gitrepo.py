"""Repositories that git itself makes, for comparison with what is read of them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

GIT = shutil.which("git")
needs_git = pytest.mark.skipif(GIT is None, reason="git is not installed")

ENVIRONMENT = {
    "PATH": os.environ.get("PATH", os.defpath),
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.invalid",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.invalid",
}
START = 1_700_000_000


def git(
    folder: Path | str, *arguments: str, stdin: bytes = b"", at: int = START, check: bool = True
) -> bytes:
    """Run git in a folder; its standard output."""
    assert GIT is not None
    dates = {"GIT_AUTHOR_DATE": f"@{at} +0000", "GIT_COMMITTER_DATE": f"@{at} +0000"}
    done = subprocess.run(
        [GIT, "-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main", *arguments],
        cwd=folder,
        env=ENVIRONMENT | dates,
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


def init(folder: Path, *arguments: str) -> Path:
    """A new, empty repository."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", *arguments)
    return folder


def write(folder: Path, *paths: str, text: str = "x\n") -> None:
    """Write the same text to files."""
    for path in paths:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def commit(folder: Path, message: str, at: int = START) -> str:
    """Commit all changes; the id."""
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "--allow-empty", "--allow-empty-message", "-m", message, at=at)
    return git(folder, "rev-parse", "HEAD").decode().strip()


def listed(folder: Path) -> set[bytes]:
    """What git names in a folder, as far as it is there as a file or link."""
    out = git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    return {name for name in out.split(b"\0") if name and _stands(os.fsencode(folder), name)}


def _stands(folder: bytes, name: bytes) -> bool:
    path = os.path.join(folder, name)
    parent = os.path.dirname(path)
    if os.path.realpath(parent) != os.path.join(os.path.realpath(folder), os.path.dirname(name)).rstrip(b"/"):
        return False
    return os.path.islink(path) or os.path.isfile(path)


def dig(root: Path, depth: int, name: str = "d") -> None:
    """A chain of equally named folders, which may be deeper than the longest path of the
    system, with a file at its end."""
    here = os.open(root, os.O_RDONLY)
    for _ in range(depth):
        os.mkdir(name, dir_fd=here)
        below = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("file", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)


def fill_in(root: Path, name: str = "d") -> None:
    """Remove such a chain, which is too deep for what removes temporary folders."""
    subprocess.run(["rm", "-rf", str(root / name)], check=True)

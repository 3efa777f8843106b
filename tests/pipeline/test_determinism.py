"""Promise 2: the same tree gives the same bytes, whatever else differs.

The audit runs in processes of its own. ``CODEX_AUDIT_TREE`` names a large real tree to run the
same comparison on.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import trees

TIMESTAMP = "2024-05-06T07:08:09Z"
MACHINE = "reports/reproducibility.md"


@dataclass(frozen=True)
class Way:
    """One way to run the audit."""

    name: str
    jobs: int = 2
    environment: dict[str, str] = field(default_factory=dict)
    copied: bool = False
    elsewhere: bool = False


WAYS = (
    Way("first", environment={"PYTHONHASHSEED": "1"}),
    Way("other hash seed, warm cache", environment={"PYTHONHASHSEED": "2"}),
    Way("one job, no cache", jobs=1),
    Way("copy at another path", copied=True),
    Way("another locale and time zone", environment={"LC_ALL": "C", "LANG": "C", "TZ": "Asia/Kathmandu"}),
    Way("another current folder", elsewhere=True),
)


def run(way: Way, tree: Path, folder: Path) -> dict[str, bytes]:
    output = folder / way.name.replace(" ", "-")
    cache = ["--no-cache"] if "no cache" in way.name else ["--cache-dir", str(folder / "cache")]
    root = folder / "copy" / "of it" if way.copied else tree
    if way.copied:
        root.parent.mkdir()
        subprocess.run(["cp", "-a", str(tree), str(root)], check=True)
    done = subprocess.run(
        [sys.executable, "-m", "codex_audit", "run", str(root), "--output-dir", str(output)]
        + ["--timestamp", TIMESTAMP, "--jobs", str(way.jobs), "-q", *cache],
        cwd="/" if way.elsewhere else folder,
        env={**os.environ, **way.environment},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode(), done.stdout.decode()) == (0, "", "")
    if way.copied:
        shutil.rmtree(root)
    return {
        path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()
    }


def compare(tree: Path, folder: Path) -> None:
    first, *others = ((way, run(way, tree, folder)) for way in WAYS)
    assert "reports/audit.json" in first[1]
    for way, artefacts in others:
        assert artefacts.keys() == first[1].keys(), way.name
        for name, content in artefacts.items():
            if name != MACHINE:
                assert content == first[1][name], f"{name}: {way.name}"


@pytest.mark.parametrize("versioned", [True, False])
def test_a_library(tmp_path: Path, versioned: bool) -> None:
    tree = trees.write(trees.LIBRARY, tmp_path / "tree")
    if versioned:
        trees.commit(tree)
    compare(tree, tmp_path)


def test_a_broken_tree(tmp_path: Path) -> None:
    compare(trees.write(trees.BROKEN, tmp_path / "tree"), tmp_path)


def test_a_second_run_over_the_written_tree_changes_nothing(tmp_path: Path) -> None:
    tree = trees.write(trees.BROKEN, tmp_path / "tree")
    command = [
        sys.executable,
        "-m",
        "codex_audit",
        "run",
        str(tree),
        "--timestamp",
        TIMESTAMP,
        "-q",
        "--no-cache",
    ]
    written = []
    for _ in range(2):
        subprocess.run(command, check=True, cwd=tmp_path)
        written.append({path: path.read_bytes() for path in tree.rglob("*") if path.is_file()})
    assert written[0] == written[1]


@pytest.mark.skipif("CODEX_AUDIT_TREE" not in os.environ, reason="CODEX_AUDIT_TREE names no tree")
def test_a_large_real_tree(tmp_path: Path) -> None:
    compare(Path(os.environ["CODEX_AUDIT_TREE"]), tmp_path)


def test_an_installed_package(tmp_path: Path) -> None:
    import click

    tree = tmp_path / "tree"
    shutil.copytree(Path(click.__file__).parent, tree, ignore=shutil.ignore_patterns("__pycache__"))
    compare(tree, tmp_path)

"""Full disks, folders that cannot be written, foreign and broken caches, two runs at once: they
cost time or the run, never a wrong or torn artefact."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from codex_audit import pipeline
from codex_audit.cli._terminal import Silent
from codex_audit.domain.artefacts import own_paths
from codex_audit.domain.run import Request, Summary
from codex_audit.domain.settings import Settings
from codex_audit.repository import cache as cache_module
from codex_audit.repository import recall as recall_module
from codex_audit.repository.own import is_leftover
from tests import trees

TIMESTAMP: Final = "2024-05-06T07:08:09Z"
PROMPT: Final = b"Prompt.\n"
MACHINE: Final = "reports/reproducibility.md"
DATABASE: Final = f"facts-{cache_module.SCHEMA}.sqlite3"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("storage")
    (folder / "x").write_bytes(PROMPT)
    return trees.write(trees.LIBRARY, folder / "tree")


@pytest.fixture(scope="module")
def plain(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The artefacts of a run without cache."""
    output = tmp_path_factory.mktemp("plain")
    audit(tree, output, None)
    return artefacts(output)


def audit(tree: Path, output: Path, cache: Path | None) -> Summary:
    own = frozenset(own_paths(""))
    folder = None if cache is None else str(cache)
    request = Request(str(tree), str(output), TIMESTAMP, 1, folder, PROMPT, "x", Settings(), own)
    return pipeline.run(request, Silent())


def artefacts(output: Path) -> dict[str, bytes]:
    files = {path.relative_to(output).as_posix(): path for path in output.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if name != MACHINE}


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no database\n" * 500)


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def foreign(path: Path) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE facts (name TEXT)")


def folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def full(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/full")


def poison(blob: bytes) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path)) as database, database:
            for table in ("facts", "trees", "runs"):
                database.execute(f"UPDATE {table} SET blob = ?", (blob,))

    return spoil


def exchange(path: Path) -> None:
    """Every entry holds what another one should hold."""
    with closing(sqlite3.connect(path)) as database, database:
        for table, key in (("facts", "key"), ("runs", "key")):
            rows = database.execute(f"SELECT {key}, blob FROM {table} ORDER BY {key}").fetchall()
            for (name, _), (_, blob) in zip(rows, rows[1:] + rows[:1], strict=True):
                database.execute(f"UPDATE {table} SET blob = ? WHERE {key} = ?", (blob, name))


SPOILS: Final[tuple[Callable[[Path], None], ...]] = (
    garbage,
    truncated,
    foreign,
    folder,
    pipe,
    full,
    exchange,
    poison(b""),
    poison(b"\x90"),
    poison(b"\x93\x90\x90\x90"),
    poison(b"\xc1" * 99),
)


@pytest.fixture
def warm(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that knows the tree, and takes files that changed just now for settled."""
    for module in (cache_module, recall_module):
        monkeypatch.setattr(module, "RACY_NS", -(10**15))
    audit(tree, tmp_path / "first", tmp_path / "cache")
    assert audit(tree, tmp_path / "first", tmp_path / "cache").recalled
    return tmp_path / "cache"


@pytest.mark.parametrize("spoil", SPOILS, ids=[f"{at}-{one.__name__}" for at, one in enumerate(SPOILS)])
def test_nothing_in_the_caches_place_changes_a_result(
    spoil: Callable[[Path], None], warm: Path, tree: Path, plain: dict[str, bytes], tmp_path: Path
) -> None:
    spoil(warm / DATABASE)
    for name in ("first", "second"):
        audit(tree, tmp_path / name, warm)
        assert artefacts(tmp_path / name) == plain


@pytest.mark.parametrize("place", ["/proc/none/cache", "/dev/null/cache", "file/cache"])
def test_a_cache_folder_that_cannot_be_made_costs_only_time(
    place: str, tree: Path, plain: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    audit(tree, tmp_path / "out", tmp_path / place)
    assert artefacts(tmp_path / "out") == plain


def command(tree: Path, output: Path | str, *options: str) -> list[str]:
    """The same run in a process of its own."""
    begin = [sys.executable, "-I", "-m", "codex_audit", "run", str(tree), "--output-dir", str(output), "-q"]
    return [*begin, "--timestamp", TIMESTAMP, "--prompt-file", str(tree.parent / "x"), *options]


@pytest.mark.parametrize("room", [0, 3_000])
def test_a_full_disk_costs_the_run_and_no_artefact(room: int, tree: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    shutil.copytree(tree.parent, tmp_path, dirs_exist_ok=True)
    (tmp_path / "tree/docs/more.md").write_text("# More\n" + "\nTODO more\n" * 300)
    audit(tree, output, None)
    before = artefacts(output)
    audit(tmp_path / "tree", tmp_path / "after", None)
    after = artefacts(tmp_path / "after")
    (output / "reports/repo_map.md").unlink()
    done = subprocess.run(
        command(tmp_path / "tree", output, "--cache-dir", str(tmp_path / "cache")),
        # No file may grow beyond this: writing fails in the middle, as on a full disk.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
        # What measures the tests' coverage would write, too, and complain.
        env={name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("codex-audit: error: reports/")
    assert len(done.stderr.splitlines()) == 1
    for name, data in artefacts(output).items():
        assert data in (before[name], after[name]), name
    assert not [path for path in output.rglob(".*") if is_leftover(path.name)]
    again = subprocess.run(
        command(tmp_path / "tree", output, "--cache-dir", str(tmp_path / "cache")), check=False
    )
    assert again.returncode == 0
    assert artefacts(output) == after


@pytest.mark.parametrize("output", ["/proc/none", "/dev/null", "/proc/self/fd"])
def test_an_output_folder_that_cannot_be_written_is_told(output: str, tree: Path, tmp_path: Path) -> None:
    done = subprocess.run(command(tree, output, "--no-cache"), capture_output=True, check=False, text=True)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "error" in done.stderr.lower()


def test_runs_at_once_over_one_tree_and_one_cache(
    tree: Path, plain: dict[str, bytes], tmp_path: Path
) -> None:
    shutil.copytree(tree.parent, tmp_path, dirs_exist_ok=True)
    for _ in range(2):
        run = command(
            tmp_path / "tree", tmp_path / "tree", "--cache-dir", str(tmp_path / "cache"), "--jobs", "1"
        )
        together = [subprocess.Popen(run, stderr=subprocess.PIPE) for _ in range(3)]
        assert [(one.communicate()[1], one.returncode) for one in together] == [(b"", 0)] * 3
        found = artefacts(tmp_path / "tree")
        assert {name: found.get(name) for name in plain} == plain
        assert not [path for path in (tmp_path / "tree").rglob(".*") if is_leftover(path.name)]
        with closing(sqlite3.connect(tmp_path / "cache" / DATABASE)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert database.execute("SELECT COUNT(*) FROM facts").fetchone()[0] > 0

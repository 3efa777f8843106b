"""The walk inside git work trees, held against git itself."""

import os
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codex_audit.domain.artifact import Walk, path_key
from codex_audit.repository import reasons
from codex_audit.repository.git_index import IndexEntry
from codex_audit.repository.walk import walk
from codex_audit.repository.work_tree import tracked_below
from tests.repository.gitrepo import commit, git, init, listed, needs_git, write
from tests.repository.test_walk import NONE, lock, paths, skipped

pytestmark = needs_git


def agree(folder: Path) -> Walk:
    """Walk a folder and check that git names the same files."""
    tree = walk(str(folder), NONE)
    assert tree.git
    assert {path_key(path) for path in paths(tree)} == listed(folder)
    return tree


def test_tracked_untracked_and_ignored(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, "a.py", "b.log", "out/x", "out/forced/y", "sub/c.py", "sub/d.log", "venv/pyvenv.cfg")
    write(tmp_path, ".gitignore", text="*.log\nout/\n")
    git(tmp_path, "add", "-f", "a.py", "out/forced/y", "sub/d.log")
    tree = agree(tmp_path)
    assert [entry.path for entry in tree.entries if entry.tracked] == ["a.py", "out/forced/y", "sub/d.log"]
    assert "venv/pyvenv.cfg" in paths(tree)
    assert skipped(tree) == {
        ".git/": reasons.GIT_DATA,
        "b.log": reasons.IGNORED,
        "out/x": reasons.IGNORED,
    }
    assert tree.incomplete == ()


def test_the_repository_own_excludes_count_and_the_users_do_not(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, "a.x", "b.y", "c.z")
    write(tmp_path, "mine", text="*.y\n")
    write(tmp_path, ".git/info/exclude", text="*.x\n")
    git(tmp_path, "config", "core.excludesFile", str(tmp_path / "mine"))
    tree = walk(str(tmp_path), NONE)
    assert paths(tree) == ["b.y", "c.z", "mine"]
    assert skipped(tree)["a.x"] == reasons.EXCLUDED


def test_excludes_that_cannot_be_read_are_noted(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, "a")
    shutil.rmtree(tmp_path / ".git/info", ignore_errors=True)
    assert agree(tmp_path).incomplete == ()
    (tmp_path / ".git/info").mkdir()
    os.mkfifo(tmp_path / ".git/info/exclude")
    assert walk(str(tmp_path), NONE).incomplete == (reasons.UNREAD_IGNORE_FILE,)


def test_absent_replaced_and_sparse_files_are_skipped(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, "gone", "far/gone", "now_folder", "was/folder", "was_linked/x", "sparse", "stays")
    commit(tmp_path, "one")
    for name in ("gone", "now_folder", "sparse"):
        (tmp_path / name).unlink()
    for name in ("far", "was", "was_linked"):
        shutil.rmtree(tmp_path / name)
    git(tmp_path, "update-index", "--skip-worktree", "sparse")
    write(tmp_path, "now_folder/in", "was", "elsewhere/x")
    (tmp_path / "was_linked").symlink_to("elsewhere")
    tree = agree(tmp_path)
    assert paths(tree) == ["elsewhere/x", "now_folder/in", "stays", "was", "was_linked"]
    assert skipped(tree) == {
        ".git/": reasons.GIT_DATA,
        "far/gone": reasons.ABSENT,
        "gone": reasons.ABSENT,
        "now_folder": reasons.REPLACED,
        "sparse": reasons.SPARSE,
        "was/folder": reasons.ABSENT,
        "was_linked/x": reasons.ABSENT,
    }


def test_own_artefacts_that_are_tracked_and_absent_are_not_skipped(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, "reports/audit.json", "reports/gone.json", "a")
    commit(tmp_path, "one")
    (tmp_path / "reports/gone.json").unlink()
    tree = walk(str(tmp_path), frozenset({"reports/audit.json", "reports/gone.json"}))
    assert paths(tree) == ["a"]
    assert skipped(tree) == {".git/": reasons.GIT_DATA}


def test_files_in_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    init(tmp_path)
    write(tmp_path, "locked/a/b", "x")
    commit(tmp_path, "one")
    (tmp_path / "x").unlink()
    lock(monkeypatch, b"locked")
    assert skipped(walk(str(tmp_path), NONE)) == {
        ".git/": reasons.GIT_DATA,
        "locked/": reasons.UNREADABLE_FOLDER,
        "locked/a/b": reasons.HIDDEN,
        "x": reasons.ABSENT,
    }


def test_nested_repositories_and_submodules_are_skipped(tmp_path: Path) -> None:
    init(tmp_path / "lib")
    write(tmp_path / "lib", "l")
    commit(tmp_path / "lib", "one")
    top = init(tmp_path / "top")
    git(top, "submodule", "--quiet", "add", str(tmp_path / "lib"), "sub")
    git(top, "submodule", "--quiet", "add", str(tmp_path / "lib"), "gone")
    shutil.rmtree(top / "gone")
    init(top / "nested")
    write(top, "nested/n", "empty/.git/x", "empty/e", "tracked/t", "hidden/h")
    write(top, ".gitignore", text="hidden\n")
    git(top, "add", "tracked/t")
    init(top / "tracked")
    init(top / "hidden")
    tree = agree(top)
    assert paths(tree) == [".gitignore", ".gitmodules", "empty/e", "tracked/t"]
    assert skipped(tree) == {
        ".git/": reasons.GIT_DATA,
        "empty/.git/": reasons.GIT_DATA,
        "gone": reasons.SUBMODULE,
        "hidden/": reasons.IGNORED,
        "nested/": reasons.NESTED,
        "sub": reasons.SUBMODULE,
        "tracked/.git/": reasons.GIT_DATA,
    }
    inside = agree(top / "sub")
    assert paths(inside) == ["l"]
    assert skipped(inside) == {".git": reasons.GIT_DATA}


def test_outside_git_nested_repositories_are_skipped_alike(tmp_path: Path) -> None:
    init(tmp_path / "nested")
    write(tmp_path, "a", "nested/n")
    tree = walk(str(tmp_path), NONE)
    assert not tree.git
    assert paths(tree) == ["a"]
    assert skipped(tree) == {"nested/": reasons.NESTED}


def test_a_linked_work_tree(tmp_path: Path) -> None:
    main = init(tmp_path / "main")
    write(main, "a", "b.log")
    write(main, ".git/info/exclude", text="*.x\n")
    commit(main, "one")
    git(main, "worktree", "add", "-q", str(tmp_path / "side"))
    write(tmp_path / "side", "new", "new.x")
    tree = agree(tmp_path / "side")
    assert paths(tree) == ["a", "b.log", "new"]
    assert skipped(tree) == {".git": reasons.GIT_DATA, "new.x": reasons.EXCLUDED}


def test_a_repository_without_commits_or_index(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, "a", "b/c")
    assert paths(agree(tmp_path)) == ["a", "b/c"]


@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_both_object_formats(tmp_path: Path, form: str) -> None:
    init(tmp_path, f"--object-format={form}")
    write(tmp_path, "a", "b")
    git(tmp_path, "add", "a")
    assert [entry.tracked for entry in agree(tmp_path).entries] == [True, False]


def test_a_folder_inside_a_repository(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, "sub/dir/a", "sub/dir/b.log", "sub/dir/c.tmp", "sub/d", "sub-other/e", "sub/dir/x/f.log")
    write(tmp_path, ".gitignore", text="*.log\n")
    write(tmp_path, "sub/.gitignore", text="/dir/c.tmp\n")
    write(tmp_path, "sub/dir/.gitignore", text="!x/*.log\n")
    git(tmp_path, "add", "sub/dir/a", "sub-other")
    tree = agree(tmp_path / "sub/dir")
    assert paths(tree) == [".gitignore", "a", "x/f.log"]
    assert skipped(tree) == {"b.log": reasons.IGNORED, "c.tmp": reasons.IGNORED}
    assert paths(agree(tmp_path / "sub")) == [".gitignore", "d", "dir/.gitignore", "dir/a", "dir/x/f.log"]


def test_a_folder_that_its_repository_ignores_counts_as_outside_git(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, ".gitignore", text="build/\n")
    write(tmp_path, "build/pkg/a", "build/pkg/b.pyc", "build/pkg/__pycache__/c")
    write(tmp_path, "build/pkg/.gitignore", text="*.pyc\n")
    tree = walk(str(tmp_path / "build/pkg"), NONE)
    assert not tree.git
    assert paths(tree) == [".gitignore", "a"]
    git(tmp_path, "add", "-f", "build/pkg/b.pyc")
    tree = agree(tmp_path / "build/pkg")
    assert paths(tree) == ["b.pyc"]
    assert skipped(tree)["a"] == reasons.IGNORED


def test_ignore_files_above_the_root_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    init(tmp_path)
    write(tmp_path, "locked/sub/a.log", "locked/.gitignore", ".gitignore", text="*.log\n")
    assert paths(agree(tmp_path / "locked/sub")) == []
    lock(monkeypatch, b"locked")
    tree = walk(str(tmp_path / "locked/sub"), NONE)
    assert tree.incomplete == (reasons.UNREAD_IGNORE_FILE,)


@pytest.mark.parametrize("damage", [b"DIRC", b"nonsense" * 9, b"DIRC\0\0\0\x02\0\0\0\x09" + b"\0" * 60])
def test_a_damaged_index_is_noted_and_the_tree_is_walked(tmp_path: Path, damage: bytes) -> None:
    init(tmp_path)
    write(tmp_path, "a", "b.log")
    write(tmp_path, ".gitignore", text="*.log\n")
    commit(tmp_path, "one")
    (tmp_path / ".git/index").write_bytes(damage)
    tree = walk(str(tmp_path), NONE)
    assert not tree.git
    assert paths(tree) == [".gitignore", "a"]
    assert len(tree.incomplete) == 1
    assert "outside git" in tree.incomplete[0]


def test_a_git_file_that_leads_nowhere_is_noted(tmp_path: Path) -> None:
    write(tmp_path, "a")
    write(tmp_path, ".git", text="gitdir: /nowhere\n")
    tree = walk(str(tmp_path), NONE)
    assert paths(tree) == ["a"]
    assert skipped(tree) == {".git": reasons.GIT_DATA}
    assert tree.incomplete == (
        "the .git file names no repository; the tree was walked as if it were outside git",
    )


def test_an_ignore_file_that_a_sparse_checkout_left_out_is_noted(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, ".gitignore", "sub/.gitignore", text="*.log\n")
    commit(tmp_path, "one")
    git(tmp_path, "update-index", "--skip-worktree", ".gitignore", "sub/.gitignore")
    (tmp_path / ".gitignore").unlink()
    (tmp_path / "sub/.gitignore").unlink()
    write(tmp_path, "a.log", "sub/b.log")
    for folder in (tmp_path, tmp_path / "sub"):
        assert walk(str(folder), NONE).incomplete == (reasons.FOLDED_IGNORE_FILE,)


def test_a_folded_sparse_index(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, "top", "in/a", "out/b", "out/c/d")
    commit(tmp_path, "one")
    git(tmp_path, "sparse-checkout", "set", "--cone", "--sparse-index", "in")
    tree = walk(str(tmp_path), NONE)
    assert paths(tree) == ["in/a", "top"]
    assert skipped(tree)["out/"] == reasons.SPARSE
    assert {path_key(path) for path in paths(tree)} == listed(tmp_path)


def test_a_split_index_walks_alike(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, *(f"d{number % 7}/f{number}" for number in range(60)))
    commit(tmp_path, "one")
    git(tmp_path, "update-index", "--split-index")
    write(tmp_path, "d1/new", "d2/other")
    git(tmp_path, "add", "d1/new")
    git(tmp_path, "rm", "-q", "--cached", "d0/f0")
    tree = agree(tmp_path)
    assert [entry.path for entry in tree.entries if not entry.tracked] == ["d0/f0", "d2/other"]


def test_paths_that_no_work_tree_can_hold_are_left_out(tmp_path: Path) -> None:
    bad = [b"", b"/etc/passwd", b"../up", b"a/../../b", b"a//b", b".git/config", b"x/.git/hooks", b"./a"]
    good = [b".gitignore", b"a/.github/x", b"...", b"a..b"]
    tracked = tracked_below([IndexEntry(path, 0o100644, False) for path in bad + good], "")
    assert tracked.impossible == len(bad)
    assert sorted(f"{folder}/{name}" for folder, names in tracked.by_folder.items() for name in names) == [
        "/...",
        "/.gitignore",
        "/a..b",
        "a/.github/x",
    ]
    init(tmp_path)
    write(tmp_path, "aa")
    git(tmp_path, "add", "aa")
    index = tmp_path / ".git/index"
    index.write_bytes(index.read_bytes().replace(b"aa\0", b"..\0"))
    tree = walk(str(tmp_path), NONE)
    assert paths(tree) == ["aa"]
    assert tree.incomplete == (reasons.IMPOSSIBLE_PATHS,)


NAMES = st.sampled_from(["a", "b", "é", "build", "x.py", "y.log", "z.log", "[a]"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
RULES = st.sampled_from(
    [
        "*.log",
        "!y.log",
        "/build",
        "build/",
        "a/b",
        "**/x.py",
        "a/**",
        "!a/",
        "*",
        "!*/",
        "!*.py",
        "b/*",
        "[a]",
    ]
)
FILES = st.dictionaries(PATHS, st.sampled_from(["file", "link", "repository"]), min_size=3, max_size=14)
IGNORES = st.dictionaries(
    st.sampled_from(["", "a", "b", "build", "a/b"]), st.lists(RULES, min_size=1, max_size=4), max_size=3
)


def _place(folder: Path, path: str, kind: str) -> None:
    """Put something at a path, if what stands there already allows it."""
    target = folder / path
    with suppress(OSError):
        target.parent.mkdir(parents=True, exist_ok=True)
        if kind == "file":
            target.write_text("x")
        elif kind == "link":
            target.symlink_to("a")
        else:
            write(target, "inner", ".git/objects/x", ".git/refs/x")
            write(target, ".git/HEAD", text="ref: refs/heads/main\n")


@settings(max_examples=30, deadline=None)
@given(
    before=FILES,
    after=FILES,
    ignores=IGNORES,
    tracked=st.sets(st.integers(0, 13)),
    removed=st.sets(st.integers(0, 13), max_size=5),
)
def test_equality_with_git_on_any_tree(
    before: dict[str, str],
    after: dict[str, str],
    ignores: dict[str, list[str]],
    tracked: set[int],
    removed: set[int],
) -> None:
    with TemporaryDirectory() as name:
        folder = init(Path(name))
        _build(folder, before, after, tracked=tracked, removed=removed)
        _ignore(folder, ignores)
        agree(folder)
        inner = folder / "a"
        if (inner / "b").is_dir() and not inner.is_symlink() and not (inner / ".git").exists():
            tree = walk(str(inner), NONE)
            assert not tree.git or {path_key(path) for path in paths(tree)} == listed(inner)


def _build(
    folder: Path, before: dict[str, str], after: dict[str, str], *, tracked: set[int], removed: set[int]
) -> None:
    for path, kind in before.items():
        _place(folder, path, "file" if kind == "repository" else kind)
    present = listed(folder)
    chosen = [path for number, path in enumerate(before) if number in tracked and path.encode() in present]
    git(folder, "update-index", "--add", "-z", "--stdin", stdin="\0".join(chosen).encode())
    for path in [path for number, path in enumerate(before) if number in removed]:
        target = folder / path
        if target.is_symlink() or target.is_file():
            target.unlink()
        elif target.is_dir():
            shutil.rmtree(target)
    for path, kind in after.items():
        _place(folder, path, kind)


def _ignore(folder: Path, ignores: dict[str, list[str]]) -> None:
    for where, lines in ignores.items():
        if (folder / where).is_dir() and not (folder / where).is_symlink():
            write(folder / where, ".gitignore", text="\n".join(lines) + "\n")

"""History, held against git itself, and what a hostile repository cannot make git do."""

import os
import shutil
import time
import zlib
from pathlib import Path

import pytest

from codex_audit.domain.git import History
from codex_audit.repository import git as module
from codex_audit.repository import git_private
from codex_audit.repository.git import parse_log, read_history, state
from codex_audit.repository.git_dir import GitDir, find
from codex_audit.workers.programs import Completed
from tests.repository.gitrepo import START, commit, git, init, needs_git, write

pytestmark = needs_git
DAY = 86_400


def history(folder: Path, commits: int = 1000, days: int = 30, timeout: float = 20.0) -> History:
    return read_history(str(folder), commit_limit=commits, window_days=days, timeout=timeout)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """``main`` and ``side`` part after the second of four commits."""
    folder = init(tmp_path / "repository")
    write(folder, "a", "sub/b")
    commit(folder, "first", START)
    write(folder, "a", text="two\n")
    commit(folder, "second", START + 40 * DAY)
    git(folder, "branch", "side")
    write(folder, "a", "sub/b", text="three\n")
    commit(folder, "third \x1b[31m", START + 41 * DAY)
    git(folder, "checkout", "-q", "side")
    write(folder, "c")
    commit(folder, "on the side", START + 42 * DAY)
    git(folder, "checkout", "-q", "main")
    return folder


def test_branches_commits_and_churn(repository: Path) -> None:
    found = history(repository)
    head = git(repository, "rev-parse", "HEAD").decode().strip()
    assert (found.head, found.head_branch, found.base, found.shallow) == (head, "main", "main", False)
    assert [(one.name, one.activity, one.ahead, one.behind) for one in found.branches] == [
        ("main", 2, 0, 0),
        ("side", 2, 1, 1),
    ]
    assert found.branches[1].tip.subject == "on the side"
    assert found.branches[1].tip.time == START + 42 * DAY
    assert [one.subject for one in found.recent] == ["third \x1b[31m", "second", "first"]
    assert dict(found.churn) == {"a": 3, "sub/b": 2}
    assert (found.commits_read, found.commit_limit, found.window_days) == (3, 1000, 30)
    assert found.unknown == ()
    assert found.most_active == found.branches[1]


def test_limits_bound_the_commits_that_count(repository: Path) -> None:
    found = history(repository, commits=1, days=0)
    assert dict(found.churn) == {"a": 1, "sub/b": 1}
    assert found.commits_read == 1
    assert len(found.recent) == 3
    assert [one.activity for one in found.branches] == [0, 1]


def test_paths_are_relative_to_the_root(repository: Path) -> None:
    found = history(repository / "sub")
    assert dict(found.churn) == {"b": 2}
    assert found.commits_read == 3


def test_a_single_branch_counts_its_window(repository: Path) -> None:
    git(repository, "branch", "-D", "-q", "side")
    found = history(repository)
    assert [(one.activity, one.ahead, one.behind) for one in found.branches] == [(2, 0, 0)]


def test_merges_do_not_count_as_changes(repository: Path) -> None:
    git(repository, "merge", "-q", "--no-ff", "-m", "merge", "side", at=START + 43 * DAY)
    found = history(repository)
    assert dict(found.churn) == {"a": 3, "c": 1, "sub/b": 2}
    assert found.recent[0].subject == "on the side"
    assert found.branches[0].ahead == 0
    assert (found.branches[1].ahead, found.branches[1].behind) == (0, 2)


def test_strange_names_and_messages(tmp_path: Path) -> None:
    folder = init(tmp_path)
    names = [":100644 x", "new\nline", "é", "a\tb", '"q"', "\x1f"]
    write(folder, *names)
    (folder / os.fsdecode(b"\xff")).write_bytes(b"")
    commit(folder, "")
    commit(folder, ":100644 000000 M\x1fx\n\nbody")
    found = history(folder)
    assert set(found.churn) == {*names, "\udcff"}
    assert [one.subject for one in found.recent] == [":100644 000000 M\x1fx", ""]


def test_counts_equal_git_own(tmp_path: Path) -> None:
    folder = init(tmp_path)
    for number in range(12):
        if number % 3 == 2:
            git(folder, "checkout", "-q", "-b", f"b{number}", f"HEAD~{number % 2 + 1}")
        write(folder, f"f{number % 4}", text=str(number))
        commit(folder, f"c{number}", START + number * DAY)
    found = history(folder, days=6)
    newest = max(one.tip.time for one in found.branches)
    assert len(found.branches) == 5
    for one in found.branches:
        counts = git(folder, "rev-list", "--count", "--left-right", f"{one.name}...{found.base}").split()
        active = git(folder, "rev-list", "--count", f"--max-age={newest - 6 * DAY}", one.name)
        assert [one.ahead, one.behind] == [int(count) for count in counts]
        assert one.activity == int(active)


def test_the_base_is_origin_default_then_a_usual_name(repository: Path) -> None:
    git(repository, "update-ref", "refs/remotes/origin/side", "side")
    git(repository, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/side")
    assert history(repository).base == "side"
    git(repository, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/not-here")
    assert history(repository).base == "main"
    git(repository, "branch", "-m", "main", "other")
    assert history(repository).base == "other"
    git(repository, "checkout", "-q", "--detach")
    found = history(repository)
    assert (found.base, found.head_branch, found.branches[0].ahead) == (None, None, None)
    assert "ahead and behind" in found.unknown[0]


def test_a_repository_without_commits(tmp_path: Path) -> None:
    found = history(init(tmp_path))
    assert (found.head, found.head_branch, found.branches) == (None, "main", ())
    assert found.unknown == ("HEAD names no commit: there is no history to read",)


def test_an_unborn_head_beside_branches(repository: Path) -> None:
    git(repository, "symbolic-ref", "HEAD", "refs/heads/new")
    found = history(repository)
    assert (found.head, found.head_branch, len(found.branches)) == (None, "new", 2)
    assert found.churn == {}


def test_outside_git(tmp_path: Path) -> None:
    assert history(tmp_path).unknown == ("the tree is not in a git work tree",)
    (tmp_path / ".git").write_text("gitdir: /nowhere\n")
    assert history(tmp_path).unknown == ("the .git file names no repository",)


def test_a_folder_that_its_repository_ignores_has_no_history(repository: Path) -> None:
    write(repository, ".gitignore", text="build/\n")
    write(repository, "build/x")
    assert history(repository / "build").unknown == ("the tree is not in a git work tree",)


def test_a_linked_work_tree_and_a_sha256_repository(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "-q", str(tmp_path / "linked"), "side")
    found = history(tmp_path / "linked")
    assert (found.head_branch, len(found.branches), found.unknown) == ("side", 2, ())
    wide = init(tmp_path / "wide", "--object-format=sha256")
    write(wide, "a")
    assert history(wide).head is None
    tip = commit(wide, "one")
    found = history(wide)
    assert (found.head, dict(found.churn), found.unknown) == (tip, {"a": 1}, ())


def test_a_shallow_clone(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", "clone")
    found = history(tmp_path / "clone")
    assert found.shallow
    assert (dict(found.churn), found.commits_read, found.unknown) == ({"a": 1, "sub/b": 1}, 1, ())
    assert found.remote == "repository"
    shallow = tmp_path / "clone/.git/shallow"
    shallow.unlink()
    os.mkfifo(shallow)
    assert history(tmp_path / "clone").unknown == (
        "the list of cut commits cannot be read: branches and history were not read",
    )


def test_a_partial_clone_fetches_nothing(repository: Path, tmp_path: Path) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--filter=tree:0", "--no-checkout", f"file://{repository}", "clone")
    before = sorted(path for path in (tmp_path / "clone").rglob("*"))
    found = history(tmp_path / "clone")
    assert [one.name for one in found.branches] == ["main"]
    assert "git could not read all of the history of HEAD" in found.unknown
    assert sorted(path for path in (tmp_path / "clone").rglob("*")) == before


def test_borrowed_objects_are_not_read(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--shared", str(repository), "clone")
    found = history(tmp_path / "clone")
    assert found.branches == ()
    assert found.head is not None
    assert "borrows from another" in found.unknown[0]


@pytest.mark.parametrize("name", ["objects", "objects/pack"])
def test_linked_object_stores_are_not_read(repository: Path, tmp_path: Path, name: str) -> None:
    place = repository / ".git" / name
    shutil.move(place, tmp_path / "moved")
    place.symlink_to(tmp_path / "moved")
    assert "symbolic link" in history(repository).unknown[0]


@pytest.mark.parametrize("name", ["pack/pack-1.idx", "pack/pack-1.pack", "{fan}/{rest}"])
@pytest.mark.parametrize(
    "make", [os.mkfifo, lambda path: os.symlink("/dev/zero", path)], ids=["fifo", "link"]
)
def test_objects_that_are_no_files_are_not_opened(repository: Path, name: str, make) -> None:
    """Git would wait on them until it is killed."""
    assert history(repository).branches
    tip = git(repository, "rev-parse", "HEAD").decode().strip()
    path = repository / ".git/objects" / name.format(fan=tip[:2], rest=tip[2:])
    path.unlink(missing_ok=True)
    make(path)
    assert "no plain files" in history(repository).unknown[0]


def test_an_object_that_unpacks_to_gigabytes_is_not_read(repository: Path) -> None:
    name = "5" * 40
    path = repository / ".git/objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zlib.compress(b"commit 4294967296\0tree ") + b"cut")
    (repository / ".git/refs/heads/huge").write_text(name + "\n")
    started = time.monotonic()
    assert "git could not read all of the branches' latest commits" in history(repository).unknown
    assert time.monotonic() - started < 10


def test_a_folder_among_the_packs_is_of_no_account(repository: Path) -> None:
    (repository / ".git/objects/pack/preserved").mkdir()
    assert history(repository).branches


def test_an_object_store_that_cannot_be_read_is_noted(repository: Path) -> None:
    fan = next(path for path in (repository / ".git/objects").iterdir() if len(path.name) == 2)
    shutil.rmtree(fan)
    fan.write_text("no folder")
    assert "no plain files" in history(repository).unknown[0]


def test_lost_objects_are_noted(repository: Path) -> None:
    (repository / ".git/refs/heads/lost").write_text("1" * 40 + "\n")
    found = history(repository)
    assert [one.name for one in found.branches] == ["main", "side"]
    assert found.unknown == ("the latest commit of some branches could not be read; they were left out",)
    blob = git(repository, "rev-parse", "HEAD:a").decode().strip()
    (repository / ".git/refs/heads/lost").write_text(blob + "\n")
    assert [one.name for one in history(repository).branches] == ["main", "side"]
    tree = git(repository, "rev-parse", "HEAD~1^{tree}").decode().strip()
    (repository / ".git/objects" / tree[:2] / tree[2:]).unlink()
    found = history(repository)
    assert "git could not read all of the history of HEAD" in found.unknown
    assert len(found.branches) == 2


def test_more_branches_than_are_read(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tip = git(repository, "rev-parse", "side").decode().strip()
    names = [f"a{number:03}" for number in range(30)]
    git(
        repository,
        "update-ref",
        "--stdin",
        stdin="".join(f"create refs/heads/{n} {tip}\n" for n in names).encode(),
    )
    monkeypatch.setattr(module, "MAX_BRANCHES", 10)
    found = history(repository)
    assert [one.name for one in found.branches] == [*names[:9], "main"]
    assert found.unknown == ("there are more than 10 branches; the others were not read",)


def test_a_graph_longer_than_is_read(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRAPH_LIMITS", (2,))
    found = history(repository, days=60)
    assert [(one.ahead, one.behind) for one in found.branches] == [(0, 0), (1, 1)]
    assert found.unknown == ("activity counts only the newest 2 commits",)
    monkeypatch.setattr(module, "GRAPH_LIMITS", (1,))
    found = history(repository)
    assert [(one.ahead, one.behind) for one in found.branches] == [(0, 0), (None, None)]
    assert "how far some branches are ahead and behind lies beyond the commits read" in found.unknown
    monkeypatch.setattr(module, "GRAPH_LIMITS", (1, 9))
    found = history(repository)
    assert [(one.ahead, one.behind) for one in found.branches] == [(0, 0), (1, 1)]
    assert found.unknown == ()


@pytest.mark.parametrize(
    ("done", "message"),
    [
        (Completed(None, b"", timed_out=True), "git took too long over"),
        (Completed(None, b"abc", truncated=True), "git wrote too much over"),
        (Completed(128, b"x\n"), "git could not read all of"),
    ],
)
def test_whatever_git_does_becomes_a_reason(
    repository: Path, monkeypatch: pytest.MonkeyPatch, done: Completed, message: str
) -> None:
    monkeypatch.setattr(git_private, "run", lambda *_, **__: done)
    found = history(repository)
    assert message in found.unknown[0]
    assert (found.branches, found.recent, dict(found.churn)) == ((), (), {})
    assert found.head_branch == "main"


def test_without_git_the_refs_are_still_read(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_private, "find", lambda *_: None)
    found = history(repository)
    assert found.head is not None
    assert found.unknown == ("the program git is not installed: branches and history were not read",)


def test_a_git_inside_the_tree_is_never_run(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = repository / "bin/git"
    write(repository, "bin/git", text=f"#!/bin/sh\ntouch {repository}/canary\n")
    planted.chmod(0o755)
    monkeypatch.setenv("PATH", f"bin{os.pathsep}{planted.parent}")
    monkeypatch.chdir(repository)
    assert "not installed" in history(repository).unknown[0]
    assert not (repository / "canary").exists()


def test_trouble_with_the_temporary_folder_is_noted(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(git_private, "_put", full)
    assert history(repository).unknown == ("git could not be run: branches and history were not read",)


def test_a_reftable_is_not_read(repository: Path) -> None:
    git(repository, "config", "extensions.refStorage", "reftable")
    found = history(repository)
    assert (found.head, found.branches) == (None, ())
    assert "form that is not read" in found.unknown[0]


def test_a_config_that_cannot_be_read(repository: Path) -> None:
    (repository / ".git/config").unlink()
    os.mkfifo(repository / ".git/config")
    assert history(repository).unknown == ("the repository's config cannot be read",)


EXECUTING = """
[core]
	fsmonitor = {canary}
	hooksPath = {hooks}
	pager = {canary}
	editor = {canary}
	sshCommand = {canary}
	attributesFile = {attributes}
	alternateRefsCommand = {canary}
	gitProxy = {canary}
	askPass = {canary}
[alias]
	log = !{canary}
	rev-list = !{canary}
[gpg]
	program = {canary}
[log]
	showSignature = true
[diff]
	external = {canary}
[diff "evil"]
	textconv = {canary}
	command = {canary}
[filter "evil"]
	clean = {canary}
	smudge = {canary}
	process = {canary}
[remote "origin"]
	url = ext::{canary}
	promisor = true
	uploadpack = {canary}
[extensions]
	partialClone = origin
[pager]
	log = {canary}
[protocol]
	allow = always
[trace2]
	eventTarget = {target}
"""
INCLUDING = """
[include]
	path = config
	path = {fifo}
"""


def _signed(folder: Path) -> None:
    """A commit with a signature, which showing it would hand to gpg."""
    head = git(folder, "cat-file", "commit", "HEAD").decode()
    header, _, message = head.partition("\n\n")
    raw = f"{header}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n{message}"
    signed = git(folder, "hash-object", "-t", "commit", "-w", "--stdin", stdin=raw.encode()).decode().strip()
    git(folder, "update-ref", "refs/heads/main", signed)


def test_nothing_that_the_repository_names_is_run(repository: Path, tmp_path: Path) -> None:
    bait = tmp_path / "bait"
    write(bait, "canary.sh", text=f"#!/bin/sh\ntouch {bait}/ran\n")
    (bait / "canary.sh").chmod(0o755)
    os.mkfifo(bait / "fifo")
    write(repository, ".gitattributes", ".git/info/attributes", text="* diff=evil filter=evil\n")
    write(repository, ".mailmap", text="B <b@example.invalid> <a@example.invalid>\n")
    commit(repository, "attributes", START + 50 * DAY)
    _signed(repository)
    for hook in ("post-index-change", "reference-transaction", "pre-auto-gc", "post-checkout"):
        write(repository, f".git/hooks/{hook}", text=f"#!/bin/sh\ntouch {bait}/ran\n")
        (repository / ".git/hooks" / hook).chmod(0o755)
    config = repository / ".git/config"
    places = {
        "canary": bait / "canary.sh",
        "hooks": repository / ".git/hooks",
        "attributes": repository / ".gitattributes",
        "fifo": bait / "fifo",
        "target": bait / "trace",
    }
    config.write_text(EXECUTING.format(**places))
    git(repository, "status", check=False)
    assert (bait / "ran").exists(), "git itself does not take the bait"
    (bait / "ran").unlink()
    config.write_text((EXECUTING + INCLUDING).format(**places))
    before = {path: path.lstat().st_mtime_ns for path in repository.rglob("*")}
    started = time.monotonic()
    found = history(repository)
    assert time.monotonic() - started < 10
    assert found.unknown == ()
    assert found.churn["a"] == 3
    assert len(found.branches) == 2
    assert found.remote is None
    assert sorted(path.name for path in bait.iterdir()) == ["canary.sh", "fifo"]
    assert {path: path.lstat().st_mtime_ns for path in repository.rglob("*")} == before


def test_pipes_in_place_of_git_files_hang_nothing(repository: Path) -> None:
    tree = git(repository, "rev-parse", "HEAD^{tree}").decode().strip()
    for name in ("packed-refs", "refs/heads/pipe", "refs/remotes/origin/HEAD"):
        path = repository / ".git" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(path)
    started = time.monotonic()
    assert len(history(repository).branches) == 2
    lost = repository / ".git/objects" / tree[:2] / tree[2:]
    lost.unlink()
    os.mkfifo(lost)
    found = history(repository)
    assert time.monotonic() - started < 10
    assert "no plain files" in found.unknown[-1]
    (repository / ".git/HEAD").unlink()
    os.mkfifo(repository / ".git/HEAD")
    assert history(repository).unknown == ("the tree is not in a git work tree",)


def test_absurd_dates(tmp_path: Path) -> None:
    folder = init(tmp_path)
    write(folder, "a")
    tip = commit(folder, "one", 1)
    raw = git(folder, "cat-file", "commit", tip).decode()
    for number, seconds in enumerate(["99999999999999999999999", "18446744073709551614", "0"]):
        changed = raw.replace("> 1 +0000", f"> {seconds} +0000")
        made = git(
            folder, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=changed.encode()
        )
        (folder / f".git/refs/heads/b{number}").write_bytes(made)
    found = history(folder)
    assert len(found.branches) == 4
    assert all(0 <= one.tip.time <= 253_402_300_799 for one in found.branches)


def test_the_state_changes_with_all_that_history_hangs_on(repository: Path) -> None:
    def now() -> tuple[object, ...]:
        found = find(str(repository))
        assert isinstance(found, GitDir)
        return state(found)

    seen = [now()]
    assert now() == seen[0]
    git(repository, "branch", "third")
    seen.append(now())
    git(repository, "checkout", "-q", "--detach")
    seen.append(now())
    git(repository, "config", "remote.origin.url", "https://host/x")
    seen.append(now())
    (repository / ".git/shallow").write_text("1" * 40)
    seen.append(now())
    (repository / ".git/objects/info").mkdir(exist_ok=True)
    (repository / ".git/objects/info/alternates").write_text("/x")
    seen.append(now())
    git(repository, "config", "extensions.refStorage", "reftable")
    seen.append(now())
    (repository / ".git/config").unlink()
    os.mkfifo(repository / ".git/config")
    seen.append(now())
    assert all(one not in seen[:place] for place, one in enumerate(seen))


def test_a_log_that_is_cut_or_malformed() -> None:
    assert parse_log([b":100644 x M", b"orphan", b"no commit"]) == ([], [])
    commits, touched = parse_log([b"abc\x1f5\x1fsubject", b"\n:100644 M"])
    assert ([one.id for one in commits], touched) == (["abc"], [[]])

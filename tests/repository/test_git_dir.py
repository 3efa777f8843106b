"""Where git data lies, its settings and its refs."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.repository import git_dir, git_refs
from codex_audit.repository.git_config import Config, parse_config, public_remote
from codex_audit.repository.git_dir import GitDir, find, holds_repository
from codex_audit.repository.git_errors import GitDataError
from codex_audit.repository.git_refs import read_refs
from codex_audit.repository.plain import open_folder
from tests.repository.gitrepo import commit, git, init, needs_git, write

ID = "0123456789abcdef0123456789abcdef01234567"
OTHER = "f" * 40


def skeleton(folder: Path, head: str = "ref: refs/heads/main\n") -> Path:
    """A git directory as small as git takes it."""
    for name in ("objects", "refs/heads"):
        (folder / name).mkdir(parents=True)
    (folder / "HEAD").write_text(head)
    return folder


def located(folder: Path) -> GitDir:
    found = find(str(folder))
    assert found is not None
    return found


def test_the_repository_is_found_upwards(tmp_path: Path) -> None:
    skeleton(tmp_path / ".git")
    (tmp_path / "a/b").mkdir(parents=True)
    real = os.path.realpath(tmp_path)
    assert find(str(tmp_path)) == GitDir(real, "", f"{real}/.git", f"{real}/.git")
    assert find(str(tmp_path / "a/b")) == GitDir(real, "a/b", f"{real}/.git", f"{real}/.git")


@pytest.mark.parametrize(
    "head", ["ref: refs/heads/x\n", "ref:refs/heads/x", f"{ID}\n", "ref: refs/heads/gone"]
)
def test_heads_that_git_takes(tmp_path: Path, head: str) -> None:
    skeleton(tmp_path / ".git", head)
    assert find(str(tmp_path)) is not None


@pytest.mark.parametrize("head", ["", "ref: heads/x", "main", ID[:39] + "g"])
def test_without_a_valid_head_there_is_no_repository(tmp_path: Path, head: str) -> None:
    skeleton(tmp_path / ".git", head)
    assert find(str(tmp_path)) is None


def test_a_head_that_is_a_link_into_refs(tmp_path: Path) -> None:
    skeleton(tmp_path / ".git")
    (tmp_path / ".git/HEAD").unlink()
    (tmp_path / ".git/HEAD").symlink_to("refs/heads/main")
    assert find(str(tmp_path)) is not None
    (tmp_path / ".git/HEAD").unlink()
    (tmp_path / ".git/HEAD").symlink_to("/etc/hostname")
    assert find(str(tmp_path)) is None


def test_an_empty_git_folder_and_a_fifo_are_no_repository(tmp_path: Path) -> None:
    (tmp_path / "a/.git").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    os.mkfifo(tmp_path / "b/.git")
    skeleton(tmp_path / "c/.git")
    (tmp_path / "c/.git/HEAD").unlink()
    os.mkfifo(tmp_path / "c/.git/HEAD")
    assert [find(str(tmp_path / name)) for name in "abc"] == [None, None, None]


def test_inside_a_bare_repository_there_is_no_work_tree(tmp_path: Path) -> None:
    skeleton(tmp_path / ".git")
    skeleton(tmp_path / "bare.git")
    assert find(str(tmp_path / "bare.git/refs")) is None
    assert find(str(tmp_path / ".git/refs")) is None


def test_a_git_file_names_the_directory(tmp_path: Path) -> None:
    skeleton(tmp_path / "data")
    (tmp_path / "work").mkdir()
    (tmp_path / "work/.git").write_text("gitdir: ../data\n")
    assert located(tmp_path / "work").path == os.path.realpath(tmp_path / "data")


@pytest.mark.parametrize("text", ["", "gitdir: ", "data", "gitdir: ../nowhere\n", "gitdir: \0"])
def test_a_git_file_that_leads_nowhere(tmp_path: Path, text: str) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work/.git").write_text(text)
    with pytest.raises(GitDataError):
        find(str(tmp_path / "work"))
    descriptor = open_folder(str(tmp_path / "work"))
    try:
        assert not holds_repository(descriptor)
    finally:
        os.close(descriptor)


def test_a_git_file_too_large_or_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").write_bytes(b"gitdir: " + b"x" * 2_000_000)
    with pytest.raises(GitDataError, match="cannot be read"):
        find(str(tmp_path))

    def refuse(*_: object, **__: object) -> bytes:
        raise PermissionError

    descriptor = open_folder(str(tmp_path))
    try:
        assert not holds_repository(descriptor)
        monkeypatch.setattr(git_dir, "read_plain", refuse)
        assert holds_repository(descriptor)
    finally:
        os.close(descriptor)


def test_folders_that_cannot_be_opened_are_passed_on_the_way_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skeleton(tmp_path / ".git")
    (tmp_path / "a/b").mkdir(parents=True)
    real = git_dir.open_folder

    def refuse(path: str, **options: bool) -> int:
        if path.endswith("/a"):
            raise PermissionError
        return real(path, **options)

    monkeypatch.setattr(git_dir, "open_folder", refuse)
    assert located(tmp_path / "a/b").prefix == "a/b"


def test_the_search_stops_where_the_way_up_cannot_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skeleton(tmp_path / ".git")
    (tmp_path / "a").mkdir()
    real = os.stat

    def refuse(path: str, **options: bool) -> os.stat_result:
        if path == os.path.realpath(tmp_path):
            raise PermissionError
        return real(path, **options)

    monkeypatch.setattr(os, "stat", refuse)
    assert find(str(tmp_path / "a")) is None


@needs_git
def test_a_linked_work_tree_shares_its_refs(tmp_path: Path) -> None:
    init(tmp_path / "main")
    write(tmp_path / "main", "a")
    tip = commit(tmp_path / "main", "one")
    git(tmp_path / "main", "worktree", "add", "-q", "-b", "side", str(tmp_path / "side"))
    found = located(tmp_path / "side")
    assert found.common == os.path.realpath(tmp_path / "main/.git")
    assert found.path != found.common
    refs = read_refs(found, 20)
    assert (refs.head, refs.head_branch) == (tip, "side")
    assert refs.branches == {"main": tip, "side": tip}


def config(text: str) -> Config:
    return parse_config(text.encode())


def test_settings_are_read_as_git_reads_them() -> None:
    found = config(
        '\ufeff[core]\n\tbare = true ; comment\n  Editor="a # b" # c\n\tflag\n'
        '[remote "Or\\"ig]in"]\n\turl = one\\\n two\\t\\"x\\"\\q\n[ALIAS.Sub] x = 1\n'
        'broken line = here\n[unclosed\nlost = 1\n[bad "x"oops]\nlost = 2\n[core]\n\tbare = false\r\n'
    )
    assert found.get("core.bare") == "false"
    assert found.get("core.editor") == "a # b"
    assert found.get("core.flag") == "true"
    assert found.get('remote.Or"ig]in.url') == 'one two\t"x"'
    assert found.get("alias.sub.x") == "1"
    assert "lost" not in repr(found)
    assert found.get("no.such", "default") == "default"


@needs_git
def test_settings_equal_git_own_reading(tmp_path: Path) -> None:
    text = (
        '[a]\nx = "  q  " tail \t\ny= a\\\\b\n[b "C d"] z=1;no\n[a]\nx = 2 "a;b" c\nw =\nv = "a\\\nb"\n'
        '[section ""]\nk = e\\\n'
    )
    (tmp_path / "config").write_text(text)
    listed = git(tmp_path, "config", "--file", "config", "--list", "-z").decode()
    theirs = dict(item.split("\n", 1) for item in listed.split("\0") if item)
    assert dict(config(text).values) == theirs


def test_properties_of_a_config() -> None:
    assert config("[extensions]\nobjectFormat = SHA256\n").hash_size == 32
    assert config("").hash_size == 20
    assert config("[extensions]\nrefStorage = reftable\n").reftable
    assert not config("[extensions]\nrefStorage = files\n").reftable


def test_a_config_of_countless_settings_is_cut() -> None:
    assert len(config("[a]\n" + "".join(f"k{number} = 1\n" for number in range(30_000))).values) == 20_000


@given(st.text(alphabet='[]"\\=#; \t\nabc.\r-', max_size=200))
def test_any_text_is_a_config(text: str) -> None:
    assert all(isinstance(value, str) for value in config(text).values.values())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:token@github.com/o/n.git", "https://github.com/o/n.git"),
        ("https://token@host:8443/o/n?private=1#x", "https://host:8443/o/n"),
        ("ssh://git@host/o/n/", "ssh://host/o/n"),
        ("ssh://git@[::1]:22/o", "ssh://[::1]:22/o"),
        ("git@github.com:o/n.git", "ssh://github.com/o/n.git"),
        ("host:o/n", "ssh://host/o/n"),
        ("/home/someone/work/n.git", "n.git"),
        ("../n", "n"),
        ("file:///srv/git/n", "n"),
        ("ext::sh -c evil", None),
        ("https://host:port/x", None),
        ("@:", None),
        ("", None),
    ],
)
def test_remotes_lose_what_is_private(url: str, shown: str | None) -> None:
    assert public_remote(url) == shown


def test_the_remote_is_origin() -> None:
    assert config('[remote "origin"]\nurl = https://a:b@h/x\n').remote == "https://h/x"


def test_a_repository_without_config(tmp_path: Path) -> None:
    skeleton(tmp_path / ".git")
    found = located(tmp_path)
    assert found.config().values == {}
    os.mkfifo(tmp_path / ".git/config")
    with pytest.raises(GitDataError, match="config"):
        found.config()


def refs_of(folder: Path) -> git_refs.Refs:
    return read_refs(located(folder), 20)


def test_loose_refs_win_over_packed_ones(tmp_path: Path) -> None:
    git_folder = skeleton(tmp_path / ".git")
    (git_folder / "packed-refs").write_text(
        f"# pack-refs with: peeled\n{ID} refs/heads/main\n{ID} refs/heads/packed\n"
        f"{ID} refs/tags/v1\n^{OTHER}\n{ID[:10]} refs/heads/short\n{ID} refs/heads/bad..name\n"
    )
    (git_folder / "refs/heads/main").write_text(OTHER.upper() + "\n")
    (git_folder / "refs/heads/feature").mkdir()
    (git_folder / "refs/heads/feature/é").write_text(ID)
    (git_folder / "refs/heads/x.lock").write_text(ID)
    (git_folder / "refs/heads/broken").write_text("nonsense")
    (git_folder / "refs/heads/also").write_text("ref: refs/heads/packed")
    (git_folder / "refs/remotes/origin").mkdir(parents=True)
    (git_folder / "refs/remotes/origin/HEAD").write_text("ref: refs/remotes/origin/develop\n")
    refs = refs_of(tmp_path)
    assert refs.branches == {"also": ID, "feature/é": ID, "main": OTHER, "packed": ID}
    assert list(refs.branches) == sorted(refs.branches)
    assert (refs.head, refs.head_branch, refs.default) == (OTHER, "main", "develop")
    assert refs.unknown == ("a branch whose ref is broken was left out",)


@pytest.mark.parametrize(
    ("text", "head", "branch"),
    [
        (ID, ID, None),
        ("ref: refs/heads/unborn", None, "unborn"),
        ("ref: refs/heads/../../x", None, None),
        ("ref: refs/other/x", None, None),
        ("ref: refs/heads/loop", None, "loop"),
        ("ref: refs/heads/away", None, "away"),
    ],
)
def test_heads(tmp_path: Path, text: str, head: str | None, branch: str | None) -> None:
    git_folder = skeleton(tmp_path / ".git", text)
    (git_folder / "refs/heads/loop").write_text("ref: refs/heads/loop")
    (git_folder / "refs/heads/away").write_text("ref: somewhere")
    refs = refs_of(tmp_path)
    assert (refs.head, refs.head_branch) == (head, branch)


def test_links_among_the_refs(tmp_path: Path) -> None:
    git_folder = skeleton(tmp_path / ".git")
    (git_folder / "HEAD").unlink()
    (git_folder / "HEAD").symlink_to("refs/heads/real")
    (git_folder / "refs/heads/real").write_text(ID)
    (git_folder / "refs/heads/outside").symlink_to("/etc/hostname")
    refs = refs_of(tmp_path)
    assert (refs.head, refs.head_branch) == (ID, "real")
    assert refs.branches == {"real": ID}


def test_refs_that_cannot_be_read_are_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git_folder = skeleton(tmp_path / ".git")
    os.mkfifo(git_folder / "packed-refs")
    os.mkfifo(git_folder / "refs/heads/pipe")
    for number in range(4):
        (git_folder / f"refs/heads/b{number}").write_text(ID)
    assert set(refs_of(tmp_path).unknown) == {
        "packed refs could not be read",
        "a branch whose ref is broken was left out",
    }
    monkeypatch.setattr(git_refs, "MAX_LOOSE_REFS", 2)
    assert "there are more branches than are read" in refs_of(tmp_path).unknown


def test_absurdly_long_branch_names_are_left_out(tmp_path: Path) -> None:
    folder = skeleton(tmp_path / ".git") / "refs/heads" / "/".join(["x" * 200] * 5)
    folder.mkdir(parents=True)
    (folder / "near").write_text(ID)
    (folder / ("y" * 50)).write_text(ID)
    refs = refs_of(tmp_path)
    assert [name[-4:] for name in refs.branches] == ["near"]
    assert refs.unknown == ("a branch with an absurdly long name was left out",)


def test_a_folder_of_branches_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git_folder = skeleton(tmp_path / ".git")
    (git_folder / "refs/heads/a").mkdir()

    def refuse(_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "scandir", refuse)
    assert refs_of(tmp_path).unknown == ("a folder of branches could not be read",)


def test_a_repository_without_a_folder_of_branches(tmp_path: Path) -> None:
    (skeleton(tmp_path / ".git") / "refs/heads").rmdir()
    assert refs_of(tmp_path).branches == {}

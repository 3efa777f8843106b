"""What of git's own data makes it run programs."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codex_audit.domain.git import Trigger
from codex_audit.repository.git import read_history, state
from codex_audit.repository.git_config import Setting, parse_config, settings
from codex_audit.repository.git_dir import GitDir, find
from codex_audit.repository.git_triggers import MAX_TRIGGERS, trigger, triggers
from tests.repository.gitrepo import commit, git, init, needs_git, write


def made(folder: Path, config: str = "", modules: str = "") -> GitDir:
    """A git directory as far as triggers are concerned."""
    (folder / ".git/hooks").mkdir(parents=True)
    (folder / ".git/config").write_text(config, encoding="utf-8")
    if modules:
        (folder / ".gitmodules").write_text(modules, encoding="utf-8")
    return GitDir(str(folder), "", str(folder / ".git"), str(folder / ".git"))


def found(folder: Path, config: str = "", modules: str = "") -> tuple[Trigger, ...]:
    return triggers(made(folder, config, modules), parse_config(config.encode()))


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("core.fsmonitor", "./watch", "core.fsmonitor"),
        ("core.hookspath", ".githooks", "core.hooksPath"),
        ("core.sshcommand", "ssh -i k", "core.sshCommand"),
        ("core.pager", "sh -c x", "core.pager"),
        ("core.editor", "./edit", "core.editor"),
        ("core.askpass", "./ask", "core.askPass"),
        ("sequence.editor", "./edit", "sequence.editor"),
        ("pager.log", "./page", "pager.log"),
        ("filter.x.clean", "x", "filter.x.clean"),
        ("filter.x.smudge", "x", "filter.x.smudge"),
        ("filter.x.process", "x", "filter.x.process"),
        ("diff.external", "x", "diff.external"),
        ("diff.x.textconv", "x", "diff.x.textconv"),
        ("diff.a.b.command", "x", "diff.a.b.command"),
        ("merge.x.driver", "x", "merge.x.driver"),
        ("alias.st", "!sh", "alias.st"),
        ("alias.st.command", "!sh", "alias.st.command"),
        ("credential.helper", "!f() { :; }; f", "credential.helper"),
        ("credential.https://u:p@h.helper", "x", "credential.*.helper"),
        ("gpg.program", "x", "gpg.program"),
        ("gpg.ssh.program", "x", "gpg.ssh.program"),
        ("remote.origin.uploadpack", "x", "remote.origin.uploadpack"),
        ("remote.origin.receivepack", "x", "remote.origin.receivepack"),
        ("remote.origin.proxy", "x", "remote.origin.proxy"),
        ("remote.origin.vcs", "x", "remote.origin.vcs"),
        ("remote.origin.url", "ext::sh -c x", "remote.origin.url"),
        ("protocol.ext.allow", "always", "protocol.ext.allow"),
        ("protocol.allow", "always", "protocol.allow"),
        ("url.ext::sh.insteadof", "https://", "url.*.insteadof"),
        ("uploadpack.packobjectshook", "x", "uploadpack.packObjectsHook"),
        ("include.path", "../x", "include.path"),
        ("includeif.gitdir:/x.path", "../x", "includeIf.*.path"),
        ("submodule.a.update", "!sh", "submodule.a.update"),
        ("hook.a.command", "x", "hook.a.command"),
    ],
)
def test_settings_that_make_git_run_something(key: str, value: str, told: str) -> None:
    assert trigger(Setting(key, value, 1)) == told


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("core.fsmonitor", "true"),
        ("core.fsmonitor", "False"),
        ("core.hookspath", "/dev/null"),
        ("core.pager", ""),
        ("core.pager", "cat"),
        ("pager.log", "false"),
        ("core.bare", "false"),
        ("core.autocrlf", "input"),
        ("alias.st", "status"),
        ("credential.helper", ""),
        ("remote.origin.url", "https://example.com/a.git"),
        ("remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"),
        ("branch.main.merge", "refs/heads/main"),
        ("branch.main.remote", "origin"),
        ("submodule.a.update", "rebase"),
        ("submodule.a.url", "https://example.com/a.git"),
        ("protocol.ext.allow", "never"),
        ("protocol.https.allow", "always"),
        ("url.git@h:.insteadof", "https://h/"),
        ("user.email", "a@example.com"),
        ("filter.lfs.required", "true"),
        ("diff.x.binary", "true"),
        ("merge.x.name", "x"),
    ],
)
def test_settings_of_ordinary_clones(key: str, value: str) -> None:
    assert trigger(Setting(key, value, 1)) is None


@pytest.mark.parametrize(
    ("key", "value", "known"),
    [
        ("filter.lfs.clean", "git-lfs clean -- %f", "git-lfs"),
        ("filter.lfs.smudge", "git-lfs smudge --skip -- %f", "git-lfs"),
        ("filter.lfs.process", "git-lfs filter-process", "git-lfs"),
        ("filter.lfs.process", "git-lfs filter-process; sh x", ""),
        ("filter.lfs.clean", "git-lfs $(sh x)", ""),
        ("filter.lfs.clean", "./git-lfs clean", ""),
        ("difftool.nb.cmd", 'git-nbdifftool diff "$LOCAL" "$REMOTE"', "git-nbdifftool"),
        ("core.pager", "less -FRX", "less"),
        ("core.editor", "vim", "vim"),
        ("core.editor", "./vim", ""),
        ("core.sshCommand", "less", ""),
        ("credential.helper", "store", "store"),
        ("credential.helper", "cache --timeout=3600", "cache"),
        ("credential.helper", "store --file /tmp/x", ""),
        ("credential.https://h.helper", "!/usr/bin/gh auth git-credential", "gh"),
        ("credential.https://h.helper", "!sh -c gh auth git-credential", ""),
    ],
)
def test_what_common_tools_put_there_is_known(tmp_path: Path, key: str, value: str, known: str) -> None:
    section, _, rest = key.partition(".")
    middle, _, name = rest.rpartition(".")
    head = f'[{section} "{middle}"]' if middle else f"[{section}]"
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    (one,) = found(tmp_path, f'{head}\n\t{name} = "{quoted}"\n')
    assert one.known == known
    assert value not in repr(one) or value == known


def test_every_setting_counts_with_its_line(tmp_path: Path) -> None:
    config = (
        "[core]\n\tbare = false\n\tsshCommand = a \\\n  b\n\teditor = ./e\n[alias]\n\tx = !a\n\tx = status\n"
    )
    assert found(tmp_path, config) == (
        Trigger("core.sshCommand", ".git/config", 3),
        Trigger("core.editor", ".git/config", 5),
        Trigger("alias.x", ".git/config", 7),
    )


def test_a_value_is_never_kept(tmp_path: Path) -> None:
    secret = "https://u:pass" + "word@h"
    config = f'[core]\n\tsshCommand = {secret}\n[credential "{secret}"]\n\thelper = x\n[include]\n\tpath = {secret}\n'
    result = found(tmp_path, config)
    assert len(result) == 3
    assert "word" not in repr(result)


def test_the_config_of_a_work_tree_counts_only_where_git_reads_it(tmp_path: Path) -> None:
    for enabled, count in (("true", 1), ("false", 0)):
        config = f"[extensions]\n\tworktreeConfig = {enabled}\n"
        git_dir = made(tmp_path / enabled, config)
        (tmp_path / enabled / ".git/config.worktree").write_text("[core]\n\tfsmonitor = ./x\n")
        result = triggers(git_dir, parse_config(config.encode()))
        assert result == (Trigger("core.fsmonitor", ".git/config.worktree", 2),) * count


def test_active_hooks(tmp_path: Path) -> None:
    git_dir = made(tmp_path)
    hooks = tmp_path / ".git/hooks"
    texts = {
        "pre-commit": "#!/usr/bin/env bash\n# File generated by pre-commit: https://pre-commit.com\n"
        f"# ID: {'0a' * 16}\n",
        "pre-push": '#!/bin/sh\ncommand -v git-lfs >/dev/null 2>&1 || { echo >&2 "none"; exit 2; }\n'
        'git lfs pre-push "$@"\n',
        "post-merge": '#!/bin/sh\ncommand -v git-lfs >/dev/null 2>&1 || { exit 2; }\ngit lfs post-merge "$@"\nsh x\n',
        "post-checkout": "#!/bin/sh\nsh x\n",
        "post-commit": "",
        "commit-msg.sample": "#!/bin/sh\n",
        "notes": "#!/bin/sh\n",
    }
    for name, text in texts.items():
        (hooks / name).write_text(text)
        (hooks / name).chmod(0o755)
    (hooks / "update").write_text("#!/bin/sh\n")
    (hooks / "update").chmod(0o644)
    (hooks / "pre-rebase").mkdir()
    (hooks / "pre-receive").symlink_to("nowhere")
    assert triggers(git_dir, parse_config(b"")) == (
        Trigger("post-checkout", ".git/hooks"),
        Trigger("post-commit", ".git/hooks"),
        Trigger("post-merge", ".git/hooks"),
        Trigger("pre-commit", ".git/hooks", None, "pre-commit"),
        Trigger("pre-push", ".git/hooks", None, "git-lfs"),
    )


def test_no_hooks_folder_and_no_config(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    git_dir = GitDir(str(tmp_path), "", str(tmp_path / ".git"), str(tmp_path / ".git"))
    assert triggers(git_dir, parse_config(b"")) == ()


def test_submodules(tmp_path: Path) -> None:
    modules = (
        '[submodule "a"]\n\tpath = a\n\turl = https://example.com/a.git\n\tupdate = rebase\n'
        '[submodule "b"]\n\tpath = -b\n\turl = -u./x\n\tupdate = !sh\n'
        '[submodule "c"]\n\turl = ext::sh\n[other]\n\turl = -x\n'
    )
    git_dir = made(tmp_path, "", modules)
    assert [(one.key, one.line) for one in triggers(git_dir, parse_config(b""))] == [
        ("path", 6),
        ("url", 7),
        ("update", 8),
        ("url", 10),
    ]
    below = GitDir(git_dir.top, "sub", git_dir.path, git_dir.common)
    assert triggers(below, parse_config(b"")) == ()


def test_there_is_a_limit(tmp_path: Path) -> None:
    config = "[alias]\n" + "".join(f"\ta{number} = !x\n" for number in range(MAX_TRIGGERS + 9))
    assert len(found(tmp_path, config)) == MAX_TRIGGERS


@needs_git
def test_an_ordinary_clone_has_none_and_history_carries_them(tmp_path: Path) -> None:
    origin = init(tmp_path / "origin")
    write(origin, "a")
    commit(origin, "first")
    git(tmp_path, "clone", "-q", str(origin), "clone")
    clone = tmp_path / "clone"
    history = read_history(str(clone), commit_limit=9, window_days=9, timeout=20)
    assert history.triggers == ()
    git(clone, "config", "core.fsmonitor", "./evil")
    before = find(str(clone))
    assert before is not None
    known = state(before)
    history = read_history(str(clone), commit_limit=9, window_days=9, timeout=20)
    assert history.triggers is not None
    assert [one.key for one in history.triggers] == ["core.fsmonitor"]
    hook = clone / ".git/hooks/post-checkout"
    hook.write_text("#!/bin/sh\n")
    hook.chmod(0o755)
    assert state(before) != known
    nothing = read_history(str(tmp_path), commit_limit=9, window_days=9, timeout=20)
    assert nothing.triggers is None


@given(st.text(st.sampled_from('[]"=\\ \n\ta.#;!-x'), max_size=120))
def test_lines_are_those_that_name_the_key(text: str) -> None:
    lines = text.split("\n")
    for one in settings(text.encode()):
        assert one.key.rpartition(".")[2] in lines[one.line - 1].lower()

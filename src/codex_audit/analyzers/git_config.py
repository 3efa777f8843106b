"""What of a repository's own git data makes git run programs."""

from collections.abc import Iterator
from typing import Final

from codex_audit.analyzers._linked import WHOLE
from codex_audit.domain.finding import Finding, Menu, Rule
from codex_audit.domain.git import Trigger
from codex_audit.domain.levels import Severity
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Project

SETTING: Final = Rule(
    id="git/executable-setting",
    title="The repository's git configuration names programs that git runs",
    help=(
        "Git runs what `core.fsmonitor`, `core.hooksPath`, `core.sshCommand`, filters, drivers, external "
        "diffs, pagers, helpers and aliases with `!` name, some of them on a mere `git status`. A clone has "
        "none of them: whoever gave you this folder, or a tool of yours, put them there. What common tools "
        "and editors put there is info. Values are not shown: they may hold secrets."
    ),
    severity=Severity.HIGH,
    menu=Menu.SECURITY,
    everywhere=True,
    fires=".git/config: [core] fsmonitor = ./tools/watch",
    passes='.git/config: [remote "origin"] url = https://example.com/a.git',
)
HOOK: Final = Rule(
    id="git/active-hook",
    title="A git hook is active in the repository's git directory",
    help=(
        "Git runs it when it commits, checks out, merges or pushes. A clone has none: whoever gave you this "
        "folder, or a tool of yours, put it there. The hooks that pre-commit and git-lfs install are info."
    ),
    severity=Severity.MEDIUM,
    menu=Menu.SECURITY,
    everywhere=True,
    fires=".git/hooks/post-checkout, executable",
    passes=".git/hooks/post-checkout.sample",
)
SUBMODULE: Final = Rule(
    id="git/submodule-command",
    title="A submodule's entry is a command or an option",
    help=(
        "Old versions of git run an `update` that begins with `!`, and take a `url` or `path` that begins "
        "with `-` for an option (CVE-2018-17456); `ext::` is an address that is a command. No honest "
        "repository has them."
    ),
    severity=Severity.HIGH,
    menu=Menu.SECURITY,
    everywhere=True,
    fires='.gitmodules: [submodule "a"] update = !make',
    passes='.gitmodules: [submodule "a"] update = rebase',
)

_HOOKS: Final = ".git/hooks"
_MODULES: Final = ".gitmodules"


def analyse(project: Project) -> Iterator[Finding]:
    """One finding for each setting, hook and entry."""
    for one in project.history.triggers or ():
        if one.place == _HOOKS:
            yield _hook(one)
        elif one.place == _MODULES:
            yield _submodule(one, project)
        else:
            yield _setting(one)


def _setting(one: Trigger) -> Finding:
    told = f", as {one.known} has it" if one.known else ""
    return Finding(
        rule=SETTING.id,
        message=f"{one.key} in {one.place} makes git run a program{told}.",
        path=WHOLE,
        anchor=f"{one.place} {one.key}",
        severity=Severity.INFO if one.known else None,
        searched=f"line {one.line} of {one.place}, which is no part of the inventory",
    )


def _hook(one: Trigger) -> Finding:
    told = f"; {one.known} installed it" if one.known else ""
    return Finding(
        rule=HOOK.id,
        message=f"The hook {one.key} in {one.place} is executable{told}.",
        path=WHOLE,
        anchor=f"{one.place} {one.key}",
        severity=Severity.INFO if one.known else None,
        searched=f"the files of {one.place}, which are no part of the inventory",
    )


def _submodule(one: Trigger, project: Project) -> Finding:
    listed = _MODULES in project.artifacts
    return Finding(
        rule=SUBMODULE.id,
        message=f"The {one.key} of a submodule is a command or an option for git.",
        path=_MODULES if listed else WHOLE,
        line=one.line if listed else None,
        # keys may be written in either case
        symbol="=" if listed else "",
        anchor=f"{one.key} {one.place}",
        searched="" if listed else f"line {one.line} of {_MODULES}, which is no part of the inventory",
    )


def _applies(project: Project) -> str | None:
    return None if project.history.triggers is not None else "no git configuration could be read"


ANALYZER: Final[ProjectAnalyzer] = ProjectAnalyzer(
    "git-config", (SETTING, HOOK, SUBMODULE), analyse, _applies
)

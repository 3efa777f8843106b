"""Git configuration that names programs: each would touch the canary if git ran under it."""

import stat
from collections.abc import Callable
from pathlib import Path

from tests.hostile import builders as b
from tests.hostile.place import Case, Place
from tests.repository import gitrepo

HOOKS = (
    "post-index-change", "post-checkout", "pre-commit", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc",
)  # fmt: skip

SETTINGS = {
    "fsmonitor": '[core]\n\tfsmonitor = "{touch}; false"\n',
    "external-diff": '[diff]\n\texternal = "{touch}"\n[diff "x"]\n\tcommand = "{touch}"\n',
    "text-conversion": '[diff "x"]\n\ttextconv = "{touch}; cat"\n\tcachetextconv = true\n',
    "filters": '[filter "x"]\n\tclean = "{touch}; cat"\n\tsmudge = "{touch}; cat"\n\tprocess = "{touch}"\n'
    "\trequired = true\n",
    "pager": '[core]\n\tpager = "{touch}; cat"\n[pager]\n\tlog = "{touch}; cat"\n\trev-list = "{touch}; cat"\n'
    "[color]\n\tui = always\n",
    "aliases": '[alias]\n\tlog = "!{touch}"\n\trev-list = "!{touch}"\n\tstatus = "!{touch}"\n\tls-files = "!{touch}"\n',
    "signatures": '[log]\n\tshowSignature = true\n[gpg]\n\tprogram = "{script}"\n[gpg "ssh"]\n\tprogram = "{script}"\n'
    "\tallowedSignersFile = /dev/zero\n",
    "ssh-and-credentials": '[core]\n\tsshCommand = "{touch}"\n\taskPass = "{script}"\n\tgitProxy = "{script}"\n'
    '[credential]\n\thelper = "!{touch}"\n',
    "editors": '[core]\n\teditor = "{touch}"\n[sequence]\n\teditor = "{touch}"\n[merge "x"]\n\tdriver = "{touch}"\n'
    '[mergetool "x"]\n\tcmd = "{touch}"\n',
    "alternate-refs": '[core]\n\talternateRefsCommand = "{touch}"\n[uploadpack]\n\tpackObjectsHook = "{script}"\n',
    "trace": "[trace2]\n\teventTarget = {canary}\n\tnormalTarget = {canary}\n\tperfTarget = {canary}\n",
}


def _script(place: Place) -> Path:
    path = place.root / "tool.sh"
    path.write_text(f"#!/bin/sh\n{place.touch()}\ncat\n")
    path.chmod(0o755)
    return path


def _signed(folder: Path) -> None:
    """A commit that says it is signed, so that showing it would verify it."""
    dashes = "-" * 5
    signature = f"gpgsig {dashes}BEGIN PGP SIGNATURE{dashes}\n \n iQ\n {dashes}END PGP SIGNATURE{dashes}\n"
    b.branch(folder, "main", b.commit(folder, b.tree(folder, []), extra=signature.encode()))


def _setting(text: str) -> Callable[[Place], None]:
    def build(place: Place) -> None:
        script = _script(place)
        place.put(".gitattributes", "* diff=x filter=x merge=x\n")
        folder = b.usual(place.root)
        _signed(folder)
        b.setting(folder, text.format(touch=place.touch(), script=script, canary=place.canary))
        place.put("plain_one.txt", "changed after the commit\n")

    return build


def _hooks(place: Place) -> None:
    folder = b.usual(place.root)
    for where in (folder / "hooks", place.root / "githooks"):
        where.mkdir(exist_ok=True)
        for name in HOOKS:
            (where / name).write_text(f"#!/bin/sh\n{place.touch()}\n")
            (where / name).chmod(0o755)
    b.setting(folder, f"[core]\n\thooksPath = {place.root}/githooks\n")


def _promisor(place: Place) -> None:
    """A partial clone whose missing objects would be fetched by a command."""
    script = _script(place)
    folder = b.bare_bones(place.root)
    b.branch(folder, "main", b.commit(folder, "55" * 20, ["66" * 20]))
    b.setting(
        folder,
        '[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = origin\n[remote "origin"]\n'
        f'\turl = "ext::{script}"\n\tpromisor = true\n\tpartialclonefilter = blob:none\n\tuploadpack = "{script}"\n'
        "\tvcs = ext\n[protocol]\n\tallow = always\n",
    )
    (folder / "objects/pack/pack-x.promisor").touch()


def _program_in_the_tree(place: Place) -> None:
    """Programs of the tree that bear the names of those that an audit starts."""
    for name in ("git", "ruff", "python", "python3", "sh", "env", "cat", "bin/git", "bin/ruff"):
        place.put(name, f"#!/bin/sh\n{place.touch()}\n")
        path = place.root / name
        path.chmod(path.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    gitrepo.git(place.root, "init", "-q")


CASES = (
    *(Case(f"git-program-{name}", _setting(text)) for name, text in SETTINGS.items()),
    Case("git-program-hooks", _hooks),
    Case("git-program-promisor", _promisor),
    Case("git-program-in-the-tree", _program_in_the_tree),
)

"""Import names and the distributions that give them; what a project declares of them."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from codex_audit.domain.project import ExternalImport, Project
from codex_audit.project._distributions import BRINGS, DISTRIBUTIONS
from codex_audit.project.names import normalise
from codex_audit.project.words import words

LOCK: Final = "lock"
"""The group of resolved dependencies: being in a lock file is not being declared."""

NOT_DECLARING: Final = frozenset([LOCK, "constraints"])
"""Groups that choose versions and ask for nothing."""

NO_DISTRIBUTION: Final = words(
    """
    ansible_collections google_colab __builtin__ js pyodide micropython machine bpy bge c4d maya unreal nuke
    hou gdb lldb idaapi idautils idc ghidra java javax org com clr System jnius android sublime
    sublime_plugin apt apt_pkg rpm dnf yum selinux libvirt systemd uwsgi mod_python xchat weechat hexchat
    sage
    """
)
"""Modules that come with a program or an operating system and cannot be declared."""


def distributions_of(module: str) -> tuple[str, ...]:
    """Distributions that could give this dotted module, the likeliest first.

    The longest known part of the name decides; under a namespace without an entry of its own
    (``google.cloud.storage``) the dotted name itself is a distribution's, as is the custom.
    """
    parts = module.split(".")
    for count in range(min(len(parts), 4), 1, -1):
        known = DISTRIBUTIONS.get(".".join(parts[:count]))
        if known is not None:
            return known
    dotted = (normalise(".".join(parts[:count])) for count in range(1, min(len(parts), 4) + 1))
    return tuple(dict.fromkeys((*DISTRIBUTIONS.get(parts[0], ()), *dotted)))


def givers(module: str) -> tuple[str, ...]:
    """Distributions that give this dotted module, and those known to bring one of them."""
    return (*distributions_of(module), *BRINGS.get(module.partition(".")[0], ()))


class Declarations(Struct, frozen=True):
    """The distributions that a project declares, and their names without marks."""

    names: frozenset[str]
    plain: frozenset[str]
    tokens: frozenset[str]

    def cover(self, module: str) -> bool:
        """Whether a declared distribution gives the dotted module, or may well do so: one of
        its own name, of a name made of it, or one known to bring it along."""
        if not self.names.isdisjoint(givers(module)):
            return True
        name = normalise(module.partition(".")[0])
        return name.replace("-", "") in self.plain or name in self.tokens


def declarations(names: Iterable[str]) -> Declarations:
    """The declarations of these normalised names. Stub-only distributions give no module."""
    real = {name for name in names if not name.startswith("types-") and not name.endswith("-stubs")}
    tokens = {token for name in real for token in name.split("-")}
    plain = {name.replace("-", "") for name in real}
    plain.update(name.removeprefix("py").removeprefix("thon") for name in tuple(plain))
    return Declarations(frozenset(real), frozenset(plain), frozenset(tokens))


def project_declarations(project: Project) -> Declarations:
    """What any file of the project declares, in whatever group; locks and constraints apart."""
    return declarations(
        one.dependency.name for one in project.dependencies if one.dependency.group not in NOT_DECLARING
    )


def own_words(project: Project) -> frozenset[str]:
    """Names of the project's own modules and folders: an import of such a name may mean them,
    by a search path that only running shows."""
    words: set[str] = set()
    for path in project.artifacts:
        folder, _, name = path.rpartition("/")
        words.update(folder.split("/"))
        words.add(name.partition(".")[0])
    return frozenset(words)


def judgeable(one: ExternalImport, own: frozenset[str]) -> bool:
    """Whether an import that leaves the tree must be a third party's distribution."""
    return not one.stdlib and one.top not in own and one.top not in NO_DISTRIBUTION and bool(one.top)


def declared_imports(project: Project) -> frozenset[str]:
    """Top-level names imported from outside whose distribution is declared, or which need
    none."""
    declared, own = project_declarations(project), own_words(project)
    return frozenset(
        one.top for one in project.external if not judgeable(one, own) or declared.cover(module_of(one))
    )


def module_of(one: ExternalImport) -> str:
    """The dotted module that an import asks for: in a namespace, with the imported name."""
    statement = one.statement
    if statement.name and statement.name != "*":
        return f"{statement.module}.{statement.name}"
    return statement.module

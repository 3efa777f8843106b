"""Which names a module has, and whether that can be known without running it."""

import re
from collections.abc import Mapping
from typing import Final

from codex_audit.domain.facts import FileFacts, PythonFacts, Tier
from codex_audit.domain.patterns import regex
from codex_audit.project.words import words

_BINDERS: Final = words(
    """
    globals locals vars exec execfile builtins.exec builtins.globals apipkg.initpkg sys.modules.update
    sys.modules.setdefault sys.modules.__setitem__
    """
)
"""Calls by which a module can bind names that only strings spell."""

_SETTERS: Final = frozenset(["setattr", "delattr", "builtins.setattr"])
_REACHERS: Final = frozenset(["sys", "importlib", "imp", "pkgutil"])
"""With one of these a module can get hold of itself, and set names by strings."""

_PATH_CALLS: Final = (
    "pkgutil.extend_path",
    "pkg_resources.declare_namespace",
    "__path__.",
    "sys.modules.",
    "sys.meta_path.",
    "apipkg.",
    "__import__",
)
_DYNAMIC_WORDS: Final = regex(r"lazy|deprecat|module_?(?:proxy|alias)|install_hook", re.IGNORECASE)

BUILT_MODULES: Final = words(
    """
    _version version __version__ _build_info build_info __config__ __about__ _about git_version _git_version
    version_info _version_info parsetab lextab yacctab _generated generated config_generated _buildinfo
    _revision revision _commit _build _libs _core
    """
)
"""Modules that builds write and version control leaves out, by their last name."""

_BUILT_ENDS: Final = (
    "_pb2",
    "_pb2_grpc",
    "_cython",
    "_ext",
    "_cffi",
    "_cuda",
    "_cpp",
    "_c",
    "_native",
    "_rs",
    "_rust",
)


def built(name: str) -> bool:
    """Whether a module of this dotted name is as a rule made by a build."""
    last = name.rpartition(".")[2]
    return (
        last in BUILT_MODULES or last.endswith(_BUILT_ENDS) or (last.startswith("_") and last[1:2].isupper())
    )


class Attributes:
    """Answers whether a module has a name; remembers what it read."""

    def __init__(self, files: Mapping[str, FileFacts]) -> None:
        self._files = files
        self._known: dict[str, tuple[frozenset[str], bool]] = {}

    def has(self, path: str, name: str) -> bool | None:
        """Whether the module binds the name at its top level; ``None`` where that cannot be
        known: it is not wholly parsed, has a ``__getattr__`` or a star import, or binds names
        by strings."""
        if name.startswith("__") and name.endswith("__"):
            return True
        if path not in self._known:
            self._known[path] = self._read(path)
        names, whole = self._known[path]
        if name in names:
            return True
        return False if whole else None

    def _read(self, path: str) -> tuple[frozenset[str], bool]:
        bundle = self._files.get(path)
        facts = bundle.get(PythonFacts) if bundle is not None else None
        if facts is None:
            return frozenset(), False
        found = set(facts.assigned)
        found.update(one.name for one in facts.definitions if "." not in one.name)
        found.update(facts.exports or ())
        whole = facts.tier is Tier.AST and not facts.module_getattr and not _is_dynamic(facts)
        for statement in facts.imports:
            if statement.name == "*" and not statement.deferred:
                whole = False
            found.add(statement.bound.partition(".")[0])
        return frozenset(found), whole


def extends_itself(facts: PythonFacts) -> bool:
    """Whether a package's ``__init__`` changes where its modules come from, or may do so for
    all that its facts tell."""
    if facts.tier is not Tier.AST or "__path__" in facts.assigned:
        return True
    return any(
        call.target.startswith(_PATH_CALLS) or _DYNAMIC_WORDS.search(call.target) for call in facts.calls
    )


def _is_dynamic(facts: PythonFacts) -> bool:
    if "__path__" in facts.assigned or "__class__" in facts.assigned:
        return True
    reached = {one.module.partition(".")[0] for one in facts.imports if not one.level} & _REACHERS
    if not facts.definitions and "sys" in reached:
        # A shim without code of its own as a rule replaces itself in sys.modules.
        return True
    targets = [call.target for call in facts.calls]
    if not _BINDERS.isdisjoint(targets) or (reached and not _SETTERS.isdisjoint(targets)):
        return True
    if _DYNAMIC_WORDS.search("\n".join(targets)):
        return True
    return any(base.endswith("ModuleType") for one in facts.definitions for base in one.bases)

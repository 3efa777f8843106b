"""Which names a module has, and whether that can be known without running it."""

import re
from collections.abc import Mapping
from typing import Final

from codex_audit.domain.facts import FileFacts, PythonFacts, Tier

_DYNAMIC_CALLS: Final = frozenset(
    ["globals", "locals", "vars", "exec", "eval", "execfile", "setattr", "__import__", "delattr", "builtins.exec", "builtins.setattr", "builtins.globals", "apipkg.initpkg", "sys.modules.update", "sys.modules.setdefault", "sys.modules.__setitem__"]
)
_DYNAMIC_PREFIXES: Final = ("importlib.", "pkgutil.", "pkg_resources.", "imp.", "lazy_loader.", "ctypes.")
_PATH_CALLS: Final = (
    "pkgutil.extend_path",
    "pkg_resources.declare_namespace",
    "__path__.",
    "sys.modules.",
    "sys.meta_path.",
    "apipkg.",
    "__import__",
)
_DYNAMIC_WORDS: Final = re.compile(r"lazy|deprecat|proxy|alias|install_hook", re.IGNORECASE)

BUILT_MODULES: Final = frozenset(
    ["_version", "version", "__version__", "_build_info", "build_info", "__config__", "__about__", "_about", "git_version", "_git_version", "version_info", "_version_info", "parsetab", "lextab", "yacctab", "_generated", "generated", "config_generated", "_buildinfo", "_revision", "revision", "_commit", "_build", "_libs", "_core"]
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
        self._names: dict[str, frozenset[str] | None] = {}

    def names(self, path: str) -> frozenset[str] | None:
        """All names bound at the module's top level, or ``None`` where it is open: not wholly
        parsed, with a ``__getattr__``, a star import, or code that binds names by strings."""
        if path not in self._names:
            self._names[path] = self._read(path)
        return self._names[path]

    def has(self, path: str, name: str) -> bool | None:
        """Whether the module has the name; ``None`` where that cannot be known."""
        if name.startswith("__") and name.endswith("__"):
            return True
        names = self.names(path)
        return None if names is None else name in names

    def _read(self, path: str) -> frozenset[str] | None:
        bundle = self._files.get(path)
        facts = bundle.get(PythonFacts) if bundle is not None else None
        if facts is None or facts.tier is not Tier.AST or facts.module_getattr or _is_dynamic(facts):
            return None
        found = set(facts.assigned)
        found.update(one.name for one in facts.definitions if "." not in one.name)
        found.update(facts.exports or ())
        for statement in facts.imports:
            if statement.name == "*" and not statement.deferred:
                return None
            found.add(statement.bound.partition(".")[0])
        return frozenset(found)


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
    if not facts.definitions and any(one.module == "sys" and not one.level for one in facts.imports):
        # A shim without code of its own as a rule replaces itself in sys.modules.
        return True
    for call in facts.calls:
        target = call.target
        if target in _DYNAMIC_CALLS or target.startswith(_DYNAMIC_PREFIXES) or _DYNAMIC_WORDS.search(target):
            return True
    return any(base.endswith("ModuleType") for one in facts.definitions for base in one.bases)

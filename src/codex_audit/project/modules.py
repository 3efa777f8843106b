"""Python files as imports see them: roots, dotted names, packages."""

import posixpath
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from codex_audit.domain.artifact import Artifact, Kind, Role
from codex_audit.domain.project import Module
from codex_audit.project._roots import CONVENTIONAL

MAX_HOMES: Final = 20
"""Namesakes looked at: places where one top-level package stands."""

PYTHON_ENDS: Final = (".py", ".pyw")
COMPILED_ENDS: Final = (
    ".pyx",
    ".pxd",
    ".pyi",
    ".so",
    ".pyd",
    ".c",
    ".cc",
    ".cpp",
    ".cu",
    ".rs",
    ".i",
    ".pyc",
)
"""Beside or instead of a ``.py``, these can give a module that only a build shows."""

APART: Final = frozenset([Role.TEST, Role.EXAMPLE, Role.DOCS])
_RANK: Final = (Role.SOURCE, Role.CONFIG, Role.SCRIPT, Role.VENDORED, Role.GENERATED, Role.EXAMPLE, Role.DOCS)


class Index(Struct, frozen=True):
    """Where imports can find modules.

    ``stems`` maps a path without ``.py`` or ``/__init__.py`` to the file; ``packages`` are
    folders with an ``__init__.py``; ``folders`` all that hold files; ``opaque`` stems that
    exist but say nothing (compiled, linked, skipped). ``tops`` gives for a top-level package's
    name the roots where it stands, own source first; ``flat`` for a plain module's the paths.
    """

    stems: Mapping[str, str]
    packages: frozenset[str]
    folders: frozenset[str]
    opaque: frozenset[str]
    roots: tuple[str, ...]
    tops: Mapping[str, tuple[str, ...]]
    flat: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, Role]
    modules: Mapping[str, Module] = field(default_factory=dict)
    module_of: Mapping[str, Module] = field(default_factory=dict)


def join(folder: str, name: str) -> str:
    """``folder/name``, or ``name`` at the top."""
    return f"{folder}/{name}" if folder else name


def parent(path: str) -> str:
    """The folder of a path, empty at the top."""
    return path.rpartition("/")[0]


def build_index(
    artifacts: Sequence[Artifact],
    known: frozenset[str],
    skipped: Sequence[str],
    declared: Sequence[str],
    imported: frozenset[str],
) -> Index:
    """Index the Python files of a tree.

    ``known`` are the files that gave facts; others exist but say nothing.
    ``declared`` are the import roots that configuration names; ``imported`` all dotted names,
    and their prefixes, that absolute imports anywhere in the tree ask for: they decide whether
    a folder without ``__init__.py`` is a namespace package or a place of scripts.
    """
    stems: dict[str, str] = {}
    packages: set[str] = set()
    folders: set[str] = set()
    opaque = {path.rstrip("/") for path in skipped} | {posixpath.splitext(path)[0] for path in skipped}
    roles: dict[str, Role] = {}
    for artifact in artifacts:
        path = artifact.path
        _add_folders(parent(path), folders)
        if artifact.kind is Kind.LINK:
            opaque.update((path, posixpath.splitext(path)[0]))
        elif path.endswith(PYTHON_ENDS) and artifact.role is not Role.ENVIRONMENT and path in known:
            roles[path] = artifact.role
            _add_stem(path, stems, packages)
        elif path.endswith((*COMPILED_ENDS, *PYTHON_ENDS)):
            folder, _, name = path.rpartition("/")
            opaque.add(join(folder, name.partition(".")[0]))
    roots = _import_roots(declared, folders, packages)
    bare = Index(stems, frozenset(packages), frozenset(folders), frozenset(opaque), roots, {}, {}, roles)
    modules, module_of = _name_all(bare, imported)
    tops, flat = _tops(bare, module_of)
    return Index(
        stems, bare.packages, bare.folders, bare.opaque, roots, tops, flat, roles, modules, module_of
    )


def _add_folders(folder: str, folders: set[str]) -> None:
    while folder and folder not in folders:
        folders.add(folder)
        folder = parent(folder)


def _add_stem(path: str, stems: dict[str, str], packages: set[str]) -> None:
    """A package wins over a module of the same name, as in Python."""
    folder, _, name = path.rpartition("/")
    stem = posixpath.splitext(name)[0]
    if stem == "__init__":
        packages.add(folder)
        stems[folder] = path
    else:
        stems.setdefault(join(folder, stem), path)


def _import_roots(declared: Sequence[str], folders: set[str], packages: set[str]) -> tuple[str, ...]:
    """Declared and conventional roots that exist and are no packages; the deepest first."""
    found = {root for root in declared if root in folders}
    found.update(root for root in CONVENTIONAL if root in folders and root not in packages)
    return (*sorted(found, key=lambda root: (-root.count("/"), root)), "")


def package_root(folder: str, packages: frozenset[str]) -> str:
    """The first folder upwards that is no package: what must stand on ``sys.path``."""
    while folder and folder in packages:
        folder = parent(folder)
    return folder


def _dotted(path: str, root: str) -> str:
    """The module's name from its root."""
    stem = posixpath.splitext(path[len(root) + 1 :] if root else path)[0]
    return stem.removesuffix("/__init__").replace("/", ".")


def _under(folder: str, root: str) -> bool:
    return not root or folder == root or folder.startswith(f"{root}/")


def _root_of(folder: str, index: Index, imported: frozenset[str]) -> str:
    """The import root of the modules in this folder.

    A folder that is itself a root, or a package right below one, needs no thought. Else a
    namespace is between: it counts if something imports by it or a declared root lies above.
    """
    base = package_root(folder, index.packages)
    if base in index.roots:
        return base
    above = next(root for root in index.roots if _under(base, root))
    inner = base[len(above) + 1 :] if above else base
    name = inner.replace("/", ".")
    if name in imported and all(part.isidentifier() for part in inner.split("/")):
        return above
    spaced = above and folder != base and all(part.isidentifier() for part in inner.split("/"))
    return above if spaced else base


def _name_all(index: Index, imported: frozenset[str]) -> tuple[dict[str, Module], dict[str, Module]]:
    """Every module under a unique name. Of two with one name, own source keeps it; the other
    is named from the top of the tree, and by its path if even that is taken."""
    by_folder: dict[str, str] = {}
    named: dict[str, list[Module]] = {}
    for path, role in index.roles.items():
        folder = parent(path)
        if folder not in by_folder:
            by_folder[folder] = _root_of(folder, index, imported)
        root = by_folder[folder]
        package = path.endswith("/__init__.py")
        name = _dotted(path, root) or path
        named.setdefault(name, []).append(Module(name, path, root, package, role))
    modules: dict[str, Module] = {}
    late: list[Module] = []
    for name, group in named.items():
        group.sort(key=_preference)
        modules[name] = group[0]
        late.extend(group[1:])
    for module in sorted(late, key=lambda one: one.path):
        whole = _dotted(module.path, "")
        name = module.path if whole in modules else whole
        root = "" if name == whole else module.root
        modules[name] = Module(name, module.path, root, module.package, module.role)
    by_path = {module.path: module for module in modules.values()}
    return (
        {name: modules[name] for name in sorted(modules)},
        {path: by_path[path] for path in index.roles},
    )


def _preference(module: Module) -> tuple[int, int, str]:
    rank = _RANK.index(module.role) if module.role in _RANK else len(_RANK)
    return rank, module.path.count("/"), module.path


def _tops(
    index: Index, module_of: Mapping[str, Module]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    packages: dict[str, list[Module]] = {}
    flat: dict[str, list[Module]] = {}
    for path, module in module_of.items():
        folder = parent(path)
        if module.package:
            if folder and parent(folder) not in index.packages:
                packages.setdefault(posixpath.basename(folder), []).append(module)
        elif folder not in index.packages:
            flat.setdefault(posixpath.splitext(posixpath.basename(path))[0], []).append(module)
    tops = {
        name: tuple(parent(parent(one.path)) for one in sorted(group, key=_preference)[:MAX_HOMES])
        for name, group in packages.items()
    }
    plain = {name: tuple(one.path for one in sorted(group, key=_preference)) for name, group in flat.items()}
    return tops, plain


def places(path: str, top: str, index: Index) -> tuple[str, ...]:
    """Folders in which Python would look for this top-level name when it runs or tests the
    file: its own folder where that is no package, its package's root, the folder above one of
    that name which holds it, the roots of the project, and any other root where a package of
    that name stands (for source, not those of tests and examples elsewhere)."""
    folder = parent(path)
    role = index.roles.get(path, Role.EXAMPLE)
    first = [] if folder in index.packages else [folder]
    first.append(package_root(folder, index.packages))
    before, here, _ = f"/{folder}/".rpartition(f"/{top}/")
    if here and before.strip("/") not in index.packages:
        first.append(before.strip("/"))
    module = index.module_of.get(path)
    if module is not None:
        first.append(module.root)
    others = [
        root
        for root in index.tops.get(top, ())
        if role in APART or index.roles[index.stems[join(root, top)]] not in APART or _under(folder, root)
    ]
    return tuple(dict.fromkeys((*first, *index.roots, *others)))

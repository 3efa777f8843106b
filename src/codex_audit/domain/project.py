"""All facts linked once: modules, imports, entry points, roles, stubs."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TypeVar, cast

from msgspec import Struct, field

from codex_audit.domain.artifact import Artifact, Role, Snapshot
from codex_audit.domain.facts import AnyFacts, Definition, Dependency, EntryPoint, FileFacts, Import, Stub
from codex_audit.domain.git import History

F = TypeVar("F", bound=AnyFacts)


class Module(Struct, frozen=True):
    """A Python file as an import sees it. ``name`` is dotted from its import root, and
    ``root`` is that folder (``src``, or empty for the top). ``package``: an ``__init__``."""

    name: str
    path: str
    root: str
    package: bool
    role: Role


class Edge(Struct, frozen=True):
    """One import statement's name resolved to a module of this repository.

    ``symbol`` is the imported name where it is not itself a module. ``statement`` carries the
    line and whether it is guarded, deferred or for type checking only.
    """

    importer: str
    imported: str
    path: str
    statement: Import
    symbol: str | None = None


class ExternalImport(Struct, frozen=True):
    """An import that leaves the repository: ``top`` is the first part of its name;
    ``stdlib``: of any supported Python's standard library."""

    top: str
    path: str
    statement: Import
    stdlib: bool


class Unresolved(Struct, frozen=True):
    """An import that should be of this repository and names nothing in it."""

    name: str
    path: str
    statement: Import


class Declared(Struct, frozen=True):
    """A dependency with the file that declares it."""

    path: str
    dependency: Dependency


class ResolvedEntryPoint(Struct, frozen=True):
    """An entry point with the file that declares it and what it resolves to.

    ``module_path`` is null where the module is not of this repository (``external``) or does
    not exist; ``resolved`` is null where it cannot be judged statically.
    """

    path: str
    entry_point: EntryPoint
    module_path: str | None
    resolved: bool | None
    external: bool = False


class StubFound(Struct, frozen=True):
    """A function that does nothing yet, the file it stands in, and how its body shows it."""

    path: str
    definition: Definition
    kind: Stub


class Metadata(Struct, frozen=True):
    """Packaging metadata, each from the first file that states it; ``sources`` maps the field
    to its path and line."""

    name: str | None = None
    version: str | None = None
    description: str | None = None
    license: str | None = None
    requires_python: str | None = None
    readme: str | None = None
    sources: Mapping[str, tuple[str, int]] = field(default_factory=dict)


class Project(Struct, frozen=True, dict=True):
    """What project-scope analyzers see. Every mapping iterates in path or name order."""

    snapshot: Snapshot
    files: Mapping[str, FileFacts]
    history: History
    modules: Mapping[str, Module]
    module_of: Mapping[str, Module]
    edges: tuple[Edge, ...]
    external: tuple[ExternalImport, ...]
    unresolved: tuple[Unresolved, ...]
    entry_points: tuple[ResolvedEntryPoint, ...]
    dependencies: tuple[Declared, ...]
    metadata: Metadata
    artifacts: Mapping[str, Artifact]
    dependents: Mapping[str, frozenset[str]]
    stubs: tuple[StubFound, ...]

    def of(self, kind: type[F], *roles: Role) -> Iterator[tuple[str, F]]:
        """Path and facts of every file that has this type, in path order, optionally only in
        files of the given roles."""
        found = cast("list[tuple[str, F]]", self._by_kind.get(kind, []))
        return iter([one for one in found if self.artifacts[one[0]].role in roles] if roles else found)

    @cached_property
    def _by_kind(self) -> Mapping[type, list[tuple[str, AnyFacts]]]:
        found: dict[type, list[tuple[str, AnyFacts]]] = {}
        for path, bundle in self.files.items():
            for facts in {type(one): one for one in reversed(bundle.facts)}.values():
                found.setdefault(type(facts), []).append((path, facts))
        return found

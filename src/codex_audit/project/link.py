"""All facts of a tree linked once."""

from collections.abc import Iterable, Mapping

from codex_audit.domain.artifact import Snapshot, path_key
from codex_audit.domain.facts import ConfigFacts, FileFacts
from codex_audit.domain.git import History
from codex_audit.domain.project import Declared, Edge, Project
from codex_audit.project._resolver import Resolver
from codex_audit.project._roots import declared_roots
from codex_audit.project.entry_points import resolve_entry_points
from codex_audit.project.imports import imported_names, resolve_imports
from codex_audit.project.metadata import gather_metadata
from codex_audit.project.modules import build_index
from codex_audit.project.unfinished import find_stubs


def link(snapshot: Snapshot, files: Mapping[str, FileFacts], history: History) -> Project:
    """Link the facts of all files into what project-scope analyzers see.

    Linear in the number of files and import statements; nothing is parsed again. ``files``
    may lack artifacts that gave no facts. Paths of ``files`` must be in the snapshot.
    """
    artifacts = {one.path: one for one in sorted(snapshot, key=lambda one: path_key(one.path))}
    ordered = {path: files[path] for path in artifacts if path in files}
    index = build_index(
        tuple(artifacts.values()),
        frozenset(ordered),
        [one.path for one in snapshot.skipped],
        declared_roots(ordered),
        imported_names(ordered),
    )
    dependencies = _declared(ordered)
    resolver = Resolver(index, ordered, frozenset(one.dependency.name for one in dependencies))
    links = resolve_imports(ordered, resolver)
    metadata = gather_metadata(ordered)
    return Project(
        snapshot=snapshot,
        files=ordered,
        history=history,
        modules=index.modules,
        module_of=index.module_of,
        edges=tuple(links.edges),
        external=tuple(links.external),
        unresolved=tuple(links.unresolved),
        entry_points=resolve_entry_points(ordered, frozenset(artifacts), metadata.name, resolver),
        dependencies=dependencies,
        metadata=metadata,
        artifacts=artifacts,
        dependents=_dependents(links.edges),
        stubs=tuple(find_stubs(ordered)),
    )


def _declared(files: Mapping[str, FileFacts]) -> tuple[Declared, ...]:
    found: list[Declared] = []
    for path, bundle in files.items():
        facts = bundle.get(ConfigFacts)
        if facts is not None:
            found.extend(Declared(path, dependency) for dependency in facts.dependencies)
    return tuple(found)


def _dependents(edges: Iterable[Edge]) -> Mapping[str, frozenset[str]]:
    """Direct importers of each module, by name; itself apart."""
    found: dict[str, set[str]] = {}
    for edge in edges:
        if edge.importer != edge.imported:
            found.setdefault(edge.imported, set()).add(edge.importer)
    return {name: frozenset(found[name]) for name in sorted(found)}

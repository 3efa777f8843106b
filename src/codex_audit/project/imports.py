"""Imports resolved to modules of the tree, to the outside, or to nothing."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from codex_audit.domain.facts import FileFacts, Import, PythonFacts, Tier
from codex_audit.domain.project import Edge, ExternalImport, Unresolved
from codex_audit.project._resolver import Found, Resolver
from codex_audit.project._stdlib import is_stdlib
from codex_audit.project.modules import join, parent

MAX_NAME: Final = 400
"""Characters of a dotted name; longer ones name nothing, and their prefixes would fill the memory."""


class Links(Struct):
    """What all import statements came to, in path and line order."""

    edges: list[Edge] = field(default_factory=list)
    external: list[ExternalImport] = field(default_factory=list)
    unresolved: list[Unresolved] = field(default_factory=list)


def imported_names(files: Mapping[str, FileFacts]) -> frozenset[str]:
    """All dotted names that absolute imports ask for, with their prefixes."""
    names: set[str] = set()
    for bundle in files.values():
        facts = bundle.get(PythonFacts)
        if facts is None:
            continue
        for statement in facts.imports:
            if statement.level or len(statement.module) > MAX_NAME:
                continue
            name = statement.module
            if statement.name and statement.name != "*":
                names.add(f"{name}.{statement.name}")
            while name and name not in names:
                names.add(name)
                name = name.rpartition(".")[0]
    return frozenset(names)


def resolve_imports(files: Mapping[str, FileFacts], resolver: Resolver) -> Links:
    """Resolve every import statement of every Python file and notebook.

    An edge's ``importer`` is the file's module name, or its path where it is no module (a
    notebook). Where an import can be neither followed nor called wrong, it gives nothing.
    """
    links = Links()
    for path, bundle in files.items():
        facts = bundle.get(PythonFacts)
        if facts is not None:
            own = resolver.index.module_of.get(path)
            importer = own.name if own is not None else path
            _Linker(path, importer, facts.tier, resolver, links).link(facts.imports)
    return links


class _Linker(Struct, frozen=True):
    """The imports of one file."""

    path: str
    importer: str
    tier: Tier
    resolver: Resolver
    links: Links

    def link(self, statements: tuple[Import, ...]) -> None:
        known: dict[tuple[int, str], Found | None] = {}
        for statement in statements:
            key = (statement.level, statement.module)
            if key not in known:
                known[key] = self._relative(statement) if statement.level else self._absolute(statement)
            found = known[key]
            if found is None or (found.path is None and not self._in_namespace(statement, found)):
                self._leaves(statement)
            elif found.left:
                self._missing(statement, found)
            else:
                self._settle(statement, found)

    def _absolute(self, statement: Import) -> Found | None:
        return self.resolver.absolute(self.path, statement.module)

    def _in_namespace(self, statement: Import, found: Found) -> bool:
        """Whether a mere folder was reached, and the imported name is a module in it."""
        name = statement.name
        return name is not None and join(found.stem, name) in self.resolver.index.stems

    def _leaves(self, statement: Import) -> None:
        """An absolute import that is not of this tree; a relative one beyond its top is void."""
        if not statement.level:
            top = statement.module.partition(".")[0]
            self.links.external.append(ExternalImport(top, self.path, statement, is_stdlib(top)))

    def _relative(self, statement: Import) -> Found | None:
        """Relative imports are a matter of folders alone."""
        folder = parent(self.path)
        for _ in range(statement.level - 1):
            if not folder:
                return None
            folder = parent(folder)
        index = self.resolver.index
        init = index.stems.get(folder) if folder in index.packages else None
        if not statement.module:
            return Found(init, folder, ())
        parts = tuple(statement.module.split("."))
        found = self.resolver.walk(folder, parts)
        if found is None:
            return Found(init, folder, parts)
        return found if found.path is not None else Found(init, found.stem, found.left)

    def _settle(self, statement: Import, found: Found) -> None:
        """A module was reached; now the name that is imported from it."""
        target, symbol, absent = self.resolver.settle(found, statement.name)
        if target is not None:
            self._edge(statement, target, symbol)
        if absent and symbol is not None:
            self._unresolved(statement, found, (symbol,))

    def _missing(self, statement: Import, found: Found) -> None:
        """A dotted name leads into a module of the tree and then nowhere."""
        index, resolver = self.resolver.index, self.resolver
        if found.path is None:
            return
        self._edge(statement, found.path, ".".join(found.left))
        if index.stems.get(found.stem) != found.path:
            return
        if found.stem in index.packages:
            closed = not resolver.open_package(found.stem, self._name(found.path, found.left))
        else:
            closed = resolver.attributes.has(found.path, found.left[0]) is False
        if closed:
            self._unresolved(statement, found, found.left)

    def _unresolved(self, statement: Import, found: Found, left: tuple[str, ...]) -> None:
        """Report it, unless something that is no Python file of the tree may be meant."""
        path = found.path
        if path is None or path == self.path or self.tier is not Tier.AST:
            return
        if not statement.level and not found.regular:
            return
        name = self._name(path, left)
        if not self.resolver.elsewhere(join(found.stem, left[0]), name):
            self.links.unresolved.append(Unresolved(name, self.path, statement))

    def _name(self, path: str, left: tuple[str, ...]) -> str:
        return f"{self.resolver.index.module_of[path].name}.{'.'.join(left)}"

    def _edge(self, statement: Import, target: str, symbol: str | None) -> None:
        name = self.resolver.index.module_of[target].name
        self.links.edges.append(Edge(self.importer, name, self.path, statement, symbol))

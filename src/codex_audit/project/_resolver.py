"""Dotted names followed through the folders of a tree."""

from collections.abc import Mapping

from msgspec import Struct

from codex_audit.domain.facts import FileFacts, PythonFacts
from codex_audit.project._attributes import Attributes, built, extends_itself
from codex_audit.project._stdlib import is_stdlib, may_be_own
from codex_audit.project.modules import APART, Index, join, parent, places
from codex_audit.project.names import known_import, normalise


class Found(Struct, frozen=True):
    """How far a dotted name leads: ``path`` of the deepest module on the way (null where only
    folders were found), the ``stem`` reached, and the parts that are ``left``. ``regular``: the
    first part is a module or regular package, not a folder that may have namesakes elsewhere."""

    path: str | None
    stem: str
    left: tuple[str, ...]
    regular: bool = True


class Resolver:
    """Resolves names for one tree; remembers what it found.

    ``declared`` are the normalised names of the distributions that the project declares: a
    test folder of such a name is not the distribution.
    """

    def __init__(self, index: Index, files: Mapping[str, FileFacts], declared: frozenset[str]) -> None:
        self.index = index
        self.attributes = Attributes(files)
        self._files = files
        self._declared = declared
        self._known: dict[tuple[str, bool, str], Found | None] = {}
        self._settled: dict[tuple[str | None, str, str | None], tuple[str | None, str | None, bool]] = {}
        self._extends: dict[str, bool] = {}
        self._built = _build_strings(files)

    def walk(self, root: str, parts: tuple[str, ...]) -> Found | None:
        """Follow a dotted name from a folder; ``None`` if its first part is not there."""
        index = self.index
        stem, path, reached, count = root, None, root, 0
        for part in parts:
            stem = join(stem, part)
            here = index.stems.get(stem)
            if here is None and stem not in index.folders and stem not in index.opaque:
                break
            path, reached = here or path, stem
            count += 1
        if not count:
            return None
        return Found(path, reached, parts[count:], join(root, parts[0]) in index.stems)

    def absolute(self, importer: str, name: str) -> Found | None:
        """The best match over all places where this importer would look. A whole match wins,
        then the deepest; a mere folder of that name, which may be a namespace, comes last."""
        key = (parent(importer), self.index.roles.get(importer) in APART, name)
        if key not in self._known:
            self._known[key] = self._best(importer, tuple(name.split(".")))
        found = self._known[key]
        if found is not None and found.path == importer and not importer.endswith("/__init__.py"):
            return None
        return found or self._by_path(importer, tuple(name.split(".")))

    def _best(self, importer: str, parts: tuple[str, ...]) -> Found | None:
        top = parts[0]
        if is_stdlib(top) and not may_be_own(top):
            return None
        foreign = self._foreign(top)
        best: Found | None = None
        bare: Found | None = None
        regular = True
        for root in places(importer, top, self.index):
            found = self.walk(root, parts)
            if found is None:
                continue
            regular = regular and found.regular
            if found.path is None and not found.left:
                bare = bare or found
            if found.path is None or (foreign and self._apart(join(root, top), found.path)):
                continue
            if not found.left:
                return found
            if best is None or len(found.left) < len(best.left):
                best = found
        if best is None:
            return self._beside(importer, parts) or bare
        return Found(best.path, best.stem, best.left, regular)

    def _apart(self, stem: str, path: str) -> bool:
        """Whether the top-level module at this stem is a test's, an example's or the docs'."""
        return self.index.roles[self.index.stems.get(stem, path)] in APART

    def _foreign(self, top: str) -> bool:
        return known_import(top) or normalise(top) in self._declared

    def _beside(self, importer: str, parts: tuple[str, ...]) -> Found | None:
        """A neighbour in the importer's own package: Python 2's implicit relative import, or a
        file of a package that is run as a script."""
        folder = parent(importer)
        if folder not in self.index.packages or self._foreign(parts[0]) or is_stdlib(parts[0]):
            return None
        found = self.walk(folder, parts)
        return found if found is not None and found.path is not None else None

    def _by_path(self, importer: str, parts: tuple[str, ...]) -> Found | None:
        """A file that extends ``sys.path`` may mean the one module of that name in the tree."""
        candidates = self.index.flat.get(parts[0], ())
        if len(candidates) != 1 or candidates[0] == importer or is_stdlib(parts[0]):
            return None
        if self._foreign(parts[0]) or not self._extends_path(importer):
            return None
        return self.walk(parent(candidates[0]), parts)

    def _extends_path(self, importer: str) -> bool:
        if importer not in self._extends:
            facts = self.facts(importer)
            self._extends[importer] = facts is not None and any(
                call.target.startswith(("sys.path.", "site.addsitedir")) for call in facts.calls
            )
        return self._extends[importer]

    def facts(self, path: str) -> PythonFacts | None:
        """The Python facts of a file, if it has any."""
        bundle = self._files.get(path)
        return bundle.get(PythonFacts) if bundle is not None else None

    def settle(self, found: Found, name: str | None) -> tuple[str | None, str | None, bool]:
        """What importing ``name`` from a module that was reached comes to: the path of the
        module meant (null where that is none of the tree's), the name if it is no module
        itself, and whether it is certainly absent."""
        key = (found.path, found.stem, name)
        if key not in self._settled:
            self._settled[key] = self._settle(found, name)
        return self._settled[key]

    def _settle(self, found: Found, name: str | None) -> tuple[str | None, str | None, bool]:
        path = found.path
        if name is None or name == "*":
            return path, None, False
        submodule = self.index.stems.get(join(found.stem, name))
        if path is None or self.index.stems.get(found.stem) != path:
            return submodule, None, False
        if submodule is not None and not self._rebinds(path, name):
            return submodule, None, False
        return path, name, submodule is None and self.attributes.has(path, name) is False

    def open_package(self, stem: str, name: str) -> bool:
        """Whether a package on the way to this stem may hold a module ``name`` (dotted) that
        the tree does not show: its ``__init__`` changes where modules come from, or writes the
        name out in a string, or own packages of its name stand in several places."""
        top = stem
        while stem and stem in self.index.packages:
            top = stem
            facts = self.facts(self.index.stems[stem])
            if facts is None or extends_itself(facts) or name in facts.references:
                return True
            stem = parent(stem)
        last = top.rpartition("/")[2]
        homes = (join(root, last) for root in self.index.tops.get(last, ()))
        return sum(self.index.roles[self.index.stems[home]] not in APART for home in homes) > 1

    def elsewhere(self, stem: str, name: str) -> bool:
        """Whether something other than a Python file of the tree may give this module: a
        compiled, linked or skipped file, a folder, or a build."""
        index = self.index
        if stem in index.folders or built(name) or name in self._built:
            return True
        while stem:
            if stem in index.opaque:
                return True
            stem = parent(stem)
        return False

    def _rebinds(self, package: str, name: str) -> bool:
        """Whether an ``__init__`` binds the name to something else than the submodule."""
        facts = self.facts(package)
        if facts is None:
            return False
        if name in facts.assigned or any(one.name == name for one in facts.definitions):
            return True
        own = self.index.module_of[package].name
        for statement in facts.imports:
            if statement.bound != name or statement.name is None or statement.deferred:
                continue
            base = (statement.level, statement.module)
            if statement.name != name or base not in {(1, ""), (0, own)}:
                return True
        return False


def _build_strings(files: Mapping[str, FileFacts]) -> frozenset[str]:
    """Dotted names in the strings of build scripts: extensions, generated modules."""
    found: set[str] = set()
    for path, bundle in files.items():
        if path.rpartition("/")[2] in {"setup.py", "build.py", "_build.py"}:
            facts = bundle.get(PythonFacts)
            if facts is not None:
                found.update(facts.references)
    return frozenset(found)

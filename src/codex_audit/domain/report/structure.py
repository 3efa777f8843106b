"""How the repository is built and introduces itself."""

from codex_audit.domain.report.base import Model, Text


class Place(Model):
    """Evidence: the cited line contains ``symbol``."""

    path: Text
    line: int | None
    symbol: Text
    note: Text = ""


class ReadmeHeading(Model):
    """A heading of the README."""

    level: int
    text: Text
    line: int


class Readme(Model):
    """The primary document. ``purpose`` is its first paragraph; ``gaps`` the titles of the
    README findings."""

    path: Text
    title: Text | None
    purpose: Text | None
    purpose_line: int | None
    headings: tuple[ReadmeHeading, ...]
    links: int
    code_blocks: int
    gaps: tuple[Text, ...]


class TopLevel(Model):
    """An entry of the root. ``purpose`` is taken from ``purpose_source`` (a README heading, a
    docstring, a well-known name), or null where nothing says it. ``files`` and ``lines`` are
    those below it."""

    path: Text
    directory: bool
    files: int
    lines: int
    role: Text
    purpose: Text | None
    purpose_source: Text | None


class KeyFile(Model):
    """A file that a newcomer should open first, and why."""

    path: Text
    reason: Text


class RankedModule(Model):
    """``dependents``: modules that import it, directly or through others (transitively);
    ``direct``: those that import it themselves."""

    module: Text
    path: Text
    direct: int
    dependents: int
    lines: int | None


class StubPlace(Model):
    """A function that does nothing yet."""

    path: Text
    line: int
    name: Text
    kind: Text
    role: Text


class Load(Model):
    """Whether modules could be loaded, judged statically: they parse, and their unguarded
    imports resolve here, in the standard library or in a declared distribution. ``blocked``
    lists the others with the reason; ``undeclared`` those that rest on an undeclared
    distribution only."""

    modules: int
    loadable: int
    undeclared: int
    blocked: tuple[Place, ...]


class EntryPointRow(Model):
    """``resolved`` is null where it cannot be judged statically."""

    path: Text
    line: int
    group: Text
    name: Text
    target: Text
    resolved: bool | None


class CommandRow(Model):
    """Something the repository's own files can run."""

    path: Text
    line: int
    kind: Text
    name: Text
    detail: Text


class DependencyRow(Model):
    """A declared dependency that no lock file resolved."""

    path: Text
    line: int
    name: Text
    specifier: Text
    group: Text


class Structure(Model):
    """How the repository is built."""

    top_level: tuple[TopLevel, ...]
    key_files: tuple[KeyFile, ...]
    modules: int
    packages: tuple[Text, ...]
    ranked_modules: tuple[RankedModule, ...]
    stubs: tuple[StubPlace, ...]
    load: Load
    entry_points: tuple[EntryPointRow, ...]
    commands: tuple[CommandRow, ...]
    dependencies: tuple[DependencyRow, ...]
    tests: int

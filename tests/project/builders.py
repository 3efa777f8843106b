"""Small projects built by hand: facts from short texts, linked as a real tree is."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from codex_audit.domain.artifact import Artifact, Kind, Role, Skipped, Snapshot
from codex_audit.domain.facts import (
    AnyFacts,
    Call,
    Command,
    ConfigFacts,
    Definition,
    Dependency,
    DocumentFacts,
    EntryPoint,
    Fence,
    FileFacts,
    Heading,
    Import,
    Link,
    PythonFacts,
    Setting,
    Tier,
)
from codex_audit.domain.git import History
from codex_audit.domain.project import Project
from codex_audit.project.link import link
from codex_audit.project.roles import roles

# Facts, several facts, a text to read them from, or None: too many shapes to spell out.
Given = Any


def project(
    files: Mapping[str, Given],
    *,
    history: History | None = None,
    skipped: Sequence[str] = (),
    links: Mapping[str, str] | None = None,
    sizes: Mapping[str, int] | None = None,
    unread: Sequence[str] = (),
) -> Project:
    """A linked project. A text is Python for ``.py`` and Markdown of the smallest kind for
    ``.md``; ``None`` is a file without facts. ``unread`` files are in the snapshot alone."""
    links, sizes = links or {}, sizes or {}
    paths = [*files, *links, *unread]
    role_of = roles(paths)
    artifacts = [
        Artifact(
            path,
            _kind(path, links),
            None,
            role_of[path],
            sizes.get(path, 10),
            None,
            1,
            target=links.get(path),
        )
        for path in sorted(paths)
    ]
    snapshot = Snapshot(tuple(artifacts), tuple(Skipped(path, "ignored") for path in skipped))
    facts = {path: FileFacts(_facts(path, given)) for path, given in files.items()}
    return link(snapshot, facts, history or History())


def _kind(path: str, links: Mapping[str, str]) -> Kind:
    if path in links:
        return Kind.LINK
    ends = {
        ".py": Kind.CODE,
        ".js": Kind.CODE,
        ".ipynb": Kind.NOTEBOOK,
        ".md": Kind.DOCS,
        ".toml": Kind.CONFIG,
    }
    return next((kind for end, kind in ends.items() if path.endswith(end)), Kind.TEXT)


def _facts(path: str, given: Given) -> tuple[AnyFacts, ...]:
    if given is None:
        return ()
    if isinstance(given, str):
        return (doc(given) if path.endswith((".md", ".rst")) else py(given),)
    return (given,) if isinstance(given, AnyFacts) else tuple(given)


def py(text: str = "", **fields: Any) -> PythonFacts:
    """Facts of a short Python text. Complexity and digests come by keyword ``digests`` and
    ``complexity`` (by definition's name); other keywords are fields of the facts."""
    digests = fields.pop("digests", {})
    complexity = fields.pop("complexity", {})
    assert isinstance(digests, Mapping)
    assert isinstance(complexity, Mapping)
    tree = ast.parse(text)
    found = _Reader()
    found.visit(tree)
    definitions = tuple(
        Definition(
            name=name,
            kind=kind,
            line=node.lineno,
            end_line=(node.end_lineno or node.lineno) + (20 if name in digests else 0),
            column=1,
            complexity=complexity.get(name, 1),
            decorators=tuple(ast.unparse(one) for one in node.decorator_list),
            bases=tuple(ast.unparse(one) for one in getattr(node, "bases", ())),
            digest=digests.get(name, ""),
        )
        for name, kind, node in found.definitions
    )
    values: dict[str, Any] = {
        "tier": Tier.AST,
        "encoding": "utf-8",
        "imports": tuple(found.imports),
        "definitions": definitions,
        "calls": tuple(Call(target, line, 1) for target, line in sorted(found.calls.items())),
        "assigned": tuple(sorted(found.assigned)),
        "exports": found.exports,
        "main_guard": found.main_guard,
        "module_getattr": any(name == "__getattr__" for name, _, _ in found.definitions),
        "references": tuple(sorted(found.references)),
    }
    return PythonFacts(**{**values, **fields})


Scope = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class _Reader(ast.NodeVisitor):
    """Reads as little of Python as these tests need."""

    def __init__(self) -> None:
        self.imports: list[Import] = []
        self.definitions: list[tuple[str, str, Scope]] = []
        self.calls: dict[str, int] = {}
        self.assigned: set[str] = set()
        self.references: set[str] = set()
        self.exports: tuple[str, ...] | None = None
        self.main_guard: int | None = None
        self._scope: list[tuple[str, str]] = []
        self._guarded = self._typing = False

    def _flags(self) -> tuple[bool, bool, bool]:
        return self._guarded, self._typing, any(kind != "class" for _, kind in self._scope)

    def visit_Import(self, node: ast.Import) -> None:
        for one in node.names:
            bound = one.asname or one.name.partition(".")[0]
            self.imports.append(Import(one.name, None, bound, 0, node.lineno, *self._flags()))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for one in node.names:
            bound = one.asname or one.name
            flags = self._flags()
            self.imports.append(Import(node.module or "", one.name, bound, node.level, node.lineno, *flags))

    def visit_Try(self, node: ast.Try) -> None:
        self._guarded = True
        self.generic_visit(node)
        self._guarded = False

    def visit_If(self, node: ast.If) -> None:
        test = ast.unparse(node.test)
        if "__main__" in test:
            self.main_guard = node.lineno
        self._typing = "TYPE_CHECKING" in test
        self.generic_visit(node)
        self._typing = False

    def _enter(self, node: Scope, kind: str) -> None:
        name = ".".join([*(name for name, _ in self._scope), node.name])
        self.definitions.append((name, kind, node))
        self._scope.append((node.name, kind))
        for one in node.body:
            self.visit(one)
        self._scope.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._enter(node, "class")

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        kinds = {"class": "method", "function": "closure", "method": "closure", "closure": "closure"}
        self._enter(node, kinds[self._scope[-1][1]] if self._scope else "function")

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._enter(node, "function" if not self._scope else "method")

    def visit_Assign(self, node: ast.Assign) -> None:
        if not self._scope:
            names = [one.id for one in node.targets if isinstance(one, ast.Name)]
            self.assigned.update(names)
            if "__all__" in names and isinstance(node.value, ast.List):
                self.exports = tuple(ast.literal_eval(node.value))
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        self.calls.setdefault(ast.unparse(node.func), node.lineno)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.references.add(node.value)


def config(
    kind: str = "pyproject",
    *,
    dependencies: Sequence[str] = (),
    groups: Mapping[str, Sequence[str]] | None = None,
    entry_points: Sequence[tuple[str, str]] = (),
    settings: Mapping[str, str] | None = None,
    commands: Sequence[tuple[str, str]] = (),
    tools: Sequence[str] = (),
    dynamic: Sequence[str] = (),
    includes: Sequence[str] = (),
    problem: str | None = None,
) -> ConfigFacts:
    """Facts of a configuration file. A dependency ``name==1`` is pinned."""
    wanted = [("", dependencies), *(groups or {}).items()]
    return ConfigFacts(
        kind,
        dependencies=tuple(
            Dependency(text.partition("==")[0], "", group, 1 + line, "==" in text)
            for group, texts in wanted
            for line, text in enumerate(texts)
        ),
        entry_points=tuple(_entry_points(entry_points)),
        settings=tuple(Setting(key, value, 3) for key, value in (settings or {}).items()),
        tools=tuple((name, 5) for name in tools),
        commands=tuple(Command(kind_, name, 6) for kind_, name in commands),
        includes=tuple((name, 7) for name in includes),
        dynamic=tuple(dynamic),
        problem=problem,
    )


def _entry_points(texts: Sequence[tuple[str, str]]) -> Iterator[EntryPoint]:
    for line, (group, spec) in enumerate(texts, 10):
        name, _, target = spec.rpartition("=")
        yield EntryPoint(group, name or target, target, line)


def doc(text: str) -> DocumentFacts:
    """Facts of a Markdown text: headings, fences, one-line links, code spans, paragraph."""
    headings: list[Heading] = []
    fences: list[Fence] = []
    links: list[Link] = []
    spans: list[tuple[str, int]] = []
    paragraph: tuple[str, int] | None = None
    start: int | None = None
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if line.startswith("```"):
            if start is None:
                start = number
            else:
                opening = lines[start - 1].removeprefix("```")
                fences.append(Fence(opening, "\n".join(lines[start : number - 1]), start, number))
                start = None
        elif start is not None:
            continue
        elif line.startswith("#"):
            mark, _, title = line.partition(" ")
            headings.append(Heading(len(mark), title, number))
        else:
            links.extend(_links(line, number))
            spans.extend((part, number) for part in line.split("`")[1::2])
            if line and not line.startswith(("!", "[")) and paragraph is None:
                paragraph = (line, number)
    first, place = paragraph or (None, None)
    return DocumentFacts(tuple(headings), tuple(fences), tuple(links), first, place, tuple(spans))


def _links(line: str, number: int) -> Iterator[Link]:
    rest = line
    while "](" in rest:
        before, _, after = rest.partition("](")
        target, _, rest = after.partition(")")
        label = before.rpartition("[")
        yield Link(target, label[2], number, label[0].endswith("!"))


def edges(one: Project) -> list[tuple[str, str, str | None]]:
    """Importer, imported and symbol of every edge."""
    return [(edge.importer, edge.imported, edge.symbol) for edge in one.edges]


def externals(one: Project) -> list[str]:
    """First names of the imports that leave the tree for third parties."""
    return [out.top for out in one.external if not out.stdlib]


def missing(one: Project) -> list[tuple[str, str]]:
    """Importing path and name of every import that names nothing."""
    return [(out.path, out.name) for out in one.unresolved]


__all__ = ["Role", "config", "doc", "edges", "externals", "missing", "project", "py"]

"""How the repository is built: top level, key files, modules, stubs, what could be loaded."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from codex_audit.domain.artifact import Artifact, Role
from codex_audit.domain.facts import ConfigFacts, DocumentFacts, PythonFacts, citable
from codex_audit.domain.patterns import regex
from codex_audit.domain.project import Project
from codex_audit.domain.report import (
    CommandRow,
    DependencyRow,
    EntryPointRow,
    KeyFile,
    RankedModule,
    Structure,
    StubPlace,
    TopLevel,
)
from codex_audit.project.views.load import load
from codex_audit.project.views.readme import primary

MAX_RANKED: Final = 60
MAX_HELD: Final = 3

_HELD: Final = {"class": "classes", "function": "functions"}

_KNOWN: Final[Mapping[str, str]] = {
    ".circleci": "hosted CI configuration",
    ".devcontainer": "development container",
    ".github": "GitHub configuration: templates and hosted workflows",
    ".gitlab": "GitLab configuration",
    ".vscode": "editor settings",
    ".gitignore": "paths that git ignores",
    ".gitattributes": "attributes that git gives to paths",
    ".gitmodules": "submodules",
    ".pre-commit-config.yaml": "hooks that run before a commit",
    ".pre-commit-hooks.yaml": "hooks that this repository offers",
    ".editorconfig": "editor settings",
    "benchmarks": "measurements",
    "bin": "executables",
    "changelog.md": "what changed in each release",
    "conf": "configuration",
    "config": "configuration",
    "configs": "configuration",
    "contributing.md": "how to contribute",
    "data": "data",
    "deploy": "deployment",
    "dist": "built distributions",
    "doc": "documentation",
    "docker": "container images",
    "dockerfile": "container image",
    "docs": "documentation",
    "examples": "examples",
    "licence": "licence",
    "license": "licence",
    "license.md": "licence",
    "license.txt": "licence",
    "makefile": "make targets",
    "manifest.in": "files added to the source distribution",
    "notebooks": "notebooks",
    "noxfile.py": "nox sessions",
    "poetry.lock": "resolved dependencies",
    "pyproject.toml": "packaging metadata and tool settings",
    "pytest.ini": "pytest settings",
    "readme.md": "introduction",
    "readme.rst": "introduction",
    "readme.txt": "introduction",
    "requirements.txt": "dependencies",
    "scripts": "scripts",
    "setup.cfg": "packaging metadata and tool settings",
    "setup.py": "packaging script",
    "src": "source code",
    "test": "tests",
    "tests": "tests",
    "tools": "tools for the project's own upkeep",
    "tox.ini": "tox environments",
    "uv.lock": "resolved dependencies",
}

_KEY_NAMES: Final[tuple[tuple[str, str], ...]] = (
    (r"pyproject\.toml|setup\.(cfg|py)", "packaging metadata"),
    (r"requirements[^/]*\.txt|environment\.ya?ml|Pipfile", "dependencies"),
    (r"(poetry|uv|pdm|Pipfile)\.lock|pylock\.toml", "resolved dependencies"),
    (r"noxfile\.py|tox\.ini|Makefile|justfile", "local gates"),
    (r"\.pre-commit-config\.yaml", "commit hooks"),
    (r"Dockerfile|docker-compose\.ya?ml|compose\.ya?ml", "container image"),
    (r"(CHANGELOG|CHANGES|HISTORY|NEWS)(\.\w+)?", "release history"),
    (r"LICEN[CS]E(\.\w+)?|COPYING(\.\w+)?", "licence"),
)
_KEY_PATTERNS: Final = tuple((regex(pattern), reason) for pattern, reason in _KEY_NAMES)


def structure(project: Project) -> Structure:
    """The structure part of the Report."""
    modules = project.modules.values()
    return Structure(
        top_level=tuple(_top_level(project)),
        key_files=tuple(_key_files(project)),
        modules=len(project.modules),
        packages=tuple(
            sorted({m.name for m in modules if m.package and "." not in m.name and m.role is Role.SOURCE})
        ),
        ranked_modules=ranked_modules(project),
        stubs=tuple(_stubs(project)),
        load=load(project),
        entry_points=tuple(_entry_points(project)),
        commands=tuple(_commands(project)),
        dependencies=tuple(_dependencies(project)),
        tests=sum(
            definition.name.rpartition(".")[2].startswith("test")
            for _, facts in project.of(PythonFacts, Role.TEST)
            for definition in facts.definitions
            if definition.kind in ("function", "method")
        ),
    )


def _top_level(project: Project) -> Iterator[TopLevel]:
    groups: dict[str, list[Artifact]] = {}
    for artifact in project.snapshot:
        groups.setdefault(artifact.path.partition("/")[0], []).append(artifact)
    held = _held(project)
    for name, group in groups.items():
        directory = any("/" in one.path for one in group)
        purpose, source = _purpose(project, name, directory, held.get(name) if directory else None)
        yield TopLevel(
            path=f"{name}/" if directory else name,
            directory=directory,
            files=len(group),
            lines=sum(one.lines or 0 for one in group),
            role=Counter(one.role for one in group).most_common(1)[0][0],
            purpose=purpose,
            purpose_source=source,
        )


def _purpose(project: Project, name: str, directory: bool, held: str | None) -> tuple[str | None, str | None]:
    if directory:
        for candidate in (f"{name}/README.md", f"{name}/README.rst", f"{name}/__init__.py"):
            text = _says(project, candidate)
            if text is not None:
                return text, candidate
    else:
        text = _says(project, name)
        if text is not None and not name.lower().startswith(("readme", "setup.")):
            return text, name
    known = _KNOWN.get(name.lower())
    if known:
        return known, "its name"
    return (held, "its definitions") if held else (None, None)


def _held(project: Project) -> Mapping[str, str]:
    """By folder of the root, the largest classes that its code defines, else its largest
    functions."""
    sizes: dict[str, dict[str, Counter[str]]] = {}
    for path, facts in project.of(PythonFacts, Role.SOURCE, Role.SCRIPT, Role.EXAMPLE):
        folder, inside, _ = path.partition("/")
        for one in facts.definitions if inside and citable(path) else ():
            if one.kind in _HELD and "." not in one.name and not one.name.startswith("_"):
                counts = sizes.setdefault(folder, {kind: Counter() for kind in _HELD})[one.kind]
                counts[one.name] = max(counts[one.name], one.end_line - one.line + 1)
    held = {}
    for folder, found in sizes.items():
        kind = next(kind for kind in _HELD if found[kind])
        largest = sorted(found[kind], key=lambda name: (-found[kind][name], name))[:MAX_HELD]
        held[folder] = f"{_HELD[kind]} {', '.join(f'`{name}`' for name in largest)}"
    return held


def _says(project: Project, path: str) -> str | None:
    """The first sentence of a document or docstring."""
    bundle = project.files.get(path)
    if bundle is None:
        return None
    python, document = bundle.get(PythonFacts), bundle.get(DocumentFacts)
    text = python.docstring if python else document.paragraph if document else None
    if not text:
        return None
    sentence = re.split(r"(?<=[.!?])\s", " ".join(text.split()), maxsplit=1)[0]
    return sentence if len(sentence) <= 160 else sentence[:159] + "…"


def _key_files(project: Project) -> Iterator[KeyFile]:
    readme = primary(project)
    if readme is not None:
        yield KeyFile(path=readme, reason="introduction")
    seen = {readme}
    for artifact in project.snapshot:
        if "/" in artifact.path:
            continue
        for pattern, reason in _KEY_PATTERNS:
            if pattern.fullmatch(artifact.path):
                seen.add(artifact.path)
                yield KeyFile(path=artifact.path, reason=reason)
                break
    for entry in project.entry_points:
        path = entry.module_path
        if path is not None and path not in seen:
            seen.add(path)
            yield KeyFile(path=path, reason=f"entry point {entry.entry_point.name}")
    for path, facts in project.of(PythonFacts, Role.SOURCE):
        if facts.main_guard is not None and path.count("/") <= 1 and path not in seen:
            seen.add(path)
            seen.add(path)
            yield KeyFile(path=path, reason="script with a __main__ guard")
    for module in project.modules.values():
        alone = not project.dependents.get(module.name) and module.role is Role.SOURCE
        if alone and "/" not in module.path and module.path not in seen:
            yield KeyFile(path=module.path, reason="script at the top that no module imports")


def ranked_modules(project: Project) -> tuple[RankedModule, ...]:
    """Modules by how many others import them, and from how many a chain of imports leads to
    them: within a cycle that is all of it."""
    direct = {name: importers for name, importers in project.dependents.items() if importers}
    candidates = sorted(direct, key=lambda name: (-len(direct[name]), name))[:MAX_RANKED]
    reached: dict[str, frozenset[str]] = {}
    for name in candidates:
        reached[name] = _reach(name, project.dependents, reached)
    rows = [
        RankedModule(
            module=name,
            path=project.modules[name].path,
            direct=len(direct[name]),
            dependents=len(reached[name]) - 1,
            lines=project.artifacts[project.modules[name].path].lines,
        )
        for name in candidates
    ]
    return tuple(sorted(rows, key=lambda row: (-row.direct, -row.dependents, row.module)))


def _reach(
    name: str, dependents: Mapping[str, frozenset[str]], known: Mapping[str, frozenset[str]]
) -> frozenset[str]:
    """The modules from which a chain of imports leads to this one, and itself. ``known`` are
    those of others: what lies on a cycle with one of them has the same."""
    same = frozenset(other for other, modules in known.items() if name in modules)
    seen = {name}
    waiting = [name]
    while waiting:
        fresh = dependents.get(waiting.pop(), frozenset()) - seen
        for other in fresh & same:
            return known[other]
        seen |= fresh
        waiting.extend(fresh)
    return frozenset(seen)


def _stubs(project: Project) -> Iterator[StubPlace]:
    for one in project.stubs:
        if citable(one.path):
            yield StubPlace(
                path=one.path,
                line=one.definition.line,
                name=one.definition.name,
                kind=one.kind,
                role=project.artifacts[one.path].role,
            )


def _entry_points(project: Project) -> Iterator[EntryPointRow]:
    for one in project.entry_points:
        point = one.entry_point
        yield EntryPointRow(
            path=one.path,
            line=point.line,
            group=point.group,
            name=point.name,
            target=point.target,
            resolved=one.resolved,
        )


def _commands(project: Project) -> Iterator[CommandRow]:
    for path, facts in project.of(ConfigFacts):
        for command in facts.commands:
            yield CommandRow(
                path=path, line=command.line, kind=command.kind, name=command.name, detail=command.detail
            )


def _dependencies(project: Project) -> Iterator[DependencyRow]:
    for declared in project.dependencies:
        dependency = declared.dependency
        if dependency.group != "lock":
            yield DependencyRow(
                path=declared.path,
                line=dependency.line,
                name=dependency.name,
                specifier=dependency.specifier,
                group=dependency.group,
            )

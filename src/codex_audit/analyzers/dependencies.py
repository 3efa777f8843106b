"""What is imported against what is declared."""

from collections.abc import Iterator, Mapping
from typing import Final

from codex_audit.analyzers._linked import (
    MAX_RELATED,
    counted,
    holds_tests,
    import_symbol,
    import_text,
    is_notebook,
    own_configuration,
    searched,
    unparsed,
)
from codex_audit.analyzers._mentions import mentions
from codex_audit.analyzers._unimported import needs_no_import
from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import ConfigFacts, PythonFacts
from codex_audit.domain.finding import Evidence, Finding, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Declared, ExternalImport, Project
from codex_audit.project.distributions import (
    LOCK,
    Declarations,
    distributions_of,
    givers,
    judgeable,
    module_of,
    own_words,
    project_declarations,
)
from codex_audit.project.names import known_import, normalise

UNDECLARED: Final = Rule(
    id="dependencies/undeclared",
    title="A distribution is imported and not declared",
    help=(
        "The module is neither of this repository nor of the standard library, it is imported when its "
        "importer loads, and no dependency of any group gives it: a fresh installation lacks it. "
        "Distributions that come along with a declared one still deserve a declaration of their own, as the"
        " other may drop them."
    ),
    severity=Severity.MEDIUM,
    menu=Menu.FIX_FOLDER,
    confidence=Confidence.MEDIUM,
    in_vendored=None,
    fires='import yaml  # and pyproject.toml: dependencies = ["click"]\n',
    passes='import yaml  # and pyproject.toml: dependencies = ["click", "PyYAML"]\n',
)

NONE_DECLARED: Final = Rule(
    id="dependencies/none-declared",
    title="Distributions are imported and no file declares any",
    help=(
        "The source needs distributions from outside the standard library, yet neither packaging metadata "
        "nor a requirements file names one: nobody can install what the program needs but by reading it."
    ),
    severity=Severity.MEDIUM,
    menu=Menu.FIX_FOLDER,
    in_vendored=None,
    fires="import torch  # no pyproject.toml, setup.py or requirements.txt\n",
    passes="import torch  # requirements.txt: torch\n",
)

UNUSED: Final = Rule(
    id="dependencies/unused",
    title="A declared dependency is never imported",
    help=(
        "A run-time dependency that no Python file imports and nothing else names is installed for every "
        "user in vain, or hides behind another import name. Plug-ins, drivers, servers, tools and shims are"
        " not judged."
    ),
    severity=Severity.LOW,
    menu=Menu.FIX_FOLDER,
    confidence=Confidence.LOW,
    everywhere=True,
    fires='dependencies = ["requests"]  # and no file imports requests\n',
    passes='dependencies = ["requests"]  # app.py: import requests\n',
)

_PACKAGING: Final = frozenset(["pyproject", "setup-cfg", "setup-script"])
_COMPUTED: Final = frozenset(["dependencies", "install_requires", "install-requires"])
_FROZEN: Final = 12
"""A requirements file with so many entries, nearly all pinned, lists what came along too."""


def analyse(project: Project) -> Iterator[Finding]:
    """Undeclared distributions by name, or the one finding that nothing is declared; then
    dependencies without an import."""
    imports = _needed(project)
    declared = project_declarations(project)
    if declared.names or _locked(project):
        if not _computed(project):
            yield from _undeclared(project, imports, declared)
    elif imports:
        yield from _none_declared(project, imports)
    yield from _unused(project)


def _needed(project: Project) -> dict[str, list[ExternalImport]]:
    """Imports of third parties that run when their module loads, by likeliest distribution."""
    own = own_words(project)
    found: dict[str, list[ExternalImport]] = {}
    for one in project.external:
        statement = one.statement
        if statement.guarded or statement.deferred or statement.type_checking or is_notebook(one.path):
            continue
        if judgeable(one, own) and _judged_file(project, one.path):
            found.setdefault(_distribution(one), []).append(one)
    return {name: sorted(found[name], key=lambda one: _by_role(project, one)) for name in sorted(found)}


def _by_role(project: Project, one: ExternalImport) -> bool:
    return project.artifacts[one.path].role is not Role.SOURCE


def _judged_file(project: Project, path: str) -> bool:
    """Source, and modules that hold tests; other files below a test folder are material."""
    role = project.artifacts[path].role
    if role is not Role.TEST:
        return role is Role.SOURCE and path in project.module_of
    return holds_tests(path, project.files[path].get(PythonFacts))


def _distribution(one: ExternalImport) -> str:
    names = distributions_of(module_of(one))
    return names[0] if names else normalise(one.top)


def _locked(project: Project) -> bool:
    return any(one.dependency.group == LOCK for one in project.dependencies)


def _computed(project: Project) -> bool:
    """Whether code computes the dependencies, so that what is declared is not all there is."""
    for path, facts in own_configuration(project):
        if facts.format in _PACKAGING and not _COMPUTED.isdisjoint(facts.dynamic):
            folder = path.rpartition("/")[0]
            included = [f"{folder}/{name}".lstrip("/") for name, _ in facts.includes]
            if not any(name in project.files for name in included):
                return True
    return False


def _undeclared(
    project: Project, imports: Mapping[str, list[ExternalImport]], declared: Declarations
) -> Iterator[Finding]:
    optional = _optional(project)
    for name, uses in imports.items():
        missing = [one for one in uses if not declared.cover(module_of(one)) and one.top not in optional]
        if missing:
            first = missing[0]
            files = len({one.path for one in missing})
            yield Finding(
                rule=UNDECLARED.id,
                message=(
                    f"{counted(files, 'file')} import{'s' * (files == 1)} {first.top}, which "
                    f"{_guess(first, name)} gives; no dependency of any group declares it."
                ),
                path=first.path,
                line=first.statement.line,
                symbol=import_symbol(first.statement),
                anchor=name,
                severity=None if _shipped(project, first) else Severity.LOW,
                confidence=Confidence.MEDIUM if known_import(first.top) else Confidence.LOW,
                related=_related(missing),
            )


def _optional(project: Project) -> frozenset[str]:
    """Modules that the project itself treats as optional: imported under a guard somewhere, or
    named in a string, as is done to ask whether they are there."""
    guarded = {one.top for one in project.external if one.statement.guarded}
    named = {word for _, facts in project.of(PythonFacts) for word in facts.references}
    return frozenset(guarded | named)


def _shipped(project: Project, one: ExternalImport) -> bool:
    """Whether users get the file: lone files beside a distribution's packages stay behind."""
    folder = one.path.rpartition("/")[0]
    return not folder or f"{folder}/__init__.py" in project.artifacts or project.metadata.name is None


def _guess(one: ExternalImport, name: str) -> str:
    return f"the distribution {name}" if known_import(one.top) else f"a distribution such as {name}"


def _related(uses: list[ExternalImport]) -> tuple[Evidence, ...]:
    """The first import in each further file."""
    by_path: dict[str, ExternalImport] = {}
    for one in uses:
        by_path.setdefault(one.path, one)
    others = list(by_path.values())[1 : MAX_RELATED + 1]
    return tuple(
        Evidence(one.path, one.statement.line, import_symbol(one.statement), import_text(one.statement))
        for one in others
    )


def _none_declared(project: Project, imports: Mapping[str, list[ExternalImport]]) -> Iterator[Finding]:
    most = sorted(imports.values(), key=lambda uses: -len(uses))
    firsts = [uses[0] for uses in most if project.artifacts[uses[0].path].role is Role.SOURCE]
    if not firsts:
        return
    names = ", ".join(dict.fromkeys(one.top for one in firsts[:8])) + (
        " and others" if len(firsts) > 8 else ""
    )
    first = firsts[0]
    yield Finding(
        rule=NONE_DECLARED.id,
        message=(
            f"The source imports {counted(len(firsts), 'distribution')} ({names}); no packaging metadata and"
            " no requirements file declares any."
        ),
        path=first.path,
        line=first.statement.line,
        symbol=import_symbol(first.statement),
        anchor="none-declared",
        related=tuple(
            Evidence(one.path, one.statement.line, import_symbol(one.statement), import_text(one.statement))
            for one in firsts[1 : MAX_RELATED + 1]
        ),
    )


def _unused(project: Project) -> Iterator[Finding]:
    """Run-time dependencies that nothing imports or names, each at its first declaration."""
    candidates = {one.dependency.name: one for one in reversed(_run_time(project))}
    if not candidates or not project.modules:
        return
    used, fuzzy = _imported(project)
    absent = [
        name
        for name in sorted(candidates)
        if name not in used and fuzzy.isdisjoint({name.replace("-", ""), *name.split("-")})
    ]
    words = frozenset(normalise(word) for word in mentions(project)) if absent else frozenset()
    where = searched(project)
    for name in absent:
        one = candidates[name]
        if name in words:
            continue
        yield Finding(
            rule=UNUSED.id,
            message=(
                f"{name} is declared as a run-time dependency (line {one.dependency.line}); no Python file "
                "imports it and nothing else names it."
            ),
            path=one.path,
            anchor=name,
            searched=where,
        )


def _run_time(project: Project) -> list[Declared]:
    """Run-time dependencies of packaging metadata and of requirements files written by hand."""
    found = []
    own_name = normalise(project.metadata.name or "")
    for path, facts in own_configuration(project):
        if facts.format not in _PACKAGING and not _by_hand(path, facts):
            continue
        for dependency in facts.dependencies:
            name = dependency.name
            if dependency.group == "" and name != own_name and not needs_no_import(name):
                found.append(Declared(path, dependency))
    return found


def _by_hand(path: str, facts: ConfigFacts) -> bool:
    if facts.format != "requirements" or path.rpartition("/")[2] != "requirements.txt" or "/" in path:
        return False
    pinned = sum(one.pinned for one in facts.dependencies)
    return len(facts.dependencies) < _FROZEN or pinned * 4 < len(facts.dependencies) * 3


def _imported(project: Project) -> tuple[frozenset[str], frozenset[str]]:
    """Distributions that any import may mean, and the plain words of imported names."""
    used: set[str] = set()
    fuzzy: set[str] = set()
    modules = {module_of(one) for one in project.external}
    modules.update(edge.statement.module for edge in project.edges if not edge.statement.level)
    for module in modules:
        top = module.partition(".")[0]
        used.update(givers(module))
        fuzzy.add(normalise(top).replace("-", ""))
        fuzzy.add(normalise(top))
    return frozenset(used), frozenset(fuzzy)


def _applies(project: Project) -> str | None:
    if not project.modules:
        return "the repository has no Python modules"
    if project.dependencies or any(not one.stdlib for one in project.external):
        return None
    return "nothing from outside the standard library is imported or declared"


def _incomplete(project: Project) -> str | None:
    if _computed(project):
        return "code computes the dependencies"
    broken = [
        facts for _, facts in own_configuration(project) if facts.problem and facts.format in _PACKAGING
    ]
    if broken:
        return "packaging metadata could not be read"
    return unparsed(project)


ANALYZER: Final[ProjectAnalyzer] = ProjectAnalyzer(
    "dependencies", (UNDECLARED, NONE_DECLARED, UNUSED), analyse, _applies, _incomplete
)

"""Modules that nothing imports and nothing names."""

import posixpath
from collections.abc import Iterator
from typing import Final

from codex_audit.analyzers._linked import installable, no_python, searched, unparsed
from codex_audit.analyzers._mentions import mentioned, mentions
from codex_audit.domain.artifact import Role
from codex_audit.domain.facts import PythonFacts, Tier
from codex_audit.domain.finding import Finding, Menu, Rule
from codex_audit.domain.levels import Confidence, Severity
from codex_audit.domain.plugins import ProjectAnalyzer
from codex_audit.domain.project import Module, Project
from codex_audit.project.words import words

DEAD: Final = Rule(
    id="imports/dead-module",
    title="Nothing imports or names this module",
    help=(
        "No import of this repository leads to the module, and no entry point, script, setting, string "
        "constant or document names it. It may be left over. Modules that something could load by name are "
        "not judged: those of packages that import dynamically, of frameworks' customary names, with a main"
        " guard, and the public modules of a library, which its users import."
    ),
    severity=Severity.LOW,
    menu=Menu.REPO_MAP,
    confidence=Confidence.LOW,
    in_tests=None,
    in_vendored=None,
    fires="# pkg/_old.py: defines functions; no other file says pkg._old\n",
    passes="# pkg/__init__.py\nfrom pkg._old import tidy\n",
)

_LOADERS: Final = words(
    """
    __import__ exec execfile import_module load_module load_source load_compiled exec_module find_module
    module_from_spec spec_from_file_location SourceFileLoader iter_modules walk_packages run_path run_module
    entry_points iter_entry_points load_entry_point import_string import_from_string autodiscover
    autodiscover_tasks find_plugins load_setuptools_entrypoints instantiate get_class get_method locate
    ExtensionManager DriverManager NamedExtensionManager resolve_name load_object
    """
)
"""Last names of calls that import what a string names."""

FRAMEWORK_NAMES: Final = words(
    """
    setup conftest settings urls wsgi asgi apps admin models views signals tasks celery celeryconfig
    serializers forms middleware routing consumers receivers context_processors manage conf hubconf noxfile
    fabfile dodo sitecustomize usercustomize gunicorn gunicorn_conf locustfile wscript lambda_function main
    app application server plugin plugins version __about__
    """
)
FRAMEWORK_FOLDERS: Final = words(
    """
    migrations versions management commands templatetags settings locale plugins addons hooks dags alembic
    handlers pages api endpoints routers blueprints config configs conf
    """
)


def analyse(project: Project) -> Iterator[Finding]:
    """One finding for each module that no known road leads to."""
    candidates = [module for module in project.modules.values() if _candidate(project, module)]
    loaders = _loading_folders(project) if candidates else frozenset()
    candidates = [module for module in candidates if not _loaded(module, loaders)]
    words = mentions(project) if candidates else frozenset()
    where = searched(project)
    for module in sorted(candidates, key=lambda one: one.path):
        if not mentioned(module, words):
            yield Finding(
                rule=DEAD.id,
                message=f"No import leads to {module.name}, and nothing else names it.",
                path=module.path,
                anchor=module.name,
                searched=where,
            )


def _candidate(project: Project, module: Module) -> bool:
    """Whether the module has code, no importer, and no custom by which it is loaded."""
    if module.role is not Role.SOURCE or module.package or module.name in project.dependents:
        return False
    parts = module.path.removesuffix(".py").split("/")
    if parts[-1] in FRAMEWORK_NAMES or parts[-1].startswith("__") or not parts[-1].isidentifier():
        return False
    if not FRAMEWORK_FOLDERS.isdisjoint(parts[:-1]):
        return False
    facts = project.files[module.path].get(PythonFacts)
    if facts is None or facts.tier is not Tier.AST or facts.main_guard is not None or not facts.definitions:
        return False
    if f"{posixpath.dirname(module.path)}/__init__.py".lstrip("/") not in project.artifacts:
        return not _runs(facts)
    return not (installable(project) and _public(module))


def _public(module: Module) -> bool:
    """Whether users of the distribution may import the module."""
    return not any(part.startswith("_") for part in module.name.split("."))


def _runs(facts: PythonFacts) -> bool:
    """Whether a file outside packages looks like a script: it calls what it defines, or reads
    its command line."""
    defined = {one.name for one in facts.definitions if "." not in one.name}
    return any(
        call.target.partition(".")[0] in defined
        or call.target.startswith(("argparse.", "sys.", "click.", "fire."))
        for call in facts.calls
    ) or any(
        name.partition(".")[0] in {"click", "app", "typer", "fire", "hydra"}
        for one in facts.definitions
        for name in one.decorators
    )


def _loading_folders(project: Project) -> frozenset[str]:
    """Folders whose modules something may import by name: below a package whose ``__init__``
    does so; where any other module does, its top-level package in a distribution and
    everything in an application."""
    folders: set[str] = set()
    shipped = installable(project)
    for path, facts in project.of(PythonFacts, Role.SOURCE, Role.SCRIPT):
        folder, _, name = path.rpartition("/")
        # What setup.py executes is a version file.
        if name == "setup.py" or not any(call.target.rpartition(".")[2] in _LOADERS for call in facts.calls):
            continue
        module = project.module_of.get(path)
        if name == "__init__.py" or module is None:
            folders.add(folder)
        elif shipped and "." in module.name:
            folders.add("/".join(part for part in (module.root, module.name.partition(".")[0]) if part))
        else:
            folders.add(folder if shipped else "")
    return frozenset(folders)


def _loaded(module: Module, folders: frozenset[str]) -> bool:
    folder = module.path
    while folder:
        folder = folder.rpartition("/")[0]
        if folder in folders:
            return True
    return False


ANALYZER: Final[ProjectAnalyzer] = ProjectAnalyzer("dead_modules", (DEAD,), analyse, no_python, unparsed)

"""``pyproject.toml``: metadata, dependencies, entry points, tables of tools."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from codex_audit.domain.facts import Command, ConfigFacts, Dependency, EntryPoint, Setting, Source
from codex_audit.domain.plugins import Extractor
from codex_audit.facts import _toml
from codex_audit.facts._credentials import clean
from codex_audit.facts._text import MAX_NAME, MAX_VALUE, basename, canonical, joined, words
from codex_audit.facts._toml import Toml
from codex_audit.facts._toml_facts import (
    first,
    leaves,
    listed,
    listed_by_key,
    scripts,
    setting,
    strings,
    versioned,
)
from codex_audit.facts._tox import toml_dependencies, toml_environments

PROJECT: Final = ("project",)
POETRY: Final = ("tool", "poetry")
FLIT: Final = ("tool", "flit", "metadata")

# Keys of metadata -> the setting's name. A setting's line must hold the last part of its name.
_METADATA: Final[dict[tuple[str, ...], dict[str, str]]] = {
    PROJECT: {name: name for name in ("name", "version", "description", "requires-python")},
    POETRY: {name: name for name in ("name", "version", "description", "license", "readme")},
    FLIT: {
        "dist-name": "name",
        "module": "module",
        "license": "license",
        "requires-python": "requires-python",
        "description-file": "description-file",
    },
}

_LISTS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("", ("project", "dependencies")),
    ("build", ("build-system", "requires")),
    ("", (*FLIT, "requires")),
    ("dev", (*FLIT, "dev-requires")),
    ("dev", ("tool", "uv", "dev-dependencies")),
    ("dev", ("tool", "rye", "dev-dependencies")),
)
_LISTS_BY_KEY: Final[tuple[tuple[str, ...], ...]] = (
    ("project", "optional-dependencies"),
    ("dependency-groups",),
    (*FLIT, "requires-extra"),
    ("tool", "pdm", "dev-dependencies"),
)
_ENTRY_POINTS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("console_scripts", ("project", "scripts")),
    ("gui_scripts", ("project", "gui-scripts")),
    ("console_scripts", ("tool", "poetry", "scripts")),
    ("console_scripts", ("tool", "flit", "scripts")),
)
_ENTRY_GROUPS: Final = (
    ("project", "entry-points"),
    ("tool", "poetry", "plugins"),
    ("tool", "flit", "entrypoints"),
)
_SCRIPTS: Final = (
    ("tool", "pdm", "scripts"),
    ("tool", "rye", "scripts"),
    ("tool", "poe", "tasks"),
    ("tool", "taskipy", "tasks"),
    ("tool", "pixi", "tasks"),
)
# The tables of linters, formatters, tests, types, packaging and releases.
_READ_TABLES: Final = tuple(
    ("tool", *name.split("/"))
    for name in sorted(
        words(
            """
            ruff flake8 pylint pycodestyle pydocstyle black isort yapf autopep8 bandit vulture codespell
            pytest coverage mypy pyright basedpyright pyre pytype ty interrogate deptry importlinter
            import-linter djlint refurb semgrep towncrier commitizen bumpversion bumpver semantic_release
            setuptools setuptools_scm versioneer cibuildwheel check-manifest check-wheel-contents pip-audit
            uv/required-version uv/exclude-newer uv/build-backend poetry/packages poetry/include
            poetry/exclude hatch/version hatch/build flit/module flit/sdist pdm/version pdm/build maturin
            scikit-build meson-python codex-audit
            """
        )
    )
)


def accepts(path: str) -> bool:
    """Any ``pyproject.toml``."""
    return basename(path) == "pyproject.toml"


def extract(source: Source) -> ConfigFacts:
    """The file's facts; a ``problem`` where it is not TOML."""
    toml = _toml.load(source.text)
    if toml.problem:
        return ConfigFacts("pyproject", problem=toml.problem, problem_line=toml.problem_line)
    dynamic = (text for text, _ in strings(toml, "project", "dynamic"))
    tools = ((name[:MAX_NAME], toml.line("tool", name)) for name in toml.table("tool"))
    return ConfigFacts(
        "pyproject",
        dependencies=tuple(_dependencies(toml)),
        entry_points=tuple(_entry_points(toml)),
        settings=tuple(chain(_metadata(toml), _build(toml), *(leaves(toml, *path) for path in _READ_TABLES))),
        tools=first((name, line) for name, line in tools if line is not None),
        commands=tuple(_commands(toml)),
        includes=first(_includes(toml)),
        dynamic=tuple(dict.fromkeys(dynamic)),
    )


def _dependencies(toml: Toml) -> Iterator[Dependency]:
    for group, path in _LISTS:
        yield from listed(toml, group, *path)
    for path in _LISTS_BY_KEY:
        yield from listed_by_key(toml, *path)
    yield from _poetry(toml)
    yield from toml_dependencies(toml, "tool", "tox")
    for name in toml.table("tool", "hatch", "envs"):
        for key in ("dependencies", "extra-dependencies"):
            yield from listed(toml, canonical(name), "tool", "hatch", "envs", name, key)


def _poetry(toml: Toml) -> Iterator[Dependency]:
    """Poetry's own tables. An optional dependency belongs to the extra that names it."""
    extras: dict[str, str] = {}
    for extra in toml.table(*POETRY, "extras"):
        for name, _ in strings(toml, *POETRY, "extras", extra):
            extras.setdefault(canonical(name), canonical(extra))
    for one in versioned(toml, "", *POETRY, "dependencies"):
        yield Dependency(one.name, one.specifier, extras.get(one.name, ""), one.line, one.pinned)
    yield from versioned(toml, "dev", *POETRY, "dev-dependencies")
    for group in toml.table(*POETRY, "group"):
        yield from versioned(toml, canonical(group), *POETRY, "group", group, "dependencies")


def _entry_points(toml: Toml) -> Iterator[EntryPoint]:
    paths: list[tuple[str, tuple[str, ...]]] = [*_ENTRY_POINTS]
    for table in _ENTRY_GROUPS:
        paths.extend((group, (*table, group)) for group in toml.table(*table))
    for group, path in paths:
        for name, value in toml.table(*path).items():
            line = toml.line(*path, name)
            kind, target = group, value
            # Poetry also writes a table: {reference = "a:b", type = "console" | "file"}.
            if isinstance(value, dict):
                kind = "scripts" if value.get("type") == "file" else group
                target = value.get("reference") or value.get("callable")
            if isinstance(target, str) and line is not None:
                yield EntryPoint(kind[:MAX_NAME], name[:MAX_NAME], target[:MAX_NAME], line)


def _metadata(toml: Toml) -> Iterator[Setting]:
    """Metadata under the key ``project.…``, Poetry's and flit's too where ``project`` is silent."""
    said: set[str] = set()
    for path, names in _METADATA.items():
        for written, name in names.items():
            if isinstance(toml.get(*path, written), str) and name not in said:
                said.add(name)
                yield from setting(toml, *path, written, key=f"project.{name}")
        if path == PROJECT:
            for one in chain(_license(toml), _readme(toml), _classifiers(toml)):
                said.add(one.key.removeprefix("project."))
                yield one
    if "requires-python" not in said:
        yield from setting(toml, *POETRY, "dependencies", "python", key="project.python")


def _license(toml: Toml) -> Iterator[Setting]:
    """An expression, a text, or the name of a file."""
    value = toml.get("project", "license")
    if isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield from setting(toml, "project", "license", value=value["text"])
        yield from setting(toml, "project", "license", "file")
    else:
        yield from setting(toml, "project", "license")
    yield from setting(toml, "project", "license-files")


def _readme(toml: Toml) -> Iterator[Setting]:
    value = toml.get("project", "readme")
    if isinstance(value, dict):
        value = value.get("file")
    if isinstance(value, str):
        yield from setting(toml, "project", "readme", value=value)


def _classifiers(toml: Toml) -> Iterator[Setting]:
    """The classifiers on the licence; the others say nothing that an auditor needs."""
    texts = [text for text, _ in strings(toml, "project", "classifiers") if text.startswith("License ::")]
    if texts:
        yield from setting(toml, "project", "classifiers", value=joined(texts, MAX_VALUE))


def _build(toml: Toml) -> Iterator[Setting]:
    yield from setting(toml, "build-system", "build-backend")
    yield from setting(toml, "build-system", "backend-path")


def _commands(toml: Toml) -> Iterator[Command]:
    for path in _SCRIPTS:
        yield from scripts(toml, "script", *path)
    for name in toml.table("tool", "hatch", "envs"):
        yield from scripts(toml, "script", "tool", "hatch", "envs", name, "scripts")
    yield from toml_environments(toml, "tool", "tox")
    for name in ("test-command", "before-build", "before-all", "before-test"):
        line = toml.line("tool", "cibuildwheel", name)
        value = toml.get("tool", "cibuildwheel", name)
        if isinstance(value, str) and line is not None:
            yield Command("step", name, line, clean(value))


def _includes(toml: Toml) -> Iterator[tuple[str, int]]:
    """The files that setuptools reads dynamic fields from, and hatch the version."""
    dynamic = ("tool", "setuptools", "dynamic")
    for table in (dynamic, (*dynamic, "optional-dependencies")):
        for name in toml.table(*table):
            yield from strings(toml, *table, name, "file")
    yield from strings(toml, "tool", "hatch", "version", "path")
    yield from strings(toml, "tool", "hatch", "metadata", "hooks", "requirements_txt", "files")


EXTRACTOR: Final[Extractor] = Extractor("pyproject", ConfigFacts, accepts, extract)

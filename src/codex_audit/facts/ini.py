"""Configuration in INI form: ``setup.cfg``, ``tox.ini``, ``.flake8``, ``mypy.ini`` and the like."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from codex_audit.domain.facts import Command, ConfigFacts, Dependency, EntryPoint, Setting, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.facts import _ini, _tox
from codex_audit.facts._credentials import safe_value
from codex_audit.facts._ini import Option, Section
from codex_audit.facts._requirement import requirements
from codex_audit.facts._text import MAX_NAME, MAX_VALUE, basename, canonical, joined, words
from codex_audit.facts._toml_facts import first

MAX_SETTINGS: Final = 400

# File name -> the tool whose sections stand in it without the tool's own name.
OWNERS: Final = {
    **dict.fromkeys(
        words(
            """
            setup.cfg tox.ini pytest.ini .pytest.ini .flake8 mypy.ini .mypy.ini .pycodestyle .pydocstyle
            .pydocstyle.ini .pep8 .isort.cfg .bandit .bumpversion.cfg .importlinter alembic.ini uwsgi.ini
            .sqlfluff
            """
        ),
        "",
    ),
    **dict.fromkeys((".coveragerc", "coveragerc", "coverage.ini", "coverage.cfg"), "coverage"),
    **dict.fromkeys((".pylintrc", "pylintrc", "pylint.cfg", "pylint.ini"), "pylint"),
    ".style.yapf": "yapf",
}
_FORMATS: Final = {"setup.cfg": "setup-cfg"}

# The settings of these are kept; those of servers and loggers hold addresses and passwords.
_READ_TOOLS: Final = words(
    """
    flake8 pytest coverage mypy pylint pycodestyle pydocstyle pep8 pep257 isort yapf bandit tox importlinter
    bumpversion versioneer darglint doc8 interrogate vulture sqlfluff check-manifest nosetests autopep8
    rstcheck semantic_release codespell black ruff
    """
)
# Other sections that are a tool's. Any other name may be a variable's of tox or a command's.
_TOOLS: Final = _READ_TOOLS | words("alembic uwsgi zest.releaser devpi pbr prospector mutmut babel")
_METADATA: Final = words(
    """
    name version description summary license license_file license_files long_description description_file
    python_requires requires_python classifiers classifier
    """
)
_OPTIONS: Final = words(
    "packages package_dir py_modules include_package_data zip_safe namespace_packages where packages_root"
)
_FILE = regex(r"file:\s{0,20}(.{1,500})")


def accepts(path: str) -> bool:
    """The names in ``OWNERS``; other ``.ini`` files belong to the program that is audited."""
    return basename(path) in OWNERS


def extract(source: Source) -> ConfigFacts:
    """Sections, settings, environments, and for ``setup.cfg`` the packaging metadata."""
    sections, bad = _ini.read(source.text)
    owner = OWNERS[source.name]
    packaging = sections if source.name == "setup.cfg" else []
    kept, includes = _tox_parts(sections)
    return ConfigFacts(
        _FORMATS.get(source.name, source.name.strip(".").rpartition(".")[0] or source.name.strip(".")),
        dependencies=(*_dependencies(packaging), *kept),
        entry_points=tuple(_entry_points(packaging)),
        settings=tuple(chain(_metadata(packaging), _settings(sections, owner)))[:MAX_SETTINGS],
        tools=first(_tools(sections, owner)),
        commands=tuple(chain(_tox.environments(sections), _aliases(packaging))),
        includes=first(chain(_includes(packaging), includes)),
        dynamic=tuple(dict.fromkeys(_dynamic(packaging))),
        problem="a line outside any section" if bad and not sections else None,
        problem_line=bad if bad and not sections else None,
    )


def _tool(section: str, owner: str) -> tuple[str, str]:
    """A section's tool, and the path of its settings: ``tool:pytest`` is pytest's, whose keys
    are named as in ``pyproject.toml``; ``mypy-x.*`` is mypy's for one module."""
    if owner:
        inner = section.removeprefix(f"{owner}:").lower()
        return owner, f"{owner}.{inner}"
    name = section.removeprefix("tool:").strip()
    if name == "pytest":
        return "pytest", "pytest.ini_options"
    tool, _, rest = name.partition(":")
    if tool.startswith("mypy-"):
        return "mypy", f"mypy.overrides.{tool.removeprefix('mypy-')}"
    return tool, ".".join(filter(None, (tool, rest)))


def _tools(sections: list[Section], owner: str) -> Iterator[tuple[str, int]]:
    """Tools with a section; the owner of the whole file stands at its first section."""
    if owner:
        yield from ((owner, section.line) for section in sections[:1])
        return
    for section in sections:
        tool, _ = _tool(section.name, owner)
        if tool in _TOOLS or (tool and section.name.startswith("tool:")):
            yield tool, section.line


def _settings(sections: list[Section], owner: str) -> Iterator[Setting]:
    for section in sections:
        tool, path = _tool(section.name, owner)
        if tool not in _READ_TOOLS:
            continue
        for option in section.options:
            if option.name == "per_file_ignores":
                yield from _per_file(f"tool.{path}.{option.key}", option)
            else:
                key = f"tool.{path}.{option.key}"
                yield Setting(key, safe_value(key, option.text, MAX_VALUE), option.line)


def _per_file(key: str, option: Option) -> Iterator[Setting]:
    """A setting for each pattern; codes may go on over lines that hold no colon."""
    found: list[tuple[str, list[str], int]] = []
    for text, line in option.values:
        patterns, colon, codes = text.partition(":")
        if colon:
            found.append((patterns[:MAX_VALUE], [], line))
        if found:
            found[-1][1].extend((codes if colon else text).replace(",", " ").split())
    for patterns, listed, line in found:
        for pattern in filter(None, map(str.strip, patterns.split(","))):
            yield Setting(f"{key}.{pattern}", joined(listed), line)


def _packaging(sections: list[Section]) -> Iterator[Section]:
    return (one for one in sections if one.name in ("metadata", "options", "files", "options.packages.find"))


def _metadata(sections: list[Section]) -> Iterator[Setting]:
    """Metadata as ``project.…``, what is packaged as ``options.…``. Computed values are no
    setting, but the name of the file that holds the description is."""
    for section in _packaging(sections):
        for option in section.options:
            if option.name in _METADATA and section.name != "files":
                value = _value(option)
                if value:
                    yield Setting(
                        f"project.{option.key}", safe_value(option.key, value, MAX_VALUE), option.line
                    )
            elif option.name in _OPTIONS and section.name != "metadata":
                yield Setting(f"{section.name}.{option.key}", option.text, option.line)


def _value(option: Option) -> str:
    """A metadata field's value; empty where code or a file gives it."""
    if option.name.startswith("classifier"):
        return joined(text for text, _ in option.values if text.startswith("License ::"))
    if option.name == "long_description":
        return option.text.removeprefix("file:").strip()
    return "" if _computed(option) else option.text


def _computed(option: Option) -> bool:
    return bool(option.values) and option.values[0][0].startswith(("attr:", "file:"))


def _dependencies(sections: list[Section]) -> Iterator[Dependency]:
    for section in sections:
        if section.name == "options":
            for names, group in _LISTS:
                option = section.get(names)
                yield from requirements(_requirements(option) if option else (), group)
        elif section.name in ("options.extras_require", "extras"):
            for option in section.options:
                yield from requirements(_requirements(option), canonical(option.key.partition(":")[0]))


_LISTS: Final = (("install_requires", ""), ("setup_requires", "build"), ("tests_require", "test"))


def _requirements(option: Option) -> Iterator[tuple[str, int]]:
    """One a line below the key, or between semicolons on the key's own line."""
    for text, line in option.values:
        plain = text.partition(" #")[0].strip()
        if plain.startswith("file:"):
            continue
        for part in plain.split(";") if line == option.line else (plain,):
            yield part, line


def _entry_points(sections: list[Section]) -> Iterator[EntryPoint]:
    for section in sections:
        if section.name in ("options.entry_points", "entry_points"):
            for option in section.options:
                for text, line in option.values:
                    name, sign, target = text.partition("=")
                    if sign and name.strip():
                        plain = target.partition(" #")[0].strip()
                        yield EntryPoint(option.key, name.strip()[:MAX_NAME], plain[:MAX_NAME], line)
        elif section.name in ("options", "files"):
            scripts = section.get("scripts")
            for path, line in scripts.entries() if scripts else ():
                yield EntryPoint("scripts", basename(path)[:MAX_NAME], path[:MAX_NAME], line)


def _tox_parts(sections: list[Section]) -> tuple[list[Dependency], list[tuple[str, int]]]:
    """What tox installs, apart: dependencies and requirements files."""
    kept: list[Dependency] = []
    files: list[tuple[str, int]] = []
    for one in _tox.dependencies(sections):
        if isinstance(one, Dependency):
            kept.append(one)
        else:
            files.append(one)
    return kept, files


def _aliases(sections: list[Section]) -> Iterator[Command]:
    """``[aliases]`` of setup.cfg: ``test = pytest``."""
    for section in sections:
        if section.name == "aliases":
            for option in section.options:
                yield Command("script", option.key, option.line, safe_value(option.key, option.text))


def _includes(sections: list[Section]) -> Iterator[tuple[str, int]]:
    """Files that metadata and requirements are read from."""
    for section in sections:
        if section.name.partition(".")[0] not in ("metadata", "options"):
            continue
        for option in section.options:
            for text, line in option.values:
                if found := _FILE.match(text):
                    yield from ((part.strip(), line) for part in found.group(1).split(",") if part.strip())


def _dynamic(sections: list[Section]) -> Iterator[str]:
    """Fields that come from code or other files."""
    for section in sections:
        if section.name in ("metadata", "options"):
            yield from (option.name for option in section.options if _computed(option))


EXTRACTOR: Final[Extractor] = Extractor("ini", ConfigFacts, accepts, extract)

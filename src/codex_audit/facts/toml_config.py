"""TOML files of one tool: ``ruff.toml``, ``tox.toml`` and the like."""

from collections.abc import Callable, Iterator
from typing import Final

from codex_audit.domain.facts import Command, ConfigFacts, Dependency, Source
from codex_audit.domain.plugins import Extractor
from codex_audit.facts import _toml
from codex_audit.facts._text import basename, canonical, normal
from codex_audit.facts._toml import Toml
from codex_audit.facts._toml_facts import leaves, listed, scripts
from codex_audit.facts._tox import toml_dependencies, toml_environments

# File name -> the tool that it configures.
TOOLS: Final = {
    "ruff.toml": "ruff",
    ".ruff.toml": "ruff",
    "tox.toml": "tox",
    "hatch.toml": "hatch",
    "pytest.toml": "pytest",
    ".pytest.toml": "pytest",
    ".coveragerc.toml": "coverage",
    "uv.toml": "uv",
    "pylintrc.toml": "pylint",
    ".pylintrc.toml": "pylint",
    ".bumpversion.toml": "bumpversion",
    ".cz.toml": "commitizen",
    "cz.toml": "commitizen",
    "towncrier.toml": "towncrier",
    ".importlinter.toml": "importlinter",
    "ty.toml": "ty",
}


def accepts(path: str) -> bool:
    """The names in ``TOOLS``."""
    return basename(path) in TOOLS


def extract(source: Source) -> ConfigFacts:
    """The tool's settings, named as they would be in ``pyproject.toml``, its environments and
    what they install. The whole file is the tool's: it stands at its first line."""
    tool = TOOLS[source.name]
    toml = _toml.load(source.text)
    if toml.problem:
        return ConfigFacts(tool, problem=toml.problem, problem_line=toml.problem_line)
    # These files write the tables that pyproject.toml holds under the tool's own name.
    inner = "tool" in toml.data
    prefix = "" if inner else f"tool.{tool}."
    return ConfigFacts(
        tool,
        tools=((tool, 1),) if normal(source.text).strip() else (),
        dependencies=tuple(_DEPENDENCIES[tool](toml)) if tool in _DEPENDENCIES else (),
        settings=tuple(leaves(toml, prefix=prefix)),
        commands=tuple(_COMMANDS[tool](toml)) if tool in _COMMANDS else (),
    )


def _hatch_dependencies(toml: Toml) -> Iterator[Dependency]:
    for name in toml.table("envs"):
        for key in ("dependencies", "extra-dependencies"):
            yield from listed(toml, canonical(name), "envs", name, key)


def _hatch_scripts(toml: Toml) -> Iterator[Command]:
    for name in toml.table("envs"):
        yield from scripts(toml, "script", "envs", name, "scripts")


_COMMANDS: Final[dict[str, Callable[[Toml], Iterator[Command]]]] = {
    "tox": toml_environments,
    "hatch": _hatch_scripts,
}
_DEPENDENCIES: Final[dict[str, Callable[[Toml], Iterator[Dependency]]]] = {
    "tox": toml_dependencies,
    "hatch": _hatch_dependencies,
}

EXTRACTOR: Final[Extractor] = Extractor("toml-config", ConfigFacts, accepts, extract)

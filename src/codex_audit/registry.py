"""Finds the plug-ins of a family: every public module of its package ends in one constant.

This is the only dynamic import of the program.
"""

import importlib
import pkgutil
from functools import cache
from typing import Final, Literal, cast, overload

from codex_audit.domain.plugins import Analyzer, Extractor, FileAnalyzer, ProjectAnalyzer, Renderer

Family = Literal["analyzers", "facts", "renderers"]

_CONSTANTS: Final = {"analyzers": "ANALYZER", "facts": "EXTRACTOR", "renderers": "RENDERER"}


@overload
def discover(family: Literal["analyzers"]) -> tuple[Analyzer, ...]: ...
@overload
def discover(family: Literal["facts"]) -> tuple[Extractor, ...]: ...
@overload
def discover(family: Literal["renderers"]) -> tuple[Renderer, ...]: ...
@cache
def discover(family: Family) -> tuple[Analyzer, ...] | tuple[Extractor, ...] | tuple[Renderer, ...]:
    """The plug-ins of a family, sorted by id. Raises ``AttributeError`` for a public module
    without its constant."""
    package = importlib.import_module(f"codex_audit.{family}")
    modules = (
        importlib.import_module(f"{package.__name__}.{info.name}")
        for info in pkgutil.iter_modules(package.__path__)
        if not info.name.startswith("_")
    )
    plugins = [getattr(module, _CONSTANTS[family]) for module in modules]
    found = tuple(sorted(plugins, key=lambda plugin: str(plugin.id)))
    return cast("tuple[Analyzer, ...]", found)


def file_analyzers() -> tuple[FileAnalyzer, ...]:
    """The analyzers that judge one file at a time."""
    return tuple(one for one in discover("analyzers") if isinstance(one, FileAnalyzer))


def project_analyzers() -> tuple[ProjectAnalyzer, ...]:
    """The analyzers that judge the project as a whole."""
    return tuple(one for one in discover("analyzers") if isinstance(one, ProjectAnalyzer))

"""Finds the plug-ins of a family: every public module of its package ends in one constant.

This is the only dynamic import of the program.
"""

import importlib
import os
from collections.abc import Iterable, Iterator
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
    modules = (importlib.import_module(f"{package.__name__}.{name}") for name in _public(package.__path__))
    plugins = [getattr(module, _CONSTANTS[family]) for module in modules]
    found = tuple(sorted(plugins, key=lambda plugin: str(plugin.id)))
    return cast("tuple[Analyzer, ...]", found)


def _public(folders: Iterable[str]) -> Iterator[str]:
    # As ``pkgutil.iter_modules`` does, which loads half of the standard library for it.
    for folder in folders:
        for name, ending in map(os.path.splitext, sorted(os.listdir(folder))):
            if not name.startswith("_") and (ending == ".py" or os.path.isdir(os.path.join(folder, name))):
                yield name


def file_analyzers() -> tuple[FileAnalyzer, ...]:
    """The analyzers that judge one file at a time."""
    return tuple(one for one in discover("analyzers") if isinstance(one, FileAnalyzer))


def project_analyzers() -> tuple[ProjectAnalyzer, ...]:
    """The analyzers that judge the project as a whole."""
    return tuple(one for one in discover("analyzers") if isinstance(one, ProjectAnalyzer))

"""Entry points resolved to a module and its attribute."""

import re
from collections.abc import Mapping
from typing import Final

from codex_audit.domain.facts import ConfigFacts, EntryPoint, FileFacts
from codex_audit.domain.patterns import regex
from codex_audit.domain.project import ResolvedEntryPoint
from codex_audit.project._resolver import Found, Resolver
from codex_audit.project.modules import join, parent
from codex_audit.project.names import normalise

_TARGET: Final = regex(r"([\w.]{1,300})\s{0,8}(?::\s{0,8}([\w.]{1,300}))?\s{0,8}(?:\[[^\]]{0,200}\])?\Z")


def resolve_entry_points(
    files: Mapping[str, FileFacts], paths: frozenset[str], own_name: str | None, resolver: Resolver
) -> tuple[ResolvedEntryPoint, ...]:
    """Resolve the entry points of every configuration file, in path and line order.

    ``own_name`` is the project's own distribution name: a target in a package of that name
    cannot be someone else's.
    """
    result = []
    for path, bundle in files.items():
        facts = bundle.get(ConfigFacts)
        if facts is None:
            continue
        for entry_point in facts.entry_points:
            if entry_point.group == "scripts":
                result.append(_file(path, entry_point, paths))
            else:
                result.append(_object(path, entry_point, own_name, resolver))
    return tuple(result)


def _file(path: str, entry_point: EntryPoint, paths: frozenset[str]) -> ResolvedEntryPoint:
    """A script that is installed as it lies in the tree."""
    target = entry_point.target.strip().removeprefix("./")
    if not re.fullmatch(r"[\w./+-]{1,400}", target) or ".." in target.split("/"):
        return ResolvedEntryPoint(path, entry_point, None, None)
    whole = join(parent(path), target)
    if whole in paths:
        return ResolvedEntryPoint(path, entry_point, whole, True)
    return ResolvedEntryPoint(path, entry_point, None, False)


def _object(
    path: str, entry_point: EntryPoint, own_name: str | None, resolver: Resolver
) -> ResolvedEntryPoint:
    """``module:attribute``; null ``resolved`` where the target is no such thing as it stands."""
    match = _TARGET.match(entry_point.target.strip())
    if match is None:
        return ResolvedEntryPoint(path, entry_point, None, None)
    module, attribute = match[1], match[2]
    found = resolver.absolute(join(parent(path), "setup.py"), module)
    if found is None or found.path is None:
        own = own_name is not None and normalise(module.partition(".")[0]) == normalise(own_name)
        if own and not _hidden(module, parent(path), resolver):
            return ResolvedEntryPoint(path, entry_point, None, False)
        return ResolvedEntryPoint(path, entry_point, None, None, external=not own)
    if found.left:
        return ResolvedEntryPoint(path, entry_point, None, _unsure_or_false(found, module, resolver))
    if resolver.index.stems.get(found.stem) != found.path:
        return ResolvedEntryPoint(path, entry_point, None, None)
    return ResolvedEntryPoint(path, entry_point, found.path, _held(found, attribute, resolver))


def _hidden(module: str, folder: str, resolver: Resolver) -> bool:
    """Whether a folder of the package's name stands in the tree after all, without Python."""
    top = module.partition(".")[0]
    roots = (folder, *resolver.index.roots)
    return any(
        join(root, top) in resolver.index.folders or resolver.elsewhere(join(root, top), top)
        for root in roots
    )


def _unsure_or_false(found: Found, module: str, resolver: Resolver) -> bool | None:
    if resolver.open_package(found.stem, module) or resolver.elsewhere(
        join(found.stem, found.left[0]), module
    ):
        return None
    return False


def _held(found: Found, attribute: str | None, resolver: Resolver) -> bool | None:
    if attribute is None or found.path is None:
        return True
    first = attribute.partition(".")[0]
    if join(found.stem, first) in resolver.index.stems:
        return True
    held = resolver.attributes.has(found.path, first)
    if held is False and resolver.elsewhere(join(found.stem, first), f"{found.stem}.{first}"):
        return None
    return held

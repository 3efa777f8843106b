"""Lock files of packaging tools, and ``Pipfile``.

Lock files grow to many megabytes, so each is read line by line: a package's table begins, its
name and its version follow.
"""

import json
from collections.abc import Callable, Iterator
from typing import Final

from codex_audit.domain.facts import ConfigFacts, Dependency, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.facts import _toml
from codex_audit.facts._text import basename, canonical, lines_of, normal
from codex_audit.facts._toml_facts import scripts, setting, versioned

MAX_JSON: Final = 10_000_000
GROUP: Final = "lock"

_PYLOCK = regex(r"pylock(?:\.[\w-]{1,80})?\.toml")
_CONDA = regex(r"(?:[\w.-]{1,80}\.)?conda-lock\.ya?ml|conda-lock\.ya?ml")
_TABLE = regex(r"\[\[(packages?)\]\]\s*$")
_PAIR = regex(r'(name|version|source)\s{0,10}=\s{0,10}(?:["\']([^"\'\s]{1,200})["\']|\{)')
# A lock names the workspace itself too: its source is a folder, not an index.
_OWN = regex(r"\b(?:editable|virtual)\s{0,10}=")
_CONDA_PAIR = regex(r"(?:  )?(- |  )(name|version): ['\"]?([\w.!+-]{1,200})['\"]?\s*$")


def accepts(path: str) -> bool:
    """Lock files by their fixed names, and ``Pipfile``."""
    name = basename(path)
    return name in _READERS or bool(_PYLOCK.fullmatch(name) or _CONDA.fullmatch(name))


def extract(source: Source) -> ConfigFacts:
    """The resolved packages with their versions, or Pipfile's own lists."""
    if source.name == "Pipfile":
        return _pipfile(source)
    if source.name == "Pipfile.lock":
        return _pipfile_lock(source)
    reader = _conda if _CONDA.fullmatch(source.name) else _tables
    return ConfigFacts("lock", dependencies=tuple(reader(lines_of(source.text))))


def _tables(lines: list[str]) -> Iterator[Dependency]:
    """``[[package]]`` tables of poetry, uv, pdm and ``pylock.toml``."""
    name, version, line, own, inside = "", "", 0, False, False
    for number, text in enumerate([*lines, "["], 1):
        if text.startswith("["):
            if inside and name and version and not own:
                yield _locked(name, version, line)
            name, version, own = "", "", False
            inside = bool(_TABLE.match(text))
        elif inside and (pair := _PAIR.match(text)):
            key, value = pair.groups()
            if key == "name" and value:
                name, line = value, number
            elif key == "version" and value:
                version = value
            elif key == "source":
                own = bool(_OWN.search(text[:400]))


def _conda(lines: list[str]) -> Iterator[Dependency]:
    """``- name:`` and ``version:`` of the items of a conda lock."""
    name, line = "", 0
    for number, text in enumerate(lines, 1):
        pair = _CONDA_PAIR.match(text)
        if pair is None:
            continue
        lead, key, value = pair.groups()
        if key == "name" and lead == "- ":
            name, line = value, number
        elif key == "version" and name:
            yield _locked(name, value, line)
            name = ""


def _locked(name: str, version: str, line: int) -> Dependency:
    return Dependency(canonical(name), f"=={version}", GROUP, line, pinned=True)


def _pipfile_lock(source: Source) -> ConfigFacts:
    """JSON: sections of name -> ``{"version": "==1.0"}``. Names stand in the text in the same
    order, so one pass finds their lines."""
    text = normal(source.text)
    try:
        data = json.loads(text) if len(text) <= MAX_JSON else None
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        return ConfigFacts("lock", problem="not valid JSON")
    names = _line_finder(text)
    found: list[Dependency] = []
    for section, packages in data.items():
        if section == "_meta" or not isinstance(packages, dict):
            continue
        for name, entry in packages.items():
            version = entry.get("version") if isinstance(entry, dict) else None
            line = names(name)
            if isinstance(version, str) and version.startswith("==") and line is not None:
                found.append(_locked(name, version.removeprefix("=="), line))
    return ConfigFacts("lock", dependencies=tuple(found))


def _line_finder(text: str) -> Callable[[str], int | None]:
    """A function that gives the line of the next place where a name stands as a key."""
    place, line = 0, 1

    def find(name: str) -> int | None:
        nonlocal place, line
        found = text.find(f'"{name}":', place)
        if found < 0:
            # A name written with escapes: looking on for each would cost a pass over the text.
            place = len(text)
            return None
        line += text.count("\n", place, found)
        place = found + 1
        return line

    return find


def _pipfile(source: Source) -> ConfigFacts:
    toml = _toml.load(source.text)
    if toml.problem:
        return ConfigFacts("pipfile", problem=toml.problem, problem_line=toml.problem_line)
    return ConfigFacts(
        "pipfile",
        dependencies=(*versioned(toml, "", "packages"), *versioned(toml, "dev", "dev-packages")),
        settings=(
            *setting(toml, "requires", "python_version", key="project.python_version"),
            *setting(toml, "requires", "python_full_version", key="project.python_full_version"),
        ),
        commands=tuple(scripts(toml, "script", "scripts")),
    )


_READERS: Final = frozenset(("poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "Pipfile"))

EXTRACTOR: Final[Extractor] = Extractor("lockfile", ConfigFacts, accepts, extract)

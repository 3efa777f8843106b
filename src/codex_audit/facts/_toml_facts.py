"""What is read alike from every TOML file: settings, requirement lists, includes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from codex_audit.domain.facts import Command, Dependency, Setting
from codex_audit.facts._credentials import clean, safe_value
from codex_audit.facts._requirement import leading_name, pinned, requirement
from codex_audit.facts._text import MAX_NAME, MAX_VALUE, as_text, canonical
from codex_audit.facts._toml import Path, Toml

MAX_SETTINGS: Final = 400

# Tables whose keys are the user's own patterns or names: one setting a table would lose them.
_OPEN_TABLES: Final = frozenset(("package-dir", "package_dir", "package-data", "exclude-package-data"))


def strings(toml: Toml, *path: str) -> Iterator[tuple[str, int]]:
    """The strings of a list with their lines; a lone string counts as a list of one."""
    value = toml.get(*path)
    if isinstance(value, str) and (line := toml.line(*path)):
        yield value, line
    elif isinstance(value, list):
        for index, item in enumerate(value):
            line = toml.line(*path, index)
            if isinstance(item, str) and line:
                yield item, line


def listed(toml: Toml, group: str, *path: str) -> Iterator[Dependency]:
    """The dependencies of a list of requirements."""
    for text, line in strings(toml, *path):
        found = requirement(text, group, line)
        if found is not None:
            yield found


def listed_by_key(toml: Toml, *path: str) -> Iterator[Dependency]:
    """A table of lists: each key is the group's name."""
    for group in toml.table(*path):
        yield from listed(toml, canonical(group), *path, group)


def versioned(toml: Toml, group: str, *path: str) -> Iterator[Dependency]:
    """A table of name = constraint, as Poetry and Pipfile have it. ``python`` is no
    distribution. Constraints stay as written (``^1.2``)."""
    for name, value in toml.table(*path).items():
        line = toml.line(*path, name)
        known = leading_name(name)
        if line is None or known is None or known == "python" or len(known) != len(name.strip()):
            continue
        specifier = clean(constraint(value))
        exact = specifier[:1].isdigit() and not any(mark in specifier for mark in "*,| ")
        yield Dependency(known, specifier, group, line, exact or pinned(specifier))


def constraint(value: object) -> str:
    """The version of a Poetry or Pipfile entry, or where it comes from."""
    if isinstance(value, list):
        return " || ".join(filter(None, (constraint(one) for one in value if isinstance(one, Mapping))))
    if isinstance(value, Mapping):
        version = value.get("version")
        if isinstance(version, str):
            return "" if version == "*" else version
        places = (value.get(key) for key in ("git", "url", "path", "file"))
        return next((f"@ {place}" for place in places if isinstance(place, str)), "")
    return "" if value == "*" or not isinstance(value, str) else value


def setting(toml: Toml, *path: str, key: str | None = None, value: object = None) -> Iterator[Setting]:
    """The setting at ``path``, if it stands there; ``key`` and ``value`` override."""
    found = toml.get(*path) if value is None else value
    line = toml.line(*path)
    if found is None or line is None:
        return
    name = key or dotted(path)
    yield Setting(name, safe_value(name, as_text(found), MAX_VALUE), line)


def dotted(path: Path) -> str:
    """A path as one key."""
    return ".".join(str(part) for part in path)[:MAX_NAME]


def leaves(toml: Toml, *path: str, prefix: str = "") -> Iterator[Setting]:
    """Every key under the table at ``path`` that is no table itself, in order, named
    ``prefix`` and its path. Lists of tables are shown whole; so are tables that map the
    user's own names (``package-dir``)."""
    stack: list[tuple[Path, Any]] = [(path, toml.get(*path))]
    count = 0
    while stack and count < MAX_SETTINGS:
        here, value = stack.pop()
        if isinstance(value, Mapping) and value and not _OPEN_TABLES.intersection(here[-1:]):
            stack.extend(((*here, name), one) for name, one in reversed(list(value.items())))
            continue
        line = toml.line(*here)
        if line is not None and value is not None and value != {}:
            count += 1
            name = prefix + dotted(here)
            yield Setting(name, safe_value(name, as_text(value), MAX_VALUE), line)


def scripts(toml: Toml, kind: str, *path: str) -> Iterator[Command]:
    """A table of name = command line; a table's own command stands under ``cmd`` or ``shell``."""
    for name, value in toml.table(*path).items():
        line = toml.line(*path, name)
        if line is not None:
            yield Command(kind, name[:MAX_NAME], line, clean(command_line(value)))


def command_line(value: object) -> str:
    """The command of a task in any of the forms that task runners know."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return " ".join(command_line(one) for one in value if isinstance(one, str | list)).strip()
    if isinstance(value, Mapping):
        keys = ("cmd", "shell", "script", "call", "commands", "sequence", "composite", "chain", "extend")
        return next((line for key in keys if (line := command_line(value.get(key)))), "")
    return ""


def first(items: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """The pairs in order, each name once."""
    seen: dict[str, int] = {}
    for name, line in items:
        seen.setdefault(name, line)
    return tuple(seen.items())

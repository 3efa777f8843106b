"""tox's environments, from its INI form and its TOML form."""

from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import Command, Dependency
from codex_audit.domain.patterns import regex
from codex_audit.facts import _ini
from codex_audit.facts._credentials import clean
from codex_audit.facts._ini import Section
from codex_audit.facts._requirement import requirement
from codex_audit.facts._shell import commands
from codex_audit.facts._text import MAX_NAME
from codex_audit.facts._toml import Toml
from codex_audit.facts._toml_facts import listed

GROUP: Final = "tox"

_FACTOR = regex(r"[\w!,{}.-]{1,200}\s{0,20}:\s{1,20}(?=\S)")
_ROOT = regex(r"^\{(?:toxinidir|tox_root)\}/{0,3}")
_INCLUDE = regex(r"-[rc]\s{0,20}(\S{1,500})")


def environments(sections: list[Section]) -> Iterator[Command]:
    """Each ``[testenv…]`` section with its commands."""
    for section in sections:
        name = _environment(section.name)
        if name is None:
            continue
        option = section.get("commands")
        lines = [(line, _plain(text)) for text, line in option.values] if option else []
        texts = (command.removeprefix("-").strip() for _, command in commands(lines))
        yield Command("env", name, section.line, clean("; ".join(texts)))


def dependencies(sections: list[Section]) -> Iterator[Dependency | tuple[str, int]]:
    """What ``deps`` install: dependencies, and the requirements files (with their line)."""
    for section in sections:
        option = section.get("deps") if _environment(section.name) else None
        for text, line in option.values if option else ():
            plain = _plain(text).partition(" #")[0].strip()
            if included := _INCLUDE.match(plain):
                yield _ROOT.sub("", included.group(1)), line
            elif "{" not in plain and (found := requirement(plain, GROUP, line)):
                yield found


def _environment(section: str) -> str | None:
    """The environment that a section is about; ``testenv`` for the one all others begin from."""
    if section == "testenv":
        return section
    return section.removeprefix("testenv:").strip() if section.startswith("testenv:") else None


def _plain(text: str) -> str:
    """A line without the factor that it holds for (``py38: pytest``)."""
    factor = _FACTOR.match(text)
    return text[factor.end() :] if factor else text


def toml_environments(toml: Toml, *prefix: str) -> Iterator[Command]:
    """The environments of ``tox.toml`` or of ``[tool.tox]``."""
    tables = [(name, (*prefix, name)) for name in ("env_run_base", "env_pkg_base")]
    tables.extend((name, (*prefix, "env", name)) for name in toml.table(*prefix, "env"))
    for name, path in tables:
        line = toml.line(*path)
        listing = toml.get(*path, "commands")
        texts = [_words(one) for one in listing] if isinstance(listing, list) else []
        if line is not None:
            yield Command("env", name[:MAX_NAME], line, clean("; ".join(filter(None, texts))))
    yield from _legacy(toml, *prefix)


def _words(command: object) -> str:
    """A command's words; substitutions such as positional arguments are tables."""
    words = command if isinstance(command, list) else [command]
    return " ".join(word for word in words if isinstance(word, str))


def _legacy(toml: Toml, *prefix: str) -> Iterator[Command]:
    """INI text within ``legacy_tox_ini``: its first line follows the key's."""
    text = toml.get(*prefix, "legacy_tox_ini")
    line = toml.line(*prefix, "legacy_tox_ini")
    if isinstance(text, str) and line is not None:
        for one in environments(_ini.read(text)[0]):
            yield Command(one.kind, one.name, one.line + line, one.detail)


def toml_dependencies(toml: Toml, *prefix: str) -> Iterator[Dependency]:
    """The requirements that environments list; files among them tell no name."""
    for name in ("env_run_base", *(f"env\0{one}" for one in toml.table(*prefix, "env"))):
        yield from listed(toml, GROUP, *prefix, *name.split("\0"), "deps")

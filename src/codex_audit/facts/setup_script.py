"""``setup.py``, read as a tree and never run."""

import ast
from collections.abc import Iterator
from typing import Final

from codex_audit.domain.facts import ConfigFacts, Dependency, EntryPoint, Setting, Source
from codex_audit.domain.patterns import regex
from codex_audit.domain.plugins import Extractor
from codex_audit.facts import _ini
from codex_audit.facts._credentials import safe_value
from codex_audit.facts._requirement import requirements
from codex_audit.facts._script import (
    NOT_PYTHON,
    Resolved,
    Script,
    dotted,
    keyword_pairs,
    parse,
)
from codex_audit.facts._text import MAX_NAME, MAX_VALUE, basename, canonical, joined, line_with, lines_of
from codex_audit.facts._toml_facts import first

FORMAT: Final = "setup-script"

_REQUIREMENTS: Final = {
    "install_requires": "",
    "requires": "",
    "setup_requires": "build",
    "tests_require": "test",
}
_METADATA: Final = ("name", "version", "description", "license", "license_files", "python_requires")
_OPTIONS: Final = ("packages", "package_dir", "py_modules", "zip_safe", "include_package_data", "ext_modules")
_FIELDS: Final = frozenset(
    (*_REQUIREMENTS, *_METADATA, *_OPTIONS, "extras_require", "entry_points", "scripts", "classifiers")
)
_FINDERS: Final = ("find_packages", "find_namespace_packages")
_DOCUMENT: Final = regex(r"[\w./-]{1,100}\.(?:md|rst|txt)")
_REQUIREMENTS_FILE: Final = regex(r"(?:[\w./-]{0,100})?(?:requirements?|reqs)[\w./-]{0,60}\.(?:txt|in|pip)")


def accepts(path: str) -> bool:
    """``setup.py`` in any folder; a module of that name without a call of ``setup`` gives
    nothing."""
    return basename(path) == "setup.py"


def extract(source: Source) -> ConfigFacts | None:
    """The literal keywords of ``setup(…)``; what is computed is named in ``dynamic``."""
    tree = parse(source.text)
    if tree is None:
        return ConfigFacts(FORMAT, problem=NOT_PYTHON) if "setup(" in source.text else None
    call = _setup_call(tree)
    if call is None:
        return None
    script = Script(tree)
    fields: dict[str, tuple[Resolved, int]] = {}
    for name, value, line in _keywords(script, call):
        fields.setdefault(name, (value, line))
    lines = lines_of(source.text)
    found = {name: value for name, (value, _) in fields.items()}
    return ConfigFacts(
        FORMAT,
        dependencies=tuple(_dependencies(found)),
        entry_points=tuple(_entry_points(found, lines)),
        settings=(*_settings(fields), *_readme(fields, call, script), *_where(tree, script)),
        includes=first(_includes(tree, lines)),
        dynamic=tuple(name for name, (value, _) in fields.items() if name in _FIELDS and not value.whole),
    )


def _setup_call(tree: ast.Module) -> ast.Call | None:
    """The last call of ``setup`` or ``….setup`` in the file: earlier ones are fallbacks."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "setup" and not node.args
    ]
    return max(calls, key=lambda call: (bool(call.keywords), call.lineno), default=None)


def _keywords(script: Script, call: ast.Call) -> Iterator[tuple[str, Resolved, int]]:
    """The call's keywords with their lines; those of a literal ``**mapping`` too."""
    for key, node in keyword_pairs(call):
        value = script.resolve(node)
        if isinstance(key, ast.Constant):
            yield str(key.value), value, key.lineno
            continue
        for name, one in value.pairs or ():
            if isinstance(name.value, str):
                whole = one.whole and (value.whole or not isinstance(node, ast.Name))
                yield name.value, Resolved(one.line, whole, one.scalar, one.items, one.pairs), name.line


def _dependencies(fields: dict[str, Resolved]) -> Iterator[Dependency]:
    for name, group in _REQUIREMENTS.items():
        if name in fields:
            yield from requirements(_texts(fields[name]), group)
    for extra, value in fields["extras_require"].pairs or () if "extras_require" in fields else ():
        group = canonical(str(extra.value).partition(":")[0])
        yield from requirements(_texts(value), group)


def _texts(value: Resolved) -> Iterator[tuple[str, int]]:
    """A list's strings; a string of several lines holds one a line."""
    for text, line in value.texts():
        for offset, part in enumerate(text.split("\n")):
            yield part, line + offset


def _entry_points(fields: dict[str, Resolved], lines: list[str]) -> Iterator[EntryPoint]:
    value = fields.get("entry_points")
    if value is not None and value.pairs is not None:
        for group, specs in value.pairs:
            for spec, line in _texts(specs):
                yield from _entry_point(str(group.value), spec, line, lines)
    elif value is not None and (text := value.text()) is not None and value.scalar:
        for section in _ini.read(text)[0]:
            for option in section.options:
                spec = f"{option.key}={option.text}"
                yield from _entry_point(section.name, spec, value.scalar.line + option.line - 1, lines)
    for path, line in fields["scripts"].texts() if "scripts" in fields else ():
        yield EntryPoint("scripts", basename(path)[:MAX_NAME], path[:MAX_NAME], line)


def _entry_point(group: str, spec: str, line: int, lines: list[str]) -> Iterator[EntryPoint]:
    """``name = module:attribute``, on the line that holds the target."""
    name, sign, target = (part.strip()[:MAX_NAME] for part in spec.partition("="))
    if not sign or not name or not target:
        return
    exact = line_with(lines, target, line, line + 3)
    if exact is not None:
        yield EntryPoint(group[:MAX_NAME], name, target, exact)


def _settings(fields: dict[str, tuple[Resolved, int]]) -> Iterator[Setting]:
    for name, (value, line) in fields.items():
        if not value.whole:
            continue
        if name == "classifiers":
            texts = [text for text, _ in value.texts() if text.startswith("License ::")]
            shown = joined(texts)
        elif name in _METADATA or name in _OPTIONS:
            shown = _shown(value)
        else:
            continue
        if shown:
            lead = "setup" if name in _OPTIONS else "project"
            yield Setting(f"{lead}.{name}", safe_value(name, shown, MAX_VALUE), line)


def _readme(fields: dict[str, tuple[Resolved, int]], call: ast.Call, script: Script) -> Iterator[Setting]:
    """The file that the long description is read from."""
    for key, node in keyword_pairs(call):
        if isinstance(key, ast.Constant) and key.value == "long_description" and "long_description" in fields:
            named = script.names.get(node.id) if isinstance(node, ast.Name) else node
            for inner in ast.walk(named) if named is not None else ():
                text = inner.value if isinstance(inner, ast.Constant) else None
                if isinstance(text, str) and _DOCUMENT.fullmatch(text):
                    yield Setting("project.long_description", text, key.lineno)
                    return


def _where(tree: ast.Module, script: Script) -> Iterator[Setting]:
    """The folder that packages are looked for in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] in _FINDERS:
            for word in node.keywords:
                text = script.resolve(word.value).text() if word.arg == "where" else None
                if text:
                    yield Setting("setup.find_packages.where", text[:MAX_NAME], word.lineno)


def _shown(value: Resolved) -> str:
    """A literal as a setting shows it."""
    if value.pairs is not None:
        return joined(f"{key.value}={_shown(one)}" for key, one in value.pairs)
    if value.items is not None:
        return joined(_shown(one) for one in value.items)
    scalar = value.scalar.value if value.scalar else None
    if isinstance(scalar, bool):
        return str(scalar).lower()
    return "" if scalar is None else str(scalar)[:MAX_VALUE]


def _includes(tree: ast.Module, lines: list[str]) -> Iterator[tuple[str, int]]:
    """The requirements files that the script's strings name, in the order of the text."""
    found = [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and len(node.value) < MAX_NAME
        and _REQUIREMENTS_FILE.fullmatch(node.value)
    ]
    for line, name in sorted(found):
        if name in lines[line - 1]:
            yield name, line


EXTRACTOR: Final[Extractor] = Extractor("setup-script", ConfigFacts, accepts, extract)

"""What the audited repository's own linter configuration would have hidden."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final

import msgspec
from msgspec import Struct

from codex_audit.domain.facts import ConfigFacts, Setting
from codex_audit.domain.finding import Finding
from codex_audit.domain.project import Project

_PREFIXES: Final = ("tool.ruff.lint.", "tool.ruff.", "tool.flake8.flake8.", "tool.flake8.")
_IGNORES: Final = frozenset({"ignore", "extend-ignore"})
_SELECTS: Final = frozenset({"select", "extend-select"})
_EXCLUDES: Final = frozenset({"exclude", "extend-exclude"})
_PER_FILE: Final = ("per-file-ignores.", "extend-per-file-ignores.")
_BANDIT_SKIPS: Final = "tool.bandit.skips"


class _Silencer(Struct, frozen=True):
    """One setting that hides: codes by prefix (all, if empty) in files by pattern (all below
    ``folder``, if empty). ``inverted``: it hides what is *not* listed."""

    source: str
    folder: str
    codes: tuple[str, ...] = ()
    pattern: str = ""
    inverted: bool = False

    def hides(self, path: str, code: str) -> bool:
        if not path.startswith(self.folder):
            return False
        if self.pattern and not _matches(path.removeprefix(self.folder), self.pattern):
            return False
        if not self.codes:
            return bool(self.pattern)
        return any(one == "ALL" or code.startswith(one) for one in self.codes) is not self.inverted


def mark(findings: Iterable[Finding], codes: Mapping[str, str], project: Project) -> list[Finding]:
    """The findings, those that a linter setting of the repository would have hidden marked
    with that setting. ``codes`` maps our rules to the linter's codes."""
    silencers = list(_silencers(project))
    marked = []
    for finding in findings:
        code = codes.get(finding.rule)
        if code is not None and not finding.silenced:
            source = next((one.source for one in silencers if one.hides(finding.path, code)), "")
            marked.append(msgspec.structs.replace(finding, silenced=source) if source else finding)
        else:
            marked.append(finding)
    return marked


def _silencers(project: Project) -> Iterator[_Silencer]:
    for path, facts in project.of(ConfigFacts):
        folder = path.rpartition("/")[0]
        prefix = f"{folder}/" if folder else ""
        selected: dict[str, list[str]] = {}
        for setting in facts.settings:
            source = f"{path}: {setting.key}"
            if setting.key == _BANDIT_SKIPS:
                skipped = tuple(f"S{code[1:]}" for code in _split(setting.value) if code.startswith("B"))
                if skipped:
                    yield _Silencer(source, prefix, skipped)
                continue
            tool, name = _name(setting)
            if name in _SELECTS:
                selected.setdefault(tool, []).extend(_split(setting.value))
            else:
                yield from _silencer(source, prefix, name, setting.value)
        for tool, listed in sorted(selected.items()):
            if listed:
                yield _Silencer(f"{path}: {tool}select", prefix, tuple(listed), inverted=True)


def _silencer(source: str, folder: str, name: str, value: str) -> Iterator[_Silencer]:
    if name in _IGNORES and _split(value):
        yield _Silencer(source, folder, _split(value))
    elif name in _EXCLUDES:
        for pattern in _split(value):
            yield _Silencer(source, folder, pattern=pattern)
    for prefix in _PER_FILE:
        if name.startswith(prefix) and _split(value):
            yield _Silencer(source, folder, _split(value), pattern=name.removeprefix(prefix))


def _name(setting: Setting) -> tuple[str, str]:
    for prefix in _PREFIXES:
        if setting.key.startswith(prefix):
            name = setting.key.removeprefix(prefix)
            head, dot, rest = name.partition(".")
            return prefix, head.replace("_", "-") + dot + rest
    return "", ""


def _split(value: str) -> tuple[str, ...]:
    return tuple(part for part in value.replace(",", " ").split() if part)


def _matches(path: str, pattern: str) -> bool:
    """As ruff and flake8 match: the whole path, its last part, or a folder on the way."""
    pattern = pattern.strip().removeprefix("./").rstrip("/")
    parts = path.split("/")
    return (
        fnmatchcase(path, pattern)
        or fnmatchcase(path, f"{pattern}/*")
        or any(fnmatchcase(part, pattern) for part in parts)
        or (pattern.startswith("**/") and fnmatchcase(path, pattern.removeprefix("**/")))
    )

"""Packaging metadata gathered from the files that state it."""

from collections.abc import Mapping
from typing import Final

from codex_audit.domain.facts import ConfigFacts, FileFacts, Setting
from codex_audit.domain.patterns import regex
from codex_audit.domain.project import Metadata

FORMATS: Final = ("pyproject", "setup-cfg", "setup-script")
"""Formats that state metadata; the first that has a field wins."""

_FIELDS: Final[Mapping[str, str]] = {
    "name": "name",
    "version": "version",
    "description": "description",
    "license": "license",
    "license.text": "license",
    "license.file": "license",
    "license_expression": "license",
    "requires-python": "requires_python",
    "requires_python": "requires_python",
    "python_requires": "requires_python",
    "dependencies.python": "requires_python",
    "python": "requires_python",
    "readme": "readme",
    "readme.file": "readme",
    "long_description": "readme",
    "long_description.file": "readme",
}
_NAME: Final = regex(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,118}[A-Za-z0-9])?")
_TABLES: Final = ("project.", "tool.poetry.", "tool.flit.metadata.", "metadata.", "options.", "setup.")


def gather_metadata(files: Mapping[str, FileFacts]) -> Metadata:
    """Metadata of the project nearest to the top, each field from the first file that states
    it: ``pyproject.toml``, then ``setup.cfg``, then ``setup.py``. A name that no distribution
    may have (https://packaging.python.org/specifications/name-normalization) is none: it stands
    in headings, and can say anything."""
    values: dict[str, str] = {}
    sources: dict[str, tuple[str, int]] = {}
    for path, facts in _by_weight(files):
        for setting in facts.settings:
            field = _field(setting)
            if field == "name" and not is_name(setting.value):
                continue
            if field is not None and field not in values and setting.value:
                values[field] = setting.value
                sources[field] = (path, setting.line)
    return Metadata(
        name=values.get("name"),
        version=values.get("version"),
        description=values.get("description"),
        license=values.get("license"),
        requires_python=values.get("requires_python"),
        readme=values.get("readme"),
        sources=dict(sorted(sources.items())),
    )


def is_name(text: str) -> bool:
    """Whether a distribution may be called so."""
    return bool(_NAME.fullmatch(text))


def _by_weight(files: Mapping[str, FileFacts]) -> list[tuple[str, ConfigFacts]]:
    """The metadata files of the one folder nearest to the top that has any."""
    found = []
    for path, bundle in files.items():
        facts = bundle.get(ConfigFacts)
        if facts is not None and facts.format in FORMATS and any(map(_field, facts.settings)):
            folder = path.rpartition("/")[0]
            depth = folder.count("/") + 1 if folder else 0
            found.append((depth, folder, FORMATS.index(facts.format), path, facts))
    found.sort(key=lambda one: one[:4])
    return [(one[3], one[4]) for one in found if one[:2] == found[0][:2]]


def _field(setting: Setting) -> str | None:
    for table in _TABLES:
        if setting.key.startswith(table):
            return _FIELDS.get(setting.key[len(table) :])
    return None

"""Settings: ``[tool.codex-audit]`` of ``pyproject.toml`` and the command line."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from codex_audit.domain.errors import AuditError
from codex_audit.domain.levels import Severity
from codex_audit.domain.patterns import regex
from codex_audit.domain.settings import THRESHOLDS, Settings

MAX_BYTES: Final = 1_000_000
MAX_KEY_PARTS: Final = 64

_STRING: Final = rb"""(?:"(?:[^"\\\n]++|\\[^\n])*+"|'[^'\n]*+')"""
_PART: Final = rb"(?:[A-Za-z0-9_-]++|" + _STRING + rb")"
_PARTS: Final = regex(_PART)
_TOKENS: Final = regex(
    # Possessive, and with borders behind which nothing starts: no byte is tried more than thrice.
    rb"""(?<!\\)"{3}(?:[^"\\]++|\\[\s\S]|"(?!""))*+"{3}|(?<!\\)'{3}(?:[^']++|'(?!''))*+'{3}"""
    rb"|(?<![A-Za-z0-9_\\-])(?P<key>" + _PART + rb"(?:[ \t]*+\.[ \t]*+" + _PART + rb")++)|(?<!\\)" + _STRING
)

KEYS: Final = ("select", "ignore", "min-severity", "fail-on", "addressee", "thresholds", "packs")


def load(text: bytes, source: str, base: Settings) -> Settings:
    """Settings from the text of a TOML file: the table ``tool.codex-audit`` of a
    ``pyproject.toml``, the top level of any other file. Raises ``AuditError``."""
    table = _table(text, source)
    if table is None:
        return base
    _known(table, KEYS, source)
    settings = replace(base, source=source)
    if "select" in table:
        settings = replace(settings, select=_strings(table["select"], "select", source))
    if "ignore" in table:
        settings = replace(settings, ignore=_strings(table["ignore"], "ignore", source))
    if "min-severity" in table:
        settings = replace(settings, min_severity=severity(table["min-severity"], "min-severity", source))
    if "fail-on" in table:
        settings = replace(settings, fail_on=gate(table["fail-on"], "fail-on", source))
    if "addressee" in table:
        settings = replace(settings, addressee=_line(table["addressee"], "addressee", source))
    if "thresholds" in table:
        settings = replace(settings, thresholds=_thresholds(table["thresholds"], source))
    if "packs" in table:
        settings = replace(settings, packs=_strings(table["packs"], "packs", source))
    return settings


def check_rules(settings: Settings, known: Mapping[str, object], source: str) -> None:
    """Raise ``AuditError`` for a selected or ignored rule or family that does not exist."""
    families = {rule.partition("/")[0] for rule in known}
    for name in (*settings.select, *settings.ignore):
        if name not in known and name not in families:
            raise AuditError(
                f"{source}: no rule or family is called {name!r}{_nearest(name, [*known, *families])}"
            )


def severity(value: object, key: str, source: str) -> Severity:
    """A severity by its name. Raises ``AuditError``."""
    names = [one.label for one in Severity]
    if not isinstance(value, str) or value not in names:
        raise AuditError(f"{source}: {key} must be one of {', '.join(names)}")
    return Severity[value.upper()]


def gate(value: object, key: str, source: str) -> Severity | None:
    """A severity by its name, or ``never``. Raises ``AuditError``."""
    return None if value == "never" else severity(value, key, source)


def _table(text: bytes, source: str) -> Mapping[str, Any] | None:
    # The audit reports what is wrong with a project's file; its own settings are simply not there.
    optional = source.endswith("pyproject.toml")
    try:
        document = parse(text, source)
    except AuditError:
        if optional:
            return None
        raise
    if not optional:
        return document
    tool = document.get("tool", {})
    table = tool.get("codex-audit") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise AuditError(f"{source}: tool.codex-audit must be a table")
    return table


def parse(text: bytes, source: str) -> Mapping[str, Any]:
    """A TOML document, measured before it is parsed. Raises ``AuditError``."""
    if len(text) > MAX_BYTES:
        raise AuditError(f"{source}: larger than {MAX_BYTES:,} bytes; use a smaller file")
    if _has_long_key(text):
        raise AuditError(f"{source}: a key has too many parts; use shorter keys")
    import tomllib

    try:
        return tomllib.loads(text.decode("utf-8"))
    # ValueError: also integers of more digits than Python converts.
    except (ValueError, RecursionError):
        raise AuditError(f"{source}: not a valid TOML file") from None


def _has_long_key(text: bytes) -> bool:
    """Whether anything looks like a key of very many parts: tomllib takes time and memory with
    their square."""
    keys = (token["key"] for token in _TOKENS.finditer(text))
    return any(
        sum(1 for _ in _PARTS.finditer(key)) > MAX_KEY_PARTS
        for key in keys
        if key and len(key) > 2 * MAX_KEY_PARTS
    )


def _known(table: Mapping[str, Any], keys: tuple[str, ...], source: str) -> None:
    for key in table:
        if key not in keys:
            raise AuditError(f"{source}: unknown key {key!r} in tool.codex-audit{_nearest(key, list(keys))}")


def _nearest(name: str, known: list[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.0)
    return f"; the nearest is {near[0]!r}" if near else ""


def _strings(value: object, key: str, source: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise AuditError(f"{source}: {key} must be a list of strings")
    return tuple(sorted(set(value)))


def _line(value: object, key: str, source: str) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > 100:
        raise AuditError(f"{source}: {key} must be one line of at most 100 printable characters")
    return value


def _thresholds(value: object, source: str) -> Mapping[str, int]:
    if not isinstance(value, dict):
        raise AuditError(f"{source}: thresholds must be a table")
    _known(value, tuple(THRESHOLDS), source)
    merged = {name: default for name, (default, _) in THRESHOLDS.items()}
    for name, number in value.items():
        least = THRESHOLDS[name][1]
        if not isinstance(number, int) or isinstance(number, bool) or number < least:
            raise AuditError(f"{source}: thresholds.{name} must be a whole number of at least {least}")
        merged[name] = number
    return merged

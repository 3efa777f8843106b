"""Packs as TOML text become packs; a mistake is an error that names file, table and key."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from codex_audit.domain.artifact import Role
from codex_audit.domain.capabilities import COUNTS, GLOBS, SIGNALS, Capability, Pack, Part, Signal
from codex_audit.domain.errors import AuditError
from codex_audit.domain.patterns import regex

OWN_ROLES: Final = ("source", "script")
VALUED: Final = ("keyword", "setting")
MAX_ENTRIES: Final = 2_000
_ID: Final = regex(r"[a-z][a-z0-9_-]{0,59}")
_SIGNAL: Final = regex(
    r"(?P<kind>[a-z]+):(?P<pattern>[^\s()=+][^()+=]{0,199}?)"
    r"(?:=(?P<value>[^()+]{1,40}?))?[ ]*(?:\((?P<methods>[\w, ]{1,200})\))?"
)
_PACK_KEYS: Final = ("id", "title", "extends", "field", "outside", "capability")
_CAPABILITY_KEYS: Final = (
    "id",
    "title",
    "implemented",
    "signs",
    "within",
    "test",
    "start",
    "rollback",
    "in_field",
    "part",
)
_PART_KEYS: Final = ("id", "title", "any", "when", "roles", "gap", "risk", "plan")


class _Place(str):
    """Where in a pack something stands, for messages."""

    def at(self, what: str) -> "_Place":
        return _Place(f"{self}, {what}")

    def fail(self, message: str) -> AuditError:
        return AuditError(f"{self}: {message}")


def build(documents: Sequence[tuple[str, Mapping[str, Any]]]) -> tuple[Pack, ...]:
    """Packs from TOML documents by their files' names. A document that ``extends`` a pack of
    the same list adds to it and overrides what it names again. Raises ``AuditError``."""
    merged: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for source, document in documents:
        place = _Place(source)
        _known(document, _PACK_KEYS, place)
        base = document.get("extends")
        if base is None:
            name = _identifier(document, place)
            if name in merged:
                raise place.at("key id").fail(f"a pack is already called {name!r}; use extends to change it")
            merged[name] = (source, document)
        elif base not in merged:
            raise place.at("key extends").fail(f"no pack is called {base!r}")
        else:
            merged[base] = (source, _overlaid(merged[base][1], document, place))
    return tuple(_pack(source, document) for source, document in merged.values())


def _overlaid(base: Mapping[str, Any], over: Mapping[str, Any], place: _Place) -> Mapping[str, Any]:
    """The capabilities of both; where an id stands in both, key by key, and likewise its parts."""
    return {**base, "capability": _by_id(base, over, "capability", place, inner="part")}


def _by_id(
    base: Mapping[str, Any], over: Mapping[str, Any], key: str, place: _Place, inner: str | None = None
) -> list[Any]:
    found = {one["id"]: one for one in base.get(key, ())}
    for number, one in enumerate(_tables(over, key, place), start=1):
        here = place.at(f"table [[{key}]] {number}")
        name = _identifier(one, here)
        old = found.get(name, {})
        found[name] = {**old, **one}
        if inner:
            found[name][inner] = _by_id(old, one, inner, here)
    return list(found.values())


def _pack(source: str, document: Mapping[str, Any]) -> Pack:
    place = _Place(source)
    capabilities = []
    for number, table in enumerate(_tables(document, "capability", place), start=1):
        capabilities.append(_capability(table, place.at(f"table [[capability]] {number}")))
    _unique((one.id for one in capabilities), place.at("tables [[capability]]"))
    field = tuple(_signal(text, place.at("key field")) for text in _strings(document, "field", place, ()))
    return Pack(
        id=_identifier(document, place),
        title=_text(document, "title", place),
        source=source,
        capabilities=tuple(capabilities),
        field=field,
        outside=_text(document, "outside", place, None if field else ""),
    )


def _capability(table: Mapping[str, Any], place: _Place) -> Capability:
    place = place.at(f"id {table['id']!r}") if isinstance(table.get("id"), str) else place
    _known(table, _CAPABILITY_KEYS, place)
    combinations = table.get("implemented")
    if not isinstance(combinations, list) or not combinations:
        raise place.at("key implemented").fail("expected a list of lists of part ids")
    wanted = tuple(_strings({"implemented": one}, "implemented", place) for one in combinations)
    core = {part for one in wanted for part in one}
    parts = tuple(
        _part(one, core, place.at(f"table [[capability.part]] {number}"))
        for number, one in enumerate(_tables(table, "part", place), start=1)
    )
    _unique((one.id for one in parts), place.at("tables [[capability.part]]"))
    signs = _strings(table, "signs", place, sorted(core))
    for key, names in (("implemented", sorted(core)), ("signs", signs)):
        for name in names:
            if name not in {one.id for one in parts}:
                raise place.at(f"key {key}").fail(f"no part is called {name!r}")
    within = [_signal(text, place.at("key within")) for text in _strings(table, "within", place, ())]
    return Capability(
        id=_identifier(table, place),
        title=_text(table, "title", place),
        parts=parts,
        implemented=wanted,
        signs=frozenset(signs),
        within=tuple(within),
        test=_text(table, "test", place),
        start=_text(table, "start", place),
        rollback=_text(table, "rollback", place),
        in_field=_flag(table, "in_field", place),
    )


def _part(table: Mapping[str, Any], core: set[str], place: _Place) -> Part:
    _known(table, _PART_KEYS, place)
    name = _identifier(table, place)
    place = place.at(f"id {name!r}")
    groups = [
        tuple(_signal(one.strip(), place.at("key any")) for one in text.split(" + "))
        for text in _strings(table, "any", place)
    ]
    roles = []
    for role in _strings(table, "roles", place, OWN_ROLES):
        if role not in set(Role):
            raise place.at("key roles").fail(f"no role is called {role!r}; use {', '.join(Role)}")
        roles.append(Role(role))
    return Part(
        id=name,
        title=_text(table, "title", place),
        any=tuple(groups),
        core=name in core,
        roles=frozenset(roles),
        gap=_text(table, "gap", place),
        risk=_text(table, "risk", place, ""),
        plan=_text(table, "plan", place, ""),
        when=tuple(_signal(text, place.at("key when")) for text in _strings(table, "when", place, ())),
    )


def _signal(text: str, place: _Place) -> Signal:
    found = _SIGNAL.fullmatch(text)
    if found is None:
        raise place.fail(f"{text!r} is no signal; write kind:pattern, such as import:torch")
    kind, pattern, value = found["kind"], found["pattern"].strip(), found["value"] or ""
    methods = tuple(name.strip() for name in (found["methods"] or "").split(",") if name.strip())
    if kind not in SIGNALS:
        raise place.fail(f"no kind of signal is called {kind!r}; use one of {', '.join(sorted(SIGNALS))}")
    free = pattern[1:] if kind == "name" else pattern.removesuffix(".*") if kind == "call" else pattern
    if "*" in free and kind not in GLOBS and kind != "import":
        raise place.fail(f"{text!r}: a {kind} is named exactly, without *")
    if kind in COUNTS and not pattern.isdecimal():
        raise place.fail(f"{text!r}: {kind} takes a whole number")
    if (value and kind not in VALUED) or (methods and kind != "class"):
        raise place.fail(f"{text!r}: a {kind} takes nothing behind its name")
    return Signal(kind, pattern, value, methods)


def _known(table: Mapping[str, Any], keys: Iterable[str], place: _Place) -> None:
    for key in table:
        if key not in keys:
            raise place.at(f"key {key}").fail(f"unknown; the keys here are {', '.join(keys)}")


def _tables(table: Mapping[str, Any], key: str, place: _Place) -> list[Mapping[str, Any]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise place.at(f"key {key}").fail("expected tables in double brackets")
    if len(found) > MAX_ENTRIES:
        raise place.at(f"key {key}").fail(f"more than {MAX_ENTRIES:,} tables")
    return found


def _text(table: Mapping[str, Any], key: str, place: _Place, default: str | None = None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str) or (not value.strip() and default is None):
        raise place.at(f"key {key}").fail("missing" if value is None else "expected a text")
    return " ".join(value.split())


def _flag(table: Mapping[str, Any], key: str, place: _Place) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise place.at(f"key {key}").fail("expected true or false")
    return value


def _identifier(table: Mapping[str, Any], place: _Place) -> str:
    name = table.get("id")
    if not isinstance(name, str) or not _ID.fullmatch(name):
        raise place.at("key id").fail("expected a name of lower-case letters, digits, - and _")
    return name


def _strings(
    table: Mapping[str, Any], key: str, place: _Place, default: Sequence[str] | None = None
) -> tuple[str, ...]:
    value = table.get(key, default)
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise place.at(f"key {key}").fail("missing" if value is None else "expected a list of texts")
    if not value and default is None:
        raise place.at(f"key {key}").fail("expected at least one")
    return tuple(value)


def _unique(names: Iterable[str], place: _Place) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise place.fail(f"{name!r} stands twice")
        seen.add(name)

"""What is put off: capabilities that lack core parts, and what the prompt asked for in vain."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from codex_audit.domain.finding import Menu
from codex_audit.domain.patterns import regex
from codex_audit.domain.report import CapabilityRow, DeferredItem, PartRow, Place
from codex_audit.project.steering import Request, Steering, Unknown

IMPLEMENTED: Final = "Implemented"
STUB: Final = "Stubbed"
MISSING: Final = "Missing"
PRESENT: Final = "present"
STUBBED: Final = "stubbed"

_MAX_PLACES: Final = 10
_MAX_NAMES: Final = 6
_MAX_STEPS: Final = 2
_MAX_STANDING: Final = 3
_LEAST_BARE: Final = 3
_ANY_FILE: Final = "any file that was read"

_MENU: Final[Mapping[str, Menu]] = {
    "ci": Menu.QUALITY_GATES,
    "coverage": Menu.QUALITY_GATES,
    "evaluation": Menu.QUALITY_GATES,
    "format": Menu.QUALITY_GATES,
    "lint": Menu.QUALITY_GATES,
    "stability": Menu.QUALITY_GATES,
    "test": Menu.QUALITY_GATES,
    "testing": Menu.QUALITY_GATES,
    "tests": Menu.QUALITY_GATES,
    "types": Menu.QUALITY_GATES,
    "typing": Menu.QUALITY_GATES,
    "dependencies": Menu.SECURITY,
    "dependency": Menu.SECURITY,
    "secrets": Menu.SECURITY,
    "security": Menu.SECURITY,
    "logging": Menu.OBSERVABILITY,
    "monitoring": Menu.OBSERVABILITY,
    "observability": Menu.OBSERVABILITY,
    "tracking": Menu.OBSERVABILITY,
    "performance": Menu.PERFORMANCE,
    "training": Menu.PERFORMANCE,
    "documentation": Menu.DOCS_POLISH,
    "docs": Menu.DOCS_POLISH,
    "examples": Menu.DOCS_POLISH,
    "changelog": Menu.SELF_MANAGEMENT,
    "release": Menu.SELF_MANAGEMENT,
}
"""The menu item of a capability, by the first word of its id that stands here."""

_DEFAULT_MENU: Final = Menu.FIX_FOLDER
_BETWEEN_WORDS: Final = regex(r"[^a-z0-9]+")


def capability_deferrals(rows: Sequence[CapabilityRow], searched: str = "") -> tuple[DeferredItem, ...]:
    """One item for each row that lacks core parts, in the order of the rows. Where most rows
    of a pack have nothing at all here, these are one item, behind the others of the pack.

    ``searched`` says where was looked, such as "214 Python files and 9 configuration files".
    """
    items: list[DeferredItem] = []
    for pack in dict.fromkeys(row.pack for row in rows):
        members = [row for row in rows if row.pack == pack]
        bare = [row for row in members if _bare(row)]
        together = len(bare) >= _LEAST_BARE and 2 * len(bare) > len(members)
        items += [
            _item(row, searched)
            for row in members
            if row.applicable and _lacking(row) and not (together and _bare(row))
        ]
        if together:
            items.append(_together(pack, bare, members, searched))
    return tuple(items)


def _bare(row: CapabilityRow) -> bool:
    """Whether the repository has nothing that touches the capability."""
    return row.status == MISSING and not row.artifacts and not any(part.evidence for part in row.parts)


def _lacking(row: CapabilityRow) -> bool:
    if row.status in (MISSING, STUB):
        return True
    return row.status != IMPLEMENTED and any(part.core and part.status != PRESENT for part in row.parts)


def _item(row: CapabilityRow, searched: str) -> DeferredItem:
    reasons = (_complexity(row), _ownership(row, searched), _risk(row))
    return DeferredItem(
        kind="capability",
        title=_title(row),
        rationale=" ".join(filter(None, reasons)),
        menu=_menu(row),
        places=_places(row),
        migration=_migration(row),
    )


def _title(row: CapabilityRow) -> str:
    lacking = [part for part in row.parts if part.status != PRESENT]
    core = [part for part in lacking if part.core]
    names = _listed([part.name for part in core or lacking])
    word = {MISSING: "missing", STUB: "a stub"}.get(row.status)
    if word is None:
        return f"{row.title} lacks {names}"
    return f"{row.title} is {word}: {names}" if names else f"{row.title} is {word}"


def _listed(names: Sequence[str]) -> str:
    """The names as a list in a sentence, the first of many."""
    shown = [*names[:_MAX_NAMES]]
    if len(names) > _MAX_NAMES:
        shown.append(f"{len(names) - _MAX_NAMES} more")
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def _complexity(row: CapabilityRow) -> str:
    """How much of it would have to be built."""
    total = len(row.parts)
    if not total:
        return ""
    absent = sum(part.status not in (PRESENT, STUBBED) for part in row.parts)
    stubs = sum(part.status == STUBBED for part in row.parts)
    core = [part for part in row.parts if part.core]
    lacking = sum(part.status != PRESENT for part in core)
    counts = [f"{absent} absent"] if absent else []
    counts += [f"{stubs} stubbed"] if stubs else []
    text = f"Complexity: {' and '.join(counts) or 'none absent'} of {_count(total, 'part')} of {row.title}"
    if not core:
        return f"{text}."
    return f"{text}; {lacking} of {_count(len(core), 'core part')} would have to be built."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _ownership(row: CapabilityRow, searched: str) -> str:
    """Which code of the repository would answer for it."""
    working = [part for part in row.parts if part.status == PRESENT and part.evidence]
    stubs = [part for part in row.parts if part.status == STUBBED and part.evidence]
    if working and row.status != MISSING:
        return f"Ownership: what works of it is {_standing(working)}."
    if stubs:
        return f"Ownership: placeholders alone stand for it, {_standing(stubs)}."
    touching = _touching(row)
    if touching:
        most = f"{len(touching)} places touch it, first" if len(touching) > 1 else "it is touched only at"
        return f"Ownership: nothing implements it; {most} {_cite(touching[0])}."
    names = _listed([part.name for part in row.parts]) or row.title
    return f"Ownership: no sign of {names} stands in {searched or _ANY_FILE}."


def _standing(parts: Sequence[PartRow]) -> str:
    shown = [f"{part.name} at {_cite(part.evidence[0])}" for part in parts[:_MAX_STANDING]]
    return _listed(shown)


def _risk(row: CapabilityRow) -> str:
    return f"Risk: {_sentence(row.risks[0])}" if row.risks else ""


def _migration(row: CapabilityRow) -> str:
    """Where it would plug in, and with which steps."""
    anchor = f"It plugs in at {_cite(row.artifacts[0])}." if row.artifacts else ""
    steps = [_sentence(step) for step in row.patch_plan[:_MAX_STEPS]]
    return " ".join(filter(None, (anchor, *steps)))


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _cite(place: Place) -> str:
    where = place.path if place.line is None else f"{place.path}:{place.line}"
    if not place.symbol or place.line is None:
        return _code(where)
    return f"{_code(place.symbol)} ({_code(where)})"


def _code(text: str) -> str:
    return f"`{text.replace('`', '')}`"


def _touching(row: CapabilityRow) -> list[Place]:
    """Artefacts and evidence, the best first, each place once."""
    every = [*row.artifacts, *_evidence(row.parts)]
    first: dict[tuple[str, int | None], Place] = {}
    for place in every:
        first.setdefault((place.path, place.line), place)
    return list(first.values())


def _evidence(parts: Iterable[PartRow]) -> Iterable[Place]:
    """Stubs before the rest, as they are what a patch replaces."""
    for part in sorted(parts, key=lambda one: one.status != STUBBED):
        yield from part.evidence


def _places(row: CapabilityRow) -> tuple[Place, ...]:
    shown = _touching(row)[:_MAX_PLACES]
    return tuple(Place(path=one.path, line=one.line, symbol=one.symbol) for one in shown)


def _menu(row: CapabilityRow) -> str:
    found = [_MENU[word] for word in _BETWEEN_WORDS.split(row.id.casefold()) if word in _MENU]
    return found[0] if found else _DEFAULT_MENU


def _together(
    pack: str, bare: Sequence[CapabilityRow], members: Sequence[CapabilityRow], searched: str
) -> DeferredItem:
    """The rows of a pack that fits another kind of repository."""
    parts = sum(len(row.parts) for row in bare)
    names = ", ".join(f"{row.title} ({len(row.parts)})" for row in bare)
    others = [row.title for row in members if not _bare(row)]
    where = searched or _ANY_FILE
    rest = f"It has something for {_listed(others)}." if others else "It has something for no other row."
    steps = [f"{row.title}: {_sentence(row.patch_plan[0])}" for row in bare if row.patch_plan][:_MAX_STEPS]
    return DeferredItem(
        kind="capability",
        title=f"{len(bare)} of the {len(members)} capabilities of the pack {pack} have no trace in the "
        "repository",
        rationale=f"None of their {parts} parts was found in {where}, nor a stub of one: {names}. {rest}",
        menu=Menu.SELF_MANAGEMENT,
        places=(),
        migration=" ".join(steps),
    )


def steering_deferrals(steering: Steering) -> tuple[DeferredItem, ...]:
    """What the prompt asks for and the audit did not do, one item for each kind of request;
    then the names in its lists that mean nothing known."""
    kinds: dict[str, list[Request]] = {}
    for request in steering.impossible:
        kinds.setdefault(request.kind, []).append(request)
    return (*map(_asked, kinds.values()), *map(_unknown, steering.unknown))


def _asked(requests: Sequence[Request]) -> DeferredItem:
    first = requests[0]
    lines = sorted(frozenset(request.line for request in requests))
    verb = "asks" if len(lines) == 1 else "ask"
    return DeferredItem(
        kind="audit",
        title=first.title,
        rationale=f"{_lines(lines)} of the prompt {verb} for it. {first.rationale}",
        menu=Menu.SELF_MANAGEMENT,
        places=(),
    )


def _lines(lines: Sequence[int]) -> str:
    if len(lines) == 1:
        return f"Line {lines[0]}"
    return f"Lines {', '.join(map(str, lines[:-1]))} and {lines[-1]}"


def _unknown(name: Unknown) -> DeferredItem:
    what, where = (
        ("a capability", "no pack of this run has one of that name")
        if name.kind == "capability"
        else ("a section", "the status update has none of that name")
    )
    return DeferredItem(
        kind="audit",
        title=f"The prompt asks for {what} that is not known: {_code(name.name)}",
        rationale=f"Line {name.line} of the prompt names it, and {where}.",
        menu=Menu.SELF_MANAGEMENT,
        places=(),
    )

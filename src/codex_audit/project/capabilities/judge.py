"""Which parts of a capability stand, and what that makes of it."""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from codex_audit.domain.capabilities import Capability, Pack, Part, Signal, Status
from codex_audit.project.capabilities.hits import Hit, Hits

MAX_EVIDENCE: Final = 4


class PartJudged(Struct, frozen=True):
    """A part and its best places. ``state`` is ``present``, ``stubbed`` or ``absent``;
    ``guarded`` is a place where all that shows it may be switched off by a failed import. ``relevant``: its
    absence is worth saying."""

    part: Part
    state: str
    evidence: tuple[Hit, ...]
    guarded: Hit | None = None
    relevant: bool = True


class Judgement(Struct, frozen=True):
    """A capability of a pack with its status and parts; ``applicable``: the repository is of
    the kind that would have it."""

    pack: Pack
    capability: Capability
    status: Status
    parts: tuple[PartJudged, ...]
    applicable: bool = True

    @property
    def artifacts(self) -> tuple[Hit, ...]:
        """The best places of all present parts, the core parts first, in turns: one a file and
        symbol."""
        present = [one for one in self.parts if one.state == "present"]
        present.sort(key=lambda one: not one.part.core)
        found: dict[tuple[str, str], Hit] = {}
        for turn in range(MAX_EVIDENCE):
            for one in present:
                for hit in one.evidence[turn : turn + 1]:
                    found.setdefault((hit.path, hit.symbol), hit)
        return tuple(found.values())


def judge(packs: Sequence[Pack], hits: Hits) -> tuple[Judgement, ...]:
    """The judgements of all capabilities, in the order of the packs."""
    return tuple(_judgement(pack, one, hits) for pack in packs for one in pack.capabilities)


def _judgement(pack: Pack, capability: Capability, hits: Hits) -> Judgement:
    own = {role for part in capability.parts for role in part.roles}
    applies = not capability.within or any(
        hit.role in own for signal in capability.within for hit in hits.get(signal, ())
    )
    parts = tuple(_part(part, hits if applies else {}) for part in capability.parts)
    if not any(one.state == "present" for one in parts if one.part.id in capability.signs):
        parts = tuple(one if one.part.id in capability.signs else _part(one.part, {}) for one in parts)
    status = _status(capability, parts)
    foreign = capability.in_field and status is Status.MISSING and not any(map(hits.get, pack.field))
    return Judgement(pack, capability, status, parts, applicable=not foreign)


def _status(capability: Capability, parts: Sequence[PartJudged]) -> Status:
    present = {one.part.id for one in parts if one.state == "present"}
    if any(present.issuperset(combination) for combination in capability.implemented):
        return Status.IMPLEMENTED
    if present:
        return Status.PARTIAL
    return Status.STUBBED if any(one.state == "stubbed" for one in parts) else Status.MISSING


def _part(part: Part, hits: Hits) -> PartJudged:
    working: list[tuple[int, Hit]] = []
    guards: dict[str, Hit] = {}
    stubs: list[tuple[int, Hit]] = []
    for place, group in enumerate(part.any):
        found = [[hit for hit in hits.get(signal, ()) if hit.role in part.roles] for signal in group]
        shown = _shown(group, found)
        working += [(place, hit) for hit in shown]
        paths = {hit.path for hit in shown}
        guards.update((hit.path, hit) for some in found for hit in some if hit.guarded and hit.path in paths)
        if len(group) == 1:
            stubs += [(place, hit) for hit in found[0] if hit.stub]
    if working:
        best = _best(working)
        guarded = next((guards[hit.path] for hit in best if hit.path in guards), None)
        return PartJudged(part, "present", best, guarded)
    relevant = not part.when or any(hits.get(signal) for signal in part.when)
    return PartJudged(part, "stubbed" if stubs else "absent", _best(stubs), relevant=relevant)


def _shown(group: Sequence[Signal], found: Sequence[Sequence[Hit]]) -> list[Hit]:
    """Where all signals of an alternative stand in one file: the hits of the one that says most."""
    common = set.intersection(*({hit.path for hit in some if not hit.stub} for some in found))
    # The others only show what the first is: an import of a library, a word beside it.
    lead = next((at for at, signal in enumerate(group) if signal.kind != "import"), 0)
    return [hit for hit in found[lead] if hit.path in common and not hit.stub]


def _best(hits: Sequence[tuple[int, Hit]]) -> tuple[Hit, ...]:
    """The best few places, at first one a file; among places of a kind those of the signals
    that the part names first."""
    ranked: dict[tuple[str, int | None], Hit] = {}
    for _, hit in sorted(hits, key=lambda one: (one[1].kind_rank, one[0], one[1].rank)):
        ranked.setdefault((hit.path, hit.line), hit)
    firsts: dict[str, Hit] = {}
    for hit in ranked.values():
        firsts.setdefault(hit.path, hit)
    rest = [hit for hit in ranked.values() if firsts[hit.path] is not hit]
    return tuple((*firsts.values(), *rest)[:MAX_EVIDENCE])

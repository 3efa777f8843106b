"""How branches stand to each other, computed from a list of commits and their parents."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

LAST_SECOND = 253_402_300_799
"""The end of the year 9999: later dates are taken as this one, earlier than 1970 as 0."""


class Region(Struct, frozen=True):
    """A part of the history that is closed towards the tips: times and parents by commit id,
    newest first. ``whole``: no commit is missing at its old end."""

    times: Mapping[str, int]
    parents: Mapping[str, tuple[str, ...]]
    whole: bool


class Standing(Struct, frozen=True):
    """A tip's place in a region. ``active`` counts its commits in the window; ``ahead`` and
    ``behind`` are null where the part that was read cannot tell."""

    active: int
    ahead: int | None
    behind: int | None


def clamp(text: str) -> int:
    """Seconds since the epoch as git prints them, with absurd values brought into range."""
    digits = text.removeprefix("-")
    if not digits.isdecimal():
        return 0
    if text.startswith("-"):
        return 0
    return min(int(digits), LAST_SECOND) if len(digits) < 20 else LAST_SECOND


def parse_region(lines: Iterable[str], whole: bool) -> Region:
    """A region from the lines of ``git rev-list --timestamp --parents``."""
    times: dict[str, int] = {}
    parents: dict[str, tuple[str, ...]] = {}
    for line in lines:
        time, _, rest = line.partition(" ")
        ids = rest.split()
        if ids:
            times[ids[0]] = clamp(time)
            parents[ids[0]] = tuple(ids[1:])
    return Region(times, parents, whole)


def standings(region: Region, tips: Sequence[str], base: str | None, window: range) -> dict[str, Standing]:
    """Each tip's standing against the base tip, one walk over the region for all of them.

    A region that is not whole still tells ahead and behind exactly where the tip and the base
    leave its old end through the same commits: all beyond is then common to both.
    """
    bits = {tip: 1 << place for place, tip in enumerate(dict.fromkeys(tips))}
    inside, beyond = _reached(region, bits)
    masks = Counter(inside.values())
    active = Counter(mask for commit, mask in inside.items() if region.times[commit] in window)
    against = bits.get(base, 0) if base is not None else 0
    found: dict[str, Standing] = {}
    for tip, bit in bits.items():
        known = against and tip in region.times and base in region.times
        if known and not region.whole:
            known = all(bool(mask & bit) == bool(mask & against) for mask in beyond)
        found[tip] = Standing(
            active=sum(count for mask, count in active.items() if mask & bit),
            ahead=sum(n for mask, n in masks.items() if mask & bit and not mask & against) if known else None,
            behind=sum(n for mask, n in masks.items() if mask & against and not mask & bit)
            if known
            else None,
        )
    return found


def _reached(region: Region, bits: Mapping[str, int]) -> tuple[dict[str, int], set[int]]:
    """By commit, the tips that reach it, one bit each; and the same for the commits right
    beyond the old end, without their ids. Children come before their parents (Kahn)."""
    inside = dict.fromkeys(region.times, 0)
    for tip, bit in bits.items():
        if tip in inside:
            inside[tip] |= bit
    waiting = Counter(parent for parents in region.parents.values() for parent in parents)
    ready = [commit for commit in region.times if commit not in waiting]
    beyond: dict[str, int] = {}
    while ready:
        commit = ready.pop()
        mask = inside[commit]
        for parent in region.parents[commit]:
            if parent not in inside:
                beyond[parent] = beyond.get(parent, 0) | mask
                continue
            inside[parent] |= mask
            waiting[parent] -= 1
            if not waiting[parent]:
                ready.append(parent)
    return inside, set(beyond.values())

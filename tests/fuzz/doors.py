"""A front door: what goes in there, and what must hold whatever goes in."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from tests.fuzz.mutate import MAX_BYTES, mutated, soup
from tests.fuzz.sources import Sample, canaries

SECONDS: Final = 10.0
"""Processor time that one input of at most ``MAX_BYTES`` may cost."""


@dataclass(frozen=True, slots=True)
class Door:
    """``check`` raises for whatever must not be, and returns bytes that are the same each time.

    ``seeds`` are what inputs are made from and ``tokens`` the words of their language;
    ``grammar`` makes whole inputs, ``make`` replaces all of that. ``share`` is how many inputs
    a batch has, ``seconds`` the processor time that one of them may take.
    """

    id: str
    check: Callable[[Sample], bytes]
    seeds: Callable[[], tuple[Sample, ...]]
    names: tuple[str, ...] = ()
    tokens: tuple[bytes, ...] = ()
    grammar: Callable[[Random], bytes] | None = None
    make: Callable[[Random], Sample] | None = None
    share: int = 50
    seconds: float = SECONDS

    def sample(self, seed: int, number: int) -> Sample:
        """Input ``number`` of a campaign."""
        random = Random(f"{seed}/{self.id}/{number}")
        if self.make is not None:
            return self.make(random)
        name, data = self._begun(random)
        if random.random() < 0.85:
            others = [one.data for one in self.seeds()] or [data]
            data = mutated(random, data, others, self.tokens)
        return Sample(name, planted(random, data))

    def _begun(self, random: Random) -> Sample:
        seeds = self.seeds()
        name = random.choice(self.names) if self.names else None
        kind = random.random()
        if self.grammar is not None and kind < 0.35:
            return Sample(name or "x", self.grammar(random))
        if seeds and kind < 0.85:
            seed = random.choice(seeds)
            if name is None or random.random() < 0.5:
                name = seed.name
            return Sample(name, _part(random, seed.data))
        return Sample(name or "x", soup(random, self.tokens or (b"a", b"\n")))


def _part(random: Random, data: bytes) -> bytes:
    """The file, or whole lines of it: short inputs find more in the same time."""
    if len(data) < 2_000 or random.random() < 0.2:
        return data
    start = data.find(b"\n", random.randrange(len(data))) + 1
    return data[start : start + random.choice((200, 1_000, 4_000))] if random.random() < 0.7 else data[:start]


def planted(random: Random, data: bytes) -> bytes:
    """The bytes with a key among them, every third time, apart from what stands around it."""
    if random.random() > 0.3:
        return data
    before, after = random.choice(
        ((b'"', b'"'), (b" ", b"\n"), (b"='", b"'"), (b": ", b"\n"), (b"\n", b"\n"))
    )
    at = random.randrange(len(data) + 1) if random.random() < 0.5 else data.find(b"\n") + 1
    return data[: min(at, MAX_BYTES)] + before + random.choice(canaries()) + after + data[at:MAX_BYTES]

"""The parent's side of a campaign: deals batches to a worker, finds the input that killed one,
and makes what broke a promise small."""

import importlib
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import msgspec

from codex_audit.workers.limits import Limits
from codex_audit.workers.pool import Lost, Pool
from tests.fuzz.child import OUTCOMES, TABLE, Batch, Fault, Handler, Outcome
from tests.fuzz.doors import Door
from tests.fuzz.sources import Sample, ruff

LIMITS: Final = Limits(seconds=150.0)
_ROUNDS: Final = 10
"""Rounds until new processes, with new hashes, take over."""

_NUMBERS: Final = re.compile(r"\d+")


@dataclass(slots=True)
class Tally:
    """One door's figures. ``slowest``: processor seconds and the input's number."""

    inputs: int = 0
    crashes: int = 0
    hangs: int = 0
    faults: int = 0
    slowest: tuple[float, int] = (0.0, -1)


@dataclass(slots=True)
class Finding:
    """One way to break a promise: the first input that did it, and how many did."""

    door: str
    what: str
    sample: Sample
    number: int
    detail: str = ""
    count: int = 1


@dataclass(slots=True)
class Campaign:
    """A seed's inputs at some doors of a table. ``tallies`` and ``findings`` grow as it goes."""

    seed: int
    chosen: Sequence[str] = ()
    table: str = TABLE
    limits: Limits = LIMITS
    doors: Mapping[str, Door] = field(init=False)
    tallies: dict[str, Tally] = field(default_factory=dict)
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)
    round: int = 0

    def __post_init__(self) -> None:
        self.doors = importlib.import_module(self.table).doors()
        self.chosen = self.chosen or list(self.doors)
        self.tallies = {name: Tally() for name in self.chosen}

    def rounds(self, until: Callable[[], bool], *, twice: int = 0, scale: float = 1.0) -> None:
        """Rounds over all doors until ``until`` holds; at least one. In every ``twice``-th, each
        batch goes to two processes, whose hashes differ, and must come to the same."""
        while True:
            with self._pool() as pool, self._pool() as other:
                for _ in range(_ROUNDS):
                    for name in self.chosen:
                        count = max(1, round(self.doors[name].share * scale))
                        batch = Batch(name, self.table, self.seed, self.round * count, count)
                        digest = self._deal(pool, batch)
                        again = twice and digest is not None and self.round % twice == 0
                        if again and self._deal(other, batch, silent=True) != digest:
                            self._note(name, "another process came to another result", batch.first)
                        if self.round and until():
                            return
                    self.round += 1
                    if until():
                        return

    def _pool(self) -> Pool:
        return Pool(Handler(), jobs=1, limits=self.limits, programs=[ruff(), *_git()])

    def _deal(self, pool: Pool, batch: Batch, silent: bool = False) -> bytes | None:
        """Try a batch; where it costs its worker, each of its inputs alone. Its digest, if it
        went through whole."""
        outcome = self._ask(pool, batch)
        if isinstance(outcome, Outcome):
            if not silent:
                self._count(batch, outcome)
            return outcome.digest
        if batch.count > 1:
            for number in range(batch.first, batch.first + batch.count):
                self._deal(pool, msgspec.structs.replace(batch, first=number, count=1), silent)
            return None
        tally = self.tallies[batch.door]
        tally.inputs += 1
        tally.hangs += outcome.clock
        tally.crashes += not outcome.clock
        self._note(batch.door, f"Lost: {outcome.reason}", batch.first)
        return None

    def _ask(self, pool: Pool, batch: Batch) -> Outcome | Lost:
        pool.submit(0, msgspec.msgpack.encode(batch))
        ((_, reply),) = pool.results()
        return reply if isinstance(reply, Lost) else OUTCOMES.decode(reply)

    def _count(self, batch: Batch, outcome: Outcome) -> None:
        tally = self.tallies[batch.door]
        tally.inputs += outcome.tried
        tally.slowest = max(tally.slowest, outcome.slowest)
        for fault in outcome.faults:
            hang = fault.what.startswith("hang at")
            tally.hangs += hang
            tally.faults += not hang
            self._note(batch.door, fault.what, fault.number, fault)

    def _note(self, door: str, what: str, number: int, fault: Fault | None = None) -> None:
        # Numbers in what it says may differ from input to input; its place stays.
        head, colon, words = what.partition(": ")
        known = self.findings.get((door, sign := head + colon + _NUMBERS.sub("N", words)))
        if known is not None:
            known.count += 1
            return
        sample = self.doors[door].sample(self.seed, number)
        detail = fault.detail if fault is not None else ""
        self.findings[door, sign] = Finding(door, what, sample, number, detail)

    def smaller(self, finding: Finding, seconds: float = 60.0) -> Sample:
        """The finding's input without the parts that it does not need."""
        deadline = time.monotonic() + seconds
        with self._pool() as pool:

            def fails(data: bytes) -> bool:
                if time.monotonic() > deadline:
                    return False
                given = (finding.sample.name, data)
                outcome = self._ask(pool, Batch(finding.door, self.table, given=given))
                if isinstance(outcome, Lost):
                    return finding.what.startswith("Lost")
                return any(_same(fault.what, finding.what) for fault in outcome.faults)

            return Sample(finding.sample.name, minimal(finding.sample.data, fails))


def _same(one: str, other: str) -> bool:
    return one.partition(": ")[0] == other.partition(": ")[0]


def _git() -> Iterator[str]:
    from codex_audit.workers import programs

    found = programs.find("git", outside="/nonexistent")
    if found is not None:
        yield found


def minimal(data: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """Smaller bytes that still fail: lines are left out first, then runs of bytes (Zeller and
    Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002)."""
    if not fails(data):
        return data
    lines = _without_parts(data.splitlines(keepends=True), lambda parts: fails(b"".join(parts)))
    whole = b"".join(lines)
    return b"".join(
        _without_parts([whole[at : at + 1] for at in range(len(whole))], lambda p: fails(b"".join(p)))
    )


def _without_parts(parts: list[bytes], fails: Callable[[list[bytes]], bool]) -> list[bytes]:
    size = max(1, len(parts) // 2)
    while True:
        at = 0
        while at < len(parts):
            fewer = parts[:at] + parts[at + size :]
            if fails(fewer):
                parts = fewer
            else:
                at += size
        if size == 1:
            return parts
        size = max(1, size // 2)

"""The worker's side of a campaign: makes inputs by their numbers and tries them at their door.

It runs in the tool's own pool, so that an input that crashes or hangs a parser costs a worker
and no more, and within the limits that the tool itself works under.
"""

import hashlib
import importlib
import signal
import time
import traceback
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

import msgspec

from tests.fuzz.doors import Door
from tests.fuzz.sources import OWN, Sample

TABLE: Final = "tests.fuzz.table"


class Batch(msgspec.Struct, frozen=True, array_like=True):
    """Inputs ``first`` to ``first + count`` of a seed at a door, or the one that is given.
    ``table`` is the module that knows the doors."""

    door: str
    table: str = TABLE
    seed: int = 0
    first: int = 0
    count: int = 0
    given: tuple[str, bytes] | None = None


class Fault(msgspec.Struct, frozen=True, array_like=True):
    """An input that broke a promise. ``what`` names the error and its place, nothing else."""

    number: int
    what: str
    detail: str = ""


class Outcome(msgspec.Struct, frozen=True, array_like=True):
    """What a batch came to. ``slowest``: processor seconds and the input's number; ``digest``
    of everything that was returned."""

    tried: int
    slowest: tuple[float, int]
    faults: tuple[Fault, ...]
    digest: bytes


BATCHES: Final = msgspec.msgpack.Decoder(Batch)
OUTCOMES: Final = msgspec.msgpack.Decoder(Outcome)


class _Hang(BaseException):
    """No ``Exception``, so that nothing that is tried takes it for its own."""


class Handler:
    """Pickles as a call that finds this module in a worker, where the tests are not installed."""

    def __init__(self, root: str = str(OWN)) -> None:
        self._root = root

    def __reduce__(self) -> tuple[Callable[[str], Any], tuple[str]]:
        code = f"__import__('sys').path.append({self._root!r}) or __import__('tests.fuzz.child', fromlist='x').serve"
        return eval, (code,)


def serve(payload: bytes) -> bytes:
    """Try the inputs of one encoded batch."""
    batch = BATCHES.decode(payload)
    door: Door = importlib.import_module(batch.table).doors()[batch.door]
    digest = hashlib.sha256()
    slowest = (0.0, -1)
    faults = []
    numbers = range(batch.first, batch.first + batch.count) if batch.given is None else (-1,)
    for number in numbers:
        sample = door.sample(batch.seed, number) if batch.given is None else Sample(*batch.given)
        begin = time.process_time()
        fault = _tried(door, sample, number, digest.update)
        slowest = max(slowest, (time.process_time() - begin, number))
        if fault is not None:
            faults.append(fault)
    return msgspec.msgpack.encode(Outcome(len(numbers), slowest, tuple(faults), digest.digest()))


def _tried(door: Door, sample: Sample, number: int, note: Callable[[bytes], None]) -> Fault | None:
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, door.seconds)
    try:
        with warnings.catch_warnings():
            # A parser's warnings about what it reads would end up on the user's terminal.
            warnings.simplefilter("error")
            note(door.check(sample))
    except _Hang as error:
        return Fault(number, f"hang at {_place(error)}: over {door.seconds:g} s of processor time")
    except (Exception, MemoryError) as error:
        what = str(error) if type(error) is AssertionError else ""
        # An assertion without words of its own is told by its place.
        return Fault(number, f"{type(error).__name__} at {_place(error)}: {what[:300]}", _trace(error))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return None


def _stop(number: int, frame: FrameType | None) -> None:
    raise _Hang


def _place(error: BaseException) -> str:
    """The last line of ours that it passed."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if "codex_audit" in one.filename] or frames
    return f"{own[-1].filename.rpartition('codex_audit/')[2]}:{own[-1].lineno}"


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)[-6:])[-3_000:]

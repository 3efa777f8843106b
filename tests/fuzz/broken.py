"""Doors that break each promise, to see that a campaign tells."""

import os
import signal

from tests.fuzz.doors import Door
from tests.fuzz.sources import Sample

TOKENS = tuple(b"a b c d e f g h !".split())


def _raises(sample: Sample) -> bytes:
    assert b"!" not in sample.data, "a shout"
    return b""


def _crashes(sample: Sample) -> bytes:
    if b"!" in sample.data:
        os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def _hangs(sample: Sample) -> bytes:
    while b"!" in sample.data:
        pass
    return b""


def _differs(sample: Sample) -> bytes:
    return repr(hash(sample.data)).encode()


def _keeps(sample: Sample) -> bytes:
    return sample.data


def doors() -> dict[str, Door]:
    """By id."""
    checks = {"raises": _raises, "crashes": _crashes, "hangs": _hangs, "differs": _differs, "keeps": _keeps}
    return {
        name: Door(name, check, tuple, tokens=TOKENS, share=6, seconds=0.2) for name, check in checks.items()
    }

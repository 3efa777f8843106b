"""Changing bytes by the numbers: the same generator of random numbers gives the same bytes."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Final

MAX_BYTES: Final = 100_000
MAX_RUN: Final = 60_000

_INTERESTING: Final = (0, 1, 9, 10, 12, 13, 26, 27, 32, 34, 39, 92, 127, 128, 155, 191, 192, 237, 254, 255)
_MARKS: Final = (
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\r\n",
    b"\r",
    b"\x0c",
    b"\x0b",
    b"\x1c",
    b"\0",
    b"\x1b[31m",
    b"\x1b]0;x\x07",
    "\u0085".encode(),
    "\u2028".encode(),
    "\u202e".encode(),
    "\u200b".encode(),
    "\ufeff".encode(),
    "\U000e0041".encode(),
    "\ufb01".encode(),
    "\u212a".encode(),
    "\u0130".encode(),
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\xf4\x90\x80\x80",
    b"\\ud800",
    b"\\x00",
    b"\\N{BELL}",
    b"# -*- coding: utf-7 -*-\n",
    b"# coding: latin-1\n",
    b"# coding: utf-16\n",
    b"# coding: raw_unicode_escape\n",
    b"+AGEAYg-",
)

Change = Callable[[Random, bytes, Sequence[bytes]], bytes]


def mutated(random: Random, data: bytes, others: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    """``data`` after one to eight changes; pieces are taken from ``others`` and ``tokens``."""
    vocabulary = (*tokens, *_MARKS) if random.random() < 0.7 else _MARKS
    for _ in range(random.choice((1, 1, 2, 3, 5, 8))):
        if random.random() < 0.15:
            data = _spliced(random, data, others)
        else:
            data = random.choice(_CHANGES)(random, data, vocabulary)
    return data[:MAX_BYTES]


def soup(random: Random, tokens: Sequence[bytes]) -> bytes:
    """Tokens in any order, in lines of any indentation."""
    ends = (b"", b" ", b"\n", b"\n\n", b"\n    ", b"\n\t", b"  ", b"\r\n")
    count = random.choice((3, 10, 40, 160))
    return b"".join(random.choice(tokens) + random.choice(ends) for _ in range(count))


def _span(random: Random, data: bytes, longest: int = 400) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.randrange(1, longest))


def _flip(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + bytes(byte ^ (1 << random.randrange(8)) for byte in data[at : at + 1]) + data[at + 1 :]


def _byte(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + bytes((random.choice(_INTERESTING),)) + data[at + random.randrange(2) :]


def _insert(random: Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(tokens) + data[at:]


def _insert_at_line(random: Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    at = data.find(b"\n", random.randrange(len(data) + 1)) + 1
    return data[:at] + random.choice(tokens) + random.choice((b"", b"\n", b" ")) + data[at:]


def _delete(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:start] + data[end:]


def _double(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:end] + data[start:end] * random.choice((1, 2, 20)) + data[end:]


def _move(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    rest = data[:start] + data[end:]
    at = random.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def _run(random: Random, data: bytes, tokens: Sequence[bytes]) -> bytes:
    """A long run of one to three tokens, where nesting and backtracking would show."""
    token = b"".join(random.choices(tokens, k=random.choice((1, 1, 2, 3)))) or b" "
    times = min(random.choice((10, 150, 1_500, 15_000)), MAX_RUN // len(token))
    return _insert(random, data[: MAX_BYTES // 2], (token * times,))


def _number(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Four bytes that are a length or a count somewhere."""
    at = random.randrange(len(data) + 1)
    value = random.choice((0, 1, 2, 127, 128, 255, 65_535, 1 << 31, (1 << 32) - 1, len(data)))
    return data[:at] + value.to_bytes(4, random.choice(("big", "little"))) + data[at + 4 :]


def _cut(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _lines(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Two lines change their places, or all their ends."""
    lines = data.split(b"\n")
    if random.random() < 0.3:
        return random.choice((b"\r\n", b"\r", b"\x0c", b"\n\n", b" ")).join(lines)
    one, two = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return b"\n".join(lines)


def _indent(random: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = data.find(b"\n", random.randrange(len(data) + 1)) + 1
    return data[:at] + random.choice((b" ", b"\t", b"    ", b" " * 90)) + data[at:]


def _spliced(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = random.choice(others) if others else data
    start, end = _span(random, other, 2_000)
    return _insert(random, data, (other[start:end],))


_CHANGES: Final[tuple[Change, ...]] = (
    _flip,
    _byte,
    _insert,
    _insert,
    _insert_at_line,
    _delete,
    _double,
    _move,
    _run,
    _number,
    _cut,
    _lines,
    _indent,
)

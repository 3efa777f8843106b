"""Bitmaps as git writes them into its split index: EWAH, run-length encoded 64-bit words
(git's document bitmap-format, appendix A)."""

import struct
from typing import Final

MAX_BITS: Final = 16_000_000

_SIZE: Final = struct.Struct(">I")
_RUN_BITS: Final = 0xFFFFFFFF


def set_bits(data: bytes, at: int) -> tuple[frozenset[int], int]:
    """Positions of the bits that are set, and where the bitmap ends.

    Raises ValueError where the data is no bitmap of at most ``MAX_BITS`` bits, struct.error
    where it ends too early.
    """
    (bits,) = _SIZE.unpack_from(data, at)
    (count,) = _SIZE.unpack_from(data, at + 4)
    end = at + 8 + 8 * count
    if bits > MAX_BITS or end + 4 > len(data):
        raise ValueError("no bitmap")
    words = struct.unpack_from(f">{count}Q", data, at + 8)
    found: set[int] = set()
    position = index = 0
    while index < count:
        marker = words[index]
        run, literals = (marker >> 1) & _RUN_BITS, marker >> 33
        index += 1
        if position + 64 * (run + literals) > bits + 63 or literals > count - index:
            raise ValueError("no bitmap")
        if marker & 1:
            found.update(range(position, position + 64 * run))
        position += 64 * run
        for word in words[index : index + literals]:
            found.update(_positions(word, position))
            position += 64
        index += literals
    return frozenset(one for one in found if one < bits), end + 4


def _positions(word: int, base: int) -> list[int]:
    return [base + bit for bit in range(64) if word >> bit & 1]

"""A PDQ hash as a number: reading it, distances, and the same picture turned over.

The 64 hexadecimal digits are sixteen groups of four, each a row of sixteen signs of cosine
coefficients (group 0 is row 15). Turning a picture over left to right changes the sign of
every second column, upside down that of every second row; the median that the coefficients
are compared with stays near zero. So a turned copy's hash is near the hash with those bits
inverted, and no pixels are needed to find it.
"""

import re
from collections.abc import Iterator

BITS = 256
WITHIN = 31
"""Bits in which two hashes of one picture differ at most (the publishers' usual value)."""
QUALITY = 50
"""A hash of lower quality is not compared (the publishers' usual value)."""

_HEX = re.compile(r"[0-9a-fA-F]{64}")
_EVERY_SECOND = 0xAAAA
_ROW = 0xFFFF
_ROWS = 16


def _of_rows(rows: list[int]) -> int:
    return sum(row << (16 * n) for n, row in enumerate(rows))


# Coefficient rows and columns count from 1 (the constant one is left out), so in a copy
# turned left to right the bits of even places change, upside down the rows of even places.
LEFT_RIGHT = _of_rows([_EVERY_SECOND >> 1] * _ROWS)
UPSIDE_DOWN = _of_rows([_ROW if n % 2 == 0 else 0 for n in range(_ROWS)])
TURNS = {
    "": 0,
    "left to right": LEFT_RIGHT,
    "upside down": UPSIDE_DOWN,
    "by half a turn": LEFT_RIGHT ^ UPSIDE_DOWN,
}
"""What was done to a copy, and the bits that this changes."""


def parse(text: str | None) -> int | None:
    """A hash as a number; None when the text is not one."""
    return int(text, 16) if text and _HEX.fullmatch(text) else None


def written(value: int) -> str:
    """A hash as its 64 digits."""
    return f"{value:064x}"


def distance(one: int, other: int) -> int:
    """In how many bits two hashes differ, 0 to 256."""
    return (one ^ other).bit_count()


def nearest_turn(one: int, other: int) -> tuple[int, str]:
    """The least distance over all turns of one of two pictures, and that turn."""
    return min((distance(one ^ mask, other), turn) for turn, mask in TURNS.items())


def rows(value: int) -> Iterator[int]:
    """The sixteen rows of sixteen bits, row 0 first."""
    return ((value >> (16 * n)) & _ROW for n in range(_ROWS))


def keys(value: int) -> tuple[str, ...]:
    """Sixteen short keys, one a row, the same for a picture and its turned copies.

    Two hashes within 15 bits share a key, as 15 differences cannot touch 16 rows; of those
    within 31 most do. The smallest of a row's four turns is its key.
    """
    found = []
    for n, row in enumerate(rows(value)):
        turned = row ^ (LEFT_RIGHT & _ROW)
        least = min(row, turned, row ^ _ROW, turned ^ _ROW)
        found.append(f"{n:x}{least:04x}")
    return tuple(found)

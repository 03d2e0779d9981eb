"""One code point in, one code point out: the fold that a whole batch goes through.

`FOLD` maps to lower case, undoes single-character compatibility forms (full-width,
circled, mathematical letters) and turns every digit of any script, plain or circled, and what
only looks like a digit, into an ASCII digit. `CLASS` says of a folded character what kind it is.
Look-alike letters of other scripts are not folded here.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from unicodedata import digit, is_normalized, normalize

import numpy as np
from numpy.typing import NDArray

from bantay.kit.text.shapes import DIGIT_SHAPES, DRAWN, OTHER_SCRIPTS, latin

SIZE = 0x20000
"""Both tables cover code points below this; those above stand for themselves."""

DIGIT, LETTER, AT, DOT, SPACE, JOINER, OTHER, SHAPE = 1, 2, 4, 8, 16, 32, 64, 128
"""Flags of `CLASS`. LETTER is an ASCII letter; JOINER is what people put between digits; OTHER is
a letter of another script that looks like an ASCII one, SHAPE a drawing of one."""

JOINERS = "-.,/\\()[]{}+_*~|:;'\"=#<>·•‐‑‒–—―−"
_DRAWN = re.compile(f"[{DRAWN}]")
_SAME = ((0x3400, 0xA000), (0xAC00, 0xF900))  # ideographs, Hangul, surrogates, private use


def _each(change: Callable[[str], str], chars: Sequence[str]) -> list[str]:
    """What becomes of each character by itself; itself, where that is no single one.

    All are changed at once, kept apart by a character that nothing joins with: one by one it
    takes ten times as long, at every start of the program.
    """
    changed = change("\0".join(chars)).split("\0")
    return [new if len(new) == 1 else old for old, new in zip(chars, changed, strict=True)]


def _folded(chars: Sequence[str]) -> list[int]:
    plain = _each(partial(normalize, "NFKC"), chars)
    codes = [ord(char) for char in _each(str.lower, plain)]
    for n, char in enumerate(plain):
        shape = DIGIT_SHAPES.get(char, DIGIT_SHAPES.get(chr(codes[n])))
        codes[n] = codes[n] if shape is None else ord("0") + shape
    return [
        ord("0") + digit(char) if char.isdigit() else code
        for char, code in zip(chars, codes, strict=True)
    ]


_BLOCK = 128


def _changing() -> list[int]:
    """The code points that folding may change, and their neighbours of a block. Nine blocks of
    ten are asked once, as a whole: character by character it takes a fifth of a second."""
    codes: list[int] = []
    shapes = frozenset(DIGIT_SHAPES)
    ends = (0, *(end for both in _SAME for end in both), SIZE)
    for first in (n for at in (0, 2, 4) for n in range(ends[at], ends[at + 1], _BLOCK)):
        block = "".join(map(chr, range(max(1, first), first + _BLOCK)))
        same = is_normalized("NFKC", block) and block.lower() == block
        if not (same and shapes.isdisjoint(block)) or any(map(str.isdigit, block)):
            codes += map(ord, block)
    return codes


def _fold_table() -> NDArray[np.uint32]:
    table = np.arange(SIZE, dtype=np.uint32)
    codes = _changing()
    table[codes] = _folded([chr(code) for code in codes])
    inside = table < SIZE
    table[inside] = table[table[inside]]  # twice, so that folding again changes nothing
    table.flags.writeable = False
    return table


def _drawn() -> list[str]:
    chars = "".join(map(chr, range(0x250, SIZE)))
    return [char for char in _DRAWN.findall(chars) if latin(char) != ""]


def _class_table() -> NDArray[np.uint8]:
    table = np.zeros(SIZE, np.uint8)
    marked = (
        ("0123456789", DIGIT),
        ("abcdefghijklmnopqrstuvwxyz", LETTER),
        ("@", AT),
        (".", DOT),
        ("\t\n\v\f\r \u2028\u2029", SPACE),
        (JOINERS, JOINER),
        (OTHER_SCRIPTS, OTHER),
        (_drawn(), SHAPE),
    )
    for chars, flag in marked:
        table[[ord(char) for char in chars]] |= flag
    table.flags.writeable = False
    return table


FOLD = _fold_table()
CLASS = _class_table()


class _Folded(dict[int, int]):
    """`FOLD` for one code point after the other, as far as they were met."""

    def __missing__(self, code: int) -> int:
        if code >= SIZE:
            return code
        folded = self[code] = int(FOLD[code])
        return folded


_FOLDED = _Folded()
_SHORT = 120
"""Characters up to which looking up one after the other is cheaper than making arrays."""


def fold(text: str) -> str:
    """The folded text, character for character: always as long as the text itself."""
    if text.isascii():
        return text.lower()
    if len(text) <= _SHORT:
        return text.translate(_FOLDED)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    inside = np.where(points < SIZE, points, 0)
    folded = np.where(points < SIZE, FOLD[inside], points).astype("<u4")
    return folded.tobytes().decode("utf-32-le", "surrogatepass")

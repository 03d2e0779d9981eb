"""Counted signs of disguise in a batch: what no list of terms can screen for.

Every function takes the classes (`CLASS`) of the batch's folded characters and where each
text starts, and says of each text whether it carries the sign.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bantay.kit.text.table import DIGIT, LETTER, OTHER, SHAPE

Classes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

_DRAWN = 5  # drawn letters: two flags are four of them
_APART = 3  # gaps in a row of letters, each of one sign
_SPELLED = 7  # digits of a number, as digits or words
_WORDS = 3  # of them, words
_MANY = 5  # words that are enough: some of a number's are ordinary words, which no list counts
_LEET = 5  # characters at least


def is_mixed(classes: Classes, starts: Any) -> Flags:
    """Texts where a letter of another script touches an ASCII one, or letters are drawn."""
    found = np.zeros(len(starts), bool)
    other = (classes & (OTHER | SHAPE)) != 0
    if not other.any():
        return found
    letter = (classes & LETTER) != 0
    beside = np.zeros_like(letter)
    beside[1:] = letter[:-1]
    beside[:-1] |= letter[1:]
    found |= np.logical_or.reduceat(other & beside, starts)
    drawn = np.add.reduceat((classes & SHAPE) != 0, starts, dtype=np.int32)
    return found | (drawn >= _DRAWN)


def is_apart(classes: Classes, starts: Any) -> Flags:
    """Texts with letters one by one: "g m a i l", "w.h.a.t.s"."""
    letter = (classes & LETTER) != 0
    other = ~(letter | ((classes & DIGIT) != 0))
    lone = letter.copy()
    lone[1:] &= other[:-1]
    lone[:-1] &= other[1:]
    other[starts[1:] - 1] = False  # the end of a text is no gap within one
    row = np.zeros_like(lone)
    if len(lone) > 2 * _APART:
        pair = lone[:-2] & other[1:-1] & lone[2:]
        row[:-6] = pair[:-4] & pair[2:-2] & pair[4:]
    return np.asarray(np.logical_or.reduceat(row, starts))


def is_leet(classes: Classes, starts: Any) -> Flags:
    """Texts with a digit between two letters on either side, or two digits in turn with letters."""
    letter = (classes & LETTER) != 0
    digit = (classes & DIGIT) != 0
    found = np.zeros_like(letter)
    if len(letter) > _LEET:
        inside = letter[:-2] & digit[1:-1] & letter[2:]  # at i: "a4b"
        found[:-4] = letter[:-4] & inside[1:-1] & letter[4:]
        found[:-4] |= inside[:-2] & inside[2:]  # "t3l3g"
        found[:-5] |= inside[:-3] & inside[3:]  # "w4ts4p"
    return np.asarray(np.logical_or.reduceat(found, starts))


def is_spelled(classes: Classes, starts: Any, words: Any) -> Flags:
    """Texts that could hold a number said in words; `words` counts each text's number words."""
    if not words.any():
        return np.zeros(len(starts), bool)
    digits = np.add.reduceat((classes & DIGIT) != 0, starts, dtype=np.int32)
    return np.asarray((words >= _MANY) | ((words >= _WORDS) & (words + digits >= _SPELLED)))

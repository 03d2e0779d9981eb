"""What no list of terms can screen for: digits, addresses, disguises, counted over a batch.

Every function says of each text of a batch whether it carries a sign.
"""

from typing import Any

import numpy as np

from bantay.engine.batch import GAP, Batch, Flags, through
from bantay.kit.text.table import AT, DOT, OTHER, SHAPE, SPACE

COUNTED = ("digit", "digits", "number", "at", "dot", "mark", "token", "short", "long", "line")

_SIGNS = np.array([ord(char) for char in ".-"], np.uint32)  # of an address
_UNDERSCORE, _HYPHEN = ord("_"), ord("-")
_NUMBER = 7  # digits of a telephone number (LEAST of the reader)
_WITHIN = 5  # from one digit of a number to the next, with what may stand between
_BRIDGE = GAP.copy()  # what may stand between a number's digits, and what is written for a dash
_BRIDGE[[ord(char) for char in "一丨ーㄧㅡ"]] = True
_DRAWN = 5  # drawn letters: two flags are four of them
_APART = 3  # gaps in a row of letters, each of one sign
_SPELLED = 7  # digits of a number, as digits or words
_WORDS = 3  # of them, words
_AMONG = 4  # digits among which a single word may be one more
_BRIEF = 60  # characters of a text that says little else
_MANY = 5  # words that are enough: some of a number's are ordinary words, which no list counts
_LEET = 5  # characters at least
_OTHERS = 8  # characters beside the digits, number words and joints of a piece
_HANDED, _AROUND = 14, 12  # beside number words, or digits, with words that hand them over
_BESIDE = 3  # of them, characters of scripts without spaces
_LINE, _RUNS = 40, 6  # characters of a short line, and words in it
_LONE_WITHIN = 40  # characters of a message of lone letters


def counted(batch: Batch) -> dict[str, Flags]:
    """The plain signs, `COUNTED`, by name."""
    return {
        "digit": batch.digits >= 1,
        "digits": batch.digits >= 3,
        "number": _has_number(batch),
        "at": batch.has(batch.of(AT)),
        "dot": batch.has(_dots(batch)),
        "mark": batch.has(_marks(batch)),
        "token": _is_token(batch),
        "short": batch.sizes <= 20,
        "long": batch.sizes >= 40,
        "line": _is_line(batch),
    }


def _has_number(batch: Batch) -> Flags:
    """Texts with digits enough for a telephone number in a row, whatever stands between them
    that is no letter."""
    found = np.zeros(len(batch.sizes), bool)
    at = batch.digits_at
    if len(at) < _NUMBER:
        return found
    step = np.diff(at)
    apart = (step > _WITHIN) | (np.diff(batch.texts_of(at)) != 0)
    for n in range(1, _WITHIN):
        between = np.minimum(at[:-1] + n, at[-1])
        apart |= (step > n) & ~through(_BRIDGE, batch.folded[between])
    run = np.concatenate(([0], np.cumsum(apart)))
    whole = run[_NUMBER - 1 :] == run[: 1 - _NUMBER]
    found[batch.texts_of(at[: 1 - _NUMBER][whole])] = True
    return found


def _dots(batch: Batch) -> Flags:
    """Points between letters or digits."""
    dot = batch.of(DOT)
    alnum = batch.digit | batch.letter
    dot[0] = False  # nothing stands before it
    dot[1:-1] &= alnum[:-2] & alnum[2:]
    return dot


def _marks(batch: Batch) -> Flags:
    """Underscores and hyphens right before a letter or digit, as names of people hold them."""
    mark = (batch.folded == _UNDERSCORE) | (batch.folded == _HYPHEN)
    mark[:-1] &= (batch.digit | batch.letter)[1:]
    return np.asarray(mark)


def _is_token(batch: Batch) -> Flags:
    """Texts of one word of 3 to 40 characters with a letter or digit in it."""
    spaces = np.flatnonzero(batch.of(SPACE))  # separators are among them
    first = spaces[spaces.searchsorted(batch.starts)]
    token = (first == batch.starts + batch.sizes) & (batch.sizes >= 3) & (batch.sizes <= 40)
    alnum = np.append(np.flatnonzero(batch.digit | batch.letter), len(batch.classes))
    return np.asarray(token & (alnum[alnum.searchsorted(batch.starts)] < first))


def _is_line(batch: Batch) -> Flags:
    """Short texts with a word or few in ASCII letters or digits, whatever stands beside them."""
    alnum = batch.digit | batch.letter
    first = alnum.copy()
    first[1:] &= ~alnum[:-1]
    runs = batch.sum(first)
    return np.asarray((batch.sizes <= _LINE) & (runs >= 1) & (runs <= _RUNS))


def is_piece(batch: Batch, told: Any) -> Flags:
    """Texts of digits or number words with little beside them, or of letters one by one.

    `told` is how many characters of each text belong to words that count as digits.
    """
    others = batch.sum(~(batch.digit | batch.gap)) - told
    letters = batch.sum(batch.letter)
    handed = (others <= _HANDED) & (others - letters <= told + _BESIDE) & (batch.sizes <= _LINE)
    handed &= ~_has_glued(batch)
    worded = (told > 0) & ((others <= told + 4 * (told > 2)) | handed)
    found = (batch.digits > 0) & ((others <= _OTHERS) | (handed & (others <= _AROUND))) | worded
    lone = batch.letter.copy()
    lone[1:] &= batch.gap[:-1]
    lone[:-1] &= batch.gap[1:]
    spelled = (letters > 0) & (batch.sizes <= _LONE_WITHIN)
    found |= spelled & (batch.sum(lone) == letters)
    one = np.flatnonzero(batch.sizes == 1)
    if len(one):
        found[one] |= np.isin(batch.folded[batch.starts[one]], _SIGNS)
    return np.asarray(found)


def _has_glued(batch: Batch) -> Flags:
    """Texts in which a digit touches an ASCII letter, as in names of people and things."""
    glued = np.zeros_like(batch.digit)
    glued[1:] = batch.digit[1:] & batch.letter[:-1]
    glued[:-1] |= batch.digit[:-1] & batch.letter[1:]
    return batch.has(glued)


def is_mixed(batch: Batch) -> Flags:
    """Texts where a letter of another script touches an ASCII one or a digit, or many are drawn."""
    other = batch.of(OTHER | SHAPE)
    if not other.any():
        return np.zeros(len(batch.sizes), bool)
    beside = np.zeros_like(other)
    ours = batch.letter | batch.digit
    beside[1:] = ours[:-1]
    beside[:-1] |= ours[1:]
    drawn = batch.count(np.flatnonzero(batch.of(SHAPE)))
    return batch.has(other & beside) | (drawn >= _DRAWN)


def is_apart(batch: Batch) -> Flags:
    """Texts with letters one by one: "g m a i l", "w.h.a.t.s"."""
    other = ~(batch.letter | batch.digit)
    lone = batch.letter.copy()
    lone[1:] &= other[:-1]
    lone[:-1] &= other[1:]
    other[batch.starts[1:] - 1] = False  # the end of a text is no gap within one
    row = np.zeros_like(lone)
    if len(lone) > 2 * _APART:
        pair = lone[:-2] & other[1:-1] & lone[2:]
        row[:-6] = pair[:-4] & pair[2:-2] & pair[4:]
    return batch.has(row)


def is_leet(batch: Batch) -> Flags:
    """Texts with a digit between two letters on either side, or two digits in turn with letters."""
    letter, digit = batch.letter, batch.digit
    found = np.zeros_like(letter)
    if len(letter) > _LEET:
        inside = letter[:-2] & digit[1:-1] & letter[2:]  # at i: "a4b"
        found[:-4] = letter[:-4] & inside[1:-1] & letter[4:]
        found[:-4] |= inside[:-2] & inside[2:]  # "t3l3g"
        found[:-5] |= inside[:-3] & inside[3:]  # "w4ts4p"
    return batch.has(found)


def is_spelled(batch: Batch, words: Any) -> Flags:
    """Texts that could hold a number said in words; `words` counts each text's number words."""
    brief = (words >= 1) & (batch.digits >= _AMONG) & (batch.sizes <= _BRIEF)
    enough = ((words >= _WORDS) | brief) & (words + batch.digits >= _SPELLED)
    return np.asarray((words >= _MANY) | enough)

"""Digits hidden as letters, kept apart by signs, or joined by a stroke that is no digit."""

from bantay.kit.text.late import late
from bantay.kit.text.reading import Reading
from bantay.kit.text.rewriting import Rewriting
from bantay.kit.text.runs import BETWEEN
from bantay.kit.text.shapes import AMONG_DIGITS, latin

LETTERS_AS_DIGITS, SIGNS, STROKES = "letters as digits", "signs between digits", "strokes as dashes"

_DIGIT_OF = {"o": "0", "i": "1", "l": "1", "|": "1", "s": "5", "z": "2", "b": "8"}
_GROUP = r"(?<![a-z0-9])[0-9oil|szb]*[0-9][0-9oil|szb]*(?![a-z0-9])"
_NUMBER = late(rf"{_GROUP}(?:[{BETWEEN}]{{0,3}}{_GROUP})*")
_GROUPS = late(r"[0-9oil|szb]+")
_MIXED = late(r"[0-9][oil|szb]|[oil|szb][0-9]")
_LEAST = 7  # digits in all
_OF_ALL = 0.5
_OF_ALL_ROUND = 0.35  # where only those letters stand in that everybody takes for 0 and 1
_ROUND = frozenset("oil|")
_APART = late(r"(?<![0-9])[0-9](?P<gap>\W{1,3})[0-9](?:(?P=gap)[0-9]){5,}(?![0-9])")
_ORDINARY_GAP = late(rf"[{BETWEEN}]+")
_STROKES = "一丨ー〡"
_STROKE = late(rf"(?<=[0-9)])[{_STROKES}](?=[0-9(])")


_OTHERS = "".join(AMONG_DIGITS) + "оοօӏіιΙ"
_DRAWN = late(rf"[0-9oil|szb{_OTHERS}](?:[{BETWEEN}]{{0,3}}[0-9oil|szb{_OTHERS}]){{6,}}")
_FOREIGN = late(f"[{_OTHERS}]")


def drawn_digits(reading: Reading) -> Reading:
    """Letters of other scripts in a row of digits, read as digits or as the Latin letters that
    stand for digits (which `letters_as_digits` judges). Half of the row are digits."""
    folded = reading.folded
    if folded.isascii() or not _FOREIGN.search(folded):
        return reading
    rewriting = Rewriting(reading)
    for match in _DRAWN.finditer(folded):
        if 2 * sum(map(str.isdigit, match[0])) >= sum(map(str.isalnum, match[0])):
            for other in _FOREIGN.finditer(folded, match.start(), match.end()):
                new = AMONG_DIGITS.get(other[0]) or latin(other[0])
                rewriting.put(new or other[0], other.start(), other.end(), LETTERS_AS_DIGITS)
    return rewriting.done()


def letters_as_digits(reading: Reading) -> Reading:
    """Letters among digits read as the digits they look like ("o7oo 9oo l43")."""
    folded = reading.folded
    if not _MIXED.search(folded):
        return reading
    rewriting = Rewriting(reading)
    for match in _NUMBER.finditer(folded):
        if _is_number(match[0]):
            for group in _GROUPS.finditer(folded, match.start(), match.end()):
                for n, char in enumerate(group[0]):
                    if char in _DIGIT_OF:
                        at = group.start() + n
                        rewriting.put(_DIGIT_OF[char], at, at + 1, LETTERS_AS_DIGITS)
    return rewriting.done()


def _is_number(text: str) -> bool:
    letters = [char for char in text if char in _DIGIT_OF]
    digits = sum(map(str.isdigit, text))
    share = _OF_ALL_ROUND if _ROUND.issuperset(letters) else _OF_ALL
    total = digits + len(letters)
    return bool(letters) and total >= _LEAST and digits >= share * total


def single_digits(reading: Reading) -> Reading:
    """Single digits with one kind of sign between them, whatever it is, read as one run."""
    rewriting = Rewriting(reading)
    for match in _APART.finditer(reading.folded):
        gap = match["gap"]
        if not _ORDINARY_GAP.fullmatch(gap):
            step = 1 + len(gap)
            for at in range(match.start() + 1, match.end(), step):
                rewriting.put("", at, at + step - 1, SIGNS)
    return rewriting.done()


def dashes(reading: Reading) -> Reading:
    """Ideographs and strokes that stand for a dash between digits: "(415)一254"."""
    if not any(stroke in reading.folded for stroke in _STROKES):
        return reading
    rewriting = Rewriting(reading)
    for match in _STROKE.finditer(reading.folded):
        rewriting.put("-", match.start(), match.end(), STROKES)
    return rewriting.done()

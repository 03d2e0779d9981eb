"""Numbers dictated in words: so many digits are spelled out for nothing but to be dialled."""

from bisect import bisect_left
from collections.abc import Iterator

from bantay.kit.text.hits import FAIR, WEAK, Hit
from bantay.kit.text.near import Cue, cue
from bantay.kit.text.numbers import NUMBER_WORDS
from bantay.kit.text.ordinary import ordinary
from bantay.kit.text.phones import LEAST, MOST
from bantay.kit.text.reading import Reading
from bantay.kit.text.runs import Run, runs

_FEW = 6  # digits, as of a short local number
_SPOKEN = 5  # words at least
_DISTINCT = 2
_HARMLESS = ("laughter", "date", "years", "internet address", "decimal")
"""Rules of written numbers that say nothing of spoken ones."""


def dictated(reading: Reading) -> Iterator[Hit]:
    """Runs of digits that were said in words, whether or not a number plan knows them."""
    for run in runs(reading.folded, _FEW):
        if len(run.digits) <= MOST and _is_dictated(reading, run):
            confidence = FAIR if len(run.digits) >= LEAST else WEAK
            yield Hit("phone", run.digits, run.start, run.end, confidence)


def _is_dictated(reading: Reading, run: Run) -> bool:
    if _words(reading, run) < _SPOKEN or len(set(run.digits)) < _DISTINCT:
        return False
    why = ordinary(reading.folded, run)
    return why in (None, *_HARMLESS) and cue(reading.folded, run) is not Cue.THING


def _words(reading: Reading, run: Run) -> int:
    start, end = reading.span(run.start, run.end)
    first, last = (bisect_left(reading.notes, (edge, "")) for edge in (start, end))
    return sum(what == NUMBER_WORDS for _, what in reading.notes[first:last])

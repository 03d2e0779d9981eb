"""Telephone numbers: digit runs that a plan, a layout or a word nearby says are to be dialled."""

import re
from collections.abc import Iterator

from bantay.kit.text.hits import CERTAIN, FAIR, LIKELY, WEAK, Hit
from bantay.kit.text.near import Cue, cue
from bantay.kit.text.ordinary import ordinary
from bantay.kit.text.plans import LEAST, MOST, TEST_PLAN, Standing, is_international, standing
from bantay.kit.text.runs import (
    Run,
    is_dialling_layout,
    is_grouped_by_plan,
    is_one_by_one,
    is_scattered,
    runs,
)

__all__ = ["LEAST", "MOST", "is_ordinary", "phones"]

_MOST_UNPLANNED = 13
_FEW_SIGNS = 2  # distinct digits that need a word beside them: laughter, counting, drumming
_EXTENSION = re.compile(
    r"[ \u00a0]{0,2}[,;]?[ \u00a0]{0,2}(?:x|#|ext\.?|extn\.?|extension|доб\.?|分机|轉|转)"
    r"[ \u00a0:.]{0,3}[0-9]{1,7}(?![a-z0-9])"
)
"""An extension is dialled after the number: its place is the number's, its digits are not."""


def phones(folded: str, regions: tuple[str, ...]) -> Iterator[Hit]:
    """All telephone numbers of a folded text, from the left."""
    for run in runs(folded, LEAST):
        yield from _within(folded, run, regions)


def _within(folded: str, run: Run, regions: tuple[str, ...]) -> Iterator[Hit]:
    """The run if it is a number, else the numbers among its parts."""
    found = _phone(folded, run, regions)
    if found is not None:
        yield found
        return
    parts = run.parts()
    for part in parts if len(parts) > 1 else ():
        if sum(map(len, part.groups)) >= LEAST:
            yield from _within(folded, part, regions)


def _phone(folded: str, run: Run, regions: tuple[str, ...]) -> Hit | None:
    digits = run.digits
    if not LEAST <= len(digits) <= MOST:
        return None
    confidence = _confidence(folded, run, regions)
    if not confidence:
        return None
    international = is_international(digits, run.plus)
    value = f"+{digits.removeprefix('00')}" if international else digits
    undone = ("separators",) if len(run.groups) > 1 else ()
    if "," in run.joints:
        undone = ("signs between digits",)
    elif is_scattered(run) and not is_dialling_layout(run):
        undone = ("strewn signs",)
    extension = _EXTENSION.match(folded, run.end)
    end = extension.end() if extension else run.end
    return Hit("phone", value, run.start, end, confidence, undone)


def _confidence(folded: str, run: Run, regions: tuple[str, ...]) -> float:
    """How sure it is that the run is a telephone number; 0 when it is not."""
    strewn = not is_dialling_layout(run) and not _fits_the_one(run, regions)
    if strewn and not is_scattered(run):
        return 0
    if is_ordinary(folded, run):
        return 0
    said = cue(folded, run)
    if said is Cue.THING or said < _least_cue(folded, run):
        return 0
    stands = standing(run.digits, run.plus, regions)
    if not said and stands < Standing.STRONG and len(set(run.digits)) <= _FEW_SIGNS:
        return 0
    return _by_strewing(stands, said) if strewn else _by_plan(run, stands, said)


def _by_strewing(stands: Standing, said: Cue) -> float:
    """Of digits strewn with signs: nobody writes so what may be read, but a plan must fit."""
    if stands is Standing.STRONG:
        return LIKELY if said else FAIR
    return FAIR if stands is Standing.PLAIN and said else 0


def _fits_the_one(run: Run, regions: tuple[str, ...]) -> bool:
    """Whether an odd layout is a number of the only plan tried: with one, a fit is no chance."""
    return len(regions) == 1 and standing(run.digits, run.plus, regions) >= Standing.PLAIN


def is_ordinary(folded: str, run: Run) -> bool:
    """Whether the run is something else; few or ascending digits are no reason in the test plan."""
    why = ordinary(folded, run)
    tested = TEST_PLAN.fullmatch(run.digits) is not None
    return why is not None and not (tested and why in ("laughter", "sequence"))


def _by_plan(run: Run, stands: Standing, said: Cue) -> float:
    if stands is Standing.STRONG:
        return CERTAIN if said else LIKELY
    if stands is Standing.PLAIN:
        apart = is_grouped_by_plan(run) or is_one_by_one(run)
        return LIKELY if said else FAIR if apart else WEAK
    return FAIR if said >= Cue.CLOSE and len(run.digits) <= _MOST_UNPLANNED else 0


def _least_cue(folded: str, run: Run) -> Cue:
    """How plainly words must say "phone" of a run that letters touch ("call0770…", "0770…or")."""
    before, after = folded[max(0, run.start - 1) : run.start], folded[run.end : run.end + 1]
    if _is_word(before):
        return Cue.TOUCHING
    if _EXTENSION.match(folded, run.end):
        return Cue.NONE
    return Cue.CLOSE if _is_word(after) else Cue.NONE


def _is_word(char: str) -> bool:
    return char.isascii() and (char.isalpha() or char in "_#") and char != ""

"""Telephone numbers: digit runs that a plan, a layout or a word nearby says are to be dialled."""

from collections.abc import Iterator

from bantay.kit.text.hits import CERTAIN, FAIR, LIKELY, WEAK, Hit
from bantay.kit.text.near import Cue, cue
from bantay.kit.text.ordinary import ordinary
from bantay.kit.text.plans import TEST_PLAN, Standing, is_international, standing
from bantay.kit.text.runs import Run, is_dialling_layout, is_grouped_by_plan, runs

LEAST, MOST = 7, 15
"""Digits of a telephone number (ITU-T E.164 allows 15)."""
_MOST_UNPLANNED = 13


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
    return Hit("phone", value, run.start, run.end, confidence, undone)


def _confidence(folded: str, run: Run, regions: tuple[str, ...]) -> float:
    """How sure it is that the run is a telephone number; 0 when it is not."""
    if not is_dialling_layout(run):
        return 0
    if is_ordinary(folded, run):
        return 0
    said = cue(folded, run)
    if said is Cue.THING or said < _least_cue(folded, run):
        return 0
    return _by_plan(run, standing(run.digits, run.plus, regions), said)


def is_ordinary(folded: str, run: Run) -> bool:
    """Whether the run is something else; few or ascending digits are no reason in the test plan."""
    why = ordinary(folded, run)
    tested = TEST_PLAN.fullmatch(run.digits) is not None
    return why is not None and not (tested and why in ("laughter", "sequence"))


def _by_plan(run: Run, stands: Standing, said: Cue) -> float:
    if stands is Standing.STRONG:
        return CERTAIN if said else LIKELY
    if stands is Standing.PLAIN:
        return LIKELY if said else FAIR if is_grouped_by_plan(run) else WEAK
    return FAIR if said >= Cue.CLOSE and len(run.digits) <= _MOST_UNPLANNED else 0


def _least_cue(folded: str, run: Run) -> Cue:
    """How plainly words must say "phone" of a run that letters touch ("call0770…", "0770…or")."""
    before, after = folded[max(0, run.start - 1) : run.start], folded[run.end : run.end + 1]
    if _is_word(before):
        return Cue.TOUCHING
    return Cue.CLOSE if _is_word(after) else Cue.NONE


def _is_word(char: str) -> bool:
    return char.isascii() and (char.isalpha() or char in "_#") and char != ""

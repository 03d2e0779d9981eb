"""One detector's windows at one key, kept exact whatever order events arrive in.

Every event ends a window: the events up to it, not older than the detector's window and
not more than it keeps. Findings are folded over those windows in (time, id) order: a
finding is withdrawn when a window that still holds all its evidence no longer supports
it; ageing out of the window withdraws nothing. A late event is put in its place: what the
windows after it changed is undone, and they are folded again. So the open findings are a
function of the set of events, not of their arrival.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence

from msgspec import Struct, field

from bantay.model.clock import DAY, micros
from bantay.model.events import Event
from bantay.model.evidence import Fact, Given

FACT_LIFE = 400 * DAY
"""Facts live a little over a year: long enough for a birth year, short enough to forget."""

Position = tuple[int, str]
Look = Callable[[list[Event], tuple[Fact, ...]], dict[str, Given]]


class Undo(Struct):
    """What one window's fold replaced, by finding id (None: it was new)."""

    at: Position
    before: dict[str, Given | None]


class Slot(Struct):
    """One detector's memory at one key. Bounded by the detector, expiring with its window.

    `ends` is the time of the newest event that may complete something, where the detector says
    of which events that holds; 0: none has, None: nobody has looked yet.
    """

    times: list[Position] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    open: dict[str, Given] = field(default_factory=dict)
    undo: list[Undo] = field(default_factory=list)
    ends: int | None = None


class Bounds(Struct, frozen=True):
    """A detector's window and a driver's lateness in microseconds, events a window keeps, and
    events it must hold before it can support anything."""

    window: int
    keeps: int
    lateness: int
    least: int = 1


def insert(
    slot: Slot, events: Sequence[Event], bounds: Bounds, look: Look, facts: list[Fact]
) -> None:
    """Put events in their places and fold every window from the first of them on.

    One that is there already, by (time, id), is left. Whatever `look` raises is passed on,
    and the slot is as it was.
    """
    first = before = len(slot.times)
    follows = not slot.times or _position(events[0]) > slot.times[-1]
    kept = None if len(events) == 1 and follows else _copy(slot)
    for event in events:
        at = _position(event)
        index = bisect_left(slot.times, at)
        if index == len(slot.times) or slot.times[index] != at:
            slot.times.insert(index, at)
            slot.events.insert(index, event)
            first = min(first, index)
    try:
        _fold_from(slot, first, bounds, look, facts)
    except Exception:
        if kept is None:  # a first look that fails has changed nothing yet
            del slot.times[before:], slot.events[before:]
        else:
            _restore(slot, kept)
        raise


def _position(event: Event) -> Position:
    return (micros(event.time), event.id)


def held(
    slot: Slot, at: Position, event: Event, now: int, bounds: Bounds, idle: bool = False
) -> bool:
    """Take a newest event into a window that is still too short to support anything, or `idle`:
    no event of it can complete anything.

    This is what happens at most keys most of the time: nothing is folded, as no window of
    the slot has supported anything and this one cannot. False: the event must be inserted.
    """
    times = slot.times
    if slot.open or slot.undo or (times and at <= times[-1]):
        return False
    if idle:
        past = times and times[0][0] <= now - bounds.lateness - bounds.window
        if past or len(times) >= bounds.keeps:
            trim(slot, now, bounds)
    elif len(times) + 1 >= bounds.least:
        trim(slot, now, bounds)
        if len(times) + 1 - bisect_left(times, (at[0] - bounds.window + 1, "")) >= bounds.least:
            return False
    times.append(at)
    slot.events.append(event)
    return True


def learn(slot: Slot, known: int, bounds: Bounds, look: Look, facts: list[Fact]) -> None:
    """Fold again the windows that end at or after the moment a new fact became known.

    Whatever `look` raises is passed on, and the slot is as it was.
    """
    kept = _copy(slot)
    try:
        _fold_from(slot, bisect_left(slot.times, (known, "")), bounds, look, facts)
    except Exception:
        _restore(slot, kept)
        raise


def _copy(slot: Slot) -> Slot:
    return Slot(list(slot.times), list(slot.events), dict(slot.open), list(slot.undo), slot.ends)


def _restore(slot: Slot, kept: Slot) -> None:
    slot.times, slot.events, slot.open, slot.undo = kept.times, kept.events, kept.open, kept.undo


def _fold_from(slot: Slot, index: int, bounds: Bounds, look: Look, facts: list[Fact]) -> None:
    if index >= len(slot.times):
        return
    _rewind(slot, slot.times[index])
    for end in range(index, len(slot.times)):
        _fold(slot, end, bounds, look, facts)


def _rewind(slot: Slot, to: Position) -> None:
    while slot.undo and slot.undo[-1].at >= to:
        for id, given in slot.undo.pop().before.items():
            if given is None:
                slot.open.pop(id, None)
            else:
                slot.open[id] = given


def _fold(slot: Slot, end: int, bounds: Bounds, look: Look, facts: list[Fact]) -> None:
    at = slot.times[end]
    start = max(bisect_left(slot.times, (at[0] - bounds.window + 1, "")), end + 1 - bounds.keeps)
    view = slot.events[start : end + 1]
    found: dict[str, Given] = {}
    if len(view) >= bounds.least:
        known = tuple(fact for fact in facts if at[0] - FACT_LIFE <= fact.known <= at[0])
        found = look(view, known)
    before: dict[str, Given | None] = {}
    if len(slot.open) > len(found) or slot.open.keys() - found.keys():
        here = {event.id for event in view}
        for id in [id for id in slot.open if id not in found and _within(slot.open[id], here)]:
            before[id] = slot.open.pop(id)
    for id, given in found.items():
        old = slot.open.get(id)
        if old != given:
            before[id] = old
            slot.open[id] = given
    if before:
        slot.undo.append(Undo(at, before))


def _within(given: Given, held: set[str]) -> bool:
    return all(quote.event in held for quote in given.finding.quotes)


def expiry(slot: Slot, bounds: Bounds) -> int:
    """When all of it may be forgotten."""
    return slot.times[-1][0] + bounds.window + bounds.lateness if slot.times else 0


def trim(slot: Slot, now: int, bounds: Bounds) -> None:
    """Forget what no window inside the lateness can hold."""
    if not slot.times:
        return
    settled = now - bounds.lateness
    recent = bisect_left(slot.times, (settled, ""))
    oldest = bisect_left(slot.times, (settled - bounds.window + 1, ""))
    cut = max(oldest, recent - bounds.keeps)
    if cut > 0:
        del slot.times[:cut], slot.events[:cut]
    while slot.undo and slot.undo[0].at[0] < settled:
        del slot.undo[0]
    if slot.open:
        edge = slot.times[0][0] if slot.times else now
        for id in [id for id, given in slot.open.items() if given.first < edge]:
            if not _touched(slot, id):
                del slot.open[id]


def _touched(slot: Slot, id: str) -> bool:
    return any(id in undo.before for undo in slot.undo)

"""Windows that nobody has to look at: what a detector says of them, and the short way past them.

Most events change nothing at most keys: the window is too short, no event of it may complete
anything, no two of it differ, a fact is missing. Such an event is put behind the others and
that is all. Where something is open, or an event is late, the long way is taken.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from bantay.engine.window import Bounds, Position, Slot
from bantay.kit import Detector
from bantay.model.clock import micros
from bantay.model.events import Event
from bantay.model.evidence import Fact
from bantay.model.keys import Domain


class Rule(Struct, frozen=True):
    """What is known of a detector before any event, so that no event asks for it again.

    `tells`: it says of events what they complete; `never`: no window can hold as many events as
    it would have to; `begins`: `Slot.ends` of a window that is empty; `life`: microseconds after
    its newest event until all of a window may be forgotten.
    """

    detector: Detector[Any, Any]
    id: str
    domain: Domain
    bounds: Bounds
    life: int
    tells: bool
    varies: bool
    never: bool
    needs: frozenset[str]
    begins: int | None


def rule_of(detector: Detector[Any, Any], bounds: Bounds) -> Rule:
    """The rule of a detector whose windows have these bounds."""
    tells = detector.completes is not None
    varies = detector.varies is not None and bounds.least > 1
    return Rule(
        detector,
        detector.spec.id,
        detector.spec.keyed_by,
        bounds,
        bounds.window + bounds.lateness,
        tells,
        varies,
        bounds.least > bounds.keeps,
        frozenset(detector.needs),
        0 if tells or varies else None,
    )


def completes(detector: Detector[Any, Any], event: Event) -> bool:
    """Whether a window may support more for this event; one that raises is looked at."""
    try:
        return detector.completes is None or bool(detector.completes(event, detector.params))
    except Exception:  # whatever a detector raises must stop nothing else
        return True


def differ(detector: Detector[Any, Any], one: Event, other: Event) -> bool:
    """Whether two events differ in what has to vary; one that raises is looked at."""
    try:
        return detector.varies is None or bool(detector.varies(one) != detector.varies(other))
    except Exception:  # whatever a detector raises must stop nothing else
        return True


def passes(
    rule: Rule,
    slot: Slot,
    event: Event,
    at: Position,
    now: int,
    said: bool | None,
    facts: Sequence[Fact],
) -> bool:
    """Put a newest event behind the others where it can change nothing; False: it may.

    `said` is what is known of whether it completes anything. What is let pass here is what
    `window.held` would let pass, found with less; that one also trims.
    """
    times = slot.times
    if slot.open or slot.undo or (times and at <= times[-1]):
        return False
    bounds, ends = rule.bounds, slot.ends
    if rule.begins is not None:
        if ends is None:  # from before the detector said so
            return False
        if rule.varies:
            if times and times[-1][0] > ends and differ(rule.detector, slot.events[-1], event):
                ends = slot.ends = times[-1][0]
        elif completes(rule.detector, event) if said is None else said:
            ends = slot.ends = at[0]
    many = len(times) + 1
    if many >= bounds.least:
        if rule.never or not _asleep(rule, ends, at[0], facts):
            return False
        if many > bounds.keeps or (times and times[0][0] <= now - rule.life):
            return False
    times.append(at)
    slot.events.append(event)
    return True


def idle(
    rule: Rule,
    slot: Slot,
    events: Sequence[Event],
    at: Position,
    said: bool | None,
    facts: Sequence[Fact],
) -> bool:
    """Whether the window that new events end holds none that could complete anything, and nothing
    that it needs to know is known. `said` is what is known of the last of them."""
    if rule.never:
        return True
    ends = None
    if rule.varies:
        ends = _varied(rule, slot, events, at)
    elif rule.tells:
        ends = _completed(rule, slot, events, said)
    return _asleep(rule, ends, at[0], facts)


def _asleep(rule: Rule, ends: int | None, at: int, facts: Sequence[Fact]) -> bool:
    """Whether nothing of what has to be there is there at a time."""
    if ends is not None and ends > at - rule.bounds.window:
        return False
    if not rule.needs:
        return ends is not None
    return not facts or not any(fact.name in rule.needs for fact in facts)


def _completed(rule: Rule, slot: Slot, events: Sequence[Event], said: bool | None) -> int:
    """The time of the newest event that may complete something; kept in the slot."""
    ends, detector = slot.ends, rule.detector
    if ends is None:  # a slot from before
        held = zip(slot.times, slot.events, strict=True)
        ends = slot.ends = max([t for (t, _), e in held if completes(detector, e)], default=0)
    for event in events:
        known = said if event is events[-1] else None
        if completes(detector, event) if known is None else known:
            ends = slot.ends = max(ends, micros(event.time))
    return ends


def _varied(rule: Rule, slot: Slot, events: Sequence[Event], at: Position) -> int:
    """The time of the newest event that differs from the one after it; kept in the slot."""
    times, detector = slot.times, rule.detector
    if len(events) > 1 or (times and at <= times[-1]):
        slot.ends = None  # who stands beside whom changes: all are looked through next time
        return at[0]
    if slot.ends is None:
        pairs = zip(times, slot.events, slot.events[1:], strict=False)
        slot.ends = max([t for (t, _), a, b in pairs if differ(detector, a, b)], default=0)
    if times and differ(detector, slot.events[-1], events[-1]):
        slot.ends = times[-1][0]
    return slot.ends

"""One detector over a list of events, with real windows: for cases and for trying things."""

from collections.abc import Iterable, Sequence

from bantay.engine.detect import AnyDetector, Detect, admitted, reads
from bantay.engine.gate import Gate
from bantay.engine.state import KeyState
from bantay.model.clock import MINUTE, micros
from bantay.model.events import Event
from bantay.model.evidence import Fact, Given

_SECRET = b"bantay cases, not a secret at all"[:32]


class Shelf:
    """Key states in a dict: the public double of a driver's memory."""

    def __init__(self) -> None:
        self.states: dict[tuple[str, str], KeyState] = {}

    def key(self, domain: str, key: str) -> KeyState:
        """A key's state, fresh if it has none."""
        return self.states.setdefault((domain, key), KeyState())

    def touch(self, domain: str, key: str) -> None:
        """Nothing to save."""


class FaultFound(Exception):
    """A detector raised while a case was tried."""


def findings_of(
    detector: AnyDetector,
    events: Sequence[Event],
    facts: Iterable[Fact] = (),
    lateness: int = 10 * MINUTE,
    gate: Gate | None = None,
) -> list[Given]:
    """The findings open at the end, in order of first evidence. Raises FaultFound.

    With a gate only the events that it lets through are shown, and the lines these bring in.
    """
    stage, shelf = Detect([detector], _SECRET, lateness), Shelf()
    for fact in facts:
        stage.fact(fact, fact.known, shelf)
    open: dict[str, Given] = {}
    now = 0
    times = [micros(event.time) for event in events]
    asked = gate.asked(events, times, {}) if gate is not None else None
    for n, event in enumerate(events):
        now = max(now, micros(event.time) // MINUTE * MINUTE)
        if not _is_shown(detector, event) if asked is None else n not in asked.wanted:
            continue
        lines = asked.brought.get(n) if asked is not None else None
        seen = stage.event(event, [detector], now, shelf, lines)
        if seen.faults:
            raise FaultFound(seen.faults[0].reason)
        for change in seen.changes:
            open.pop(change.id, None)
            if change.given is not None:
                open[change.id] = change.given
    return sorted(open.values(), key=lambda given: (given.first, given.id))


def _is_shown(detector: AnyDetector, event: Event) -> bool:
    return reads(detector, event) and admitted(detector, event)

"""The detect stage: one record in, changed findings and facts out.

A detector that raises is isolated: the fault is recorded with the event, the key's window
stays as it was, and everything else goes on.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from bantay.engine import route
from bantay.engine.circumstances import with_circumstances
from bantay.engine.naming import give
from bantay.engine.quiet import Rule, idle, passes, rule_of
from bantay.engine.state import KeyState, States, note
from bantay.engine.window import Bounds, Look, Position, Slot, expiry, held, insert, learn, trim
from bantay.kit import Detector, Window
from bantay.model.clock import micros, span
from bantay.model.events import Event, MessageSent, PaymentMade
from bantay.model.evidence import Change, Fact, Fault, Given

AnyDetector = Detector[Any, Any]
Brought = dict[str, list[MessageSent]]
"""The unmarked lines that come with an event, by detector."""


def admitted(detector: AnyDetector, event: Event) -> bool:
    """Whether a detector takes an event into its windows.

    One that raises when asked is shown the event: `look` will raise too, and be isolated.
    """
    if detector.admits is None:
        return True
    try:
        return bool(detector.admits(event, detector.params))
    except Exception:  # whatever a detector raises must stop nothing else
        return True


def reads(detector: AnyDetector, event: Event) -> bool:
    """Whether an event is of a type, and a payment of a kind, that a detector reads."""
    kinds = detector.spec.payments
    if kinds and isinstance(event, PaymentMade) and event.kind not in kinds:
        return False
    return type(event) in detector.spec.reads


def _least(detector: AnyDetector) -> int:
    return detector.least(detector.params) if detector.least is not None else 1


Place = tuple[AnyDetector, Sequence[str], Sequence[Event]]
"""A detector, the keys at which it is shown an event, and the lines that come with it."""
StateKey = tuple[str, str]


def places_of(
    event: Event,
    wanted: Iterable[AnyDetector],
    brought: Brought | None = None,
    met: dict[StateKey, None] | None = None,
) -> list[Place]:
    """Where the wanted detectors are shown an event; `met` is told the keys. Keys of a domain, and
    those that several detectors ask for in the same way, are made once."""
    known: dict[object, Sequence[str]] = {}
    places: list[Place] = []
    for detector in wanted:
        spec = detector.spec
        by = spec.keyed_by if detector.keys is None else (detector.keys, spec.keyed_by)
        keys = known.get(by)
        if keys is None:
            keys = known[by] = route.keys_for(event, detector)
            if met is not None:
                for key in keys:
                    met[spec.keyed_by, key] = None
        if keys:
            places.append((detector, keys, brought.get(spec.id, ()) if brought else ()))
    return places


_NONE: dict[str, Given] = {}
NOTHING_SAID: Mapping[str, bool] = {}


class Seen(Struct):
    """What one record made the detectors see."""

    changes: list[Change]
    facts: list[Fact]
    faults: list[Fault]


class Detect:
    """All detectors over all keys. Pure but for the states it is given."""

    def __init__(self, detectors: Iterable[AnyDetector], secret: bytes, lateness: int):
        self._secret = secret
        self._detectors = sorted(detectors, key=lambda d: d.spec.id)
        self._rules = {
            d.spec.id: rule_of(d, Bounds(span(d.spec.window), d.spec.keeps, lateness, _least(d)))
            for d in self._detectors
        }

    def event(
        self,
        event: Event,
        wanted: list[AnyDetector],
        now: int,
        states: States,
        brought: Brought | None = None,
    ) -> Seen:
        """Show an event to the wanted detectors, at every key of theirs that it concerns.

        Lines that are `brought` with it, of the same sender, take their places beside it.
        """
        return self.placed(event, places_of(event, wanted, brought), now, states)

    def placed(
        self,
        event: Event,
        places: Iterable[Place],
        now: int,
        states: States,
        completing: Mapping[str, bool] = NOTHING_SAID,
    ) -> Seen:
        """The same for a driver that has worked out the keys already, to load them. `completing`
        is what is known of what the event completes, by detector."""
        seen, at = Seen([], [], []), (micros(event.time), event.id)
        met: dict[StateKey, KeyState] = {}
        for detector, keys, lines in places:
            rule = self._rules[detector.spec.id]
            if rule.detector is not detector:
                rule = rule_of(detector, rule.bounds)
            said = completing.get(rule.id) if rule.tells else None
            for key in keys:
                state = met.get((rule.domain, key))
                if state is None:
                    state = met[rule.domain, key] = states.key(rule.domain, key)
                    states.touch(rule.domain, key)
                slot = state.slots.get(rule.id)
                if slot is None:
                    slot = state.slots[rule.id] = Slot(ends=rule.begins)
                if not lines and passes(rule, slot, event, at, now, said, state.facts):
                    ends = at[0] + rule.life
                else:
                    self._at_key(rule, key, [*lines, event], at, now, state, slot, seen, said)
                    ends = expiry(slot, rule.bounds)
                if ends > state.expires:
                    state.expires = ends
        return seen

    def fact(self, fact: Fact, now: int, states: States) -> Seen:
        """Deliver a fact to the key it is for; windows that end after it are folded again."""
        seen = Seen([], [], [])
        state = states.key(fact.domain, fact.key)
        if not note(state, fact):
            return seen
        states.touch(fact.domain, fact.key)
        for detector in self._detectors:
            slot = state.slots.get(detector.spec.id)
            if slot is not None and detector.spec.keyed_by == fact.domain:
                rule = self._rules[detector.spec.id]
                self._refold(rule, fact.key, state, slot, seen, fact=fact)
        return seen

    def _at_key(
        self,
        rule: Rule,
        key: str,
        events: list[Event],
        at: Position,
        now: int,
        state: KeyState,
        slot: Slot,
        seen: Seen,
        said: bool | None,
    ) -> None:
        quiet = idle(rule, slot, events, at, said, state.facts)
        if len(events) > 1 or not held(slot, at, events[-1], now, rule.bounds, quiet):
            trim(slot, now, rule.bounds)
            self._refold(rule, key, state, slot, seen, events=events)

    def _refold(
        self,
        rule: Rule,
        key: str,
        state: KeyState,
        slot: Slot,
        seen: Seen,
        *,
        events: list[Event] | None = None,
        fact: Fact | None = None,
    ) -> None:
        bounds, before = rule.bounds, dict(slot.open) if slot.open else _NONE
        facts: dict[Fact, None] = {}
        look = self._look(rule.detector, key, facts)
        try:
            if events is not None:
                insert(slot, events, bounds, look, state.facts)
            elif fact is not None:
                learn(slot, fact.known, bounds, look, state.facts)
        except Exception as fault:  # whatever a detector raises must stop nothing else
            name = events[-1].id if events is not None else None
            seen.faults.append(Fault("detector", rule.id, repr(fault)[:300], name))
            return
        if before or slot.open:
            seen.changes.extend(_difference(before, slot.open))
        seen.facts.extend(facts)

    def _look(self, detector: AnyDetector, key: str, facts: dict[Fact, None]) -> Look:
        def look(view: list[Event], known: tuple[Fact, ...]) -> dict[str, Given]:
            found: dict[str, Given] = {}
            times: dict[str, int] = {}
            window = Window(key, tuple(view), known)
            for finding in detector.look(window, detector.params):
                if isinstance(finding, Fact):
                    facts[finding] = None
                    continue
                times = times or {e.id: micros(e.time) for e in view}
                told = with_circumstances(finding, view)
                given = give(detector.spec, self._secret, key, told, times)
                found[given.id] = given
                facts.update(dict.fromkeys(finding.facts))
            return found

        return look


def _difference(before: dict[str, Given], after: dict[str, Given]) -> Iterator[Change]:
    for id, given in before.items():
        if id not in after:
            yield Change(id, given.subject, None)
    for id, given in after.items():
        if before.get(id) != given:
            yield Change(id, given.subject, given)

"""Who takes in what, in rounds: facts that keys make known to each other find their places.

Every key takes in its steps in the order of the log, whoever works on it. What a key sees may be
a fact for another key, which then has one more step, and may see something else. So the steps are
laid out, worked on, and laid out again with the facts now known, until no key has other steps than
those it was worked on with. The first wrong step in the order of the log is right after one more
round, so this ends; what it ends in is what one process would have seen, step by step.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from bantay.engine.accept import Plan
from bantay.engine.detect import Place
from bantay.engine.known import TELLING, facts_of
from bantay.engine.state import KeyState, is_news, note, restore
from bantay.model.events import Event
from bantay.model.evidence import Fact
from bantay.policy.deciding import Switches
from bantay.ports.store import StateKey
from bantay.runtime.about import read_with
from bantay.runtime.pipeline import Wanted, stops_of
from bantay.runtime.spread.wire import Done, Step, Told
from bantay.runtime.switching import allowed

Steps = dict[StateKey, list[Step]]
Bodies = Callable[[Iterable[StateKey]], dict[StateKey, bytes]]


class Worked:
    """What is known of keys so far: the steps they were worked on with, and what came of it."""

    def __init__(self) -> None:
        self.steps: Steps = {}
        self.done: dict[StateKey, Done] = {}
        self._seen: dict[StateKey, dict[tuple[int, int], Told]] = {}

    def put(self, steps: Steps, done: Iterable[Done]) -> None:
        """Keep what came of some keys' steps."""
        for one in done:
            key = (one.domain, one.key)
            self.steps[key], self.done[key] = steps[key], one
            told = [(steps[key][n], what) for n, what in one.told]
            self._seen[key] = {(s.index, s.detector): what for s, what in told if s.fact is None}

    def drop(self, laid: Steps) -> None:
        """Forget keys that turned out to take nothing in."""
        for key in self.steps.keys() - laid.keys():
            del self.steps[key], self.done[key], self._seen[key]

    def concerned(self, events: Sequence[Event]) -> set[StateKey]:
        """The keys that decisions on what was seen are read with, and those to which facts go."""
        found: set[StateKey] = set()
        for key, done in self.done.items():
            steps = self.steps[key]
            found |= {(one.fact.domain, one.fact.key) for one in steps if one.fact is not None}
            for n, what in done.told:
                event = events[steps[n].index] if steps[n].fact is None else None
                for change in what.changes:
                    found |= read_with(change.subject, event)
        return found

    def facts(self, key: StateKey, index: int, detector: int) -> list[Fact]:
        """The facts that a detector made known when it was shown an event at a key."""
        told = self._seen.get(key, {}).get((index, detector))
        return told.facts if told is not None else []


class Known:
    """Implements `engine.state.States`: what keys know at a moment of the batch, facts alone."""

    def __init__(self, bodies: Bodies):
        self._bodies = bodies
        self._keys: dict[StateKey, KeyState] = {}

    def key(self, domain: str, key: str) -> KeyState:
        """A key's facts so far."""
        held = self._keys.get((domain, key))
        if held is None:
            body = self._bodies([(domain, key)]).get((domain, key))
            state = KeyState() if body is None else restore(body)
            held = self._keys[domain, key] = KeyState(facts=state.facts)
        return held

    def touch(self, domain: str, key: str) -> None:
        """Nothing to save."""


class Layout:
    """Lays out the steps of a batch. `numbers` are the detectors' by id."""

    def __init__(
        self,
        batch: Plan,
        wanted: Wanted,
        now: int | None,
        numbers: Mapping[str, int],
        switches: Switches | None,
    ):
        self._batch, self._wanted, self._now = batch, wanted, now
        self._numbers, self._switches = numbers, switches
        self._stops = stops_of(batch, wanted)

    def keys(self) -> set[StateKey]:
        """The keys that surely take something in, to be read in one go."""
        found: set[StateKey] = {
            (detector.spec.keyed_by, key)
            for places in self._wanted.values()
            for detector, keys, _ in places
            for key in keys
        }
        for index in self._stops:
            event = self._batch.events[index]
            if isinstance(event, TELLING):
                found |= {(fact.domain, fact.key) for fact in facts_of(event)}
        return found

    def steps(self, worked: Worked, bodies: Bodies) -> Steps:
        """Every key's steps, by what is known so far of the facts that keys make known."""
        steps: Steps = defaultdict(list)
        known, now = Known(bodies), self._now
        for index in self._stops:
            now = self._batch.ticks.get(index, now)
            if index not in self._batch.late:
                self._event(index, now or 0, steps, known, worked)
        return dict(steps)

    def _event(self, index: int, now: int, steps: Steps, known: Known, worked: Worked) -> None:
        event = self._batch.events[index]
        if isinstance(event, TELLING):
            _note(facts_of(event), index, now, steps, known)
        facts: list[Fact] = []
        for detector, keys, _ in self._places(index, event, known):
            number, domain = self._numbers[detector.spec.id], detector.spec.keyed_by
            for key in keys:
                steps[domain, key].append(Step(index, now, number))
                facts += worked.facts((domain, key), index, number)
        _note(facts, index, now, steps, known)

    def _places(self, index: int, event: Event, known: Known) -> list[Place]:
        places = self._wanted.get(index, [])
        if places and self._switches:
            return allowed(event, places, self._switches, known)
        return places


def _note(facts: Iterable[Fact], index: int, now: int, steps: Steps, known: Known) -> None:
    """Facts that are news to their keys become steps of theirs."""
    for fact in facts:
        state = known.key(fact.domain, fact.key)
        if is_news(state, fact):
            note(state, fact)
            steps[fact.domain, fact.key].append(Step(index, now, fact=fact))

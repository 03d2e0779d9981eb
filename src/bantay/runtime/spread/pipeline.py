"""The stages of `runtime.pipeline`, with reading and detecting done by a crew."""

from collections.abc import Iterable, Mapping
from itertools import chain

from bantay.engine.accept import Plan
from bantay.engine.detect import NOTHING_SAID, Detect, Place, Seen
from bantay.engine.gate import Asked, Read
from bantay.engine.gate import Wanted as Asking
from bantay.engine.state import States, note
from bantay.model.events import Event
from bantay.model.evidence import Fact
from bantay.ports.crew import Crew
from bantay.ports.store import StateKey
from bantay.runtime.keeping import KEEPERS
from bantay.runtime.live import Acting
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Outcome, Pipeline, Wanted
from bantay.runtime.spread import hand
from bantay.runtime.spread.rounds import Layout, Steps, Worked
from bantay.runtime.spread.wire import (
    BUCKET,
    DONE,
    EVENTS,
    SCREENED,
    Bucket,
    Job,
    Kit,
    Screened,
    buckets,
    cut,
)

FEW = 500
"""Events of a batch, and keys of a round, below which asking the crew costs more than the work."""


class SpreadPipeline(Pipeline):
    """A pipeline over a crew of workers. `count` is how many buckets keys are put into for the
    crew; it may change at any time."""

    _crew: Crew
    _kit: bytes

    def hire(self, crew: Crew, kit: Kit, count: int | None = None, few: int = FEW) -> None:
        """Have the crew do the work from now on."""
        self._crew, self._kit, self._few = crew, crew.kit(kit), few
        self._count = count or 4 * crew.size
        self._by_number = kit.detectors
        self._numbers = {one.spec.id: n for n, one in enumerate(kit.detectors)}
        self._answers = Answers(self._detect)

    def _asked(self, batch: Plan, memory: Memory) -> Asked:
        if len(batch.events) < self._few:
            return super()._asked(batch, memory)
        read = self._read(batch.events)
        return self._gate.after(read, batch.events, batch.times, memory.lines, batch.late)

    def _read(self, events: list[Event]) -> Read:
        """What the crew's screens say, put together."""
        stretches = list(cut(events, self._crew.size))
        parts = [EVENTS.pack(some) for some in stretches]
        told = map(SCREENED.unpack, self._crew.each(hand.screen, self._kit, parts))
        wanted: Asking = {}
        lines: dict[int, list[tuple[int, bool]]] = {}
        start = 0
        for some, screened in zip(stretches, told, strict=True):
            self._join(screened, start, wanted, lines)
            start += len(some)
        return Read(wanted, [(self._by_number[n], some) for n, some in lines.items()], {})

    def _join(
        self,
        screened: Screened,
        start: int,
        wanted: Asking,
        lines: dict[int, list[tuple[int, bool]]],
    ) -> None:
        for index, numbers in screened.wanted:
            wanted[start + index] = [self._by_number[n] for n in numbers]
        for number, some in screened.lines:
            lines.setdefault(number, []).extend((start + index, mark) for index, mark in some)

    def _place(
        self, batch: Plan, wanted: Wanted, outcome: Outcome, memory: Memory, acting: Acting
    ) -> None:
        if len(batch.events) < self._few:
            super()._place(batch, wanted, outcome, memory, acting)
            return
        worked = self._worked(batch, wanted, outcome.now, memory)
        concerned = worked.concerned(batch.events)
        memory.prefetch(sorted(concerned))
        self._detect = self._answers.of(worked, concerned)
        try:
            self._walk(batch, wanted, outcome, memory, acting)
        finally:
            self._detect = self._answers.local
        for (domain, key), done in worked.done.items():
            memory.settle(domain, key, done.body, done.expires)

    def _worked(self, batch: Plan, wanted: Wanted, now: int | None, memory: Memory) -> Worked:
        """Everything the keys see in a batch, worked out in rounds."""
        layout = Layout(batch, wanted, now, self._numbers, self.limits.switches)
        lines = _lines(wanted, self._numbers)
        worked, bodies = Worked(), Before(memory)
        bodies(layout.keys())
        while True:
            laid = layout.steps(worked, bodies)
            stale = {key: steps for key, steps in laid.items() if worked.steps.get(key) != steps}
            worked.drop(laid)
            if not stale:
                return worked
            parts = [
                BUCKET.pack(_bucket(some, stale, bodies, batch.events, lines))
                for some in buckets(stale, self._count)
            ]
            worked.put(stale, chain.from_iterable(map(DONE.unpack, self._done(parts, len(stale)))))

    def _done(self, parts: list[bytes], keys: int) -> Iterable[bytes]:
        if keys < self._few:
            return (hand.detect(self._kit, part) for part in parts)
        return self._crew.each(hand.detect, self._kit, parts)


class Before:
    """Key states as they were before the batch, each read once."""

    def __init__(self, memory: Memory):
        self._memory = memory
        self._held: dict[StateKey, bytes | None] = {}

    def __call__(self, keys: Iterable[StateKey]) -> dict[StateKey, bytes]:
        """The bodies of those keys that have a state."""
        wanted = list(keys)
        missing = [key for key in wanted if key not in self._held]
        if missing:
            found = self._memory.bodies(missing)
            self._held |= {key: found.get(key) for key in missing}
        return {key: body for key in wanted if (body := self._held[key]) is not None}


_KEEPERS = {keeper.spec.id for keeper in KEEPERS}


class Answers(Detect):
    """Stands where the detect stage stands while a batch is walked, and gives what the crew saw.

    What decisions are read with has to stand in memory as of each event of the walk: so keepers
    are shown their events here too, at the keys that are read.
    """

    def __init__(self, local: Detect):
        self.local = local
        self._read: set[StateKey] = set()
        self._next: dict[StateKey, int] = {}

    def of(self, worked: Worked, read: set[StateKey]) -> "Answers":
        """The answers of one batch; `read` are the keys that decisions on it are read with."""
        self._read, self._next = read, {}
        self._told = {key: dict(done.told) for key, done in worked.done.items()}
        return self

    def placed(
        self,
        event: Event,
        places: Iterable[Place],
        now: int,
        states: States,
        completing: Mapping[str, bool] = NOTHING_SAID,
    ) -> Seen:
        """What was seen at all places of an event, in order."""
        seen = Seen([], [], [])
        for detector, keys, _ in places:
            domain = detector.spec.keyed_by
            for key in keys:
                self._take((domain, key), seen)
                if detector.spec.id in _KEEPERS and (domain, key) in self._read:
                    self.local.placed(event, [(detector, (key,), ())], now, states)
        return seen

    def fact(self, fact: Fact, now: int, states: States) -> Seen:
        """What a fact made detectors see; its key knows it from now on."""
        seen = Seen([], [], [])
        note(states.key(fact.domain, fact.key), fact)
        self._take((fact.domain, fact.key), seen)
        return seen

    def _take(self, key: StateKey, seen: Seen) -> None:
        """What the key's next step made it see."""
        number = self._next.get(key, 0)
        self._next[key] = number + 1
        told = self._told[key].get(number)
        if told is not None:
            seen.changes.extend(told.changes)
            seen.facts.extend(told.facts)
            seen.faults.extend(told.faults)


def _lines(wanted: Wanted, numbers: Mapping[str, int]) -> dict[int, list[tuple[int, list[Event]]]]:
    """The lines that come with events: by event, by detector."""
    found: dict[int, list[tuple[int, list[Event]]]] = {}
    for index, places in wanted.items():
        for detector, _, lines in places:
            if lines:
                found.setdefault(index, []).append((numbers[detector.spec.id], list(lines)))
    return found


def _bucket(
    keys: Iterable[StateKey],
    steps: Steps,
    bodies: Before,
    events: list[Event],
    lines: Mapping[int, list[tuple[int, list[Event]]]],
) -> Bucket:
    """Some keys' work, with the events it needs, each once."""
    some = list(keys)
    states = bodies(some)
    jobs = [Job(key[0], key[1], states.get(key), steps[key]) for key in some]
    shown = sorted({step.index for job in jobs for step in job.steps if step.fact is None})
    beside = [(n, number, some) for n in shown for number, some in lines.get(n, ())]
    return Bucket(jobs, [(n, events[n]) for n in shown], beside)

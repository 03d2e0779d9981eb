"""One batch through both stages, record by record in log order. Pure but for `Memory`.

Every driver runs this: what differs is only who loads and saves the keys.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from bantay.engine import route
from bantay.engine.accept import Plan, plan
from bantay.engine.detect import AnyDetector, Detect, Seen
from bantay.engine.gate import Gate
from bantay.engine.known import TELLING, facts_of
from bantay.engine.naming import keyed
from bantay.engine.state import is_news
from bantay.fuse.stage import Fuse
from bantay.kit import Weighs
from bantay.model.alarm import AlarmChange, Versions
from bantay.model.clock import DAY, micros, moment
from bantay.model.events import Event, LabelGiven
from bantay.model.evidence import Change, Fact, Fault, Subject, Weight
from bantay.model.log import (
    ClockTicked,
    ExceptionGiven,
    FactNoted,
    FindingGiven,
    FindingWithdrawn,
    Record,
)
from bantay.model.settings import Settings
from bantay.ports.store import FindingRow
from bantay.runtime.memory import Memory

_SPECIAL = frozenset((LabelGiven, *TELLING))
"""Event types at which something happens even when no detector asks for them."""


class Outcome(Struct):
    """What a batch left behind: the log's new records and everything that follows from them."""

    records: list[Record] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    findings: dict[str, FindingRow] = field(default_factory=dict)
    alarms: list[AlarmChange] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    now: int | None = None

    def count(self, name: str, by: int = 1) -> None:
        """Add to a counter that the store keeps."""
        if by:
            self.counts[name] = self.counts.get(name, 0) + by


class Pipeline:
    """The stages of one engine: a catalogue, an operator's settings, a secret for names."""

    def __init__(
        self,
        detectors: Iterable[AnyDetector],
        terms: Mapping[str, Sequence[str]],
        settings: Settings,
        secret: bytes,
        engine_version: str,
        signs: Iterable[Weighs] = (),
    ):
        detectors = tuple(detectors)
        self._settings = settings
        self._gate = Gate(detectors, terms)
        self._detect = Detect(detectors, secret, settings.lateness)
        self._secret = secret
        specs: dict[str, Weighs] = {d.spec.id: d.spec for d in detectors}
        specs |= {sign.id: sign for sign in signs}
        versions = Versions(engine_version, settings.weights_version, settings.policy_version)
        self._fuse = Fuse(settings, specs, versions, self._alarm_id)

    def _alarm_id(self, hypothesis: str, subject: Subject, episode: int) -> str:
        name = keyed(self._secret, "alarm", hypothesis, subject.kind, subject.id, size=5)
        return f"a-{name}-{episode}"

    def weights_of(self, detector: str) -> list[Weight]:
        """What a detector's findings weigh, hypothesis by hypothesis."""
        return [w for (id, _), w in sorted(self._settings.weights.items()) if id == detector]

    @property
    def exceptions(self) -> list[ExceptionGiven]:
        """The exceptions this engine knows of."""
        return self._fuse.exceptions.all()

    def remember(self, exceptions: Iterable[ExceptionGiven]) -> None:
        """Take up the exceptions of a store that is opened again."""
        for exception in exceptions:
            self._fuse.exceptions.put(exception)

    def events(
        self,
        events: Sequence[Event],
        digests: Sequence[bytes],
        accepted: Sequence[int | None],
        now: int | None,
        memory: Memory,
    ) -> Outcome:
        """A batch of arrivals. `accepted[i]` is the event time under which an earlier batch
        accepted the id of event i, if one did."""
        batch = plan(events, digests, accepted, now, self._settings)
        wanted = self._gate.wanted(batch.events)
        memory.prefetch(self._keys(batch, wanted))
        outcome = Outcome(digests=batch.digests, times=batch.times, now=now)
        outcome.count("accepted", len(batch.events))
        outcome.count("duplicates", batch.duplicates)
        outcome.count("late", len(batch.late))
        self._walk(batch, wanted, outcome, memory)
        return outcome

    def own(self, records: Iterable[Record], now: int | None, memory: Memory) -> Outcome:
        """Records of the engine's own, or a tick the driver gives."""
        outcome = Outcome(now=now)
        for record in records:
            outcome.records.append(record)
            match record:
                case ClockTicked():
                    self._tick(micros(record.time), outcome, memory)
                case FactNoted():
                    self._deliver(record.fact, outcome, memory)
                case FindingGiven():
                    self._fuse_changes(_given(record), outcome, memory)
                case FindingWithdrawn():
                    gone = Change(record.finding, record.subject, None)
                    self._fuse_changes([gone], outcome, memory)
                case ExceptionGiven():
                    self._except(record, outcome, memory)
                case _:
                    pass
        return outcome

    def _keys(
        self, batch: Plan, wanted: Mapping[int, list[AnyDetector]]
    ) -> Iterable[tuple[str, str]]:
        for index, detectors in wanted.items():
            for domain in {d.spec.keyed_by for d in detectors}:
                for key in route.keys_of(batch.events[index], domain):
                    yield (domain, key)

    def _walk(
        self,
        batch: Plan,
        wanted: Mapping[int, list[AnyDetector]],
        outcome: Outcome,
        memory: Memory,
    ) -> None:
        """Visit only the events that something happens at; the rest pass in slices."""
        events, done = batch.events, 0
        stops = set(batch.ticks) | set(wanted)
        kinds = list(map(type, events))
        if not _SPECIAL.isdisjoint(kinds):
            stops.update(i for i, kind in enumerate(kinds) if kind in _SPECIAL)
        for index in sorted(stops):
            outcome.records.extend(events[done:index])
            done = index
            if index in batch.ticks:
                outcome.records.append(ClockTicked(time=moment(batch.ticks[index])))
                self._tick(batch.ticks[index], outcome, memory)
            outcome.records.append(events[index])
            done = index + 1
            if index not in batch.late:
                self._event(events[index], wanted.get(index, []), outcome, memory)
        outcome.records.extend(events[done:])

    def _event(
        self, event: Event, wanted: list[AnyDetector], outcome: Outcome, memory: Memory
    ) -> None:
        now = _now(outcome)
        if isinstance(event, TELLING):
            self._note(facts_of(event), outcome, memory)
        if isinstance(event, LabelGiven):
            outcome.alarms.extend(self._fuse.label(event, now, memory))
        if wanted:
            self._absorb(self._detect.event(event, wanted, now, memory), outcome, memory)

    def _absorb(self, seen: Seen, outcome: Outcome, memory: Memory) -> None:
        outcome.faults.extend(seen.faults)
        outcome.count("faults", len(seen.faults))
        self._fuse_changes(seen.changes, outcome, memory)
        self._note(seen.facts, outcome, memory)

    def _note(self, facts: Iterable[Fact], outcome: Outcome, memory: Memory) -> None:
        """Append facts that say something new to the log, and deliver them."""
        for fact in facts:
            if is_news(memory.key(fact.domain, fact.key), fact):
                outcome.records.append(FactNoted(time=moment(fact.known), fact=fact))
                self._deliver(fact, outcome, memory)

    def _deliver(self, fact: Fact, outcome: Outcome, memory: Memory) -> None:
        """Facts make no facts: what the detectors say of one is not passed on."""
        seen = self._detect.fact(fact, _now(outcome), memory)
        outcome.faults.extend(seen.faults)
        outcome.count("faults", len(seen.faults))
        self._fuse_changes(seen.changes, outcome, memory)

    def _fuse_changes(self, changes: Iterable[Change], outcome: Outcome, memory: Memory) -> None:
        for change in changes:
            row, alarms = self._fuse.change(change, _now(outcome), memory)
            if row is not None:
                outcome.findings[row.given.id] = row
                outcome.count("finding changes")
            outcome.alarms.extend(alarms)

    def _tick(self, tick: int, outcome: Outcome, memory: Memory) -> None:
        before, outcome.now = outcome.now, tick
        if before is not None and before // DAY != tick // DAY:
            outcome.alarms.extend(self._fuse.tick(tick, memory))

    def _except(self, record: ExceptionGiven, outcome: Outcome, memory: Memory) -> None:
        self._fuse.exceptions.put(record)
        about = record.subject
        affected = memory.open_subjects() if about.kind == "contact" else [about]
        outcome.alarms.extend(self._fuse.refresh(affected, _now(outcome), memory))


def _now(outcome: Outcome) -> int:
    return outcome.now if outcome.now is not None else 0


def _given(record: FindingGiven) -> list[Change]:
    return [Change(record.given.id, record.given.subject, record.given)]

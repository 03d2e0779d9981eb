"""One batch through both stages, record by record in log order. Pure but for `Memory`.

Every driver runs this: what differs is only who loads and saves the keys.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field

from bantay.engine.accept import Plan, plan
from bantay.engine.detect import NOTHING_SAID, AnyDetector, Detect, Place, Seen, places_of
from bantay.engine.gate import Asked, Gate, Held
from bantay.engine.known import TELLING, facts_of
from bantay.engine.naming import keyed
from bantay.engine.state import is_news
from bantay.fuse.stage import Fuse
from bantay.kit import Weighs
from bantay.model.alarm import AlarmChange, Versions
from bantay.model.clock import micros, moment
from bantay.model.decision import Decision, Order
from bantay.model.events import AppealFiled, Event, EventBase, LabelGiven
from bantay.model.evidence import Change, Fact, Fault, Subject, Weight
from bantay.model.journal import Changed, Entry
from bantay.model.keys import Domain
from bantay.model.log import (
    ActingChanged,
    ApprovalGiven,
    CaseAnswered,
    ClockTicked,
    DecisionReviewed,
    ExceptionGiven,
    FactNoted,
    FindingGiven,
    FindingWithdrawn,
    NoticeDelivered,
    Record,
)
from bantay.model.settings import Settings
from bantay.policy import default_policy
from bantay.policy.deciding import Decider, Limits, Policy
from bantay.ports.store import FindingRow
from bantay.runtime.about import about_of
from bantay.runtime.judging import Judge
from bantay.runtime.keeping import KEEPERS, rates_in
from bantay.runtime.live import NOTHING, Acting
from bantay.runtime.memory import Memory
from bantay.runtime.screens import kept
from bantay.runtime.switching import allowed, cover, heard

_SPECIAL = frozenset((LabelGiven, AppealFiled, *TELLING))
"""Event types at which something happens even when no detector asks for them."""
Wanted = Mapping[int, list[Place]]
"""Where in a batch which detectors are shown what, by the event's index."""
JUDGED = (
    ClockTicked,
    ExceptionGiven,
    ApprovalGiven,
    DecisionReviewed,
    CaseAnswered,
    NoticeDelivered,
    ActingChanged,
)
"""Records of the engine's own that the stages keyed by subject take in."""


class Outcome(Struct):
    """What a batch left behind: the log's new records and everything that follows from them."""

    records: list[Record] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    findings: dict[str, FindingRow] = field(default_factory=dict)
    alarms: list[AlarmChange] = field(default_factory=list)
    decisions: dict[str, Decision] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    journal: list[Entry] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    now: int | None = None

    def count(self, name: str, by: int = 1) -> None:
        """Add to a counter that the store keeps."""
        if by:
            self.counts[name] = self.counts.get(name, 0) + by


class Pipeline:
    """The stages of one engine: a catalogue, an operator's settings, a secret for names."""

    expects = False
    """Whether it gains by being told what comes after the batch at hand."""

    def __init__(
        self,
        detectors: Iterable[AnyDetector],
        terms: Mapping[str, Sequence[str]],
        settings: Settings,
        secret: bytes,
        engine_version: str,
        policy: Policy | None = None,
        limits: Limits = Limits(),  # noqa: B008
        signs: Iterable[Weighs] = (),
    ):
        detectors = tuple(detectors)
        self._settings = settings
        shown = (*detectors, *KEEPERS)
        self._gate = Gate(shown, terms, settings.lateness, kept)
        self._detect = Detect(shown, secret, settings.lateness)
        self._rates = rates_in(detectors)
        self._secret = secret
        specs: dict[str, Weighs] = {d.spec.id: d.spec for d in detectors}
        specs |= {sign.id: sign for sign in signs}
        versions = Versions(engine_version, settings.weights_version, settings.policy_version)
        self._fuse = Fuse(settings, specs, versions, self._alarm_id)
        self.limits = limits
        rules = default_policy() if policy is None else policy
        self._judge = Judge(self._fuse, Decider(rules, limits, self._decision_id), specs)

    def _alarm_id(self, hypothesis: str, subject: Subject, episode: int) -> str:
        name = keyed(self._secret, "alarm", hypothesis, subject.kind, subject.id, size=5)
        return f"a-{name}-{episode}"

    def _decision_id(self, *parts: str) -> str:
        return keyed(self._secret, *parts, size=5)

    @property
    def judge(self) -> Judge:
        """The stages keyed by subject, for those who have a journal to read again."""
        return self._judge

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

    def expect(self, events: Sequence[Event]) -> None:
        """Be told what comes after the batch that is given next."""

    def events(
        self,
        events: Sequence[Event],
        digests: Sequence[bytes],
        accepted: Sequence[int | None],
        now: int | None,
        memory: Memory,
        acting: Acting = NOTHING,
    ) -> Outcome:
        """A batch of arrivals. `accepted[i]` is the event time under which an earlier batch
        accepted the id of event i, if one did. `acting` says what decisions may reach."""
        if self.limits.switches:
            events = cover(events, self.limits.switches, memory)
        batch = plan(events, digests, accepted, now, self._settings)
        asked = self._asked(batch, memory)
        batch.completing = asked.completing
        wanted = {
            index: places_of(batch.events[index], detectors, asked.brought.get(index), batch.keys)
            for index, detectors in asked.wanted.items()
        }
        outcome = Outcome(digests=batch.digests, times=batch.times, now=now)
        outcome.count("accepted", len(batch.events))
        outcome.count("duplicates", batch.duplicates)
        outcome.count("late", len(batch.late))
        outcome.faults.extend(_given_up(memory.lines))
        self._place(batch, wanted, outcome, memory, acting)
        return outcome

    def _asked(self, batch: Plan, memory: Memory) -> Asked:
        """Who wants which event; a driver of many workers asks them."""
        return self._gate.asked(batch.events, batch.times, memory.lines, batch.late)

    def _place(
        self, batch: Plan, wanted: Wanted, outcome: Outcome, memory: Memory, acting: Acting
    ) -> None:
        """Show the events at their places; a driver of many workers has them do it before."""
        memory.prefetch(_keys(batch, wanted))
        self._walk(batch, wanted, outcome, memory, acting)

    @property
    def recall_span(self) -> int:
        """Microseconds of the log's end that `recall` needs."""
        return self._gate.span

    def recall(self, records: Iterable[tuple[int, Record]], memory: Memory) -> None:
        """Take up the unmarked lines of a log's end, as they were when the log was written.

        Records are (seq, record) in order, from a tick or from the log's beginning.
        """
        now, events = 0, list[Event]()
        for _, record in records:
            if isinstance(record, ClockTicked):
                self._recalled(events, now, memory)
                now, events = micros(record.time), []
            elif isinstance(record, EventBase):
                events.append(record)
        self._recalled(events, now, memory)

    def _recalled(self, events: Sequence[Event], now: int, memory: Memory) -> None:
        times = [micros(event.time) for event in events]
        late = [n for n, at in enumerate(times) if at < now - self._settings.lateness]
        self._gate.asked(events, times, memory.lines, late)

    def own(self, records: Iterable[Record], now: int | None, memory: Memory) -> Outcome:
        """Records of the engine's own, or a tick the driver gives."""
        outcome = Outcome(now=now)
        for record in records:
            outcome.records.append(record)
            match record:
                case FactNoted():
                    self._deliver(record.fact, outcome, memory)
                case FindingGiven() if not self._may_hear(record, memory):
                    outcome.count("findings that a switch left out")
                case FindingGiven():
                    self._fuse_changes(_given(record), outcome, memory)
                case FindingWithdrawn():
                    gone = Change(record.finding, record.subject, None)
                    self._fuse_changes([gone], outcome, memory)
                case _ if isinstance(record, JUDGED):
                    self._judge.take(record, outcome, memory)
                case _:
                    pass
        return outcome

    def _may_hear(self, record: FindingGiven, memory: Memory) -> bool:
        switches = self.limits.switches
        return not switches or heard(record.given, switches, memory)

    def tick(self, tick: int, now: int | None, memory: Memory, acting: Acting) -> Outcome:
        """A tick that no event brought, microseconds UTC: the wall clock's."""
        outcome = Outcome(now=now)
        self._tick(tick, outcome, memory, acting)
        return outcome

    def _walk(
        self,
        batch: Plan,
        wanted: Wanted,
        outcome: Outcome,
        memory: Memory,
        acting: Acting,
    ) -> None:
        """Visit only the events that something happens at; the rest pass in slices."""
        events, done = batch.events, 0
        for index in stops_of(batch, wanted):
            outcome.records.extend(events[done:index])
            done = index
            if index in batch.ticks:
                self._tick(batch.ticks[index], outcome, memory, acting)
            outcome.records.append(events[index])
            done = index + 1
            if index not in batch.late:
                said = batch.completing.get(index, NOTHING_SAID)
                self._event(events[index], wanted.get(index, []), outcome, memory, said)
        outcome.records.extend(events[done:])

    def _event(
        self,
        event: Event,
        places: list[Place],
        outcome: Outcome,
        memory: Memory,
        completing: Mapping[str, bool],
    ) -> None:
        now = _now(outcome)
        if type(event) in _SPECIAL:
            if isinstance(event, LabelGiven | AppealFiled):
                self._judge.take(event, outcome, memory)
            else:
                self._note(facts_of(event), outcome, memory)
        if places and self.limits.switches:
            places = allowed(event, places, self.limits.switches, memory)
        if places:
            seen = self._detect.placed(event, places, now, memory, completing)
            if seen.changes or seen.facts or seen.faults:
                self._absorb(seen, event, outcome, memory)

    def _absorb(self, seen: Seen, event: Event, outcome: Outcome, memory: Memory) -> None:
        outcome.faults.extend(seen.faults)
        outcome.count("faults", len(seen.faults))
        self._fuse_changes(seen.changes, outcome, memory, event)
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

    def _fuse_changes(
        self,
        changes: Iterable[Change],
        outcome: Outcome,
        memory: Memory,
        event: Event | None = None,
    ) -> None:
        for change in changes:
            about = about_of(change.subject, event, _now(outcome), memory, self._rates)
            self._judge.take(Changed(change=change, about=about), outcome, memory)

    def _tick(self, tick: int, outcome: Outcome, memory: Memory, acting: Acting) -> None:
        ticked = ClockTicked(time=moment(tick))
        outcome.records.append(ticked)
        self._judge.take(ticked, outcome, memory)
        changed = acting.changed(tick, memory.desks.ledger(), self.limits.act_within)
        if changed is not None:
            outcome.records.append(changed)
            self._judge.take(changed, outcome, memory)


def stops_of(batch: Plan, wanted: Wanted) -> list[int]:
    """Where something happens in a batch, in order: ticks, places, what people and facts say."""
    stops = set(batch.ticks) | set(wanted)
    kinds = list(map(type, batch.events))
    if not _SPECIAL.isdisjoint(kinds):
        stops.update(i for i, kind in enumerate(kinds) if kind in _SPECIAL)
    return sorted(stops)


def _given_up(held: Held) -> Iterator[Fault]:
    """Lines that went before their time: what they were part of may be missed."""
    for detector, lines in held.items():
        if lines.lost:
            yield Fault("overflow", detector, f"{lines.lost} short lines were let go early")
            lines.lost = 0


def _keys(batch: Plan, wanted: Wanted) -> dict[tuple[str, str], None]:
    """The keys of detectors, and the account, whom most findings are about: asked for with the
    others it costs little, one by one it costs more than the finding."""
    for index in wanted:
        account = getattr(batch.events[index], "account", None)
        if account is not None:
            batch.keys[Domain.ACCOUNT, account] = None
    return batch.keys


def _now(outcome: Outcome) -> int:
    return outcome.now if outcome.now is not None else 0


def _given(record: FindingGiven) -> list[Change]:
    return [Change(record.given.id, record.given.subject, record.given)]

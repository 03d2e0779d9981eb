"""The embedded driver: one process, one store. It alone owns `now`.

Every batch is: decode, both stages, one commit; then what the outbox holds is told to the
sinks, and the log's tail is sealed when it is due. Stopping anywhere, by Ctrl-C or by
`kill -9`, leaves a store from which the next run goes on.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct, field

from bantay.adapters.capabilities.config import Routed
from bantay.adapters.store import EmbeddedStore, open_store
from bantay.engine.accept import digests_of
from bantay.engine.detect import AnyDetector
from bantay.errors import StoreError
from bantay.fuse.exceptions import checked
from bantay.fuse.weights import shipped, with_weights
from bantay.model.clock import HOUR, MINUTE, micros, moment
from bantay.model.events import Event
from bantay.model.evidence import Fault, Subject
from bantay.model.log import ClockTicked, ExceptionGiven, Record
from bantay.model.settings import Settings
from bantay.model.version import VERSION
from bantay.policy.deciding import Limits, Policy
from bantay.ports.acting import DecisionFilter, Deeds
from bantay.ports.hashlists import Lookup
from bantay.ports.reading import Reading
from bantay.ports.source import Source
from bantay.ports.store import Commit, Sink, Store
from bantay.ports.stream import Stream
from bantay.runtime.ahead import ahead
from bantay.runtime.calm import calm
from bantay.runtime.catalogue import catalogue, signs, terms_of
from bantay.runtime.desks import DUE, load_due
from bantay.runtime.future import set_aside
from bantay.runtime.hashes import looked_up
from bantay.runtime.hush import hush
from bantay.runtime.interrupt import Interrupt
from bantay.runtime.live import NOTHING, Acting
from bantay.runtime.memory import OPEN, Memory, without_texts
from bantay.runtime.merge import Piece, pieces
from bantay.runtime.outgoing import send
from bantay.runtime.pipeline import Outcome, Pipeline

Progress = Callable[[str, int, int, int], None]
PARCELS = 500
_BACK = 2_000
"""Records of the log's end that are read first when looking for those that still matter."""


class StoreOfRecord(Store, Reading, Deeds, Protocol):
    """What the driver runs on: a store that can also be read."""


class RunReport(Struct):
    """What a run did, for the summary. `read` says how far each source was read."""

    events: int = 0
    accepted: int = 0
    duplicates: int = 0
    late: int = 0
    rejected: int = 0
    findings: int = 0
    alarms_opened: int = 0
    alarms_open: int = 0
    decisions: int = 0
    in_shadow: int = 0
    waiting: int = 0
    dead_orders: int = 0
    appeals: int = 0
    faults: int = 0
    undelivered: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    interrupted: bool = False
    read: list[tuple[str, int]] = field(default_factory=list)


def pipeline(
    settings: Settings,
    secret: bytes,
    detectors: Sequence[AnyDetector] | None = None,
    policy: Policy | None = None,
    limits: Limits = Limits(),  # noqa: B008
    kind: type[Pipeline] = Pipeline,
) -> Pipeline:
    """The shipped catalogue, or some detectors, with their weights and an operator's settings.

    `policy` are the operator's rules; without them those that come with Bantay apply, the
    same that `bantay policy show` lists.
    """
    detectors = catalogue() if detectors is None else detectors
    said = signs()
    weighed = with_weights(settings, (*(d.spec for d in detectors), *said), shipped())
    return kind(detectors, terms_of(detectors), weighed, secret, VERSION, policy, limits, said)


class Driver:
    """Feeds batches to the stages and commits what they leave behind. `capacity` is how many
    states of each kind stay in memory between two batches."""

    capacity = 1_000

    def __init__(
        self,
        store: StoreOfRecord,
        engine: Pipeline,
        sinks: Sequence[Sink] = (),
        lookups: Sequence[Lookup] = (),
        capabilities: Routed | None = None,
    ):
        self._store, self._engine, self._sinks = store, engine, sinks
        self._lookups, self._capabilities = lookups, capabilities
        head = store.head()
        self._seq, self._now = head.next_seq, head.now
        due = load_due(store.load, store.keys_of(DUE))
        self._memory = Memory(store.load, store.keys_of(OPEN), self.capacity, due)
        engine.remember(store.exceptions())
        self._recalled = self._now is None or engine.recall_span == 0
        self._wall = max(wall(), 0)

    @property
    def open_alarm_subjects(self) -> int:
        """How many subjects have an open alarm."""
        return len(self._memory.open_subjects())

    @property
    def now(self) -> int | None:
        """The last tick, microseconds UTC; None before the first."""
        return self._now

    def whose(self, decision: str) -> Subject | None:
        """Whom a decision is about; None: there is no such decision."""
        return self._memory.desks.whose(decision)

    def batch(self, piece: Piece) -> Outcome:
        """One batch of arrivals, from the stages to the committed store."""
        piece = set_aside(piece, moment(wall()))
        self._recall()
        piece.events, silent = looked_up(piece.events, self._lookups)
        digests = digests_of(piece.events)
        accepted = self._store.accepted(digests)
        outcome = self._engine.events(
            piece.events, digests, accepted, self._now, self._memory, self._acting()
        )
        outcome.count("read", len(piece.events))
        outcome.count("rejected", len(piece.rejects))
        outcome.faults.extend(silent)
        outcome.count("faults", len(silent))
        self._commit(outcome, piece)
        return outcome

    def _recall(self) -> None:
        """Take up, once, the lines that wait in the log's end for what makes them matter."""
        if self._recalled or self._now is None:
            return
        self._recalled = True
        oldest, back = self._now - self._engine.recall_span, _BACK
        while True:
            first = max(0, self._seq - back)
            records = list(self._store.log(first - 1))
            ticks = [
                n
                for n, (_, record) in enumerate(records)
                if isinstance(record, ClockTicked) and micros(record.time) <= oldest
            ]
            if ticks or first == 0:
                self._engine.recall(records[ticks[-1] if ticks else 0 :], self._memory)
                return
            back *= 4

    def _acting(self) -> Acting:
        routed = self._capabilities
        return NOTHING if routed is None else Acting(True, routed.real, wall())

    def tick(self, within: int = 0) -> None:
        """A tick of the wall clock, when what was decided acts for real: then expiry, waits
        and reminders may not depend on the next event. Also while the last tick is at most
        `within` microseconds behind."""
        minute, routed = wall() // MINUTE * MINUTE, self._capabilities
        if self._now is None or minute <= self._now:
            return
        real = routed is not None and routed.real and self._memory.desks.ledger().live
        if real or minute - self._now <= within:
            outcome = self._engine.tick(minute, self._now, self._memory, self._acting())
            self._commit(outcome, Piece())

    def act(self) -> int:
        """Send the orders that are due; how many were carried out."""
        if self._capabilities is None:
            return 0
        whose, now = self._memory.desks.whose, self._now or 0
        quiet = hush(self._store, whose)
        return send(self._store, self._capabilities, self, wall, whose, now, quiet)

    def confirm(self, events: Sequence[Event], records: Sequence[Record], done: str) -> None:
        """Commit what a carried-out order makes known, and that it is done, in one."""
        self.confirm_all(events, records, [done])

    def confirm_all(
        self, events: Sequence[Event], records: Sequence[Record], done: Sequence[str]
    ) -> None:
        """The same for several orders at once."""
        digests = digests_of(events)
        accepted = self._store.accepted(digests) if events else []
        outcome = self._engine.events(
            events, digests, accepted, self._now, self._memory, self._acting()
        )
        told = self._engine.own(records, outcome.now, self._memory)
        outcome.records.extend(told.records)
        outcome.decisions.update(told.decisions)
        outcome.orders.extend(told.orders)
        outcome.journal.extend(told.journal)
        outcome.faults.extend(told.faults)
        outcome.done.extend(done)
        self._commit(outcome, Piece())

    def fault(self, fault: Fault) -> None:
        """Say aloud that something could not be done."""
        self._faulted(fault)

    def own(self, records: Iterable[Record]) -> Outcome:
        """Append records of the engine's own: an exception, a tick, an approval."""
        outcome = self._engine.own(records, self._now, self._memory)
        self._commit(outcome, Piece())
        return outcome

    def _commit(self, outcome: Outcome, piece: Piece) -> None:
        self._wall = wall()
        self._store.commit(
            Commit(
                first_seq=self._seq,
                records=outcome.records,
                digests=outcome.digests,
                times=outcome.times,
                rejects=piece.rejects,
                positions=piece.positions,
                states=self._memory.rows(),
                findings=list(outcome.findings.values()),
                alarms=outcome.alarms,
                faults=outcome.faults,
                counts=outcome.counts,
                decisions=list(outcome.decisions.values()),
                orders=outcome.orders,
                done=outcome.done,
                journal=outcome.journal,
                now=outcome.now or 0,
                wall=self._wall,
            )
        )
        self._seq += len(outcome.records)
        self._now = outcome.now
        self._memory.shrink()

    def deliver(self) -> None:
        """Tell every sink what it has not confirmed. One that cannot hear stays behind."""
        for sink in self._sinks:
            try:
                while parcels := self._store.pending(sink.name, PARCELS):
                    sink.deliver(parcels)
                    self._store.receipt(sink.name, [p.id for p in parcels], self._wall)
            except StoreError as silent:
                self._faulted(Fault("sink", sink.name, str(silent)))

    def _faulted(self, fault: Fault) -> None:
        outcome = Outcome(now=self._now, faults=[fault], counts={"faults": 1})
        self._commit(outcome, Piece())

    def seal(self, everything: bool = False) -> None:
        """Move the log's tail to segments when it is due, and forget what has expired."""
        self._store.seal(self._wall, everything)
        if everything:
            self._store.retain(self._wall)


def open_for_run(directory: Path, settings: Settings, **more: Any) -> EmbeddedStore:
    """The store in a directory, made if need be, as the driver needs it: ids are remembered
    as long as the policy says, texts in windows go when their retention ends.

    `more` is passed to `open_store`. StoreError says what to do when it cannot be opened.
    """
    horizon = settings.dedup + HOUR  # an hour more: ticks lag behind the newest event
    return open_store(directory, create=True, horizon=horizon, lapse=without_texts, **more)


def wall() -> int:
    """The wall clock in microseconds UTC."""
    return time.time_ns() // 1000


def run(
    sources: Sequence[Source | Stream],
    store: StoreOfRecord,
    settings: Settings,
    *,
    sinks: Sequence[Sink] = (),
    chunk: int = 10_000,
    progress: Progress | None = None,
    detectors: Sequence[AnyDetector] | None = None,
    lookups: Sequence[Lookup] = (),
    policy: Policy | None = None,
    limits: Limits = Limits(),  # noqa: B008
    capabilities: Routed | None = None,
    engine: Pipeline | None = None,
) -> RunReport:
    """Read sources to their end into a store. Ctrl-C ends it early and loses nothing.

    `detectors` are all that are shipped, unless some are named; `lookups` are asked about
    every picture before it enters the log. Without `capabilities` every decision is taken
    in shadow. An `engine` stands for detectors, policy and limits: one over many workers.
    """
    started, report = time.monotonic(), RunReport()
    engine = engine or pipeline(settings, store.key, detectors, policy, limits)
    driver = Driver(store, engine, sinks, lookups, capabilities)
    with Interrupt() as interrupt, calm():
        every, size = pieces(sources, store, chunk), chunk if engine.expects else None
        for piece, following in ahead(every, size, lambda: interrupt.asked):
            if following is not None:
                engine.expect(following.events)
            if piece.idle:
                driver.tick()
            else:
                _tally(report, driver.batch(piece))
            driver.deliver()
            driver.act()
            driver.seal()
            if progress is not None:
                progress(piece.name, piece.done, piece.size, report.events)
        report.interrupted = interrupt.asked
    report.read = [(source.name, store.position(source.fingerprint)) for source in sources]
    driver.deliver()
    driver.tick()
    driver.act()
    driver.seal(everything=True)
    report.alarms_open = driver.open_alarm_subjects
    report.undelivered = store.undelivered()
    report.waiting = len(store.decisions(DecisionFilter(status="waiting")))
    report.dead_orders = len(store.orders("dead"))
    report.appeals = len(store.appeals(waiting=True))
    report.seconds = time.monotonic() - started
    return report


def _tally(report: RunReport, outcome: Outcome) -> None:
    counts = outcome.counts
    report.events += counts.get("read", 0)
    for name in ("accepted", "duplicates", "late", "rejected", "faults"):
        setattr(report, name, getattr(report, name) + counts.get(name, 0))
    report.findings += len(outcome.findings)
    report.decisions += sum(one.revision == 1 for one in outcome.decisions.values())
    report.in_shadow += sum(one.status == "shadow" for one in outcome.decisions.values())
    report.alarms_opened += sum(c.alarm.revision == 1 for c in outcome.alarms)


def give_exception(
    store: StoreOfRecord,
    settings: Settings,
    exception: ExceptionGiven,
    sinks: Sequence[Sink] = (),
    engine: Pipeline | None = None,
) -> None:
    """Append an exception, or its end, and look again at what it concerns, with the operator's
    `engine` or the shipped one.

    InputError when an exception of that kind may not be given (DESIGN section 8).
    """
    checked(exception)
    driver = Driver(store, engine or pipeline(settings, store.key), sinks)
    driver.own([exception])
    driver.deliver()

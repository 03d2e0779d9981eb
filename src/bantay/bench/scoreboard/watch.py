"""A world through the shipped engine, and what the engine said. Nothing here reads the truth.

The engine runs under the shipped policy with every threshold put as low as it goes: so the
score of every subject with a finding is heard of, and not only of those who reach an alarm.
An alarm is counted where the *shipped* threshold is reached, which is when the shipped policy
opens it (a test holds the two equal). The surveys run every night over the log so far.
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct, field

from bantay.bench.found import batches
from bantay.bench.order import SECRET
from bantay.bench.scoreboard.nightly import Nights, by_day
from bantay.bench.worlds import Simulation, rates
from bantay.engine.accept import digests_of
from bantay.engine.detect import AnyDetector
from bantay.fuse.weights import WeightsFile, shipped, with_weights
from bantay.kit import Sign, Spec, Survey
from bantay.model.alarm import Alarm
from bantay.model.clock import micros, moment
from bantay.model.events import (
    Event,
    GroupCreated,
    InstrumentLinked,
    ListingPublished,
    PaymentMade,
)
from bantay.model.evidence import Given, Subject
from bantay.model.settings import Bar, Settings
from bantay.model.version import VERSION
from bantay.model.vocabulary import Hypothesis
from bantay.policy import load
from bantay.runtime.catalogue import catalogue, survey_catalogue, terms_of
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Outcome, Pipeline

About = tuple[Hypothesis, Subject]
Fired = dict[tuple[str, Hypothesis], set[Subject]]
"""By detector and hypothesis, of whom findings stood at the end that speak for it."""
Told = Callable[[str], None]

LOWEST = -60.0
"""Decibans: the lowest threshold a policy may state."""
BATCH = 10_000


class Said(Struct):
    """The most the engine said of one hypothesis about one subject.

    `score_db` is the highest score heard of, `weight_db` the evidence in it, `detectors` what
    counted. `opened` is when the shipped threshold was first reached (microseconds), or None.
    """

    score_db: float = LOWEST
    weight_db: float = 0.0
    detectors: tuple[str, ...] = ()
    opened: int | None = None


class Watched(Struct):
    """What a run left: what was said of whom, what fired, and what the truth will be held to.

    `owners` are the accounts of instruments, groups and listings; `acts` the time
    (microseconds) and the dollars of those events that were asked for.
    """

    said: dict[About, Said] = field(default_factory=dict)
    fired: Fired = field(default_factory=dict)
    owners: dict[Subject, str] = field(default_factory=dict)
    acts: dict[str, tuple[int, float]] = field(default_factory=dict)
    specs: Mapping[str, Spec | Sign] = field(default_factory=dict)
    events: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: float = 0.0
    versions: dict[str, str] = field(default_factory=dict)


class Watch:
    """The shipped engine under observation. `weights` are the shipped ones unless given.

    Surveys run at the end of every day from `nights_from` on, as a platform runs them, and when
    all is over; without that day then alone. What stands then is the same, when it was first
    said is not.
    """

    def __init__(
        self,
        asked: Collection[str] = (),
        weights: WeightsFile | None = None,
        detectors: Iterable[AnyDetector] | None = None,
        surveys: Iterable[Survey[Any]] | None = None,
        nights_from: date | None = date.min,
    ):
        chosen = tuple(catalogue() if detectors is None else detectors)
        asking = tuple(survey_catalogue() if surveys is None else surveys)
        signs = [sign for one in asking for sign in one.spec.signs]
        specs: dict[str, Spec | Sign] = {one.spec.id: one.spec for one in chosen}
        specs |= {sign.id: sign for sign in signs}
        settings = with_weights(load(), specs.values(), weights or shipped())
        self._bars = settings.bars
        listening = _listening(settings)
        self._engine = Pipeline(chosen, terms_of(chosen), listening, SECRET, VERSION, signs=signs)
        self._nights, self._from = Nights(asking), nights_from
        self._asked, self._rates = asked, rates()
        self._standing: dict[str, Given] = {}
        versions = {"engine": VERSION, "weights": settings.weights_version}
        self._seen = Watched(specs=specs, versions=versions | {"policy": settings.policy_version})

    def over(self, lines: Iterable[bytes], told: Told | None = None) -> Watched:
        """Run events, given as lines in time order, and hand back what was said."""
        began, decode = time.process_time(), msgspec.json.Decoder(Event).decode
        memory, now, seen = Memory(lambda keys: {}), None, self._seen
        for day in by_day(map(decode, lines)):
            for batch in batches(day, BATCH):
                known = [None] * len(batch)
                out = self._engine.events(batch, digests_of(batch), known, now, memory)
                now = out.now
                self._hear(out)
                self._note(batch)
                self._nights.keep(batch)
                seen.events += len(batch)
            if self._from is not None and now is not None and moment(now).date() >= self._from:
                self._survey(now, memory)
            if told is not None:
                told(f"{seen.events:,} events")
        self._survey(now, memory)
        for given in self._standing.values():
            for hypothesis in given.finding.hypotheses or seen.specs[given.detector].hypotheses:
                seen.fired.setdefault((given.detector, hypothesis), set()).add(given.subject)
        seen.seconds = round(time.process_time() - began, 1)
        return seen

    def _survey(self, now: int | None, memory: Memory) -> None:
        if now is not None:
            self._hear(self._engine.own(self._nights.look(now), now, memory))

    def _hear(self, out: Outcome) -> None:
        faults = (fault for fault in out.faults if fault.kind == "detector")
        self._seen.faults += [f"{fault.where}: {fault.reason}" for fault in faults]
        for id, row in out.findings.items():
            if row.status == "open":
                self._standing[id] = row.given
            else:
                self._standing.pop(id, None)
        for change in out.alarms:
            if change.alarm.status == "open":
                self._say(change.alarm)

    def _say(self, alarm: Alarm) -> None:
        said = self._seen.said.setdefault((alarm.hypothesis, alarm.subject), Said())
        opens = said.opened is None and alarm.score_db >= self._bars[alarm.hypothesis].threshold_db
        if opens:
            said.opened = micros(alarm.time)
        if alarm.score_db > said.score_db or opens:
            counted = {line.detector for line in alarm.findings if line.counted}
            said.detectors = tuple(sorted(counted))
        if alarm.score_db > said.score_db:
            said.score_db, said.weight_db = alarm.score_db, alarm.weight_db

    def _note(self, batch: list[Event]) -> None:
        """What the scoring needs: who owns what, when asked-for events were, what they cost."""
        owners, seen, asked = self._seen.owners, self._seen, self._asked
        for event in batch:
            match event:
                case InstrumentLinked():
                    owners.setdefault(Subject("instrument", event.instrument), event.account)
                case GroupCreated():
                    owners.setdefault(Subject("group", event.group), event.account)
                case ListingPublished():
                    owners.setdefault(Subject("listing", event.listing), event.account)
                case _:
                    pass
            if event.id in asked:
                seen.acts[event.id] = (micros(event.time), self._dollars(event))

    def _dollars(self, event: Event) -> float:
        """What a booked payment is in dollars; nothing for everything else."""
        if not isinstance(event, PaymentMade) or event.status not in (None, "booked"):
            return 0.0
        rate = self._rates.get(event.currency)
        return float(event.amount) / rate if rate else 0.0


def _listening(settings: Settings) -> Settings:
    bars = {name: Bar(bar.prior_db, LOWEST) for name, bar in settings.bars.items()}
    return msgspec.structs.replace(settings, bars=bars)


def watched(
    simulation: Simulation,
    asked: Collection[str] = (),
    weights: WeightsFile | None = None,
    told: Told | None = None,
) -> Watched:
    """A whole world through the engine, in this process.

    MissingExtra when the analytical database, on which surveys run, is not installed.
    """
    nights = simulation.world.start  # before that are only the days on which people came
    return Watch(asked, weights, nights_from=nights).over(simulation.events(), told)

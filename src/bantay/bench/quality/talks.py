"""Talk through the real pipeline: what an operator with the shipped settings would be told.

The talks of a set pass one engine one after the other, each with people of its own. What is
counted is counted once, here; every table and every weight is made from these cells.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import islice

from bantay.bench.order import SECRET
from bantay.bench.quality.reviewed import judged_right
from bantay.bench.sets import Half, Talk, TalkSet
from bantay.engine.accept import digests_of
from bantay.fuse.weights import shipped, with_weights
from bantay.kit import CEILING_MAX
from bantay.model.alarm import Alarm
from bantay.model.events import MessageSent
from bantay.model.evidence import Given, Quote
from bantay.model.settings import TRAFFICKING, Settings
from bantay.model.vocabulary import Hypothesis
from bantay.policy import load
from bantay.ports.store import FindingRow
from bantay.runtime.catalogue import catalogue
from bantay.runtime.embedded import pipeline
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Outcome, Pipeline

_START = datetime(2026, 1, 5, tzinfo=UTC)
_PAUSE = 60.0  # seconds between two talks
_BATCH = 2_000
_LONGEST = 100_000  # characters of a message in the event contract


@dataclass(frozen=True, slots=True)
class Example:
    """A finding of an ordinary talk, for a person to look at: never written to a file.

    Only the half that weights are measured on is shown: who tunes must not have seen the other.
    """

    set: str
    talk: str
    detector: str
    hypotheses: tuple[Hypothesis, ...]
    quoted: tuple[str, ...]


@dataclass(slots=True)
class Cell:
    """What one set, language, label and half adds up to.

    `findings`, `alone` and `alarms` count by hypothesis: findings that stood at the end, those
    strong enough to be an alarm by themselves, alarms opened. `found` and `alarmed` count the
    talks that have at least one; `right` are the findings that a person judged right although
    the set is ordinary; `fired` and `joins` count by detector: keys (accounts) and
    findings.
    """

    messages: int = 0
    talks: int = 0
    keys: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    alone: Counter[str] = field(default_factory=Counter)
    alarms: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    alarmed: Counter[str] = field(default_factory=Counter)
    fired: Counter[str] = field(default_factory=Counter)
    by_detector: Counter[str] = field(default_factory=Counter)
    carried: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Cell") -> "Cell":
        """This cell with another poured in."""
        for name in ("messages", "talks", "keys"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in _COUNTERS:
            getattr(self, name).update(getattr(other, name))
        return self


_COUNTERS = (
    "findings",
    "alone",
    "alarms",
    "found",
    "alarmed",
    "fired",
    "by_detector",
    "carried",
    "right",
)

Key = tuple[str, str, str, Half]
"""Set, language, label, half."""
Cells = dict[Key, Cell]


@dataclass(slots=True)
class Looked:
    """One set looked at."""

    cells: Cells
    faults: int
    examples: list[Example]


class Engine:
    """The shipped engine, and what of it the counting needs to know."""

    def __init__(self) -> None:
        self.pipeline: Pipeline = pipeline(load(), SECRET)
        self.specs = {d.spec.id: d.spec for d in catalogue()}

    @cached_property
    def settings(self) -> Settings:
        """The operating point: shipped policy and weights."""
        return with_weights(load(), self.specs.values(), shipped())

    @cached_property
    def alone(self) -> dict[str, tuple[Hypothesis, ...]]:
        """By detector: the hypotheses that one finding of it makes an alarm by itself."""
        return {
            id: tuple(h for h in spec.hypotheses if self._suffices(id, h))
            for id, spec in self.specs.items()
        }

    def _suffices(self, detector: str, hypothesis: Hypothesis) -> bool:
        weight = self.settings.weights[detector, hypothesis]
        cap = min(self.specs[detector].ceiling, CEILING_MAX) if weight.draft else CEILING_MAX
        bar = self.settings.bars[hypothesis]
        reached = bar.prior_db + min(cap, weight.db) >= bar.threshold_db
        return reached and hypothesis not in TRAFFICKING


def look(engine: Engine, of: TalkSet, halves: dict[Half, list[Talk]]) -> Looked:
    """Run the talks of a set, both halves, and count."""
    looked = Looked({}, 0, [])
    for half, talks in halves.items():
        findings, alarms, faults = _run(engine.pipeline, of, talks)
        looked.faults += faults
        _count(engine, of, half, talks, (findings, alarms), looked)
    return looked


def _run(
    engine: Pipeline, of: TalkSet, talks: Sequence[Talk]
) -> tuple[dict[str, FindingRow], dict[str, Alarm], int]:
    """Findings by id as they stand at the end, alarms by id as they were opened, faults."""
    memory, now = Memory(lambda keys: {}), None
    findings: dict[str, FindingRow] = {}
    alarms: dict[str, Alarm] = {}
    faults, stream = 0, events(of, talks)
    while batch := list(islice(stream, _BATCH)):
        out: Outcome = engine.events(batch, digests_of(batch), [None] * len(batch), now, memory)
        now, faults = out.now, faults + len(out.faults)
        findings.update(out.findings)
        for change in out.alarms:
            alarms.setdefault(change.alarm.alarm, change.alarm)
    return findings, alarms, faults


def events(of: TalkSet, talks: Sequence[Talk]) -> Iterator[MessageSent]:
    """The messages of talks as events, one talk after the other, each with its own people."""
    begins = _START
    for number, talk in enumerate(talks):
        people = dict.fromkeys(said.sender for said in talk.said)
        pair = len(people) <= 2 and of.channel == "direct"
        for turn, said in enumerate(talk.said):
            others = [f"{number}:{p}" for p in people if p != said.sender] or [f"{number}:other"]
            at = begins + timedelta(seconds=said.after)
            yield MessageSent(
                id=f"{number}:{turn}",
                time=at,
                account=f"{number}:{said.sender}"[:200],
                conversation=str(number),
                text=said.text[:_LONGEST],
                channel=of.channel,
                to=others if pair else None,
                group=str(number) if of.channel == "group" else None,
            )
        begins = at + timedelta(seconds=_PAUSE)


def _place(quotes: Sequence[Quote]) -> tuple[int, int] | None:
    """Talk and turn of the first quote."""
    for quote in quotes:
        talk, _, turn = quote.event.partition(":")
        return int(talk), int(turn)
    return None


def _count(
    engine: Engine,
    of: TalkSet,
    half: Half,
    talks: Sequence[Talk],
    told: tuple[dict[str, FindingRow], dict[str, Alarm]],
    looked: Looked,
) -> None:
    cells = [_opened(looked.cells, of, half, talk) for talk in talks]
    keys: set[tuple[str, int, str]] = set()
    found: set[tuple[str, int]] = set()
    for row in told[0].values():
        place = _place(row.given.finding.quotes)
        if row.status != "open" or place is None:
            continue
        given, talk = row.given, talks[place[0]]
        cell, sender = cells[place[0]], talk.said[place[1]].sender
        _tally(engine, cell, given)
        if (of.name, given.detector, talk.id) in judged_right():
            cell.right.update(engine.specs[given.detector].hypotheses)
        if (key := (given.detector, place[0], sender)) not in keys:
            keys.add(key)
            cell.fired[given.detector] += 1
        for hypothesis in engine.specs[given.detector].hypotheses:
            if (hypothesis, place[0]) not in found:
                found.add((hypothesis, place[0]))
                cell.found[hypothesis] += 1
        if of.kind == "benign" and half == "train":
            looked.examples.append(_example(engine, of, talk, given))
    _count_alarms(cells, told[1].values())


def _opened(cells: Cells, of: TalkSet, half: Half, talk: Talk) -> Cell:
    cell = cells.setdefault((of.name, talk.lang, talk.label, half), Cell())
    cell.messages += len(talk.said)
    cell.talks += 1
    cell.keys += len({said.sender for said in talk.said})
    return cell


def _tally(engine: Engine, cell: Cell, given: Given) -> None:
    cell.by_detector[given.detector] += 1
    cell.findings.update(engine.specs[given.detector].hypotheses)
    cell.alone.update(engine.alone[given.detector])


def _count_alarms(cells: Sequence[Cell], alarms: Iterable[Alarm]) -> None:
    alarmed: set[tuple[str, int]] = set()
    for alarm in alarms:
        carrying = [finding for finding in alarm.findings if finding.counted]
        places = [place for f in carrying if (place := _place(f.quotes)) is not None]
        if not places:
            continue
        cell = cells[places[0][0]]
        cell.alarms[alarm.hypothesis] += 1
        cell.carried.update({f"{alarm.hypothesis} {finding.detector}" for finding in carrying})
        if (alarm.hypothesis, places[0][0]) not in alarmed:
            alarmed.add((alarm.hypothesis, places[0][0]))
            cell.alarmed[alarm.hypothesis] += 1


def _example(engine: Engine, of: TalkSet, talk: Talk, given: Given) -> Example:
    turns = {quote.event.partition(":")[2] for quote in given.finding.quotes}
    quoted = tuple(talk.said[int(turn)].text for turn in sorted(turns, key=int))
    hypotheses = engine.specs[given.detector].hypotheses
    return Example(of.name, talk.id, given.detector, hypotheses, quoted)

"""The order bar: any permutation inside the lateness, any cut into batches, the same end."""

import random
from collections.abc import Sequence

from bantay.bench.results import Figures
from bantay.bench.talk import talk
from bantay.engine.accept import digests_of
from bantay.model.clock import DAY, micros, moment
from bantay.model.events import Event
from bantay.model.log import ClockTicked
from bantay.policy import load
from bantay.runtime.embedded import pipeline
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Outcome

SECRET = b"an order bar's key, 32 bytes long"[:32]
End = tuple[tuple[object, ...], ...]


def end_of(events: Sequence[Event], chunk: int) -> tuple[End, End, list[Outcome]]:
    """Open findings and alarms after the last tick, however the events are cut."""
    engine, memory = pipeline(load(), SECRET), Memory(lambda keys: {})
    times: dict[bytes, int] = {}
    outcomes, now = [], None
    for start in range(0, len(events), chunk):
        part = events[start : start + chunk]
        digests = digests_of(part)
        known = [times.get(one) for one in digests]
        outcomes.append(engine.events(part, digests, known, now, memory))
        times.update(zip(outcomes[-1].digests, outcomes[-1].times, strict=True))
        now = outcomes[-1].now
    last = max(micros(event.time) for event in events) // DAY * DAY + DAY
    outcomes.append(engine.own([ClockTicked(time=moment(last))], now, memory))
    return *_open(outcomes), outcomes


def _open(outcomes: Sequence[Outcome]) -> tuple[End, End]:
    findings, alarms = {}, {}
    for outcome in outcomes:
        findings.update(outcome.findings)
        alarms.update({c.alarm.alarm: c.alarm for c in outcome.alarms})
    left = (
        (row.given.id, row.given.finding, row.given.first, row.given.last)
        for row in findings.values()
        if row.status == "open"
    )
    up = (
        (a.hypothesis, a.subject, a.score_db, a.planes, tuple(f.finding for f in a.findings))
        for a in alarms.values()
        if a.status == "open"
    )
    return tuple(sorted(left, key=str)), tuple(sorted(up, key=str))


def shuffled(events: Sequence[Event], lateness: int, seed: int) -> list[Event]:
    """A permutation that keeps every event within the lateness of the newest before it."""
    source = random.Random(seed)
    delay = {event.id: source.randrange(lateness) for event in events}
    return sorted(events, key=lambda event: micros(event.time) + delay[event.id])


def bar(permutations: int = 40, size: int = 2_000) -> tuple[dict[str, bool], Figures]:
    """Many permutations of `size` events, and four ways to cut them."""
    settings = load()
    events = talk(size, seed=7)
    findings, alarms, _ = end_of(events, 1_000)
    same = 0
    for seed in range(permutations):
        mixed = shuffled(events, settings.lateness - 1, seed)
        same += end_of(mixed, 500)[:2] == (findings, alarms)
    cuts = {chunk: end_of(events, chunk)[2] for chunk in (1, 7, 1_000, len(events))}
    records = {tuple(map(repr, (r for o in cut for r in o.records))) for cut in cuts.values()}
    figures = {
        "events": len(events),
        "open findings": len(findings),
        "open alarms": len(alarms),
        "permutations": permutations,
        "permutations that end the same": same,
        "ways to cut that give the same log": 5 - len(records),
    }
    met = {
        "every permutation ends with the same open findings and alarms": same == permutations,
        "batches of 1, 7, 1,000 and one give the same log": len(records) == 1,
        "there is something to compare": len(findings) > 20 and len(alarms) > 5,
    }
    return met, figures

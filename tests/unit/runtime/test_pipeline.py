"""One batch through both stages: cuts mean nothing, facts and labels travel in the log."""

import dataclasses

import pytest

from bantay.engine.accept import digests_of
from bantay.fuse.weights import shipped, with_weights
from bantay.model.clock import DAY, MINUTE, micros, moment
from bantay.model.events import LabelGiven
from bantay.model.evidence import Subject
from bantay.model.log import ClockTicked, ExceptionGiven, FactNoted
from bantay.policy import load
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Pipeline
from tests.unit.engine.toys import FACTS, FAILS, REPEATS, START, message, spec

SECRET = b"s" * 32


class Kept:
    """State rows in a dict: a store's double."""

    def __init__(self):
        self.rows = {}

    def load(self, keys):
        return {key: self.rows[key] for key in keys if key in self.rows}

    def save(self, rows):
        for row in rows:
            if row.body is None:
                self.rows.pop((row.domain, row.key), None)
            else:
                self.rows[row.domain, row.key] = row.body


def pipeline(*detectors):
    settings = with_weights(load(), [d.spec for d in detectors], shipped())
    return Pipeline(detectors, {"boo": ["boo"]}, settings, SECRET, "test")


def run(engine, events, chunk, fresh_memory=False):
    """All outcomes; with `fresh_memory` every batch begins from the saved states alone."""
    kept, outcomes, now, times = Kept(), [], None, {}
    memory = Memory(kept.load)
    for start in range(0, len(events), chunk):
        part = events[start : start + chunk]
        digests = digests_of(part)
        outcomes.append(engine.events(part, digests, [times.get(d) for d in digests], now, memory))
        times.update(zip(outcomes[-1].digests, outcomes[-1].times, strict=True))
        now = outcomes[-1].now
        kept.save(memory.rows())
        if fresh_memory:
            opened = [key for domain, key in kept.rows if domain == "open"]
            memory = Memory(kept.load, opened)
    return outcomes, kept


def told(outcomes):
    """Everything a run leaves behind, in order, as text."""
    findings = {}
    for outcome in outcomes:
        findings.update(outcome.findings)
    return (
        [repr(r) for o in outcomes for r in o.records],
        sorted(map(repr, findings.values())),
        [repr(a) for o in outcomes for a in o.alarms],
        [repr(f) for o in outcomes for f in o.faults],
    )


TALK = [
    message(n, n * 7.0, text, account="ann" if n % 3 else "bob")
    for n, text in enumerate(
        ["one", "one", "tell", "boom", "one", "never one", "one", "two", "two", "two"] * 8
    )
]


@pytest.mark.parametrize("chunk", [1, 7, 33])
@pytest.mark.parametrize("fresh_memory", [False, True])
def test_cuts_and_reloading_mean_nothing(chunk, fresh_memory):
    engine = pipeline(REPEATS, FAILS, FACTS)
    whole, kept_whole = run(engine, TALK, len(TALK))
    cut, kept_cut = run(pipeline(REPEATS, FAILS, FACTS), TALK, chunk, fresh_memory)
    assert told(cut) == told(whole)
    assert kept_cut.rows == kept_whole.rows
    assert any(o.alarms for o in whole) and any(o.faults for o in whole)


def test_facts_stand_in_the_log_right_after_what_made_them():
    (outcome,), _ = run(pipeline(FACTS), [message(0, 0, "tell"), message(1, 1, "hi")], 10)
    kinds = [type(r).__name__ for r in outcome.records]
    assert kinds == ["ClockTicked", "MessageSent", "FactNoted", "MessageSent"]


def test_a_fact_is_noted_once():
    talk = [message(n, n, "tell") for n in range(4)]
    (outcome,), _ = run(pipeline(FACTS), talk, 10)
    facts = [r for r in outcome.records if isinstance(r, FactNoted)]
    assert len(facts) == 1 and facts[0].fact.known == micros(START)


def test_screens_decide_what_a_detector_sees():
    seen = []

    def spy(window, params):
        seen.append(window.events[-1].id)
        return iter(())

    gated = dataclasses.replace(REPEATS, spec=spec("repeats", screens=("boo",)), look=spy)
    run(pipeline(gated), [message(0, 0, "hello"), message(1, 1, "boo to you")], 10)
    assert seen == ["m0001"]


def test_late_events_are_stored_and_counted_and_not_looked_at():
    talk = [message(0, 3600, "one"), message(1, 3600 - 601, "one"), message(2, 3601, "x")]
    (outcome,), _ = run(pipeline(REPEATS), talk, 10)
    assert outcome.counts["late"] == 1 and outcome.findings == {}
    assert sum(getattr(r, "id", "") == "m0001" for r in outcome.records) == 1


def test_a_fault_stops_nothing_else_and_is_counted():
    (outcome,), _ = run(pipeline(FAILS, REPEATS), TALK[:10], 10)
    assert [f.where for f in outcome.faults] == ["messages.fails"]
    assert outcome.counts["faults"] == 1
    assert any(r.given.detector == "messages.repeats" for r in outcome.findings.values())


def alarmed(verdict=None):
    talk = [message(0, 0, "one"), message(1, 1, "one")]
    if verdict:
        talk.append(
            LabelGiven(
                id="l1",
                time=START,
                subject_kind="account",
                subject="ann",
                hypothesis="contact_evasion",
                verdict=verdict,
                by="rev",
            )
        )
    (outcome,), _ = run(pipeline(REPEATS), talk, 10)
    return outcome


def test_a_label_acts_where_it_stands_in_the_log():
    assert [a.alarm.status for a in alarmed().alarms] == ["open"]
    assert [a.alarm.closed_by for a in alarmed("false").alarms] == [None, "label"]
    assert [a.alarm.confirmed for a in alarmed("true").alarms] == [False, True]


def test_own_records_tick_and_except():
    engine, memory = pipeline(REPEATS), Memory(lambda keys: {})
    talk = [message(0, 0, "one"), message(1, 1, "one")]
    digests = digests_of(talk)
    opened = engine.events(talk, digests, [None, None], None, memory)
    exception = ExceptionGiven(
        time=START,
        exception="x1",
        subject=Subject("account", "ann"),
        hypothesis=None,
        reason="help desk",
        by="Ana",
        until=moment(micros(START) + DAY),
    )
    (lowered,) = engine.own([exception], opened.now, memory).alarms
    assert lowered.alarm.exception == "x1" and lowered.alarm.status == "open"
    outcomes = [
        engine.own([ClockTicked(time=moment(micros(START) // DAY * DAY + n * DAY))], now, memory)
        for n, now in ((1, opened.now), (400, micros(START) + DAY))
    ]
    last = outcomes[-1].alarms[-1].alarm
    assert (last.status, last.closed_by, last.exception) == ("closed", "decay", None)


def test_ids_never_hold_what_they_are_about():
    outcome = alarmed()
    (row,) = outcome.findings.values()
    assert row.given.finding.anchor == "" and "one" not in row.given.id
    assert outcome.alarms[0].alarm.alarm.endswith("-1")


def test_another_secret_gives_other_names():
    settings = with_weights(load(), [REPEATS.spec], shipped())
    other = Pipeline([REPEATS], {}, settings, b"t" * 32, "test")
    talk = [message(0, 0, "one"), message(1, 1, "one")]
    mine, theirs = (run(p, talk, 10)[0][0].findings for p in (pipeline(REPEATS), other))
    assert set(mine).isdisjoint(theirs)


def test_ticks_are_a_minute_of_event_time():
    (outcome,), _ = run(pipeline(REPEATS), [message(0, 0, "a"), message(1, 61, "b")], 10)
    ticks = [micros(r.time) for r in outcome.records if isinstance(r, ClockTicked)]
    assert ticks == [micros(START), micros(START) + MINUTE] and outcome.now == ticks[-1]

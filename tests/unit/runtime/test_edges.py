"""Edges of the drivers' parts where a small slip would go unnoticed elsewhere."""

import dataclasses
import os
import signal
import threading
from datetime import date, timedelta

import pytest

from bantay.engine.accept import digests_of
from bantay.engine.state import restore
from bantay.kit import Domain, Fact, Subject
from bantay.model.clock import DAY, HOUR, micros, moment
from bantay.model.events import AccountRegistered
from bantay.model.evidence import Given
from bantay.model.keys import compound
from bantay.model.log import ClockTicked, ExceptionGiven, FactNoted, FindingGiven
from bantay.ports.source import Reject
from bantay.ports.store import Position
from bantay.runtime import merge
from bantay.runtime.future import set_aside
from bantay.runtime.interrupt import Interrupt
from bantay.runtime.memory import FOREVER, OPEN, SUBJECT, Memory
from bantay.runtime.merge import Piece, pieces
from tests.unit.engine.toys import FACTS, FAILS, REPEATS, START, look_facts, message
from tests.unit.runtime.test_merge import Known, Listed
from tests.unit.runtime.test_pipeline import pipeline

NOON = micros(START)
ANN = Subject("account", "ann")


def empty(**more):
    return Memory(lambda keys: {}, **more)


def show(engine, memory, *events):
    return engine.events(events, digests_of(events), [None] * len(events), None, memory)


# The pipeline


def test_what_a_registration_tells_stands_in_the_log_and_reaches_its_key():
    memory = empty()
    told = AccountRegistered(id="r", time=START, account="ann", birth_date=date(2004, 1, 1))
    outcome = show(pipeline(REPEATS), memory, told)
    (noted,) = [r for r in outcome.records if isinstance(r, FactNoted)]
    assert noted.fact.value == 2004 and memory.key("account", "ann").facts == [noted.fact]


def test_a_fact_from_outside_reaches_windows_and_its_faults_are_counted():
    engine, memory = pipeline(FACTS), empty()
    show(engine, memory, message(0, 0, "hi", account="bob"))
    fact = Fact(Domain.ACCOUNT, "bob", "word said", "tell", NOON)
    outcome = engine.own([FactNoted(time=START, fact=fact)], NOON, memory)
    assert outcome.counts["finding changes"] == 1 and len(outcome.findings) == 1


def test_a_finding_from_outside_is_fused_like_any_other():
    memory = empty()
    talk = (message(0, 0, "one"), message(1, 1, "one"))
    outcome = show(pipeline(REPEATS), memory, *talk)
    (row,) = outcome.findings.values()
    given: Given = row.given
    again = pipeline(REPEATS).own(
        [FindingGiven(time=START, survey="s", given=given)], NOON, empty()
    )
    assert set(again.findings) == {given.id} and [a.alarm.status for a in again.alarms] == ["open"]


def test_the_last_state_of_a_finding_is_kept_and_every_change_counted():
    talk = [message(n, n, word) for n, word in enumerate(["one", "one", "one", "never one"])]
    outcome = show(pipeline(REPEATS), empty(), *talk)
    assert [row.status for row in outcome.findings.values()] == ["withdrawn"]
    assert (outcome.counts["accepted"], outcome.counts["finding changes"]) == (4, 3)


def test_repeats_are_counted():
    talk = [message(0, 0, "x"), message(0, 1, "x")]
    assert show(pipeline(REPEATS), empty(), *talk).counts == {"accepted": 1, "duplicates": 1}


def test_alarms_decay_at_day_ticks_only():
    engine, memory = pipeline(REPEATS), empty()
    opened = show(engine, memory, message(0, 0, "one"), message(1, 1, "one"))
    engine._fuse.exceptions.put(exception("x1"))  # what a tick that looks would notice
    assert engine.own([ClockTicked(time=moment(NOON + HOUR))], opened.now, memory).alarms == []
    assert engine.own([ClockTicked(time=moment(NOON + DAY))], opened.now, memory).alarms != []


def exception(id, about=ANN):
    return ExceptionGiven(
        time=START,
        exception=id,
        subject=about,
        hypothesis=None,
        reason="help desk",
        by="Ana",
        until=moment(NOON + 5 * DAY),
    )


def test_an_exception_for_a_contact_is_seen_by_all_open_alarms_at_once():
    engine, memory = pipeline(REPEATS), empty()
    opened = show(engine, memory, message(0, 0, "one"), message(1, 1, "one"))
    outcome = engine.own([exception("x1", Subject("contact", "h"))], opened.now, memory)
    assert outcome.alarms == []  # it rests on no contact
    bar = opened.alarms[0].alarm
    assert bar.status == "open" and [e.exception for e in engine.exceptions] == ["x1"]


def test_exceptions_of_a_store_opened_again_are_in_force():
    engine, memory = pipeline(REPEATS), empty()
    engine.remember([exception("x1")])
    (change,) = show(engine, memory, message(0, 0, "one"), message(1, 1, "one")).alarms
    assert change.alarm.exception == "x1"


def test_alarms_of_subjects_of_two_kinds_never_share_an_id():
    engine = pipeline(REPEATS)
    names = {engine._alarm_id("scam", Subject(kind, "x"), 1) for kind in ("account", "instrument")}
    assert len(names) == 2


def test_weights_are_those_of_the_detector_that_was_asked_for():
    engine = pipeline(REPEATS, FAILS)
    assert {w.detector for w in engine.weights_of("messages.fails")} == {"messages.fails"}


def test_keys_of_a_batch_are_loaded_together():
    asked = []

    def load(keys):
        asked.append(list(keys))
        return {}

    talk = [message(n, n, "x", account=f"a{n}") for n in range(3)]
    show(pipeline(REPEATS), Memory(load), *talk)
    (once,) = [keys for keys in asked if ("account", "a0") in keys]
    assert ("account", "a2") in once and (SUBJECT, compound("account", "a2")) in once


# Memory


def test_rows_come_in_a_fixed_order_once_and_outlive_their_state_by_a_day():
    memory = empty()
    for name in ("d", "b", "c", "a"):
        memory.key("account", name).expires = 7
        memory.touch("account", name)
    rows = memory.rows()
    assert [(r.key, r.expires) for r in rows] == [(k, 7 + DAY) for k in "abcd"]
    assert restore(rows[0].body).expires == 7 and memory.rows() == []


def test_open_subjects_are_remembered_turn_by_turn():
    key = compound("account", "ann")
    memory = empty(open_subjects=[key, compound("account", "aaa")])
    assert memory.open_subjects() == [Subject("account", "aaa"), ANN]
    memory.opened(ANN, True)
    assert memory.rows() == []
    memory.opened(ANN, False)
    (row,) = memory.rows()
    assert (row.domain, row.key, row.body, row.expires) == (OPEN, key, None, FOREVER)
    assert memory.open_subjects() == [Subject("account", "aaa")] and memory.rows() == []


@pytest.mark.parametrize(("capacity", "left"), [(2, 2), (3, 3), (9, 3)])
def test_memory_shrinks_to_its_capacity_and_forgets_the_oldest(capacity, left):
    memory = empty(capacity=capacity)
    for name in "abc":
        memory.key("device", name)
        memory.subject(Subject("account", name))
    memory.shrink()
    assert [k for _, k in memory._keys] == list("abc")[-left:]
    assert len(memory._subjects) == left


def test_what_is_in_memory_is_never_loaded_over():
    memory = empty()
    memory.key("device", "a").expires = 5
    memory.subject(ANN).marks["f"] = "held"
    memory.prefetch([("device", "a"), ("account", "ann")])
    assert memory.key("device", "a").expires == 5 and memory.subject(ANN).marks == {"f": "held"}


# Several sources


def test_a_tie_goes_to_the_first_named_and_a_piece_is_never_longer_than_asked():
    got = list(pieces([Listed("b", [0, 1]), Listed("a", [0, 1])], Known(), 3))
    assert [[e.id for e in p.events] for p in got] == [["b-0", "a-0", "b-1"], ["a-1"]]


def test_rejects_alone_are_a_piece_and_a_piece_says_its_lines():
    (piece,) = [p for p in pieces([Listed("a", [None]), Listed("b", [None])], Known(), 3)]
    assert len(piece.rejects) == 2 and {p.consumed for p in piece.positions} == {1}
    assert [p.lines for p in pieces([Listed("a", [1, 2, None, 4, 5])], Known(), 2)] == [2, 2, 1]


def test_a_source_with_rejects_is_not_counted_line_by_line(monkeypatch):
    monkeypatch.setattr(merge, "AHEAD", 4)
    first = next(pieces([Listed("a", [0, None, 2, 3]), Listed("b", [9])], Known(), 2))
    assert [p.consumed for p in first.positions] == [0, 0]
    clean = next(pieces([Listed("a", [0, 1, 2, 3]), Listed("b", [9])], Known(), 2))
    assert [p.consumed for p in clean.positions] == [2, 0]


# From the future


def test_a_day_ahead_is_not_the_future_and_a_microsecond_more_is():
    at = START + timedelta(days=1)
    events = [message(n, 86_400 + n * 1e-6, "x") for n in (0, 1)]
    left = set_aside(Piece(list(events), [], [Position("f", "f", 2)], "f", lines=2), START)
    assert [e.time for e in left.events] == [at] and [r.line for r in left.rejects] == [2]


def test_lines_of_several_sources_are_not_known_and_rejects_stay_sorted():
    bad = Reject(file="f", line=9, column=1, field=None, reason="r", nearest=None, raw=b"")
    places = [Position("f", "f", 5), Position("g", "g", 5)]
    piece = Piece([message(0, 9e6, "x")], [bad], places, "f", lines=2)
    assert [r.line for r in set_aside(piece, START).rejects] == [0, 9]


# Ctrl-C and the collector


def test_the_first_ctrl_c_asks_the_second_stops_and_the_handler_comes_back():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), Interrupt() as asked:
        os.kill(os.getpid(), signal.SIGINT)
        assert asked.asked
        os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_signals_are_left_alone():
    seen = []

    def work():
        with Interrupt() as asked:
            seen.append(asked.asked)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]


def test_a_fault_while_a_fact_is_delivered_is_counted_and_kept():
    def look(window, params):
        if window.fact("word said"):
            raise ZeroDivisionError("told")
        yield from look_facts(window, params)

    engine = pipeline(dataclasses.replace(FACTS, look=look))
    talk = [message(0, 10, "hi", account="bob"), message(1, 0, "tell")]
    outcome = show(engine, empty(), *talk)
    assert [fault.where for fault in outcome.faults] == ["messages.facts"]
    assert outcome.counts["faults"] == 1

"""The embedded driver on a real store: resuming, sinks that cannot hear, exceptions, replay."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from bantay.adapters.sinks import JsonlSink
from bantay.adapters.sources import open_sources
from bantay.adapters.store import open_store
from bantay.bench.order import end_of
from bantay.bench.talk import talk
from bantay.errors import InputError, StoreError
from bantay.kit import Subject
from bantay.kit.hashing import contact_hash
from bantay.model.clock import moment
from bantay.model.events import EVENTS, LabelGiven
from bantay.model.log import ClockTicked, ExceptionGiven
from bantay.policy import load
from bantay.ports.reading import AlarmFilter
from bantay.runtime.embedded import give_exception, pipeline, run
from bantay.runtime.memory import Memory


def write(path: Path, events) -> Path:
    path.write_bytes(b"".join(msgspec.json.encode(e) + b"\n" for e in events))
    return path


@pytest.fixture
def store(tmp_path):
    opened = open_store(tmp_path / "store", create=True)
    yield opened
    opened.close()


def run_file(store, path, **more):
    return run(open_sources([path]), store, load(), **more)


def test_running_twice_changes_nothing(store, tmp_path):
    path = write(tmp_path / "talk.jsonl", talk(800, seed=1))
    first = run_file(store, path)
    alarms = store.alarms(AlarmFilter())
    assert first.accepted == 800 and first.alarms_open > 0
    again = run_file(store, path)
    assert (again.events, again.alarms_open) == (0, first.alarms_open)
    assert store.alarms(AlarmFilter()) == alarms


def test_a_copy_under_another_name_is_all_duplicates(store, tmp_path):
    events = talk(300, seed=1)
    run_file(store, write(tmp_path / "a.jsonl", events))
    again = run_file(store, write(tmp_path / "b.jsonl", events[:1] + events))
    assert (again.accepted, again.duplicates) == (0, 301)


def test_two_files_of_the_same_days_are_read_together(store, tmp_path):
    events = talk(600, seed=2)
    paths = [
        write(tmp_path / "even.jsonl", events[::2]),
        write(tmp_path / "odd.jsonl", events[1::2]),
    ]
    report = run(open_sources(paths), store, load())
    assert (report.accepted, report.late) == (600, 0)
    whole = open_store(tmp_path / "whole", create=True)
    run_file(whole, write(tmp_path / "all.jsonl", events))
    apart, together = (len(s.findings()) for s in (store, whole))
    assert apart == together > 0
    whole.close()


def test_the_log_holds_all_there_is_to_know(store, tmp_path):
    """Reading the log again gives the alarms that stand: state is a function of the log."""
    run_file(store, write(tmp_path / "talk.jsonl", talk(1_500, seed=3)), chunk=200)
    events = [record for _, record in store.log() if isinstance(record, EVENTS)]
    engine, memory = pipeline(load(), store.key), Memory(lambda keys: {})
    from bantay.engine.accept import digests_of

    outcome = engine.events(events, digests_of(events), [None] * len(events), None, memory)
    alarms = {c.alarm.alarm: c.alarm for c in outcome.alarms}
    assert sorted(alarms.values(), key=lambda a: a.alarm) == sorted(
        store.alarms(AlarmFilter()), key=lambda a: a.alarm
    )
    assert [r for _, r in store.log()] == outcome.records
    assert len(alarms) > 5


BITS = ("maria", "next reyes", "@example", ".com ok?")


def in_bits(base):
    """An address given in lines most of which say nothing by themselves."""
    return [
        msgspec.structs.replace(
            base,
            id=f"bit{n}",
            message=None,
            account="ana",
            conversation="c-bits",
            text=text,
            time=base.time + timedelta(seconds=20 * n),
        )
        for n, text in enumerate(BITS)
    ]


@pytest.mark.parametrize("cut", range(1, len(BITS)))
def test_lines_that_waited_are_there_after_a_restart(store, tmp_path, cut):
    """What a run leaves waiting is read from the log by the next."""
    events = talk(300, seed=4)
    bits = in_bits(events[-1])
    run_file(store, write(tmp_path / "a.jsonl", [*events, *bits[:cut]]), chunk=100)
    run_file(store, write(tmp_path / "b.jsonl", bits[cut:]))
    whole = open_store(tmp_path / "whole", create=True)
    run_file(whole, write(tmp_path / "all.jsonl", [*events, *bits]))
    here, there = (
        sorted(f.given.finding.summary for f in one.findings()) for one in (store, whole)
    )
    assert here == there
    assert "e-mail address sent in 4 messages" in here
    whole.close()


class Deaf:
    name = "deaf"

    def __init__(self):
        self.asked = 0

    def deliver(self, parcels):
        self.asked += 1
        raise StoreError("nobody listens")


def test_a_sink_that_cannot_hear_stays_red_and_stops_nothing(store, tmp_path):
    path = write(tmp_path / "talk.jsonl", talk(800, seed=1))
    hears = JsonlSink(tmp_path / "told.jsonl")
    report = run_file(store, path, sinks=[Deaf(), hears], chunk=100)
    assert report.undelivered["deaf"] > 0 and report.undelivered[hears.name] == 0
    (fault,) = [f for f in store.faults() if f.kind == "sink"]
    assert fault.where == "deaf" and fault.count >= 1
    told = (tmp_path / "told.jsonl").read_bytes().splitlines()
    assert sum(b'"kind":"alarm"' in line for line in told) >= report.alarms_opened


def test_a_sink_that_hears_again_is_told_what_it_missed(store, tmp_path):
    run_file(store, write(tmp_path / "talk.jsonl", talk(800, seed=1)), sinks=[Deaf()])
    waiting = store.undelivered()["deaf"]
    mended = JsonlSink(tmp_path / "told.jsonl")
    mended_name = type("Mended", (JsonlSink,), {"name": "deaf"})(tmp_path / "told.jsonl")
    report = run(
        open_sources([write(tmp_path / "more.jsonl", talk(5, seed=9))]),
        store,
        load(),
        sinks=[mended_name],
    )
    assert report.undelivered["deaf"] == 0 and mended.name != "deaf"
    assert len((tmp_path / "told.jsonl").read_bytes().splitlines()) >= waiting


def test_an_exception_for_a_contact_lowers_what_rests_on_it(store, tmp_path):
    events = talk(60, seed=1)
    said = msgspec.structs.replace(events[-1], text="call 07700 ⑨⓪⓪①④③", account="desk")
    run_file(store, write(tmp_path / "talk.jsonl", [said]))
    (alarm,) = store.alarms(AlarmFilter())
    assert alarm.exception is None
    exception = ExceptionGiven(
        time=said.time,
        exception="x-1",
        hypothesis=None,
        reason="our desk",
        by="Ana Reyes",
        subject=Subject("contact", contact_hash(store.key, "phone:07700900143")),
        until=said.time + timedelta(days=30),
    )
    give_exception(store, load(), exception)
    (lowered,) = store.alarms(AlarmFilter())
    assert (lowered.exception, lowered.status) == ("x-1", "open")
    assert store.exceptions() == [exception]


def test_an_exception_that_may_not_be_given_changes_nothing(store):
    until = moment(0) + timedelta(days=1)
    wrong = ExceptionGiven(
        time=moment(0),
        exception="x-1",
        hypothesis="minor_at_risk",
        reason="r",
        by="Ana",
        subject=Subject("account", "a"),
        until=until,
    )
    with pytest.raises(InputError, match="minor_at_risk"):
        give_exception(store, load(), wrong)
    assert store.exceptions() == [] and store.head().next_seq == 0


def test_a_label_in_the_stream_closes_and_later_talk_opens_a_new_episode(store, tmp_path):
    first = talk(60, seed=1)[-1]
    said = [
        msgspec.structs.replace(
            first,
            id=f"m{n}",
            text=f"call 07700 ⑨⓪⓪①{'⓪①②'[n]}③",
            account="desk",
            time=first.time + timedelta(minutes=n),
        )
        for n in range(3)
    ]
    label = LabelGiven(
        id="l1",
        time=said[0].time,
        subject_kind="account",
        subject="desk",
        hypothesis="contact_evasion",
        verdict="false",
        by="rev-1",
    )
    run_file(store, write(tmp_path / "talk.jsonl", [said[0], label, *said[1:]]))
    alarms = sorted(store.alarms(AlarmFilter()), key=lambda a: a.episode)
    assert [(a.episode, a.status, a.closed_by) for a in alarms] == [
        (1, "closed", "label"),
        (2, "open", None),
    ]


def test_order_bar_helper_ticks_to_the_end():
    _, alarms, outcomes = end_of(talk(400, seed=4), 100)
    assert isinstance(outcomes[-1].records[-1], ClockTicked)
    assert isinstance(alarms, tuple)


def test_one_late_line_changes_nothing_that_was_found(store, tmp_path):
    events = talk(800, seed=5)
    late = msgspec.structs.replace(
        events[20], id="late", text="call 07700 900143", time=events[20].time
    )
    whole = open_store(tmp_path / "whole", create=True)
    run_file(whole, write(tmp_path / "a.jsonl", events))
    report = run_file(store, write(tmp_path / "b.jsonl", [*events, late]))
    assert (report.late, report.accepted) == (1, 801)

    def seen(opened):
        return [
            (row.given.detector, row.given.finding, row.given.first, row.given.last)
            for row in sorted(opened.findings(), key=lambda row: str(row.given.finding))
        ]

    assert seen(store) == seen(whole) and seen(store)
    assert any(getattr(record, "id", None) == "late" for _, record in store.log())
    whole.close()

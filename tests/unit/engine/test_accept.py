"""Duplicates, ticks and lateness, however the same arrivals are cut into batches."""

from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from bantay.engine.accept import digests_of, plan, times_of
from bantay.model.clock import MINUTE, micros
from bantay.policy import load
from tests.unit.engine.toys import START, message

NOON = micros(START)
SETTINGS = structs.replace(load(), lateness=10 * MINUTE, dedup=30 * MINUTE)


def planned(events, now=None, known=None):
    digests = digests_of(events)
    return plan(events, digests, [(known or {}).get(d) for d in digests], now, SETTINGS)


def test_a_tick_stands_before_the_first_event_of_every_minute_reached():
    p = planned(
        [message(0, 0, "a"), message(1, 59, "b"), message(2, 60, "c"), message(3, 200, "d")]
    )
    assert p.ticks == {0: NOON, 2: NOON + MINUTE, 3: NOON + 3 * MINUTE}
    assert p.now == NOON + 3 * MINUTE


def test_repeats_are_counted_and_dropped():
    events = [message(0, 0, "a"), message(0, 1, "b"), message(1, 2, "c")]
    p = planned(events, now=NOON, known={digests_of([message(1, 0, "")])[0]: NOON})
    assert [e.text for e in p.events] == ["a"] and p.duplicates == 2


def test_only_what_is_older_than_the_lateness_is_late():
    p = planned([message(0, 1200, "now"), message(1, 600, "edge"), message(2, 599, "late")])
    assert p.late == {2}


@given(
    st.lists(st.integers(0, 4000), max_size=30),
    st.lists(st.integers(1, 7), min_size=1, max_size=30),
)
def test_cuts_mean_nothing(seconds, cuts):
    events = [message(n % 20, at, "x") for n, at in enumerate(seconds)]
    whole = planned(events)
    got, ticks, late, now, known, start = [], {}, set(), None, {}, 0
    for size in [*cuts, *[len(events) or 1] * 2]:
        p = planned(events[start : start + size], now, known)
        ticks |= {len(got) + i: t for i, t in p.ticks.items()}
        late |= {len(got) + i for i in p.late}
        got += p.events
        known |= dict(zip(p.digests, p.times, strict=True))
        now, start = p.now, start + size
    assert (got, ticks, late, now) == (whole.events, whole.ticks, set(whole.late), whole.now)


@given(st.lists(st.datetimes(timezones=st.just(UTC)), max_size=5))
def test_times_are_exact_to_the_microsecond(moments):
    events = [structs.replace(message(0, 0, "x"), time=moment) for moment in moments]
    assert times_of(events).tolist() == [micros(moment) for moment in moments]


def test_beyond_the_horizon_a_repeat_is_late_and_not_a_duplicate():
    again = planned([message(0, 1799, "x"), message(1, 1800, "y"), message(0, 0, "x")])
    assert again.duplicates == 1
    events = [message(0, 0, "x"), message(1, 1860, "y"), message(0, 0, "x")]
    beyond = planned(events)
    assert (beyond.duplicates, beyond.late, len(beyond.events)) == (0, {2}, 3)

"""A wrong clock is noticed, and nothing is destroyed or dated by it."""

from pathlib import Path

import pytest

from bantay.adapters.store import EmbeddedStore
from bantay.adapters.store.wallclock import BACK, LEAP, SETTLED
from bantay.cli import store_checks
from bantay.errors import StoreError
from bantay.model.clock import HOUR

from .toys import DAY, START, WALL, message, opened, put

YEARS = 20 * 365 * DAY


def watched(home: Path) -> EmbeddedStore:
    """A store that doubts, with one sealed message of a year's date behind it."""
    store = opened(home, leap=LEAP)
    put(store, message(0, "a private session"))
    store.seal(WALL, everything=True)
    return store


def texts(store: EmbeddedStore) -> list[str | None]:
    return [getattr(record, "text", None) for _, record in store.log()]


def test_a_clock_that_leaps_forward_destroys_nothing(home: Path) -> None:
    store = watched(home)
    assert store.retain(WALL + YEARS) == {}
    assert texts(store) == ["a private session"]
    [fault] = store.faults()
    assert (fault.kind, fault.where) == ("clock", "wall") and "2026-03-01" in fault.reason
    store.close()


def test_set_right_again_it_is_as_if_nothing_had_been(home: Path) -> None:
    store = watched(home)
    put(store, message(1, "said meanwhile"), wall=WALL + YEARS)
    store.seal(WALL + YEARS, everything=True)
    put(store, message(2, "said after"), wall=WALL + HOUR)  # no refusal: the leap was doubted
    store.seal(WALL + HOUR, everything=True)
    assert texts(store) == ["a private session", "said meanwhile", "said after"]
    assert store.retain(WALL + 29 * DAY) == {}
    while_away = range(1, 40)
    for day in while_away:  # what was dated by the leap goes no later than the rest
        store.retain(WALL + day * DAY)
    assert texts(store) == [None, None, None]
    store.close()


def test_a_clock_that_goes_on_for_a_day_is_believed(home: Path) -> None:
    store = watched(home)
    away = WALL + 60 * DAY  # nobody ran it for two months
    assert store.retain(away) == {}
    assert store.retain(away + SETTLED - HOUR) == {}
    assert store.retain(away + SETTLED)["other"] == 1
    assert texts(store) == [None]
    store.close()


def test_events_of_that_time_are_a_second_witness(home: Path) -> None:
    store = watched(home)
    later = 60 * 24 * 3600
    put(store, message(later), wall=WALL + 60 * DAY)
    assert store.retain(WALL + 60 * DAY)["other"] == 1
    assert store.faults() == []
    store.close()


def test_erasing_does_not_wait_for_the_clock(home: Path) -> None:
    store = watched(home)
    assert store.retain(WALL + YEARS) == {}
    assert store.erase("ann", WALL + YEARS) == 1
    store.close()


def test_a_clock_behind_is_refused_and_nothing_is_lost(home: Path) -> None:
    store = watched(home)
    with pytest.raises(
        StoreError, match=r"clock says 1970.* written on 2026-03-01 .*set the clock"
    ):
        put(store, message(1), wall=3)
    with pytest.raises(StoreError, match="clock"):
        store.retain(3)
    assert texts(store) == ["a private session"]
    put(store, message(1), wall=WALL - BACK)  # a zone set wrong
    assert len(texts(store)) == 2
    store.close()


def test_what_was_seen_outlives_the_process(home: Path) -> None:
    watched(home).close()
    again = opened(home, leap=LEAP)
    with pytest.raises(StoreError, match="bantay doctor --clock-is-right"):
        put(again, message(1), wall=WALL - 2 * BACK)
    again.close()
    right = opened(home, clock=lambda: WALL - 2 * BACK)
    right.checking.believe_clock("Kim")
    right.close()
    again = opened(home, leap=LEAP)
    put(again, message(1), wall=WALL - 2 * BACK)
    assert [(row.who, row.act) for row in again.audit()][-1] == ("Kim", "clock believed")
    again.close()


def test_the_doctor_says_which_way_it_leapt() -> None:
    from bantay.adapters.store.wallclock import Seen

    assert store_checks.BACK == BACK
    assert store_checks.clock(None, WALL).state == "ok"
    assert store_checks.clock(Seen(WALL, None), WALL - BACK).state == "ok"
    behind = store_checks.clock(Seen(WALL, None), WALL - 2 * BACK)
    assert behind.state == "broken" and "--clock-is-right" in str(behind.fix)
    leapt = store_checks.clock(Seen(WALL, WALL), WALL + HOUR)
    assert leapt.state == "look" and f"{START:%Y-%m-%d}" in leapt.said

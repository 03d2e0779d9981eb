"""What goes into the log comes out of it, whether it rests in the tail or in segments."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.adapters.store import EmbeddedStore
from bantay.adapters.store.shapes import KINDS
from bantay.errors import StoreError
from bantay.model.events import EVENTS, EventBase, LoginSeen, MessageSent
from bantay.model.log import OWN, ClockTicked, Record
from bantay.ports.reading import Look

from .toys import START, WALL, chunks, message, opened, own_records, put, whole_event, whole_events

EVERYTHING: list[Record] = [*whole_events(), *own_records()]
LOOK = Look("Kim", "a test")


@pytest.mark.parametrize("sealed", [False, True], ids=["tail", "segments"])
def test_every_type_of_record_comes_back_whole(store: EmbeddedStore, sealed: bool) -> None:
    for some in chunks(EVERYTHING, 7, 1):
        put(store, *some)
    if sealed:
        store.seal(WALL, everything=True)
    assert list(store.log()) == list(enumerate(EVERYTHING))


def test_bare_records_come_back_as_bare_as_they_were(store: EmbeddedStore) -> None:
    bare = [ClockTicked(time=START), message(1, None), message(2, "", absent="removed")]
    put(store, *bare)
    store.seal(WALL, everything=True)
    assert [record for _, record in store.log()] == bare


@pytest.mark.parametrize("after", [-1, 0, 4, 5, 8, 11, 12])
def test_the_log_begins_where_it_is_asked_to(store: EmbeddedStore, after: int) -> None:
    said = [message(n) for n in range(12)]
    put(store, *said[:4])
    store.seal(WALL, everything=True)
    put(store, *said[4:6])
    put(store, *said[6:7])
    store.seal(WALL, everything=True)
    put(store, *said[7:10])
    put(store, *said[10:])
    assert list(store.log(after)) == list(enumerate(said))[after + 1 :]


def test_the_log_goes_on_while_it_is_sealed(store: EmbeddedStore) -> None:
    said = [message(n) for n in range(9)]
    for some in chunks(said, 3):
        put(store, *some)
    log = store.log()
    first = [next(log) for _ in range(2)]
    store.seal(WALL, everything=True)
    assert first + list(log) == list(enumerate(said))


def test_a_segment_is_due_at_the_limit_and_not_before(home: Path) -> None:
    store = opened(home, tail_limit=10)
    put(store, *(message(n) for n in range(9)))
    store.seal(WALL)
    assert not list(home.glob("events/**/*.parquet"))
    put(store, message(9))
    store.seal(WALL)
    assert len(list(home.glob("events/**/*.parquet"))) == 1
    store.close()


def test_a_long_tail_becomes_several_segments(home: Path) -> None:
    store = opened(home, tail_limit=5)
    said = [message(n) for n in range(23)]
    for some in chunks(said, 3):
        put(store, *some)
    store.seal(WALL, everything=True)
    assert len(list(home.glob("events/**/*.parquet"))) == 4
    assert list(store.log()) == list(enumerate(said))
    store.close()


def test_segments_lie_by_day_and_type(store: EmbeddedStore, home: Path) -> None:
    late = datetime(2026, 2, 27, 23, 59, tzinfo=timezone(timedelta(hours=-5)))  # 28th in UTC
    put(store, message(0), message(1, time=late), ClockTicked(time=START), message(2))
    store.seal(WALL, everything=True)
    files = {str(p.relative_to(home / "events")) for p in home.glob("events/**/*.parquet")}
    assert files == {
        "day=2026-03-01/type=message.sent/000000000000.parquet",
        "day=2026-02-28/type=message.sent/000000000000.parquet",
        "day=2026-03-01/type=clock.ticked/000000000000.parquet",
    }
    today = pq.ParquetFile(home / "events" / sorted(files)[2]).read()
    assert today["seq"].to_pylist() == [0, 3]
    assert str(today["time"].type) == "timestamp[us, tz=UTC]"
    assert today["time"][0].as_py() == START


@pytest.mark.parametrize(
    ("days", "step", "files", "first", "last"),
    [
        (31, 1, 31, "2026-03-01", "2026-03-31"),
        (32, 1, 2, "2026-03", "2026-04"),
        (40, 300, 33, "2026", "2058"),
    ],
)
def test_sparse_days_share_a_file(
    store: EmbeddedStore, home: Path, days: int, step: int, files: int, first: str, last: str
) -> None:
    said = [message(n, time=START + timedelta(days=step * n)) for n in range(days)]
    put(store, *said[::-1])
    store.seal(WALL, everything=True)
    made = sorted(path.parent.parent.name for path in home.glob("events/**/*.parquet"))
    assert (len(made), made[0], made[-1]) == (files, f"day={first}", f"day={last}")
    assert [record for _, record in store.log()] == said[::-1]


def test_every_type_has_its_columns() -> None:
    assert set(KINDS.values()) == {*EVENTS, *OWN}
    assert KINDS["message.sent"] is MessageSent


def test_a_number_too_large_for_a_column_does_not_stop_the_log(store: EmbeddedStore) -> None:
    put(store, LoginSeen(id="l", time=START, account="ann", asn=2**80, extra={"n": 2**80}))
    [(_, tail)] = store.log()
    store.seal(WALL, everything=True)
    [(_, sealed)] = store.log()
    assert isinstance(tail, LoginSeen) and tail.asn == 2**80
    assert isinstance(sealed, LoginSeen) and sealed.asn == 2**63 - 1
    assert sealed.extra == {"n": 2**80}


def test_half_a_character_is_refused_and_nothing_of_the_batch_stays(store: EmbeddedStore) -> None:
    with pytest.raises(StoreError, match="half a character"):
        put(store, message(0), message(1, "\ud800"))
    assert store.head().next_seq == 0 and list(store.log()) == []


@pytest.mark.parametrize("sealed", [False, True], ids=["tail", "segments"])
def test_events_are_found_by_id(store: EmbeddedStore, sealed: bool) -> None:
    put(store, *EVERYTHING)
    put(store, message(3), message(4))
    if sealed:
        store.seal(WALL, everything=True)
    put(store, message(5))
    wanted = {event.id: event for event in EVERYTHING if isinstance(event, EventBase)}
    wanted |= {"m00003": message(3), "m00005": message(5)}
    assert store.events([*wanted, "nobody"], LOOK) == wanted


def test_a_look_is_in_the_audit_log_before_anything_is_found(store: EmbeddedStore) -> None:
    store.events(["nobody"], LOOK)
    [row] = store.audit()
    assert (row.who, row.act) == ("Kim", "looked at events")
    assert row.what == '{"events":["nobody"],"purpose":"a test"}'
    assert row.time == START


moments = st.datetimes(
    min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29), timezones=st.just(UTC)
)
texts = st.text(st.characters(codec="utf-8"), max_size=20)


@given(st.lists(st.tuples(moments, texts, st.none() | st.lists(texts, max_size=3)), max_size=12))
@settings(max_examples=12)
def test_any_text_at_any_time_survives_sealing(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[datetime, str, list[str] | None]]
) -> None:
    store = opened(tmp_path_factory.mktemp("any"))
    records = [message(n, text, time=at, mentions=m) for n, (at, text, m) in enumerate(said)]
    if records:
        put(store, *records)
    store.seal(WALL, everything=True)
    assert [record for _, record in store.log()] == records
    store.close()


def test_whole_events_are_whole() -> None:
    """The helper itself: no field of any type is left at None."""
    for kind in EVENTS:
        event = whole_event(kind)
        assert None not in [getattr(event, name) for name in kind.__struct_fields__]

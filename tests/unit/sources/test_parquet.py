"""Parquet: tables of the contract and anybody's own, row by row."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bantay.adapters.sources import open_sources
from bantay.model.events import MediaShared, MessageSent, PaymentMade, ProfileUpdated

from .toys import Read, everything, put, read

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def table(path: Path, rows: list[dict[str, Any]], schema: Any = None, **how: Any) -> Path:
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, **how)
    return path


def message(n: int, **fields: Any) -> dict[str, Any]:
    base = {"type": "message.sent", "id": f"m{n}", "time": NOON, "account": "a"}
    return {**base, "conversation": "c", **fields}


def test_every_type_in_one_table(tmp_path: Path) -> None:
    rows = [
        message(1, text="hi", to=["b"]),
        {
            "type": "payment.made",
            "id": "p",
            "time": NOON,
            "payment": "p1",
            "kind": "gift",
            "amount": Decimal("12.50"),
            "currency": "PHP",
        },
        {
            "type": "profile.updated",
            "id": "q",
            "time": NOON,
            "account": "a",
            "claims": [{"kind": "film", "value": "A Walk"}],
        },
    ]
    names = {name for row in rows for name in row}
    rows = [{name: row.get(name) for name in names} for row in rows]
    talk, paid, profile = read(table(tmp_path / "all.parquet", rows)).events
    assert isinstance(talk, MessageSent)
    assert (talk.text, talk.to, talk.time) == ("hi", ["b"], NOON)
    assert isinstance(paid, PaymentMade)
    assert paid.amount == "12.50"
    assert isinstance(profile, ProfileUpdated)
    assert profile.claims is not None
    assert profile.claims[0].value == "A Walk"


def test_maps_and_structs_become_dicts(tmp_path: Path) -> None:
    base = {"type": "media.shared", "id": "x", "time": NOON, "account": "a", "media": "m"}
    schema = pa.schema(
        [(name, pa.string()) for name in ("type", "id", "account", "media")]
        + [("time", pa.timestamp("us", "UTC")), ("scores", pa.map_(pa.string(), pa.float64()))]
    )
    one = table(tmp_path / "map.parquet", [{**base, "scores": [("a", 0.5)]}], schema)
    two = table(tmp_path / "struct.parquet", [{**base, "scores": {"a": 0.5, "b": None}}])
    for path in (one, two):
        (event,) = read(path).events
        assert isinstance(event, MediaShared)
        assert event.scores == {"a": 0.5}


@pytest.mark.parametrize(
    ("kind", "fits"),
    [
        (pa.timestamp("us", "UTC"), True),
        (pa.timestamp("ns", "Asia/Manila"), True),
        (pa.timestamp("ms", "+02:00"), True),
        (pa.timestamp("us"), False),
        (pa.timestamp("ns"), False),
    ],
)
def test_timestamps_need_a_zone(tmp_path: Path, kind: Any, fits: bool) -> None:
    rows = [message(1)]
    schema = pa.Table.from_pylist(rows).schema
    schema = schema.set(schema.get_field_index("time"), pa.field("time", kind))
    found = read(table(tmp_path / "t.parquet", rows, schema))
    if fits:
        assert found.events[0].time == NOON
    else:
        assert "has no time zone" in found.reasons[0]
        assert (found.rejects[0].line, found.rejects[0].field) == (1, "time")


def test_rejects_name_the_row(tmp_path: Path) -> None:
    rows = [message(1), message(2, channel="directt"), message(3, id=" "), message(4)]
    rows = [{"channel": None, **row} for row in rows]
    found = read(table(tmp_path / "t.parquet", rows))
    told = [(r.line, r.field, r.nearest) for r in found.rejects]
    assert told == [(2, "channel", "direct"), (3, "id", None)]
    assert b'"directt"' in found.rejects[0].raw
    assert (found.ids, found.consumed) == (["m1", "m4"], 4)


def test_text_that_is_no_utf8_is_one_bad_row(tmp_path: Path) -> None:
    rows = [message(1, text=b"ok"), message(2, text=b"\xff"), message(3, text=b"fine")]
    made = pa.Table.from_pylist(rows)
    text = pa.Array.from_buffers(pa.string(), 3, made["text"].chunk(0).buffers())
    made = made.set_column(made.schema.get_field_index("text"), "text", text)
    pq.write_table(made, tmp_path / "t.parquet")
    found = read(tmp_path / "t.parquet")
    assert (found.ids, found.reasons) == (["m1", "m3"], ["the column 'text' is not valid UTF-8"])


def test_chunks_mean_nothing_and_row_groups_are_skipped(tmp_path: Path) -> None:
    path = table(tmp_path / "t.parquet", [message(n) for n in range(25)], row_group_size=4)
    (source,) = open_sources([path])
    whole = everything(source)
    for size in (1, 7):
        assert everything(source, size) == whole
    for after in (0, 3, 4, 9, 24, 25, 30):
        rest = everything(source, 5, after)
        assert rest == Read(whole.events[after:], [], max(after, 25))


def test_a_damaged_part_ends_the_file_with_a_reject(tmp_path: Path) -> None:
    rows = [message(n, text=f"{n * 7919}" * 20) for n in range(400)]
    path = table(tmp_path / "t.parquet", rows, row_group_size=100, compression="zstd")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 400] = b"\xa5" * 400
    put(tmp_path, "t.parquet", bytes(data))
    found = read(path)
    assert found.reasons[-1:] == ["the Parquet data is damaged from here on"]
    assert found.ids == [f"m{n}" for n in range(len(found.events))]
    assert found.consumed == len(found.events) < 400


def test_somebodys_own_table_is_guessed(tmp_path: Path) -> None:
    rows = [
        {"from": "ana", "to": "ben", "body": f"hello {n}", "sent_at": NOON + timedelta(minutes=n)}
        for n in range(3)
    ]
    first = read(table(tmp_path / "own.parquet", rows)).events[0]
    assert isinstance(first, MessageSent)
    assert (first.account, first.to, first.text, first.time) == ("ana", ["ben"], "hello 0", NOON)

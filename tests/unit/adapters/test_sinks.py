"""A sink that hears a parcel twice, or is cut in the middle of a line, holds it once."""

import msgspec
import pytest

from bantay.adapters.sinks import JsonlSink
from bantay.errors import StoreError
from bantay.ports.store import Parcel

PARCELS = [Parcel(f"p{n}", "alarm", b'{"alarm":"a"}') for n in range(3)]


def told(path):
    return [msgspec.json.decode(line)["parcel"] for line in path.read_bytes().splitlines()]


def test_twice_is_once(tmp_path):
    path = tmp_path / "alarms.jsonl"
    JsonlSink(path).deliver(PARCELS[:2])
    sink = JsonlSink(path)
    sink.deliver(PARCELS)
    sink.deliver(PARCELS)
    assert told(path) == ["p0", "p1", "p2"]


def test_a_line_cut_by_a_crash_is_told_again(tmp_path):
    path = tmp_path / "alarms.jsonl"
    JsonlSink(path).deliver(PARCELS[:2])
    path.write_bytes(path.read_bytes()[:-5])
    JsonlSink(path).deliver(PARCELS)
    assert told(path) == ["p0", "p1", "p2"]


def test_a_place_that_cannot_be_written_is_a_store_error(tmp_path):
    with pytest.raises(StoreError, match="cannot write"):
        JsonlSink(tmp_path / "none" / "alarms.jsonl").deliver(PARCELS)


def test_a_line_is_the_parcel_its_kind_and_its_body_and_the_rest_stays(tmp_path):
    path = tmp_path / "alarms.jsonl"
    sink = JsonlSink(path)
    sink.deliver([Parcel("p0", "alarm", b'{"a":1}')])
    sink.deliver([Parcel("p1", "fault", b'{"b":2}')])
    assert sink.name == "jsonl:alarms.jsonl"
    assert [msgspec.json.decode(line) for line in path.read_bytes().splitlines()] == [
        {"parcel": "p0", "kind": "alarm", "body": {"a": 1}},
        {"parcel": "p1", "kind": "fault", "body": {"b": 2}},
    ]


def test_lines_are_synced_before_the_receipt(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr("bantay.adapters.sinks.os.fsync", synced.append)
    JsonlSink(tmp_path / "alarms.jsonl").deliver(PARCELS)
    assert len(synced) == 1

"""CloudEvents in lines and batches, and standard input."""

import base64
import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from bantay.adapters.sources import needs_mapping, open_sources
from bantay.adapters.sources.any_record import read_record
from bantay.adapters.sources.mapping import Mapping
from bantay.adapters.sources.problem import Problem
from bantay.adapters.sources.stdin import StdinSource
from bantay.cli.main import cli
from bantay.errors import InputError
from bantay.model.events import MessageSent, PaymentMade

DATA = {"account": "ana", "conversation": "c", "text": "hello"}


def cloud(**more: Any) -> dict[str, Any]:
    """An envelope around a message."""
    whole = {
        "specversion": "1.0",
        "id": "1",
        "source": "/chat",
        "type": "bantay.message.sent.v1",
        "time": "2026-01-10T21:15:00Z",
        "data": DATA,
    }
    return {key: value for key, value in {**whole, **more}.items() if value is not ...}


def read(row: Any) -> Any:
    """What a record gives."""
    return read_record(msgspec.json.encode(row))


@pytest.mark.parametrize(
    "type",
    ["message.sent", "message.sent.v2", "bantay.message.sent", "com.example.message.sent.v1"],
)
def test_the_envelope_names_the_type_and_the_time(type: str) -> None:
    [event] = read(cloud(type=type))
    assert isinstance(event, MessageSent)
    assert (event.id, event.source, event.text) == ("/chat#1", "/chat", "hello")


def test_source_and_id_together_are_the_key() -> None:
    ids = {read(cloud(source=source, id=id))[0].id for source in "ab" for id in "12"}
    assert len(ids) == 4


def test_what_the_data_says_itself_counts() -> None:
    own = {**DATA, "id": "m-7", "time": "2026-01-10T21:00:00Z", "type": "message.sent"}
    [event] = read(cloud(data=own))
    assert (event.id, event.time.hour, event.time.minute) == ("m-7", 21, 0)


def test_a_payload_inside_an_envelope_is_read_as_itself() -> None:
    row = {
        "type": "m.room.message",
        "room_id": "!r:example.org",
        "sender": "@a:example.org",
        "event_id": "$1",
        "origin_server_ts": 1768079645000,
        "content": {"msgtype": "m.text", "body": "hi"},
    }
    [event] = read(cloud(type="org.matrix.event", data=row))
    assert isinstance(event, MessageSent) and event.id == "$1"


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        (cloud(id=...), "id", "`id`"),
        (cloud(source=7), "source", "`source`"),
        (cloud(specversion="0.3"), "specversion", "1.0"),
        (cloud(type="message.snet"), "type", "no event of the contract"),
        (cloud(data=[1]), "data", "an object"),
        (cloud(data=...), "data", "an object"),
        (cloud(data=..., data_base64="%%"), "data_base64", "base64"),
        (cloud(datacontenttype="text/xml"), "datacontenttype", "JSON"),
        (cloud(data={**DATA, "type": "login.seen"}), None, "another type"),
        (cloud(data={"account": "a"}), "conversation", "conversation"),
        (cloud(type="com.example.wrapped", data=cloud()), "data", "inside"),
        (cloud(time=...), "time", "time"),
    ],
)
def test_a_wrong_envelope_is_refused_with_its_field(
    row: dict[str, Any], field: str | None, words: str
) -> None:
    found = read(row)
    assert isinstance(found, Problem) and words in found.reason
    assert field is None or found.field == field
    assert (found.column or 0) >= 1


def test_the_nearest_type_is_named() -> None:
    assert read(cloud(type="message.snet")).nearest == "message.sent"


def test_the_published_examples_are_refused_with_a_reason() -> None:
    """They are of a project's own types, which are none of the contract."""
    alert = cloud(type="bantay.alert.created.v1", data={"alert_id": "al_1"})
    assert isinstance(read(alert), Problem)
    assert isinstance(read({"specversion": "1.0", "source": "/x", "type": "a.b"}), Problem)


def test_base64_carries_the_same() -> None:
    raw = base64.b64encode(
        msgspec.json.encode({"payment": "p", "kind": "gift", "amount": "5.00", "currency": "USD"})
    )
    [event] = read(cloud(type="payment.made", data=..., data_base64=raw.decode()))
    assert isinstance(event, PaymentMade) and event.amount == "5.00"


def test_a_batch_names_the_line_of_each_element(tmp_path: Path) -> None:
    path = tmp_path / "batch.json"
    path.write_text(json.dumps([cloud(id="1"), cloud(id=""), cloud(id="3")], indent=1))
    [source] = open_sources([path])
    [chunk] = source.chunks(10, 0)
    assert [event.id for event in chunk.events] == ["/chat#1", "/chat#3"]
    [reject] = chunk.rejects
    lines = path.read_text().splitlines()
    assert lines[reject.line - 1].strip() == "{" and '"id": ""' in "".join(
        lines[reject.line : reject.line + 3]
    )
    assert not needs_mapping(path) and chunk.consumed == 3


@pytest.mark.parametrize("text", ['[{"specversion": "1.0"}', '[{"specversion": "1.0"}] x'])
def test_a_broken_batch_is_said_with_its_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "batch.json"
    path.write_text(text)
    [source] = open_sources([path])
    with pytest.raises(InputError, match="CloudEvents"):
        list(source.chunks(10, 0))


def test_another_list_is_refused_as_before(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text('[{"a": 1}]')
    with pytest.raises(InputError, match="one object a line"):
        open_sources([path])


# ------------------------------------------------------------------ standard input


def line(n: int) -> bytes:
    """A message."""
    row = {"type": "message.sent", "id": f"m{n}", "time": "2026-01-10T21:15:00Z", **DATA}
    return msgspec.json.encode(row) + b"\n"


def test_a_pipe_gives_what_waits_before_the_chunk_is_full() -> None:
    out, into = os.pipe()
    chunks = StdinSource(out).chunks(1_000, 0)
    os.write(into, line(1) + line(2))
    assert [event.id for event in next(chunks).events] == ["m1", "m2"]
    os.write(into, line(3)[:20])

    def rest() -> None:
        time.sleep(0.01)
        os.write(into, line(3)[20:] + b"nonsense\n" + line(4).rstrip())
        os.close(into)

    writing = threading.Thread(target=rest)
    writing.start()
    left = list(chunks)
    writing.join()
    os.close(out)
    assert [event.id for chunk in left for event in chunk.events] == ["m3", "m4"]
    [reject] = [reject for chunk in left for reject in chunk.rejects]
    assert (reject.file, reject.line) == ("-", 4)


def test_two_runs_of_a_pipe_are_two_sources() -> None:
    assert StdinSource().fingerprint != StdinSource().fingerprint


def test_an_endless_line_is_refused_and_the_next_one_is_read() -> None:
    out, into = os.pipe()

    def write() -> None:
        os.write(into, line(1))
        for _ in range(20):
            os.write(into, b"x" * 100_000)
        os.write(into, b"\n" + line(2))
        os.close(into)

    writing = threading.Thread(target=write)
    writing.start()
    chunks = list(StdinSource(out).chunks(10, 0))
    writing.join()
    os.close(out)
    assert [e.id for chunk in chunks for e in chunk.events] == ["m1", "m2"]
    [reject] = [reject for chunk in chunks for reject in chunk.rejects]
    assert "at most" in reject.reason and len(reject.raw) < 2 << 20


def test_a_pipe_takes_no_mapping() -> None:
    with pytest.raises(InputError, match="pipe"):
        open_sources([Path("-")], Mapping(type="message.sent", fields={}))


def test_run_reads_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, into = os.pipe()
    os.write(into, line(1) + msgspec.json.encode(cloud()) + b"\n")
    os.close(into)
    monkeypatch.setattr("bantay.adapters.sources.opening.StdinSource", lambda: StdinSource(out))
    done = CliRunner().invoke(cli, ["run", "-", "--store", str(tmp_path / "s"), "--json"])
    os.close(out)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["accepted"], told["rejected"]) == (2, 0)

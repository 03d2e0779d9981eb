"""Quarantine, audit and schema: small listings over what the store and the contract say."""

import json
from datetime import timedelta

import pytest

from bantay.model.events import EVENTS
from bantay.ports.reading import AuditRow, QuarantineRow

from .conftest import Call
from .toys import NOON, FakeReading


@pytest.fixture
def rejected(reading: FakeReading) -> FakeReading:
    reading.rejected = [
        QuarantineRow("chat.jsonl", 17, 22, "txt", "unknown field", "text", NOON),
        QuarantineRow("chat.jsonl", 19, None, None, "not UTF-8", None, NOON),
    ]
    return reading


def test_quarantine_names_place_reason_and_the_nearest(rejected: FakeReading, call: Call) -> None:
    lines = call("quarantine").stdout.splitlines()
    assert lines[1].split() == ["chat.jsonl:17:22", "txt", "unknown", "field", "text"]
    assert lines[2].split() == ["chat.jsonl:19", "–", "not", "UTF-8", "–"]


def test_quarantine_as_data(rejected: FakeReading, call: Call) -> None:
    (line,) = call("quarantine", "--format", "jsonl", "--limit", "1").stdout.splitlines()
    told = json.loads(line)
    assert (told["file"], told["line"], told["column"]) == ("chat.jsonl", 17, 22)


def test_an_empty_quarantine_says_so(reading: FakeReading, call: Call) -> None:
    assert "every line was an event" in call("quarantine").stdout


@pytest.fixture
def chained(reading: FakeReading) -> FakeReading:
    reading.chain = [
        AuditRow(n, NOON + timedelta(seconds=n), "ana", "look", f"m-{n}", f"h{n - 1}", f"h{n}")
        for n in (1, 2, 3)
    ]
    return reading


def test_a_whole_chain_holds(chained: FakeReading, call: Call) -> None:
    result = call("audit", "verify")
    assert (result.exit_code, result.stdout) == (
        0,
        "the chain holds: 3 records, none changed or removed\n",
    )


def test_a_broken_chain_is_exit_1(chained: FakeReading, call: Call) -> None:
    chained.broken = 2
    result = call("audit", "verify")
    assert result.exit_code == 1
    assert "broken at record 2" in result.stdout


def test_the_audit_list_shows_the_latest_when_limited(chained: FakeReading, call: Call) -> None:
    lines = call("audit", "list", "--limit", "2").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["n", "2", "3"]


def test_schema_events_is_json_schema_with_every_event(call: Call) -> None:
    told = json.loads(call("schema", "events").stdout)
    assert told["$schema"].endswith("2020-12/schema")
    assert {event.__name__ for event in EVENTS} <= set(told["$defs"])


def test_schema_fields_of_one_event(call: Call) -> None:
    rows = [
        json.loads(r)
        for r in call("schema", "fields", "message.sent", "--format", "jsonl").stdout.splitlines()
    ]
    by_field = {row["field"]: row for row in rows}
    assert by_field["text"]["private"] is True
    assert by_field["conversation"]["required"] is True
    assert "country" not in by_field


def test_schema_lists(call: Call) -> None:
    lines = call("schema", "lists", "notice.reason").stdout.splitlines()
    assert lines[0].split() == ["list", "word"]
    assert lines[1].split() == ["notice.reason", "minor_safety"]
    assert len(lines) == 11


@pytest.mark.parametrize(
    ("words", "near"),
    [(("fields", "message.send"), "message.sent"), (("lists", "notice.reasons"), "notice.reason")],
)
def test_schema_names_the_nearest(call: Call, words: tuple[str, ...], near: str) -> None:
    result = call("schema", *words)
    assert result.exit_code == 2
    assert f"did you mean `{near}`?" in result.stderr

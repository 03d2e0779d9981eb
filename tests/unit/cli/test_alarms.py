"""`bantay alarms`: what is listed, in every format, and what comes first when something failed."""

import csv
import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bantay.model.alarm import Alarm
from bantay.model.evidence import Subject
from bantay.ports.reading import FaultRow

from .conftest import Call
from .golden import is_golden
from .toys import NOON, SHARED, THE_ALARM, FakeReading, alarm, finding, renamed


@pytest.fixture
def many(reading: FakeReading) -> FakeReading:
    weak = alarm(finding("a", 25.0, "says 16, profile says 21"), hypothesis="minor_at_risk")
    shut = alarm(finding("b", 24.0, "41 payers"), status="closed", closed_by="decay")
    reading.held += [
        renamed(weak, "a-bbbbbbbb-1", subject=Subject("account", "=cmd()")),
        renamed(shut, "a-cccccccc-2", hypothesis="proceeds_mover"),
    ]
    return reading


def test_the_table(many: FakeReading, call: Call) -> None:
    result = call("alarms")
    assert result.exit_code == 0
    is_golden("alarms.txt", result.stdout)


def test_every_hypothesis_is_called_possible(many: FakeReading, call: Call) -> None:
    rows = call("alarms").stdout.splitlines()[1:]
    assert len(rows) == 3
    assert all(" possible " in row for row in rows)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (("--hypothesis", "minor_at_risk"), ["a-bbbbbbbb-1"]),
        (("--status", "closed"), ["a-cccccccc-2"]),
        (("--subject", "u-1704", "--status", "open"), ["a-kq7fz2ma-1"]),
        (("--limit", "1"), ["a-kq7fz2ma-1"]),
    ],
)
def test_filters(many: FakeReading, call: Call, words: tuple[str, ...], ids: list[str]) -> None:
    lines = call("alarms", *words, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["alarm"] for line in lines] == ids


def test_json_lines_are_whole_alarms(reading: FakeReading, call: Call) -> None:
    import msgspec

    (line,) = call("alarms", "--format", "jsonl").stdout.splitlines()
    assert msgspec.json.decode(line, type=Alarm) == THE_ALARM


def test_csv_has_flat_columns_and_disarms_formulas(many: FakeReading, call: Call) -> None:
    rows = list(csv.DictReader(io.StringIO(call("alarms", "--format", "csv").stdout)))
    assert [row["subject_id"] for row in rows] == ["u-1704", "'=cmd()", "u-1704"]
    assert (rows[0]["score_db"], rows[0]["threshold_db"]) == (str(THE_ALARM.score_db), "3.0")
    assert rows[0]["prior_db"] == "-20.0", "numbers are never disarmed"


def test_parquet_is_exact(many: FakeReading, call: Call) -> None:
    result = call("alarms", "--format", "parquet", "--output", "alarms.parquet")
    assert (result.exit_code, result.stdout) == (0, "")
    table = pq.read_table(Path("alarms.parquet")).to_pydict()
    assert table["subject_id"] == ["u-1704", "=cmd()", "u-1704"]
    assert table["score_db"][0] == THE_ALARM.score_db


def test_an_output_that_cannot_be_written_is_exit_2(many: FakeReading, call: Call) -> None:
    result = call("alarms", "--format", "csv", "--output", "no/such/folder.csv")
    assert result.exit_code == 2 and "no/such/folder.csv" in result.stderr


def test_parquet_and_csv_of_nothing_still_have_their_columns(
    call: Call, reading: FakeReading
) -> None:
    reading.held = []
    assert call("alarms", "--format", "csv").stdout.startswith("alarm,revision,episode,")
    call("alarms", "--format", "parquet", "--output", "none.parquet")
    assert pq.read_table(Path("none.parquet")).column_names[0] == "alarm"


def test_an_empty_store_says_so_and_promises_nothing(call: Call, reading: FakeReading) -> None:
    reading.held = []
    shown = call("alarms").stdout
    assert "no alarms" in shown and "not a proof" in shown


def test_faults_and_silent_sinks_come_first(call: Call, reading: FakeReading) -> None:
    reading.faulty = [FaultRow("detector", "messages.stated_age", "bug", 3, NOON)]
    reading.waiting = {"jsonl:out": 2, "hook": 0}
    first = call("alarms").stdout.splitlines()[0]
    assert first.startswith("! 3 faults in messages.stated_age")
    assert "jsonl:out 2" in first and "hook" not in first


def test_the_red_line_never_spoils_data(call: Call, reading: FakeReading) -> None:
    reading.waiting = {"jsonl:out": 2}
    result = call("alarms", "--format", "jsonl")
    assert result.stdout.startswith("{") and "jsonl:out 2" in result.stderr


def test_fail_on_open_is_asked_for(many: FakeReading, call: Call) -> None:
    assert call("alarms").exit_code == 0
    assert call("alarms", "--fail-on-open").exit_code == 1
    assert call("alarms", "--fail-on-open", "--status", "closed").exit_code == 0


def test_an_alarm_whose_evidence_is_gone_is_still_listed(reading: FakeReading, call: Call) -> None:
    reading.held = [alarm(SHARED)]
    assert "withdrawn or has aged out" in call("alarms").stdout


def test_names_of_others_cannot_steer_the_terminal(reading: FakeReading, call: Call) -> None:
    reading.held = [renamed(THE_ALARM, "a-1", subject=Subject("account", "u\x1b[2J\u202e"))]
    assert "u\u241b[2J<U+202E>" in call("alarms").stdout


def test_the_store_is_closed_again(reading: FakeReading, call: Call) -> None:
    call("alarms")
    assert reading.closed

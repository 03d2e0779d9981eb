"""`--store postgresql://…`: every command takes an address, and none repeats its password."""

import json
from pathlib import Path

import pytest

from _postgres import Server

from .conftest import Call

LINE = {
    "type": "message.sent",
    "id": "m1",
    "time": "2026-03-01T12:00:00Z",
    "account": "ann",
    "conversation": "c1",
    "text": "hello",
}


@pytest.fixture
def address(postgres: Server, tmp_path: Path) -> str:
    url = postgres.schema().replace("bantay@", "bantay:s3cret@")
    return f"{url}&files={tmp_path / 'store'}"


def test_a_run_into_a_server_and_what_is_read_from_it(
    address: str, tmp_path: Path, call: Call
) -> None:
    (tmp_path / "chat.jsonl").write_text(json.dumps(LINE) + "\n")
    run = call("run", "chat.jsonl", "--store", address)
    assert run.exit_code == 0, run.output
    assert (tmp_path / "store" / "store.toml").exists()
    assert not (tmp_path / "store" / "bantay.db").exists()
    for place in (address, str(tmp_path / "store")):
        listed = call("alarms", "--store", place)
        assert listed.exit_code == 0, listed.output
        assert call("audit", "verify", "--store", place).exit_code == 0
    again = call("run", "chat.jsonl", "--store", str(tmp_path / "store"), "--json")
    assert again.exit_code == 0 and json.loads(again.stdout)["events"] == 0
    assert "s3cret" not in run.output + listed.output + again.output


def test_the_address_may_stand_in_the_environment(
    address: str, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANTAY_STORE", address)
    (tmp_path / "chat.jsonl").write_text(json.dumps(LINE) + "\n")
    assert call("run", "chat.jsonl").exit_code == 0
    assert call("doctor").exit_code == 2  # the server of the tests is not durable


def test_doctor_looks_at_the_server(address: str, call: Call) -> None:
    result = call("doctor", "--store", address, "--format", "jsonl")
    rows = {row["name"]: row for row in map(json.loads, result.stdout.splitlines())}
    assert "PostgreSQL 16." in rows["server"]["said"] and "power cut" in rows["server"]["said"]
    assert rows["rights"]["state"] == "look" and rows["road"]["state"] == "ok"
    assert "none at" in rows["store"]["said"]
    assert "s3cret" not in result.output


def test_doctor_says_when_nobody_answers(tmp_path: Path, call: Call) -> None:
    address = f"postgresql://kim:s3cret@/bantay?host={tmp_path}&files={tmp_path / 'store'}"
    result = call("doctor", "--store", address)
    assert result.exit_code == 2 and "the server cannot be used" in result.output
    assert "s3cret" not in result.output


@pytest.mark.parametrize("command", ["alarms", "doctor", "run"])
def test_a_wrong_address_is_not_repeated(command: str, call: Call) -> None:
    words = ["chat.jsonl"] if command == "run" else []
    result = call(command, *words, "--store", "postgresql://kim:s3/cret@db.example.org/bantay")
    assert result.exit_code != 0
    assert "cret" not in result.output + repr(result.exception).replace("s3cret", "")

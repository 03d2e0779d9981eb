"""`bantay doctor`: each check says how it is and, when not well, what to do."""

import json
import os
from pathlib import Path

import pytest

from bantay.adapters.store import open_store
from bantay.cli import checks
from bantay.cli.store_checks import chain, delivery, faults, secret
from bantay.ports.reading import FaultRow

from .conftest import Call
from .toys import NOON, FakeReading


@pytest.fixture
def store(tmp_path: Path) -> Path:
    directory = tmp_path / "store"
    open_store(directory, create=True).close()
    return directory


def test_all_is_well_here(store: Path, call: Call) -> None:
    result = call("doctor", "--store", str(store))
    assert result.exit_code == 0, result.stdout
    assert all(line.startswith("ok ") for line in result.stdout.splitlines())


def test_before_the_first_run_nothing_is_wrong(call: Call) -> None:
    result = call("doctor", "--format", "jsonl")
    states = {row["name"]: row["state"] for row in map(json.loads, result.stdout.splitlines())}
    assert result.exit_code == 0
    assert states["store"] == "ok" and "audit" not in states


def test_a_store_that_does_not_open_is_exit_2(store: Path, call: Call) -> None:
    (store / "bantay.key").unlink()
    result = call("doctor", "--store", str(store))
    assert result.exit_code == 2
    assert "broken  store" in result.stdout and "broken  key" in result.stdout
    assert result.stdout.count("fix: ") == 2


def test_a_key_others_may_read_is_broken(store: Path) -> None:
    os.chmod(store / "bantay.key", 0o644)
    found = secret(store)
    assert found.state == "broken" and found.fix == f"chmod 600 {store / 'bantay.key'}"
    os.chmod(store / "bantay.key", 0o600)
    assert secret(store).state == "ok"


def test_a_key_elsewhere_is_looked_at_there(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANTAY_KEY_FILE", str(tmp_path / "away.key"))
    assert "away.key is missing" in secret(store).said


def test_what_the_store_says_of_itself() -> None:
    reading = FakeReading()
    assert {chain(reading).state, delivery(reading).state, faults(reading).state} == {"ok"}
    reading.broken, reading.waiting = 7, {"hook": 3, "file": 0}
    reading.faulty = [FaultRow("detector", "messages.a", "bug", 2, NOON)]
    assert (chain(reading).state, "record 7" in chain(reading).said) == ("broken", True)
    assert delivery(reading).said == "hook 3 waiting"
    assert faults(reading).said == "2 in all; the latest in messages.a: bug"


def test_an_old_python() -> None:
    assert checks.python((3, 10, 14)).state == "broken"
    assert checks.python((3, 11, 0)).state == "ok"


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, state in ((2**40, "ok"), (2**29, "look"), (2**20, "broken")):
        usage = type("U", (), {"free": free})()
        monkeypatch.setattr("shutil.disk_usage", lambda _, usage=usage: usage)
        assert checks.disk(tmp_path).state == state


@pytest.mark.parametrize(("jump", "state"), [(0.0, "ok"), (3600.0, "look"), (-60.0, "look")])
def test_a_clock_that_jumps(jump: float, state: str) -> None:
    walls, steadies = iter([1e9, 1e9 + 0.05 + jump]), iter([5.0, 5.05])
    found = checks.clocks(lambda: next(walls), lambda: next(steadies), lambda _: None)
    assert found.state == state


def test_a_file_server_with_a_time_of_its_own(tmp_path: Path) -> None:
    import time

    assert checks.file_clock(tmp_path, time.time).state == "ok"
    late = checks.file_clock(tmp_path, lambda: time.time() - 90)
    assert late.state == "look" and "+90" in late.said


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    import time

    assert checks.file_clock(tmp_path / "none", time.time).state == "broken"


def test_matcher_and_lexicons_are_looked_at_for_real() -> None:
    assert checks.matching().state == "ok"
    spoken = checks.languages()
    assert spoken.state == "ok" and {"en", "fil", "zh"} <= set(spoken.said.split(", "))


def test_an_empty_directory_is_no_broken_store(tmp_path: Path, call: Call) -> None:
    (tmp_path / "fresh").mkdir()
    rows = call("doctor", "--store", "fresh", "--format", "jsonl").stdout.splitlines()
    said = {row["name"]: row["state"] for row in map(json.loads, rows)}
    assert said["store"] == "ok" and "key" not in said

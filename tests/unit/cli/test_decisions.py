"""Deciding from the command line: list, approve by two, appeal, overturn, orders, backtest."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bantay.adapters.store import open_store
from bantay.bench.talk import talk
from bantay.cli.main import cli
from bantay.model.clock import DAY
from bantay.policy import load
from bantay.ports.acting import DecisionFilter
from bantay.runtime.embedded import Driver, pipeline
from bantay.runtime.merge import Piece
from tests.unit.deciding.toys import Always, ask

SIMULATED = "[simulated]\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A store with decisions that wait for two people, and a file of simulated capabilities."""
    from bantay.adapters.capabilities import SimulatedPlatform
    from bantay.adapters.capabilities.config import Routed

    folder = tmp_path_factory.mktemp("decided")
    (folder / "capabilities.toml").write_text(SIMULATED)
    store = open_store(folder / "store", create=True)
    policy = Always(ask("block_account", two_people=True, lasts=7 * DAY))
    routed = Routed(fallback=SimulatedPlatform())
    driver = Driver(store, pipeline(load(), store.key, policy=policy), capabilities=routed)
    driver.batch(Piece(events=talk(600, seed=3)))
    driver.act()
    ids = sorted(d.decision for d in store.decisions(DecisionFilter()))
    store.close()
    assert len(ids) >= 2
    return folder, ids


def run(made: Any, *words: str) -> Any:
    folder, _ = made
    return CliRunner().invoke(cli, [*words, "--store", str(folder / "store")])


def test_they_are_listed(made: Any) -> None:
    shown = run(made, "decisions", "--format", "jsonl", "--status", "waiting")
    rows = [json.loads(line) for line in shown.output.splitlines()]
    assert sorted(row["decision"] for row in rows) == made[1]
    assert all(row["needs"] == 2 and row["ground"] for row in rows)
    assert "waits for 2 named people" in run(made, "decisions").output


def test_two_people_then_an_appeal_and_a_third(made: Any) -> None:
    id = made[1][0]
    acting = ("--capabilities", str(made[0] / "capabilities.toml"))
    one = run(made, "decide", id, "--approve", "--by", "Kim", *acting)
    assert (one.exit_code, "waits for 1 named person" in one.output) == (0, True)
    again = run(made, "decide", id, "--approve", "--by", " kim", *acting)
    assert again.exit_code == 2 and "another person" in again.output
    two = run(made, "decide", id[:8], "--approve", "--by", "Lee", *acting)
    assert two.output.strip().endswith("open")
    filed = run(made, "appeal", id, "--account", "acct-1", "--text", "it was not me")
    assert filed.exit_code == 0
    assert run(made, "decide", id, "--overturn", "--by", "Lee", *acting).exit_code == 2
    last = run(made, "decide", id, "--overturn", "--by", "Mo", *acting)
    assert "ended: overturn" in last.output
    assert run(made, "audit", "verify").exit_code == 0


def test_the_statement_in_each_language(made: Any) -> None:
    said = {lang: run(made, "statement", made[1][1], "--lang", lang).output for lang in LANGS}
    assert "possible" in said["en"] and "可能" in said["zh"] and "osible" in said["fil"]


LANGS = ("en", "zh", "fil")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("decide",), "name a DECISION"),
        (("decide", "d-zzz", "--approve"), "there is no decision"),
        (("decide", "d-", "--approve"), "begin with"),
        (("decide", "--lift-stop", "--approve"), "name a DECISION"),
        (("appeal", "d-zzz"), "there is no decision"),
    ],
)
def test_a_mistake_gets_a_sentence(made: Any, words: tuple[str, ...], why: str) -> None:
    shown = run(made, *words)
    assert shown.exit_code == 2 and why in shown.output and "Traceback" not in shown.output


def test_what_waits_cannot_be_overturned_or_appealed(made: Any) -> None:
    id = made[1][1]
    assert "approve or refuse" in run(made, "decide", id, "--overturn", "--by", "Kim").output
    assert "nothing was done" in run(made, "appeal", id).output


def test_orders_are_listed_and_the_stop_is_lifted(made: Any) -> None:
    assert run(made, "orders").exit_code == 0
    assert "lifted" in run(made, "decide", "--lift-stop", "--by", "Kim").output


def test_a_backtest_from_the_command_line(made: Any, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(
        'version = "mine-1"\n[hypotheses]\n'
        "contact_evasion = { prior_db = -15, threshold_db = -14 }\n"
        "minor_at_risk = { prior_db = -20, threshold_db = -2 }\n"
    )
    shown = run(made, "policy", "backtest", "--policy", str(policy))
    assert shown.exit_code == 0, shown.output
    for said in ("now fires", "no longer fires", "unchanged", "could not be replayed", "by lang"):
        assert said in shown.output
    assert re.search(r"people's minutes a day: [\d.]+ today, [\d.]+ with it", shown.output)
    told = json.loads(run(made, "policy", "backtest", "--policy", str(policy), "--json").output)
    assert len(told["now_fires"]) + len(told["no_longer"]) > 0
    assert set(told["now_fires_by"]) == {"rule", "lang", "country"}

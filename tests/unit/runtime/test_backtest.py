"""A backtest is two replays of the journal, and a replay is what a live run would have done."""

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from bantay.adapters.capabilities import SimulatedPlatform
from bantay.adapters.capabilities.config import Routed
from bantay.adapters.store import open_store
from bantay.bench.talk import talk
from bantay.fuse.weights import shipped, with_weights
from bantay.model.clock import DAY, HOUR
from bantay.model.log import ActingChanged
from bantay.model.settings import Settings
from bantay.policy import load, parse
from bantay.policy.deciding import Limits
from bantay.runtime.backtest import Replay, Rules, backtest, by
from bantay.runtime.catalogue import catalogue
from bantay.runtime.embedded import Driver, pipeline
from bantay.runtime.merge import Piece
from tests.unit.deciding.ladder import LADDER
from tests.unit.deciding.toys import Always, ask

EVENTS = talk(1_200, seed=3, gap=240.0)
SPECS = {d.spec.id: d.spec for d in catalogue()}
BASE = parse(
    """
    version = "base-1"
    [hypotheses]
    minor_at_risk = { prior_db = -20, threshold_db = -15 }
    """,
    base=load(),
)
"""A stated age is an alarm by itself here, so that two hypotheses have some."""
OTHER = parse(
    """
    version = "other-1"
    [hypotheses]
    minor_at_risk = { prior_db = -20, threshold_db = -2 }
    contact_evasion = { prior_db = -15, threshold_db = -14 }
    """,
    base=load(),
)
POLICY = Always(ask("strike", cool_down=DAY), ask("fine", rule="two", lasts=3 * DAY))


def weighed(settings: Settings) -> Settings:
    return with_weights(settings, SPECS.values(), shipped())


def lived(
    folder: Path, settings: Settings, policy: Any, monkeypatch: pytest.MonkeyPatch, *, acts: bool
) -> Any:
    """A store that ran over the events one by one, and what each left behind."""
    key = folder.parent / "bantay.key"
    key.write_bytes(bytes(range(32)))
    key.chmod(0o600)
    monkeypatch.setenv("BANTAY_KEY_FILE", str(key))
    store = open_store(folder, create=True)
    routed = Routed(fallback=SimulatedPlatform()) if acts else None
    driver = Driver(store, pipeline(settings, store.key, policy=policy), capabilities=routed)
    said = []
    for event in EVENTS:
        outcome = driver.batch(Piece(events=[event]))
        entries = [one for one in outcome.journal if not isinstance(one, ActingChanged)]
        said.append((entries, outcome.decisions, outcome.orders))
    return store, said


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A store that ran under the shipped policy, in shadow."""
    monkeypatch = pytest.MonkeyPatch()
    store, _ = lived(tmp_path_factory.mktemp("h") / "s", BASE, LADDER, monkeypatch, acts=False)
    yield store
    store.close()
    monkeypatch.undo()


def traces(rules: Rules, history: Any) -> list[Any]:
    """One replay alone, entry by entry."""
    replay = Replay(rules, SPECS, history.key)
    said = []
    for entry in history.journal():
        trace = replay.step(entry)
        if trace.decisions or trace.orders:
            said.append((trace.decisions, [o.order for o in trace.orders]))
    return said


@pytest.mark.parametrize(("settings", "policy"), [(BASE, LADDER), (OTHER, POLICY)])
def test_a_replay_is_what_a_live_run_would_have_done(
    settings: Settings,
    policy: Any,
    history: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    live, said = lived(tmp_path / "live", settings, policy, monkeypatch, acts=True)
    live.close()
    replay, journal = (
        Replay(Rules(weighed(settings), policy), SPECS, history.key),
        history.journal(),
    )
    for entries, decisions, orders in said:
        replayed, ordered = {}, []
        for entry in entries:
            assert entry == next(journal)
            trace = replay.step(entry)
            replayed.update(trace.decisions)
            ordered += trace.orders
        silent = [structs.replace(order, statement={}) for order in orders]
        assert (replayed, ordered) == (decisions, silent)
    assert next(journal, None) is None and sum(len(orders) for _, _, orders in said) > 10


def test_a_backtest_equals_two_separate_replays(history: Any) -> None:
    old, new = Rules(weighed(BASE), LADDER), Rules(weighed(OTHER), LADDER)
    report = backtest(history, old, new, SPECS, history.key)
    before, after = (_first(traces(rules, history)) for rules in (old, new))
    told = {name: {f.decision.decision for f in getattr(report, name)} for name in NAMES}
    assert told == {
        "now_fires": after - before,
        "no_longer": before - after,
        "unchanged": before & after,
    }
    assert all(told.values())


NAMES = ("now_fires", "no_longer", "unchanged")


def _first(said: Any) -> set[str]:
    return {id for decisions, _ in said for id in decisions}


def test_the_same_policy_changes_nothing(history: Any) -> None:
    rules = Rules(weighed(BASE), LADDER)
    report = backtest(history, rules, rules, SPECS, history.key)
    assert report.unchanged and not report.now_fires and not report.no_longer
    assert report.could_not == {} and report.minutes_before == report.minutes_after > 0
    assert dict(by(report.unchanged, "rule")).keys() <= {rung.name for rung in LADDER.rungs}


def test_what_changed_in_a_step_is_seen(history: Any) -> None:
    rungs = tuple(
        structs.replace(rung, lasts=2 * HOUR) if rung.name == "a person looks" else rung
        for rung in LADDER.rungs
    )
    other = structs.replace(LADDER, rungs=rungs)
    rules = Rules(weighed(BASE), LADDER)
    report = backtest(history, rules, Rules(weighed(BASE), other), SPECS, history.key)
    assert {f.decision.rule for f in report.now_fires} == {"a person looks"}
    assert len(report.now_fires) == len(report.no_longer)


def test_what_could_not_be_replayed_is_counted(history: Any) -> None:
    rules = Rules(weighed(BASE), LADDER, Limits())
    some = {id: spec for id, spec in SPECS.items() if id != "messages.stated_age"}
    late = structs.replace(rules.settings, lateness=HOUR)
    report = backtest(history, rules, Rules(late, LADDER), some, history.key)
    assert report.could_not["findings of detectors that are not here any more"] > 0
    assert any("lateness" in why for why in report.could_not)

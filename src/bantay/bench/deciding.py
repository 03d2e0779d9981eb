"""The cost of deciding: a backtest of a million events, and one event's way to a decision.

Processor time, not wall time. The talk is invented and dense: one message in ten holds
something to find, so the journal is longer than an ordinary platform's.
"""

import tempfile
import time
from pathlib import Path

from bantay.adapters.capabilities import SimulatedPlatform
from bantay.adapters.capabilities.config import Routed
from bantay.adapters.store import EmbeddedStore, open_store
from bantay.bench.order import SECRET
from bantay.bench.results import Figures
from bantay.bench.talk import talk
from bantay.engine.accept import digests_of
from bantay.fuse.weights import shipped, with_weights
from bantay.model.settings import Settings
from bantay.policy import default_policy, load, read
from bantay.runtime.backtest import Rules, backtest
from bantay.runtime.catalogue import catalogue
from bantay.runtime.embedded import Driver, open_for_run, pipeline
from bantay.runtime.live import Acting
from bantay.runtime.memory import Memory
from bantay.runtime.merge import Piece

EVENTS, SECONDS = 1_000_000, 60.0
SINGLE, INSTANT_MS = 20_000, 10.0
_CHUNK = 10_000
_OTHER = """
version = "bench-other"
packs = ["defaults", "chat"]
[hypotheses]
minor_at_risk = { prior_db = -20, threshold_db = -4 }
contact_evasion = { prior_db = -15, threshold_db = -8 }
"""


def backtest_bar(size: int = EVENTS) -> tuple[dict[str, bool], Figures]:
    """A store that ran over `size` events; then both policies over its journal."""
    settings = load()
    specs = {d.spec.id: d.spec for d in catalogue()}
    with tempfile.TemporaryDirectory() as folder:
        store = open_for_run(Path(folder) / "store", settings)
        made = _lived(store, settings, size)
        store.close()
        again = open_store(Path(folder) / "store", create=False)
        old = Rules(with_weights(settings, specs.values(), shipped()), default_policy())
        other, wrong = read(_OTHER, "other.toml", settings)
        assert other is not None, wrong
        weighed = with_weights(other.settings, specs.values(), shipped())
        new = Rules(weighed, other.policy(), other.limits)
        started = time.process_time()
        report = backtest(again, old, new, specs, again.key)
        spent = time.process_time() - started
        again.close()
    figures = {
        "events": size,
        "journal entries": report.entries,
        "processor seconds of the run that made the store": round(made, 1),
        "processor seconds of the backtest": round(spent, 2),
        "now fires": len(report.now_fires),
        "no longer fires": len(report.no_longer),
        "unchanged": len(report.unchanged),
        "could not be replayed": sum(report.could_not.values()),
    }
    met = {
        f"at most {SECONDS:.0f} s of processor time": spent <= SECONDS * size / EVENTS,
        "there is something to compare": bool(report.now_fires and report.unchanged),
    }
    return met, figures


def _lived(store: EmbeddedStore, settings: Settings, size: int) -> float:
    driver = Driver(store, pipeline(settings, store.key))
    events = talk(size, seed=17, gap=2.6)
    started = time.process_time()
    for start in range(0, size, _CHUNK):
        driver.batch(Piece(events=events[start : start + _CHUNK]))
        driver.seal()
    return time.process_time() - started


def instant_bar(size: int = SINGLE) -> tuple[dict[str, bool], Figures]:
    """Events one at a time, from the decoded event to the orders for the caller to obey."""
    engine, memory = pipeline(load(), SECRET), Memory(lambda keys: {})
    routed, events, now = Routed(fallback=SimulatedPlatform()), talk(size, seed=19), None
    acting = Acting(configured=True, real=routed.real)
    spent, deciding, decided = [], [], 0
    for event in events:
        started = time.process_time_ns()
        outcome = engine.events([event], digests_of([event]), [None], now, memory, acting)
        taken = time.process_time_ns() - started
        now = outcome.now
        spent.append(taken)
        if outcome.decisions:
            deciding.append(taken)
            decided += len(outcome.decisions)
        memory.rows()
    figures = {
        "events": size,
        "events that led to a decision": len(deciding),
        "decisions": decided,
        "p50 of all events, ms": _quantile(spent, 0.50),
        "p99 of all events, ms": _quantile(spent, 0.99),
        "p50 of events that led to a decision, ms": _quantile(deciding, 0.50),
        "p99 of events that led to a decision, ms": _quantile(deciding, 0.99),
    }
    met = {
        f"p99 to a decision under {INSTANT_MS:.0f} ms of processor time": (
            _quantile(deciding, 0.99) < INSTANT_MS
        ),
        "at least 100 events led to one": len(deciding) >= 100,
    }
    return met, figures


def _quantile(nanoseconds: list[int], share: float) -> float:
    """To a thousandth of a millisecond."""
    ranked = sorted(nanoseconds)
    return round(ranked[min(len(ranked) - 1, int(len(ranked) * share))] / 1e6, 3) if ranked else 0.0

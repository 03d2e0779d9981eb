"""`money_speed`: money, access and groups, all their detectors with state, on one core.

Rates are of processor time, from JSON Lines to findings. What it stands beside, in the same
run: the same lines into three bare keyed windows (payer, payee, instrument) that add up a
month and detect nothing. Their share says what the detectors and the engine cost.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

import msgspec

from bantay.bench.money_mix import lines
from bantay.bench.results import Figures
from bantay.bench.speed_child import one_core
from bantay.engine.accept import digests_of
from bantay.fuse.weights import shipped, with_weights
from bantay.model.events import Event, PaymentMade
from bantay.policy import load
from bantay.runtime.calm import calm
from bantay.runtime.catalogue import catalogue, terms_of
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Pipeline

RATE = 30_000
SIZE, RUNS, BATCH = 200_000, 3, 10_000
PLANES = ("money", "access", "groups")
_DECODE = msgspec.json.Decoder(Event).decode
_MONTH = timedelta(days=30)


def bar(size: int = SIZE, runs: int = RUNS) -> tuple[dict[str, bool], Figures]:
    """Both rates, and what share of the bare windows' the detectors reach."""
    one_core()
    made = list(lines(size))
    engine()  # every pattern compiled once before the clock runs
    pairs = [(_timed(made, detected), _timed(made, bare)) for _ in range(runs)]
    ours, floor = (median(rates) for rates in zip(*pairs, strict=True))
    figures = {
        "events": size,
        "detectors": len(chosen()),
        "with all detectors: events a second of processor time": round(ours),
        "with all detectors: each run": [round(rate) for rate, _ in pairs],
        "three bare keyed windows: events a second of processor time": round(floor),
        "share of the bare windows": f"{ours / floor:.1%}",
        "findings": detected(made),
    }
    return {f"at least {RATE:,} events a second of processor time": ours >= RATE}, figures


def chosen() -> list[Any]:
    """The detectors that are measured."""
    return [detector for detector in catalogue() if detector.spec.plane in PLANES]


def engine() -> Pipeline:
    """The shipped engine with those detectors alone."""
    detectors = chosen()
    settings = with_weights(load(), [d.spec for d in detectors], shipped())
    return Pipeline(detectors, terms_of(detectors), settings, b"a secret of no use to anybody", "b")


def _timed(made: Sequence[bytes], what: Callable[[Sequence[bytes]], object]) -> float:
    with calm():
        began = time.process_time()
        what(made)
        return len(made) / (time.process_time() - began)


def detected(made: Sequence[bytes]) -> int:
    """All detectors with state, as a run does it but for the store; findings that stand."""
    through, memory, now = engine(), Memory(lambda keys: {}, capacity=1_000_000), None
    left: set[str] = set()
    for start in range(0, len(made), BATCH):
        events = [_DECODE(line) for line in made[start : start + BATCH]]
        outcome = through.events(events, digests_of(events), [None] * len(events), now, memory)
        now = outcome.now
        for id, row in outcome.findings.items():
            (left.add if row.status == "open" else left.discard)(id)
    return len(left)


def bare(made: Sequence[bytes]) -> int:
    """Three windows of a month with their sums, and nothing else."""
    windows: dict[tuple[str, str], deque[tuple[datetime, Decimal]]] = {}
    sums: dict[tuple[str, str], Decimal] = {}
    for line in made:
        event = _DECODE(line)
        if isinstance(event, PaymentMade):
            keys = (
                ("payer", event.from_account),
                ("payee", event.to_account),
                ("instrument", event.to_instrument),
            )
            amount = Decimal(event.amount)
            for domain, id in keys:
                if id is not None:
                    _held(windows, sums, (domain, id), (event.time, amount))
    return len(sums)


def _held(
    windows: dict[tuple[str, str], deque[tuple[datetime, Decimal]]],
    sums: dict[tuple[str, str], Decimal],
    key: tuple[str, str],
    entry: tuple[datetime, Decimal],
) -> None:
    window = windows.setdefault(key, deque())
    window.append(entry)
    total = sums.get(key, Decimal()) + entry[1]
    while window[0][0] <= entry[0] - _MONTH:
        total -= window.popleft()[1]
    sums[key] = total

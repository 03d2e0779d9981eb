"""Bars of the run on Spark: how fast, what it costs, and that kills change nothing.

Spark runs in an environment of its own (`sparkhome`), each session in a process that can be
killed. Rates are of steady batches of warm workers: what it takes to get there is told apart.
"""

import os
import random
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from bantay.adapters.sources import open_sources
from bantay.adapters.store import open_store
from bantay.bench.mixed import write_mix
from bantay.bench.modes import bytes_a_key, differing, everything, keys_of
from bantay.bench.results import Figures
from bantay.bench.sets import DATA
from bantay.bench.spark_child import Errand, Errands, Ran
from bantay.bench.sparkhome import spark_environment, spark_python
from bantay.bench.talk import talk
from bantay.policy import load
from bantay.runtime.embedded import run
from bantay.runtime.surveys import survey

RATE, SHARE, GROWTH = 12_000, 0.6, 1.25
DAILY, PEAK = 1_000_000_000, 3
SIZE, BATCH = 400_000, 100_000
KILLS, EVENTS, CHUNK, TAIL = 20, 24_000, 700, 1_500
STOPS = ("batch built", "before commit", "after commit", "segment written", "seal before commit")
"""Where the driver is killed: around the one transaction of a batch, while the log is sealed."""
Bars = tuple[dict[str, bool], Figures]
ROOT = Path()


def session(folder: Path, errands: Sequence[Errand], root: Path = ROOT) -> list[Ran] | None:
    """One Spark session in a process of its own; None when it killed itself.

    RuntimeError, with what it said, when it failed otherwise.
    """
    plan = folder / "plan.json"
    plan.write_bytes(msgspec.json.encode(Errands(list(errands))))
    python = spark_python(root)
    done = subprocess.run(
        [str(python), "-m", "bantay.bench.spark_child", str(plan.resolve())],
        capture_output=True,
        check=False,
        env=spark_environment(root, python),
        start_new_session=True,
    )
    if done.returncode == -9:
        return None
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-2_000:])
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=list[Ran])


@contextmanager
def one_key(base: Path) -> Iterator[None]:
    """One key for all stores, so that what they say can be compared byte by byte."""
    key = base / "bantay.key"
    key.write_bytes(bytes(range(32)))
    key.chmod(0o600)
    os.environ["BANTAY_KEY_FILE"] = str(key)
    try:
        yield
    finally:
        del os.environ["BANTAY_KEY_FILE"]


def embedded(
    paths: Sequence[Path], folder: Path, surveys: tuple[str, ...] = ()
) -> dict[str, bytes]:
    """What the embedded engine makes of files, and of surveys after them."""
    store = open_store(folder, create=True)
    run(open_sources(list(paths)), store, load())
    if surveys:
        survey(store, load(), surveys)
    store.close()
    return everything(folder)


# ------------------------------------------------------------------ speed


def bar(size: int = SIZE, batch: int = BATCH, data: Path = DATA) -> Bars:
    """All message detectors on the fixed mix, beside the same job without any."""
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        with one_key(base):
            mixed = write_mix(base / "mix.jsonl", size, data, planted=False)
            return measured(base, mixed.path, batch)


def measured(base: Path, path: Path, batch: int) -> Bars:
    """The bar on a file of messages. A first run warms workers and Java up and is told apart:
    its processor time is that of compiling."""

    def errand(name: str, **more: Any) -> Errand:
        return Errand(paths=[str(path)], store=str(base / name), chunk=batch, **more)

    plan = [errand("cold"), errand("two"), errand("passing", passing=True), errand("one", parts=1)]
    ran = session(base, plan)
    assert ran is not None
    cold, two, passing, one = ran
    same = differing(embedded([path], base / "embedded"), everything(base / "two"))
    rate, alone = _rate(two), _rate(passing)
    growth = _cost(two) / _cost(one)
    met = {
        f"at least {RATE:,} messages a second on two cores": rate >= RATE,
        f"at least {SHARE:.0%} of the same job without detectors": rate >= SHARE * alone,
        f"at most {GROWTH} of the processor time a message at one part": growth <= GROWTH,
        "everything equal to the embedded engine": not same,
    }
    first = {"messages a second, workers just started": round(_rate(cold))}
    return met, _figures(two, passing, one, base) | first | {"differs from embedded": same}


def _figures(two: Ran, passing: Ran, one: Ran, base: Path) -> Figures:
    store = open_store(base / "two", create=False)
    a_key, keys = bytes_a_key(store), keys_of(store)
    store.close()
    kept = sum(file.stat().st_size for file in (base / "two").rglob("*") if file.is_file())
    events = two.whole.events
    figures = {
        "messages in steady batches": two.steady.events,
        "messages a second, steady": round(_rate(two)),
        "messages a second, steady, without detectors": round(_rate(passing)),
        "share of the job without detectors": round(_rate(two) / _rate(passing), 3),
        "a run's first batch, seconds more than a steady one": round(_fixed(two), 1),
        "microseconds of processor time a message, two parts": round(_cost(two), 1),
        "microseconds of processor time a message, one part": round(_cost(one), 1),
        "processor time a message, two parts over one": round(_cost(two) / _cost(one), 3),
        "of it the driver's, microseconds a message": round(_driver(two), 1),
        "messages a second that the processor time of two cores allows": round(2e6 / _cost(two)),
        "share of the time waited for workers": round(two.asking / two.whole.wall, 3),
        "questions to the workers": two.asks,
        "bytes to the workers and back, a message": round((two.sent + two.back) / events, 1),
        "bytes of state a key": a_key,
        "keys with a state, a thousand messages": round(1_000 * keys / events, 1),
        "bytes of the store a message": round(kept / events, 1),
    }
    return figures | {"tables": {"plan": plan(figures)}}


def _rate(ran: Ran) -> float:
    return ran.steady.events / ran.steady.wall


def _cost(ran: Ran) -> float:
    return ran.steady.cpu / ran.steady.events * 1e6


def _driver(ran: Ran) -> float:
    return ran.steady.driver / ran.steady.events * 1e6


def _fixed(ran: Ran) -> float:
    """Seconds of the first batch beyond what its events take in a steady one."""
    first = ran.whole.events - ran.steady.events
    return ran.whole.wall - ran.steady.wall - first / _rate(ran)


# ------------------------------------------------------------------ on paper


def plan(figures: Figures) -> dict[str, Any]:
    """What a thousand million messages a day take: each line names its measurement and how it
    is carried over. Nothing here was tried at that size."""
    mean = DAILY / 86_400
    cost = figures["microseconds of processor time a message, two parts"]
    driver = figures["of it the driver's, microseconds a message"]
    state = figures["bytes of state a key"]
    keyed = figures["keys with a state, a thousand messages"] * DAILY / 1_000
    wide = sum(state.values()) / max(1, len(state))
    rows = [
        ("messages a second, mean of the day", mean, f"{DAILY:,} / 86,400", "arithmetic"),
        ("messages a second, peak", mean * PEAK, f"{PEAK} times the mean", "assumed"),
        (
            "cores of workers and Java at the peak",
            mean * PEAK * (cost - driver) / 1e6,
            "processor time a message less the driver's",
            "in proportion; every core as here, no idle one",
        ),
        (
            "share of one core the driver takes at the peak",
            mean * PEAK * driver / 1e6,
            "the driver's processor time a message",
            "in proportion; past 1 one driver no longer keeps up",
        ),
        (
            "messages a second at which one driver is full",
            1e6 / driver,
            "the driver's processor time a message",
            "one core of this machine, all its time",
        ),
        (
            "GB between driver and workers a day",
            figures["bytes to the workers and back, a message"] * DAILY / 1e9,
            "bytes to the workers and back",
            "in proportion",
        ),
        (
            "GB of log, findings and states a day",
            figures["bytes of the store a message"] * DAILY / 1e9,
            "bytes of the store a message",
            "in proportion; short runs have more overhead",
        ),
        (
            "GB of key states after a day",
            keyed * wide / 1e9,
            "keys a thousand messages, mean bytes a key over domains",
            "in proportion: an upper bound, as keys come again and states expire",
        ),
    ]
    return {
        "title": "One thousand million messages a day, on paper",
        "columns": ["what", "how much", "measured", "carried over"],
        "rows": [[what, _short(value), base, how] for what, value, base, how in rows],
    }


def _short(value: float) -> float | int:
    return round(value) if value >= 100 else round(value, 2)


# ------------------------------------------------------------------ kills


def kills_bar(kills: int = KILLS, events: int = EVENTS) -> Bars:
    """The driver is killed again and again; what stands at the end is what embedded gives."""
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        with one_key(base):
            path = base / "talk.jsonl"
            encode = msgspec.json.Encoder().encode
            path.write_bytes(b"".join(encode(e) + b"\n" for e in talk(events, seed=11)))
            wanted = embedded([path], base / "embedded")
            told = killed(base, path, kills, seed=7)
            same = differing(wanted, everything(base / "spark"))
    met = {
        f"{kills} kills": told["kills"] >= kills,
        "the log grew between kills": told["advanced"] >= kills // 2,
        "nothing lost, nothing doubled: all equal to the embedded engine": not same,
    }
    return met, {"events": events, **told, "differs from embedded": same}


def killed(base: Path, path: Path, kills: int, seed: int) -> dict[str, Any]:
    """Run a file on Spark, killing the driver on the way, and a worker in every session; at the
    end it is let through."""
    source, reached = random.Random(seed), 0
    told: dict[str, Any] = {"kills": 0, "advanced": 0, "at": {}, "workers killed": 0}
    for number in range(kills):
        dies = base / f"worker-{number}"
        stop, nth = source.choice(STOPS), source.randint(1, 2)
        errand = Errand(
            paths=[str(path)],
            store=str(base / "spark"),
            chunk=source.choice((CHUNK // 4, CHUNK // 2, CHUNK)),
            buckets=source.randint(1, 9),
            few=0,
            tail_limit=TAIL,
            dies=str(dies),
            stop=stop,
            nth=nth,
        )
        if session(base, [errand]) is None:
            told["kills"] += 1
            told["at"][stop] = told["at"].get(stop, 0) + 1
        told["workers killed"] += dies.exists()
        now = head(base / "spark")
        told["advanced"] += now > reached
        reached = now
    session(base, [Errand(paths=[str(path)], store=str(base / "spark"), few=0)])
    return told


def head(folder: Path) -> int:
    """Where the log of a store ends."""
    store = open_store(folder, create=True)
    try:
        return store.head().next_seq
    finally:
        store.close()

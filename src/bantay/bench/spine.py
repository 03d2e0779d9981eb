"""The cost of the spine: from file to committed store, on real corpora, on one core.

Real texts are read where the operator's measuring data lies (`../shared/data`) and written
as contract events to a temporary file; nothing of them is kept.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from bantay.bench.order import SECRET
from bantay.bench.results import Figures
from bantay.bench.talk import START
from bantay.engine.accept import digests_of
from bantay.errors import MissingExtra
from bantay.model.events import MessageSent
from bantay.policy import load
from bantay.runtime.embedded import pipeline
from bantay.runtime.memory import Memory

DATA = Path("../shared/data")
SETS = (
    "irc_disentangle",
    "nus_sms_en",
    "nus_sms_zh",
    "filipino_social",
    "lccc_weibo",
    "xdailydialog",
    "xpersona",
    "topical_chat",
    "kdconv",
    "sgd_dialogues",
    "wisesight_th",
)
DETECTORS = (
    "messages.contact_shared",
    "messages.contact_split",
    "messages.stated_age",
    "messages.template_to_many",
)
"""The detectors with which the spine's cost is stated."""
RATE, MEMORY_MIB, LATENCY_MS = 60_000, 1024, 2.0


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    import zstandard

    with path.open("rb") as raw, zstandard.ZstdDecompressor().stream_reader(raw) as plain:
        for line in plain.read().decode().splitlines():
            yield json.loads(line)


def real_texts() -> list[tuple[str, int, str]]:
    """(conversation, speaker, text) of every line of real talk, set after set."""
    if not DATA.exists():
        raise MissingExtra("this bar measures on real corpora, which are not here; it", "bench")
    texts: list[tuple[str, int, str]] = []
    for name in SETS:
        for number, row in enumerate(_lines(DATA / name / "data.jsonl.zst")):
            turns = row.get("turns") or [row.get("text") or ""]
            room = f"{name}-{row.get('id', number // 40)}"
            texts += [(room, i % 2, str(turn)) for i, turn in enumerate(turns) if turn]
    return texts


def write_talk(path: Path, size: int) -> None:
    """`size` contract events of real talk, repeated with new people where the corpora end."""
    texts, encode = real_texts(), msgspec.json.Encoder().encode
    with path.open("wb") as file:
        for n in range(size):
            again, place = divmod(n, len(texts))
            room, speaker, text = texts[place]
            event = MessageSent(
                id=f"m{n}",
                time=START + timedelta(seconds=0.4 * n),
                account=f"{room}-{again}-{speaker}",
                conversation=f"{room}-{again}",
                text=text[:2_000],
                channel="direct",
                to=[f"{room}-{again}-{1 - speaker}"],
            )
            file.write(encode(event) + b"\n")


_CHILD = """
import json, os, resource, sys, time
from pathlib import Path
os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[-1]})
from bantay.adapters.sources import open_sources
from bantay.adapters.store import open_store
from bantay.policy import load
from bantay.runtime.catalogue import catalogue
from bantay.runtime.embedded import run
chosen = [d for d in catalogue() if d.spec.id in sys.argv[3:]]
assert len(chosen) == len(sys.argv[3:])
sources = open_sources([Path(sys.argv[1])])
store = open_store(Path(sys.argv[2]), create=True)
peaks, wall, cpu = [], time.perf_counter(), time.process_time()
def progress(name, done, size, events):
    with open("/proc/self/status") as status:
        peaks.append(next(int(l.split()[1]) for l in status if l.startswith("RssAnon")) // 1024)
report = run(sources, store, load(), progress=progress, detectors=chosen)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
store.close()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"accepted": report.accepted, "findings": report.findings, "faults": report.faults,
    "alarms": report.alarms_open, "wall": wall, "cpu": cpu, "peak": peak, "rss": peaks}))
"""


def run_child(size: int) -> Figures:
    """Run a fresh process, pinned to one core, over `size` events into a fresh store.

    A run over a few lines goes before it, so that no source is compiled on the clock, as it
    is not on a machine where Bantay ran before.
    """
    with tempfile.TemporaryDirectory() as folder:
        compiled = str(Path(folder) / "compiled")
        _child(Path(folder) / "warm", 1_000, compiled)
        return _child(Path(folder) / "cold", size, compiled)


def _child(folder: Path, size: int, compiled: str) -> Figures:
    folder.mkdir()
    path = folder / "talk.jsonl"
    write_talk(path, size)
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path), str(folder / "store"), *DETECTORS],
        capture_output=True,
        text=True,
        check=False,
        env=_environment(compiled),
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    out: Figures = json.loads(done.stdout)
    return out


def _environment(compiled: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": compiled}


def speed_bar(size: int = 1_000_000, runs: int = 3) -> tuple[dict[str, bool], Figures]:
    """Messages a second from file to committed store, the median of some runs."""
    done = [run_child(size) for _ in range(runs)]
    wall = sorted(size / one["wall"] for one in done)
    cpu = sorted(size / one["cpu"] for one in done)
    figures = {
        "messages": size,
        "detectors": len(DETECTORS),
        "messages a second, wall, median": round(wall[runs // 2]),
        "messages a second, wall, each run": [round(rate) for rate in wall],
        "messages a second of processor time, median": round(cpu[runs // 2]),
        "finding changes": done[0]["findings"],
        "open alarms": done[0]["alarms"],
        "detector faults": done[0]["faults"],
    }
    return {f"at least {RATE:,} messages a second": wall[runs // 2] >= RATE}, figures


def memory_bar(small: int = 1_000_000, large: int = 5_000_000) -> tuple[dict[str, bool], Figures]:
    """Memory while five times as many messages pass.

    The limit is on everything resident; what must stay flat is the process's own memory,
    without the pages of mapped files that the system may take back.
    """
    done = run_child(large)
    rss = done["rss"]
    at_small = max(rss[: max(1, len(rss) * small // large)])
    figures = {
        "messages": large,
        "detectors": len(DETECTORS),
        "peak of all resident memory, MiB": done["peak"],
        f"own memory up to {small:,} messages, MiB": at_small,
        f"own memory up to {large:,} messages, MiB": max(rss),
        "growth": round(max(rss) / at_small, 2),
        "messages a second, wall": round(large / done["wall"]),
    }
    met = {
        f"under {MEMORY_MIB} MiB": done["peak"] < MEMORY_MIB,
        "flat: at most a tenth more at five times the messages": max(rss) <= 1.1 * at_small,
    }
    return met, figures


def latency_bar(size: int = 20_000, durable: int = 2_000) -> tuple[dict[str, bool], Figures]:
    """A batch of one: through both stages without the disk, and with a durable commit."""
    from bantay.adapters.store import open_store
    from bantay.runtime.embedded import Driver
    from bantay.runtime.merge import Piece

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "talk.jsonl"
        write_talk(path, size)
        decode = msgspec.json.Decoder(MessageSent).decode
        events = [decode(line) for line in path.read_bytes().splitlines()]
        pure = _pure(events)
        store = open_store(Path(folder) / "store", create=True)
        driver = Driver(store, pipeline(load(), store.key))
        committed = []
        for event in events[:durable]:
            began = time.perf_counter()
            driver.batch(Piece([event]))
            committed.append(time.perf_counter() - began)
        store.close()
    busy = _percentiles([one for one, _ in pure])
    figures = {
        "messages": size,
        "without the disk, ms of processor time": busy,
        "without the disk, ms by the clock, other programs included": _percentiles(
            [one for _, one in pure]
        ),
        "with a durable commit, ms by the clock": _percentiles(committed),
    }
    return {f"p99 without the disk under {LATENCY_MS} ms": busy["p99"] < LATENCY_MS}, figures


def _pure(events: list[MessageSent]) -> list[tuple[float, float]]:
    """Processor time and time by the clock of each message, in seconds."""
    engine, memory, now = pipeline(load(), SECRET), Memory(lambda keys: {}), None
    taken = []
    for event in events:
        began, busy = time.perf_counter(), time.thread_time()
        outcome = engine.events([event], digests_of([event]), [None], now, memory)
        memory.rows()
        taken.append((time.thread_time() - busy, time.perf_counter() - began))
        now = outcome.now
    return taken


def _percentiles(seconds: list[float]) -> dict[str, float]:
    values = np.array(seconds) * 1000
    return {f"p{p}": round(float(np.percentile(values, p)), 3) for p in (50, 95, 99)}

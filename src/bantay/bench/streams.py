"""A topic read into a store: how fast, and what is left after it was killed again and again.

The broker is Tansu in memory, on the same two cores. Rates are by the clock, from the first
question to the broker until the last event is sealed, with what the process itself used of the
processor beside them; loading the catalogue comes before, and is told apart. So does pandas,
which only this environment has: the columns' library loads it at the first list. Effects are
what a reader of the topic of alarms has when it does each key once.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec

from bantay.adapters.store import open_store
from bantay.bench.broker import Broker, broker
from bantay.bench.results import Figures
from bantay.bench.spine import write_talk
from bantay.bench.talk import talk
from bantay.model.events import MessageSent

RATE = 20_000
MESSAGES, STORY, KILLS, CUT = 200_000, 6_000, 8, 50
PARTITIONS = 2
_CHILD = """
import json, os, sys, time
from pathlib import Path
import pyarrow
from bantay.adapters.helper import Forked
from bantay.adapters.kafka.address import address_of
from bantay.adapters.kafka.inlet import Inlet
from bantay.adapters.kafka.outlet import KafkaSink
from bantay.policy import load
from bantay.runtime.embedded import open_for_run, pipeline, run
from bantay.runtime.spread.beside import BesidePipeline
source, sink, folder, chunk = sys.argv[1:]
settings = load()
pyarrow.array([0])
store = open_for_run(Path(folder), settings)
begun = time.perf_counter()
engine = pipeline(settings, store.key, kind=BesidePipeline)
helper = engine.helped(Forked)
begun = time.perf_counter() - begun
streams, sinks = [Inlet(address_of(source))], [KafkaSink(address_of(sink))]
wall, cpu = time.perf_counter(), time.process_time()
report = run(
    streams, store, settings, sinks=sinks, chunk=int(chunk), engine=engine,
    progress=lambda *_: print("batch", file=sys.stderr, flush=True),
)
wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
store.close()
helper.close()
theirs = os.times()
used = theirs.children_user + theirs.children_system
told = {"accepted": report.accepted, "faults": report.faults}
print(json.dumps(told | {"wall": wall, "cpu": cpu, "helped": used, "begun": begun}))
"""


def bar() -> tuple[dict[str, bool], Figures]:
    """Speed on real talk, then effects under `kill -9`."""
    with tempfile.TemporaryDirectory() as folder, broker() as kafka:
        met, figures = speed(kafka, Path(folder), MESSAGES)
        more_met, more = torn(kafka, Path(folder), STORY, KILLS)
    return met | more_met, figures | more


def speed(kafka: Broker, folder: Path, size: int) -> tuple[dict[str, bool], Figures]:
    """Messages a second from the topic to the committed store, the whole catalogue on, as
    `bantay run --helper` does it."""
    lines = folder / "talk.jsonl"
    write_talk(lines, size)
    kafka.topic("speed", PARTITIONS)
    kafka.topic("speed-alarms")
    with lines.open("rb") as file:
        keyed = ((b"%d" % (number // 40), line.rstrip()) for number, line in enumerate(file))
        kafka.send_keyed("speed", keyed)
    done = _run(kafka, folder / "speed", "speed", "speed-alarms")
    took, used = done["wall"], done["cpu"]
    figures: Figures = {
        "messages": size,
        "partitions": PARTITIONS,
        "messages a second, wall": round(size / took),
        "messages a second of the first process's processor time": round(size / used),
        "messages a second of all processor time": round(size / (used + done["helped"])),
        "loading the catalogue before, seconds": round(done["begun"], 1),
        "accepted": done["accepted"],
        "detector faults": done["faults"],
        "load of the machine when it ended": round(os.getloadavg()[0], 1),
    }
    met = {
        f"at least {RATE:,} messages a second": size / took >= RATE,
        "every message accepted": done["accepted"] == size,
    }
    return met, figures


def torn(kafka: Broker, folder: Path, size: int, kills: int) -> tuple[dict[str, bool], Figures]:
    """The same topic read undisturbed, and by runs that are killed after some batches each."""
    for topic in ("story", "calm-alarms", "torn-alarms"):
        kafka.topic(topic)
    kafka.send("story", map(msgspec.json.encode, talk(size, seed=7)))
    _first(folder / "first")
    _run(kafka, folder / "calm", "story", "calm-alarms")
    killed = sum(_killed(kafka, folder / "torn", after) for after in range(3, 3 + 2 * kills, 2))
    _run(kafka, folder / "torn", "story", "torn-alarms")
    calm, torn_ = kafka.read("calm-alarms"), kafka.read("torn-alarms")
    counted = Counter(key for key, _, _ in torn_)
    met = {
        "no alarm lost and none new, by ids and bodies": {k: b for k, _, b in calm}
        == {k: b for k, _, b in torn_},
        "every message once in the log": _ids(folder / "torn") == _ids(folder / "calm"),
        "it was killed in the middle": killed >= 2,
    }
    figures: Figures = {
        "messages of the story": size,
        "kills that found it running": killed,
        "alarms told, undisturbed": len(calm),
        "records told again after a kill": sum(n - 1 for n in counted.values()),
    }
    return met, figures


def _words(kafka: Broker, store: Path, topic: str, out: str, chunk: int) -> list[str]:
    source, sink = kafka.address(topic, "?until=end"), kafka.address(out)
    return [sys.executable, "-c", _CHILD, source, sink, str(store), str(chunk)]


def _run(kafka: Broker, store: Path, topic: str, out: str) -> dict[str, Any]:
    words = _words(kafka, store, topic, out, 10_000)
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode()[-2_000:])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _first(folder: Path) -> None:
    """A store whose key the others share, so that ids can be compared."""
    open_store(folder, create=True).close()
    os.environ["BANTAY_KEY_FILE"] = str(folder / "bantay.key")


def _killed(kafka: Broker, store: Path, batches: int) -> bool:
    """Start it, and kill it when it has finished so many batches; whether it was running."""
    words = _words(kafka, store, "story", "torn-alarms", CUT)
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        for _, line in zip(range(batches), running.stderr, strict=False):
            if line != b"batch\n":
                raise RuntimeError(line.decode() + running.stderr.read().decode()[-2_000:])
        running.kill()
    return running.returncode < 0


def _ids(store: Path) -> list[str]:
    found = open_store(store, create=False)
    try:
        return sorted(r.id for _, r in found.log() if isinstance(r, MessageSent))
    finally:
        found.close()

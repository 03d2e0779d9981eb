"""The crash bar: `kill -9` at every named stop point, what was not synced dropped, then resume.

A store is killed at one stop point after another until it has gone through all of them, then
finishes; findings, alarms, the log and what the sink was told must be those of a run that
nobody disturbed. The child process is this module: `python -m bantay.bench.crash`.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from bantay.adapters.sinks import JsonlSink
from bantay.adapters.sources import open_sources
from bantay.adapters.store import STOPS, open_store
from bantay.adapters.store.forgetful import ForgetfulFiles, How
from bantay.bench.results import Figures
from bantay.bench.talk import talk
from bantay.policy import load
from bantay.ports.reading import AlarmFilter
from bantay.runtime.embedded import run

EVENTS, CHUNK, TAIL = 4_000, 50, 140
ROUNDS = 10
HARD: tuple[How | None, ...] = ("drop", "truncate", None)
"""What a power cut does to what was not synced; None: only the process dies."""


def child(folder: Path, stop: str, nth: int, forgetful: bool) -> None:
    """Run to the end, or to the nth time at a stop point: there it kills itself."""
    passed = 0

    def at(name: str) -> None:
        nonlocal passed
        passed += name == stop
        if name == stop and passed == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    files = ForgetfulFiles(folder / "store") if forgetful else None
    store = open_store(folder / "store", create=True, at=at, files=files, tail_limit=TAIL)
    sources = open_sources([folder / "talk.jsonl"])
    run(sources, store, load(), sinks=[JsonlSink(folder / "told.jsonl")], chunk=CHUNK)
    store.close()


def _spawn(folder: Path, stop: str, nth: int, forgetful: bool) -> bool:
    """Whether the child was killed where it should be; RuntimeError if it failed otherwise."""
    words = [sys.executable, "-m", "bantay.bench.crash", str(folder), stop, str(nth)]
    done = subprocess.run([*words, "1" if forgetful else "0"], capture_output=True, check=False)
    if done.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(done.stderr.decode()[-2_000:])
    return done.returncode == -signal.SIGKILL


def told_by(folder: Path) -> dict[str, bytes]:
    """Everything a finished store says, as bytes to compare."""
    store = open_store(folder / "store", create=False)
    lines = (folder / "told.jsonl").read_bytes().splitlines(keepends=True)
    said = {
        "findings": msgspec.json.encode(store.findings()),
        "alarms": msgspec.json.encode(store.alarms(AlarmFilter())),
        "log": b"\n".join(msgspec.json.encode(pair) for pair in store.log()),
        "told": b"".join(sorted(lines)),
        "audit": repr(store.verify_audit()).encode(),
        "undelivered": repr(store.undelivered()).encode(),
    }
    store.close()
    return said


class Tally:
    """What the rounds add up to."""

    def __init__(self) -> None:
        self.hits: Counter[str] = Counter()
        self.advanced = 0
        self.differing: list[str] = []


def prepare(folder: Path, size: int) -> None:
    """The talk that every round reads, and one key for all."""
    encode = msgspec.json.Encoder().encode
    lines = [encode(event) + b"\n" for event in talk(size, seed=11)]
    (folder / "talk.jsonl").write_bytes(b"".join(lines))


def disturbed(folder: Path, stops: Sequence[str], how: How | None, seed: int, tally: Tally) -> None:
    """Kill at each stop in turn, losing what was not synced, then let it finish."""
    source, reached = random.Random(seed), -1
    for stop in stops:
        if not _spawn(folder, stop, source.randint(1, 2), how is not None):
            continue
        tally.hits[stop] += 1
        if how is not None:
            ForgetfulFiles(folder / "store").lose(how)
        store = open_store(folder / "store", create=True)
        head = store.head().next_seq
        store.close()
        tally.advanced += head > reached
        reached = head
    _spawn(folder, "", 0, how is not None)


def rounds(count: int, size: int, stops: Sequence[str] = STOPS, seed: int = 5) -> Tally:
    """Rounds of one kill at each stop, in an order of their own, each compared at the end."""
    tally = Tally()
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        key = base / "bantay.key"
        key.write_bytes(bytes(range(32)))
        key.chmod(0o600)
        os.environ["BANTAY_KEY_FILE"] = str(key)
        try:
            calm = base / "calm"
            calm.mkdir()
            prepare(calm, size)
            _spawn(calm, "", 0, False)
            wanted = told_by(calm)
            for number in range(count):
                folder = base / f"round{number}"
                folder.mkdir()
                prepare(folder, size)
                order = random.Random(seed + number).sample(list(stops), len(stops))
                disturbed(folder, order, HARD[number % len(HARD)], seed + number, tally)
                got = told_by(folder)
                tally.differing += [f"round {number}: {k}" for k in got if got[k] != wanted[k]]
        finally:
            del os.environ["BANTAY_KEY_FILE"]
    return tally


def bar(count: int = ROUNDS, size: int = EVENTS) -> tuple[dict[str, bool], Figures]:
    """A hundred kills over ten stop points."""
    tally = rounds(count, size)
    kills = sum(tally.hits.values())
    figures = {
        "events": size,
        "rounds": count,
        "kills": kills,
        "kills at each stop point": dict(sorted(tally.hits.items())),
        "kills after which more of the log stood than before": tally.advanced,
        "what differed from the undisturbed run": tally.differing,
    }
    met = {
        "at least 100 kills": kills >= 100,
        "each stop point hit at least 5 times": min(tally.hits[s] for s in STOPS) >= 5,
        "the end is that of the undisturbed run": not tally.differing,
    }
    return met, figures


if __name__ == "__main__":
    child(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "1")

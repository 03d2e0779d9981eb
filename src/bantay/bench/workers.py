"""The workers bar: two serving workers over one PostgreSQL, held against one, and one killed.

Workers are the real command, each a process of its own, over a server without network and without
`fsync`. The machine of a bench has few cores, which senders and the database want as well; so
what two workers would take on cores of their own is told by the processor time of the busiest.
After the kill the log that is left is run again in one process: findings, alarms and decisions
must be the same, and everything that was answered must be in it once.
"""

import asyncio
import json
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from bantay.adapters.sources import open_sources
from bantay.adapters.store import EmbeddedStore, open_store
from bantay.bench.postgres import Server as Postgres
from bantay.bench.postgres import prepared
from bantay.bench.results import Figures
from bantay.bench.serving import BATCH, EVENTS, Line, Server, bodies, cpu_of, ready
from bantay.model.events import EventBase
from bantay.ports.acting import DecisionFilter
from bantay.ports.reading import AlarmFilter
from bantay.runtime.chosen import chosen
from bantay.runtime.embedded import open_for_run, run

LINES = 32
TIMES = 1.6
WARM = 4_000
ROUNDS = 6
_UP = 120.0


def _new_key(store: Path) -> str:
    """A key for events and figures, as an operator makes one."""
    scopes = ("--scope", "events", "--scope", "metrics")
    words = [sys.executable, "-m", "bantay", "keys", "new", *scopes, "--store", str(store)]
    return subprocess.run(words, capture_output=True, check=True, text=True).stdout.strip()


class Workers:
    """Serving workers over one store."""

    def __init__(self, base: Path, url: str):
        self._home, self._answer = prepared(base / "store", url), base / "answer.toml"
        self._answer.write_text("[answer]\n")
        store = open_store(self._home, create=True)
        store.close()
        self.key, self.folder = _new_key(self._home), self._home
        self.running: list[tuple[Server, subprocess.Popen[bytes]]] = []

    async def start(self, *, together: bool = True) -> Server:
        """One more worker, once it takes events."""
        port = _free_port()
        words = [sys.executable, "-m", "bantay", "serve", "--store", str(self._home)]
        words += ["--port", str(port), "--capabilities", str(self._answer)]
        words += ["--together", f"http://127.0.0.1:{port}"] if together else []
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        server = Server(port, self.key, process.pid)
        self.running.append((server, process))
        await ready(server, _UP)
        return server

    def kill(self, server: Server) -> None:
        """`kill -9` of a worker."""
        for one, process in self.running:
            if one is server:
                process.send_signal(signal.SIGKILL)
                process.wait()

    def stop(self) -> None:
        """End those that run."""
        for _, process in self.running:
            process.terminate()
        for _, process in self.running:
            process.wait()
        self.running.clear()


@contextmanager
def workers(postgres: Postgres) -> Iterator[Workers]:
    """A store of its own and whoever serves it."""
    with tempfile.TemporaryDirectory() as folder:
        made = Workers(Path(folder), postgres.schema())
        try:
            yield made
        finally:
            made.stop()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def load(servers: Sequence[Server], todo: list[bytes], done: list[bytes]) -> None:
    """Send bodies over a few connections, each to the worker of its turn; one whose worker is
    gone goes on with another, as a balancer would have it. `done` are those answered with 200."""

    async def work(number: int) -> None:
        at, line = number, None
        while todo:
            body = todo.pop()
            try:
                line = line or await Line.to(servers[at % len(servers)])
                status, _ = await asyncio.wait_for(line.ask("POST", EVENTS, body), 60)
            except (OSError, asyncio.IncompleteReadError):
                status, line, at = 0, None, at + 1
                await asyncio.sleep(0.1)
            if status == 200:
                done.append(body)
            else:
                todo.append(body)
                await asyncio.sleep(0.2 if status else 0)

    await asyncio.gather(*(work(number) for number in range(LINES)))


async def sped(postgres: Postgres, size: int, rounds: int = ROUNDS) -> Figures:
    """The worker that keeps the log takes all requests by itself, then the other takes them and
    hands them on, in turns: so both have the same machine beside them."""
    with workers(postgres) as some:
        servers = [await some.start() for _ in range(2)]
        for number, server in enumerate(servers):
            await load([server], bodies(WARM, BATCH, 28, f"w{number}"), [])
        alone, other = Spent(), Spent()
        turns = [(alone, servers[0]), (other, servers[1])]
        for number in range(2 * rounds):
            spent, server = turns[(number + number // 2) % 2]  # neither always follows the other
            todo = bodies(size // rounds, BATCH, 29 + number, f"n{number}-")
            await spent.on(servers, server, todo)
    return {"one worker": alone.told(), "two workers": other.told()}


class Spent:
    """What some messages cost each worker."""

    def __init__(self) -> None:
        self.messages, self.seconds, self.processor = 0, 0.0, [0.0, 0.0]

    async def on(self, servers: Sequence[Server], by: Server, todo: list[bytes]) -> None:
        """Add the sending of some bodies to one of the workers."""
        before, done = [cpu_of(one.process) for one in servers], list[bytes]()
        began = time.monotonic()
        await load([by], todo, done)
        self.seconds += time.monotonic() - began
        self.messages += len(done) * BATCH
        for number, one in enumerate(servers):
            self.processor[number] += cpu_of(one.process) - before[number]

    def told(self) -> Figures:
        """As figures."""
        each = [round(one / self.messages * 1e6, 1) for one in self.processor]
        return {
            "messages": self.messages,
            "messages a second": round(self.messages / self.seconds),
            "microseconds of processor a message": dict(
                zip(("who keeps the log", "the other"), each, strict=True)
            ),
            "messages a second, were the busiest the limit": round(1e6 / max(each)),
        }


async def killed(postgres: Postgres, size: int) -> tuple[dict[str, bool], Figures]:
    """The worker that keeps the log is killed in the middle of the load."""
    with workers(postgres) as some:
        servers = [await some.start() for _ in range(2)]
        todo, done = bodies(size, BATCH, 29, "k"), list[bytes]()
        sent = {one["id"] for body in todo for one in json.loads(body)}
        sending = asyncio.create_task(load(servers, todo, done))
        while len(done) * BATCH < size // 3:
            await asyncio.sleep(0.05)
        before, at = len(done), time.monotonic()
        some.kill(servers[0])
        while len(done) <= before + LINES:
            await asyncio.sleep(0.05)
        silent = time.monotonic() - at
        await sending
        some.stop()
        ids, differs, counted = compared(some.folder)
    met = {
        "every message that was answered is in the log": sent <= set(ids),
        "no message is in it twice": len(ids) == len(set(ids)),
        "findings, alarms and decisions are those of one process": not differs,
    }
    told: Figures = {"messages": len(ids), "seconds until the next took over": round(silent, 1)}
    return met, told | counted


def compared(folder: Path) -> tuple[list[str], list[str], Figures]:
    """The ids in a log; what one process makes otherwise of the same log; how much there is."""
    store = open_store(folder, create=False)
    events = [record for _, record in store.log() if isinstance(record, EventBase)]
    other = _told(store)
    with tempfile.TemporaryDirectory() as again:
        Path(again, "log.jsonl").write_bytes(
            b"".join(msgspec.json.encode(e) + b"\n" for e in events)
        )
        one = _alone(Path(again), store.key)
    store.close()
    counted: Figures = {name: len(some) for name, some in other.items()}
    return [event.id for event in events], [n for n in one if one[n] != other[n]], counted


def _alone(folder: Path, secret: bytes) -> dict[str, list[Any]]:
    """What one process makes of a log; ids depend on the store's key."""
    rules = chosen()
    with open_alone(folder, secret) as store:
        run(
            open_sources([folder / "log.jsonl"]),
            store,
            rules.settings,
            engine=rules.pipeline(store.key),
        )
        return _told(store)


@contextmanager
def open_alone(folder: Path, secret: bytes) -> Iterator[EmbeddedStore]:
    """A store in a directory, under a key that is given."""
    rules, home = chosen(), folder / "store"
    home.mkdir(mode=0o700)
    (home / "bantay.key").write_bytes(secret)
    (home / "bantay.key").chmod(0o600)
    store = open_for_run(home, rules.settings, retention=rules.retention)
    try:
        yield store
    finally:
        store.close()


def _told(store: EmbeddedStore) -> dict[str, list[Any]]:
    """What a store says of subjects, without what depends on whether decisions act: a
    run of history takes them in shadow, under ids of their own."""
    found = [(row.given.id, row.revision, row.status) for row in store.findings()]
    alarms = [(a.alarm, a.status, a.score_db) for a in store.alarms(AlarmFilter())]
    made = [(d.alarm, d.rule, d.step) for d in store.decisions(DecisionFilter())]
    return {"findings": sorted(found), "alarms": sorted(alarms), "decisions": sorted(made)}


def bar(size: int = 18_000) -> tuple[dict[str, bool], Figures]:
    """One worker, two, and one killed."""
    return asyncio.run(_bar(size))


async def _bar(size: int) -> tuple[dict[str, bool], Figures]:
    postgres = Postgres()
    try:
        told = await sped(postgres, size)
        met, after = await killed(postgres, size)
    finally:
        postgres.remove()
    one, two = told["one worker"], told["two workers"]
    busiest = "messages a second, were the busiest the limit"
    times = two[busiest] / one[busiest]
    return {f"two take {TIMES} times what one takes": times >= TIMES, **met}, {
        **told,
        "times one, were the busiest the limit": round(times, 2),
        "times one, by the clock": round(two["messages a second"] / one["messages a second"], 2),
        "one killed": after,
    }

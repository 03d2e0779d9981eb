"""The serve bars: how many messages a second, how long a single one waits, what it costs.

The server is a process of its own. Single messages are sent on a timetable, and waiting
counts from when each was due, so a server that falls behind cannot hide it; the same
timetable is run on the same server against an endpoint that only syncs one row; both go the
short way (`server.short`) and share a commit with those that wait beside them. The load
that others put on the machine stands in the figures: wall times mean little beside it,
processor time per event means more.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from bantay.bench.results import Figures
from bantay.bench.talk import talk
from bantay.model.events import Event

BATCH, LINES = 100, 16
"""Messages of a batch, and connections that send them: what waits together is one commit."""
RATE, CONNECTIONS = 500, 64
WANTED, TIMES, MOST_MS = 5_000, 3.0, 25.0
EVENTS, NOTHING = "/v1/events", "/v1/events/nothing"


class Server(Struct):
    """A server that runs: where, with which key, as which process."""

    port: int
    key: str
    process: int


class Line:
    """One connection that stays open; asks one thing after another."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, key: str):
        self._reader, self._writer = reader, writer
        self._auth = f"Host: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n".encode()

    @classmethod
    async def to(cls, server: Server) -> "Line":
        """A connection to a server."""
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        return cls(reader, writer, server.key)

    async def ask(self, verb: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """The status and the body of an answer."""
        head = f"{verb} {path} HTTP/1.1\r\nContent-Type: application/json\r\n".encode()
        size = f"Content-Length: {len(body)}\r\n\r\n".encode()
        self._writer.write(head + self._auth + size + body)
        raw = await self._reader.readuntil(b"\r\n\r\n")
        lines = raw.lower().split(b"\r\n")
        length = next(int(one[15:]) for one in lines if one.startswith(b"content-length:"))
        return int(raw[9:12]), await self._reader.readexactly(length)

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


def bodies(size: int, batch: int, seed: int, name: str) -> list[bytes]:
    """Invented talk of just now, `batch` messages a body, one message as an object."""
    now = datetime.now(UTC) - timedelta(seconds=30)
    events = [
        structs.replace(event, id=f"{name}-{n}", time=now + timedelta(microseconds=n))
        for n, event in enumerate(talk(size, seed=seed))
    ]
    encode: Callable[[object], bytes] = msgspec.json.encode
    groups: Sequence[Sequence[Event]] = [events[i : i + batch] for i in range(0, size, batch)]
    return [encode(group if batch > 1 else group[0]) for group in groups]


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Server]:
    """A server over an empty store, ready to take events; stopped at the end."""
    words = [sys.executable, "-m", "bantay.cli.serve_bench", str(folder)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE)
    assert process.stdout is not None
    try:
        said = json.loads(await asyncio.to_thread(process.stdout.readline))
        server = Server(said["port"], said["key"], process.pid)
        await ready(server)
        yield server
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)


async def ready(server: Server, seconds: float = 60) -> None:
    """Wait until a server takes events; RuntimeError when it does not within so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            line = await Line.to(server)
            status, _ = await line.ask("GET", "/health/ready")
            line.close()
            if status == 200:
                return
        except OSError:
            pass
        await asyncio.sleep(0.2)
    raise RuntimeError("the server did not become ready")


def cpu_of(process: int) -> float:
    """Seconds of processor time that a process has taken (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def sustained(server: Server, size: int) -> Figures:
    """Batches one after another on a few connections: messages a second, and what they cost."""
    todo, taken, refused = bodies(size, BATCH, 29, "b"), 0, 0

    async def work() -> None:
        nonlocal taken, refused
        line = await Line.to(server)
        while todo:
            body = todo.pop()
            status, said = await line.ask("POST", EVENTS, body)
            if status == 429:
                refused += 1
                todo.append(body)
                await asyncio.sleep(0.5)
            else:
                taken += json.loads(said)["accepted"]
        line.close()

    before, began = cpu_of(server.process), time.monotonic()
    await asyncio.gather(*(work() for _ in range(LINES)))
    seconds, spent = time.monotonic() - began, cpu_of(server.process) - before
    return {
        "messages taken": taken,
        "messages a second": round(taken / seconds),
        "microseconds of processor a message": round(spent / size * 1e6, 1),
        "messages a second that one processor would take": round(size / spent),
        "requests refused with 429": refused,
    }


async def timetable(server: Server, path: str, size: int, name: str) -> list[float]:
    """Single messages at the rate; milliseconds each waited from when it was due, sorted."""
    waited: list[float] = []
    free: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await Line.to(server))

    async def send(body: bytes, due: float) -> None:
        line = await free.get()
        status, _ = await line.ask("POST", path, body)
        waited.append((time.monotonic() - due) * 1e3 if status == 200 else float("inf"))
        free.put_nowait(line)

    begun, tasks = time.monotonic() + 0.1, []
    for number, body in enumerate(bodies(size, 1, 31, name)):
        due = begun + number / RATE
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        tasks.append(asyncio.create_task(send(body, due)))
    await asyncio.gather(*tasks)
    while not free.empty():
        free.get_nowait().close()
    return sorted(waited)


def bar(size: int = 60_000, seconds: int = 10) -> tuple[dict[str, bool], Figures]:
    """Batches of a hundred, then single messages beside one synced row."""
    return asyncio.run(_bar(size, seconds))


async def _bar(size: int, seconds: int) -> tuple[dict[str, bool], Figures]:
    with tempfile.TemporaryDirectory() as folder:
        async with served(Path(folder) / "store") as server:
            many = await sustained(server, size)
            count = RATE * seconds
            await timetable(server, EVENTS, RATE, "warm")
            plain = await timetable(server, NOTHING, count, "x")
            before = cpu_of(server.process)
            single = await timetable(server, EVENTS, count, "s")
            cost = (cpu_of(server.process) - before) / count * 1e6
            plain = sorted([*plain, *await timetable(server, NOTHING, count, "y")])
    ratio = _at(single, 0.99) / _at(plain, 0.99)
    met = {
        f"at least {WANTED:,} messages a second": many["messages a second"] >= WANTED,
        f"p99 at most {TIMES:g} times one synced row": ratio <= TIMES,
        f"p99 under {MOST_MS:g} ms": _at(single, 0.99) < MOST_MS,
        "every message was taken": many["messages taken"] == size,
    }
    return met, {
        f"batches of {BATCH}, {LINES} connections": many,
        f"single at {RATE}/s, ms from when due": _spread(single),
        "one synced row at the same rate, ms": _spread(plain),
        "p99, times one synced row": round(ratio, 2),
        "microseconds of processor a single message": round(cost, 1),
        "load of the machine, last minute": round(os.getloadavg()[0], 1),
    }


def _at(ranked: Sequence[float], share: float) -> float:
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def _spread(ranked: Sequence[float]) -> dict[str, float]:
    return {f"p{round(share * 100)}": round(_at(ranked, share), 2) for share in (0.5, 0.9, 0.99)}

"""`kill -9` while requests come in: what was answered with 2xx is in the log afterwards, and
nothing is in it twice. The server is the real command, in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from bantay.adapters.store import open_store
from bantay.model.events import EventBase
from bantay.server.people import new_key, shown

from .conftest import message
from .test_events import hidden_number


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A store with a key for it."""
    folder = tmp_path / "store"
    store = open_store(folder, create=True)
    row, secret = new_key("chat", ("events",))
    store.access.add_key(row, secret, "tests")
    store.close()
    return folder, {"authorization": f"Bearer {shown(row, secret)}"}


def started(folder: Path, port: int) -> subprocess.Popen[bytes]:
    answer = folder.parent / "answer.toml"
    answer.write_text("[answer]\n")
    words = [sys.executable, "-m", "bantay", "serve", "--store", str(folder)]
    words += ["--port", str(port), "--capabilities", str(answer)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health/ready").status_code == 200:
                return process
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"the server did not come up: {process.poll()}")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def test_what_was_answered_is_in_the_log(made: tuple[Path, dict[str, str]]) -> None:
    folder, key = made
    port = free_port()
    base, answered, orders = f"http://127.0.0.1:{port}", set[str](), dict[str, Any]()
    process = started(folder, port)

    def send(who: int) -> None:
        with httpx.Client(base_url=base, headers=key, timeout=30) as client:
            for number in range(1_000):
                body = [message(f"w{who}-{number}-{i}") for i in range(1 + number % 5)]
                if number == 3:
                    body = hidden_number(f"u-{who}", 40)  # type: ignore[assignment]
                try:
                    said = client.post("/v1/events", json=body)
                except httpx.TransportError:
                    return
                if said.status_code == 200:
                    answered.update(one["id"] for one in body)
                    orders.update({o["order"]: o for o in said.json()["orders"]})

    senders = [threading.Thread(target=send, args=(who,)) for who in range(4)]
    for sender in senders:
        sender.start()
    deadline = time.monotonic() + 60
    while len(answered) < 250 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    for sender in senders:
        sender.join(30)
    assert len(answered) >= 250 and orders
    again = started(folder, port)
    fresh = [message("after")]
    told = httpx.post(f"{base}/v1/events", json=fresh, headers=key, timeout=60)
    assert told.json()["accepted"] == 1
    again.send_signal(signal.SIGTERM)
    assert again.wait(60) == 0, "asked to stop it ends by itself"
    store = open_store(folder, create=False)
    logged = [record.id for _, record in store.log() if isinstance(record, EventBase)]
    assert answered - set(logged) == set()
    assert len(logged) == len(set(logged))
    done = {p.order.order for p in store.orders("done")}
    assert set(orders) <= done | {o["order"] for o in told.json()["orders"]}
    assert store.verify_audit() is None
    store.close()

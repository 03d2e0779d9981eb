"""What asking Bantay costs a real homeserver, and that it does what it is asked for, with the
ten lines of configuration that the handbook prints.

Two homeservers run side by side, one with the module and one without. A client of each sends
the same text, one after the other, so that whatever else the machine does falls on both; first
on the one, first on the other by turns. Times are by the clock, as a person waits: from the
request to the homeserver's answer.
"""

import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bantay.bench.homeserver import Client, homeserver, installed, module
from bantay.bench.protected import Protector, protector
from bantay.bench.results import Figures

MESSAGES, WARM = 200, 30
P50_MS, P95_MS = 10.0, 20.0
TALK = (
    "good morning",
    "did you see the game last night?",
    "I will be ten minutes late, save me a seat",
    "the bread is at half past 7, room 12",
    "ok",
    "happy birthday to your sister, give her my best",
    "bring 2 chairs and the blue box from the car",
    "maria_reyes wrote the minutes of the meeting",
    "lol no way",
    "see you on the 14th",
)
"""Invented talk, with digits and names among it, so that detectors have something to look at."""
_ASKED = ("check_event_for_spam", "user_may_invite", "user_may_join_room")
TEN = {"enabled_callbacks": list(_ASKED), "fail_open": dict.fromkeys(_ASKED, True)}
"""What the handbook's ten lines say beside the address and the key."""
PIECES = ("my number is 0770", "0900", "143 k?")


def bar() -> tuple[dict[str, bool], Figures]:
    """Added latency, the third piece of a contact, and chat without Bantay."""
    python = installed(Path())
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        there = Path(folder)
        ours = stack.enter_context(protector(there / "bantay"))
        plugged = module(ours.url, ours.key, **TEN)
        asking = stack.enter_context(homeserver(python, there / "asking", [plugged]))
        plain = stack.enter_context(homeserver(python, there / "plain"))
        ana, ben = asking.account("ana"), plain.account("ben")
        rooms = (ana.room(), ben.room())
        times, used = _times((ana, ben), rooms, ours)
        mallory = asking.account("mallory")
        room = mallory.room()
        pieces = [mallory.say(room, text)[0] for text in PIECES]
        seen = mallory.sees(room)
        ours.kill()
        alone = [ana.say(rooms[0], text)[0] for text in TALK]
    met, figures = _figures(times, pieces, seen, alone)
    figures["processor time of Bantay a message, ms"] = round(used * 1e3 / MESSAGES, 1)
    figures["load of the machine when it ended"] = round(os.getloadavg()[0], 1)
    return met, figures


def _times(
    clients: Sequence[Client], rooms: Sequence[str], ours: Protector
) -> tuple[tuple[list[float], list[float]], float]:
    """Milliseconds of each message with the module, and without it; seconds of processor time
    that Bantay used for all of them."""
    with_, without, before = list[float](), list[float](), 0.0
    for n in range(WARM + MESSAGES):
        before = ours.used() if n == WARM else before
        text = f"{TALK[n % len(TALK)]} {'!' * (n % 3)}"
        for side in (0, 1) if n % 2 else (1, 0):
            began = time.perf_counter()
            status, said = clients[side].say(rooms[side], text)
            took = (time.perf_counter() - began) * 1e3
            if status != 200:
                raise RuntimeError(f"an ordinary message was refused: {said}")
            if n >= WARM:
                (with_, without)[side].append(took)
    return (with_, without), ours.used() - before


def _figures(
    times: tuple[list[float], list[float]], pieces: list[int], seen: list[str], alone: list[int]
) -> tuple[dict[str, bool], Figures]:
    on, off = (sorted(side) for side in times)
    added = {p: _at(on, p) - _at(off, p) for p in (50, 95)}
    met = {
        f"added latency under {P50_MS:g} ms at p50": added[50] < P50_MS,
        f"added latency under {P95_MS:g} ms at p95": added[95] < P95_MS,
        "the third piece is stopped, and clients see two": pieces == [200, 200, 403]
        and seen == list(PIECES[:2]),
        "with Bantay killed chat goes on as configured": set(alone) == {200},
    }
    figures: Figures = {
        "messages on each side": len(on),
        "with the module, ms": f"p50 {_at(on, 50):.1f}, p95 {_at(on, 95):.1f}",
        "without it, ms": f"p50 {_at(off, 50):.1f}, p95 {_at(off, 95):.1f}",
        "added at p50, ms": round(added[50], 1),
        "added at p95, ms": round(added[95], 1),
        "answers to the three pieces": pieces,
    }
    return met, figures


def _at(ordered: Sequence[float], percent: int) -> float:
    """The value below which so many of a hundred lie."""
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]

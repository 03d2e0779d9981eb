"""Invented talk for bars: ordinary chatter with some contacts, ages and templates in it.

Only for speed, order and crashes; it says nothing about detection quality. Phone numbers
come from the ranges reserved for fiction (DESIGN section 1).
"""

import random
from datetime import UTC, datetime, timedelta

from bantay.model.events import AccountRegistered, Event, MessageSent

START = datetime(2026, 2, 2, 8, tzinfo=UTC)
_WORDS = (
    *("morning", "table", "window", "garden", "coffee", "later", "maybe", "paper", "yellow"),
    *("bridge", "quiet", "station", "kape", "bukas", "tindahan", "ulan", "lola", "bahay"),
    *("salamat", "kanina", "mesa", "daan", "早上", "咖啡", "桌子", "明天", "车站", "下雨", "花园"),
)

_DIGITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _chatter(source: random.Random) -> str:
    return " ".join(source.choices(_WORDS, k=source.randint(2, 9)))


def _phone(source: random.Random) -> str:
    return f"07700 900{source.randrange(1000):03}"


def _texts(source: random.Random) -> list[str]:
    """What one sender says next: usually one line, sometimes something to find."""
    phone, kind = _phone(source), source.random()
    if kind < 0.02:
        spoken = " ".join(source.choices(_DIGITS, k=3))
        return [source.choice((f"my number is {phone}", f"call 07700 nine double oh {spoken}"))]
    if kind < 0.04:
        return [phone[:5], _chatter(source), phone[6:9], phone[9:]]
    if kind < 0.05:
        return [f"i am {source.randint(13, 17)} years old"]
    if kind < 0.06:
        return [f"write to {source.choice('abcdef')}.reyes{source.randrange(99)}@example.com"]
    if kind < 0.12:
        return [f"order {source.randrange(10**6)} costs {source.randrange(900)} pesos"]
    return [_chatter(source)]


def talk(size: int, seed: int, gap: float = 3.0) -> list[Event]:
    """`size` events in time order, `gap` seconds apart on average, over a few hundred people."""
    source = random.Random(seed)
    people = [f"acct-{n}" for n in range(max(20, size // 20))]
    events: list[Event] = [
        AccountRegistered(id=f"reg-{n}", time=START, account=who, country="PH")
        for n, who in enumerate(people[:10])
    ]
    at = START
    while len(events) < size:
        who, other = source.sample(people, 2)
        room = "-".join(sorted((who, other)))
        for text in _texts(source):
            at += timedelta(seconds=round(source.expovariate(1 / gap), 3))
            events.append(
                MessageSent(
                    id=f"m-{len(events)}",
                    time=at,
                    account=who,
                    conversation=room,
                    text=text,
                    channel="direct",
                    to=[other],
                )
            )
    return events[:size]

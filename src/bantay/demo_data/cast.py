"""The people of Ilaw, the dice, and the lines of the story so far."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")

SEED = 20260301
START = datetime(2026, 3, 1, tzinfo=UTC)


class Person(NamedTuple):
    """One row of `people.toml`."""

    id: str
    name: str
    lang: str
    country: str
    town: str
    part: str


class Dice:
    """Chance as fractions of one seeded source: the same everywhere, whatever the version."""

    def __init__(self, seed: int):
        self.fraction = Random(seed).random

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit` - 1."""
        return int(self.fraction() * limit)

    def pick(self, things: Sequence[T]) -> T:
        """One of the things."""
        return things[self.below(len(things))]

    def some(self, things: Sequence[T], count: int) -> list[T]:
        """Up to `count` different things in a new order."""
        left = list(things)
        return [left.pop(self.below(len(left))) for _ in range(min(count, len(left)))]


class Story:
    """The lines so far (moment, order of adding, fields), the people, the phrases, the dice."""

    def __init__(self, people: dict[str, Any], phrases: dict[str, Any]):
        self.people = {row[0]: Person(*row) for row in people["people"]}
        self.table, self.phrases = people, phrases
        self.dice = Dice(SEED)
        self.lines: list[tuple[datetime, int, dict[str, Any]]] = []
        self.said: set[tuple[str, int]] = set()  # (account, talk): nobody repeats a talk
        self.earned: dict[tuple[str, int], int] = {}  # (host, week) -> cents of gifts

    def add(self, moment: datetime, **fields: Any) -> None:
        """One event; its id is given when all are in order."""
        self.lines.append((moment, len(self.lines), fields))

    def tell(self, moment: datetime, who: str, other: str, text: str, **more: Any) -> None:
        """A direct message."""
        thread = "c-" + "-".join(sorted((who, other)))
        self._send(moment, who, text, conversation=thread, to=[other], channel="direct", **more)

    def post(self, moment: datetime, who: str, group: str, text: str, **more: Any) -> None:
        """A message in a group."""
        self._send(moment, who, text, conversation=group, group=group, channel="group", **more)

    def call(self, moment: datetime, who: str, live: str, text: str) -> None:
        """A message in a live session."""
        self._send(moment, who, text, conversation=live, channel="live")

    def _send(self, moment: datetime, who: str, text: str, **more: Any) -> None:
        lang = more.pop("lang", self.people[who].lang)
        self.add(moment, type="message.sent", account=who, text=text, lang=lang, **more)

    def device(self, who: str) -> str:
        """The device somebody uses: their own, or one that is shared."""
        return str(self.table["device"].get(who, f"d-{who}"))

    def instrument(self, who: str) -> str:
        """Where somebody's pay goes: to themselves, or elsewhere."""
        return str(self.table["payout"].get(who, f"i-{who}"))

    def ip(self, who: str) -> str:
        """An address of the documentation ranges, the same for everybody on one device."""
        owners = [self.device(person) for person in self.people]
        return f"198.51.100.{10 + owners.index(self.device(who))}"

    def zone(self, who: str) -> str:
        """The person's time zone by name."""
        return str(self.table["zones"][self.people[who].country][0])

    def local(self, who: str, day: int, minutes: int) -> datetime:
        """A moment of that day at so many minutes after midnight where the person lives."""
        ahead = self.table["zones"][self.people[who].country][1]
        return START + timedelta(days=day, minutes=(minutes - 60 * ahead) % 1440)

    def evening(self, who: str, day: int) -> datetime:
        """A moment of that day between eight and midnight local time, mostly late."""
        early = self.dice.below(4) == 0
        minutes = 480 + self.dice.below(600) if early else 1080 + self.dice.below(330)
        return self.local(who, day, minutes) + timedelta(seconds=self.dice.below(60))

    def hosts(self) -> list[Person]:
        """Those who give sessions."""
        return [person for person in self.people.values() if person.part == "host"]

    def speakers(self, lang: str) -> list[Person]:
        """Hosts and guests of a language: those with an ordinary life."""
        parts = ("host", "guest")
        return [p for p in self.people.values() if p.lang == lang and p.part in parts]

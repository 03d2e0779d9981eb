"""Signs of control over a worker in one message, and when they come to enough."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bantay.kit import Quote
from bantay.kit.lexicon import matcher
from bantay.kit.text.phrases import phrases
from bantay.kit.text.said import NOT_MEANT, Said, spoken
from bantay.model.events import MessageSent
from bantay.planes.messages._control_words import HELD, HOLDER

Side = Literal["control", "controlled"]
"""Who speaks: the one in control, or the one who is controlled."""

MONEY = frozenset(("debt", "quota", "fine", "cut", "pay"))
PERSON = frozenset(("papers", "phone", "leave"))
MOST_QUOTES = 20
_RULES: dict[Side, tuple[str, ...]] = {"control": ("rule", "rent"), "controlled": ("rule",)}
_NOT_MEANT: dict[Side, Said] = {
    "control": NOT_MEANT | Said.ASKED,
    "controlled": (NOT_MEANT | Said.ASKED) & ~Said.REPORTED,  # "she says I still owe" is told too
}
_NOUNS = {
    "debt": "a debt",
    "quota": "a quota",
    "fine": "fines",
    "cut": "a cut",
    "pay": "pay held back",
    "papers": "papers held",
    "phone": "phone taken",
    "leave": "no going out",
}


@dataclass(frozen=True, slots=True)
class Hold:
    """One sign of control at original offsets `start` to `end` of a message."""

    message: MessageSent
    kind: str
    start: int
    end: int
    undone: tuple[str, ...] = ()

    @property
    def quote(self) -> Quote:
        """Where it stands."""
        return Quote(self.message.id, "text", self.start, self.end, self.undone)


def holds(message: MessageSent, side: Side) -> list[Hold]:
    """The signs in a message of the writer's own; none in one that is passed on."""
    if not message.text or message.forwarded_from is not None:
        return []
    return [Hold(message, *found) for found in _found(message.text, side)]


def is_enough(found: list[Hold], money: int) -> bool:
    """Whether signs make a hold: money and person, papers and more, or `money` kinds of money."""
    kinds = {hold.kind for hold in found}
    if kinds & PERSON and (kinds & MONEY or ("papers" in kinds and len(kinds) > 1)):
        return True
    return len(kinds & MONEY) >= money


def named(found: list[Hold]) -> str:
    """The kinds of signs in words, and in how many messages they stand."""
    kinds = {hold.kind for hold in found}
    count = len({hold.message.id for hold in found})
    nouns = ", ".join(noun for kind, noun in _NOUNS.items() if kind in kinds)
    return f"{nouns}; in {count} message{'s' * (count > 1)}"


@lru_cache(maxsize=4_096)
def _found(text: str, side: Side) -> tuple[tuple[str, int, int, tuple[str, ...]], ...]:
    said = phrases(text, side)
    places = [(one.kind, one.start, one.end) for one in said.found]
    for kind, pattern in HOLDER if side == "control" else HELD:
        places += [(kind, match.start(), match.end()) for match in pattern.finditer(said.folded)]
    if not places or matcher("messages", "house_rules", *_RULES[side]).search(said.folded):
        return ()
    return tuple(
        (kind, *said.reading.span(start, end), said.reading.undone(start, end))
        for kind, start, end in sorted(places, key=lambda place: place[1:])
        if not spoken(said.folded, start, end) & _NOT_MEANT[side]
    )

"""One contact given to many people, or contacts given again and again for weeks.

Sees:       one telephone number, address, name on another platform or payment handle written by an
            account in several conversations within a day; and any contacts written in many
            conversations on several days of thirty.
Matters:    to give a friend one's number is ordinary; to give it to one stranger after another is
            how people are drawn off a platform, and how swindlers collect those who answer.
            Shops and help desks do it all day, from accounts they have had for long.
Misses:     an account that is known to be older than two months; a contact given once in a group;
            a new contact for every person on one day; a contact that no reader can read.
Wrong when: somebody with a new number tells every friend; a shop's clerk gives the shop's number
            to customers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.standing import is_settled
from bantay.kit.text.contacts import FAIR, REGIONS, Contact, contacts
from bantay.model.events import MessageSent
from bantay.planes.messages._given import SCREENS

SPEC = Spec(
    id="messages.contact_to_many",
    title="Contacts given to many",
    version=2,
    rows=("C06", "C01"),
    reads=(MessageSent,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=60,
    hypotheses=("contact_evasion", "scam"),
    group="how a contact is given",
    ceiling=2.0,
    half_life=timedelta(days=30),
    anchor="the contact's kind and normalised value; for the habit, the account",
    screens=SCREENS,
    indicators=Indicators(act=("recruitment",), ilo=("isolation",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    regions: tuple[str, ...] = REGIONS  # number plans tried when no country code is written
    conversations: int = 3  # different conversations that must have got one contact
    hours: int = 24  # within which they must have got it
    settled_days: int = 60  # age from which a known account is taken for a shop's or a desk's
    habit_conversations: int = 6  # different conversations that got any contact within 30 days
    habit_days: int = 3  # different days on which they got them


Place = tuple[MessageSent, Contact]

_MOST_QUOTES = 20


def admits(message: MessageSent, params: Params) -> bool:
    """Whether the sender gives a contact in it."""
    return next(_places([message], params), None) is not None


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a contact that reached enough conversations, and one for the habit."""
    if _reached(window.events) < params.conversations:
        return
    if is_settled(window, window.events[-1].time, params.settled_days):
        return
    places = list(_places(window.events, params))
    seen: dict[str, list[Place]] = {}
    for place in places:
        seen.setdefault(f"{place[1].kind}:{place[1].value}", []).append(place)
    for value, given in seen.items():
        burst = _burst(given, params)
        if burst:
            yield Finding(
                anchor=value,
                summary=f"one contact given in {_reach(burst)} conversations within a day",
                quotes=_quotes(burst),
                contact=value,
            )
    if _reach(places) >= params.habit_conversations and _days(places) >= params.habit_days:
        yield Finding(
            anchor="habit",
            summary=f"contacts given in {_reach(places)} conversations on {_days(places)} days",
            quotes=_quotes(places),
        )


def _places(messages: Sequence[MessageSent], params: Params) -> Iterator[Place]:
    for message in messages:
        if message.text and message.forwarded_from is None:
            for contact in contacts(message.text, params.regions):
                if contact.confidence >= FAIR:
                    yield message, contact


def _burst(given: Sequence[Place], params: Params) -> list[Place]:
    """The newest stretch of the hours allowed that reached enough conversations, or nothing."""
    if _reach(given) < params.conversations:
        return []
    for end in range(len(given), 0, -1):
        since = given[end - 1][0].time - timedelta(hours=params.hours)
        stretch = [place for place in given[:end] if place[0].time > since]
        if _reach(stretch) >= params.conversations:
            return stretch
    return []


def _reached(messages: Sequence[MessageSent]) -> int:
    return len({message.conversation for message in messages})


def _reach(places: Sequence[Place]) -> int:
    return _reached([message for message, _ in places])


def _days(places: Sequence[Place]) -> int:
    return len({message.time.date() for message, _ in places})


def _quotes(places: Sequence[Place]) -> tuple[Quote, ...]:
    return tuple(
        Quote(message.id, "text", contact.start, contact.end, contact.undone)
        for message, contact in places[-_MOST_QUOTES:]
    )


DETECTOR = Detector(SPEC, Params(), look, admits)

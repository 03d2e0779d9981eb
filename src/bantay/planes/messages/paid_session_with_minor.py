"""Paid live time is bargained over in a conversation with an account that may be under age.

Sees:       a private session, room or show together with a price or a length, or a call with a
            price, within a day before or after an account of the same conversation was seen to
            state an age, a school year or a birth year below 18; whoever names the price.
Matters:    paying to watch or to direct a child live is a grave offence that needs no explicit
            word: the structure of the talk is enough to look at once. The alarm is about the
            safety of the possible minor; the others are named only as those who asked.
Misses:     a session called by a word of an everyday trade; a sign of a minor more than a day
            away; a price agreed elsewhere; other languages.
Wrong when: pupils price a room of a game or a karaoke.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.kit.text.ages import age_answered, ages
from bantay.model.clock import micros, span
from bantay.model.events import MessageSent
from bantay.planes.messages._paid_time import Offer, may_matter, offers

SPEC = Spec(
    id="messages.paid_session_with_minor",
    title="Paid live time with a possible minor",
    version=1,
    rows=("C14",),
    reads=(MessageSent,),
    keyed_by=Domain.CONVERSATION,
    window=timedelta(days=2),
    keeps=40,
    hypotheses=("minor_at_risk",),
    group="paid time with a possible minor",
    ceiling=15.0,
    half_life=timedelta(days=90),
    anchor="the account that may be under age",
    screens=(
        *("session", "paid_time"),
        *("age", "teen+self", "teen+age_word", "school+self", "teen+short", "school+short"),
    ),
    indicators=Indicators(
        act=("recruitment",),
        means=("abuse of vulnerability",),
        purpose=("exploitation",),
        ilo=("abuse of vulnerability",),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    adult: int = 18  # years; ages stated below it are signs of a minor
    hours: int = 24  # hours between a sign of a minor and the bargain, either way
    minutes: int = 60  # minutes between a session spoken of and its price


_MOST_OFFERS = 10


def admits(message: MessageSent, params: Params) -> bool:
    """Whether it states an age, could answer with one, or speaks of a session or money."""
    told = message.text is not None and age_answered(message.text) is not None
    return told or may_matter(message) or _is_young(message, params)


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding an account that may be under age."""
    apart = timedelta(minutes=params.minutes)
    found = list(offers(window.events, apart))
    if not found:
        return
    reach = span(timedelta(hours=params.hours))
    for account, moments in _minors(window, params).items():
        near = [
            offer
            for offer in found
            if any(abs(micros(offer.session.message.time) - at) <= reach for at in moments)
        ]
        if near:
            yield _finding(account, near[-_MOST_OFFERS:])


def _minors(window: Window[MessageSent], params: Params) -> dict[str, list[int]]:
    """Accounts that may be under age, and when that was seen."""
    seen: dict[str, list[int]] = {}
    for fact in window.facts:
        if fact.name == "possible_minor":
            seen.setdefault(str(fact.value), []).append(fact.known)
    for message in window.events:
        if _is_young(message, params):
            seen.setdefault(message.account, []).append(micros(message.time))
    return seen


def _is_young(message: MessageSent, params: Params) -> bool:
    if message.text is None or message.forwarded_from is not None:
        return False
    return any(age.value < params.adult for age in ages(message.text, message.time.year))


def _finding(account: str, near: list[Offer]) -> Finding:
    messages = [place.message for offer in near for place in offer]
    others = tuple(sorted({message.account for message in messages} - {account}))
    count = len({message.id for message in messages})
    return Finding(
        anchor=account,
        subject=Subject("account", account),
        summary="live time for one payer is priced in a conversation with a possible minor, "
        f"in {count} message{'s' if count > 1 else ''}",
        quotes=tuple(dict.fromkeys(_quotes(near))),
        roles={"asks": others} if others else {},
    )


def _quotes(near: list[Offer]) -> Iterator[Quote]:
    for offer in near:
        for place in offer:
            yield place.quote()


DETECTOR = Detector(SPEC, Params(), look, admits)

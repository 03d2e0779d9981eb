"""A threat to publish what shames somebody, to enforce a payment or obedience.

Sees:       one sender in one conversation who threatens to send recordings, pictures, talk or
            "what you did" to the other's family, school, work, contacts or to everybody, and
            around it what is wanted: a condition, a deadline, a demand of money or obedience,
            the claim to hold the material. The parts may stand in several messages. Where people
            and material are only named together, the rest must follow within minutes.
Matters:    extortion with private material is a script (typology C10): the claim, the threat,
            the price, the clock. Those threatened are often young and tell nobody. There is no
            labelled data of such talk to measure on: this stays a draft. Friends threaten each
            other in fun all day, extorters use accounts made for it and talk to one person: an
            account known for months, or words said in a group, need one sign more.
Misses:     a threat without any word of what is wanted; material that is only hinted at; wordings
            far from these patterns, of which there are many; other languages; a threat spelled
            with look-alike letters; a real threat with laughter; a
            threat for a treat, with no sum of money.
Wrong when: somebody gives friends an ultimatum over holiday pictures and means it in fun without
            a sign of it; somebody passes a threat on word for word without saying whose it is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import matcher
from bantay.kit.standing import is_settled
from bantay.kit.text.phrases import MOST
from bantay.kit.text.reading import read
from bantay.model.events import MessageSent
from bantay.planes.messages._paid_time import AMOUNT
from bantay.planes.messages._threats import Sign, SignKind, signs, threatens

SPEC = Spec(
    id="messages.threat_to_publish",
    title="Threat to publish private material",
    version=3,
    rows=("C10",),
    reads=(MessageSent,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=3),
    keeps=60,
    hypotheses=("extortion",),
    group="threat to expose",
    ceiling=15.0,
    half_life=timedelta(days=30),
    anchor="the conversation",
    screens=("publish+audience", "publish+material", "audience+material", "pressure", "demand"),
    indicators=Indicators(means=("threat or force", "coercion"), ilo=("intimidation and threats",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    signs: int = 3  # different signs that must come together, the threat among them
    settled_days: int = 60  # age from which a known account, like a group, needs one sign more
    minutes: int = 10  # minutes before and after a hint in which the others count
    hours: int = 24  # hours before and after the threat in which the others count


class Place(NamedTuple):
    """A sign in a message."""

    message: MessageSent
    sign: Sign


_WANTED: frozenset[SignKind] = frozenset(("condition", "deadline", "demand"))
_OR_ELSE: frozenset[SignKind] = frozenset(("condition", "ruin"))
"""Beside a mere hint, something must say that there is a choice or none."""
_NOUNS: dict[SignKind, str] = {
    "condition": "a condition",
    "deadline": "a time limit",
    "demand": "a demand",
    "ruin": "intimidation",
    "claim": "a claim to hold material",
}
_MOST_QUOTES = 20


def completes(message: MessageSent, params: Params) -> bool:
    """Whether it threatens, or hints: without that a window supports nothing."""
    return message.forwarded_from is None and threatens(message.text or "")


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a conversation, with the threat and all that belongs to it."""
    newest = window.events[-1:]
    settled = any(is_settled(window, one.time, params.settled_days) for one in newest)
    talks: dict[str, list[MessageSent]] = {}
    for message in window.events:
        talks.setdefault(message.conversation, []).append(message)
    for messages in talks.values():
        known = settled or messages[-1].group is not None or messages[-1].channel == "group"
        yield from _in_one_talk(messages, params, params.signs + known)


def _in_one_talk(
    messages: Sequence[MessageSent], params: Params, signs_needed: int
) -> Iterator[Finding]:
    """What one talk holds; so many signs must come together in it."""
    said = [(m, m.text) for m in messages if m.text and m.forwarded_from is None]
    if not any(threatens(text) for _, text in said):
        return
    places = [Place(message, sign) for message, text in said for sign in signs(text)]
    threat = _near(places, "publish", timedelta(hours=params.hours))
    hint = _near(places, "hint", timedelta(minutes=params.minutes))
    if _is_banter(text for _, text in said):
        return
    if _is_enough(threat, signs_needed):
        yield _finding(threat)
    elif _is_enough(hint, signs_needed) and _kinds(hint) & _OR_ELSE:
        yield _finding(hint)


def _is_banter(texts: Iterable[str]) -> bool:
    """Whether what is asked for is a treat, and no sum of money is spoken of."""
    folded = [read(text[:MOST]).folded for text in texts]
    treats = any(matcher("messages", "everyday", "treat").search(text) for text in folded)
    return treats and not any(AMOUNT.search(text) for text in folded)


def _near(places: Sequence[Place], kind: SignKind, apart: timedelta) -> list[Place]:
    """The signs that stand near one of a kind; none when there is none."""
    at = [place.message.time for place in places if place.sign.kind == kind]
    return [p for p in places if any(abs(p.message.time - moment) <= apart for moment in at)]


def _kinds(places: Sequence[Place]) -> set[SignKind]:
    """Their kinds; a threat said outright is no second sign beside the hint in it."""
    kinds = {place.sign.kind for place in places}
    return kinds - {"hint"} if "publish" in kinds else kinds


def _is_enough(places: Sequence[Place], signs: int) -> bool:
    kinds = _kinds(places)
    return len(kinds) >= signs and bool(kinds & _WANTED)


def _finding(places: Sequence[Place]) -> Finding:
    return Finding(
        anchor=places[0].message.conversation,
        summary=_summary(places),
        quotes=tuple(_quote(place) for place in places[-_MOST_QUOTES:]),
        roles=_roles(places),
    )


def _summary(places: Sequence[Place]) -> str:
    kinds = _kinds(places)
    count = len({place.message.id for place in places})
    nouns = [noun for kind, noun in _NOUNS.items() if kind in kinds]
    return f"threat to publish with {', '.join(nouns)}, in {count} message{'s' * (count > 1)}"


def _roles(places: Sequence[Place]) -> dict[str, tuple[str, ...]]:
    """The one who is threatened, where every message has the same single recipient."""
    reached = {tuple(place.message.to or ()) for place in places}
    listener = reached.pop() if len(reached) == 1 else ()
    return {"threatened": listener} if len(listener) == 1 else {}


def _quote(place: Place) -> Quote:
    sign = place.sign
    return Quote(place.message.id, "text", sign.start, sign.end, sign.undone)


DETECTOR = Detector(SPEC, Params(), look, completes=completes)

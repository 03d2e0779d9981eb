"""A parent or elder speaks for a child and bargains over the child's paid live time.

Sees:       somebody who speaks as a child's mother, father, elder or guardian, or of a child of
            theirs, and who in the same conversation prices or measures a private session, room or
            show, or prices a live call, in English, Filipino and Chinese.
Matters:    children are most often offered by their own families, so a guardian's word never
            lowers what else was seen: "this is her mother" can be typed by anybody, and a mother
            may be the one who sells. Nor does it accuse: a guardian who only supervises, asks or
            forbids gives no finding at all. Only the bargain over the child's live time does.
Misses:     an elder who names neither the child nor the kinship; a price told in another
            conversation; other languages.
Wrong when: a parent offers the paid stream of a grown-up son or daughter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.model.events import MessageSent
from bantay.planes.messages._paid_time import Offer, Place, may_matter, offers, said

SPEC = Spec(
    id="messages.guardian_speaking",
    title="A guardian prices a child's live time",
    version=1,
    rows=("C11", "C13"),
    reads=(MessageSent,),
    keyed_by=Domain.SENDER,
    window=timedelta(hours=6),
    keeps=30,
    hypotheses=("minor_at_risk",),
    group="guardian bargaining",
    ceiling=12.0,
    half_life=timedelta(days=60),
    anchor="the conversation: one bargain, however long",
    screens=("guardian", "session", "paid_time"),
    indicators=Indicators(
        act=("transfer", "receipt"),
        means=("abuse of power", "abuse of vulnerability", "payments to a person in control"),
        purpose=("exploitation",),
        ilo=("abuse of vulnerability",),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    minutes: int = 30  # minutes between a child spoken of, a session and its price


def admits(message: MessageSent, params: Params) -> bool:
    """Whether it speaks of a child, a session or money."""
    return may_matter(message)


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a conversation, resting on the newest bargain in it."""
    apart = timedelta(minutes=params.minutes)
    for offer in reversed(list(offers(window.events, apart))):
        child = _child(window.events, offer, apart)
        if child is not None:
            yield Finding(
                anchor="bargain", summary=_summary(child, offer), quotes=_quotes(child, offer)
            )
            return


def _child(
    messages: tuple[MessageSent, ...], offer: Offer, apart: timedelta
) -> tuple[str, Place] | None:
    """How the child is spoken of nearest to the offer: as ward or as kin; None if not at all."""
    at = offer.session.message.time
    near = [
        (phrase.kind, Place(message, words.reading, phrase.start, phrase.end))
        for message in messages
        if message.text and not message.forwarded_from and abs(message.time - at) <= apart
        for words in [said(message.text)]
        for phrase in words.of("guardian")
    ]
    return min(near, key=lambda found: abs(found[1].message.time - at), default=None)


def _summary(child: tuple[str, Place], offer: Offer) -> str:
    who = "speaks as a guardian" if child[0] == "guardian" else "speaks of a child of theirs"
    count = len({place.message.id for place in (child[1], *offer)})
    return f"{who} and prices live time for one payer, in {count} message{'s' if count > 1 else ''}"


def _quotes(child: tuple[str, Place], offer: Offer) -> tuple[Quote, ...]:
    return tuple(dict.fromkeys(place.quote() for place in (child[1], *offer)))


DETECTOR = Detector(SPEC, Params(), look, admits)

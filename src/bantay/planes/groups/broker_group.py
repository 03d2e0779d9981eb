"""A group in which a few offer many other people.

Sees:       at least four posts of a group that name a career or an offer together with a price or
            a way to ask in private, when few of the group's members write them.
Matters:    middlemen advertise people with careers, true or invented, in groups, and customers
            answer in private (typology G01): the act is transfer or receipt. Words alone are
            weak; a ring needs a second plane before it is called possible.
Misses:     adverts that are pictures only; a group in which everybody advertises.
Wrong when: a talent agency tells its fans who performs where; two shops fill a market group.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.lexicon import finder
from bantay.kit.text.table import fold
from bantay.model.events import MessageSent

SPEC = Spec(
    id="groups.broker_group",
    title="A few who offer many",
    version=1,
    rows=("G01",),
    reads=(MessageSent,),
    keyed_by=Domain.GROUP,
    window=timedelta(days=21),
    keeps=120,
    hypotheses=("broker_ring",),
    group="adverts in a group",
    ceiling=8.0,
    half_life=timedelta(days=60),
    anchor="the group",
    subject="group",
    indicators=Indicators(act=("transfer", "receipt")),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    adverts: int = 4  # posts within three weeks that offer somebody
    most_posters: int = 8  # more who post them: a market, not a ring


_MOST_QUOTES = 20


def admits(message: MessageSent, params: Params) -> bool:
    """A post in a group that offers somebody."""
    return message.group is not None and _advert(message)


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding when few post enough."""
    posts = Counter(message.account for message in window.events)
    count = sum(posts.values())
    if count >= params.adverts and len(posts) <= params.most_posters:
        yield Finding(
            anchor="adverts",
            summary=f"{count} posts that offer people, by {len(posts)} members",
            quotes=tuple(_quote(message) for message in window.events[-_MOST_QUOTES:]),
            roles={"broker": tuple(sorted(posts))},
        )


def _advert(message: MessageSent) -> bool:
    """A career or an offer, and a price or a way to ask."""
    if not message.text or message.forwarded_from is not None:
        return False
    folded = fold(message.text)
    if not finder("groups", "advertised").search(folded):
        return False
    priced = any(char.isdigit() for char in folded)
    return priced or finder("groups", "in_private").search(folded) is not None


def _quote(message: MessageSent) -> Quote:
    return Quote(message.id, "text", 0, len(message.text or ""))


DETECTOR = Detector(SPEC, Params(), look, admits)

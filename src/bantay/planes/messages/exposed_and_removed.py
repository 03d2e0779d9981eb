"""A member is shown up before the group and thrown out of it by the same hand.

Sees:       somebody who writes into a group how to reach or find a person, or accuses one, and who
            within half an hour removes a member from that group.
Matters:    groups that broker people punish who evades the fee: exposure first, exclusion after
            (first article of the sources; typology C09: intimidation and threats). Neither half
            needs a word of threat, and messages.doxxing asks for both accusation and identifiers.
Misses:     an exposure in words of no list; a removal on another day; a removal by somebody else.
Wrong when: a moderator tells the group why a swindler is removed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.kit.text.contacts import FAIR, contacts
from bantay.kit.text.phrases import phrases
from bantay.kit.text.said import Said, spoken
from bantay.model.events import GroupLeft, MessageSent

SPEC = Spec(
    id="messages.exposed_and_removed",
    title="Shown up before a group and removed",
    version=1,
    rows=("C09",),
    reads=(MessageSent, GroupLeft),
    keyed_by=Domain.GROUP,
    window=timedelta(days=1),
    keeps=60,
    hypotheses=("extortion",),
    group="exposed and removed",
    ceiling=15.0,
    half_life=timedelta(days=30),
    anchor="who was removed",
    screens=("identity", "accuse", "number", "at", "host", "cue"),
    indicators=Indicators(means=("threat or force",), ilo=("intimidation and threats",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    minutes: int = 30  # from what is written to the removal, either way


Event = MessageSent | GroupLeft
Shown = tuple[MessageSent, tuple[Quote, ...]]

_MOST_QUOTES = 20
_QUIET = Said.REPORTED | Said.JOKING | Said.SUPPOSED | Said.NEGATED


def admits(event: Event, params: Params) -> bool:
    """A removal by somebody else, or a message that shows somebody."""
    if isinstance(event, GroupLeft):
        return event.removed_by is not None and event.removed_by != event.account
    return event.forwarded_from is None and _shows(event.text or "")


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding a person removed, about who removed them."""
    removed = [event for event in window.events if isinstance(event, GroupLeft)]
    if not removed or len(removed) == len(window.events):
        return
    apart = timedelta(minutes=params.minutes)
    shown = [_shown(event) for event in window.events if isinstance(event, MessageSent)]
    for left in removed:
        near = [
            quotes
            for message, quotes in shown
            if message.account == left.removed_by and abs(message.time - left.time) <= apart
        ]
        if near and left.removed_by is not None:
            yield Finding(
                anchor=left.account,
                subject=Subject("account", left.removed_by),
                summary=f"somebody is shown up before a group in {len(near)} message"
                f"{'s' * (len(near) > 1)}, and a member is removed by the same account",
                quotes=tuple(quote for quotes in near for quote in quotes)[-_MOST_QUOTES:],
                roles={"removed": (left.account,)},
            )


def _shown(message: MessageSent) -> Shown:
    places = _places(message.text or "")
    return message, tuple(Quote(message.id, "text", *place) for place in places)


def _shows(text: str) -> bool:
    """Whether there is any such place: the words are asked first, as contacts cost more."""
    return any(True for _ in _words(text)) or any(True for _ in _contacts(text))


def _places(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text says how to reach or find somebody, or accuses somebody in earnest."""
    return tuple(dict.fromkeys((*_words(text), *_contacts(text))))


def _words(text: str) -> Iterator[tuple[int, int]]:
    said = phrases(text, "identity", "accuse")
    for one in said.found:
        if one.kind != "yours" and not spoken(said.folded, one.start, one.end) & _QUIET:
            yield said.reading.span(one.start, one.end)


def _contacts(text: str) -> Iterator[tuple[int, int]]:
    return ((c.start, c.end) for c in contacts(text) if c.confidence >= FAIR)


DETECTOR = Detector(SPEC, Params(), look, admits)

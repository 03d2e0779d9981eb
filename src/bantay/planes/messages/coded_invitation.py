"""An invitation to another platform that names neither the platform nor a contact.

Sees:       another platform meant by its colour, its sign or as the other place, with a word
            that tells somebody to look for the speaker there or that the name is the same,
            said by an account in several conversations within thirty days.
Matters:    it moves people to where nobody watches and leaves nothing to find (Palermo: act
            recruitment). Said once it is small talk; only saying it to one person after another
            is a habit, and even that is weak: it supports other evidence and never decides.
Misses:     a platform meant by a picture of its sign; an invitation posted once in a group; a
            word for a platform that only the two know.
Wrong when: somebody who really changes the app tells all friends; a streamer names the
            other channel to every viewer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.text.contacts import FAIR, contacts
from bantay.model.events import MessageSent
from bantay.planes.messages._cues import Talk, quote, talks

SPEC = Spec(
    id="messages.coded_invitation",
    title="Invitation to another platform, without a contact",
    version=1,
    rows=("C05",),
    reads=(MessageSent,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=60,
    hypotheses=("contact_evasion",),
    group="coded invitation",
    ceiling=5.0,
    half_life=timedelta(days=14),
    anchor="the account: a habit is one habit",
    screens=("alias+seek",),
    indicators=Indicators(act=("recruitment",), ilo=("isolation",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    conversations: int = 3  # different conversations in which it must have been said


_BETWEEN = 25  # characters between the platform and the word that sends one there
_MOST_QUOTES = 20


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding an account that says it in enough conversations."""
    if _reached(window.events) < params.conversations:
        return
    said = talks(window.events, "alias", "seek")
    shown = [(talk, quotes) for talk in said if (quotes := _invites(talk))]
    reached = _reached([talk.message for talk, _ in shown])
    if reached >= params.conversations:
        yield Finding(
            anchor="invitations",
            summary=f"asked to another platform, left unsaid which, in {reached} conversations",
            quotes=tuple(one for _, quotes in shown for one in quotes)[-_MOST_QUOTES:],
        )


def _reached(messages: Sequence[MessageSent]) -> int:
    return len({message.conversation for message in messages})


def _invites(talk: Talk) -> tuple[Quote, ...]:
    """The platform and the word that sends one there, when they stand close together."""
    for one, other in pairwise(talk.said.found):
        close = other.start - one.end <= _BETWEEN
        if close and one.list != other.list and not _has_contact(talk.message.text or ""):
            return (quote(talk, one), quote(talk, other))
    return ()


def _has_contact(text: str) -> bool:
    """A contact given with it is another finding's matter."""
    return any(contact.confidence >= FAIR for contact in contacts(text))


DETECTOR = Detector(SPEC, Params(), look)

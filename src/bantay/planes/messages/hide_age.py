"""Somebody is asked to hide an age or to claim another; or, once a sign of a minor is there, to
keep things secret.

Sees:       requests to say or write a grown-up age, to lie about an age or not to tell it, in
            English, Filipino and Chinese. In a conversation where an account was seen that may be
            under age, and said by another: requests to delete the chat or tell nobody, and
            questions after who is at home.
Matters:    whoever asks a child to pass for a grown-up knows the age, or means to make the platform
            blind to it. Secrecy alone is everyday talk: without a sign of a minor in the same
            conversation it gives no finding at all.
Misses:     a request put only in hints; secrecy asked before the age is told; other languages.
Wrong when: friends tell each other how to pass an age gate of a game.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.kit.text.ages.hiding import Cue, hiding
from bantay.model.clock import micros, span
from bantay.model.events import MessageSent

SPEC = Spec(
    id="messages.hide_age",
    title="Request to hide an age",
    version=1,
    rows=("C12",),
    reads=(MessageSent,),
    keyed_by=Domain.CONVERSATION,
    window=timedelta(days=7),
    keeps=40,
    hypotheses=("minor_at_risk",),
    group="age hidden",
    ceiling=3.5,
    half_life=timedelta(days=60),
    anchor="whom it is asked of, and whether an age or the talk itself is to be hidden",
    screens=("hide_age", "teen+instruct"),
    indicators=Indicators(
        means=("deception", "abuse of vulnerability"),
        ilo=("deception", "isolation", "abuse of vulnerability"),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    secrecy: bool = True  # also count secrecy, beside a sign of a minor
    days: int = 30  # days for which a sign of a minor gives secrecy a meaning


class Asked(NamedTuple):
    """A request, and of whom it is made."""

    message: MessageSent
    cue: Cue
    subject: Subject


_MOST_QUOTES = 20
_SAYS = {
    True: "asks to hide an age or to claim another",
    False: "asks for secrecy or who is at home, after a sign that the other side may be under age",
}


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding for each one asked: about an age, and about secrecy."""
    found: dict[tuple[Subject, bool], list[Asked]] = {}
    for message in window.events:
        if message.text is None or message.forwarded_from is not None:
            continue
        for cue in hiding(message.text):
            minor = _minor(window, message, params)
            if cue.kind == "age":
                subject = Subject("account", minor) if minor else _addressee(message)
                found.setdefault((subject, True), []).append(Asked(message, cue, subject))
            elif minor and params.secrecy:
                subject = Subject("account", minor)
                found.setdefault((subject, False), []).append(Asked(message, cue, subject))
    for (subject, about_age), asked in found.items():
        yield Finding(
            anchor=f"{'age' if about_age else 'secrecy'} {subject.kind} {subject.id}",
            subject=subject,
            summary=_summary(about_age, asked),
            quotes=tuple(map(_quote, asked[-_MOST_QUOTES:])),
            roles={"asks": tuple(sorted({one.message.account for one in asked}))},
        )


def _minor(window: Window[MessageSent], message: MessageSent, params: Params) -> str | None:
    """The other account in the conversation that may be under age, seen last before."""
    at, reach = micros(message.time), span(timedelta(days=params.days))
    return next(
        (
            str(fact.value)
            for fact in reversed(window.facts)
            if fact.name == "possible_minor"
            and fact.value != message.account
            and at - reach <= fact.known <= at
        ),
        None,
    )


def _addressee(message: MessageSent) -> Subject:
    """The one account written to, or the conversation when it is not known."""
    if message.to and len(message.to) == 1:
        return Subject("account", message.to[0])
    return Subject("conversation", message.conversation)


def _summary(about_age: bool, asked: list[Asked]) -> str:
    count = len({one.message.id for one in asked})
    return f"{_SAYS[about_age]}, in {count} message{'s' if count > 1 else ''}"


def _quote(asked: Asked) -> Quote:
    cue = asked.cue
    return Quote(asked.message.id, "text", cue.start, cue.end, cue.undone)


DETECTOR = Detector(SPEC, Params(), look)

"""Asked for an age or a class, an account answers with hardly more than a number below 18.

Sees:       a question after the age or the class of the person written to ("how old r u", "asl",
            "ilang taon ka na", "你几岁") and the other side's short answer within minutes, in
            English, Filipino and Chinese; an answer that asks back is a question in its turn.
Matters:    most people tell their age when asked, and then without "I" or "years": read message
            by message such an age is never seen. It counts as one stated outright.
Misses:     an answer in words of agreement ("same"); an answer long after the question; a question
            put in the same breath as a grown-up's own age; other languages.
Wrong when: an answer to something else comes between; somebody plays a part or jokes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from bantay.kit import Detector, Domain, Fact, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.kit.text.ages import Age, Kind, age_answered, age_asked, age_asked_of_another
from bantay.model.clock import micros
from bantay.model.events import MessageSent

SPEC = Spec(
    id="messages.age_answered",
    title="Possible minor by an answer",
    version=1,
    rows=("C11",),
    reads=(MessageSent,),
    keyed_by=Domain.CONVERSATION,
    window=timedelta(minutes=30),
    keeps=20,
    hypotheses=("minor_at_risk",),
    group="age stated",
    ceiling=6.0,
    half_life=timedelta(days=90),
    anchor="the account that answers and the age",
    screens=("age_question", "teen+short", "school+short", "invisible+digit+short"),
    indicators=Indicators(purpose=("exploitation",), ilo=("abuse of vulnerability",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    adult: int = 18  # years; answers below it count
    minutes: int = 10  # minutes within which a question is answered


class Asked(NamedTuple):
    """A question that waits for its answer."""

    message: MessageSent
    start: int
    end: int


class Answered(NamedTuple):
    """A question and the age that the other side gave."""

    asked: Asked
    message: MessageSent
    age: Age


_SAYS: dict[Kind, str] = {
    "stated": "asked for an age, answers {}",
    "school": "asked for an age or a class, answers to be at school, about {}",
}
_BACK = re.compile(
    r"(?:(?<![a-z])(?:u|you|hbu|wbu|ikaw|kaw|kayo)(?:\s+po)?|[你妳](?:呢|多大|几岁)?)\W*$", re.I
)


def admits(message: MessageSent, params: Params) -> bool:
    """Whether it asks for an age, or could be an answer."""
    text = message.text
    if text is None or message.forwarded_from is not None:
        return False
    asks = age_asked(text) is not None or age_asked_of_another(text)
    return asks or age_answered(text) is not None


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding an account and age, resting on the newest answer."""
    newest = {
        (found.message.account, found.age.kind, found.age.value): found
        for found in _answers(window.events, timedelta(minutes=params.minutes))
        if found.age.value < params.adult
    }
    for (account, kind, value), found in newest.items():
        yield Finding(
            anchor=f"{kind} {value} {account}",
            subject=Subject("account", account),
            summary=_SAYS[kind].format(value),
            quotes=tuple(_quotes(found)),
            facts=tuple(_facts(found)),
        )


def _answers(messages: tuple[MessageSent, ...], within: timedelta) -> Iterator[Answered]:
    asked: Asked | None = None
    for message in messages:
        if message.text is None or message.forwarded_from is not None:
            continue
        if asked is not None and message.time - asked.message.time > within:
            asked = None
        if asked is not None and message.account != asked.message.account:
            age = age_answered(message.text)
            if age is not None:
                yield Answered(asked, message, age)
                asked = _back(message)
                continue
        asked = _question(message) or (None if age_asked_of_another(message.text) else asked)


def _question(message: MessageSent) -> Asked | None:
    place = age_asked(message.text or "")
    return Asked(message, *place) if place else None


def _back(message: MessageSent) -> Asked | None:
    """The answer itself, if it asks back."""
    found = _BACK.search(message.text or "")
    return Asked(message, *found.span()) if found else None


def _quotes(found: Answered) -> Iterator[Quote]:
    yield Quote(found.asked.message.id, "text", found.asked.start, found.asked.end)
    age = found.age
    yield Quote(found.message.id, "text", age.start, age.end, age.undone)


def _facts(found: Answered) -> Iterator[Fact]:
    """Tells the conversation who may be a minor, and the account which age it gave."""
    message, known = found.message, micros(found.message.time)
    told = (found.asked.message.id, message.id)
    room, account = message.conversation, message.account
    yield Fact(Domain.CONVERSATION, room, "possible_minor", account, known, told)
    if found.age.kind == "stated":
        yield Fact(Domain.ACCOUNT, account, "said_age", found.age.value, known, told)


DETECTOR = Detector(SPEC, Params(), look, admits)

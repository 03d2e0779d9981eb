"""Affection and an emergency, told to more than one person.

Sees:       an account that within a week uses several different words of love from afar and of
            sudden need (an operation, customs, a stranded journey, money until Friday) in talks
            with different people, most of what it says of any fraud's words being these.
Matters:    who courts several people at once and is in need with each of them follows a script;
            each of them believes to be the only one. Unlike parcels, codes or deposits it is
            nobody's trade, so no help desk or shop talks so all day, and it carries more.
Misses:     a courtship of a single person; words of no list; an account that is known to be older
            than two months, as one that was taken over.
Wrong when: somebody who is ill abroad tells two people dear to them the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.model.events import MessageSent
from bantay.planes.messages._schemes import is_direct, spoken_to_many

SPEC = Spec(
    id="messages.affection_to_many",
    title="Affection and need told to many",
    version=1,
    rows=("C07",),
    reads=(MessageSent,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=7),
    keeps=60,
    hypotheses=("scam",),
    group="fraud to many",
    ceiling=12.0,
    half_life=timedelta(days=30),
    anchor="the scheme",
    screens=("script:prize|profit|code|love|task",),
    indicators=Indicators(means=("fraud", "deception")),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    words: int = 5  # different words of it
    conversations: int = 2  # different conversations in which they were said
    messages: int = 4  # messages that hold one
    settled_days: int = 60  # age from which a known account is passed by
    share: float = 0.6  # 0 to 1; of the messages with any such word, those of this kind


def admits(message: MessageSent, params: Params) -> bool:
    """Whether it is a direct message; its word of a scheme the screen has seen."""
    return is_direct(message)


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a scheme that is talked to enough people."""
    return spoken_to_many(window, params, ("love",))


DETECTOR = Detector(SPEC, Params(), look, admits, least=lambda params: params.messages)

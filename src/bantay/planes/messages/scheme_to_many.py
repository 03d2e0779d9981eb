"""The vocabulary of one fraud, spoken to more than one person.

Sees:       an account that within a week uses several different words of the same scheme (a prize
            and its fee, a sure profit, a code that was sent, paid clicks and a deposit) in talks
            with different people, the words being ordinary each by itself. Love and an emergency
            are messages.affection_to_many.
Matters:    swindlers rarely say the whole script in one message; they play it line by line, to
            many. Which trade somebody talks all week, with whomever, shows where no line does.
            Help desks and shops talk one trade all day too, from accounts they have had for long:
            alone it is no alarm, beside strangers who do not answer or who complain it is.
Misses:     a fraud on a single person; words of no list; a fraud from an account that is known to
            be older than two months, as one that was taken over.
Wrong when: a courier's help desk speaks of parcels, customs and claims all day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.model.events import MessageSent
from bantay.planes.messages._schemes import is_direct, spoken_to_many

SPEC = Spec(
    id="messages.scheme_to_many",
    title="Words of one fraud said to many",
    version=3,
    rows=("C07",),
    reads=(MessageSent,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=7),
    keeps=60,
    hypotheses=("scam",),
    group="fraud to many",
    ceiling=9.0,
    half_life=timedelta(days=30),
    anchor="the scheme",
    screens=("script:prize|profit|code|love|task",),
    indicators=Indicators(means=("fraud", "deception")),
)


_TRADES = ("prize", "profit", "code", "task")


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    words: int = 5  # different words of one scheme
    conversations: int = 2  # different conversations in which they were said
    messages: int = 4  # messages that hold one
    settled_days: int = 60  # age from which a known account is taken for somebody's trade
    share: float = 0.6  # 0 to 1; of the messages with any scheme's word, those of this one


def admits(message: MessageSent, params: Params) -> bool:
    """Whether it is a direct message; its word of a scheme the screen has seen."""
    return is_direct(message)


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a scheme that is talked to enough people."""
    return spoken_to_many(window, params, _TRADES)


DETECTOR = Detector(SPEC, Params(), look, admits, least=lambda params: params.messages)

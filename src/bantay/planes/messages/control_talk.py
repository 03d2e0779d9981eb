"""One account tells another what it owes, what it must earn, and that it may not leave.

Sees:       one sender in one conversation who speaks of a debt, a quota, fines, the cut or pay
            held back, together with papers or a telephone held or leave forbidden, within a week;
            or three such things about money alone.
Matters:    debt, withheld pay and papers, and isolation are how people are made to work (typology
            C08; debt bondage, withholding of wages, retention of identity documents). No alarm
            rests on talk alone: money or access must agree. There is no labelled data of such
            talk to measure on: this stays a draft.
Misses:     one sign alone; orders in other words than these; other languages; control by signs of
            affection.
Wrong when: an agency explains quota, fines and its share all at once; an officer in charge of a
            ship's crew keeps papers and grants leave.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.model.events import MessageSent
from bantay.planes.messages._control import MOST_QUOTES, holds, is_enough, named

SPEC = Spec(
    id="messages.control_talk",
    title="Talk of debt, fines, papers and leave to one who works",
    version=1,
    rows=("C08",),
    reads=(MessageSent,),
    keyed_by=Domain.SENDER,
    window=timedelta(days=7),
    keeps=40,
    hypotheses=("controller",),
    group="control talk",
    ceiling=10.0,
    half_life=timedelta(days=60),
    anchor="the conversation",
    screens=("control", "hold"),
    indicators=Indicators(
        act=("harbouring",),
        means=("coercion", "abuse of vulnerability"),
        purpose=("exploitation",),
        ilo=(
            "debt bondage",
            "withholding of wages",
            "retention of identity documents",
            "restriction of movement",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    money: int = 3  # kinds of talk about money that are enough without papers, phone or leave


def completes(message: MessageSent, params: Params) -> bool:
    """Whether it holds a sign."""
    return any(True for _ in holds(message, "control"))


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding a conversation."""
    found = [hold for message in window.events for hold in holds(message, "control")]
    if not is_enough(found, params.money):
        return
    listeners = {who for hold in found for who in hold.message.to or ()}
    yield Finding(
        anchor="control talk",
        summary=f"speaks to another of {named(found)}",
        quotes=tuple(hold.quote for hold in found[-MOST_QUOTES:]),
        roles={"performer": tuple(listeners)} if len(listeners) == 1 else {},
    )


DETECTOR = Detector(SPEC, Params(), look, completes=completes)

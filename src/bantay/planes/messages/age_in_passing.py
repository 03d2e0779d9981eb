"""An account brings up an age or a school year below 18 in passing.

Sees:       a number of years or a school year in talk that need not be a statement ("when i'm 16",
            "grade 9 kami", "升初三了"), unless it is plainly said of somebody else.
Matters:    children rarely state their age; they mention it. It is worth next to nothing alone.
            It becomes known to the account, so that what no child should be in (paid private
            live time, strangers' money passed on) is looked at with it.
Misses:     an age told without a number or a school year; an age in another language.
Wrong when: a teacher speaks of classes; a grown-up remembers school.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Fact, Finding, Indicators, Quote, Spec, Window
from bantay.kit.text.ages import ages
from bantay.kit.text.ages.passing import Passing, passing
from bantay.model.clock import micros
from bantay.model.events import MessageSent

SPEC = Spec(
    id="messages.age_in_passing",
    title="Age or school year in passing",
    version=1,
    rows=("C11",),
    reads=(MessageSent,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=20,
    hypotheses=("minor_at_risk",),
    group="age stated",
    ceiling=1.0,
    half_life=timedelta(days=90),
    anchor="the account",
    screens=(
        *("age", "school", "teen+self", "teen+age_word", "teen+short"),
        "invisible+digit+self",
    ),
    indicators=Indicators(ilo=("abuse of vulnerability",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    adult: int = 18  # years; ages below it count


_MOST_QUOTES = 20


def admits(message: MessageSent, params: Params) -> bool:
    """Whether an age below the adult's is brought up in it."""
    return _said(message, params) is not None


def look(window: Window[MessageSent], params: Params) -> Iterator[Finding]:
    """One finding an account, telling the account's other keys what was said."""
    found = [(m, said) for m in window.events if (said := _said(m, params)) is not None]
    if not found:
        return
    last = found[-1][0]
    firm = any(_stated(message, params) for message, _ in found)
    yield Finding(
        anchor="account",
        summary=f"an age or school year below {params.adult}, in {len(found)} message"
        + "s" * (len(found) > 1),
        quotes=tuple(Quote(m.id, "text", p.start, p.end) for m, p in found[-_MOST_QUOTES:]),
        facts=(_fact(last, "stated" if firm else "in passing"),),
    )


def _said(message: MessageSent, params: Params) -> Passing | None:
    if message.text is None or message.forwarded_from is not None:
        return None
    found = passing(message.text) or _stated(message, params)
    return found if found is not None and found.value < params.adult else None


def _stated(message: MessageSent, params: Params) -> Passing | None:
    """An age that is stated outright."""
    for age in ages(message.text or "", message.time.year):
        if age.value < params.adult:
            return Passing(age.value, age.start, age.end)
    return None


def _fact(message: MessageSent, how: str) -> Fact:
    """Tells the account's other detectors that it may be a minor's."""
    return Fact(
        domain=Domain.ACCOUNT,
        key=message.account,
        name="young_by_words",
        value=how,
        known=micros(message.time),
        evidence=(message.id,),
    )


DETECTOR = Detector(SPEC, Params(), look, admits)

"""A possible minor is live for paying guests in private.

Sees:       a private live session with a price, whose host is known as a possible minor by a child
            mode, a declared guardian, a checked birth year or an age stated, or by both of two
            weaker signs (a registered birth year, an age or school year in passing); or three such
            sessions of a host who brought up an age in passing.
Matters:    this is the paid, private setting itself, whatever is said in it. Remote abuse is bought
            as live time (typologies C12 to C14), and the child's own account is where it shows.
Misses:     an account that a registered birth year alone speaks of; live time sold on an adult's
            account.
Wrong when: a grown-up registered with an untrue birth year and remembers school.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.model.events import LiveEnded, LiveStarted
from bantay.planes.money._youth import is_firm, spoken, youth

SPEC = Spec(
    id="money.minor_paid_live",
    title="Possible minor in paid private live",
    version=1,
    rows=("C12", "C14"),
    reads=(LiveStarted, LiveEnded),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=40,
    hypotheses=("minor_at_risk",),
    group="paid live of a possible minor",
    ceiling=12.0,
    half_life=timedelta(days=90),
    anchor="the account",
    indicators=Indicators(
        act=("recruitment",),
        means=("abuse of vulnerability",),
        purpose=("exploitation",),
        ilo=("abuse of vulnerability",),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    sessions: int = 3  # with a price, where only words in passing speak of a minor


Live = LiveStarted | LiveEnded

_MOST_QUOTES = 20


def admits(event: Live, params: Params) -> bool:
    """Whether it is private and has a price."""
    return event.private is True and event.price is not None


def keys(event: Live) -> tuple[str | None, ...]:
    """Whoever is live."""
    return (event.host,)


def look(window: Window[Live], params: Params) -> Iterator[Finding]:
    """One finding, while the account is known as a possible minor's."""
    sessions = list(dict.fromkeys(event.live for event in window.events))
    signs = youth(window, window.events[-1].time)
    if not is_firm(signs) and (not spoken(signs) or len(sessions) < params.sessions):
        return
    many = f"{len(sessions)} private session{'s' * (len(sessions) > 1)}"
    yield Finding(
        anchor="account",
        summary=f"{many} with a price; possibly a minor by {', '.join(signs)}",
        quotes=tuple(Quote(e.id, "live", 0, len(e.live)) for e in window.events[-_MOST_QUOTES:]),
    )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys)

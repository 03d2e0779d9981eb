"""A possible minor is live for paying guests in private.

Sees:       a private live session with a price, whose host is known as a possible minor by a child
            mode, a declared guardian, a checked birth year or an age stated, or by both of two
            weaker signs (a registered birth year, an age or school year in passing); or by one of
            these two, when the guest sent the host a gift within the hours before, past the price
            of the session; or three such sessions of a host who brought up an age in passing.
Matters:    this is the paid, private setting itself, whatever is said in it. Remote abuse is bought
            as live time (typologies C12 to C14), and the child's own account is where it shows. A
            gift first and time alone afterwards is what a directed request is paid with (C14).
            Hours: basis ENG.
Misses:     an account that a registered birth year alone speaks of; live time sold on an adult's
            account.
Wrong when: a grown-up registered with an untrue birth year and remembers school; a teacher who
            sings has a fan who gives, and stays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.model.events import LiveEnded, LiveStarted, PaymentMade
from bantay.planes.money._payments import paid_between, quoted, standing
from bantay.planes.money._youth import is_firm, spoken, youth

SPEC = Spec(
    id="money.minor_paid_live",
    title="Possible minor in paid private live",
    version=2,
    rows=("C12", "C14"),
    reads=(LiveStarted, LiveEnded, PaymentMade),
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
    payments=("gift",),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    sessions: int = 3  # with a price, where only words in passing speak of a minor
    hours: int = 2  # from a guest's gift to the end of the session


Live = LiveStarted | LiveEnded
Event = Live | PaymentMade

_MOST_QUOTES = 20


def admits(event: Event, params: Params) -> bool:
    """A session that is private and has a price, or a gift that is for no session."""
    if isinstance(event, PaymentMade):
        return event.paid_for is None and paid_between(event)
    return event.private is True and event.price is not None


def completes(event: Event, params: Params) -> bool:
    """Whether it is a session: gifts alone support nothing."""
    return not isinstance(event, PaymentMade)


def keys(event: Event) -> tuple[str | None, ...]:
    """Whoever is live, or is given something."""
    return (event.to_account if isinstance(event, PaymentMade) else event.host,)


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding, while the account is known as a possible minor's."""
    lives = [event for event in window.events if not isinstance(event, PaymentMade)]
    signs = youth(window, window.events[-1].time) if lives else ()
    if not signs:
        return
    sessions = list(dict.fromkeys(event.live for event in lives))
    often = spoken(signs) and len(sessions) >= params.sessions
    gifts = _gifts_before(window.events, params)
    if not (is_firm(signs) or often or gifts):
        return
    many = f"{len(sessions)} private session{'s' * (len(sessions) > 1)}"
    given = ", a gift of the guest right before" if gifts else ""
    quotes = [Quote(e.id, "live", 0, len(e.live)) for e in lives]
    yield Finding(
        anchor="account",
        summary=f"{many} with a price{given}; possibly a minor by {', '.join(signs)}",
        quotes=(*quotes[-_MOST_QUOTES:], *quoted(gifts)),
    )


def _gifts_before(events: Sequence[Event], params: Params) -> list[PaymentMade]:
    """The gifts of guests within the hours before the end of their session."""
    reach = timedelta(hours=params.hours)
    ended = [(e.guest, e.time) for e in events if isinstance(e, LiveEnded) and e.guest is not None]
    return [
        gift
        for gift in (standing(events) if ended else ())
        if any(
            guest == gift.from_account and timedelta() <= time - gift.time <= reach
            for guest, time in ended
        )
    ]


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys, completes=completes)

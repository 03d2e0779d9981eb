"""Live sessions for more hours or on more days than anybody chooses.

Sees:       an account that within 30 days is live for more than twelve hours on at least five days,
            or on more than 26 days, or for 60 hours within seven days. Sessions that
            overlap count once; days are those of UTC.
Matters:    excessive overtime (typology $16; ILO, basis V) is a sign of control beside others, and
            of nothing alone. Twelve hours, five days, 26 days: basis ENG; 60 hours are the 48 of a
            week with twelve of overtime (ILO conventions 1 and 30, basis FM).
Misses:     work split over two accounts.
Wrong when: a shop's camera runs all day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.model.events import LiveEnded
from bantay.planes.money._hours import live_by_day, longest_week

SPEC = Spec(
    id="money.long_hours",
    title="Live for very many hours",
    version=1,
    rows=("$16",),
    reads=(LiveEnded,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=120,
    hypotheses=("controlled_performer",),
    group="hours of work",
    ceiling=5.0,
    half_life=timedelta(days=30),
    anchor="the account",
    indicators=Indicators(
        means=("abuse of vulnerability",), purpose=("exploitation",), ilo=("excessive overtime",)
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    hours: int = 12  # hours live on one day
    long_days: int = 5  # such days
    month_days: int = 27  # days with any session
    week_hours: int = 60  # hours live within seven days


def admits(event: LiveEnded, params: Params) -> bool:
    """Whether it lasted at all."""
    return event.seconds > 0


def keys(event: LiveEnded) -> tuple[str | None, ...]:
    """Whoever was live."""
    return (event.host,)


def least(params: Params) -> int:
    """A week's hours take two sessions at least: nobody is live for days at once."""
    return 2


def look(window: Window[LiveEnded], params: Params) -> Iterator[Finding]:
    """One finding, while either sign stands."""
    if len(window.events) < least(params):
        return
    worked = live_by_day(window.events)
    long = [day for day, spent in worked.items() if spent > timedelta(hours=params.hours)]
    week = longest_week(worked)
    many = len(long) >= params.long_days or len(worked) >= params.month_days
    if many or week >= timedelta(hours=params.week_hours):
        yield Finding(
            anchor="account",
            summary=f"live on {len(worked)} days, on {len(long)} for more than {params.hours} h,"
            f" for {week // timedelta(hours=1)} h within seven days",
            quotes=tuple(Quote(e.id, "live", 0, len(e.live)) for e in window.events[-20:]),
        )


DETECTOR = Detector(SPEC, Params(), look, admits, keys=keys, least=least)

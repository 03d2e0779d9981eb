"""One account here and far away, and here again, faster than anybody travels.

Sees:       logins of one account in places so far apart, so shortly after each other, that an
            airliner is too slow; at least twice within a week, logins through a proxy left out.
Matters:    several hands hold the account, or the person is not where they say (typology L04,
            P04): moderators name it first when they explain an invented profile.
Misses:     hands in one country of which no city is known; a proxy that the operator does not
            recognise and that stays in one place.
Wrong when: a couple that works on two continents shares one account; somebody switches on a
            hidden network that is not known as a proxy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.fields import quotes
from bantay.kit.geography import apart, spot
from bantay.model.events import LoginSeen

SPEC = Spec(
    id="access.impossible_travel",
    title="Faster than anybody travels",
    version=1,
    rows=("L04", "P04"),
    reads=(LoginSeen,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=7),
    keeps=60,
    hypotheses=("fabricated_identity",),
    group="place contradiction",
    ceiling=7.0,
    half_life=timedelta(days=30),
    anchor="the account",
    indicators=Indicators(means=("deception",), ilo=("deception",)),
)


_FAR = 500
"""Kilometres: the shortest distance that counts, because places are approximate."""


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    jumps: int = 2  # impossible journeys within a week
    speed: int = 1_000  # km/h; airliners cruise at about 900


def admits(event: LoginSeen, params: Params) -> bool:
    """A login from a known place, not through a proxy."""
    return not event.proxy and spot(event.country, event.place) is not None


def least(params: Params) -> int:
    """Two ends of each journey, one after the other."""
    return max(1, params.jumps) + 1


def varies(event: LoginSeen) -> object:
    """Where it came from: who stays in one place does not travel."""
    return event.country, event.place


def look(window: Window[LoginSeen], params: Params) -> Iterator[Finding]:
    """One finding when the account jumped often enough."""
    if len({(event.country, event.place) for event in window.events}) < 2:
        return
    jumps = [two for two in pairwise(window.events) if _is_jump(two, params)]
    if len(jumps) >= params.jumps:
        seen = dict.fromkeys(event.id for two in jumps for event in two)
        farthest = max(_distance(two) for two in jumps)
        yield Finding(
            anchor="travel",
            summary=f"{len(jumps)} journeys faster than {params.speed} km/h, "
            f"the longest of about {round(farthest, -2):.0f} km",
            quotes=quotes([e for e in window.events if e.id in seen], "place", "country"),
            places=tuple(sorted({(e.country, "login") for two in jumps for e in two if e.country})),
        )


def _is_jump(two: Sequence[LoginSeen], params: Params) -> bool:
    distance = _distance(two)
    hours = (two[1].time - two[0].time) / timedelta(hours=1)
    return distance >= _FAR and distance > params.speed * hours


def _distance(two: Sequence[LoginSeen]) -> float:
    """Kilometres at least; 0 when a place is unknown or both are the same."""
    one, other = (spot(event.country, event.place) for event in two)
    return apart(one, other) if one is not None and other is not None else 0.0


DETECTOR = Detector(SPEC, Params(), look, admits, least=least, varies=varies)

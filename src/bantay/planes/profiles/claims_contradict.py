"""A career that cannot be as it is told.

Sees:       in one version of a profile or in one listing that claims a film, an award, a magazine
            or a pageant: a success dated before the person was old enough for it or in the future;
            two ages years apart; an age years away from the one given at registration.
Matters:    invented careers are written to impress and are seldom added up; the means is deception
            (typology P01). A claim alone says nothing: real careers are told in the same words.
Misses:     a career invented with care, whose years fit; a wrong age where no career is claimed;
            claims that only the picture shows.
Wrong when: somebody tells of a grandparent's medal; an old account was registered with a made-up
            birth date by the person who now tells the truth.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.claims import FAME
from bantay.model.events import ListingPublished, ProfileUpdated
from bantay.planes.profiles._told import Told, birth_years, quotes, told

SPEC = Spec(
    id="profiles.claims_contradict",
    title="A career that does not add up",
    version=1,
    rows=("P01",),
    reads=(ProfileUpdated, ListingPublished),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=180),
    keeps=20,
    hypotheses=("fabricated_identity",),
    group="claims contradict",
    ceiling=9.0,
    half_life=timedelta(days=180),
    anchor="the kind of contradiction",
    indicators=Indicators(act=("recruitment",), means=("deception",), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    youngest: int = 4  # years old that somebody must have been at a success to have had it
    ages_apart: int = 2  # years by which two ages in one text may differ
    registered_apart: int = 4  # years by which an age may differ from the one registered


Event = ProfileUpdated | ListingPublished
Sign = tuple[str, str, list[Told]]


def admits(event: Event, params: Params) -> bool:
    """Whether it claims a success before the public."""
    return any(one.claim.kind in FAME for one in told(event))


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding a kind of contradiction, for its newest sight."""
    registered = window.fact("checked_birth_year") or window.fact("birth_year")
    year = registered.value if registered is not None else None
    seen = dict[str, Finding]()
    for event in window.events:
        found = told(event)
        if any(one.claim.kind in FAME for one in found):
            for anchor, summary, where in _signs(found, year, params):
                seen[anchor] = Finding(anchor=anchor, summary=summary, quotes=quotes(where))
    yield from seen.values()


def _signs(found: Sequence[Told], registered: object, params: Params) -> Iterator[Sign]:
    born = birth_years(found)
    yield from _too_early(found, born, registered, params)
    if ages := [one for one in born if abs(one[0] - born[0][0]) > params.ages_apart]:
        yield "two ages", "two ages in one text, years apart", [born[0][1], ages[0][1]]
    if born and isinstance(registered, int):
        apart = abs(born[0][0] - registered)
        if apart > params.registered_apart:
            summary = f"a stated age {apart} years away from the one registered"
            yield "registered", summary, [born[0][1]]


def _too_early(
    found: Sequence[Told], born: list[tuple[int, Told]], registered: object, params: Params
) -> Iterator[Sign]:
    births = [year for year, _ in born] or ([registered] if isinstance(registered, int) else [])
    for one in found:
        if one.claim.kind not in FAME or one.claim.year is None:
            continue
        if one.claim.year > one.event.time.year + 1:
            yield "future", "a success dated in the future", [one]
        elif births and one.claim.year - min(births) < params.youngest:
            age = one.claim.year - min(births)
            when = f"at the age of {age}" if age >= 0 else "before the birth"
            yield "too early", f"a success dated {when}", [one, *(told for _, told in born[:1])]


DETECTOR = Detector(SPEC, Params(), look, admits)

"""A star from abroad on an account that never was there.

Sees:       a profile that claims a success before the public and an origin in one country, when
            the account was registered in another and everything it shows of its place agrees with
            the registration.
Matters:    an exotic origin is part of the price of an invented person (typology P01: contradiction
            with registration and place; the means is deception). Without the claimed career
            nothing is said: people live far from where they were born.
Misses:     an origin abroad that fits the registration; an account registered through a proxy; a
            town that the gazetteer does not know.
Wrong when: a real performer works abroad, as many do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.claims import FAME
from bantay.kit.text.places import places
from bantay.model.events import ProfileUpdated
from bantay.planes.profiles._told import Told, quotes, told

SPEC = Spec(
    id="profiles.origin_contradicts",
    title="An origin abroad beside a claimed career",
    version=1,
    rows=("P01", "P04"),
    reads=(ProfileUpdated,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=365),
    keeps=20,
    hypotheses=("fabricated_identity",),
    group="origin contradicts",
    ceiling=7.0,
    half_life=timedelta(days=180),
    anchor="the account",
    indicators=Indicators(means=("deception",), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    successes: int = 1  # successes claimed in the same version


def admits(event: ProfileUpdated, params: Params) -> bool:
    """Whether it tells an origin."""
    return any(one.claim.kind == "origin" for one in told(event))


def look(window: Window[ProfileUpdated], params: Params) -> Iterator[Finding]:
    """One finding, for the newest version that contradicts the registration."""
    registered = window.fact("country")
    if registered is None:
        return
    home = str(registered.value)
    for event in reversed(window.events):
        found = told(event)
        fame = [one for one in found if one.claim.kind in FAME]
        origins = [one for one in found if one.claim.kind == "origin"]
        claimed = {code for one in origins for code in _codes(one)}
        shown = {place.rpartition(", ")[2] for place in places(event.place or "")}
        if len(fame) < params.successes or not claimed or home in claimed or shown & claimed:
            continue
        yield Finding(
            anchor="origin",
            summary="a career claimed with an origin in another country than the one registered",
            quotes=quotes([*origins, *fame]),
        )
        return


def _codes(one: Told) -> set[str]:
    """The country of an origin: a code of two letters, or that of the places it names."""
    value = one.claim.value
    if len(value) == 2 and value.isascii() and value.isalpha():
        return {value.upper()}
    return {place.rpartition(", ")[2] for place in places(value)}


DETECTOR = Detector(SPEC, Params(), look, admits)

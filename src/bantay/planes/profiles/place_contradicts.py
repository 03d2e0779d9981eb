"""Somebody who says where they are, and is never seen there.

Sees:       several logins on several days, all of them from other countries than the one in which
            the profile places the person, or than the one given at registration; a proxy among
            them is told.
Matters:    moderators of dating services name this most often when they explain why a profile was
            false (typology P04; the means is deception). Many honest people live abroad, so it
            earns attention only together with something else.
Misses:     a proxy in the country that is claimed; a place that the gazetteer does not know, where
            nothing was registered; the wrong town of the right country.
Wrong when: somebody moved abroad and left the profile as it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Window
from bantay.kit.text.places import places
from bantay.model.events import EventBase, LoginSeen, ProfileUpdated

SPEC = Spec(
    id="profiles.place_contradicts",
    title="Never seen where the profile says",
    version=1,
    rows=("P04",),
    reads=(ProfileUpdated, LoginSeen),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=45),
    keeps=60,
    hypotheses=("fabricated_identity",),
    group="place contradicts",
    ceiling=6.0,
    half_life=timedelta(days=60),
    anchor="the account",
    indicators=Indicators(means=("deception",), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    logins: int = 3  # logins from elsewhere, and none from where the person says
    days: int = 2  # different days on which they were seen


def admits(event: EventBase, params: Params) -> bool:
    """Whether it says where somebody is."""
    if isinstance(event, LoginSeen):
        return event.country is not None
    return isinstance(event, ProfileUpdated) and bool(event.place)


def look(window: Window[EventBase], params: Params) -> Iterator[Finding]:
    """One finding while every login of the window is from elsewhere."""
    profiles = [e for e in window.events if isinstance(e, ProfileUpdated) and e.place]
    logins = [e for e in window.events if isinstance(e, LoginSeen) and e.country]
    stated = _stated(profiles, window)
    if not profiles or not stated or len(logins) < params.logins:
        return
    if any(login.country in stated for login in logins):
        return
    if len({login.time.date() for login in logins}) < params.days:
        return
    hidden = sum(bool(login.proxy) for login in logins)
    told = f", {hidden} of them through a proxy" if hidden else ""
    said = profiles[-1]
    yield Finding(
        anchor="place",
        summary=f"{len(logins)} logins, none from where the profile places the person{told}",
        quotes=(Quote(said.id, "place", 0, len(said.place or "")),),
    )


def _stated(profiles: Sequence[ProfileUpdated], window: Window[EventBase]) -> frozenset[str]:
    """The countries claimed: of the places the profile names, and the one registered."""
    named = (place for said in profiles for place in places(said.place or ""))
    countries = {place.rpartition(", ")[2] for place in named}
    registered = window.fact("country")
    if registered is not None:
        countries.add(str(registered.value))
    return frozenset(countries)


DETECTOR = Detector(SPEC, Params(), look, admits)

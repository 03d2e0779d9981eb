"""Somebody says to live in one country and is never seen there.

Sees:       a country stated by the profile's place, or else at registration, while all logins of
            a month, on several days and not through a proxy, come from other countries.
Matters:    a place that contradicts the access is what moderators name most often when they
            explain an invented profile (typology P04, L04); alone it is weak.
Misses:     a place that the small table of cities does not know; a single login from the stated
            country, made through a friend.
Wrong when: somebody moved abroad and left the profile as it was.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.fields import quotes
from bantay.kit.geography import country_of
from bantay.model.events import LoginSeen, ProfileUpdated

SPEC = Spec(
    id="access.place_contradiction",
    title="Never where they say they are",
    version=1,
    rows=("L04", "P04"),
    reads=(LoginSeen, ProfileUpdated),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=80,
    hypotheses=("fabricated_identity",),
    group="place contradiction",
    ceiling=5.0,
    half_life=timedelta(days=30),
    anchor="the stated country",
    indicators=Indicators(means=("deception",), ilo=("deception",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    logins: int = 4  # logins within a month, all from elsewhere
    days: int = 3  # different days they must be on


Event = LoginSeen | ProfileUpdated


def admits(event: Event, params: Params) -> bool:
    """A login from a known country, not through a proxy, or a profile that names a place."""
    if isinstance(event, ProfileUpdated):
        return country_of(event.place) is not None
    return event.country is not None and not event.proxy


def least(params: Params) -> int:
    """The logins; what the account says may be known from elsewhere."""
    return max(1, params.logins)


def completes(event: Event, params: Params) -> bool:
    """A profile that names a place; else the country of the registration has to be known."""
    return isinstance(event, ProfileUpdated)


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding when no login comes from where the account says it is."""
    logins = [event for event in window.events if isinstance(event, LoginSeen)]
    countries = {event.country for event in logins}
    stated = _stated(window)
    if stated is None or stated in countries or len(logins) < params.logins:
        return
    days = len({event.time.date() for event in logins})
    if days >= params.days:
        yield Finding(
            anchor=stated,
            summary=f"{len(logins)} logins on {days} days, none from the stated country",
            quotes=quotes([*_profiles(window.events)[-1:], *logins], "place", "country"),
            places=tuple((country, "login") for country in sorted(c for c in countries if c)),
        )


def _stated(window: Window[Event]) -> str | None:
    """The country of the latest profile, else what was said at registration."""
    for profile in reversed(_profiles(window.events)):
        return country_of(profile.place)
    told = window.fact("country")
    return str(told.value) if told is not None else None


def _profiles(events: Sequence[Event]) -> list[ProfileUpdated]:
    return [event for event in events if isinstance(event, ProfileUpdated)]


DETECTOR = Detector(
    SPEC, Params(), look, admits, least=least, completes=completes, needs=("country",)
)

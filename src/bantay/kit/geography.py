"""Where countries and cities are, roughly, and how far apart two places are at least.

The coordinates and radii were written down from general knowledge: they are APPROXIMATE, a
degree or so for cities, and a circle for a country. That is enough to say that nobody travels
between two of them in ten minutes, and for nothing finer. A distance is always a lower bound:
two places in one country of which only the country is known are 0 km apart.
"""

from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from bantay.kit.geography_generated import CITIES, COUNTRIES

_EARTH = 6371.0
"""Mean radius of the Earth in kilometres."""


class Spot(NamedTuple):
    """A point in degrees, and how many kilometres around it somebody may be."""

    latitude: float
    longitude: float
    radius: float


def country_of(place: str | None) -> str | None:
    """The country (ISO 3166-1 alpha-2) of a known city, or of "Somewhere, XX"."""
    if not place:
        return None
    known = CITIES.get(_folded(place))
    if known is not None:
        return known[0]
    tail = place.rpartition(",")[2].strip()
    return tail if tail in COUNTRIES else None


@lru_cache(maxsize=4_096)
def spot(country: str | None, place: str | None = None) -> Spot | None:
    """Where somebody is: the city if it is known and in that country, else the country."""
    if place:
        known = CITIES.get(_folded(place))
        if known is not None and country in (None, known[0]):
            return Spot(known[1], known[2], 30.0)
    if country is None or country not in COUNTRIES:
        return None
    return Spot(*COUNTRIES[country])


def apart(one: Spot, other: Spot) -> float:
    """Kilometres between two places at least: the great circle less both radii (haversine)."""
    up, across = radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)
    flat = cos(radians(one.latitude)) * cos(radians(other.latitude))
    chord = sin(up / 2) ** 2 + flat * sin(across / 2) ** 2
    between = 2 * _EARTH * asin(min(1.0, sqrt(chord)))
    return max(0.0, between - one.radius - other.radius)


def _folded(place: str) -> str:
    return " ".join(place.partition(",")[0].casefold().split())

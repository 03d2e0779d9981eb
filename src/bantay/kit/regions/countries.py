"""Countries by their ISO 3166-1 alpha-2 codes: names, own currencies, a tile on the map."""

from functools import lru_cache
from importlib.resources import files

from msgspec import Struct

from bantay.kit.toml import read_toml


class Country(Struct, frozen=True, array_like=True):
    """One country; the place is its middle in degrees, the currency empty when it is shared."""

    name: str
    latitude: int
    longitude: int
    currency: str


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    country: dict[str, Country]


STEP_EAST, STEP_NORTH = 6, 5
"""Degrees that a tile stands for."""


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """All of them, by code."""
    name = "countries.toml"
    raw = files("bantay.kit.regions").joinpath(name).read_text("utf-8")
    return read_toml(raw, name, _File).country


def country_of(place: str) -> str | None:
    """The code of "PH" or of "Cebu, PH"; None when there is no such country."""
    code = place.rpartition(",")[2].strip().upper()
    return code if code in countries() else None


def name_of(code: str) -> str:
    """A country's name; the code itself when it is not known."""
    known = countries().get(code)
    return known.name if known else code


@lru_cache(maxsize=1)
def by_currency() -> dict[str, str]:
    """Countries by a currency that only they use."""
    return {one.currency: code for code, one in countries().items() if one.currency}


@lru_cache(maxsize=1)
def tiles() -> dict[str, tuple[int, int]]:
    """Each country's column and row, none on another's: as near to its place as is free.

    Those at the edge of the crowd are placed last, so that they and not the middle give way.
    """
    wanted = {c: _cell(one) for c, one in countries().items()}
    crowd = {c: sum(_far(cell, o) <= 8 for o in wanted.values()) for c, cell in wanted.items()}
    taken: dict[tuple[int, int], str] = {}
    for code in sorted(wanted, key=lambda c: (-crowd[c], c)):
        taken[_free(wanted[code], taken)] = code
    return {code: cell for cell, code in sorted(taken.items())}


def _cell(one: Country) -> tuple[int, int]:
    return round((one.longitude + 180) / STEP_EAST), round((80 - one.latitude) / STEP_NORTH)


def _far(one: tuple[int, int], other: tuple[int, int]) -> int:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


_REACH = range(-7, 8)


def _free(wanted: tuple[int, int], taken: dict[tuple[int, int], str]) -> tuple[int, int]:
    around = [(wanted[0] + x, wanted[1] + y) for x in _REACH for y in _REACH]
    return min((cell for cell in around if cell not in taken), key=lambda c: (_far(c, wanted), c))

"""Switches: what may be looked at, plane by plane and country by country.

[[switch]]
plane = "messages"
countries = ["DE", "AT"]   # none named: everywhere
reads = "metadata"         # "all", "metadata" (no private text) or "nothing"
reason = "no legal basis for private text there"
"""

import re
from collections.abc import Iterable
from typing import Literal, get_args

from msgspec import Struct

from bantay.model.vocabulary import Plane
from bantay.policy.sheet import Sheet

Reads = Literal["all", "metadata", "nothing"]
READS: tuple[Reads, ...] = get_args(Reads)
KEYS = ("plane", "countries", "reads", "reason")
_COUNTRY = re.compile(r"^[A-Z]{2}$")


class Switch(Struct, frozen=True, kw_only=True):
    """What may be looked at in a plane; with no countries named, everywhere."""

    plane: Plane
    countries: tuple[str, ...] = ()
    reads: Reads
    reason: str


def switches_of(sheet: Sheet) -> tuple[Switch, ...]:
    """All switches of a file; problems go to the sheet."""
    found = []
    for path, table in sheet.tables("switch"):
        sheet.known(table, KEYS, path)
        countries = sheet.list_of(table, "countries", path)
        for number, country in enumerate(countries):
            if not isinstance(country, str) or not _COUNTRY.match(country):
                reason = f"a country is two capitals such as DE, not {country!r}"
                sheet.at_value("BP106", reason, (*path, "countries", number))
        found.append(
            Switch(
                plane=sheet.one_of(table, "plane", path, get_args(Plane)),
                countries=tuple(map(str, countries)),
                reads=sheet.one_of(table, "reads", path, READS),
                reason=sheet.text_of(table, "reason", path),
            )
        )
    return tuple(found)


def country_of(sheet: Sheet) -> str | None:
    """Where accounts are taken to be that told no country; None: nobody knows."""
    country = sheet.tree.get("unknown_country")
    if country is None or (isinstance(country, str) and _COUNTRY.match(country)):
        return country
    reason = f"a country is two capitals such as DE, not {country!r}"
    sheet.at_value("BP106", reason, ("unknown_country",))
    return None


def reads(switches: Iterable[Switch], plane: Plane, country: str | None) -> Reads:
    """What may be looked at: the strictest switch that applies.

    When the country is not known, a switch for any country applies: what may be forbidden
    is not looked at.
    """
    order = {word: n for n, word in enumerate(READS)}
    chosen: Reads = "all"
    for switch in switches:
        here = not switch.countries or country is None or country in switch.countries
        if switch.plane == plane and here and order[switch.reads] > order[chosen]:
            chosen = switch.reads
    return chosen

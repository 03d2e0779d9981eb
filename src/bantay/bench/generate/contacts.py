"""Invented contacts. Telephone numbers are made at run time and stored nowhere.

A number is its region's example in the number-plan package with the last four digits drawn
by the seed, kept when the plan finds it valid.
"""

from functools import cache
from random import Random
from typing import Literal

import phonenumbers
from msgspec import Struct
from phonenumbers import PhoneNumberFormat, PhoneNumberType

Kind = Literal["phone", "email", "handle"]
REGIONS = (
    *("PH", "CN", "US", "GB", "AU", "HK", "SG", "MY", "ID", "TH", "VN", "IN", "BR", "MX", "ES"),
    *("PT", "RU", "FR", "DE", "IT", "JP", "KR", "AE", "EG"),
)
APPS = ("telegram", "viber", "line", "snapchat", "discord", "wechat", "kakaotalk", "instagram")
_DOMAINS = ("example.com", "example.org", "example.net")
_SYLLABLES = (
    *("ka", "li", "mar", "ro", "vin", "ves", "do", "ni", "sol", "bea", "jun", "per", "la", "mo"),
    *("ger", "lin", "fa", "rus", "el", "dra", "wen", "chu", "pil", "ri", "gon", "sa"),
)


class Contact(Struct, frozen=True):
    """A contact: how it is written, and every value that names it.

    `value` is its one true spelling, `values` those a reader may answer with (a number
    without its country is right too), `app` the messenger a name belongs to.
    """

    kind: Kind
    value: str
    written: str
    values: tuple[str, ...]
    app: str = ""
    region: str = ""


@cache
def _example(region: str) -> str:
    """The region's example mobile number, without country or trunk prefix."""
    number = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    if number is None:
        raise ValueError(f"the number plans have no example for {region}")
    return phonenumbers.national_significant_number(number)


def phone(source: Random, abroad: bool | None = None) -> Contact:
    """A valid number of some region, as one says it at home or, with `+`, abroad."""
    region = source.choice(REGIONS)
    while True:
        digits = f"{_example(region)[:-4]}{source.randrange(10_000):04}"
        number = phonenumbers.parse(digits, region)
        if phonenumbers.is_valid_number(number):
            break
    full = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    home = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    home = "".join(c for c in home if c.isdigit())
    significant = phonenumbers.national_significant_number(number)
    abroad = source.random() < 0.4 if abroad is None else abroad
    values = tuple(dict.fromkeys((full, full[1:], home, significant)))
    return Contact("phone", full, full if abroad else home, values, region=region)


def _name(source: Random, parts: int) -> str:
    return "".join(source.choices(_SYLLABLES, k=parts))


def email(source: Random) -> Contact:
    """An address at one of the domains reserved for examples."""
    local = source.choice((".", "_", "")).join((_name(source, 2), _name(source, 3)))
    local += str(source.randrange(10, 99)) if source.random() < 0.5 else ""
    address = f"{local}@{source.choice(_DOMAINS)}"
    return Contact("email", address, address, (address,))


def handle(source: Random) -> Contact:
    """A name on a messenger, one that no sentence would hold."""
    joint = source.choice(("_", ".", ""))
    name = f"{_name(source, 2)}{joint}{_name(source, 2)}{source.randrange(10, 999)}"
    return Contact("handle", name, name, (name, f"@{name}"), app=source.choice(APPS))


def contact(source: Random) -> Contact:
    """Any contact: numbers are the most common."""
    kind = source.random()
    return phone(source) if kind < 0.6 else email(source) if kind < 0.8 else handle(source)

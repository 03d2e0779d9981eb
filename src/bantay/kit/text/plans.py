"""Number plans: how well a string of digits stands as a telephone number.

Plans come from the `phonenumbers` package. Ranges set aside for fiction count as a plan of
their own (the test plan), also where the package refuses them.
"""

import re
from enum import IntEnum
from functools import lru_cache

import phonenumbers

REGIONS = ("PH", "US", "GB", "CN", "AU", "FR", "TH", "BR", "RU", "VN", "ID", "ES", "MX")
"""Plans tried for numbers without a country code, unless the operator names others."""

TEST_PLAN = re.compile(
    r"(?:1?[2-9]\d\d)?55501\d\d"  # North America: 555-01xx, with or without an area
    r"|(?:\+?61|0)491570\d{3}"  # Australia
    r"|(?:\+?44|0)7700900\d{3}"  # United Kingdom
    r"|(?:\+?33|0)63998\d{4}"  # France
    r"|(?:\+?86)?13800138000"  # China
)
"""Numbers set aside for fiction, which no person can own."""

_TYPES = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip", "uan")
_TRUNK_UNUSED = ("BR",)  # has a trunk digit that nobody writes down
_LEAST, _MOST = 7, 15
_CC_LEAST = 11  # digits of a number that carries its country code without a plus


class Standing(IntEnum):
    """How well digits fit the plans tried; more is better."""

    NONE = 0
    POSSIBLE = 1  # an international number of possible length
    PLAIN = 2  # fits a plan, but so do many ordinary numbers
    STRONG = 3  # fits a plan together with its trunk digit, country code, or as a mobile


@lru_cache(maxsize=65_536)
def standing(digits: str, plus: bool, regions: tuple[str, ...]) -> Standing:
    """How well `digits` stand, `plus` saying that they are written internationally."""
    if not _LEAST <= len(digits) <= _MOST:
        return Standing.NONE
    bare = digits.removeprefix("00")
    if TEST_PLAN.fullmatch(bare):
        return Standing.STRONG
    if plus or bare != digits:
        return _international(bare)
    return max([_domestic(digits, region) for region in regions], default=Standing.NONE)


def is_international(digits: str, plus: bool) -> bool:
    """Whether the digits say their own country."""
    if plus or not digits.startswith("00"):
        return plus
    return standing(digits, plus, ()) is Standing.STRONG


def _international(digits: str) -> Standing:
    try:
        number = phonenumbers.parse(f"+{digits}", None)
    except phonenumbers.NumberParseException:
        return Standing.NONE
    if phonenumbers.is_valid_number(number):
        return Standing.STRONG
    possible = phonenumbers.is_possible_number(number)
    return Standing.POSSIBLE if possible else Standing.NONE


def _domestic(digits: str, region: str) -> Standing:
    trunk, code, valid, mobile = _plan(region)
    if trunk and digits.startswith(trunk) and valid.fullmatch(digits, len(trunk)):
        return Standing.PLAIN if trunk == code else Standing.STRONG  # "1" begins all sorts
    if region == "CN" and mobile.fullmatch(digits):
        return Standing.STRONG
    if (not trunk or trunk == code or region in _TRUNK_UNUSED) and valid.fullmatch(digits):
        return Standing.PLAIN
    coded = len(digits) >= _CC_LEAST and digits.startswith(code)
    return Standing.STRONG if coded and mobile.fullmatch(digits, len(code)) else Standing.NONE


@lru_cache(maxsize=256)
def _plan(region: str) -> tuple[str, str, re.Pattern[str], re.Pattern[str]]:
    """Trunk digit, country code, patterns of all and of mobile numbers of a region."""
    data = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    if data is None:
        raise ValueError(f"no number plan for region {region!r}")
    kinds = [getattr(data, name) for name in _TYPES]
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None]
    valid = "|".join(pattern for pattern in patterns if pattern)
    mobile = (data.mobile and data.mobile.national_number_pattern) or r"(?!)"
    trunk = data.national_prefix or ""
    return trunk, str(data.country_code), re.compile(valid or r"(?!)"), re.compile(mobile)

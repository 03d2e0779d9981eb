"""Number plans: how well a string of digits stands as a telephone number.

Plans come from the `phonenumbers` package. Ranges set aside for fiction count as a plan of
their own (the test plan), also where the package refuses them.
"""

import re
from enum import IntEnum
from functools import lru_cache

import phonenumbers

from bantay.kit.text.late import late

REGIONS = ("PH", "US", "GB", "CN", "AU", "FR", "TH", "BR", "RU", "VN", "ID", "ES", "MX")
"""Plans tried for numbers without a country code, unless the operator names others."""

TEST_PLAN = late(
    r"(?:1?[2-9]\d\d)?55501\d\d"  # North America: 555-01xx, with or without an area
    r"|(?:\+?61|0)491570\d{3}"  # Australia
    r"|(?:\+?44|0)7700900\d{3}"  # United Kingdom
    r"|(?:\+?33|0)63998\d{4}"  # France
    r"|(?:\+?86)?13800138000"  # China
)
"""Numbers set aside for fiction, which no person can own."""

_TYPES = ("fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "voip", "uan")
_SERVICES = ("toll_free", "premium_rate", "shared_cost", "uan")
_TRUNK_UNUSED = ("BR",)  # has a trunk digit that nobody writes down
LEAST, MOST = 7, 15
"""Digits of a telephone number (ITU-T E.164 allows 15)."""
_SHARED = 10  # digits of a number where several countries have one code
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
    if not LEAST <= len(digits) <= MOST:
        return Standing.NONE
    bare = digits.removeprefix("00")
    if TEST_PLAN.fullmatch(bare):
        return Standing.STRONG
    abroad = _international(bare) if plus or bare != digits else Standing.NONE
    if plus or abroad is Standing.STRONG:
        return abroad
    return max(abroad, _at_home(digits, regions))


def _at_home(digits: str, regions: tuple[str, ...]) -> Standing:
    """How well digits stand in the best of these plans; none after a STRONG one is asked."""
    best = Standing.NONE
    for region in regions:
        best = max(best, _domestic(digits, region))
        if best is Standing.STRONG:
            break
    return best


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
    if mobile.fullmatch(digits) or _is_without_trunk(digits, region):
        return Standing.PLAIN
    coded = len(digits) >= _CC_LEAST and digits.startswith(code)
    if coded and mobile.fullmatch(digits, len(code)):
        return Standing.STRONG
    return Standing.STRONG if _is_dialled_out(digits, region) else Standing.NONE


def _is_without_trunk(digits: str, region: str) -> bool:
    """Whether a number needs no trunk digit: a service, or one of another country with the same
    code, as in North America."""
    trunk, code, *_ = _plan(region)
    shared = code == trunk and len(digits) == _SHARED
    if shared and _international(code + digits) is Standing.STRONG:
        return True
    return _services(region).fullmatch(digits) is not None


def _is_dialled_out(digits: str, region: str) -> bool:
    """Whether a number is valid after what one dials before it there: out of the country, or a
    carrier's and an area's prefix."""
    prefix = _prefixes(region).match(digits)
    if prefix is None or prefix.end() <= 1:
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(digits, region))
    except phonenumbers.NumberParseException:
        return False


@lru_cache(maxsize=256)
def _services(region: str) -> re.Pattern[str]:
    """Numbers of services, which many countries dial without a trunk digit."""
    data = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    assert data is not None
    kinds = [getattr(data, name) for name in _SERVICES]
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None]
    return re.compile("|".join(pattern for pattern in patterns if pattern) or r"(?!)")


@lru_cache(maxsize=256)
def _prefixes(region: str) -> re.Pattern[str]:
    """International prefixes, and national ones that are more than a trunk digit."""
    data = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    assert data is not None
    national = data.national_prefix_for_parsing or ""
    outward = data.international_prefix or ""
    return re.compile("|".join(f"(?:{p})" for p in (outward, national) if p) or r"(?!)")


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

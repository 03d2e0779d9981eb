"""Number plans: strong, plain, possible or none."""

import phonenumbers
import pytest

from bantay.kit.text.plans import REGIONS, TEST_PLAN, Standing, standing


def mobile(region: str) -> tuple[str, str]:
    """Country code and national digits of the number plan's own example."""
    kind = phonenumbers.PhoneNumberType.MOBILE
    number = phonenumbers.example_number_for_type(region, kind)
    return str(number.country_code), phonenumbers.national_significant_number(number)


@pytest.mark.parametrize(
    "digits",
    [
        "5550100", "5550199", "2125550142", "12125550142", "0491570156", "61491570156",
        "07700900000", "447700900999", "0639981234", "33639980000", "13800138000",
        "8613800138000", "00447700900143",
    ],
)  # fmt: skip
def test_the_test_plan_stands_everywhere(digits: str) -> None:
    assert standing(digits, False, ()) is Standing.STRONG
    assert standing(digits, False, REGIONS) is Standing.STRONG


@pytest.mark.parametrize(
    "digits", ["5550200", "1115550142", "0491571156", "07700901000", "0639971234", "13800138001"]
)
def test_its_neighbours_are_not_in_it(digits: str) -> None:
    assert TEST_PLAN.fullmatch(digits) is None


@pytest.mark.parametrize(
    ("digits", "plus", "regions", "stands"),
    [
        ("999999999999", True, REGIONS, Standing.NONE),
        ("000000000000", False, REGIONS, Standing.NONE),
        ("123456", False, REGIONS, Standing.NONE),
        ("1234567890123456", False, REGIONS, Standing.NONE),
    ],
)
def test_how_digits_stand(
    digits: str, plus: bool, regions: tuple[str, ...], stands: Standing
) -> None:
    assert standing(digits, plus, regions) is stands


def test_example_numbers_of_every_region_stand_strong_with_their_country() -> None:
    for region in REGIONS:
        code, national = mobile(region)
        assert standing(code + national, True, ()) is Standing.STRONG, region
        assert standing(f"00{code}{national}", False, ()) is Standing.STRONG, region


def test_a_trunk_digit_makes_a_number_strong_where_there_is_one() -> None:
    for region in ("PH", "GB", "AU", "FR", "TH", "VN", "ID"):
        _, national = mobile(region)
        assert standing(f"0{national}", False, (region,)) is Standing.STRONG, region
        assert standing(national, False, (region,)) < Standing.STRONG, region


def test_numbers_written_without_a_trunk_digit_are_plain() -> None:
    for region in ("ES", "MX", "BR"):
        _, national = mobile(region)
        assert standing(national, False, (region,)) is Standing.PLAIN, region
        assert standing(national, False, ()) is Standing.NONE, region


def test_a_region_without_a_plan_is_an_error() -> None:
    with pytest.raises(ValueError, match="XX"):
        standing("07701234567", False, ("XX",))

"""Ways to write a contact: whole when plain, hidden when not, in pieces when split."""

import unicodedata

import phonenumbers as pn
import pytest

from bantay.world.chance import Chance
from bantay.world.contacts import LADDER, Contact, contact, phone, pieces, style_for, write
from bantay.world.things import TONGUES, Tongue, places

MAIL = Contact("email", "una.brook@example.com")
DIGITS = Contact("phone", "09051234567")


@pytest.mark.parametrize("region", sorted(places().country))
def test_numbers_are_of_the_regions_plan(region: str) -> None:
    given = phone(Chance(4), region)
    number = pn.parse(given.value, region)
    assert pn.is_possible_number(number)
    assert pn.region_code_for_country_code(number.country_code) in (region, "US")


def test_numbers_of_a_region_differ_only_in_the_last_four_digits() -> None:
    national = {
        str(pn.parse(phone(Chance(seed), "PH").value, "PH").national_number) for seed in range(30)
    }
    assert len(national) > 20 and len({number[:-4] for number in national}) == 1


@pytest.mark.parametrize("tongue", TONGUES)
def test_mail_and_web_are_on_example_domains(tongue: Tongue) -> None:
    given = [contact(Chance(seed), tongue, "US", "Una") for seed in range(300)]
    assert {c.kind for c in given} == {"phone", "email", "handle", "url"}
    domains = [c.value.split("@")[-1].split("/")[0] for c in given if c.kind in ("email", "url")]
    assert {domain.rpartition(".")[0] for domain in domains} == {"example"}


def test_plain_writing_hides_nothing() -> None:
    assert write(Chance(1), MAIL, "plain", "en") == MAIL.value
    assert write(Chance(1), Contact("handle", "una7", "Signal"), "plain", "en") == "Signal una7"


@pytest.mark.parametrize("style", ["spaced", "words", "glyphs", "marks"])
@pytest.mark.parametrize("tongue", TONGUES)
def test_other_styles_break_the_plain_form(style: str, tongue: Tongue) -> None:
    written = [write(Chance(seed), DIGITS, style, tongue) for seed in range(20)]  # type: ignore[arg-type]
    hidden = sum(DIGITS.value not in text for text in written)
    assert hidden >= 19


def test_glyphs_still_say_the_same_digits() -> None:
    for seed in range(20):
        text = write(Chance(seed), DIGITS, "glyphs", "en")
        folded = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isdigit())
        assert folded == DIGITS.value


@pytest.mark.parametrize("count", [2, 3, 7, 10])
def test_pieces_join_to_the_whole(count: int) -> None:
    cut = pieces(Chance(count), DIGITS, count, "plain", "en")
    assert len(cut) == min(count, len(DIGITS.value) // 2)
    assert "".join(cut) == DIGITS.value and DIGITS.value not in cut


def test_the_ladder_is_climbed_with_the_dial() -> None:
    def mean(evasion: float) -> float:
        drawn = [LADDER.index(style_for(Chance(seed), evasion)) for seed in range(300)]
        return sum(drawn) / 300

    assert mean(0.0) < 1 < mean(0.5) < 4.5 < mean(1.0)

"""When pieces make a number or an address, and when a messenger's name is followed by a name."""

from dataclasses import replace

import phonenumbers
import pytest

from bantay.kit.text.joined import Setting, addresses, in_order, joined_mail, numbers
from bantay.kit.text.mails import providers
from bantay.kit.text.named import named
from bantay.kit.text.pieces import Piece, pieces
from bantay.kit.text.plans import REGIONS

MAIL = min(providers())


def parts(*texts: str) -> list[Piece]:
    """The pieces of texts that are all pieces."""
    found = [pieces(text) for text in texts]
    assert None not in found, found
    return [piece for piece in found if piece is not None]


def joins(*texts: str, asked: bool = False) -> list[str]:
    read = parts(*texts)
    return [join.value for join in numbers(read, Setting(REGIONS, [len(read)] * len(read), asked))]


def number(region: str) -> str:
    found = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    return phonenumbers.national_significant_number(found)


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (("0770", "0900", "143"), "07700900143"),
        (("+44", "7700", "900143"), "+447700900143"),
        (("0044", "7700", "900143"), "+447700900143"),
        (("212", "555", "0142"), "2125550142"),
        (("0770", "0", "9", "0", "0", "1", "4", "3"), "07700900143"),
        (("oh seven", "seven oh", "0900143"), "07700900143"),
        (("2001", "2002", "2003"), None),
        (("555", "5555"), None),
        (("0770", "09"), None),
        (("3-2", "4-2", "5-2", "6-2"), None),
        (("1 2 3", "4 5 6", "7 8 9"), None),
    ],
)
def test_joining_a_number(texts: tuple[str, ...], value: str | None) -> None:
    assert joins(*texts) == ([value] if value else [])


def test_a_piece_that_does_not_belong_is_left_out() -> None:
    assert joins("0770", "450", "0900143") == ["07700900143"]


def test_only_so_much_may_be_left_out() -> None:
    assert "07700900143" not in joins("0770", "99", "98", "97", "0900143")


def test_two_numbers_share_no_piece() -> None:
    assert sorted(joins("0491", "570156", "0770", "0900143")) == ["0491570156", "07700900143"]


def test_a_stray_number_before_does_not_shift_the_beginning() -> None:
    assert joins("5", "0770", "0900143") == ["07700900143"]


def test_an_unused_piece_beside_makes_the_longer_join_better() -> None:
    digits = "201" + "5550143"
    assert joins("2", "0 1", *digits[3:]) == [digits]


def test_a_number_without_a_trunk_digit_needs_pieces_that_are_nothing_else() -> None:
    digits = number("ES")
    assert joins(digits[:4], digits[4:]) == [digits]
    assert joins(f"door {digits[:4]}", digits[4:]) == []


def test_few_digits_need_a_word_that_asks_for_a_call() -> None:
    assert joins("555", "0143") == []
    assert joins("text 555", "0143") == ["5550143"]
    assert joins("555", "0143", asked=True) == ["5550143"]


def test_pieces_too_far_apart_are_not_joined() -> None:
    read = parts("0770", "0900143")
    assert numbers(read, Setting(REGIONS, [1, 2])) == []


def test_pieces_that_are_not_allowed_together_are_not_joined() -> None:
    read = parts("0770", "0900143")
    assert numbers(read, Setting(REGIONS, [2, 2], False, lambda at: False)) == []


def test_words_weigh() -> None:
    plain = numbers(parts("0770", "0900143"), Setting(REGIONS, [2, 2]))[0]
    told = numbers(parts("it starts with 0770", "then 0900143"), Setting(REGIONS, [2, 2]))[0]
    doubted = numbers(parts("0770", "0900143 somebody calls"), Setting(REGIONS, [2, 2]))[0]
    assert doubted.weight < plain.weight < told.weight


def test_work_is_bounded() -> None:
    many = [replace(parts("0")[0], value=str(n % 10)) for n in range(40)]
    found = numbers(many, Setting(REGIONS, [40] * 40, True))
    assert len(found) <= 4


def test_an_end_that_comes_first_is_read_last() -> None:
    assert in_order(parts("ends with 156", "starts with 0491", "570")) == [1, 2, 0]
    assert in_order(parts("starts with 0491", "570", "ends with 156")) == [0, 1, 2]
    assert in_order(parts("ends with 156", "570", "0491")) == [0, 1, 2]


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (("maria.r92", "@example", ".com"), "maria.r92@example.com"),
        (("maria.r92", f"at {MAIL} dot com"), f"maria.r92@{MAIL}.com"),
        (("maria.r92", MAIL), f"maria.r92@{MAIL}"),
        (("maria.r92", MAIL, "com"), f"maria.r92@{MAIL}.com"),
        (("maria.r92@", "example.com"), "maria.r92@example.com"),
        (("my email is maria.r92", "@example.com"), "maria.r92@example.com"),
        (("m a r i a", "underscore", "92", "at", MAIL, "dot", "com"), f"maria_92@{MAIL}.com"),
        (("maria.r92", "ok.thanks"), None),
        (("@example", ".com"), None),
        (("m", "a", "r"), None),
    ],
)
def test_joining_an_address(texts: tuple[str, ...], value: str | None) -> None:
    assert joined_mail(parts(*texts)) == value


def test_addresses_are_found_among_other_pieces() -> None:
    read = parts("ok.thanks", "maria.r92", "@example", ".com", "re_2", f"@{MAIL}")
    values = [join.value for join in addresses(read, [1, 4, 4, 4, 6, 6])]
    assert values == ["maria.r92@example.com", f"re_2@{MAIL}"]


def test_an_address_may_lack_a_word_when_it_is_announced_or_marked() -> None:
    for texts in (("my email is ana", "at", ".com"), ("ana_22", "(at)", "dot com")):
        (join,) = addresses(parts(*texts), [3, 3, 3])
        assert not join.whole and join.value.endswith("@.com")
    (half,) = addresses(parts("_tan", f"@{MAIL}.com"), [2, 2])
    assert not half.whole and half.value == f"_tan@{MAIL}.com"
    assert addresses(parts("m", "at", ".com"), [3, 3, 3]) == []


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (("my tg", "is", "ana_22"), "ana_22"),
        (("add me on telegram", "ana.reyes"), "ana.reyes"),
        (("加我微信", "yu_1998"), "yu_1998"),
        (("qq", "123456789"), "123456789"),
        (("my ig ok", "@anareyes"), "anareyes"),
        (("my tg", "anareyes"), None),
        (("my tg", "hello there"), None),
        (("my tg", "12.5kg"), None),
        (("do you have telegram?", "ana_22"), None),
        (("i read about telegram yesterday", "ana_22"), None),
        (("ana_22", "my tg"), None),
        (("my tg is @ana_22", "notes_v2"), None),
    ],
)
def test_a_name_after_its_messenger(texts: tuple[str, ...], value: str | None) -> None:
    found = [name.value for name in named(texts)]
    assert found == ([value] if value else [])


def test_a_name_is_quoted_where_it_stands() -> None:
    texts = ("hey, my TG", "it's", "  Ana_22 ")
    (found,) = named(texts)
    cut = [texts[n][start:end] for n, (start, end) in zip(found.at, found.places, strict=True)]
    assert cut == ["TG", "Ana_22"]

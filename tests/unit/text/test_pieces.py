"""What one message adds to a contact in parts."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.text.joined import dialled
from bantay.kit.text.mails import providers
from bantay.kit.text.pieces import Piece, denies, joined_mail, pieces
from bantay.kit.text.plans import REGIONS

MAIL = min(providers())


def parts(*texts: str) -> list[Piece]:
    found = [pieces(text) for text in texts]
    assert None not in found, found
    return [piece for piece in found if piece is not None]


@pytest.mark.parametrize(
    ("text", "value", "quote", "others"),
    [
        ("0770", "0770", "0770", 0),
        ("143 k?", "143", "143", 1),
        ("then.. 143!", "143", "143", 1),
        ("然后143", "143", "143", 1),
        ("my number is 0770", "0770", "0770", 3),
        ("0 7 7 0", "0770", "0 7 7 0", 0),
        ("0770 and 0900", "07700900", "0770 and 0900", 1),
        ("⓪⑦", "07", "⓪⑦", 0),
        ("+44 7700", "+447700", "+44 7700", 0),
        ("5", "5", "5", 0),
        ("we meet at the usual place next to the shop 0770", "0770", "0770", 10),
        ("2003", "2003", "2003", 0),
    ],
)
def test_digits(text: str, value: str, quote: str, others: int) -> None:
    piece = pieces(text)
    assert piece is not None
    assert (piece.kind, piece.value, piece.other_words) == ("digits", value, others)
    assert text[piece.start : piece.end] == quote


@pytest.mark.parametrize(
    "text",
    [
        "3 kids", "365 days", "in 2003", "4:30", "$20", "₱ 700", "20 pesos", "5pm", "2nd", "so 5",
        "100%", "hello", "", "2026-01-05", "v1.2.3", "#1234",
    ],
)  # fmt: skip
def test_messages_that_add_nothing(text: str) -> None:
    assert pieces(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "value", "quote"),
    [
        ("maria.r92", "local", "maria.r92", "maria.r92"),
        ("my email is maria.r92", "local", "maria.r92", "maria.r92"),
        ("maria_r", "local", "maria_r", "maria_r"),
        ("@example", "mail", "@example", "@example"),
        ("at example", "mail", "@example", "at example"),
        (f"{MAIL} dot com", "mail", f"{MAIL}.com", f"{MAIL} dot com"),
        (".com", "mail", ".com", ".com"),
        ("dot com", "mail", ".com", "dot com"),
        ("maria.r92@", "mail", "maria.r92@", "maria.r92@"),
    ],
)
def test_parts_of_an_address(text: str, kind: str, value: str, quote: str) -> None:
    piece = pieces(text)
    assert piece is not None
    assert (piece.kind, piece.value) == (kind, value)
    assert text[piece.start : piece.end] == quote


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (("maria.r92", "@example", ".com"), "maria.r92@example.com"),
        (("maria.r92", f"at {MAIL} dot com"), f"maria.r92@{MAIL}.com"),
        (("maria.r92", MAIL), f"maria.r92@{MAIL}"),
        (("maria.r92@", "example.com"), "maria.r92@example.com"),
        (("my email is maria.r92", "@example.com"), "maria.r92@example.com"),
        (("maria.r92", "ok.thanks"), None),
        (("@example", ".com"), None),
    ],
)
def test_joining_an_address(texts: tuple[str, ...], value: str | None) -> None:
    assert joined_mail(parts(*texts)) == value


@pytest.mark.parametrize(
    ("texts", "value"),
    [
        (("0770", "0900", "143"), "07700900143"),
        (("+44", "7700", "900143"), "+447700900143"),
        (("212", "555", "0142"), "2125550142"),
        (("2001", "2002", "2003"), None),
        (("555", "5555"), None),
        (("0770", "09"), None),
    ],
)
def test_joining_a_number(texts: tuple[str, ...], value: str | None) -> None:
    assert dialled(parts(*texts), REGIONS) == value


def test_a_number_without_a_trunk_digit_must_be_asked_for_or_laid_out() -> None:
    number = phonenumbers.example_number_for_type("ES", phonenumbers.PhoneNumberType.MOBILE)
    digits = phonenumbers.national_significant_number(number)
    assert dialled(parts(digits[:4], digits[4:]), REGIONS) is None
    assert dialled(parts(f"text {digits[:4]}", digits[4:]), REGIONS) == digits
    printed = (digits[:3], digits[3:5], digits[5:7], digits[7:])
    assert dialled(parts(*printed), REGIONS) == digits


@pytest.mark.parametrize(
    "text",
    ["that's the order number", "tracking ko yan", "快递单号", "ang total po", "the price is"],
)
def test_saying_what_it_was(text: str) -> None:
    assert denies(text)


@pytest.mark.parametrize("text", ["that is my number", "in order", "priceless", "call me"])
def test_saying_nothing_of_the_kind(text: str) -> None:
    assert not denies(text)


@given(st.text(max_size=70))
def test_a_piece_lies_in_its_text(text: str) -> None:
    piece = pieces(text)
    if piece is not None:
        assert 0 <= piece.start < piece.end <= len(text)
        assert piece.value

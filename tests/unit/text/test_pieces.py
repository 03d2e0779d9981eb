"""What one message adds to a contact in parts, and what it says of parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.text.mails import providers
from bantay.kit.text.pieces import denies, pieces, talk

MAIL = min(providers())


@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        ("0770", "0770", "0770"),
        ("143 k?", "143", "143"),
        ("then.. 143!", "143", "143"),
        ("然后143", "143", "143"),
        ("my number is 0770", "0770", "0770"),
        ("0 7 7 0", "0770", "0 7 7 0"),
        ("0770 and 0900", "07700900", "0770 and 0900"),
        ("⓪⑦", "07", "⓪⑦"),
        ("+44 7700", "+447700", "+44 7700"),
        ("5", "5", "5"),
        ("0_2_1", "021", "0_2_1"),
        ("0|9, 0.0", "0900", "0|9, 0.0"),
        ("0 ✨ 9 ✨ 0", "090", "0 ✨ 9 ✨ 0"),
        ("1.1.2.3.4", "11234", "1.1.2.3.4"),
        ("0️⃣9️⃣", "09", "0️⃣9️⃣"),
        ("oh double seven", "077", "oh double seven"),
        ("next is seven seven", "77", "seven seven"),
        ("幺三八", "138", "幺三八"),
        ("ศูนย์เก้า", "09", "ศูนย์เก้า"),
        ("शून्य नौ", "09", "शून्य नौ"),
        ("um", "1", "um"),
        ("ba hai hai", "322", "ba hai hai"),
        ("the last two are 43", "43", "43"),
        ("后四位是7788", "7788", "7788"),
        ("dinner at 7:30, then 0900", "0900", "0900"),
        ("call0770", "0770", "0770"),
        ("0917 wait somebody calls", "0917", "0917"),
    ],
)
def test_digits(text: str, value: str, quote: str) -> None:
    piece = pieces(text)
    assert piece is not None
    assert (piece.kind, piece.value) == ("digits", value)
    assert text[piece.start : piece.end] == quote


@pytest.mark.parametrize(
    "text",
    [
        "3 kids", "365 days", "4:30", "$20", "₱ 700", "20 pesos", "5pm", "2nd", "100%", "hello", "",
        "2026-01-05", "v1.2.3", "#1234", "order 48213 came", "she is 34 now", "it cost 1200", "<3",
        "lunch at 12", "and the next two?", "1,200 pesos", "10.0.0.12", "alas 7", "7点半", "450块",
        "12 of us", "room 204", "x3", "3 + 4 = 7", "一起", "one of us", "8)",
    ],
)  # fmt: skip
def test_messages_that_add_no_digits(text: str) -> None:
    piece = pieces(text)
    assert piece is None or piece.kind != "digits"


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("0770", 0), ("then 12", 0), ("twelve", 0), ("+44 ok", 0),
        ("2003", 1), ("3-2", 1), ("9.5", 1), ("1,200", 1), ("700", 1), ("12 ok", 1), ("um", 1),
        ("door starts 0770", 2), ("dinner at 7:30, then 0900", 2),
    ],
)  # fmt: skip
def test_how_doubtful_digits_are(text: str, doubt: int) -> None:
    piece = pieces(text)
    assert piece is not None and piece.doubt == doubt


@pytest.mark.parametrize(
    ("text", "asked", "told", "role"),
    [
        ("0770", False, False, ""),
        ("text 0770", True, False, ""),
        ("then 0770", False, True, ""),
        ("it starts with 0770", False, True, "first"),
        ("dulo 156", False, True, "end"),
        ("开头是138", False, False, ""),
        ("前面是138", False, True, "first"),
    ],
)
def test_what_words_beside_digits_say(text: str, asked: bool, told: bool, role: str) -> None:
    piece = pieces(text)
    assert piece is not None
    assert (piece.asked, piece.told, piece.role) == (asked, told, role)


@pytest.mark.parametrize(
    ("text", "kind", "value", "quote"),
    [
        ("maria.r92", "local", "maria.r92", "maria.r92"),
        ("my email is maria.r92", "local", "maria.r92", "maria.r92"),
        ("my email is maria", "local", "maria", "maria"),
        ("maria_r", "local", "maria_r", "maria_r"),
        ("underscore", "local", "_", "underscore"),
        ("@example", "mail", "@example", "@example"),
        ("at example", "mail", "@example", "at example"),
        ("at", "mail", "@", "at"),
        (f"{MAIL} dot com", "mail", f"{MAIL}.com", f"{MAIL} dot com"),
        (f"{MAIL} (dot) com", "mail", f"{MAIL}.com", f"{MAIL} (dot) com"),
        (".com", "mail", ".com", ".com"),
        ("dot com", "mail", ".com", "dot com"),
        ("com", "mail", "com", "com"),
        ("maria.r92@", "mail", "maria.r92@", "maria.r92@"),
        ("m a r i a", "letters", "maria", "m a r i a"),
        ("m*a*r", "letters", "mar", "m*a*r"),
        ("m a _ 9 2", "letters", "ma_92", "m a _ 9 2"),
        ("mail: m a . r", "letters", "ma.r", "m a . r"),
        ("邮箱是 maria_r", "local", "maria_r", "maria_r"),
        ("kim677", "local", "kim677", "kim677"),
        ("[at] example", "mail", "@example", "[at] example"),
        ("m", "letters", "m", "m"),
    ],
)
def test_parts_of_an_address(text: str, kind: str, value: str, quote: str) -> None:
    piece = pieces(text)
    assert piece is not None
    assert (piece.kind, piece.value) == (kind, value)
    assert text[piece.start : piece.end] == quote


@pytest.mark.parametrize("text", ["maria", "ok then", "we are here", "ok."])
def test_ordinary_words_are_no_part_of_an_address(text: str) -> None:
    assert pieces(text) is None


@pytest.mark.parametrize(
    "text",
    ["that's the order number", "tracking ko yan", "快递单号", "ang total po", "the price is"],
)
def test_saying_what_it_was(text: str) -> None:
    assert denies(text)


@pytest.mark.parametrize(
    "text",
    ["that is my number", "in order", "priceless", "call me", "my order number is 48213"],
)
def test_saying_nothing_of_the_kind(text: str) -> None:
    assert not denies(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("my number", {"hands_over"}),
        ("what's your number?", {"asks", "question"}),
        ("and the next two?", {"continues", "asks", "question"}),
        ("然后呢", {"asks", "question"}),
        ("yes 0900", {"agrees"}),
        ("yesterday", set()),
        ("the rest", {"continues"}),
    ],
)
def test_talk_about_pieces(text: str, said: set[str]) -> None:
    found = talk(text)
    assert {name for name in found.__dataclass_fields__ if getattr(found, name)} == said


@given(st.text(max_size=90))
def test_a_piece_lies_in_its_text(text: str) -> None:
    piece = pieces(text)
    if piece is not None:
        assert 0 <= piece.start < piece.end <= len(text)
        assert piece.value


@given(st.text("0123456789 .,:/-+$%abkpmx@_()oat一二点时ศูนย์", max_size=60))
def test_a_piece_of_likely_characters_lies_in_its_text(text: str) -> None:
    piece = pieces(text)
    if piece is not None:
        assert 0 <= piece.start < piece.end <= len(text)
        assert piece.kind != "digits" or piece.value.removeprefix("+").isdigit()


def test_digits_behind_a_sign_are_digits_and_keep_the_sign_for_an_address() -> None:
    piece = pieces("_22")
    assert piece is not None
    assert (piece.kind, piece.value, piece.letters) == ("digits", "22", "_22")

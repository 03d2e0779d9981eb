"""The reader: what is undone, and that every character knows its place."""

from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.text import reading
from bantay.kit.text.reading import read


def _undone(text: str) -> tuple[str, ...]:
    reading = read(text)
    return reading.undone(0, len(reading.folded))


def test_ascii_is_lower_case_and_nothing_else() -> None:
    reading = read("Call ME")
    assert reading.folded == "call me"
    assert reading.span(5, 7) == (5, 7)
    assert reading.undone(0, 7) == ()


def test_one_character_may_read_as_several() -> None:
    reading = read("x⑩ﬁ!")
    assert reading.folded == "x10fi!"
    assert reading.span(1, 2) == reading.span(2, 3) == (1, 2)
    assert reading.span(1, 5) == (1, 3)


def test_several_characters_may_read_as_one() -> None:
    reading = read("1️⃣2️⃣")
    assert reading.folded == "12"
    assert reading.span(0, 1) == (0, 3)
    assert reading.span(1, 2) == (3, 6)


def test_invisible_characters_go_and_leave_their_place() -> None:
    reading = read("0\u200b9\u20601\ufeff7")
    assert reading.folded == "0917"
    assert reading.span(1, 3) == (2, 5)
    assert reading.undone(0, 2) == ("zero-width",)
    assert reading.undone(3, 4) == ()


def test_names_what_was_undone() -> None:
    assert _undone("０９") == ("full-width",)
    assert _undone("①❷") == ("circled digits",)
    assert _undone("1️⃣") == ("keycap digits",)
    assert _undone("0\u0336") == ("combining marks",)
    assert _undone("٣") == ("digits of another script",)
    assert _undone("𝟙") == ("styled digits",)
    assert _undone("𝓪") == ("styled letters",)
    assert _undone("²") == ("raised digits",)
    assert _undone("０①\u200b9") == ("full-width", "circled digits", "zero-width")


def test_ordinary_writing_is_not_called_a_disguise() -> None:
    assert _undone("你好，ÉTÉ ❤️ où？") == ()


def test_vowel_signs_of_thai_stay() -> None:
    assert read("ที่นี่").folded == "ที่นี่"


def test_a_hundred_thousand_marks_read_as_one_letter() -> None:
    text = "a" + "\u0301" * 100_000 + "b"
    reading = read(text)
    assert reading.folded == "ab"
    assert reading.span(0, 1) == (0, 100_001)
    assert reading.undone(0, 1) == ("combining marks",)
    assert reading.undone(1, 2) == ()


_WILD = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("①１1️⃣\u200b\u0301ﬁ⑩㎏🅰微٣\ud800"),
    )
)


@given(_WILD)
def test_places_lie_in_the_text_and_never_go_back(text: str) -> None:
    reading = read(text)
    assert len(reading.starts) == len(reading.ends) == len(reading.folded)
    for start, end in zip(reading.starts, reading.ends, strict=True):
        assert 0 <= start < end <= len(text)
    assert list(reading.starts) == sorted(reading.starts)
    assert list(reading.ends) == sorted(reading.ends)


@given(_WILD)
def test_a_character_reads_the_same_alone(text: str) -> None:
    assert read(text).folded == "".join(read(char).folded for char in text)


def test_the_quick_way_reads_every_character_as_the_close_one_does() -> None:
    quick = [chr(c) for c in range(0x20000) if reading._ONE_TO_ONE.fullmatch(chr(c))]
    assert len(quick) > 20_000
    for char in quick:
        assert reading._undo.__wrapped__(char) == (reading.fold(char), ""), char

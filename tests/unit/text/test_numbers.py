"""Numbers in words become digits, every digit knows its word, and ordinary talk stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.lexicon import lexicon
from bantay.kit.text.numbers import NUMBER_WORDS, digit_view, has_number_words
from bantay.kit.text.reading import Reading, read


def viewed(text: str) -> Reading:
    return digit_view(read(text))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("oh seven double zero", "0700"),
        ("triple five oh one four two", "555 0142"),
        ("eight hundred five five five", "800 555"),
        ("twenty five seventy-seven", "2577"),
        ("zero nine one, five five five", "091 555"),
        ("five-five-five", "555"),
        ("fivefivefive zero", "5550"),
        ("0 seven 7 zero", "0770"),
        ("07700 nine00 143", "07700 900 143"),
        ("isa dalawa tatlo", "123"),
        ("uno dos siyete otso", "1278"),
        ("幺三八零零", "13800"),
        ("壹叁捌", "138"),
        ("treinta y cinco cuarenta y dos", "3542"),
        ("dois um meia sete", "2167"),
        ("девятьсот шестнадцать пять пять", "916 55"),
        ("восемьсот пять двенадцать", "805 12"),
        ("không chín một", "091"),
        ("khong chin mot bốn", "0914"),
        ("ศูนย์แปดหนึ่ง", "081"),
        ("nol delapan satu", "081"),
        ("صفر خمسة واحد", "051"),
        ("शून्य नौ एक", "091"),
        ("shunya ek do teen", "0123"),
        ("one", "1"),
        (" siyete! ", " 7! "),
    ],
)
def test_dense_words_become_digits(text: str, folded: str) -> None:
    assert viewed(text).folded == folded


@pytest.mark.parametrize(
    "text",
    [
        "one of us",
        "we two are one",
        "一起走，一下就好",
        "三三的人",
        "double trouble on one line",
        "a hundred people",
        "do one two",  # "do" is Hindi only beside Hindi words
        "isa ka sa dalawa",
        "the one 07700900143",
        "o 7700",
        "",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert viewed(text).folded == read(text).folded


def test_a_reading_without_number_words_is_given_back() -> None:
    reading = read("hello there 07700")
    assert digit_view(reading) is reading


def test_every_digit_knows_its_word() -> None:
    text = "call double five, twenty one ok"
    made = viewed(text)
    at = made.folded.index("55")
    assert [made.span(n, n + 1) for n in (at, at + 1)] == [(5, 16), (5, 16)]
    assert text[slice(*made.span(at + 3, at + 5))] == "twenty one"
    assert made.undone(at, at + 5) == (NUMBER_WORDS,)
    assert made.undone(0, 4) == ()


def test_what_the_reading_undid_is_still_told() -> None:
    made = viewed("ｏｎｅ two three")
    assert made.folded == "123"
    assert set(made.undone(0, 3)) == {"full-width", NUMBER_WORDS}


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("one", True),
        ("phone", False),
        ("someone else", False),
        ("fivefive", True),
        ("siyete", True),
        ("三四", True),
        ("没有", False),
        ("семь", True),
        ("", False),
    ],
)
def test_whether_there_are_number_words(text: str, held: bool) -> None:
    assert has_number_words(text) is held


def test_a_term_means_one_number() -> None:
    meant: dict[str, set[str]] = {}
    for name in ("number_word", "number_weak"):
        for entry in lexicon("messages", name).entries:
            for term in entry.terms:
                meant.setdefault(term, set()).add(entry.kind)
    assert {term: kinds for term, kinds in meant.items() if len(kinds) > 1} == {}


def test_every_language_has_every_digit() -> None:
    words = lexicon("messages", "number_word").entries + lexicon("messages", "number_weak").entries
    for lang in ("en", "fil", "zh", "es", "pt", "ru", "vi", "th", "id", "ar", "hi"):
        digits = {entry.kind for entry in words if entry.lang == lang}
        assert digits >= set("0123456789"), lang


_TERMS = sorted(
    set(lexicon("messages", "number_word").terms())
    | set(lexicon("messages", "number_weak").terms())
)
_TALK = st.lists(
    st.one_of(
        st.sampled_from(_TERMS),
        st.sampled_from(
            [" ", " ", "-", ", ", ". ", "0", "77", "call", "的", "é", "①", "\u200b", "("]
        ),
        st.text(max_size=2),
    ),
    max_size=14,
).map("".join)


@given(_TALK)
def test_twice_is_once_and_places_stay_in_the_text(text: str) -> None:
    made = viewed(text)
    again = digit_view(made)
    assert again.folded == made.folded
    assert len(made.starts) == len(made.ends) == len(made.folded)
    for start, end in zip(made.starts, made.ends, strict=True):
        assert 0 <= start < end <= len(text)
    assert list(made.starts) == sorted(made.starts)
    assert list(made.ends) == sorted(made.ends)


@given(_TALK)
def test_a_view_means_there_were_words(text: str) -> None:
    reading = read(text)
    if digit_view(reading) is not reading:
        assert has_number_words(reading.folded)

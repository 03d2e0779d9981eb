"""The fold: one code point in, one out."""

import unicodedata
from unicodedata import normalize

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.text.shapes import DIGIT_SHAPES
from bantay.kit.text.table import AT, CLASS, DIGIT, DOT, FOLD, JOINER, LETTER, SIZE, SPACE, fold


def test_folds_case_width_rings_and_scripts() -> None:
    assert fold("ＡbＣ") == "abc"
    assert fold("①⑨⓪❸⑴⒈") == "190311"
    assert fold("٣४๕𝟙𝟶") == "34510"
    assert fold("𝓐𝔟ⓒ") == "abc"
    assert fold("²₂") == "22"


def test_leaves_look_alikes_and_other_scripts_alone() -> None:
    assert fold("а") == "а"  # Cyrillic
    assert fold("微信號 ไทย") == "微信號 ไทย"
    assert fold("⑩㎏") == "⑩㎏"  # more than one character each: for the reader


def test_every_decimal_and_circled_digit_becomes_ascii() -> None:
    for code in range(SIZE):
        char = chr(code)
        if char.isdigit():
            assert FOLD[code] == ord("0") + unicodedata.digit(char)


def test_folding_again_changes_nothing() -> None:
    inside = FOLD[FOLD < SIZE]
    assert np.array_equal(FOLD[inside], inside)


def test_no_character_is_left_out() -> None:
    """Blocks are skipped when the table is made; here each character is asked by itself."""

    def once(char: str) -> str:
        plain = normalize("NFKC", char) if len(normalize("NFKC", char)) == 1 else char
        lower = plain.lower() if len(plain.lower()) == 1 else plain
        shape = DIGIT_SHAPES.get(plain, DIGIT_SHAPES.get(lower))
        folded = lower if shape is None else str(shape)
        return str(unicodedata.digit(char)) if char.isdigit() else folded

    first = [ord(once(chr(code))) for code in range(SIZE)]
    assert FOLD.tolist() == [first[code] if code < SIZE else code for code in first]


def test_classes_of_folded_characters() -> None:
    flags = {char: int(CLASS[ord(char)]) for char in "7x@. -(/_+é加"}
    assert flags["7"] == DIGIT
    assert flags["x"] == LETTER
    assert flags["@"] == AT
    assert flags["."] == DOT | JOINER
    assert flags[" "] == SPACE
    assert all(flags[char] == JOINER for char in "-(/_+")
    assert flags["é"] == flags["加"] == 0


def test_tables_cannot_be_written() -> None:
    assert not FOLD.flags.writeable
    assert not CLASS.flags.writeable


@given(st.text())
def test_a_fold_is_as_long_as_its_text(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x2FFFF)))
def test_fold_is_the_table_character_by_character(text: str) -> None:
    expected = [chr(FOLD[ord(c)]) if ord(c) < SIZE else c for c in text]
    assert list(fold(text)) == expected


def test_lone_surrogates_pass() -> None:
    assert fold("A\ud800Ｂ") == "a\ud800b"


@given(st.text(min_size=1, max_size=40))
def test_a_long_text_folds_as_its_characters_do(text: str) -> None:
    long = text * 200
    assert fold(long) == "".join(map(fold, long))

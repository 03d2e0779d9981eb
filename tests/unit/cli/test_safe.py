"""Nothing a person wrote can steer a terminal or break a picture."""

import unicodedata
from xml.dom import minidom
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.cli.render.safe import cells_of, cut, isolated, safe

ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates included
DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@given(ANY_TEXT)
def test_no_control_character_remains(text: str) -> None:
    shown = safe(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in shown)
    assert not set(shown) & set(DIRECTIONS)


@given(ANY_TEXT)
def test_what_remains_may_stand_in_xml_and_utf8(text: str) -> None:
    shown = safe(text)
    shown.encode("utf-8")
    parsed = minidom.parseString(f"<t>{escape(shown)}</t>".encode())
    assert "".join(node.data for node in parsed.documentElement.childNodes) == shown


@given(ANY_TEXT)
def test_making_safe_twice_is_making_safe_once(text: str) -> None:
    assert safe(safe(text)) == safe(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc", "a\u2424b\u2409c"),
        ("\x1b[31mred\x07", "\u241b[31mred\u2407"),
        ("\x7f\x9b", "\u2421<U+009B>"),
        ("ab\u202edc", "ab<U+202E>dc"),
        ("a\u200bb\ufeff", "a<U+200B>b<U+FEFF>"),
        ("\ud800 \ufffe", "<U+D800> <U+FFFE>"),
    ],
)
def test_controls_are_shown_as_what_they_are(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize(
    "text", ["plain", "薇❤信", "👩‍👩‍👧", "می‌خواهم", "क्‍ष", "é e\u0301", "a\u00a0b\u3000c", "؁ ۝"]
)
def test_words_of_real_scripts_stay_as_they_are(text: str) -> None:
    assert safe(text) == text


def test_only_right_to_left_text_is_isolated() -> None:
    assert isolated("abc 薇信") == "abc 薇信"
    assert isolated("اتصل 07") == "\u2068اتصل 07\u2069"
    assert isolated("שלום")[0] == "\u2068"


@given(ANY_TEXT)
def test_a_text_cannot_close_its_isolate(text: str) -> None:
    shown = isolated(safe(text))
    assert shown.count("\u2069") == shown.count("\u2068") <= 1


def test_wide_characters_take_two_cells_and_marks_none() -> None:
    assert cells_of("ab") == 2
    assert cells_of("薇信") == 4
    assert cells_of("e\u0301") == 1


@given(st.text(max_size=40), st.integers(min_value=1, max_value=30))
def test_a_cut_text_fits(text: str, cells: int) -> None:
    shown = cut(text, cells)
    assert cells_of(shown) <= cells
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))

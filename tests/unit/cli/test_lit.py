"""Lit quotes: every character is there, in order, and only the quoted ones are lit."""

import re

import click
from hypothesis import given
from hypothesis import strategies as st

from bantay.cli.render.lit import LONGEST, Piece, coloured, excerpt, marked, pieces
from bantay.cli.render.safe import safe

TEXT = st.text(st.characters(), max_size=50)
SPANS = st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=5)
ANSI = re.compile(r"\x1b\[[0-9;]*m")
ISOLATES = re.compile("[\u2068\u2069]")


@given(TEXT, SPANS)
def test_the_pieces_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    assert "".join(piece.text for piece in pieces(text, spans)) == text


@given(TEXT, SPANS)
def test_exactly_the_quoted_characters_are_lit(text: str, spans: list[tuple[int, int]]) -> None:
    lit = [piece.lit for piece in pieces(text, spans) for _ in piece.text]
    assert lit == [any(s <= at < e for s, e in spans) for at in range(len(text))]


@given(TEXT, SPANS)
def test_removing_the_colours_gives_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    shown = coloured(pieces(text, spans))
    assert ISOLATES.sub("", ANSI.sub("", shown)) == safe(text)


@given(TEXT, SPANS)
def test_removing_the_marks_gives_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    parts = pieces(text, spans)
    shown = ISOLATES.sub("", marked(parts))
    assert _unmarked(shown, text) == safe(text)
    assert len(shown) == len(safe(text)) + 2 * sum(part.lit for part in parts)


def _unmarked(shown: str, text: str) -> str:
    for pair in ("«»", "⟦⟧", "⟪⟫"):
        if not set(pair) & set(text):
            return shown.translate(dict.fromkeys(map(ord, pair)))
    raise AssertionError("the text holds all marks")


@given(TEXT, SPANS)
def test_no_control_character_is_printed(text: str, spans: list[tuple[int, int]]) -> None:
    parts = pieces(text, spans)
    for shown in (marked(parts), ANSI.sub("", coloured(parts))):
        assert ISOLATES.sub("", shown) == safe(ISOLATES.sub("", shown))


def test_on_a_terminal_lit_words_are_coloured_and_underlined() -> None:
    shown = coloured(pieces("call 0770 now", [(5, 9)]))
    assert shown == f"call {click.style('0770', fg='yellow', bold=True, underline=True)} now"
    assert "\x1b[4m" in shown


def test_marks_are_signs_the_text_lacks() -> None:
    assert marked(pieces("call 0770 now", [(5, 9)])) == "call «0770» now"
    assert marked(pieces("dit «oui» 0770", [(10, 14)])) == "dit «oui» ⟦0770⟧"
    assert marked(pieces("«⟦⟪ 0770", [(4, 8)])) == "<U+00AB>⟦⟪ «0770»"


def test_right_to_left_quotes_are_isolated_as_a_whole() -> None:
    assert marked(pieces("اتصل ٠٧٧٠", [(5, 9)])) == "\u2068اتصل «٠٧٧٠»\u2069"


def test_long_dark_stretches_are_cut_beside_the_light() -> None:
    text = "x" * 500 + "0770" + "y" * 500 + "0900" + "z" * 500
    shown = excerpt(pieces(text, [(500, 504), (1004, 1008)]), around=5)
    assert [piece.text for piece in shown] == [
        " … xxxxx",
        "0770",
        "yyyyy … yyyyy",
        "0900",
        "zzzzz … ",
    ]
    assert [piece.lit for piece in shown] == [False, True, False, True, False]


def test_short_texts_are_not_cut() -> None:
    parts = pieces("call 0770 now", [(5, 9)])
    assert excerpt(parts) == parts


def test_a_flood_inside_the_light_shows_its_two_ends() -> None:
    flood = "e" + "\u0301" * 100_000 + "!"
    (shown,) = excerpt([Piece(flood, True)])
    assert len(shown.text) < LONGEST + 10
    assert shown.text.startswith("e") and shown.text.endswith("!")

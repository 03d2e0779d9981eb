"""Word lists as data: typed, checked, matched as the screen matches them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.errors import ConfigError
from bantay.kit.lexicon import Finder, Lexicon, classes, lexicon, matcher, names, parse, pattern
from bantay.kit.text.table import fold

FILE = "planes/messages/lexicon/made_up.toml"
GOOD = """about = "made up"

[[entry]]
lang = "en"
kind = "one"
terms = ["add me", "tel"]

[[entry]]
lang = "zh"
terms = ["微信"]
unless = ["支付"]
"""


def made(raw: str = GOOD) -> Lexicon:
    return parse(raw, FILE, "messages", "made_up")


def refused(raw: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        made(raw)
    return caught.value


def test_reads_entries_by_kind_and_language() -> None:
    lex = made()
    assert lex.terms() == ("add me", "tel", "微信")
    assert lex.terms("one") == ("add me", "tel")
    assert lex.languages() == {"en", "zh"}
    assert lex.screen


def test_a_list_may_say_that_it_is_no_screen() -> None:
    assert not made(GOOD.replace('up"\n', 'up"\nscreen = false\n', 1)).screen


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [
        (GOOD.replace('lang = "zh"\n', ""), 8, 1),
        (GOOD.replace("unless", "unles"), 11, 1),
        (GOOD.replace('"tel"', '"Tel"'), 6, 1),
        (GOOD.replace('"tel"', '" tel"'), 6, 1),
        (GOOD.replace('"tel"', "7"), 6, 1),
        (GOOD.replace('kind = "one"', 'kind = "one'), 5, 12),
    ],
)
def test_a_mistake_has_its_place(raw: str, line: int, column: int) -> None:
    place = refused(raw).place
    assert place is not None
    assert (place.file, place.line, place.column) == (FILE, line, column)


def test_an_unknown_field_names_the_nearest_one() -> None:
    error = refused(GOOD.replace("unless", "unles"))
    assert error.nearest == "unless"
    assert "`unles`" in error.reason


def test_no_such_list_is_an_error() -> None:
    with pytest.raises(ConfigError, match="no lexicon"):
        lexicon("messages", "made_up")
    assert names("no_such_plane") == classes("no_such_plane") == ()


def test_terms_match_as_whole_words_and_anywhere_without_spaces() -> None:
    cue = matcher("messages", "cue")
    assert cue.search("on telegram, ok")
    assert not cue.search("telegrams")
    assert not cue.search("a_telegram")
    assert cue.search("加微信abc")
    assert matcher("messages", "reference").search("my order   number is")


def test_what_follows_may_undo_a_term() -> None:
    cue = matcher("messages", "cue", "platform")
    assert cue.search("微信")
    assert not cue.search("微信支付")
    assert not cue.search("微信 支付")


def test_the_longest_term_wins() -> None:
    found = matcher("messages", "reference").search("the order number")
    assert found is not None
    assert found[0] == "the order" or found.end() == len("the order number")
    assert matcher("messages", "cue").search("微信号 abc")[0] == "微信号"  # type: ignore[index]


def test_a_kind_that_nobody_has_matches_nothing() -> None:
    assert not matcher("messages", "cue", "no such kind").search("telegram")


@pytest.mark.parametrize("name", names("messages"))
def test_every_shipped_list_is_folded_once_and_speaks_a_language(name: str) -> None:
    shipped = lexicon("messages", name)
    assert shipped.about.endswith(".")
    for entry in shipped.entries:
        assert entry.lang
        assert len(set(entry.terms)) == len(entry.terms), entry
        for term in entry.terms:
            assert fold(term) == term, term


def test_shipped_screens_speak_english_filipino_and_chinese() -> None:
    for name in ("cue", "age", "self", "offer", "reference", "at_word", "mail"):
        assert {"en", "fil", "zh"} <= lexicon("messages", name).languages(), name


TERMS = {
    **dict.fromkeys(["add me", "add", "me", "add me on", "a", "1k", "c++", "é tu", "v信"], ()),
    **{"微信": ("支付",), "微": (), "tel": ("aviv", "no"), "@home": (), "tel no": ()},
}
BITS = [
    "add",
    "me",
    "on",
    "a",
    "1k",
    "c++",
    "é",
    "tu",
    "v",
    "信",
    "微",
    "支付",
    "tel",
    "no",
    "@home",
]
GAPS = [" ", "  ", "\n", "_", "x", "."]
TEXTS = st.lists(st.sampled_from([*BITS, *GAPS]), max_size=14).map("".join)
KINDS = st.sets(st.sampled_from(sorted(TERMS)), min_size=1)


@given(KINDS, TEXTS)
def test_a_finder_finds_what_the_pattern_of_its_terms_finds(chosen: set[str], text: str) -> None:
    terms = {term: TERMS[term] for term in chosen}
    told = [match.span() for match in pattern(terms).finditer(text)]
    assert [match.span() for match in Finder(terms).finditer(text)] == told
    first = Finder(terms).search(text)
    assert (first.span() if first else None) == (told[0] if told else None)


@given(TEXTS)
def test_a_finder_of_terms_with_loose_ends_finds_the_same(text: str) -> None:
    terms: dict[str, tuple[str, ...]] = {"_x": (), "me_": (), "add": (), "on": ("a",)}
    told = [match.span() for match in pattern(terms).finditer(text)]
    assert [match.span() for match in Finder(terms).finditer(text)] == told

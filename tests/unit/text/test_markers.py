"""What announces a name elsewhere: the tables by sound, the one scan, payment keys."""

import re
from functools import cache
from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import pinyin_dict

from bantay.kit.lexicon import Entry, lexicon
from bantay.kit.text.markers import is_identity, markers
from bantay.kit.text.markers.trie import by_first, group, rests

SHAPES = {"wei": "微薇溦徽徵徴嶶癓崴", "xin": "訫伩孞俽", "jiā": "伽咖溲➕", "kou": "摳滱簆鷇蔲"}
"""Characters that look like the one meant, have the sound as a second one, or are rare."""


def _everyday(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeError:
        encoded = char.encode("big5", "ignore")
        return bool(encoded) and encoded[0] <= 0xC6


def _plain(reading: str) -> str:
    return "".join(c for c in normalize("NFD", reading) if not combining(c))


@cache
def _sounds() -> dict[str, set[str]]:
    """By usual reading, with its tone and without: the characters in everyday use."""
    found: dict[str, set[str]] = {}
    for code, readings in pinyin_dict.pinyin_dict.items():
        char, usual = chr(code), readings.split(",")[0]
        if 0x4E00 <= code < 0xA000 and _everyday(char):
            found.setdefault(usual, set()).add(char)
            found.setdefault(_plain(usual), set()).add(char)
    return found


def _pairs(kind: str, first: str) -> tuple[set[str], set[str]]:
    """The characters of a kind's pairs, of the entry in which one comes first."""
    entries = [e for e in lexicon("messages", "sound").entries if e.kind == kind]
    pairs = [pair for e in entries for pair in e.pairs if first in pair[0]]
    return set().union(*(p[0] for p in pairs)), set().union(*(p[1] for p in pairs))


def test_the_sounds_of_wechat_are_those_of_the_pinyin_tables() -> None:
    sounds = _sounds()
    rare, sure_ends = _pairs("wechat sound", "微")
    common, near_ends = _pairs("near", "为")
    _, soft_ends = _pairs("soft", "卫")
    assert rare | common == sounds["wei"] | set(SHAPES["wei"])
    assert not rare & common
    assert near_ends - {"❤"} == sounds["xin"] | set(SHAPES["xin"])
    assert soft_ends == sounds["xing"]
    assert sure_ends == sounds["xin"] | sounds["xing"] | set(SHAPES["xin"])


def test_the_sounds_of_qq_are_those_of_the_pinyin_tables() -> None:
    firsts, lasts = _pairs("number", "扣")
    assert firsts == lasts == _sounds()["kou"] - {"口"} | set(SHAPES["kou"])


def test_words_that_ask_sound_or_look_like_the_one_for_adding() -> None:
    firsts, lasts = _pairs("asked", "加")
    ordinary = set("夹夾家")
    assert firsts <= _sounds()["jiā"] - ordinary | set(SHAPES["jiā"])
    assert {"加", "佳", "伽", "茄", "迦"} <= firsts
    assert lasts - set("vw💚🟢🛰") <= _sounds()["wei"] | set(SHAPES["wei"])


def test_what_is_screened_for_is_what_is_read() -> None:
    for term in lexicon("messages", "marker").terms():
        completed = f"{term}信" if len(term) == 1 else term
        assert any(True for _ in markers(f"{completed} maria92")), term


def test_everyday_pairs_are_screened_for() -> None:
    def level_1(chars: set[str]) -> set[str]:
        encoded = {char: char.encode("gb2312", "ignore") for char in chars}
        return {c for c, code in encoded.items() if code and 0xB0 <= code[0] <= 0xD7}

    screened = set(lexicon("messages", "marker").terms())
    for first in level_1(_sounds()["wei"]):
        for last in level_1(_sounds()["xin"]):
            assert first + last in screened


# ------------------------------------------------------------------ the scan


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("加微信", ["platform"]),
        ("薇信", ["wechat sound"]),
        ("威 信", ["near"]),
        ("卫星", ["soft"]),
        ("佳·喂", ["asked"]),
        ("加vip", []),
        ("加v", ["asked"]),
        ("telegrams", []),
        ("加tg", ["weak"]),
        ("отгул", []),
        ("тг", ["weak"]),
        ("qq100200300", ["number"]),
        ("qqx", []),
        ("عالتيليجرام", ["platform"]),
        ("ig, тг", ["weak", "weak"]),
    ],
)
def test_markers_and_their_edges(text: str, kinds: list[str]) -> None:
    assert [marker.kind for marker in markers(text)] == kinds


def test_the_place_of_a_marker() -> None:
    [marker] = markers("my telegram here")
    assert (marker.start, marker.end, marker.lang, marker.undone) == (3, 11, "und", ())


_WORDS = st.sampled_from(["ab", "abc", "b", "a b", "c1"])


@given(st.sets(_WORDS, min_size=1), st.text("abc1 _", max_size=12), st.booleans())
def test_a_group_finds_the_longest_whole_words(terms: set[str], text: str, rare: bool) -> None:
    ordered = sorted(terms, key=lambda term: (-len(term), term))
    naive = "|".join(term.replace(" ", r"\s+") for term in ordered)
    expected = re.compile(rf"(?<![a-z0-9_])(?:{naive})(?![a-z0-9_])")
    tried = re.compile(group(dict.fromkeys(terms, ()), rare=rare))
    assert [m.span() for m in tried.finditer(text)] == [m.span() for m in expected.finditer(text)]


def test_what_must_not_follow_and_where_a_digit_may() -> None:
    pattern = re.compile(group({"qq": ("音乐",), "qqs": ()}, frozenset({"qq"})))
    assert pattern.search("qq1")
    assert pattern.search("qqs")
    assert not pattern.search("qqs1")
    assert not pattern.search("qq 音乐")


def test_first_characters_share_what_follows() -> None:
    pattern = re.compile(by_first({**rests({"微信": ()}), "薇": "[信心]", "威": "[信心]"}))
    assert [m[0] for m in pattern.finditer("微信薇心威微心")] == ["微信", "薇心"]


def test_an_entry_may_have_pairs_alone() -> None:
    entry = Entry(lang="zh", pairs=(("微薇", "信心"),), terms=("微信",))
    assert entry.all_terms() == ("微信", "微心", "薇信", "薇心")


# ------------------------------------------------------------------ who somebody is


@pytest.mark.parametrize("digits", ["12345678909", "11144477735"])
def test_a_number_with_right_check_digits_says_who(digits: str) -> None:
    assert is_identity(digits)
    wrong = str((int(digits[-1]) + 1) % 10)
    assert not is_identity(digits[:-1] + wrong)


@pytest.mark.parametrize("digits", ["", "1234567890", "11111111111", "1234567890x", "①2345678909"])
def test_other_numbers_say_nothing(digits: str) -> None:
    assert not is_identity(digits)

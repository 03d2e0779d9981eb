"""The screen marks the right message, whatever stands next to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.engine.screen import Screen
from bantay.kit.text.contacts import contacts

SCREEN = Screen({"cue": ["add me", "telegram", "微信"], "age": ["years old", "taon"]})


def classes(screen, bits):
    return {name for n, name in enumerate(screen.classes) if int(bits) >> n & 1}


def one(text):
    return classes(SCREEN, SCREEN.bits([text])[0])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", set()),
        ("hello there", set()),
        ("a", set()),
        ("hello", {"token"}),
        ("room 12", {"digit"}),
        ("room 123", {"digit", "digits"}),
        ("０７７００ ９００", {"digit", "digits", "number", "drawn"}),
        ("oh my 077OO 9oo l43", {"digit", "digits", "drawn"}),
        ("so i go to bob", set()),
        ("②⓪② ٣", {"digit", "digits"}),
        ("end. Start", set()),
        ("example.com", {"dot", "token"}),
        ("x@y here", {"at"}),
        ("ADD ME now", {"cue"}),
        ("paddle meadow telegrams", set()),
        ("加微信聊", {"cue"}),
        ("17 taon na", {"digit", "age"}),
        ("x" * 41, {"long"}),
        ("line\nbreak", set()),
    ],
)
def test_classes_of_a_text(text, wanted):
    assert one(text) - {"short", "line", "piece"} == wanted
    assert ("short" in one(text)) == (len(text) <= 20)


WORDS = ["zero", "four", "nine", "five", "一", "ноль"]
DISGUISES = Screen({"number_word": WORDS})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("call zero four nine nine five zero four", {"spelled"}),
        ("1383800 一一一", {"spelled"}),
        ("zero four nine five", set()),  # too few for a number
        ("zero four nine five and meia zero", {"spelled"}),
        ("12345678 five", {"spelled"}),  # one word among digits, and little else
        ("phonezero fournine fivefour zerofour fourfive", set()),  # no whole words
        ("tеlegram", {"mixed"}),
        ("телеграм telegram", set()),
        ("🇹🇪🇱🇪🇬", {"mixed"}),
        ("🇵🇭 🇺🇸", set()),
        ("ᴛᴇʟᴇɢ", {"mixed"}),
        ("g m a i l", {"apart"}),
        ("my w.h.a.t.s now", {"apart"}),
        ("how r u", set()),
        ("a b", set()),
        ("gm4il", {"leet"}),
        ("t3l3gram", {"leet"}),
        ("w4ts4p", {"leet"}),
        ("gr8 m8 2moro 4ever b4", set()),
        ("room12b", set()),
        ("", set()),
        ("4", set()),
    ],
)
def test_signs_of_disguise(text, wanted):
    names = {"spelled", "mixed", "apart", "leet"}
    alone = classes(DISGUISES, DISGUISES.bits([text])[0])
    assert alone & names == wanted
    beside = DISGUISES.bits(["a", text, "b"])
    assert classes(DISGUISES, beside[1]) == alone
    assert not classes(DISGUISES, beside[0]) & names


TEXTS = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            ["add", "me", "add me", "微", "信", "微信", "1", "2", "\n", "𝟘𝟙𝟚", "\U0010ffff"]
        ),
    ),
    max_size=12,
)


@given(TEXTS)
def test_a_batch_says_of_each_text_what_the_text_alone_says(texts):
    together = SCREEN.bits(texts)
    assert [classes(SCREEN, b) for b in together] == [one(t) for t in texts]


def test_masks_mean_all_classes_of_an_entry_and_any_entry():
    digit_age, cue = SCREEN.masks(["digit+age", "cue"])
    bits = int(SCREEN.bits(["17 taon"])[0])
    assert bits & digit_age == digit_age and bits & cue == 0


def test_an_unknown_class_is_refused():
    with pytest.raises(KeyError):
        SCREEN.masks(["digits", "nothing"])


@pytest.mark.parametrize("unseen", "\u00ad\u061c\u115f\u180e\u200b\u2060\u3164\ufeff\uffa0")
@pytest.mark.parametrize("times", [1, 3])
def test_a_number_is_screened_and_read_through_what_is_drawn_as_nothing(unseen, times):
    text = "call me " + (unseen * times).join("07700900143")
    assert "number" in one(text)
    assert [contact.value for contact in contacts(text)] == ["07700900143"]


MANY = Screen({f"c{n:02}": [f"term{n:02}"] for n in range(100)})


def test_there_may_be_more_classes_than_bits_in_a_word():
    texts = ["term00 and term99", "nothing", "term63 12", "term50 TERM51"]
    carried = [classes(MANY, bits) - set(Screen({}).classes) for bits in MANY.bits(texts)]
    assert carried == [{"c00", "c99"}, set(), {"c63"}, {"c50", "c51"}]
    low_and_high, digit = MANY.masks(["c00+c99", "c63+digit"])
    bits = MANY.read(texts)[0]
    assert MANY.holding(bits, low_and_high).tolist() == [True, False, False, False]
    assert MANY.holding(bits, digit).tolist() == [False, False, True, False]

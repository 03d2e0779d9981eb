"""Views: what each undoes, what it leaves alone, and that every character keeps its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.lexicon import lexicon
from bantay.kit.text.chosen import Chosen
from bantay.kit.text.contacts import FAINT, Contact, contacts
from bantay.kit.text.mails import providers
from bantay.kit.text.reading import Reading, read
from bantay.kit.text.rewriting import Rewriting
from bantay.kit.text.views import views
from bantay.kit.text.views.digits import dashes, letters_as_digits, single_digits
from bantay.kit.text.views.known import known
from bantay.kit.text.views.letters import leet, repeated, set_apart
from bantay.kit.text.views.lookalikes import lookalikes

MAIL = min(providers())
APP = next(t for t in lexicon("messages", "cue").terms() if t.startswith("teleg"))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("tеlеgrаm", "telegram"),  # Cyrillic е, а
        ("τelegrαm", "telegram"),  # Greek τ, α
        ("сосо now", "coco now"),  # all Cyrillic, all else Latin
        ("ᴛᴇʟᴇɢʀᴀᴍ", "telegram"),
        ("🅣🅔🅛🅔", "tele"),
        ("🇹🇪🇱", "tel"),
        ("привет tеlegram", "привет telegram"),
        (f"{MAIL[0]}\u0301{MAIL[1:]}", MAIL),  # already undone by the reader
        ("télégrám", "telegram"),
    ],
)
def test_lookalikes(text: str, folded: str) -> None:
    assert lookalikes(read(text)).folded == folded


@pytest.mark.parametrize(
    "text",
    [
        "привет, как дела",
        "сосо привет",
        "γειά σου φίλε",
        "café à la carte",
        "olá você",
        "微信",
        "é",
    ],
)
def test_what_a_language_writes_stays(text: str) -> None:
    reading = read(text)
    assert lookalikes(reading) is reading


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("g m a i l now", "gmail now"),
        ("w.h.a.t.s", "whats"),
        ("t-e-l-e", "tele"),
        ("m a r i a @ x . c", "maria@x.c"),
        ("my w h a t s", "my whats"),
    ],
)
def test_letters_set_apart(text: str, folded: str) -> None:
    assert set_apart(read(text)).folded == folded


@pytest.mark.parametrize("text", ["i am a b", "u r ok", "0 7 7 0 0 9", "a.b.c", "e.g. this"])
def test_few_letters_apart_are_none(text: str) -> None:
    reading = read(text)
    assert set_apart(reading) is reading


def test_names_are_uncovered_and_nothing_else() -> None:
    assert repeated(read(f"{APP}mmm hellooo")).folded == f"{APP} hellooo"
    assert leet(read("t3l3gr4m gr8t m8 c0m")).folded == "telegram gr8t m8 com"
    assert leet(read("maria92 4ever")).folded == "maria92 4ever"


def test_names_worth_uncovering_come_from_the_lexicons() -> None:
    assert providers() & known() == {p for p in providers() if len(p) >= 4 and p.isalpha()}
    assert all(name.isascii() and name.isalpha() for name in known())


def test_digits_hidden_as_letters_signs_and_strokes() -> None:
    assert letters_as_digits(read("o77oo 9oo l43")).folded == "07700 900 143"
    assert letters_as_digits(read("10 boils, 5 lions")).folded == "10 boils, 5 lions"
    assert single_digits(read("0,7,7,0,0,9,0")).folded == "0770090"
    assert single_digits(read("0,7,7 and 0,9")).folded == "0,7,7 and 0,9"
    assert dashes(read("(020)一555一一")).folded == "(020)-555一一"


def test_a_text_without_disguise_has_no_views() -> None:
    for text in ("hello there, how are you?", "call 07700 900143", "你好，我在家", "Привет!", ""):
        assert list(views(read(text))) == []


def test_a_view_says_what_making_it_undid() -> None:
    (view,) = views(read("tеlеgrаm: x"))
    assert view.undone == ("look-alike letters",)
    assert not view.only_digits
    (view,) = views(read("０ seven 7 zero"))
    assert view.undone == ("number words",)
    assert view.only_digits


@pytest.mark.parametrize(
    ("text", "value", "undone"),
    [
        ("call oh four nine one five seven oh one five six", "0491570156", "number words"),
        ("mаriа@ехаmрlе.соm", "maria@example.com", "look-alike letters"),
        ("m a r i a @ e x a m p l e . c o m", "maria@example.com", "letters set apart"),
        (f"{APP}mmm: maria_r9", "maria_r9", "repeated letters"),
        ("t3l3gr4m: maria_r9", "maria_r9", "leet"),
        ("call o77oo 9oo l43", "07700900143", "letters as digits"),
        ("call 0,7,7,0,0,9,0,0,1,4,3", "07700900143", "signs between digits"),
        ("(07700)一900一143", "07700900143", "strokes as dashes"),
    ],
)
def test_a_hidden_contact_says_how_it_was_hidden(text: str, value: str, undone: str) -> None:
    (contact,) = contacts(text)
    assert contact.value == value
    assert undone in contact.undone


def test_places_are_of_the_original_whatever_stands_before() -> None:
    for before in ("\U0001f600 ", "مرحبا ", "e\u0301e\u0301 ", "\U00020bb7野家 ", "ﬁﬁ "):
        text = f"{before}call oh four nine one five seven oh one five six!"
        (contact,) = contacts(text)
        assert text[contact.start : contact.end] == "oh four nine one five seven oh one five six"


def test_the_plain_reading_comes_first() -> None:
    (contact,) = contacts("07700 900143")
    assert contact.undone == ("separators",)
    (first, second) = contacts("07700 900143 or zero four nine one five seven zero one five six")
    assert (first.undone, second.undone) == (("separators",), ("number words",))


@pytest.mark.parametrize(
    "text",
    [
        "one two three four five six seven eight nine ten, here i come",
        "ten nine eight seven six five four three two one",
        "one of us had two of the three",
        "zero zero zero zero zero zero zero zero",
        "order number oh four nine one five seven oh one five six",
        "lima lima lima lima lima lima lima lima",
        "1, 2, 3, 4, 5, 6, 7, 8",
        "3,3,3,3,3,3,3,3",
        "it costs two hundred thirty five dollars and ten cents",
    ],
)
def test_counting_and_quantities_are_no_number(text: str) -> None:
    assert contacts(text) == ()


def test_six_spoken_digits_are_told_but_weak() -> None:
    (contact,) = contacts("six one two three four five")
    assert contact.value == "612345"
    assert contact.confidence < 0.6


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@maria_r hello", ["maria_r"]),
        ("cc: @ana, @bea!", ["ana", "bea"]),
        ("の@mariaに", ["maria"]),
        ("rt@maria", ["maria"]),
        ("a@@b", []),
        ("@_@", []),
        ("@maria://x", []),
        ("@maria@ana", []),
        ("@example.com", []),
        ("ask @maria.", ["maria"]),
    ],
)
def test_a_bare_name_is_faint(text: str, names: list[str]) -> None:
    found = [c for c in contacts(text) if c.kind == "handle"]
    assert [c.value for c in found] == names
    assert all(c.confidence == FAINT for c in found)


def place(start: int, end: int, confidence: float) -> Contact:
    return Contact("phone", "1", start, end, (), confidence)


def test_what_is_uncovered_may_stand_for_its_parts() -> None:
    chosen = Chosen[Contact]()
    for found in (place(5, 9, 0.5), place(0, 3, 0.9), place(2, 6, 0.9), place(9, 10, 0.1)):
        chosen.add(found)
    assert [(p.start, p.end) for p in chosen.all()] == [(0, 3), (5, 9), (9, 10)]
    chosen.uncover(place(5, 10, 0.5))
    assert [(p.start, p.end) for p in chosen.all()] == [(0, 3), (5, 10)]
    chosen.uncover(place(0, 10, 0.8))  # less sure than one of its parts
    chosen.uncover(place(4, 9, 0.95))  # not the whole of what it would stand for
    assert [(p.start, p.end) for p in chosen.all()] == [(0, 3), (5, 10)]


def test_a_rewriting_keeps_places_and_refuses_to_go_back() -> None:
    rewriting = Rewriting(read("abcdef"))
    rewriting.put("X", 1, 3, "why")
    rewriting.put("", 4, 5, "gone")
    made = rewriting.done()
    assert made.folded == "aXdf"
    assert [made.span(n, n + 1) for n in range(4)] == [(0, 1), (1, 3), (3, 4), (5, 6)]
    assert made.undone(0, 4) == ("why", "gone")
    with pytest.raises(ValueError):
        rewriting.put("Y", 0, 1)


_WILD = st.lists(
    st.one_of(
        st.sampled_from([
            "tеlе", "ᴛᴇ", "g m a i l ", "w.h.a.t", "aaa", "t3l3gr4m", "one ", "九", "1",
            "0,7,7,0,0,9,0", "一", "o7o", "🇹", "é", "\u0301", "\u200b", " ", "-", ".", "@",
            "maria", ".com", "微信", "ﬁ", " at ", " dot ", "(at)", "\U00020bb7", "مرحبا",
        ]),
        st.text(max_size=3),
    ),
    max_size=20,
).map("".join)  # fmt: skip


@given(_WILD)
def test_views_keep_every_place(text: str) -> None:
    for view in views(read(text)):
        _check(view.reading, text)


def _check(reading: Reading, text: str) -> None:
    assert len(reading.starts) == len(reading.ends) == len(reading.folded)
    for start, end in zip(reading.starts, reading.ends, strict=True):
        assert 0 <= start < end <= len(text)
    assert list(reading.starts) == sorted(reading.starts)
    assert list(reading.notes) == sorted(reading.notes)
    assert all(0 <= at < len(text) for at, _ in reading.notes)


@given(_WILD)
def test_contacts_of_wild_texts_lie_apart_and_in_order(text: str) -> None:
    end = 0
    for contact in contacts(text):
        assert end <= contact.start < contact.end <= len(text)
        end = contact.end


_LONG = [
    "one ", "o ", "一", "1 one ", "a.", "a . ", "(at)", "a at ", "a dot ", "@a", "0-", "((((",
    "0,", "a ", "http://a.", "aaa", "4a", "оa", "\u0301", "🇹", "1一", "double ", "twenty ",
    "maria at ", "x1 ", "(1",
]  # fmt: skip


@pytest.mark.parametrize("part", _LONG)
def test_a_hundred_thousand_characters_of_anything_are_read(part: str) -> None:
    text = (part * (100_000 // len(part) + 1))[:100_000]
    for contact in contacts(text):
        assert 0 <= contact.start < contact.end <= len(text)

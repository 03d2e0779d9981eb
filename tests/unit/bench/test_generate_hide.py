"""Hidden contacts in one message: their truth, and that hiding can be undone by a person."""

import unicodedata

from bantay.bench.generate import hide
from bantay.bench.generate.hide import HIDINGS, hidden
from bantay.bench.generate.writing import ways

MANY = tuple(hidden("test", number) for number in range(1_500))


def shown(one: hide.Hidden) -> str:
    return one.text[one.start : one.end]


def plain(text: str) -> str:
    """What a patient person would read."""
    back = {twin: letter for letter, twin in hide._TWINS.items()}
    text = "".join(back.get(c, c) for c in text if c not in hide._INVISIBLE)
    return unicodedata.normalize("NFKC", text).replace(" ", "")


def test_a_seed_gives_the_same_messages() -> None:
    assert tuple(hidden("test", n) for n in range(30)) == MANY[:30]
    assert tuple(hidden("other", n) for n in range(30)) != MANY[:30]


def test_the_place_of_the_contact_is_right() -> None:
    undone = ("spaced letters", "look-alike letters", "invisible", "full-width", "app disguised")
    checked = 0
    for one in MANY:
        assert 0 <= one.start < one.end <= len(one.text)
        if one.way in undone and one.contact.kind != "phone":
            assert plain(shown(one)) == one.contact.written, one.way
            checked += 1
    assert checked > 400


def test_a_hidden_contact_is_not_shown_as_it_is() -> None:
    for one in MANY:
        if one.way not in ("plain", "app disguised", "letters for digits", "signs in words"):
            assert one.contact.written not in one.text or len(one.contact.written) < 2, one.way


def test_letters_for_digits_keep_the_length() -> None:
    mine = [one for one in MANY if one.way == "letters for digits"]
    assert mine and all(len(shown(one)) == len(one.contact.written) for one in mine)
    assert any(c.isalpha() for one in mine for c in shown(one))


def test_every_hiding_and_every_way_is_used() -> None:
    wanted = {way.name for way in ways()} | {name for kind in HIDINGS.values() for name in kind}
    assert {one.way for one in MANY} == wanted


def test_an_app_is_named_beside_every_name() -> None:
    for one in MANY:
        if one.contact.kind == "handle" and one.way != "app disguised":
            assert one.contact.app in one.text


def test_what_is_held_out_stays_out_of_tuning() -> None:
    assert {one.way for one in MANY if one.held_out} == {w.name for w in ways() if w.held_out}
    assert not any(hidden("tune", n, held_out=False).held_out for n in range(600))

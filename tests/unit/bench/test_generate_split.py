"""Generated splits: the same from a seed, their truth right, what is held out kept apart."""

import re
import unicodedata
from collections import Counter
from itertools import pairwise

import pytest

from bantay.bench.generate import split, writing
from bantay.bench.generate.bank import held_out_language, number_words
from bantay.bench.generate.split import Dialogue, dialogue, dialogues
from bantay.bench.talk import START

MANY = tuple(dialogues(1_500, "test"))


def digits_of(text: str, way: str) -> str:
    """Digits read back from a piece, by the way that it was written."""
    if way.startswith("words") or way == "mixed":
        words = number_words()[way.removeprefix("words ") if way != "mixed" else "en"]
        said = {word: str(n) for n, many in enumerate(words.words) for word in many}
        many = {words.twice: 2, words.thrice: 3}
        out, times = "", 1
        for word in text if words.joined else text.split():
            if word in many and word:
                times = many[word]
            else:
                out, times = out + (said.get(word) or digits_of(word, "plain")) * times, 1
        return out
    return "".join(
        str(unicodedata.digit(c)) for c in text if unicodedata.digit(c, None) is not None
    )


def pieces_of(talk: Dialogue) -> list[str]:
    return [said.text[said.piece[0] : said.piece[1]] for said in talk.said if said.piece]


def test_a_seed_gives_the_same_conversations() -> None:
    assert tuple(dialogues(50, "test")) == MANY[:50]
    assert dialogue("test", 33) == MANY[33]
    assert tuple(dialogues(50, "other")) != MANY[:50]


def test_pieces_add_up_to_the_contact() -> None:
    for talk in MANY:
        assert talk.contact is not None
        pieces = pieces_of(talk)
        assert len(pieces) == talk.parts >= 2
        assert all(pieces)
        if talk.contact.kind == "phone":
            read = "".join(digits_of(piece, talk.way) for piece in pieces)
            assert read == talk.contact.written.lstrip("+"), (talk.way, pieces)
        elif talk.way.endswith("as it is"):
            assert "".join(pieces) == talk.contact.written


def test_signs_in_words_can_be_read_back() -> None:
    for talk in MANY:
        if talk.way.endswith("signs in words") and talk.contact:
            text = " ".join(pieces_of(talk))
            for sign, said in (("@", split.pieces._AT), (".", split.pieces._DOT)):
                for word in map(str.strip, said[talk.language]):
                    loose = r"(?<![a-z(\[])%s(?![a-z)\]])" if word.isalpha() else "%s"
                    loose = "%s" if not word.isascii() else loose
                    text = re.sub(loose % re.escape(word), sign, text)
            assert text.replace(" ", "") == talk.contact.written


def test_a_contact_is_given_in_2_to_10_messages_in_every_manner_and_way() -> None:
    assert {talk.parts for talk in MANY} == set(range(2, 11))
    assert {talk.manner for talk in MANY} == set(split.MANNERS)
    phones = {talk.way for talk in MANY if talk.contact and talk.contact.kind == "phone"}
    assert phones == {way.name for way in writing.ways()}
    assert {talk.language for talk in MANY} == {"en", "fil", "zh"}
    kinds = Counter(talk.contact.kind for talk in MANY if talk.contact)
    assert min(kinds.values()) > 200


def test_only_those_who_took_part_give_pieces() -> None:
    for talk in MANY:
        givers = {said.who for said in talk.said if said.piece}
        assert givers <= set(talk.took_part)
        assert len(givers) == (2 if talk.manner == "both" else 1)
    groups = [t for t in MANY if len({said.who for said in t.said} - set(t.took_part)) > 1]
    assert len(groups) > 50


def test_there_is_talk_with_numbers_between_the_pieces() -> None:
    between = [
        said.text
        for talk in MANY
        for said in talk.said
        if not said.piece and said.who == talk.took_part[0]
    ]
    assert sum(any(c.isdigit() for c in text) for text in between) > 500
    assert len(set(between)) > 500


def test_time_goes_on_and_never_stops_long() -> None:
    for talk in MANY[:200]:
        times = [said.at for said in talk.said]
        assert all(0 < b - a <= 41 for a, b in pairwise(times))


@pytest.mark.parametrize("number", range(40))
def test_without_the_contact_nothing_is_planted(number: int) -> None:
    talk = dialogue("test", number, contact=False)
    assert talk.contact is None and talk.parts == 0 and not talk.held_out
    assert not any(said.piece for said in talk.said)
    assert not set(pieces_of(MANY[number])) & {said.text for said in talk.said}


def test_two_separators_and_one_language_are_held_out() -> None:
    apart = {way.name for way in writing.ways() if way.held_out}
    assert len(writing.HELD_OUT_SEPARATORS) == 2
    assert apart == {
        f"words {held_out_language()}",
        *(f"separator {sign}" for sign in writing.HELD_OUT_SEPARATORS),
    }
    assert {talk.way for talk in MANY if talk.held_out} == apart
    tuning = {talk.way for talk in dialogues(600, "tune", held_out=False)}
    assert not tuning & apart and len(tuning) > 25


def test_events_are_of_the_contract_and_only_groups_are_groups() -> None:
    for talk in MANY[:300]:
        events = list(talk.events(START))
        people = {event.account for event in events}
        assert [event.text for event in events] == [said.text for said in talk.said]
        assert {event.channel for event in events} == {"group" if len(people) > 2 else "direct"}
        assert len({event.id for event in events}) == len(events)


def test_handed_in_talk_takes_the_place_of_phrases() -> None:
    talk = dialogue("test", 3, small_talk=lambda source: "a text of somebody else")
    lent = [said for said in talk.said if said.lent]
    assert {said.text for said in lent} <= {"a text of somebody else"}
    many = [dialogue("test", n, small_talk=lambda source: "x") for n in range(60)]
    assert sum(said.lent for one in many for said in one.said) > 60

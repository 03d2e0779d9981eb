"""Hiding a contact loses nothing that a person could not put together again."""

import random
import re
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.bench.scoreboard.mutate import MUTATORS, STRENGTHS, Carrier, applies

NUMBER = "+63 905 123 3175"


def carrier(contact: str = NUMBER, kind: str = "phone", language: str = "en") -> Carrier:
    text = f"write to {contact} tonight"
    return Carrier(text, 9, 9 + len(contact), kind, language, None, ("nice day", "so tired"))


HANDLE = Carrier("on Viber mila_9 ok", 9, 15, "handle", "en", (3, 8))


@pytest.mark.parametrize("name", MUTATORS)
def test_no_strength_changes_nothing(name: str) -> None:
    for one in (carrier(), HANDLE):
        assert MUTATORS[name](one, 0.0, random.Random(1)) == [one.text]


@pytest.mark.parametrize("name", MUTATORS)
@given(
    language=st.sampled_from(("en", "zh", "fil")),
    strength=st.sampled_from(STRENGTHS),
    seed=st.integers(0, 99),
)
def test_a_mutation_is_repeatable_and_says_something(
    name: str, language: str, strength: float, seed: int
) -> None:
    one = carrier(language=language)
    said = MUTATORS[name](one, strength, random.Random(seed))
    assert said == MUTATORS[name](one, strength, random.Random(seed))
    assert all(text.strip() for text in said)
    assert said[0].startswith("write to") and "tonight" in "".join(said[-5:])


@pytest.mark.parametrize("name", sorted(set(MUTATORS) - {"new slang"}))
def test_in_full_the_contact_no_longer_stands_there(name: str) -> None:
    for seed in range(20):
        said = MUTATORS[name](carrier("0905 123 3175"), 1.0, random.Random(seed))
        assert "0905 123 3175" not in "\n".join(said)


@given(st.integers(0, 500), st.sampled_from(STRENGTHS))
def test_pieces_put_together_are_the_contact(seed: int, strength: float) -> None:
    said = MUTATORS["split 2 to 10"](carrier("09051233175"), strength, random.Random(seed))
    assert (said[0], said[-1]) == ("write to", "tonight")
    assert "".join(said[1:-1]) == "09051233175" and len(said) - 2 == 2 + round(8 * strength)


def test_chatter_stands_between_the_pieces() -> None:
    said = MUTATORS["chatter"](carrier("09051233175"), 1.0, random.Random(2))
    pieces = [text for text in said if text.isdigit()]
    assert "".join(pieces) == "09051233175" and len(pieces) == 3
    places = [at for at, text in enumerate(said) if text.isdigit()]
    assert all(b - a == 5 for a, b in pairwise(places))


def test_what_is_not_seen_leaves_what_is_seen() -> None:
    [said] = MUTATORS["zero width"](carrier(), 1.0, random.Random(4))
    seen = "".join(c for c in said if unicodedata.category(c) != "Cf")
    assert seen == carrier().text != said


def test_gaps_are_of_one_kind_in_a_message_and_can_be_taken_out() -> None:
    for seed in range(30):
        [said] = MUTATORS["spacing"](carrier("mila@example.com", "mail"), 1.0, random.Random(seed))
        inside = said.removeprefix("write to ").removesuffix(" tonight")
        assert re.sub(r"[\s*~|·]", "", inside) == "mila@example.com"
        assert len(set(re.findall(r"[^\w@.]+", inside))) == 1


def test_digits_become_words_of_the_language() -> None:
    said = {
        language: MUTATORS["number words"](carrier("12", "phone", language), 1, random.Random(1))
        for language in ("en", "zh", "fil")
    }
    assert "one  two" in said["en"][0] and "一  二" in said["zh"][0]
    assert "isa  dalawa" in said["fil"][0]


def test_a_new_name_takes_the_place_of_the_application() -> None:
    [said] = MUTATORS["new slang"](HANDLE, 1.0, random.Random(1))
    assert "Viber" not in said and said.endswith("mila_9 ok")


def test_ways_apply_only_where_they_can_change_something() -> None:
    assert applies("new slang", HANDLE) and not applies("new slang", carrier())
    assert applies("number words", carrier("a@b.example", "mail"))
    assert not applies("emoji digits", carrier("mila", "handle"))

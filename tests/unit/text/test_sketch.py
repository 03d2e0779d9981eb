"""Near-copies."""

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.text.sketch import KEPT, similar, sketch

OFFER = "Hi {}! We are hiring dancers for a show, {} per night, visa arranged. Interested?"


def test_a_copy_is_a_copy_whatever_its_digits_case_and_width() -> None:
    one, other = sketch(OFFER.format("Ana", 500)), sketch(OFFER.format("ANA", "９００"))
    assert similar(one, other) == 1


def test_a_name_makes_little_difference_and_another_text_a_great_one() -> None:
    one = sketch(OFFER.format("Ana", 500))
    assert 0.6 < similar(one, sketch(OFFER.format("Bea", 500))) < 1
    assert similar(one, sketch("Are you still coming to dinner on Saturday?")) < 0.1


def test_scripts_without_spaces_are_cut_by_character() -> None:
    one, other = (
        sketch("小丽你好，高薪招聘，无需经验，包吃住"),
        sketch("阿兰你好，高薪招聘，无需经验，包吃住"),
    )
    assert 0.5 < similar(one, other) < 1
    assert similar(one, sketch("明天一起吃饭吗，老地方见，记得带伞")) == 0


def test_nothing_is_like_nothing() -> None:
    assert sketch("") == sketch("?!") == frozenset()
    assert similar(frozenset(), frozenset()) == 0
    assert similar(sketch("hello"), sketch("hello")) == 1


def test_long_texts_are_bounded_and_still_compared() -> None:
    words = [f"word{n}x" for n in range(4_000)]
    half = [*words[:2_000], *(f"other{n}x" for n in range(2_000))]
    one, other = sketch(" ".join(words)), sketch(" ".join(half))
    assert len(one) == len(other) == KEPT
    assert 0.2 < similar(one, other) < 0.5  # a third is shared
    assert similar(one, one) == 1


def test_the_same_in_every_process() -> None:
    code = "from bantay.kit.text.sketch import sketch; print(sorted(sketch('one two three')))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {f"{sorted(sketch('one two three'))}\n"}


@given(st.text(), st.text())
def test_likeness_is_a_share_and_goes_both_ways(one: str, other: str) -> None:
    a, b = sketch(one), sketch(other)
    assert similar(a, b) == similar(b, a)
    assert 0 <= similar(a, b) <= 1
    assert similar(a, a) == (1 if a else 0)

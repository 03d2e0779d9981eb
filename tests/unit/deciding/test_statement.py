"""The statement of reasons in three languages: whole, and blind to what anybody wrote."""

from typing import get_args

import pytest

from bantay.model.vocabulary import ActionKind, Hypothesis, Plane
from bantay.policy.deciding.actions import SILENT
from bantay.policy.deciding.statement import statement
from bantay.policy.deciding.words import LANGUAGES, words

from .toys import DAY, TERMS, Bench, alarm, ask

WORDS = words()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_every_word(lang: str) -> None:
    said = WORDS[lang]
    assert set(said) == set(WORDS["en"])
    assert set(said["hypotheses"]) == set(get_args(Hypothesis))
    assert set(said["actions"]) == set(get_args(ActionKind)) - SILENT
    assert set(said["planes"]) == set(get_args(Plane))
    for table in ("targets", "ends"):
        assert set(said[table]) == set(WORDS["en"][table])
    possible = {"en": "possib", "zh": "可能", "fil": "osible"}[lang]
    assert all(possible in text for text in said["hypotheses"].values())


def test_it_says_what_why_on_what_ground_how_long_and_how_to_appeal() -> None:
    bench = Bench(ask("restrict_contact", "strike", lasts=7 * DAY))
    bench.revise(alarm())
    said = statement(bench.only())
    assert said["en"].splitlines() == [
        "We took a step about your account on 2026-03-01 12:00 UTC: "
        "we restricted who can be contacted, we noted a strike.",
        "Why: signs of possible attempts to move people off the platform with hidden contact "
        "details. They are 1 in number, seen in messages, the first on 2026-03-01 12:00 UTC. "
        "They are possible signs, not a verdict about you.",
        "They stand in these entries: m-f1.",
        f"The clause of our terms: {TERMS}.",
        "The signs were found by a program, and the step was taken by a program.",
        "It ends, or is looked at again, on 2026-03-08 12:00 UTC.",
        "You can ask us, free of charge, to look again: within six months from the day you "
        "receive this. A person who did not take the decision will judge it.",
        "If you are right, content, strikes and money are put back.",
        "If somebody makes you do this, or you are not safe, tell us: you will not be punished "
        "for it.",
    ]
    assert "六个月" in said["zh"] and "anim na buwan" in said["fil"]


def test_it_repeats_nothing_that_was_written_and_no_summary() -> None:
    bench = Bench(ask("warn"))
    bench.revise(alarm())
    for text in statement(bench.only()).values():
        assert "Zephyrine" not in text and "garden" not in text


def test_a_person_in_the_loop_is_said() -> None:
    bench = Bench(ask("block_account", automatic=False))
    bench.revise(alarm())
    bench.approve(bench.only().decision, "Kim")
    said = bench.orders[-1].statement["en"]
    assert "a person approved" in said and "Kim" not in said


def test_a_clause_that_judges_is_not_repeated() -> None:
    bench = Bench(ask("warn", ground="no guilty party stays"))
    bench.revise(alarm())
    assert "guilty" not in bench.orders[-1].statement["en"]
    assert "ask us for it" in bench.orders[-1].statement["en"]

"""The templates bar judges rightly, and its generator makes what it says."""

import pytest

from bantay.bench.biographies import found
from bantay.bench.generate.campaigns import copies
from bantay.bench.generate.lives import birth_year, by_person, lives
from bantay.bench.templates import judged, shares
from bantay.kit.neardup import TemplateIndex
from bantay.model.events import ProfileUpdated
from bantay.runtime.cases import BEGIN

ROWS = [
    {
        "subject": "Nora_Fenton",
        "facts": [f"Nora_Fenton | {relation} | {value}"],
        "text": f"Nora Fenton: {value}.",
    }
    for relation, value in (
        ("birthDate", "1951-02-03"),
        ("birthPlace", "Cebu_City"),
        ("awards", "Harbour_Medal"),
    )
]


@pytest.mark.parametrize(
    ("clusters", "recall", "precision"),
    [
        ([(0, 1, 2)], 1.0, 1.0),
        ([(0, 1)], 1 / 3, 1.0),
        ([(0, 1, 2, 3)], 1.0, 3 / 6),
        ([(3, 4)], 0.0, 0.0),
        ([], 0.0, 1.0),
    ],
)
def test_pairs_are_counted(
    clusters: list[tuple[int, ...]], recall: float, precision: float
) -> None:
    assert shares(judged(clusters, [7, 7, 7, -1, -1])) == pytest.approx((recall, precision))


def test_a_seed_makes_the_same_texts_and_another_makes_others() -> None:
    one, again, other = copies(300, 1), copies(300, 1), copies(300, 2)
    assert one.texts == again.texts and one.campaign == again.campaign
    assert one.texts != other.texts
    assert 30 <= sum(mark >= 0 for mark in one.campaign) < 100
    assert len(set(one.texts)) > 290


def test_campaigns_are_found_among_a_few_thousand_texts() -> None:
    made = copies(4_000, 3)
    index = TemplateIndex()
    index.add(made.texts)
    recall, precision = shares(judged(index.clusters(), made.campaign))
    assert recall > 0.9 and precision > 0.95


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Nora Fenton"), ("fil", "Cebu City"), ("zh", "出生")]
)
def test_lives_are_told_from_their_facts(lang: str, said: str) -> None:
    told = list(lives(ROWS, lang, 20, 1))
    assert told == list(lives(ROWS, lang, 20, 1))
    assert any(said in life.text for life in told)
    assert {life.person for life in told} == {"Nora Fenton"}


def test_the_year_of_birth_is_among_the_facts() -> None:
    assert birth_year(by_person(ROWS)["Nora_Fenton"]) == 1951
    assert birth_year(ROWS[1:]) is None


def test_an_impossible_life_is_found_and_a_possible_one_is_not() -> None:
    def profile(bio: str) -> ProfileUpdated:
        return ProfileUpdated(id="p", time=BEGIN, account="a", bio=bio)

    (given,) = found([profile("Born in 2001, lead role in Harbour Lights (1999).")])
    assert given.detector == "profiles.claims_contradict"
    assert found([profile("Born in 1981, lead role in Harbour Lights (1999).")]) == []

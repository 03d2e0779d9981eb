"""Claims: read in three languages, quoted where they stand, answered from a table."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.errors import InputError
from bantay.kit.claims import Claim, claims, density, reference, same

Found = set[tuple[str, str, int | None]]


def read(text: str) -> Found:
    return {(claim.kind, claim.value, claim.year) for claim in claims(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lead role in Harbour Lights (2019).", {("film", "harbour lights", 2019)}),
        ("I won the Golden Sail Award in 2020", {("award", "golden sail award", 2020)}),
        ("cover girl of Tide Magazine", {("magazine", "tide magazine", None)}),
        ("crowned Miss Harbour 2018", {("pageant", "miss harbour", 2018)}),
        ("He works at Blue Door Agency.", {("employer", "blue door agency", None)}),
        ("I'm from Cebu City, 24 years old", {("origin", "cebu city", None), ("age", "24", None)}),
        ("She was born on May 3, 1998.", {("born", "1998", None)}),
        ("Hi, I am Ann, 22, and new here", {("age", "22", None)}),
        ('bida sa pelikulang "Ilaw sa Dagat" noong 2018', {("film", "ilaw sa dagat", 2018)}),
        ("nanalo ng Gawad Layag", {("award", "gawad layag", None)}),
        ("nasa pabalat ng magasing Alon", {("magazine", "alon", None)}),
        ('pabalat ng magasin na "Alon"', {("magazine", "alon", None)}),
        ("kinoronahang Binibining Daungan 2018", {("pageant", "binibining daungan", 2018)}),
        ("nagtatrabaho sa Blue Door Agency", {("employer", "blue door agency", None)}),
        ("taga Iloilo, 23 anyos", {("origin", "iloilo", None), ("age", "23", None)}),
        ("主演《海边的灯》", {("film", "海边的灯", None)}),
        ("曾在《海边的灯》中饰演女主角", {("film", "海边的灯", None)}),
        ("就职于蓝门公司", {("employer", "蓝门公司", None)}),
        ("現任藍門公司經理", {("employer", "藍門公司", None)}),
        ("目前在蓝门公司工作", {("employer", "蓝门公司", None)}),
        ("曾獲金帆獎", {("award", "金帆獎", None)}),
        ("登上《潮汐》杂志封面", {("magazine", "潮汐", None)}),
        ("海湾小姐冠军，1999年出生", {("pageant", "海湾小姐", None), ("born", "1999", None)}),
        ("来自泉州市，今年22岁", {("origin", "泉州", None), ("age", "22", None)}),
    ],
)
def test_what_is_claimed(text: str, expected: Found) -> None:
    assert expected <= read(text)
    assert {kind for kind, _, _ in read(text)} == {kind for kind, _, _ in expected}


@pytest.mark.parametrize(
    "text",
    [
        "I won the respect of my neighbours and a goldfish",
        "At the age of 19 she moved to the coast",
        "Miss Reyes teaches us maths",
        "the cover of the box is blue",
        "my favourite film is about the sea",
        "bus 24, room 31, 22 km",
        "满22岁就可以报名",
        "在公司工作，欢迎应聘",
        "我在《海边的灯》里看到过他",
    ],
)
def test_what_claims_nothing(text: str) -> None:
    assert read(text) == set()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read_and_every_claim_stands_in_it(text: str) -> None:
    for claim in claims(text):
        assert 0 <= claim.start < claim.end <= len(text)


def test_density_counts_successes_only() -> None:
    text = "I'm from Cebu, starred in Harbour Lights."
    assert density(text, claims(text)) == pytest.approx(100 / len(text))
    assert density("", ()) == 0.0


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("cebu", "cebu city", True),
        ("harbour lights", "lights of the harbour", True),
        ("harbour lights", "winter road", False),
        ("song of the sea", "queen of the hill", False),
        ("海边的灯", "海边的灯光", True),
        ("海边的灯", "冬日大道", False),
    ],
)
def test_when_two_values_may_name_one_thing(one: str, other: str, alike: bool) -> None:
    assert same(one, other) is same(other, one) is alike


ROWS = [
    {"kind": "pageant", "name": "Miss Harbour", "year": "2018", "people": "Ann Reyes|Bea Cruz",
     "complete": "yes"},
    {"kind": "film", "name": "Harbour Lights", "year": "", "people": "Nora Fenton",
     "complete": "no"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "names", "answer"),
    [
        (Claim("pageant", "miss harbour", 0, 1, 2018), ["Ann Reyes"], "named"),
        (Claim("pageant", "miss harbour", 0, 1, 2018), ["Reyes, Ann Maria"], "named"),
        (Claim("pageant", "miss harbour", 0, 1, 2018), ["Vera Lim"], "not named"),
        (Claim("pageant", "miss harbour", 0, 1, 2019), ["Vera Lim"], "not listed"),
        (Claim("film", "harbour lights", 0, 1, 2019), ["Vera Lim"], "unknown"),
        (Claim("film", "harbour lights", 0, 1), ["nora fenton"], "named"),
        (Claim("film", "winter road", 0, 1), ["nora fenton"], "unknown"),
    ],
)
def test_what_a_table_says(claim: Claim, names: list[str], answer: str) -> None:
    assert reference(ROWS, "t.csv", covers=["pageant"]).says(claim, names) == answer


def test_a_wrong_year_is_told_with_its_line() -> None:
    with pytest.raises(InputError, match=r"t\.csv:3:1: a year of four digits expected, not '18'"):
        reference([ROWS[0], {**ROWS[1], "year": "18"}], "t.csv")


def test_a_missing_column_is_told() -> None:
    with pytest.raises(InputError, match="the column 'complete' is missing"):
        reference([{"kind": "film", "name": "x", "year": "", "people": ""}], "t.csv")

"""Ages people state of themselves, and numbers that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.text.ages import ages

STATED = {
    "I'm 16": 16,
    "im 16 btw": 16,
    "I am only 15 years old": 15,
    "i’m 17 😊": 17,
    "I'm sixteen, is that ok?": 16,
    "im 15 turning 16": 15,
    "i'll be 18 next month": 17,
    "turning 17 in june": 16,
    "i just turned 17": 17,
    "my age is 14": 14,
    "age: 16": 16,
    "16 yo here": 16,
    "17/f/cebu": 17,
    "i'm a minor": 17,
    "im not 18 yet": 17,
    "I'm １６": 16,
    "i'm 1\u200b6": 16,
    "17 na ako": 17,
    "16 lang po ako": 16,
    "15 anyos pa lang ako": 15,
    "ako ay 16 years old": 16,
    "edad ko po ay 15": 15,
    "mag-17 na ako": 16,
    "kinse pa lang ako": 15,
    "menor de edad pa po ako": 17,
    "我16岁": 16,
    "今年十六": 16,
    "我今年十五岁了": 15,
    "我才十六岁": 16,
    "我快十八岁了": 17,
    "我未成年": 17,
    "16岁，女": 16,
    "I'm 71": 71,
    "我二十三岁": 23,
}
SCHOOL = {
    "i'm in grade 9": 14,
    "im in 10th grade": 15,
    "i am a 6th grader": 11,
    "i'm in year 10": 14,
    "i'm still in high school": 16,
    "i'm a middle school student": 13,
    "i am a freshman in high school": 16,
    "grade 10 na ako": 15,
    "high school pa lang ako": 15,
    "我上初三": 14,
    "我还在上高中": 16,
    "我高二": 16,
}
NONE = [
    "for 16 years",
    "since I was 16",
    "16 years ago",
    "I'm 16 minutes away",
    "im 5 blocks away",
    "I'm 16 kg lighter",
    "I'm 16.5 km in",
    "I'm 10/10",
    "i'm 12:30",
    "I'm 16th in line",
    "im 15% sure",
    "im on 16th floor",
    "room 16",
    "3. I'm done",
    "im 2",
    "my son is 16",
    "my daughter is in grade 9",
    "i teach grade 9",
    "a 16 yo car",
    "16 years old",
    "when i was 16",
    "when i'm 16",
    "he thinks im 16",
    "do i look like i'm 16",
    "i was in high school",
    "I'm 16 years into this job",
    "i'm a high school teacher",
    "i'm a grade 9 teacher",
    "im not 16 minutes late",
    "10 na ako nakauwi",
    "mga 12 na ako",
    "nung 16 pa lang ako",
    "16 na ang bayad",
    "grade 9 ang anak ko",
    "grade 3 pa lang ako noon",
    "我16岁的时候",
    "我儿子16岁",
    "我十岁那年",
    "等我十八岁",
    "我高中同学",
    "我高中毕业",
    "我16楼",
    "今年十六号",
]


@pytest.mark.parametrize(("text", "value"), STATED.items())
def test_ages_stated(text: str, value: int) -> None:
    assert [(a.value, a.kind) for a in ages(text)] == [(value, "stated")]


@pytest.mark.parametrize(("text", "value"), SCHOOL.items())
def test_school_years_stated(text: str, value: int) -> None:
    assert [(a.value, a.kind) for a in ages(text)] == [(value, "school")]


@pytest.mark.parametrize("text", NONE)
def test_no_age_of_the_speaker(text: str) -> None:
    assert ages(text) == ()


@pytest.mark.parametrize(
    "unit", ["minutes", "km", "kg", "miles", "dollars", "floors", "th", "%", " pages"]
)
@given(age=st.integers(6, 99))
def test_a_number_of_something_is_no_age(unit: str, age: int) -> None:
    assert ages(f"i'm {age} {unit} away") == ()
    assert ages(f"i'm {age}{unit} away") == ()


def test_places_are_those_of_the_original_text() -> None:
    text = "ok… btw i'm １\u200b６ and you?"
    age = ages(text)[0]
    assert text[age.start : age.end] == "i'm １\u200b６"
    assert age.undone == ("full-width", "zero-width")


def test_two_ages_in_one_text() -> None:
    assert [a.value for a in ages("I'm 16. grade 10 na ako")] == [16, 15]


@given(st.text(alphabet="imako 我岁'16年十初na.,\u200b１", max_size=40))
def test_ages_lie_in_the_text_apart_and_in_order(text: str) -> None:
    end = 0
    for age in ages(text):
        assert end <= age.start < age.end <= len(text)
        assert 6 <= age.value <= 99
        end = age.end

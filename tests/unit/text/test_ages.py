"""Ages people state of themselves, and numbers that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.text.ages import age_answered, age_asked, age_asked_of_another, ages

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
    "im16": 16,
    "17f": 17,
    "i'm a 15-year-old girl": 15,
    "15 soon 16": 15,
    "not 18 yet": 17,
    "i'm 16 i live here": 16,
    "labing-anim na taong gulang pa lang ako": 16,
    "我才15呢": 15,
    "我還沒成年": 17,
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
    "im sec 3": 15,
    "i'm in form 4": 15,
    "i'm primary 6": 12,
    "grade 11 stem student po ako": 16,
    "g9 na ako": 14,
    "shs student po ako": 16,
    "高二学生一枚": 16,
    "还在读初三": 14,
    "我念國三": 14,
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
    "8 here",
    "17m",
    "i'm in year 2 of my degree",
    "i'm a nurse in high school",
    "16 taon na ako dito",
    "我11年毕业的",
    "我们高二的时候",
    "我10后面",
    "我15块",
    "10后的孩子",
    "i was born in 2010",
]

BORN = {
    "i was born in 2010": 16,
    "I was born on May 3, 2011": 15,
    "born 2012": 14,
    "ipinanganak po ako noong 2011": 15,
    "我11年的": 15,
    "我是10后": 16,
    "我2010年出生的": 16,
    "i was born in 1990": 36,
}
NOT_BORN = [
    "my son was born in 2011",
    "born in 2011 my niece is cute",
    "i was born in 2040",
    "我11年毕业的",
    "the shop was born in 2010",
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


@pytest.mark.parametrize(("text", "value"), BORN.items())
def test_birth_years_are_read_against_the_year_of_writing(text: str, value: int) -> None:
    assert [(a.value, a.kind) for a in ages(text, 2026)] == [(value, "born")]
    assert ages(text) == ()


@pytest.mark.parametrize("text", NOT_BORN)
def test_no_birth_year_of_the_speaker(text: str) -> None:
    assert ages(text, 2026) == ()


@given(born=st.integers(1930, 2018), year=st.integers(2015, 2040))
def test_a_birth_year_gives_the_age_reached_that_year(born: int, year: int) -> None:
    reached = year - born
    expected = [reached] if 6 <= reached <= 99 else []
    assert [a.value for a in ages(f"i was born in {born}", year)] == expected


ANSWERS = {
    "16": (16, "stated"),
    "16 po, kayo po?": (16, "stated"),
    "im 16": (16, "stated"),
    "16 f manila": (16, "stated"),
    "17/m/qc": (17, "stated"),
    "十五": (15, "stated"),
    "才15呢": (15, "stated"),
    "kinse po": (15, "stated"),
    "16, almost 17": (16, "stated"),
    "１\u200b６": (16, "stated"),
    "71": (71, "stated"),
    "grade 9 po": (14, "school"),
    "9th": (14, "school"),
    "初二": (13, "school"),
    "高一，你呢": (15, "school"),
}
NO_ANSWERS = [
    *(
        "",
        "5",
        "16:30",
        "16%",
        "16th",
        "16 pesos",
        "room 16",
        "16 of them",
        "1.6",
        "160",
        "16 minutes",
    ),
    *("$16", "16.5", "16-18", "grade 13", "十六楼", "i have 16"),
]


@pytest.mark.parametrize(("text", "said"), ANSWERS.items())
def test_a_short_answer_is_an_age(text: str, said: tuple[int, str]) -> None:
    age = age_answered(text)
    assert age is not None and (age.value, age.kind) == said
    assert 0 <= age.start < age.end <= len(text)


@pytest.mark.parametrize("text", NO_ANSWERS)
def test_a_short_text_that_is_no_age(text: str) -> None:
    assert age_answered(text) is None


ASKED = [
    *(
        "how old are you",
        "how old r u",
        "how old u",
        "age?",
        "asl pls",
        "ur age",
        "what's your age?",
    ),
    *("what grade are u in", "ilang taon ka na", "ilan taon kna", "edad mo?", "anong grade ka na"),
    *("你几岁", "你多大了", "今年多大", "读几年级", "妳幾歲"),
]
OF_ANOTHER = [
    "how old is your son",
    "how old are your kids",
    "guess how old are you to me",
    "他几岁了",
]
NOT_ASKED = [
    "how old is the bridge",
    "多大的房子",
    "my age is a secret",
    "i am old",
    "the asl course",
]


@pytest.mark.parametrize("text", ASKED)
def test_a_question_after_an_age(text: str) -> None:
    assert age_asked(text) is not None and not age_asked_of_another(text)


@pytest.mark.parametrize("text", [*OF_ANOTHER, *NOT_ASKED])
def test_no_question_after_the_readers_age(text: str) -> None:
    assert age_asked(text) is None


@given(st.text(alphabet="1679 十五初高岁哈u?吗howldareyuilngtaok", max_size=60))
def test_questions_and_answers_lie_in_the_text(text: str) -> None:
    age = age_answered(text)
    for place in (age_asked(text), (age.start, age.end) if age else None):
        assert place is None or 0 <= place[0] < place[1] <= len(text)

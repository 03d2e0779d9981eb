"""Requests to hide an age or to keep silent, and talk that only looks like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.text.ages.hiding import hiding

AGE = [
    "just say ur 18 ok",
    "tell them you are 18",
    "if anyone asks, you're 18",
    "pretend to be eighteen",
    "put 18 on your profile",
    "hide your age",
    "lie about your age to them",
    "change your birthday to 2005",
    "don't tell anyone how old you are",
    "don’t say you’re 15",
    "dont tell them ur age",
    "sabihin mo na lang 18 ka",
    "ilagay mo 18",
    "palitan mo yung birthday mo",
    "wag mong sabihin sa kanila edad mo",
    "就说你十八岁",
    "说自己已经成年",
    "年龄那里填18",
    "生日改成2005",
    "假装已经18",
    "别告诉别人你几岁",
]
SECRET = [
    "delete this chat",
    "don't tell your mom",
    "it's our little secret",
    "burahin mo yung chat",
    "wag mong sasabihin kahit kanino",
    "删掉聊天记录",
    "别告诉你妈",
]
ALONE = [
    "are you home alone",
    "is your mom home",
    "who's home with you right now",
    "nandyan ba mama mo",
    "mag-isa ka lang ba",
    "你一个人在家吗",
    "爸妈在家吗",
]
NONE = [
    "never lie about your age",
    "you shouldn't lie about your age",
    "don't say you're 18 if you are not",
    "he told her to say you are 18",
    "say you're sorry",
    "say you're 21",
    "tell me your age",
    "put 18 chairs in the room",
    "tell them you are 18 minutes late",
    "change your password",
    "delete the app",
    "don't tell me",
    "my mom is home",
    "sabihin mo 18:30 ang dating",
    "你说18号来",
    "说你18号到",
    "不要谎报年龄",
    "别告诉我答案",
    "我一个人在家",
]


@pytest.mark.parametrize(
    ("text", "kind"),
    [(t, "age") for t in AGE] + [(t, "secret") for t in SECRET] + [(t, "alone") for t in ALONE],
)
def test_a_request_and_its_kind(text: str, kind: str) -> None:
    found = hiding(text)
    assert found and found[0].kind == kind


@pytest.mark.parametrize("text", NONE)
def test_no_request(text: str) -> None:
    assert hiding(text) == ()


def test_places_are_those_of_the_original_text() -> None:
    text = "ok… say you're １\u200b８ then"
    (cue,) = hiding(text)
    assert text[cue.start : cue.end] == "say you're １\u200b８"
    assert cue.undone == ("full-width", "zero-width")


@given(st.text(alphabet="sayourehidnltm18' 说你别告诉年龄填删聊天", max_size=60))
def test_places_lie_in_the_text(text: str) -> None:
    for cue in hiding(text):
        assert 0 <= cue.start < cue.end <= len(text)

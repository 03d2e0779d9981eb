"""What the minor-safety detectors do beyond their cases: subjects, roles, facts, order."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.engine.detect import AnyDetector
from bantay.engine.once import findings_of
from bantay.kit import Fact, Finding, Subject, Window
from bantay.model.clock import micros
from bantay.model.events import MessageSent
from bantay.planes.messages import (
    age_answered,
    age_contradicted,
    guardian_speaking,
    hide_age,
    paid_session_with_minor,
    stated_age,
)
from bantay.runtime.cases import BEGIN

ALL = (
    stated_age, age_answered, age_contradicted, hide_age, guardian_speaking,
    paid_session_with_minor,
)  # fmt: skip
MINOR = Fact("conversation", "c", "possible_minor", "a", micros(BEGIN), ("m0",))


def talk(*lines: tuple[str, str | None], **more: Any) -> list[MessageSent]:
    """Messages in conversation "c", nine seconds apart, of the senders named."""
    return [
        MessageSent(
            id=f"m{n}",
            time=BEGIN + n * timedelta(seconds=9),
            account=sender,
            conversation="c",
            text=text,
            **more,
        )
        for n, (sender, text) in enumerate(lines, 1)
    ]


def looked(module: Any, messages: Sequence[MessageSent], *facts: Fact) -> list[Finding]:
    """All findings of one window."""
    given = module.look(Window("c", tuple(messages), facts), module.Params())
    return [one for one in given if isinstance(one, Finding)]


def test_an_answer_is_about_the_one_who_answers_and_tells_room_and_account() -> None:
    (found,) = looked(age_answered, talk(("b", "how old are you"), ("a", "16")))
    assert found.subject == Subject("account", "a")
    assert [(f.domain, f.key, f.name, f.value) for f in found.facts] == [
        ("conversation", "c", "possible_minor", "a"),
        ("account", "a", "said_age", 16),
    ]
    assert found.facts[0].evidence == ("m1", "m2")


def test_a_class_as_an_answer_tells_the_room_alone() -> None:
    (found,) = looked(age_answered, talk(("b", "what grade are you in"), ("a", "grade 9")))
    assert [f.name for f in found.facts] == ["possible_minor"]


def test_one_question_has_one_answer() -> None:
    found = looked(age_answered, talk(("b", "how old are you"), ("a", "16"), ("a", "12")))
    assert [f.summary for f in found] == ["asked for an age, answers 16"]


def test_both_sides_answer() -> None:
    messages = talk(("b", "asl"), ("a", "16 f, how about you"), ("b", "17"))
    found = looked(age_answered, messages)
    assert [(f.subject.id, f.summary[-2:]) for f in found if f.subject] == [
        ("a", "16"),
        ("b", "17"),
    ]


def test_hiding_is_about_the_possible_minor_and_names_who_asks() -> None:
    (found,) = looked(hide_age, talk(("b", "say you're 18 ok")), MINOR)
    assert found.subject == Subject("account", "a")
    assert found.roles == {"asks": ("b",)}


def test_hiding_is_about_the_only_addressee() -> None:
    (found,) = looked(hide_age, talk(("b", "say you're 18 ok"), to=["x"]))
    assert found.subject == Subject("account", "x")


@pytest.mark.parametrize("to", [None, [], ["x", "y"]])
def test_hiding_is_about_the_conversation_when_nobody_is_named(to: list[str] | None) -> None:
    (found,) = looked(hide_age, talk(("b", "say you're 18 ok"), to=to))
    assert found.subject == Subject("conversation", "c")


def test_a_sign_about_the_speaker_gives_secrecy_no_meaning() -> None:
    assert looked(hide_age, talk(("a", "delete this chat")), MINOR) == []
    assert len(looked(hide_age, talk(("b", "delete this chat")), MINOR)) == 1


def test_secrecy_may_be_left_out() -> None:
    window = Window("c", tuple(talk(("b", "delete this chat"))), (MINOR,))
    assert list(hide_age.look(window, hide_age.Params(secrecy=False))) == []


def test_a_paid_session_is_about_the_possible_minor_whoever_prices_it() -> None:
    asked = looked(paid_session_with_minor, talk(("b", "private room, $20")), MINOR)
    offered = looked(paid_session_with_minor, talk(("a", "private room, $20")), MINOR)
    assert [f.subject for f in (*asked, *offered)] == [Subject("account", "a")] * 2
    assert asked[0].roles == {"asks": ("b",)} and offered[0].roles == {}


def test_two_possible_minors_are_two_findings() -> None:
    messages = talk(("a", "i'm 15"), ("d", "i'm 16"), ("b", "private room, $20 each"))
    found = looked(paid_session_with_minor, messages)
    assert [f.subject.id for f in found if f.subject] == ["a", "d"]


def test_without_a_sign_there_is_no_paid_session_with_a_minor() -> None:
    assert looked(paid_session_with_minor, talk(("b", "private room, $20 for 10 min"))) == []


def test_a_fact_that_comes_later_is_enough() -> None:
    messages = talk(("b", "private room, $20 for 10 min"), ("a", "15"))
    later = Fact("conversation", "c", "possible_minor", "a", micros(messages[1].time), ("m2",))
    detector = paid_session_with_minor.DETECTOR
    assert len(findings_of(detector, messages, [later])) == 1
    assert findings_of(detector, messages) == []


def test_a_guardians_word_alone_says_nothing() -> None:
    messages = talk(("a", "this is her mother, she is fifteen"), ("a", "she may chat until nine"))
    assert looked(guardian_speaking, messages) == []


def test_what_is_forwarded_is_nobodys_own_word() -> None:
    lines = (("b", "how old are you"), ("a", "16"), ("b", "say you're 18"), ("b", "private room"),
             ("a", "i'm 16"), ("a", "i'm 30"), ("a", "my daughter, private room, $20"))  # fmt: skip
    for module in ALL:
        assert looked(module, talk(*lines, forwarded_from="z"), MINOR) == []


@pytest.mark.parametrize(
    ("module", "lines"),
    [
        (age_answered, (("b", "how old r u"), ("a", "16 u?"), ("b", "17"), ("b", "12"))),
        (age_contradicted, (("a", "i'm 16"), ("a", "i'm 19"), ("a", "i'm in grade 9"))),
        (hide_age, (("b", "say you're 18"), ("b", "delete this chat"), ("a", "hide your age"))),
        (
            paid_session_with_minor,
            (("b", "private room?"), ("a", "i'm 15"), ("b", "$20 for 9 min")),
        ),
    ],
)
def test_the_order_of_arrival_means_nothing(module: Any, lines: Any) -> None:
    detector: AnyDetector = module.DETECTOR
    ended = [findings_of(detector, order, [MINOR]) for order in permutations(talk(*lines))]
    assert ended[0] and all(given == ended[0] for given in ended)


_TALK = st.tuples(
    st.sampled_from("ab"),
    st.sampled_from([
        "how old are you", "16", "16 u?", "i'm 16", "i'm 19", "grade 9 na ako", "我是10后",
        "你几岁", "say you're 18", "别告诉你妈", "private room", "$20", "for 10 min", "my daughter",
        "一对一视频", "多少钱", "this is her mother", "i was born in 2011", "ok", "",
        "tutor", "１\u200b６",
    ]),
)  # fmt: skip


@given(st.lists(_TALK, max_size=10))
def test_quotes_lie_in_their_messages(lines: list[tuple[str, str]]) -> None:
    messages = {message.id: message for message in talk(*lines)}
    for module in ALL:
        for finding in looked(module, list(messages.values()), MINOR):
            assert finding.quotes
            for quote in finding.quotes:
                assert 0 <= quote.start < quote.end <= len(messages[quote.event].text or "")

"""What the detectors of threats, doxxing and control do beyond their cases."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.engine.gate import Gate
from bantay.engine.once import findings_of
from bantay.kit import Finding, Subject, Window
from bantay.model.events import MessageSent
from bantay.planes.messages import (
    control_talk,
    doxxing,
    fee_threat,
    threat_to_publish,
    under_control,
)
from bantay.planes.messages._threats import signs, threatens
from bantay.runtime.cases import BEGIN
from bantay.runtime.catalogue import catalogue_terms
from tests.unit.engine.toys import wanted

ALL = [threat_to_publish, fee_threat, doxxing, control_talk, under_control]
each = pytest.mark.parametrize("module", ALL, ids=lambda m: m.__name__.rpartition(".")[2])


def said(*texts: str, **more: Any) -> list[MessageSent]:
    """Messages of account "a" in conversation "c", nine seconds apart."""
    fields = {"account": "a", "conversation": "c"} | more
    return [
        MessageSent(id=f"m{n}", time=BEGIN + n * timedelta(seconds=9), text=text, **fields)
        for n, text in enumerate(texts, 1)
    ]


def looked(module: Any, messages: Sequence[MessageSent]) -> list[Finding]:
    """All findings of one window."""
    return list(module.look(Window("a", tuple(messages)), module.Params()))


def kinds(text: str) -> dict[str, list[str]]:
    """The signs of a text, by kind, as they stand in it."""
    found: dict[str, list[str]] = {}
    for sign in signs(text):
        found.setdefault(sign.kind, []).append(text[sign.start : sign.end])
    return found


# ------------------------------------------------------------------ threats


def test_signs_are_quoted_where_they_stand() -> None:
    found = kinds("Unless you pay, I WILL ｓｅｎｄ the video to your wife")
    assert found["publish"] == ["I WILL ｓｅｎｄ the video to your wife"]
    assert "Unless you pay" in found["condition"]


@pytest.mark.parametrize(
    "text",
    [
        "i will send the video to your wife",
        "we have accessed your camera and will share the footage with your contacts",
        "the clip lands in your boss's inbox",
        "your family will see this",
        "im posting the vid to ur school",
        "i will expose you",
        "我就把视频发给你家人",
        "视频马上传出去",
        "让你同学欣赏你的照片，同学都会看到照片",
        "isesend ko sa pamilya mo ang video mo",
        "makikita ng asawa mo ang screenshots natin",
    ],
)
def test_a_threat_to_publish(text: str) -> None:
    assert threatens(text) and "publish" in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "send the video to your wife",  # an order, or advice
        "you will send the video to your wife",
        "did she send the pictures to your wife",
        "i sent the pictures to your wife",
        "i will not send the video to your wife",
        "i will send the invoice to your company",  # people, but nothing that shames
        "i will tell your mom",
        "i will post the results online",
        "你发给你家人看看",
        "她把照片发给你妈了",
        "ipapadala mo sa pamilya mo ang video",
        "hindi ko isesend sa pamilya mo ang video",
    ],
)
def test_no_threat_to_publish(text: str) -> None:
    assert "publish" not in kinds(text)


def test_people_and_a_thing_are_a_hint_unless_the_other_is_told_to_show_it() -> None:
    assert kinds("your wife and this video")["hint"] == ["your wife and this video"]
    assert kinds("照片给你爸看") == {"hint": ["照片给你爸"]}
    assert not threatens("please show your wife this video")
    assert not threatens("你把照片发给你爸")


def test_or_before_a_threat_is_a_condition() -> None:
    assert "condition" in kinds("pay or the video goes to your wife")
    assert "condition" not in kinds("the video goes to your wife")


def test_two_senders_do_not_make_one_threat() -> None:
    one = said("i will send the video to your family", account="a")
    other = said("pay me by midnight or else", account="b")
    events = [*one, *(event for event in other)]
    events = [
        MessageSent(id=f"e{n}", time=e.time, account=e.account, conversation="c", text=e.text)
        for n, e in enumerate(events)
    ]
    assert findings_of(threat_to_publish.DETECTOR, events) == []
    mine = [
        MessageSent(id=e.id, time=e.time, account="a", conversation="c", text=e.text)
        for e in events
    ]
    assert len(findings_of(threat_to_publish.DETECTOR, mine)) == 1


def test_the_order_of_arrival_changes_nothing() -> None:
    events = said("i have all your contacts", "i'm gonna send it to your family", "pay me now")
    ends = [findings_of(threat_to_publish.DETECTOR, order) for order in permutations(events)]
    assert ends[0] and all(end == ends[0] for end in ends)


def test_the_one_who_is_threatened_is_named_when_known() -> None:
    text = "pay me by midnight or i will send the video to your wife"
    (known,) = looked(threat_to_publish, said(text, to=["b"]))
    (unknown,) = looked(threat_to_publish, said(text))
    (many,) = looked(threat_to_publish, said(text, to=["b", "d"]))
    assert (known.roles, unknown.roles, many.roles) == ({"threatened": ("b",)}, {}, {})


def test_quotes_are_bounded() -> None:
    text = "pay me by midnight or i will send the video to your wife"
    (finding,) = looked(threat_to_publish, said(*[text] * 40))
    assert len(finding.quotes) == 20


# ------------------------------------------------------------------ doxxing

EXPOSED = "this girl never paid, her full name is Ana Cruz, her number is 07700 900143"


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"channel": "group"}, 1),
        ({"channel": "public"}, 1),
        ({"channel": "live"}, 1),
        ({"group": "g"}, 1),
        ({"channel": "direct", "group": "g"}, 0),
        ({}, 0),
        ({"group": "g", "forwarded_from": "x"}, 0),
    ],
)
def test_only_what_others_can_read_is_doxxing(where: dict[str, str], found: int) -> None:
    assert len(looked(doxxing, said(EXPOSED, **where))) == found


def test_the_contact_is_quoted_and_not_in_the_summary() -> None:
    (finding,) = looked(doxxing, said(EXPOSED, group="g"))
    quoted = {EXPOSED[quote.start : quote.end] for quote in finding.quotes}
    assert "07700 900143" in quoted
    assert "07700" not in finding.summary and "Ana" not in finding.summary


# ------------------------------------------------------------------ control

HELD = "your passport stays with me until your debt is paid"


def test_the_speaker_and_the_one_recipient_are_two_subjects() -> None:
    events = said(HELD, to=["b"])
    (speaker,) = findings_of(control_talk.DETECTOR, events)
    (listener,) = findings_of(under_control.DETECTOR, events)
    assert speaker.subject == Subject("account", "a")
    assert speaker.finding.roles == {"performer": ("b",)}
    assert listener.subject == Subject("account", "b")
    assert listener.finding.roles == {"controller": ("a",)}


def test_one_may_not_be_the_listener_of_oneself() -> None:
    assert looked(under_control, said(HELD, to=["a"])) == []


def test_what_two_recipients_are_told_is_not_added_up() -> None:
    one = said("your passport stays with me", to=["b"])[0]
    other = said("", "your debt is not paid, you still owe us", to=["d"])[1]
    assert looked(under_control, [one, other]) == []
    assert len(looked(control_talk, [one, other])) == 1  # the speaker says both


def test_own_words_may_pass_on_what_the_boss_says() -> None:
    told = "she says i still owe her, my boss keeps my passport and i have to pay it back"
    assert len(looked(under_control, said(told))) == 1


# ------------------------------------------------------------------ all


@each
def test_a_message_without_text_is_nothing(module: Any) -> None:
    event = MessageSent(id="m", time=BEGIN, account="a", conversation="c")
    assert looked(module, [event]) == []


WORDS = [
    *("i will", "send", "the video", "to", "your wife", "pay me", "or else", "your passport"),
    *("stays with me", "until", "you still owe", "her number is", "07700 900143", "a thief", "."),
    *(
        "发给",
        "你家人",
        "视频",
        "不转钱",
        "护照在我这",
        "isesend ko",
        "sa pamilya mo",
        "utang mo pa",
    ),
    *("\u200b", "“", '"', "haha", "?", "ｓｅｎｄ", "⑤⓪⓪", "不", "把", "我就"),
]


@each
@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), max_size=4))
def test_any_talk_is_read_without_fault_and_quoted_inside(module: Any, texts: list[str]) -> None:
    events = said(*texts, group="g", to=["b"])
    by_id = {event.id: event.text or "" for event in events}
    for finding in looked(module, events):
        for quote in finding.quotes:
            assert 0 <= quote.start < quote.end <= len(by_id[quote.event])


@each
def test_ordinary_talk_is_not_even_looked_at(module: Any) -> None:
    gate = Gate([module.DETECTOR], catalogue_terms())
    ordinary = said("see you at seven", "kumain ka na ba", "早上好", "the train is late again")
    assert wanted(gate, ordinary) == {}

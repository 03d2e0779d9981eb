"""Recruiting, arranging and fraud in messages, beyond the cases: combinations, bounds, order."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.engine.once import findings_of
from bantay.engine.route import keys_of
from bantay.kit import Domain, Finding, Window
from bantay.model.events import ActionTaken, MessageSent
from bantay.planes.messages import (
    coded_invitation,
    contact_shared,
    contact_to_many,
    evasion_after_action,
    recruitment_lure,
    scam_script,
    third_person_bargaining,
)
from bantay.runtime.cases import BEGIN

ALL = [
    coded_invitation,
    contact_to_many,
    evasion_after_action,
    recruitment_lure,
    scam_script,
    third_person_bargaining,
]


def message(id: str, text: str | None, minutes: float = 0, to: str = "c") -> MessageSent:
    """A message of account "a", so many minutes after the beginning."""
    return MessageSent(
        id=id, time=BEGIN + timedelta(minutes=minutes), text=text, account="a", conversation=to
    )


def warned(id: str, minutes: float, **more: Any) -> ActionTaken:
    """A warning to account "a"."""
    fields = {"subject_kind": "account", "subject": "a", "kind": "warn"} | more
    return ActionTaken(id=id, time=BEGIN + timedelta(minutes=minutes), action=id, **fields)


def looked(module: Any, *events: Any) -> list[Finding]:
    """All findings of one window, with the shipped parameters."""
    return list(module.look(Window("a", events), module.Params()))


def quoted(finding: Finding, *events: MessageSent) -> list[str]:
    """The words a finding quotes."""
    texts = {event.id: event.text or "" for event in events}
    return [texts[q.event][q.start : q.end] for q in finding.quotes]


# recruitment

FAMILY = {
    "pay": "high pay",
    "easy": "no experience",
    "travel": "flight paid",
    "urgent": "start tomorrow",
    "friend": "bring a friend",
    "wanted": "girls wanted",
}


@pytest.mark.parametrize("families", list(combinations(FAMILY, 3)))
def test_any_three_families_are_a_lure_unless_all_stand_in_honest_adverts(
    families: tuple[str, ...],
) -> None:
    text = ", ".join(FAMILY[family] for family in families)
    found = looked(recruitment_lure, message("m", text))
    assert bool(found) == bool(set(recruitment_lure.TELLING) & set(families)), text
    for finding in found:
        assert quoted(finding, message("m", text)) == [FAMILY[family] for family in families]


@pytest.mark.parametrize("families", list(combinations(FAMILY, 2)))
def test_two_families_are_none(families: tuple[str, ...]) -> None:
    text = ", ".join([*(FAMILY[family] for family in families), FAMILY[families[0]]])
    assert looked(recruitment_lure, message("m", text)) == []


def test_families_spread_over_messages_need_somebody_who_offers() -> None:
    pieces = ("high pay there", "no experience asked", "flight paid even")
    talk = [message(f"m{n}", text, n) for n, text in enumerate(pieces)]
    assert looked(recruitment_lure, *talk) == []
    assert len(looked(recruitment_lure, *talk, message("m9", "we are hiring", 9))) == 1


def test_an_offer_that_grows_stays_one_finding() -> None:
    talk = [
        message("m1", "high pay, no experience, flight paid"),
        message("m2", "bring a friend", 5),
        message("m3", "start tomorrow", 9),
    ]
    (given_,) = findings_of(recruitment_lure.DETECTOR, talk)
    assert "5 of 6 families" in given_.finding.summary
    assert (given_.subject.kind, given_.subject.id) == ("account", "a")


# bargaining


@pytest.mark.parametrize(
    "left_out", ["my niece", "private session", "40 dollars", ""], ids=lambda s: s or "nothing"
)
def test_who_what_and_a_price_are_all_needed(left_out: str) -> None:
    text = "my niece is free for a private session, 40 dollars".replace(left_out, "…")
    text = text if left_out else "my niece is free for a private session, 40 dollars"
    assert bool(looked(third_person_bargaining, message("m", text))) == (not left_out)


@pytest.mark.parametrize("trade", ["tutor", "dentist", "haircut", "ticket", "rent", "babysitter"])
def test_an_everyday_trade_makes_it_ordinary(trade: str) -> None:
    text = f"my niece is free for a private session, 40 dollars, she is the {trade}"
    assert looked(third_person_bargaining, message("m", text)) == []


def test_the_speaker_alone_is_the_subject() -> None:
    text = "my niece can do a private session, 40 dollars"
    (given_,) = findings_of(third_person_bargaining.DETECTOR, [message("m", text)])
    assert (given_.subject.kind, given_.subject.id, given_.finding.roles) == ("account", "a", {})


# fraud


@pytest.mark.parametrize("kind", sorted(scam_script.SCHEMES))
def test_every_script_needs_all_its_parts(kind: str) -> None:
    first = {
        "prize": "you have won",
        "bonus": "deposit bonus",
        "windfall": "inheritance",
        "return": "guaranteed profit",
        "held": "held at customs",
        "locked": "suspended",
        "code": "otp",
        "task": "like videos",
        "mule": "rent your bank account",
    }[kind]
    rest = {
        "link": "http://example.com/x",
        "fee": "transfer fee",
        "money": "$90",
        "invest": "minimum",
        "claim": "claim",
        "join": "register",
        "account": "your card",
        "give": "send me",
        "earn": "commission",
    }
    parts = scam_script.SCHEMES[kind].parts
    words = [next(rest[k] for k in part if k in rest) for part in parts]
    whole = " ; ".join([first, *words])
    assert [f.anchor for f in looked(scam_script, message("m", whole))] == [kind]
    for n in range(len(words)):
        fewer = " ; ".join([first, *words[:n], *words[n + 1 :]])
        assert looked(scam_script, message("m", fewer)) == [], fewer


@pytest.mark.parametrize("text", ["what is the customs fee?", "deposit bonus http://example.com"])
def test_the_first_words_are_no_part_of_their_own(text: str) -> None:
    assert looked(scam_script, message("m", text)) == []


def test_parts_far_apart_belong_to_different_things() -> None:
    near = "you have won" + " and so on" * 15 + " claim at http://example.com"
    far = "you have won" + " and so on" * 60 + " claim at http://example.com"
    assert looked(scam_script, message("m", near))
    assert not looked(scam_script, message("m", far))


def test_scripts_can_be_switched_off() -> None:
    window = Window("a", (message("m", "you have won, claim at http://example.com"),))
    assert list(scam_script.look(window, scam_script.Params()))
    assert not list(scam_script.look(window, scam_script.Params(scripts=("code", "mule"))))


@pytest.mark.parametrize(
    "text",
    [
        'she wrote "you have won, claim at http://example.com"',
        "you have won, claim at http://example.com: beware of such texts",
    ],
)
def test_a_script_that_is_told_of_is_none(text: str) -> None:
    assert looked(scam_script, message("m", text)) == []


# repetition


def test_both_findings_of_repetition_can_stand_together() -> None:
    text = "call me 07700 900143"
    talk = [message(f"m{n}", text, n * 700, f"c{n}") for n in range(8)]
    found = {f.anchor: f for f in looked(contact_to_many, *talk)}
    assert set(found) == {"phone:07700900143", "habit"}
    assert found["habit"].contact is None
    assert found["phone:07700900143"].contact == "phone:07700900143"


def test_the_newest_stretch_of_a_day_is_quoted() -> None:
    text = "call me 07700 900143"
    hours = (0, 1, 2, 300, 301, 302)
    talk = [message(f"m{h}", text, h * 60, f"c{h}") for h in hours]
    (finding,) = (f for f in looked(contact_to_many, *talk) if f.contact)
    assert [q.event for q in finding.quotes] == ["m300", "m301", "m302"]


def test_they_see_what_shared_contacts_see() -> None:
    for module in (contact_to_many, evasion_after_action):
        assert contact_shared.SPEC.screens == module.SPEC.screens


def test_an_invitation_counts_once_a_conversation_whatever_else_is_said() -> None:
    talk = [message(f"m{n}", "same name on the blue one", n, f"c{n % 2}") for n in range(9)]
    assert looked(coded_invitation, *talk) == []
    assert len(looked(coded_invitation, *talk, message("m9", "find me elsewhere", 9, "c9"))) == 1


# after an action


def test_an_action_on_an_account_reaches_that_account() -> None:
    assert list(keys_of(warned("w", 0), Domain.ACCOUNT)) == ["a"]
    assert list(keys_of(warned("w", 0, subject_kind="group"), Domain.ACCOUNT)) == []


def test_a_warning_that_is_taken_back_takes_the_finding_back() -> None:
    talk = [
        message("m1", "call me 07700 900143"),
        warned("w1", 10),
        message("m2", "text me ０７７００９００１４３", 20),
    ]
    assert len(findings_of(evasion_after_action.DETECTOR, talk)) == 1
    undone = warned("w2", 30, reverses="w1")
    assert findings_of(evasion_after_action.DETECTOR, [*talk, undone]) == []


def test_each_action_has_a_finding_of_its_own() -> None:
    talk = [
        message("m1", "call me 07700 900143"),
        warned("w1", 10),
        message("m2", "text me ０７７００９００１４３", 20),
        warned("w2", 30),
        message("m3", "text me ⓪⑦⑦⓪⓪⑨⓪⓪①④③", 40),
    ]
    found = {f.anchor: [q.event for q in f.quotes] for f in looked(evasion_after_action, *talk)}
    assert found == {"w1": ["m2", "m3"], "w2": ["m3"]}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_order_of_arrival_changes_nothing(order: Sequence[int]) -> None:
    talk = [
        message("m1", "call me 07700 900143"),
        warned("w1", 1),
        message("m2", "text me ０７７００９００１４３", 2),
    ]
    (found,) = findings_of(evasion_after_action.DETECTOR, [talk[n] for n in order])
    assert [quote.event for quote in found.finding.quotes] == ["m2"]


# all of them

WORDS = st.sampled_from(
    [
        *("you have won", "claim", "http://example.com", "my niece", "she", "private session"),
        *("$40", "high pay", "flight paid", "no experience", "bring a friend", "same name"),
        *("the blue one", "call me 07700 900143", "otp", "send me", "she is free at 9"),
        *("恭喜您", "点击", "绿色软件", "搜我", "我侄女", "私人房间", "两百元", "高薪", "包吃住"),
        *("nanalo ka", "i-claim", "pamangkin ko", "500 pesos", "libreng tirahan", "sa kabila"),
        *("无需经验", "hanapin mo ako", "\u200b", "｡", "É", "𝒶", "\ud83d", "١٢٣", " ", "\n"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(WORDS, max_size=9).map(" ".join), max_size=6))
def test_whatever_is_said_quotes_stay_inside_and_no_summary_holds_a_contact(
    texts: list[str],
) -> None:
    talk = {f"m{n}": message(f"m{n}", text, n, f"c{n}") for n, text in enumerate(texts)}
    for module in ALL:
        for finding in looked(module, *talk.values()):
            assert finding.quotes and "900143" not in finding.summary
            for quote in finding.quotes:
                assert 0 <= quote.start < quote.end <= len(talk[quote.event].text or "")


@pytest.mark.parametrize("module", ALL, ids=lambda m: m.SPEC.name)
def test_a_message_without_text_is_no_trouble(module: Any) -> None:
    assert looked(module, message("m1", None), message("m2", ""), message("m3", " ")) == []


@pytest.mark.parametrize("module", ALL, ids=lambda m: m.SPEC.name)
def test_a_very_long_message_ends(module: Any) -> None:
    long = "you have won the blue one find me she private session otp bonus 收银行卡 " * 1_300
    assert looked(module, message("m", long)) == looked(module, message("m", long))

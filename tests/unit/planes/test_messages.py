"""What the detectors over messages do beyond their cases: values, facts, order, bounds."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.engine.detect import AnyDetector
from bantay.engine.once import findings_of
from bantay.kit import Fact, Finding, Window
from bantay.model.clock import micros
from bantay.model.events import MessageSent
from bantay.planes.messages import (
    contact_obfuscated,
    contact_shared,
    contact_split,
    stated_age,
    template_to_many,
)
from bantay.runtime.cases import BEGIN

ALL = [contact_shared, contact_split, stated_age, template_to_many]


def said(*texts: str | None, apart: float = 9, **more: Any) -> list[MessageSent]:
    """Messages of account "a" in conversation "c", so many seconds apart."""
    fields = {"account": "a", "conversation": "c"} | more
    return [
        MessageSent(id=f"m{n}", time=BEGIN + n * timedelta(seconds=apart), text=text, **fields)
        for n, text in enumerate(texts, 1)
    ]


def to_many(*texts: str) -> list[MessageSent]:
    """The texts, each to a conversation of its own."""
    return [
        MessageSent(
            id=f"m{n:03d}",
            time=BEGIN + n * timedelta(seconds=9),
            text=text,
            account="a",
            conversation=f"c{n}",
        )
        for n, text in enumerate(texts, 1)
    ]


def looked(module: Any, messages: Sequence[MessageSent], *facts: Fact) -> list[Finding]:
    """All findings of one window."""
    given = module.look(Window("a", tuple(messages), facts), module.Params())
    return [one for one in given if isinstance(one, Finding)]


def told(module: Any, messages: Sequence[MessageSent]) -> list[Fact]:
    """What a detector tells other keys beside its findings."""
    given = module.look(Window("a", tuple(messages)), module.Params())
    return [one for one in given if isinstance(one, Fact)]


def test_all_contacts_of_the_window_are_given_not_only_the_newest() -> None:
    messages = said("call 07700 900143", "or maria@example.com", "hello", "@maria_r9 on telegram")
    found = looked(contact_shared, messages)
    assert [f.contact for f in found] == [
        "phone:07700900143",
        "email:maria@example.com",
        "handle:maria_r9",
    ]
    assert [f.anchor for f in found] == [f.contact for f in found]


def test_one_contact_in_two_spellings_is_one_finding_plain_and_one_disguised() -> None:
    messages = said("call 0770 0900 143", "０７７００９００１４３", "07700-900-143")
    (plain,), (hidden,) = looked(contact_shared, messages), looked(contact_obfuscated, messages)
    assert [quote.event for quote in plain.quotes] == ["m1", "m3"]
    assert plain.quotes[0].undone == ("separators",)
    assert plain.summary.endswith("in 2 messages")
    assert [quote.event for quote in hidden.quotes] == ["m2"]
    assert hidden.summary.endswith("in 1 message, written with full-width")
    assert plain.contact == hidden.contact


def test_quotes_are_bounded_and_the_newest_are_kept() -> None:
    (finding,) = looked(contact_shared, said(*["maria@example.com"] * 50))
    assert [quote.event for quote in finding.quotes] == [f"m{n}" for n in range(31, 51)]
    assert "in 50 messages" in finding.summary


def test_a_message_without_text_is_no_trouble() -> None:
    for module in ALL:
        assert looked(module, said(None, "", " ")) == []


def test_regions_reach_the_reader() -> None:
    params = contact_shared.Params(regions=())
    window = Window("a", tuple(said("+44 7700 900143")))
    assert [f.contact for f in contact_shared.look(window, params)] == ["phone:+447700900143"]


def test_pieces_join_to_the_value_that_one_message_would_have() -> None:
    (split,) = looked(contact_split, said("0770", "0900", "143"))
    (shared,) = looked(contact_shared, said("call 07700900143"))
    assert split.contact == shared.contact == "phone:07700900143"
    assert [quote.undone for quote in split.quotes] == [("split",)] * 3


def test_a_number_and_an_address_in_one_window() -> None:
    found = looked(contact_split, said("0770", "maria.r92", "0900", "@example", "143", ".com"))
    assert {f.contact for f in found} == {"phone:07700900143", "email:maria.r92@example.com"}


def test_two_numbers_one_after_the_other() -> None:
    found = looked(contact_split, said("0491", "570156", "0770", "0900143"))
    assert [f.contact for f in found] == ["phone:0491570156", "phone:07700900143"]


def test_no_single_piece_is_a_contact_by_itself() -> None:
    assert looked(contact_split, said("07700900143", "143")) == []
    assert looked(contact_split, said("maria.r92@example.com", ".com")) == []


@pytest.mark.parametrize("digits", range(1, 6))
def test_any_cut_of_a_number_is_joined(digits: int) -> None:
    number = "07700900143"
    cut = [number[n : n + digits] for n in range(0, len(number), digits)]
    (finding,) = looked(contact_split, said(*cut, apart=5))
    assert finding.contact == f"phone:{number}"
    assert finding.summary == f"11-digit telephone number sent in {len(cut)} messages"


def test_a_denial_takes_the_finding_back() -> None:
    pieces = said("0770", "0900143")
    assert len(findings_of(contact_split.DETECTOR, pieces)) == 1
    denied = said("0770", "0900143", "that's the order number")
    assert findings_of(contact_split.DETECTOR, denied) == []


def test_a_denial_long_after_takes_nothing_back() -> None:
    late = MessageSent(
        id="m9",
        time=BEGIN + timedelta(minutes=30),
        text="the order number is the same",
        account="a",
        conversation="c",
    )
    assert len(findings_of(contact_split.DETECTOR, [*said("0770", "0900143"), late])) == 1


def test_an_age_tells_its_conversations() -> None:
    messages = [*said("i'm 16", conversation="c1"), *said("i am 16 years old", conversation="c2")]
    (finding,) = looked(stated_age, messages)
    assert [(f.domain, f.key, f.name, f.value) for f in finding.facts] == [
        ("conversation", "c1", "possible_minor", "a"),
        ("conversation", "c2", "possible_minor", "a"),
    ]
    assert finding.facts[0].evidence == ("m1",)
    assert finding.facts[0].known == micros(messages[0].time)


def test_an_age_in_passing_is_no_finding_and_told_to_the_account() -> None:
    messages = said("when i'm 16 i may go", "my daughter is in grade 9")
    assert looked(stated_age, messages) == []
    (fact,) = told(stated_age, messages)
    assert (fact.domain, fact.key, fact.name, fact.value, fact.evidence) == (
        *("account", "a", "young_by_words", "in passing"),
        ("m1",),
    )
    assert told(stated_age, said("good evening")) == []


def test_a_stated_age_is_told_to_the_account_as_such() -> None:
    assert "stated" in {fact.value for fact in told(stated_age, said("im 14 btw"))}


@pytest.mark.parametrize(
    ("year", "says"),
    [(2009, "agrees"), (2010, "agrees"), (2008, "contradicts"), (2011, "contradicts")],
)
def test_a_birth_year_agrees_or_contradicts(year: int, says: str) -> None:
    fact = Fact("account", "a", "birth_year", year, micros(BEGIN))
    (finding,) = looked(stated_age, said("i'm 16"), fact)
    assert says in finding.summary


def test_a_checked_birth_year_counts_before_a_registered_one() -> None:
    facts = (
        Fact("account", "a", "checked_birth_year", 2009, micros(BEGIN)),
        Fact("account", "a", "birth_year", 1990, micros(BEGIN)),
    )
    (finding,) = looked(stated_age, said("i'm 16"), *facts)
    assert finding.summary.endswith("the checked birth year agrees")


def test_two_ages_are_two_findings() -> None:
    found = looked(stated_age, said("i'm 16", "i'm 17", "grade 10 na ako", "i'm 30"))
    assert [f.anchor for f in found] == ["stated 16", "stated 17", "school 15"]


OFFER = "Hi {}! We are hiring, no experience needed, travel paid. Interested?"
NAMES = ("Ana", "Bea", "Cai", "Dana", "Ela", "Fe", "Gia")


def test_a_template_keeps_its_name_while_copies_come_and_go() -> None:
    copies = to_many(*(OFFER.format(name) for name in NAMES))
    first, later = looked(template_to_many, copies[:6]), looked(template_to_many, copies[1:])
    assert [f.anchor for f in first] == [f.anchor for f in later]


def test_two_templates_are_two_findings() -> None:
    other = "{}, you have won a prize of great value, answer with your address today"
    texts = [t.format(name) for name in NAMES for t in (OFFER, other)]
    found = looked(template_to_many, to_many(*texts))
    assert len({f.anchor for f in found}) == 2
    assert [len(f.quotes) for f in found] == [7, 7]


@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({}, 1),
        ({"channel": "direct"}, 1),
        ({"channel": "direct", "group": "g"}, 1),
        ({"channel": "group"}, 0),
        ({"group": "g"}, 0),
        ({"channel": "broadcast"}, 0),
    ],
)
def test_only_direct_messages_count(more: dict[str, Any], count: int) -> None:
    messages = [
        message
        for n in range(5)
        for message in said(OFFER.format("you"), conversation=f"c{n}", **more)
    ]
    assert len(looked(template_to_many, messages)) == count


@pytest.mark.parametrize(
    ("detector", "messages"),
    [
        (
            contact_shared.DETECTOR,
            said("call 07700 900143", "@maria_r9 on telegram", "07700900143"),
        ),
        (contact_split.DETECTOR, said("0770", "0900", "143", "0491 570", "156")),
        (contact_split.DETECTOR, said("maria.r92", "@example", ".com", "my order number")),
        (stated_age.DETECTOR, said("i'm 16", "grade 10 na ako", "i'm 16 btw")),
        (template_to_many.DETECTOR, to_many(*(OFFER.format(name) for name in NAMES[:5]))),
    ],
)
def test_the_order_of_arrival_means_nothing(
    detector: AnyDetector, messages: list[MessageSent]
) -> None:
    ended = [findings_of(detector, order) for order in permutations(messages)]
    assert all(given == ended[0] for given in ended)


_TALK = st.sampled_from([
    "0770", "0900", "143", "07700 900143", "maria.r92", "@example", ".com", "ok", "i'm 16", OFFER,
    "that's the order number", "telegram: @maria_r9", "3 kids", "1️⃣7️⃣", "０４９１", "570156", "",
])  # fmt: skip


@given(st.lists(_TALK, max_size=12))
def test_quotes_lie_in_their_messages_and_summaries_give_nothing_away(texts: list[str]) -> None:
    messages = {message.id: message for message in said(*texts)}
    for module in ALL:
        for finding in looked(module, list(messages.values())):
            assert finding.quotes
            for quote in finding.quotes:
                assert 0 <= quote.start < quote.end <= len(messages[quote.event].text or "")
            value = (finding.contact or "").partition(":")[2]
            assert not value or value not in finding.summary

"""The demo story: the same bytes everywhere, ordinary life first, nobody's real contact."""

import re
import unicodedata
from collections import Counter
from datetime import timedelta
from functools import cache
from typing import Any, get_args

import msgspec
import pytest

from bantay.demo_data import make_story
from bantay.demo_data.cast import START, Dice
from bantay.model.events import EVENTS, Event, EventBase, MessageEdited, MessageSent
from bantay.model.vocabulary import Hypothesis
from bantay.runtime import demo
from bantay.runtime.schema import tag_of

PHONES = (  # number ranges set aside for fiction, as digits
    r"1\d{3}55501\d\d",
    r"\d{0,3}55501\d\d",
    r"(61|0)491570\d{3}",
    r"(44|0)7700900\d{3}",
    r"(33|0)63998\d{4}",
    r"13800138000",
)


@cache
def events() -> list[Any]:
    return msgspec.json.Decoder(Event).decode_lines(demo.story_path().read_bytes())


def texts(event: EventBase) -> list[str]:
    """Every text a person could read in an event."""
    fields = ("text", "bio", "title", "note", "ocr", "qr", "display_name", "nickname")
    found = [getattr(event, field, None) for field in fields]
    return [text for text in found if text]


def digits(text: str) -> str:
    """The digits of a text, whatever way they are drawn, in ASCII."""
    return "".join(
        str(unicodedata.digit(c)) for c in text if unicodedata.digit(c, None) is not None
    )


# -- made, not written


def test_making_it_again_gives_the_same_bytes() -> None:
    hint = "stale: python -m bantay.demo_data.make_story"
    assert demo.story_path().read_bytes().splitlines() == make_story.story_lines(), hint
    truth = demo.story_path().with_name("truth.jsonl")
    assert truth.read_bytes().splitlines() == make_story.truth_lines(), hint


def test_chance_is_the_same_everywhere() -> None:
    dice = Dice(7)
    assert [dice.below(100) for _ in range(6)] == [32, 15, 65, 7, 53, 36]
    assert sorted(dice.some("abcd", 9)) == list("abcd")


# -- what is in it


def test_it_is_a_month_of_clean_events_in_order() -> None:
    moments = [event.time for event in events()]
    assert 1_500 <= len(moments) <= 3_000
    assert moments == sorted(moments)
    assert moments[0] >= START
    assert timedelta(days=28) < moments[-1] - moments[0] < timedelta(days=31)
    ids = [event.id for event in events()]
    assert len(set(ids)) == len(ids)
    assert {event.source for event in events()} == {"ilaw"}


def test_every_event_type_occurs() -> None:
    assert {tag_of(type(event)) for event in events()} == {tag_of(event) for event in EVENTS}


def test_four_languages_are_spoken() -> None:
    spoken = Counter(event.lang for event in events() if isinstance(event, MessageSent))
    assert set(spoken) == {"en", "fil", "zh", "es"}
    assert min(spoken.values()) >= 50


def test_ordinary_life_dominates() -> None:
    marked = {t.subject.id for t in demo.truth() if t.hypothesis is not None}
    told = {line[-1] for line in scene_lines() if isinstance(line, list) and line[1] in marked}
    said = [event for event in events() if isinstance(event, MessageSent)]
    shown = [event for event in said if event.text in told]
    assert 0 < len(shown) < 0.1 * len(said)


def scene_lines() -> list[Any]:
    return [line for scene in make_story._load("scenes")["scene"] for line in scene["steps"]]


def test_nobody_acts_before_arriving_or_after_leaving() -> None:
    arrived, left = {}, {}
    for event in events():
        if tag_of(type(event)) == "account.registered":
            arrived[event.account] = event.time
        elif tag_of(type(event)) == "account.closed":
            left[event.account] = event.time
    for event in events():
        for field in ("account", "host", "from_account", "to_account"):
            who = getattr(event, field, None)
            if who is not None:
                assert arrived[who] <= event.time, event
                assert who not in left or event.time <= left[who], event


def test_what_is_referred_to_exists() -> None:
    named = {getattr(event, "message", None) for event in events() if type(event) is MessageSent}
    changed = {
        event.message for event in events() if hasattr(event, "by") and hasattr(event, "message")
    }
    assert changed
    assert changed <= named
    groups = {event.group for event in events() if tag_of(type(event)) == "group.created"}
    assert {event.group for event in events() if getattr(event, "group", None)} == groups


# -- nobody's real contact


def test_every_long_number_is_set_aside_for_fiction_or_no_phone() -> None:
    for event in events():
        for text in texts(event):
            for run in re.findall(r"[+(]?\d[\d\s().+-]{8,}\d", text):
                allowed = any(re.fullmatch(phone, digits(run)) for phone in PHONES)
                assert allowed, f"{event.id}: {run}"


PIECES = {  # account -> the whole that its pieces join to
    "ligaya": "447700900123",
    "dana": "0491570156",
    "haoran": "13800138000",
    "mara": "4155550137",
}


@pytest.mark.parametrize(("account", "whole"), PIECES.items())
def test_split_numbers_join_and_no_piece_shows_them(account: str, whole: str) -> None:
    said = [e for e in events() if type(e) is MessageSent and e.account == account]
    threads: dict[str, list[str]] = {}
    for event in said:
        if digits(event.text) and len(digits(event.text)) < 7:
            threads.setdefault(event.conversation, []).append(digits(event.text))
    assert any(whole in "".join(pieces) for pieces in threads.values())
    assert all(len(piece) < len(whole) for pieces in threads.values() for piece in pieces)


def test_addresses_are_example_ones() -> None:
    for event in events():
        for text in [*texts(event), getattr(event, "email", None) or ""]:
            for host in re.findall(r"[@/]([\w.-]+\.[a-z]{2,})", text):
                assert re.fullmatch(r"([\w-]+\.)*example\.(com|org|net)", host), text
        ip = getattr(event, "ip", None)
        assert ip is None or re.match(r"(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$", ip)


def test_an_edit_that_hides_a_contact_is_in_it() -> None:
    edits = [event for event in events() if isinstance(event, MessageEdited)]
    assert any("@example.net" in (event.text or "") for event in edits)


# -- care for the youngest people in it


def test_those_who_state_a_minors_age_only_apply_for_a_job() -> None:
    young = {t.subject.id for t in demo.truth() if t.hypothesis == "minor_at_risk"}
    assert len(young) == 5
    for event in events():
        if getattr(event, "account", None) in young:
            assert tag_of(type(event)) in ("account.registered", "login.seen", "message.sent")
        if isinstance(event, MessageSent) and event.account in young:
            assert event.to == ["orchard"]
        assert getattr(event, "host", None) not in young
        assert getattr(event, "guest", None) not in young
        assert not {getattr(event, f, None) for f in ("from_account", "to_account")} & young


# -- the truth


def test_the_truth_has_the_shape_of_the_design() -> None:
    lines = demo.story_path().with_name("truth.jsonl").read_bytes().splitlines()
    for line in map(msgspec.json.decode, lines):
        if line["hypothesis"] is None:
            assert list(line) == ["hypothesis", "subject", "scenario"]
        else:
            order = ["hypothesis", "subject", "roles", "scenario", "since", "missed"]
            assert list(line) in (order, order[:-1])
        assert list(line["subject"]) == ["kind", "id"]


def test_the_truth_speaks_of_the_story() -> None:
    known = {value for event in events() for value in all_ids(event)}
    moments = {event.time for event in events()}
    subjects = Counter((t.hypothesis, t.subject) for t in demo.truth())
    assert max(subjects.values()) == 1
    for truth in demo.truth():
        assert truth.subject.id in known
        assert {id_ for ids in truth.roles.values() for id_ in ids} <= known, truth
        assert (truth.since is None) == (truth.hypothesis is None)
        assert truth.since is None or truth.since in moments
        assert truth.hypothesis is None or truth.hypothesis in get_args(Hypothesis)


def all_ids(event: EventBase) -> set[str]:
    fields = (getattr(event, field, None) for field in event.__struct_fields__)
    return {value for value in fields if isinstance(value, str)}


def test_it_holds_what_is_found_what_is_missed_and_what_only_looks_alike() -> None:
    found = Counter(t.hypothesis for t in demo.truth() if t.hypothesis and not t.missed)
    missed = Counter(t.hypothesis for t in demo.truth() if t.missed)
    alike = [t for t in demo.truth() if t.hypothesis is None]
    assert found["contact_evasion"] >= 7
    assert found["minor_at_risk"] >= 3
    assert found["scam"]
    assert missed["contact_evasion"] >= 3 and missed["minor_at_risk"] >= 1
    assert len(alike) >= 14


def test_the_story_gives_nothing_away() -> None:
    """The truth's own words stay in the truth: nothing in an event says what it is for."""
    for event in events():
        assert event.extra is None
        if tag_of(type(event)) != "label.given":
            assert not hasattr(event, "hypothesis")
    whole = demo.story_path().read_text(encoding="utf-8")
    assert not [t.scenario for t in demo.truth() if t.scenario in whole]


# -- the broken file


def test_four_of_ten_broken_lines_are_refused() -> None:
    decoder = msgspec.json.Decoder(Event)
    lines = demo.broken_path().read_bytes().splitlines()
    refused = {}
    for number, line in enumerate(lines, 1):
        try:
            decoder.decode(line)
        except msgspec.MsgspecError as wrong:
            refused[number] = str(wrong)
    assert len(lines) == 10
    assert set(refused) == {3, 4, 6, 8}
    assert "conversaton" in refused[3]
    assert "timezone" in refused[4]
    assert "amount" in refused[6]


def test_the_broken_lines_come_before_the_story_so_that_neither_makes_the_other_late() -> None:
    times = re.findall(r'"time":"([^"]+)"', demo.broken_path().read_text(encoding="utf-8"))
    assert len(times) == 10
    assert max(times) < f"{START:%Y-%m-%d}"

"""The judging itself: what counts as found, as a join of strangers, as a false join."""

from datetime import timedelta
from itertools import pairwise

import pytest

from bantay.bench import found, split
from bantay.bench.generate.split import Dialogue, dialogues
from bantay.bench.order import SECRET
from bantay.bench.talk import START
from bantay.kit.hashing import contact_hash
from bantay.model.evidence import Finding, Given, Quote, Subject

TALKS = list(dialogues(60, "judge test"))


def given(
    events: list[str], contact: str | None, detector: str = "messages.contact_split"
) -> Given:
    quotes = tuple(Quote(event, "text", 0, 1) for event in events)
    return Given(
        id=f"f-{detector}-{events}",
        detector=detector,
        version=1,
        plane="messages",
        group="g",
        subject=Subject("account", "a"),
        finding=Finding(anchor="", summary="", quotes=quotes),
        first=0,
        last=0,
        contact=contact and contact_hash(SECRET, contact),
    )


@pytest.mark.parametrize("talk", TALKS[:20], ids=lambda talk: talk.id)
def test_found_is_by_value_and_at_the_pieces(talk: Dialogue) -> None:
    contact, pieces = talk.contact, split.pieces_of(talk)
    assert contact is not None and len(pieces) == talk.parts
    for value in contact.values:
        told = found.by_event([given(pieces, f"{contact.kind}:{value}")])
        assert found.is_found(contact, pieces, told)
        assert not found.is_found(contact, ["elsewhere"], told)
    for wrong in (f"{contact.kind}:{contact.value}9", f"url:{contact.value}", None):
        assert not found.is_found(contact, pieces, found.by_event([given(pieces, wrong)]))


def test_a_join_may_quote_only_those_who_took_part() -> None:
    group = next(t for t in TALKS if t.manner == "group" and len({s.who for s in t.said}) > 2)
    outsider = next(n for n, s in enumerate(group.said) if s.who not in group.took_part)
    pieces = split.pieces_of(group)
    right = given(pieces, None)
    assert split.strangers(TALKS, [right]) == 0
    assert split.strangers(TALKS, [right, given([*pieces, f"{group.id}-{outsider}"], None)]) == 1
    other = next(t for t in TALKS if t.id != group.id)
    across = given([pieces[0], split.pieces_of(other)[0]], None)
    assert split.strangers(TALKS, [across]) == 1


def test_the_timeline_is_in_order_and_conversations_overlap() -> None:
    events = list(split.timeline(TALKS))
    assert [e.time for e in events] == sorted(e.time for e in events)
    assert len(events) == sum(len(talk.said) for talk in TALKS)
    switches = sum(a.conversation != b.conversation for a, b in pairwise(events))
    assert switches > len(events) / 2


def test_the_engine_is_judged_on_what_stands() -> None:
    """Numbers in few pieces of plain digits: the shipped engine joins some of them."""
    easy = ("plain", "full-width")
    many = dialogues(1_500, "easy")
    plain = [t for t in many if t.way in easy and t.parts <= 5 and t.manner == "one"]
    assert len(plain) > 4
    through = found.engine()
    told = found.standing(split.timeline(plain), through)
    assert told.messages == sum(len(talk.said) for talk in plain) and told.faults == 0
    assert told.joins and split.strangers(plain, told.joins) == 0
    evasive = {one.id for one in found.evasive(through, told.findings)}
    assert evasive >= {one.id for one in told.joins}
    empty = found.standing(split.timeline(dialogues(40, "easy", contact=False)), through)
    assert empty.joins == []


def test_batches_do_not_change_the_judgement() -> None:
    through = found.engine()
    events = [e for n, t in enumerate(TALKS[:15]) for e in t.events(START + timedelta(hours=n))]
    whole = found.standing(events, through)
    before, found.BATCH = found.BATCH, 7
    try:
        assert {g.id for g in found.standing(events, through).findings} == {
            g.id for g in whole.findings
        }
    finally:
        found.BATCH = before


def test_nobody_tunes_on_what_the_bar_judges_by() -> None:
    with pytest.raises(ValueError, match="judges"):
        next(split.misses(5, split.SEED))
    assert all(not talk.held_out for talk in split.misses(30))

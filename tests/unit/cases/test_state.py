"""A case is a function of its records."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.cases.brief import brief_of
from bantay.cases.page import Beside, page, shown
from bantay.cases.people import people
from bantay.cases.settings import CaseSettings
from bantay.cases.state import replay
from bantay.model.case import PERSON_ROLES
from bantay.model.casework import (
    AlarmLeft,
    AnyRecord,
    CasesMerged,
    HandedOver,
    HoldLifted,
    HoldPlaced,
    LeaseEnded,
    LeaseTaken,
    MarkFilled,
    NoteAdded,
    RoleGiven,
    RulingReversed,
    RulingUndone,
)
from bantay.model.evidence import Subject

from .toys import CASE, NOON, RING, Records, alarm, answer, case_of, ruled, taken, viewer

HEAD: dict[str, Any] = {"time": NOON, "case": CASE, "by": "ana", "role": "analyst"}
EVERY: Records = [
    *(taken(one) for one in RING),
    LeaseTaken(**HEAD, until=NOON + timedelta(minutes=15)),
    NoteAdded(**HEAD, note="n-1", text="look", mentions=("jun",)),
    MarkFilled(**HEAD, card="act", name="harbouring", holds=True, note="seen"),
    RoleGiven(**HEAD, subject=Subject("account", "pat"), part="bystander", note="a guest"),
    ruled("ana", again=True),
    RulingUndone(**HEAD, ruling="c-1.ana"),
    ruled("ana", answer("not_enough"), remind=NOON),
    HandedOver(**HEAD, to="jun", note="go on"),
    LeaseEnded(**HEAD),
    HoldPlaced(**HEAD, reason="an order"),
    HoldLifted(**HEAD, reason="over"),
    ruled("jun"),
    RulingReversed(**HEAD, ruling="c-1.jun", reason="a contract"),
    AlarmLeft(**HEAD, alarm="a-bea", to="c-2", why="another ring"),
    taken(alarm("a-new", "rey", "controller"), time=NOON + timedelta(hours=1)),
]
PICKED = st.lists(st.sampled_from(EVERY), max_size=14).map(lambda some: [EVERY[0], *some])


def through_bytes(records: Records) -> Records:
    packed = [msgspec.msgpack.encode(record) for record in records]
    return [msgspec.msgpack.decode(one, type=AnyRecord) for one in packed]


@settings(max_examples=200, deadline=None)
@given(PICKED)
def test_replaying_records_gives_the_same_case(records: Records) -> None:
    once, again = replay(CASE, records), replay(CASE, through_bytes(records))
    assert msgspec.json.encode(brief_of(once)) == msgspec.json.encode(brief_of(again))
    pages = [page(s, viewer(), NOON, CaseSettings(), Beside()) for s in (once, again)]
    assert pages[0] == pages[1] and shown(once) == shown(again)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("controller", "controlled_performer", "minor_at_risk", "broker")),
            st.sampled_from(("ann", "bob", "cyd")),
            st.sampled_from(("performer", "beneficiary", "controller", "collector", "payer")),
            st.sampled_from(("ann", "bob", "cyd")),
        ),
        min_size=1,
        max_size=8,
    ),
    st.dictionaries(st.sampled_from(("ann", "bob", "cyd")), st.sampled_from(PERSON_ROLES)),
)
def test_a_possible_victim_is_never_among_possible_controllers(
    alarms: list[tuple[str, str, str, str]], said: dict[str, Any]
) -> None:
    """Whatever alarms name people as, and whatever one person says of them."""
    words = [
        RoleGiven(**HEAD, subject=Subject("account", who), part=part, note="so")
        for who, part in said.items()
    ]
    made = [
        alarm(f"a-{n}", who, what, roles={word: (other,)})
        for n, (what, who, word, other) in enumerate(alarms)
    ]
    found = people(case_of(*made, *words))
    assert len({one.subject for one in found}) == len(found)
    for one in found:
        if one.role == "possible_controller":
            assert "possible_victim" not in one.also


def test_whoever_may_be_both_is_shown_as_victim_and_asked_about() -> None:
    both = alarm("a-2", "rey", "controlled_performer", roles={"controller": ("max",)})
    state = case_of(*RING, both)
    rey = next(one for one in people(state) if one.subject.id == "rey")
    assert (rey.role, rey.also) == ("possible_victim", ("possible_controller",))


def test_parts_of_the_ring() -> None:
    found = {one.subject.id: one.role for one in people(case_of(*RING))}
    assert found == {
        "aya": "possible_victim",
        "bea": "possible_victim",
        "rey": "possible_controller",
        "pat": "payer",
    }


def test_new_evidence_opens_a_decided_case_again() -> None:
    state = case_of(*RING, ruled("ana"))
    assert state.status() == "decided"
    revised = case_of(*RING, ruled("ana"), alarm("a-boss", "rey", "controller", revision=2))
    assert revised.status() == "decided"
    more = case_of(*RING, ruled("ana"), alarm("a-new", "rey", "controller"))
    assert more.status() == "open" and [r.by for r in more.past[0]] == ["ana"]


def test_what_a_merged_case_answered_is_past() -> None:
    merged: Records = [
        taken(RING[0]),
        taken(RING[1], case="c-2"),
        ruled("jun", case="c-2"),
        CasesMerged(time=NOON, case="c-2", into=CASE),
    ]
    state = replay(CASE, merged)
    assert state.was == ["c-2"] and state.rulings == [] and set(state.alarms) == {"a-boss", "a-aya"}
    other = replay("c-2", [r for r in merged if r.case == "c-2"])
    assert other.status() == "merged" and other.merged_into == CASE


@pytest.mark.parametrize(("hours", "held"), [(0, True), (1, False)])
def test_a_lease_expires(hours: int, held: bool) -> None:
    state = case_of(RING[0], LeaseTaken(**HEAD, until=NOON + timedelta(hours=1)))
    lease = state.lease_at(NOON + timedelta(hours=hours))
    assert (lease is not None) == held


def test_a_case_whose_alarms_closed_before_anybody_looked_is_quiet() -> None:
    assert case_of(alarm("a-1", status="closed", closed_by="decay")).status() == "quiet"

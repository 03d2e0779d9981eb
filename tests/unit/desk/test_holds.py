"""A legal hold keeps a case's texts, and only those, until it is lifted; and says so."""

import json

import pytest
from msgspec.structs import replace

from bantay.adapters.store import EmbeddedStore
from bantay.errors import Conflict, NotPermitted
from bantay.model.events import MessageSent
from bantay.runtime.cases_desk import CaseDesk

from ..cases.toys import alarm, viewer
from .toys import Clock, put, quoting

LEAD, ANA = viewer("lea", "lead"), viewer("ana")
AROUND = {f"m-{n}" for n in range(1, 13)}
"""m-6 and m-7 are quoted: five before the first and five after the second."""


def kept(store: EmbeddedStore) -> set[str]:
    """The messages whose text is left."""
    return {r.id for _, r in store.log() if isinstance(r, MessageSent) and r.text is not None}


@pytest.fixture
def case(desk: CaseDesk, store: EmbeddedStore) -> str:
    store.seal(store.wall(), everything=True)
    [row] = desk.queue(ANA)
    return row.case


def years(clock: Clock, store: EmbeddedStore) -> None:
    clock.later(days=800)
    store.retain(store.wall())


def test_without_a_hold_everything_goes(case: str, clock: Clock, store: EmbeddedStore) -> None:
    years(clock, store)
    assert kept(store) == set()


def test_held_texts_outlive_their_retention(
    case: str, desk: CaseDesk, clock: Clock, store: EmbeddedStore
) -> None:
    desk.hold(case, LEAD, "order 12/26")
    years(clock, store)
    assert kept(store) == AROUND
    years(clock, store)  # once is not enough
    assert kept(store) == AROUND
    page = desk.case(case, ANA)
    assert page.on_hold
    [expired] = [json.loads(r.what) for r in store.audit() if r.act == "texts expired"]
    assert expired["held"] == len(AROUND)
    texts = [e.text for e in desk.evidence(case, ANA).values() if isinstance(e, MessageSent)]
    assert "my number is 07700 900143" in texts


def test_a_lifted_hold_lets_them_go(
    case: str, desk: CaseDesk, clock: Clock, store: EmbeddedStore
) -> None:
    desk.hold(case, LEAD, "order 12/26")
    years(clock, store)
    desk.lift(case, LEAD, "order withdrawn")
    store.retain(store.wall())
    assert kept(store) == set()
    assert "held texts destroyed" in [r.act for r in store.audit()]
    assert store.verify_audit() is None


def test_an_erasure_leaves_what_is_held_and_says_so(
    case: str, desk: CaseDesk, store: EmbeddedStore
) -> None:
    desk.hold(case, LEAD, "order 12/26")
    store.erase("rey", store.wall())
    assert kept(store) == AROUND
    [said] = [json.loads(r.what) for r in store.audit() if r.act == "texts erased"]
    assert (said["held_back"], said["by_hold_of"]) == (len(AROUND), [case])
    desk.lift(case, LEAD, "order withdrawn")
    store.retain(store.wall())  # the erasure was still asked for
    assert kept(store) == set()


def test_what_is_in_the_tail_is_held_too(desk: CaseDesk, store: EmbeddedStore) -> None:
    [row] = desk.queue(ANA)
    desk.hold(row.case, LEAD, "order 12/26")
    store.erase("rey", store.wall())
    assert kept(store) == AROUND


def test_a_hold_grows_with_its_case(
    case: str, desk: CaseDesk, clock: Clock, store: EmbeddedStore
) -> None:
    desk.hold(case, LEAD, "order 12/26")
    more = (quoting("f-3", "m-31"),)
    put(store, alarms=[alarm("a-more", "rey", "broker", findings=more)])
    desk.take_up()
    years(clock, store)
    assert kept(store) == AROUND | {"m-30", "m-31", "m-32"}


def test_two_cases_hold_the_same_text_until_both_let_go(
    case: str, desk: CaseDesk, clock: Clock, store: EmbeddedStore
) -> None:
    same = (quoting("f-3", "m-7"),)
    put(store, alarms=[alarm("a-else", "zoe", "scam", findings=same)])
    other = next(row.case for row in desk.queue(ANA) if row.case != case)
    desk.hold(case, LEAD, "one")
    desk.hold(other, LEAD, "two")
    years(clock, store)
    desk.lift(case, LEAD, "over")
    store.retain(store.wall())
    assert kept(store) == {f"m-{n}" for n in range(2, 13)}


def test_who_may_hold_and_how_often(case: str, desk: CaseDesk) -> None:
    with pytest.raises(NotPermitted):
        desk.hold(case, ANA, "x")
    with pytest.raises(Conflict, match="under no legal hold"):
        desk.lift(case, LEAD, "x")
    desk.hold(case, viewer("au", "auditor"), "order 12/26")
    with pytest.raises(Conflict, match="since 2026-03-01"):
        desk.hold(case, LEAD, "again")


def test_known_material_is_preserved_at_once_until_a_person_lifts_it(
    case: str, desk: CaseDesk, clock: Clock, store: EmbeddedStore
) -> None:
    found = quoting("f-known", "m-6", detector="media.known_material")
    listed = alarm("a-known", "p1", "minor_at_risk", kind="media", findings=(found,))
    put(store, alarms=[listed])
    [own] = [row.case for row in desk.queue(ANA) if row.case != case]
    assert desk.case(own, ANA).on_hold and not desk.case(case, ANA).on_hold
    assert [r.who for r in store.audit() if r.act == "legal hold placed"] == ["bantay"]
    years(clock, store)
    assert "m-6" in kept(store)
    desk.lift(own, LEAD, "the authority has it")
    put(store, alarms=[replace(listed, revision=2)])
    desk.queue(ANA)
    assert not desk.case(own, ANA).on_hold
    store.retain(store.wall())
    assert kept(store) == set()


def test_a_finding_that_does_not_count_preserves_nothing(
    case: str, desk: CaseDesk, store: EmbeddedStore
) -> None:
    weak = quoting("f-known", "m-6", detector="media.known_material", counted=False)
    put(store, alarms=[alarm("a-known", "p1", "minor_at_risk", kind="media", findings=(weak,))])
    assert not any(desk.case(row.case, ANA).on_hold for row in desk.queue(ANA))

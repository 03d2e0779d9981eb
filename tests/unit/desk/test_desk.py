"""The desk: what people do lands in the case log and, every time, in the audit log."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bantay.adapters.store import EmbeddedStore
from bantay.cases.settings import CaseSettings
from bantay.cases.state import replay
from bantay.errors import Conflict, InputError, NotPermitted
from bantay.model.case_page import QueueFilter
from bantay.model.casework import Answer
from bantay.model.events import LabelGiven
from bantay.model.evidence import Quote, Subject
from bantay.runtime.case_saving import brief, load
from bantay.runtime.case_telling import taken_up
from bantay.runtime.cases_desk import CaseDesk, desk_of
from bantay.runtime.chosen import chosen

from ..cases.toys import INDICATORS, NOON, alarm, answer, viewer
from .toys import Clock, put, ring

ANA, JUN, KIM = viewer("ana"), viewer("jun"), viewer("kim")
LEAD, MODERATOR, AUDITOR = viewer("lea", "lead"), viewer("mo", "moderator"), viewer("au", "auditor")


def only(desk: CaseDesk) -> str:
    [row] = desk.queue(ANA)
    return row.case


def said(step: Any = "hold", **more: Any) -> Answer:
    return answer(step=step, quotes=(Quote("m-7", "text", 0, 4),), **more)


def audited(store: EmbeddedStore) -> list[tuple[str, str, dict[str, Any]]]:
    return [(row.who, row.act, json.loads(row.what)) for row in store.audit()]


def test_the_ring_is_one_case(desk: CaseDesk) -> None:
    [row] = desk.queue(ANA)
    assert (row.alarms, row.people, row.status) == (2, 2, "open")
    page = desk.case(row.case, ANA)
    assert {one.subject.id: one.role for one in page.people} == {
        "aya": "possible_victim",
        "rey": "possible_controller",
    }
    assert {a.alarm for a in page.alarms} == {"a-boss", "a-aya"}


@pytest.mark.parametrize(("who", "found"), [("aya", 1), ("rey", 1), ("nobody", 0)])
def test_cases_are_found_by_whom_they_name(desk: CaseDesk, who: str, found: int) -> None:
    assert len(desk.queue(ANA, QueueFilter(subject=who))) == found


LOOKS: dict[str, Any] = {
    "queue": lambda d, c: d.queue(ANA),
    "case": lambda d, c: d.case(c, ANA),
    "evidence": lambda d, c: d.evidence(c, ANA),
    "context": lambda d, c: d.context(c, "m-7", ANA),
    "mentions": lambda d, c: d.mentions(ANA),
    "quality": lambda d, c: d.quality(LEAD),
    "bundle": lambda d, c: d.bundle(c, ANA),
}
CHANGES: dict[str, Any] = {
    "lease": lambda d, c: d.lease(c, ANA),
    "note": lambda d, c: d.note(c, ANA, "look"),
    "sealed": lambda d, c: d.sealed_note(c, ANA, "drafted"),
    "draft": lambda d, c: d.draft(c, ANA, "half"),
    "mark": lambda d, c: d.mark(c, ANA, "ilo", "isolation", True, note="says so"),
    "role": lambda d, c: d.role(c, ANA, Subject("account", "rey"), "broker", "fees"),
    "decide": lambda d, c: d.decide(c, ANA, said()),
    "hold": lambda d, c: d.hold(c, LEAD, "an order"),
    "split": lambda d, c: d.split(c, ANA, ["a-aya"], "another matter"),
}
AFTERWARDS: dict[str, Any] = {
    "release": (lambda d, c: d.lease(c, ANA), lambda d, c: d.release(c, ANA)),
    "handover": (lambda d, c: d.lease(c, ANA), lambda d, c: d.handover(c, ANA, "go on", "jun")),
    "undo": (lambda d, c: d.decide(c, ANA, said()), lambda d, c: d.undo(c, ANA)),
    "reverse": (lambda d, c: d.decide(c, ANA, said()), lambda d, c: d.reverse(c, JUN, "wrong")),
    "second": (
        lambda d, c: d.decide(c, ANA, said("refer")),
        lambda d, c: d.second_look(c, JUN, said("refer")),
    ),
    "lift": (lambda d, c: d.hold(c, LEAD, "an order"), lambda d, c: d.lift(c, LEAD, "over")),
}
EVERY = LOOKS | CHANGES | {name: then for name, (_, then) in AFTERWARDS.items()}


@pytest.mark.parametrize("deed", sorted(EVERY))
def test_every_look_and_every_change_is_in_the_audit(
    deed: str,
    desk: CaseDesk,
    store: EmbeddedStore,
) -> None:
    case = only(desk)
    if deed in AFTERWARDS:
        AFTERWARDS[deed][0](desk, case)
    before = len(store.audit())
    EVERY[deed](desk, case)
    new = [entry for entry in audited(store)[before:] if entry[0] != "bantay"]
    assert new, "nothing was logged"
    for who, _, what in new:
        assert who in ("ana", "jun", "lea")
        assert "a test" in what["purpose"]
    role = {"ana": "analyst", "jun": "analyst", "lea": "lead"}
    assert any(what.get("role") == role[who] for who, _, what in new)
    if deed not in ("queue", "mentions", "quality"):
        assert any(what.get("case") == case for _, _, what in new)
    assert store.verify_audit() is None


def test_every_call_of_the_desk_was_tried() -> None:
    from bantay.ports.cases import CasesDesk

    calls = {name for name in vars(CasesDesk) if not name.startswith("_")}
    tried = {*LOOKS, *CHANGES, *AFTERWARDS} - {"sealed", "second"} | {"sealed_note", "second_look"}
    assert calls - tried == {"take_up"}  # by the engine; its own entries are looked at below


def test_what_a_refused_call_would_have_done_is_not_there(
    desk: CaseDesk,
    store: EmbeddedStore,
) -> None:
    case = only(desk)
    before = store.case_records(case), store.audit()
    for refused in (
        lambda: desk.hold(case, ANA, "an order"),
        lambda: desk.decide(case, AUDITOR, said()),
        lambda: desk.sealed_note(case, MODERATOR, "x"),
        lambda: desk.case(case, viewer("root", "admin")),
        lambda: desk.case(case, viewer(cases=frozenset({"c-other"}))),
        lambda: desk.queue(viewer(" ")),
    ):
        with pytest.raises(NotPermitted):
            refused()
    assert (store.case_records(case), store.audit()) == before


def test_a_case_is_a_replay_of_its_log(desk: CaseDesk, store: EmbeddedStore) -> None:
    case = only(desk)
    for deed in ("note", "mark", "role", "lease", "decide"):
        CHANGES[deed](desk, case)
    desk.undo(case, ANA)
    CHANGES["hold"](desk, case)
    loaded = load(store, case)
    assert replay(case, [r for _, r in store.case_records(case)]) == loaded.state
    from bantay.cases.brief import brief_of

    [kept] = store.briefs([case])
    assert brief(kept) == brief_of(loaded.state)  # the queue's copy is what the log says


def test_a_lease_keeps_others_out_until_it_ends(desk: CaseDesk, clock: Clock) -> None:
    case = only(desk)
    lease = desk.lease(case, ANA, 30)
    assert lease.until == NOON + timedelta(minutes=30)
    for refused in (lambda: desk.lease(case, JUN), lambda: desk.decide(case, JUN, said())):
        with pytest.raises(Conflict, match=r"ana has case .* in hand until 12:30"):
            refused()
    desk.note(case, JUN, "a note needs no lease")
    assert [row.lease for row in desk.queue(JUN)] == [lease]
    assert desk.queue(JUN, QueueFilter(free=True)) == []
    clock.later(minutes=30)
    assert desk.lease(case, JUN).by == "jun"


def test_a_handover_is_found_by_whom_it_is_for(desk: CaseDesk) -> None:
    case = only(desk)
    with pytest.raises(Conflict, match="do not have"):
        desk.handover(case, ANA, "x")
    desk.lease(case, ANA)
    desk.handover(case, ANA, "the card's owner is open", "jun")
    assert [row.case for row in desk.queue(JUN, QueueFilter(mine=True))] == [case]
    assert desk.queue(KIM, QueueFilter(mine=True)) == []
    assert [one.note for one in desk.case(case, JUN).handovers] == ["the card's owner is open"]


def test_mentions_by_name_and_by_role(desk: CaseDesk) -> None:
    case = only(desk)
    desk.note(case, ANA, "@Jun and @lead: see mail@example.com", about="m-7")
    assert [one.note.about for one in desk.mentions(JUN)] == ["m-7"]
    assert len(desk.mentions(LEAD)) == 1 and desk.mentions(KIM) == []
    assert desk.mentions(viewer("example.com")) == []


def test_sealed_notes_are_apart_and_unknown_to_moderators(
    desk: CaseDesk,
    store: EmbeddedStore,
    tmp_path: Path,
) -> None:
    case = only(desk)
    desk.sealed_note(case, ANA, "Quillfeather report drafted")
    assert [n.text for n in desk.case(case, LEAD).sealed] == ["Quillfeather report drafted"]
    seen = desk.case(case, MODERATOR)
    assert seen.sealed == () and "sealed" not in str(seen.history)
    assert "report drafted" not in repr(seen)
    assert not [r for _, r in store.case_records(case) if "Quillfeather" in repr(r)]
    raw = b"".join(p.read_bytes() for p in (tmp_path / "store").glob("bantay.db*"))
    assert b"Quillfeather" not in raw
    [(n, body)] = _sealed_rows(store)
    from cryptography.exceptions import InvalidTag

    from bantay.adapters.store.case_rows import about_sealed

    with pytest.raises(InvalidTag):  # the key of ordinary notes does not open it
        store._site.keys.rest.open(body, about_sealed(n))


def _sealed_rows(store: EmbeddedStore) -> list[tuple[int, bytes]]:
    from sqlalchemy import select

    from bantay.adapters.store.schema import CASE_SEALED

    with store._site.db.read() as con:
        return [(n, b) for n, b in con.execute(select(CASE_SEALED.c.n, CASE_SEALED.c.body))]


def test_an_answer_on_what_has_changed_is_refused(desk: CaseDesk) -> None:
    case = only(desk)
    seen = desk.case(case, ANA).shown
    desk.note(case, JUN, "something new")
    with pytest.raises(Conflict, match="changed since you opened it"):
        desk.decide(case, ANA, said(shown=seen))
    desk.decide(case, ANA, said(shown=desk.case(case, ANA).shown))
    [ruling] = desk.case(case, JUN).rulings
    assert ruling.answer.shown is not None and len(ruling.answer.shown) == 64


def test_two_at_once_do_not_both_land(desk: CaseDesk, store: EmbeddedStore) -> None:
    """Both read the case before either wrote: the second is told."""
    case = only(desk)
    stale = load(store, case)
    desk.note(case, ANA, "first")
    from bantay.model.casework import NoteAdded
    from bantay.runtime.case_saving import follow

    record = NoteAdded(time=NOON, case=case, by="jun", role="analyst", note="n", text="second")
    with pytest.raises(Conflict, match="just now"):
        store.commit_cases(follow({case: stale}, [record], []))


def test_refer_goes_through_two_and_a_third_when_they_differ(desk: CaseDesk) -> None:
    case = only(desk)
    desk.decide(case, ANA, said("refer"))
    blind = desk.case(case, JUN)
    assert blind.blind and blind.rulings == () and blind.asked.look == "second"
    assert [row.case for row in desk.queue(JUN, QueueFilter(waits="second"))] == [case]
    with pytest.raises(Conflict, match="waits for a second look"):
        desk.decide(case, JUN, said("refer"))
    with pytest.raises(Conflict, match="another person"):
        desk.second_look(case, ANA, said("refer"))
    desk.second_look(case, JUN, said("hold"))
    assert desk.case(case, KIM).asked.look == "third"
    desk.second_look(case, KIM, said("hold"))
    page = desk.case(case, ANA)
    assert page.status == "decided" and page.step == "hold" and len(page.rulings) == 3
    figures = desk.quality(LEAD)
    assert (figures.overturned.hits, figures.overturned.of) == (1, 3)
    assert figures.agreement.cases == 1


def test_second_looks_are_drawn_by_the_store_s_key(store: EmbeddedStore) -> None:
    desk = CaseDesk(store, indicators=INDICATORS)
    drawn = [desk._chance(f"c-{n}", 0) < 0.1 for n in range(2000)]
    assert 140 < sum(drawn) < 260  # a tenth, and not foreseeable without the key
    assert drawn == [desk._chance(f"c-{n}", 0) < 0.1 for n in range(2000)]


def test_context_is_five_before_and_five_after(desk: CaseDesk, store: EmbeddedStore) -> None:
    case = only(desk)
    for sealed in (False, True):
        if sealed:
            store.seal(store.wall(), everything=True)
        lines = desk.context(case, "m-7", ANA)
        assert [line.event.id for line in lines] == [f"m-{n}" for n in range(2, 13)]
        assert [line.event.id for line in lines if line.quoted] == ["m-6", "m-7"]
        texts = [line.event.text for line in lines if hasattr(line.event, "text")]
        assert texts[5] == "my number is 07700 900143"
    with pytest.raises(InputError, match="no evidence"):
        desk.context(case, "m-19", ANA)
    look = next(what for _, act, what in audited(store) if act == "looked at a conversation")
    assert look["purpose"] == f"case {case}, as analyst: a test"


def test_a_victim_s_shield_is_no_one_person_s_to_lift(desk: CaseDesk) -> None:
    case = only(desk)
    with pytest.raises(Conflict, match="may be a victim"):
        desk.role(case, LEAD, Subject("account", "aya"), "possible_controller", "x")
    with pytest.raises(InputError, match="names no account"):
        desk.role(case, LEAD, Subject("account", "zoe"), "payer", "x")


def test_cases_merge_when_evidence_joins_them(
    desk: CaseDesk, store: EmbeddedStore, clock: Clock
) -> None:
    ring_case = only(desk)
    clock.later(minutes=1)
    put(store, alarms=[alarm("a-cyd", "cyd", "controlled_performer")])
    other = next(row.case for row in desk.queue(ANA) if row.case != ring_case)
    desk.note(other, ANA, "seen alone")
    desk.hold(other, LEAD, "an order")
    tied = {"revision": 2, "roles": {"beneficiary": ("rey",)}}
    put(store, alarms=[alarm("a-cyd", "cyd", "controlled_performer", **tied)])
    [row] = desk.queue(ANA)
    page = desk.case(row.case, ANA)
    assert row.alarms == 3 and page.was == (other,) and row.case == ring_case
    assert [note.text for note in page.notes] == ["seen alone"] and page.on_hold
    assert desk.case(other, ANA).merged_into == ring_case
    with pytest.raises(Conflict, match="goes on in"):
        desk.note(other, ANA, "too late")
    assert ("bantay", "cases merged", {"case": other, "into": ring_case}) in audited(store)


def test_a_split_lasts(desk: CaseDesk, store: EmbeddedStore) -> None:
    case = only(desk)
    with pytest.raises(InputError, match="nothing would be left"):
        desk.split(case, ANA, ["a-aya", "a-boss"], "x")
    new = desk.split(case, ANA, ["a-aya"], "an agency with a contract")
    revised = alarm(
        "a-aya", "aya", "controlled_performer", roles={"beneficiary": ("rey",)}, revision=2
    )
    put(store, alarms=[revised, alarm("a-young", "aya", "minor_at_risk")])
    rows = {row.case: row.alarms for row in desk.queue(ANA)}
    assert rows == {case: 1, new: 2}
    assert desk.case(case, ANA).linked[0].case == new
    assert desk.case(new, ANA).clocks[0].since == NOON


def test_who_decided_on_the_same_people_is_named_without_the_answer(
    desk: CaseDesk,
    store: EmbeddedStore,
) -> None:
    case = only(desk)
    put(
        store,
        alarms=[
            alarm("a-x", "rey", "scam", roles={}),
            alarm("a-y", "yan", "scam", roles={"receiver": ("aya",)}),
        ],
    )
    other = next(row.case for row in desk.queue(ANA) if row.case != case)
    desk.decide(other, JUN, Answer(outcome="other", step="watch", reason="a game"))
    [elsewhere] = desk.case(case, ANA).elsewhere
    assert (elsewhere.case, elsewhere.by) == (other, "jun")
    assert "game" not in repr(elsewhere)


def test_drafts_are_for_their_writer_and_go_with_the_answer(desk: CaseDesk) -> None:
    case = only(desk)
    desk.draft(case, ANA, "half an answer")
    assert desk.case(case, ANA).draft == "half an answer" and desk.case(case, JUN).draft is None
    desk.decide(case, ANA, said())
    assert desk.case(case, ANA).draft is None


def test_labels_are_told_once_nothing_can_be_undone(
    store: EmbeddedStore,
    clock: Clock,
) -> None:
    told: list[Any] = []
    desk = CaseDesk(
        store,
        CaseSettings(second_look_share=0),
        INDICATORS,
        tell=lambda labels, _: told.extend(labels),
    )
    case = only(desk)
    desk.decide(case, ANA, said())
    desk.take_up()
    assert told == []
    clock.later(minutes=11)
    desk.take_up()
    desk.take_up()
    assert {(one.subject, one.verdict) for one in told} == {("rey", "true"), ("aya", "true")}
    assert len(told) == 2


def test_a_reversal_takes_labels_back(store: EmbeddedStore, clock: Clock) -> None:
    told: list[Any] = []
    desk = CaseDesk(
        store,
        CaseSettings(second_look_share=0),
        INDICATORS,
        tell=lambda labels, _: told.extend(labels),
    )
    case = only(desk)
    desk.decide(case, ANA, answer("other", "watch", quotes=()))
    clock.later(minutes=11)
    desk.take_up()
    assert {one.verdict for one in told} == {"false"}
    closed = [
        msgspec.structs.replace(one, status="closed", closed_by="label", revision=2)
        for one in ring()
    ]
    put(store, alarms=closed)
    assert desk.case(case, ANA).status == "decided"
    desk.reverse(case, JUN, "the agency had no contract")
    told.clear()
    assert [row.status for row in desk.queue(KIM)] == ["open"]  # not lost among the quiet ones
    assert {(one.verdict, one.by) for one in told} == {("unsure", "jun")}
    told.clear()
    desk.take_up()
    assert told == []


def test_a_blind_reader_is_not_told_by_mentions(desk: CaseDesk) -> None:
    case = only(desk)
    desk.note(case, ANA, "@jun clearly a ring")
    desk.decide(case, ANA, said("refer"))
    assert desk.mentions(JUN) == []
    desk.second_look(case, JUN, said("refer"))
    assert len(desk.mentions(JUN)) == 1


def test_the_engine_hears_what_was_decided(store: EmbeddedStore, clock: Clock) -> None:
    """Through a driver: labels are events of the log, at the log's own time."""
    desk = CaseDesk(store, CaseSettings(second_look_share=0), INDICATORS)
    case = only(desk)
    desk.decide(case, ANA, answer("other", "watch", quotes=()))
    clock.later(days=200)
    before = store.head()
    assert taken_up(store, chosen()) == 0
    given = [r for _, r in store.log(before.next_seq - 1) if isinstance(r, LabelGiven)]
    assert {(one.subject, one.verdict, one.klass) for one in given} == {
        ("rey", "false", "other"),
        ("aya", "false", "other"),
    }
    assert store.head().now == before.now  # judged late, not aged


def test_an_id_may_be_shortened_and_a_wrong_one_is_helped(desk: CaseDesk) -> None:
    case = only(desk)
    assert desk.case(case[:4], ANA).case == case
    with pytest.raises(InputError, match="there is no case") as caught:
        desk.case(case[:-1] + "!", ANA)
    assert caught.value.nearest == case


def test_settings_lie_beside_the_store(store: EmbeddedStore, tmp_path: Path) -> None:
    (store.directory / "cases.toml").write_text("lease_minutes = 45\n")
    desk = desk_of(store)
    [row] = desk.queue(ANA)
    assert desk.lease(row.case, ANA).until == NOON + timedelta(minutes=45)


def test_ring_is_what_it_says() -> None:
    assert [one.subject.id for one in ring()] == ["rey", "aya"]

"""The case log in the store: append-only, and nothing of it in the clear."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from bantay.adapters.store import EmbeddedStore
from bantay.errors import Conflict
from bantay.model.casework import NoteAdded
from bantay.ports.casestore import BriefRow, CaseCommit, Noted

from .toys import SECRET, START, alarm, opened, put


def note(text: str) -> NoteAdded:
    return NoteAdded(time=START, case="c-1", by="ana", role="analyst", note="n-1", text=text)


def commit(text: str, known: int = 0) -> CaseCommit:
    row = BriefRow(case="c-1", status="open", merged_into=None, body=text.encode())
    return CaseCommit(
        records=[note(text)],
        expected={"c-1": known},
        briefs=[row],
        audit=[Noted("ana", "noted", {"case": "c-1", "purpose": "a test", "role": "analyst"})],
    )


@pytest.mark.parametrize(
    "change",
    [
        "update case_record set kind = 'x'",
        "delete from case_record",
        "delete from case_record where n = 1",
    ],
)
def test_the_case_log_refuses_changes(store: EmbeddedStore, change: str) -> None:
    store.commit_cases(commit("one"))
    with pytest.raises(DBAPIError, match="append-only"), store._site.db.write() as con:
        con.exec_driver_sql(change)


def test_what_people_wrote_rests_encrypted(store: EmbeddedStore, home: Path) -> None:
    store.commit_cases(commit(SECRET))
    draft = CaseCommit(drafts=[("c-1", "ana", SECRET)])
    store.commit_cases(draft)
    assert store.draft("c-1", "ana") == SECRET and store.draft("c-1", "jun") is None
    [(_, record)] = store.case_records("c-1")
    assert record == note(SECRET)
    store.close()
    assert SECRET.encode() not in b"".join(p.read_bytes() for p in home.glob("bantay.db*"))


def test_a_stale_change_leaves_nothing_behind(store: EmbeddedStore) -> None:
    store.commit_cases(commit("one"))
    before = store.case_records("c-1"), store.audit(), store.briefs()
    with pytest.raises(Conflict):
        store.commit_cases(commit("two"))
    assert (store.case_records("c-1"), store.audit(), store.briefs()) == before
    store.commit_cases(commit("two", known=1))
    assert len(store.case_records("c-1")) == 2


def test_only_what_changed_is_fresh(store: EmbeddedStore) -> None:
    put(store, alarms=[alarm("a1"), alarm("a2")])
    store.commit_cases(CaseCommit(alarms={"a1": ("c-1", 1)}))
    assert [one.alarm for one in store.fresh_alarms(9)] == ["a2"]
    put(store, alarms=[alarm("a1", revision=2)])
    assert [one.alarm for one in store.fresh_alarms(9)] == ["a1", "a2"]
    assert store.cases_of(["a1", "a2"]) == {"a1": "c-1"}


def test_another_process_reads_what_was_written(store: EmbeddedStore, home: Path) -> None:
    store.commit_cases(commit("one"))
    store.close()
    again = opened(home)
    try:
        assert again.find_case("c-") == ["c-1"] and again.briefs()[0].body == b"one"
        assert [row.act for row in again.audit_about("c-1")] == ["noted"]
        assert again.audit_about("c") == []
    finally:
        again.close()

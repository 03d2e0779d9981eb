"""A round reads the cases that changed, however many there are."""

from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bantay.adapters.store import open_store
from bantay.cases.brief import Brief
from bantay.errors import BantayError
from bantay.model.casework import CasesMerged
from bantay.ports.casestore import BriefRow, CaseCommit
from bantay.runtime.case_untold import Untold

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MANY = 20_000


def row(case: str, untold: datetime | None = None, into: str | None = None) -> BriefRow:
    made = Brief(
        case=case, status="open", title="t", why="w", opened=NOON, detected=NOON,
        first_event_time=NOON, hypotheses=(), running={}, planes=(), alarms=1, people=1,
        over_db=1.0, untold=untold, merged_into=into,
    )  # fmt: skip
    return BriefRow(case=case, status="open", merged_into=into, body=msgspec.msgpack.encode(made))


class Large:
    """A store with many cases, which counts how many of them are read."""

    def __init__(self) -> None:
        self.rows = {f"c-{n}": row(f"c-{n}") for n in range(MANY)}
        self.log = list(self.rows)
        self.read = 0

    def change(self, *rows: BriefRow) -> None:
        for one in rows:
            self.rows[one.case] = one
            self.log.append(one.case)

    def changed_cases(self, since: int) -> tuple[int, set[str]]:
        return len(self.log), set(self.log[since:])

    def briefs(self, cases: Collection[str] | None = None) -> list[BriefRow]:
        found = [self.rows[one] for one in (self.rows if cases is None else cases)]
        self.read += len(found)
        return found


def test_a_round_over_twenty_thousand_cases_reads_those_that_changed() -> None:
    store, untold = Large(), Untold()
    here: Any = store

    def waits() -> tuple[str, ...]:
        with untold.waiting(here) as cases:
            return cases

    assert waits() == () and store.read == MANY, "the first look of a process reads all"
    for _ in range(60):
        assert waits() == ()
    assert store.read == MANY, "an hour in which nothing happens reads nothing"
    store.change(row("c-7", NOON), row("c-9"), row("c-11", NOON))
    assert waits() == ("c-11", "c-7") and store.read == MANY + 3
    assert waits() == ("c-11", "c-7") and store.read == MANY + 3, "they wait, and are not read"
    store.change(row("c-7"))
    assert waits() == ("c-11",) and store.read == MANY + 4


def test_a_look_that_fails_forgets_nothing() -> None:
    store, untold = Large(), Untold()
    here: Any = store
    store.change(row("c-3", NOON))
    with pytest.raises(BantayError), untold.waiting(here):
        raise BantayError("the engine stands")
    with untold.waiting(here) as cases:
        assert cases == ("c-3",)


def test_a_store_names_what_changed_and_where_it_went_on(tmp_path: Path) -> None:
    store = open_store(tmp_path / "store", create=True)
    merged = CasesMerged(time=NOON, case="c-b", into="c-a")
    store.commit_cases(CaseCommit(briefs=[row("c-a"), row("c-z")]))
    assert store.changed_cases(0) == (0, set())
    store.commit_cases(CaseCommit(records=[merged], briefs=[row("c-b", into="c-a")]))
    assert store.changed_cases(0) == (1, {"c-a", "c-b"})
    assert store.changed_cases(1) == (1, set())
    many = [f"c-{n}" for n in range(2_000)]
    assert [one.case for one in store.briefs([*many, "c-z", "c-a"])] == ["c-a", "c-z"]
    store.close()

"""Desks in memory: what is due comes up, what was saved comes back."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bantay.model.evidence import Subject
from bantay.runtime.desks import DUE, LEDGER, DeskMemory, load_due

WHO = [Subject("account", name) for name in "abc"]


def saved(desks: DeskMemory, rows: dict[Any, bytes]) -> DeskMemory:
    """Through the bytes and back."""
    for row in desks.rows():
        if row.body is None:
            rows.pop((row.domain, row.key), None)
        else:
            rows[row.domain, row.key] = row.body

    def load(keys: Any) -> dict[Any, bytes]:
        return {key: rows[key] for key in keys if key in rows}

    return DeskMemory(load, load_due(load, [key for domain, key in rows if domain == DUE]))


steps = st.tuples(st.sampled_from(WHO), st.none() | st.integers(0, 9), st.booleans())


@settings(max_examples=80, deadline=None)
@given(st.lists(steps, max_size=20))
def test_due_is_what_was_said_last(taken: list[tuple[Subject, int | None, bool]]) -> None:
    rows: dict[Any, bytes] = {}
    desks, due = DeskMemory(lambda keys: {}, {}), dict[Subject, int]()
    for who, at, through in taken:
        desks.desk(who).taken += 1
        desks.touch_desk(who, at)
        due.pop(who, None)
        if at is not None:
            due[who] = at
        if through:
            desks = saved(desks, rows)
        for now in (0, 4, 9):
            assert desks.due_desks(now) == sorted(w for w, when in due.items() if when <= now)


def test_owners_and_the_ledger_come_back() -> None:
    rows: dict[Any, bytes] = {}
    desks = DeskMemory(lambda keys: {}, {})
    desks.own("d-1", WHO[0])
    desks.ledger().stopped = True
    desks.touch_ledger()
    again = saved(desks, rows)
    assert again.whose("d-1") == WHO[0] and again.whose("d-2") is None
    assert again.ledger().stopped and (LEDGER, "one") in rows
    assert list(again.rows()) == []


def test_what_is_out_of_memory_is_loaded_again() -> None:
    rows: dict[Any, bytes] = {}
    desks = DeskMemory(lambda keys: {}, {})
    desks.desk(WHO[0]).taken = 7
    desks.touch_desk(WHO[0], None)
    again = saved(desks, rows)
    assert again.desk(WHO[0]).taken == 7
    again.shrink(0)
    assert again.desk(WHO[0]).taken == 7

"""The order by writing: off by default, logged when on, and never about who may be a victim."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from bantay.adapters.store import EmbeddedStore, open_store
from bantay.cases.settings import CaseSettings
from bantay.model.evidence import Quote
from bantay.runtime.cases_desk import CaseDesk

from ..cases.toys import INDICATORS, NOON, alarm, finding, viewer
from ..kit.test_style import texts_by
from .toys import Clock, message, put

ANA = viewer("ana")
LOOK = "order of the queue by writing"


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> EmbeddedStore:
    """Ten accounts of nine hands: p-9 writes as p-0 does."""
    made = open_store(tmp_path / "store", create=True, clock=clock, leap=None)
    for n in range(10):
        lines = texts_by(n % 9, n // 9)
        said = [
            structs.replace(message(at, line, f"t-{n}"), id=f"m-{n}-{at}", account=f"p-{n}")
            for at, line in enumerate(lines)
        ]
        quotes = tuple(Quote(one.id, "text", 0, 4) for one in said)
        found = finding(f"f-{n}", "profiles.templated_text", quotes=quotes)
        opened = NOON - timedelta(hours=20 - n)
        about = alarm(f"a-{n}", f"p-{n}", "fabricated_identity", findings=(found,), opened=opened)
        put(made, *said, alarms=[structs.replace(about, time=opened)])
    return made


def order(store: EmbeddedStore, **settings: bool) -> tuple[list[str], list[str]]:
    """Accounts in the queue's order, and the reasons that name a neighbour."""
    rows = CaseDesk(store, CaseSettings(**settings), INDICATORS).queue(ANA)  # type: ignore[arg-type]
    names = [row.title.rsplit(" ", 1)[1] for row in rows]
    return names, [r.priority.because for r in rows if "stands beside" in r.priority.because]


def looks(store: EmbeddedStore) -> int:
    return sum(LOOK in json.dumps(json.loads(row.what)) for row in store.audit())


def test_off_by_default_then_on_and_never_for_who_may_be_protected(store: EmbeddedStore) -> None:
    plain, said = order(store)
    assert not said and looks(store) == 0, "nothing is read unless it is turned on"
    styled, said = order(store, style_order=True)
    assert len(said) == 1 and looks(store) == 1
    assert abs(styled.index("p-0") - styled.index("p-9")) == 1
    assert [n for n in styled if n not in ("p-0", "p-9")] == [
        n for n in plain if n not in ("p-0", "p-9")
    ]
    held = {row.alarm: row.score_db for row in (store.alarm(f"a-{n}") for n in range(10)) if row}
    put(store, alarms=[alarm("a-v", "p-9", "controlled_performer")])
    _, said = order(store, style_order=True)
    assert not said, "p-9 may be a victim now: its writing is not compared"
    assert {id: row.score_db for id in held if (row := store.alarm(id))} == held
    store.close()

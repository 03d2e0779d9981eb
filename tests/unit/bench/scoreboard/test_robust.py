"""Robustness on a few messages: what is counted, and what the bar says."""

import pytest
from msgspec.structs import replace

from bantay.bench.found import engine
from bantay.bench.quality.rates import Rate
from bantay.bench.scoreboard import robust
from bantay.bench.scoreboard.mutate import MUTATORS
from bantay.bench.scoreboard.robust import Cell, carriers, found, met, together
from bantay.bench.worlds import load_world
from bantay.errors import InputError

STRENGTHS = (0.5, 1.0)


def test_contacts_are_seen_by_who_can_see_them() -> None:
    assert found([["ring me on 0905 123 3175"], ["see you at nine"]], engine()) == [True, False]


def test_carriers_are_messages_of_the_world_with_their_contact_marked() -> None:
    many = carriers(load_world("train"), 12, 3)
    assert len(many) == 12 and len({one.text for one in many}) == 12
    for one in many:
        assert one.kind in ("mail", "site", "phone", "handle")
        assert one.contact == one.text[one.start : one.end] and any(map(str.isdigit, one.contact))
        assert not any(map(robust._contact_in, one.chatter))
        assert one.app is None or one.kind == "handle"
    assert many == carriers(load_world("train"), 12, 3)


@pytest.mark.parametrize(
    "text", ["0905 123 3175 or 12 34 5", "me@example.com, or @ example.org", "a.b7 @ example.com"]
)
def test_a_contact_of_which_a_part_is_left_out_is_not_used(text: str) -> None:
    assert robust._carrier(text, "en", {}) is None


def test_every_way_is_measured_at_every_strength(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robust, "STRENGTHS", STRENGTHS)
    told: list[str] = []
    cells = robust.measured("train", 10, 2, told.append)
    assert {(c.way, c.strength) for c in cells} == {(w, s) for w in MUTATORS for s in STRENGTHS}
    assert set(told) >= set(MUTATORS)
    shown = robust.table(cells)
    assert len(shown.rows) == len(MUTATORS) * len(STRENGTHS)
    assert all(len(row) == len(shown.columns) for row in shown.rows + robust.kinds(cells).rows)
    assert robust.figures(cells)["messages"] <= 10


def cell(way: str, hits: int, strength: float = 1.0, kind: str = "phone") -> Cell:
    return Cell(way, strength, kind, Rate(hits, 20), Rate(10, 20))


def test_the_bar_is_a_share_of_what_was_found_unhidden() -> None:
    cells = [cell("a", 8), cell("b", 7), cell("b", 0, 0.5)]
    assert met(cells) == {
        "all ways together: 80% of unhidden recall kept in full": False,
        "a: 80% kept in full": True,
        "b: 80% kept in full": False,
    }
    assert met([replace(one, found=Rate(9, 20)) for one in cells[:2]]) == {
        "all ways together: 80% of unhidden recall kept in full": True,
        "a: 80% kept in full": True,
        "b: 80% kept in full": True,
    }


def test_kinds_of_contacts_are_poured_together() -> None:
    [one] = together([cell("a", 8), cell("a", 3, kind="mail")])
    assert (one.found, one.plain, one.kind) == (Rate(11, 40), Rate(20, 40), "all")
    nothing = Cell("a", 1.0, "site", Rate(0, 5), Rate(0, 5))
    assert nothing.kept == 0.0


def test_a_world_in_which_nobody_shows_a_contact_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(robust, "carriers", lambda *_: [])
    with pytest.raises(InputError, match="no message of the world train carries a contact"):
        robust.measured("train")

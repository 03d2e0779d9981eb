"""Cases that may be written by one hand: an order of reading among their own places, no more."""

from typing import Any

import pytest
from msgspec import structs

from bantay.cases.alike import beside, movable
from bantay.cases.brief import brief_of
from bantay.cases.queue import row
from bantay.cases.settings import CaseSettings
from bantay.kit.style import Style
from bantay.model.case import QueueRow

from ..kit.test_style import style
from .toys import NOON, alarm, case_of


@pytest.fixture(scope="module")
def styles() -> dict[str, Style]:
    """Cases c-0 to c-8 are by nine hands, c-9 is by the hand of c-0."""
    return {f"c-{n}": style(n % 9, n // 9) for n in range(10)}


def case(id: str, hypothesis: Any = "fabricated_identity") -> QueueRow:
    made = row(brief_of(case_of(alarm(f"a-{id}", id, hypothesis))), NOON, CaseSettings())
    return structs.replace(made, case=id)


def test_the_second_of_a_hand_stands_right_after_the_first_and_says_why(
    styles: dict[str, Style],
) -> None:
    rows = [case(f"c-{n}") for n in range(10)]
    found = beside(rows, styles)
    assert [one.case for one in found][:3] == ["c-0", "c-9", "c-1"]
    because = found[1].priority.because
    assert "stands beside c-0" in because and "no evidence" in because
    assert found[1].priority.score == rows[9].priority.score
    assert [one for one in found if one.case != "c-9"] == rows[:9]


def test_nobody_elses_case_moves(styles: dict[str, Style]) -> None:
    victim, scam = case("v", "minor_at_risk"), case("s", "scam")
    rows = [case("c-0"), victim, case("c-1"), scam, *(case(f"c-{n}") for n in range(2, 10))]
    found = beside(rows, {**styles, "v": styles["c-0"], "s": styles["c-0"]})
    assert found.index(victim) == 1 and found.index(scam) == 3
    assert [one.case for one in found if movable(one)][:2] == ["c-0", "c-9"]
    assert sorted(one.case for one in found) == sorted(one.case for one in rows)


def test_few_styles_or_none_leave_the_order(styles: dict[str, Style]) -> None:
    rows = [case(f"c-{n}") for n in range(10)]
    assert beside(rows, {}) == rows
    assert beside(rows, {"c-0": styles["c-0"], "c-9": styles["c-9"]}) == rows
    assert not movable(case("x", "controlled_performer"))

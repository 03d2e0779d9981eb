"""Every detector that adds up money, against the oracle: any payments, any order of arrival."""

from datetime import timedelta
from importlib import import_module
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bantay.engine.once import findings_of
from bantay.model.events import PaymentMade
from bantay.runtime.cases import BEGIN
from tests.unit.planes.money.oracle import RULES, Row, Rule, expected, stands

LATENESS = 600  # seconds
AMOUNTS = ("50", "50.00", "50", "50.00", "25.00", "25.01", "100.00", "0.10", "200.00", "200.01")
HOURS, DAYS = (120, 3_600, 30_000), (3_600, 86_400, 5 * 86_400)


class Shape(NamedTuple):
    """What is paid by whom, mostly so that a detector has something to find."""

    kinds: tuple[str, ...]
    frm: str
    to: str
    pace: tuple[int, ...]
    via: tuple[str | None, ...] = ("card",)
    inst: tuple[str | None, ...] = ("i1", "i1", "i1", "i2", "i3", None)
    amounts: tuple[str, ...] = AMOUNTS


SHAPES = {
    "payout_hub": Shape(("payout",), "-", "abcd", DAYS),
    "earnings_stripped": Shape(("payout", "transfer"), "aaaab", "bbbbc", HOURS),
    "small_fan_in": Shape(("transfer", "deposit"), "bcdefg", "aaaaab", DAYS),
    "fan_out_to_strangers": Shape(("transfer",), "aaaaab", "bcdefg", DAYS),
    "sextortion_burst": Shape(("transfer", "gift"), "aaaab", "cccccd", HOURS),
    "third_party_deposits": Shape(("deposit",), "bcde", "aaaab", DAYS),
    "prepaid_rotation": Shape(
        ("top_up", "gift"),
        "a",
        "b",
        DAYS,
        ("prepaid", "prepaid", "card"),
        ("i1", "i2", "i3", "i4", None),
    ),
    "equal_gift": Shape(
        ("top_up", "gift"),
        "a",
        "bbbbbc",
        (240,),
        ("prepaid", "prepaid", "prepaid", "gift_card", "card"),
        amounts=("50",) * 6 + ("50.00", "25.01"),
    ),
}


@st.composite
def payments(draw: Any, shape: Shape) -> list[Row]:
    """Some payments, with the events that correct and supersede them."""
    rows: list[Row] = []
    pace, clock = draw(st.sampled_from(shape.pace)), 0
    for n in range(draw(st.integers(5, 14))):
        clock += draw(st.integers(0, pace))
        fixed = _fixed(draw, shape, n)
        amount, at = draw(st.sampled_from(shape.amounts)), clock
        for again in range(draw(st.sampled_from((1,) * 12 + (2, 3)))):
            status = draw(st.sampled_from((None, *("booked",) * 12, "pending", "reversed")))
            rows.append(Row(f"e{n}.{again}", at, amount=amount, status=status, **fixed))
            amount = draw(st.sampled_from(shape.amounts))
            at += draw(st.integers(0, pace))
    return rows


def _fixed(draw: Any, shape: Shape, n: int) -> dict[str, Any]:
    """What no later event of a payment changes."""
    kind = shape.kinds[n % len(shape.kinds)] if draw(st.integers(0, 9)) else shape.kinds[0]
    frm, to = draw(st.sampled_from(shape.frm)), draw(st.sampled_from(shape.to))
    if kind == "payout":
        frm, to = None, to if len(shape.kinds) == 1 else frm
    return {
        "payment": f"p{n}",
        "kind": kind,
        "currency": draw(st.sampled_from(("EUR",) * 12 + ("USD", "XTS"))),
        "frm": frm,
        "to": None if kind == "top_up" else to,
        "inst": draw(st.sampled_from(shape.inst)),
        "via": draw(st.sampled_from(shape.via)),
        "abroad": draw(st.sampled_from((True,) * 8 + (False,))),
    }


def event_of(row: Row) -> PaymentMade:
    payout = row.kind == "payout"
    return PaymentMade(
        id=row.id,
        time=BEGIN + timedelta(seconds=row.at),
        payment=row.payment,
        kind=row.kind,
        amount=row.amount,
        currency=row.currency,
        status=row.status,
        from_account=row.frm,
        to_account=row.to,
        to_instrument=row.inst if payout else None,
        from_instrument=None if payout else row.inst,
        from_kind=None if payout else row.via,
        from_country="GB" if row.abroad else None,
        to_country="PH" if row.abroad else None,
    )


def found(detector: Any, rows: list[Row]) -> frozenset[tuple[str, frozenset[str]]]:
    given = findings_of(detector, [event_of(row) for row in rows], lateness=LATENESS * 1_000_000)
    return frozenset(
        (g.subject.id, frozenset(quote.event for quote in g.finding.quotes)) for g in given
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.detector)
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_detector_finds_what_the_oracle_finds(rule: Rule, data: st.DataObject) -> None:
    detector = import_module(f"bantay.planes.money.{rule.detector}").DETECTOR
    rows = data.draw(payments(SHAPES[rule.detector]))
    late = data.draw(
        st.lists(st.integers(0, LATENESS - 60), min_size=len(rows), max_size=len(rows))
    )
    arrival = [row for _, row in sorted(zip(late, rows, strict=True), key=lambda x: x[0] + x[1].at)]
    assert found(detector, arrival) == expected(rule, rows)


def test_the_oracle_is_not_silent() -> None:
    """Every rule says something of a list made for it, or the comparison shows nothing."""
    base = Row("", 0, "", "transfer", "50.00", "EUR", "booked", "a", "b", None, None, True)
    lists = {
        "payout_hub": [("payout", None, w, "i1", None) for w in "abc"],
        "earnings_stripped": [("payout", None, "a", "i1", None), ("transfer", "a", "b", None, None)]
        * 2,
        "small_fan_in": [("transfer", w, "a", None, None) for w in "bcde"],
        "fan_out_to_strangers": [("transfer", "a", w, None, None) for w in "bcde"],
        "sextortion_burst": [("transfer", "a", "b", None, None)] * 3,
        "third_party_deposits": [("deposit", w, "a", None, None) for w in "bcd"],
        "prepaid_rotation": [("top_up", "a", None, f"i{n}", "prepaid") for n in range(4)],
        "equal_gift": [("top_up", "a", None, "i1", "prepaid"), ("gift", "a", "b", None, None)] * 3,
    }
    for rule in RULES:
        rows = [
            base._replace(
                id=f"e{n}", at=n * 60, payment=f"p{n}", kind=k, frm=f, to=t, inst=i, via=v
            )
            for n, (k, f, t, i, v) in enumerate(lists[rule.detector])
        ]
        detector = import_module(f"bantay.planes.money.{rule.detector}").DETECTOR
        assert expected(rule, rows) == found(detector, rows) != frozenset(), rule.detector


def test_a_payment_is_what_its_newest_event_says() -> None:
    base = Row("", 0, "p", "payout", "1", "EUR", None, None, "a", "i", None, True)
    booked, back = base._replace(id="e1"), base._replace(id="e2", at=5, status="reversed")
    again = base._replace(id="e3", at=9, status="booked", amount="2")
    assert stands([booked]) == [booked]
    assert stands([booked, back]) == []
    assert stands([booked, back, again]) == [again]

"""What a case page shows: sums that add up, words lit in place, pictures with their twins."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bantay.kit.draw.sankey import Flow
from bantay.model.events import MessageSent, PaymentMade
from bantay.model.evidence import Quote
from bantay.runtime.showing.pictures import lane_of, loops_of, money, places, timeline
from bantay.runtime.showing.quotes import AROUND, excerpt, quotes
from bantay.runtime.showing.why import why
from tests.unit.cli.toys import THE_ALARM

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_rows_of_a_sum_add_up_to_its_total() -> None:
    told = why(THE_ALARM)
    steps = [row for row in told.rows if row.look in ("bar", "up", "down")]
    [total] = [row for row in told.rows if row.look == "sum"]
    assert abs(sum(row.end - row.start for row in steps) - total.end) < 1e-9
    assert Decimal(told.over.replace("−", "-")) == Decimal(
        str(round(THE_ALARM.score_db - THE_ALARM.threshold_db, 1))
    )
    assert told.title.startswith("possible ")
    assert {row.finding for row in steps} >= {f.finding for f in THE_ALARM.findings if f.counted}


def test_light_stands_on_the_quoted_characters() -> None:
    text = "call me 薇 ❤ 信 tonight"
    start = text.index("薇")
    shown = excerpt(text, [Quote("e", "text", start, start + 5)])
    assert [piece.text for piece in shown if piece.lit] == ["薇 ❤ 信"]
    assert "".join(piece.text for piece in shown) == text


@given(
    st.text(max_size=600),
    st.lists(st.tuples(st.integers(-5, 700), st.integers(-5, 700)), max_size=6),
)
def test_light_is_always_of_the_text_and_in_order(text: str, spans: list[tuple[int, int]]) -> None:
    shown = excerpt(text, [Quote("e", "text", a, b) for a, b in spans])
    at = 0
    for piece in shown:
        if piece.lit:
            at = text.index(piece.text, at) + len(piece.text)
    lit = {n for a, b in spans for n in range(max(0, a), min(len(text), b))}
    assert sum(len(piece.text) for piece in shown if piece.lit) == len(lit)
    assert all(len(p.text) <= 2 * AROUND + 3 for p in shown if not p.lit)


def test_a_quote_whose_text_is_gone_says_so_by_having_none() -> None:
    found = quotes([THE_ALARM], {})
    assert found and all(one.pieces == () and one.spans for one in found)
    order = [(not one.counted, -abs(one.weight_db)) for one in found]
    assert order == sorted(order)


def paid(day: int, amount: str = "5.00") -> PaymentMade:
    """A gift on a day."""
    return PaymentMade(
        id=f"p-{day}", time=START + timedelta(days=day), payment=f"p-{day}", kind="gift",
        amount=amount, currency="USD", from_account="p1", to_account=THE_ALARM.subject.id,
    )  # fmt: skip


def test_days_without_anything_of_a_plane_are_gaps_and_silent_days_are_not() -> None:
    first = START.date()
    seen = {
        "payment.made": {first + timedelta(days=n) for n in (0, 1, 5, 6)},
        "message.sent": {first + timedelta(days=n) for n in range(7)},
    }
    said = MessageSent(id="m", time=START, account="a", conversation="c", text="hello")
    told = timeline("x", [paid(0), paid(6), said], seen, 600)
    gaps = [row for row in told.rows if row[2] == "no data"]
    assert [(row[1], row[0][:10], row[3][:10]) for row in gaps] == [
        ("money", "2026-03-03", "2026-03-06")
    ]
    assert {row[3] for row in told.rows if row[2] != "no data"} == {"p-0", "p-6", "m"}


def test_days_after_the_last_that_is_sealed_are_no_gaps() -> None:
    seen: dict[str, set[date]] = {"payment.made": {START.date()}}
    told = timeline("x", [paid(0), paid(9)], seen, 600)
    assert [row for row in told.rows if row[2] == "no data"] == []


def test_every_type_that_is_shown_has_a_lane() -> None:
    assert lane_of("payment.made") == "money" and lane_of("message.edited") == "messages"
    assert lane_of("clock.ticked") is None


def test_money_has_its_twin_and_nothing_gives_nothing() -> None:
    told = money("x", [THE_ALARM], [paid(0), paid(1, "7.50")], 600)
    assert told.svg and (THE_ALARM.subject.id, "12.50", "0.00", "") in told.rows
    assert money("x", [THE_ALARM], [], 600).svg == ""


def test_money_that_comes_back_is_a_loop_named_once() -> None:
    flows = [Flow("a", "b", 1), Flow("b", "c", 1), Flow("c", "a", 1), Flow("c", "d", 1)]
    assert loops_of(flows) == [("a", "b", "c", "a")]
    assert loops_of([Flow("a", "a", 1)]) == []


def test_places_say_what_names_them() -> None:
    told = places("x", [THE_ALARM], 600)
    assert len(told.rows) == len({place.place for place in THE_ALARM.region})

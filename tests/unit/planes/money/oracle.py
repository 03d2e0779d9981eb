"""What the money detectors must find, worked out a second time from the whole list of events.

Plain Python over plain tuples, fractions instead of decimals, definitions instead of algorithms,
and nothing imported from the package. Slow on purpose.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

MINUTE, HOUR, DAY = 60, 3_600, 86_400


class Row(NamedTuple):
    """One payment event; `at` in seconds."""

    id: str
    at: int
    payment: str
    kind: str
    amount: str
    currency: str
    status: str | None
    frm: str | None
    to: str | None
    inst: str | None  # the instrument at the receiving end of a payout, else at the paying end
    via: str | None
    abroad: bool


Said = frozenset[tuple[str, frozenset[str]]]
"""Findings: whom they are about, and the ids of the events they quote."""


def stands(rows: list[Row]) -> list[Row]:
    """Of each payment the last event; only those that are booked."""
    last = [r for n, r in enumerate(rows) if all(r.payment != s.payment for s in rows[n + 1 :])]
    return [r for r in last if r.status in (None, "booked")]


def value(rows: list[Row]) -> Fraction:
    return sum((Fraction(r.amount) for r in rows), Fraction(0))


def ids(rows: list[Row]) -> frozenset[str]:
    return frozenset(r.id for r in rows)


class Rule(NamedTuple):
    """A detector as a definition: which rows matter at a key, and what a window says."""

    detector: str
    days: int
    keys: Callable[[Row], set[str | None]]
    says: Callable[[list[Row], str], Said]
    matters: Callable[[Row], bool]


def expected(rule: Rule, rows: list[Row]) -> Said:
    """What stands at the end, over all keys.

    Every row that matters ends a window of the rows not older than so many days. A finding comes
    with a window that says it, and goes with one that holds all its rows and does not.
    """
    found: set[Any] = set()
    for key in sorted({k for r in rows if rule.matters(r) for k in rule.keys(r) if k}):
        mine = sorted(
            (r for r in rows if rule.matters(r) and key in rule.keys(r)), key=lambda r: (r.at, r.id)
        )
        found |= fold(rule, mine, key)
    return frozenset(found)


def fold(rule: Rule, mine: list[Row], key: str) -> set[Any]:
    held: dict[str, tuple[str, frozenset[str]]] = {}
    for end in range(len(mine)):
        window = [r for r in mine[: end + 1] if r.at > mine[end].at - rule.days * DAY]
        now = {name: (about, quoted) for name, about, quoted in named(rule.says(window, key))}
        for name in [n for n in held if n not in now and held[n][1] <= ids(window)]:
            del held[name]
        held |= now
    return set(held.values())


def named(said: Any) -> list[tuple[str, str, frozenset[str]]]:
    return [(name, about, quoted) for name, about, quoted in said]


def apart(row: Row) -> bool:
    return None not in (row.frm, row.to) and row.frm != row.to


# ------------------------------------------------------------------ the definitions


def hub(rows: list[Row], key: str) -> Any:
    paid = stands(rows)
    who = sorted({r.to for r in paid if r.to})
    if len(who) < 3:
        return
    two = [r for w in who for r in [s for s in paid if s.to == w][-2:]]
    yield "hub", key, ids(two)
    for w in who:
        yield f"performer {w}", w, ids([r for r in paid if r.to == w])


def stripped(rows: list[Row], key: str) -> Any:
    good = stands(rows)
    payouts = [r for r in good if r.kind == "payout" and r.to == key]
    takers = {r.to for r in good if r.kind == "transfer" and r.frm == key and r.to}
    for taker in takers:
        taken = []
        for pay in payouts:
            left = [
                r
                for r in good
                if (r.kind, r.frm, r.to, r.currency) == ("transfer", key, taker, pay.currency)
                and (pay.at, pay.id) < (r.at, r.id)
                and r.at - pay.at <= 72 * HOUR
                and not any(
                    q.currency == pay.currency and (pay.at, pay.id) < (q.at, q.id) < (r.at, r.id)
                    for q in payouts
                )
            ]
            if left and 2 * value(left) >= Fraction(pay.amount) > 0:
                taken.append([pay, *left])
        if len(taken) >= 2:
            quoted = ids([r for many in taken for r in many])
            yield f"performer {taker}", key, quoted
            yield f"beneficiary {taker}", str(taker), quoted


def fan(rows: list[Row], side: str, key: str) -> Any:
    bands = {"EUR": (10, 200), "USD": (10, 250)}
    small = [
        r
        for r in stands(rows)
        if r.currency in bands
        and bands[r.currency][0] <= Fraction(r.amount) <= bands[r.currency][1]
    ]
    if len({getattr(r, side) for r in small}) >= 4:
        yield "fan", key, ids(small)


def burst(rows: list[Row], key: str) -> Any:
    tops = {"EUR": 1500, "USD": 1600}
    good = stands(rows)
    for to in {r.to for r in good}:
        mine = [r for r in good if r.to == to]
        asked = all(
            r.currency in tops and 1 <= Fraction(r.amount) <= tops[r.currency] for r in mine
        )
        if len(mine) >= 3 and asked and mine[-1].at - mine[0].at <= 72 * HOUR:
            yield f"to {to}", str(to), ids(mine)


def deposits(rows: list[Row], key: str) -> Any:
    good = [r for r in stands(rows)]
    if len({r.frm for r in good}) >= 3:
        yield "deposits", key, ids(good)


def rotation(rows: list[Row], key: str) -> Any:
    good = stands(rows)
    cards = {r.inst for r in good}
    if len(cards) >= 4:
        yield "cards", key, ids([[r for r in good if r.inst == c][-1] for c in cards])


def gifts(rows: list[Row], key: str) -> Any:
    good, used = stands(rows), set()
    pairs: dict[str, list[Row]] = {}
    for gift in (r for r in good if r.kind == "gift" and r.frm == key):
        for top in good:
            fits = (
                top.kind == "top_up"
                and top.id not in used
                and (top.at, top.id) < (gift.at, gift.id)
            )
            same = (top.currency, Fraction(top.amount)) == (gift.currency, Fraction(gift.amount))
            if fits and same and gift.at - top.at <= 10 * MINUTE:
                used.add(top.id)
                pairs.setdefault(str(gift.to), []).extend([top, gift])
                break
    for to, many in pairs.items():
        times = len(many) // 2
        given = len([r for r in good if r.kind == "gift" and r.frm == key and r.to == to])
        tops = [r for r in many if r.kind == "top_up"]
        prepaid = all(t.via in ("prepaid", "gift_card", "crypto") for t in tops)
        rotates = prepaid or len({t.inst for t in tops} - {None}) >= 2
        if times >= 3 and Fraction(times, given) >= Fraction(3, 4) and rotates:
            yield f"to {to}", key, ids(many)


def accounts(row: Row) -> set[str | None]:
    return {row.frm, row.to}


RULES = (
    Rule("payout_hub", 90, lambda r: {r.inst}, hub, lambda r: r.kind == "payout" and bool(r.to)),
    Rule(
        "earnings_stripped",
        45,
        lambda r: {r.to if r.kind == "payout" else r.frm},
        stripped,
        lambda r: r.kind == "payout" or (r.kind == "transfer" and r.frm != r.to and bool(r.to)),
    ),
    Rule(
        "small_fan_in",
        30,
        lambda r: {r.to},
        lambda rows, key: fan(rows, "frm", key),
        lambda r: r.kind in ("transfer", "deposit") and apart(r) and r.abroad,
    ),
    Rule(
        "fan_out_to_strangers",
        30,
        lambda r: {r.frm},
        lambda rows, key: fan(rows, "to", key),
        lambda r: r.kind == "transfer" and apart(r) and r.abroad,
    ),
    Rule(
        "sextortion_burst",
        14,
        lambda r: {r.frm},
        burst,
        lambda r: r.kind in ("transfer", "gift") and apart(r),
    ),
    Rule(
        "third_party_deposits",
        30,
        lambda r: {r.to},
        deposits,
        lambda r: r.kind == "deposit" and apart(r),
    ),
    Rule(
        "prepaid_rotation",
        30,
        lambda r: {r.frm},
        rotation,
        lambda r: (
            r.kind in ("top_up", "gift") and r.via in ("prepaid", "gift_card") and bool(r.inst)
        ),
    ),
    Rule(
        "equal_gift",
        30,
        lambda r: {r.frm},
        gifts,
        lambda r: r.kind == "top_up" or (r.kind == "gift" and apart(r)),
    ),
)

"""A generated stream of ordinary money, logins and groups, in the contract's JSON Lines.

Activity is uneven, as it is on any platform: few accounts do most. The same seed gives the same
lines. Nobody in it exploits anybody: it measures speed and nothing else.
"""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

import msgspec

from bantay.model.clock import EPOCH

ACCOUNTS, DAYS = 40_000, 30
_BEGIN = EPOCH.replace(year=2026, month=3, day=2)

KINDS = {
    "login.seen": 42,
    "payment.made": 45,
    "live.ended": 5,
    "group.joined": 6,
    "instrument.linked": 2,
}
"""Share of each event type, in percent: about what the shipped worlds hold beside talk."""

PAYMENTS = {
    "gift": 44,
    "top_up": 20,
    "transfer": 17,
    "purchase": 11,
    "payout": 5,
    "withdrawal": 3,
}
"""Share of each kind of payment, in percent."""

_CATEGORIES = ("games", "software", "lodging", "transport", "phone", "vpn", None)
_ENDS: dict[str, tuple[str | None, str | None]] = {
    "gift": ("wallet", "wallet"),
    "top_up": ("card", None),
    "transfer": ("wallet", "bank"),
    "purchase": ("card", None),
    "payout": (None, "bank"),
    "withdrawal": ("bank", None),
}


def lines(count: int, seed: int = 5) -> Iterator[bytes]:
    """So many events as lines, by time."""
    chance = Random(seed)
    kinds = chance.choices(list(KINDS), list(KINDS.values()), k=count)
    for n, kind in enumerate(kinds):
        when = _BEGIN + timedelta(days=DAYS) * n / count
        event = {"type": kind, "id": f"e{n}", "time": when.isoformat(timespec="seconds")}
        yield msgspec.json.encode(event | _fields(kind, n, chance))


def _account(chance: Random) -> int:
    """Few accounts do most: the density falls with the number."""
    return int(ACCOUNTS * chance.random() ** 3)


def _fields(kind: str, n: int, chance: Random) -> dict[str, Any]:
    who = _account(chance)
    match kind:
        case "login.seen":
            return {"account": f"a{who}", "device": f"d{who}", "country": "PH", "action": "login"}
        case "live.ended":
            return {"live": f"l{n}", "host": f"a{who}", "seconds": chance.uniform(300, 9_000)}
        case "group.joined":
            return {"group": f"g{who % 900}", "account": f"a{_account(chance)}"}
        case "instrument.linked":
            return {"instrument": f"bank{who}", "account": f"a{who}", "kind": "bank"}
        case _:
            return _payment(who, n, chance)


def _payment(who: int, n: int, chance: Random) -> dict[str, Any]:
    (kind,) = chance.choices(list(PAYMENTS), list(PAYMENTS.values()))
    via, into = _ENDS[kind]
    found: dict[str, Any] = {
        "payment": f"p{n}",
        "kind": kind,
        "amount": f"{chance.lognormvariate(3, 1):.2f}",
        "currency": "PHP",
        "status": "booked" if chance.random() < 0.975 else "failed",
    }
    if via is not None:
        found |= {"from_account": f"a{who}", "from_kind": via, "from_instrument": f"{via}{who}"}
    if kind == "purchase":
        found["category"] = chance.choice(_CATEGORIES)
    if into is not None:
        payee = who if kind == "payout" else _account(chance)
        found |= {"to_account": f"a{payee}", "to_kind": into, "to_instrument": f"{into}{payee}"}
        if kind == "gift" and chance.random() < 0.8:
            found["paid_for"] = f"l{n}"
    return found

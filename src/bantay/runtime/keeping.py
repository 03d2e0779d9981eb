"""What decisions are read with and no single finding says: how big a group is, how much money
moved in 30 days, from where somebody logged in.

All are windows of the engine like any detector's, at which nobody looks: so they are filled
from the log alone, late events take their places in them, they are saved with their key,
bounded, and forgotten with the person and with the switch of their plane.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bantay.engine.detect import AnyDetector
from bantay.kit import Detector, Domain, Spec, Window
from bantay.kit.rates import Rate
from bantay.model.clock import DAY, moment
from bantay.model.events import (
    EventBase,
    GroupCreated,
    GroupJoined,
    GroupLeft,
    LoginSeen,
    PaymentMade,
)

MONTH = 30 * DAY
PAYMENTS_KEPT, COMINGS_KEPT = 200, 1_000
"""Events kept at one key: beyond, the newest are counted, so that a sum is rather too small."""

GROUP_SIZE, TURNOVER, THROUGHPUT = "groups.size_kept", "money.sum_kept", "money.instrument_kept"
LOGINS, LOGINS_KEPT = "access.logins_kept", 4
_CHARGES = frozenset({"fee", "fine", "refund", "chargeback"})
"""Payments that charge or take back: no money that somebody moved."""
_BOOKED = (None, "booked")


@dataclass(frozen=True, slots=True)
class _Never:
    """More events than are kept, so that nobody ever looks. A value: workers are sent it."""

    keeps: int

    def __call__(self, params: None) -> int:
        return self.keeps + 1


def _nothing(window: Window[Any], params: None) -> Iterator[Any]:
    """Never asked: no window ever holds as many events as it would have to."""
    return iter(())


def _kept(
    id: str, key: Domain, reads: tuple[type[EventBase], ...], days: int, keeps: int
) -> AnyDetector:
    spec = Spec(
        id=id,
        title="Kept for decisions",
        version=1,
        rows=(),
        reads=reads,
        keyed_by=key,
        window=timedelta(days=days),
        keeps=keeps,
        hypotheses=(),
        group=id,
        ceiling=0.0,
        half_life=timedelta(days=1),
        anchor="none",
    )
    return Detector(spec, None, _nothing, least=_Never(keeps))


KEEPERS: tuple[AnyDetector, ...] = (
    _kept(GROUP_SIZE, Domain.GROUP, (GroupCreated, GroupJoined, GroupLeft), 366, COMINGS_KEPT),
    _kept(TURNOVER, Domain.ACCOUNT, (PaymentMade,), 31, PAYMENTS_KEPT),
    _kept(THROUGHPUT, Domain.INSTRUMENT, (PaymentMade,), 31, PAYMENTS_KEPT),
    _kept(LOGINS, Domain.ACCOUNT, (LoginSeen,), 31, LOGINS_KEPT),
)
"""Windows without a look, for the gate and the stage that keeps windows."""
KEEPS = {keeper.spec.id: keeper.spec.keeps for keeper in KEEPERS}
"""How many events each holds for good; a few more while they may still come late."""


def size_of(events: Sequence[EventBase], at: int) -> int | None:
    """Members of a group at a moment, as far as its comings and goings were seen; None: none
    were. Whoever made it is a member."""
    members: set[str] = set()
    seen = False
    for event in events:
        if isinstance(event, GroupCreated | GroupJoined | GroupLeft) and event.time <= moment(at):
            seen = True
            if isinstance(event, GroupLeft):
                members.discard(event.account)
            else:
                members.add(event.account)
    return len(members) if seen else None


def moved(events: Iterable[EventBase], at: int, rates: Mapping[str, Rate]) -> str | None:
    """The money of the 30 days up to a moment, as a decimal text. None: there was none, or it
    was of several currencies and a rate is missing.

    With rates it is in euros; without, in the one currency that all of it was. Payments count
    as their newest event says, once, when booked; charges and what takes back do not.
    """
    newest: dict[str, PaymentMade] = {}
    for event in events:
        if isinstance(event, PaymentMade) and moment(at - MONTH) < event.time <= moment(at):
            newest[event.payment] = event
    by: dict[str, Decimal] = {}
    for event in newest.values():
        if event.status in _BOOKED and event.kind not in _CHARGES:
            by[event.currency] = by.get(event.currency, Decimal()) + Decimal(event.amount)
    return _one(by, rates)


def _one(by: Mapping[str, Decimal], rates: Mapping[str, Rate]) -> str | None:
    if not by:
        return None
    if rates:
        parts = [_euros(currency, amount, rates) for currency, amount in by.items()]
        known = [part for part in parts if part is not None]
        return f"{sum(known, Decimal()):.2f}" if len(known) == len(parts) else None
    return str(*by.values()) if len(by) == 1 else None


def _euros(currency: str, amount: Decimal, rates: Mapping[str, Rate]) -> Decimal | None:
    if currency == "EUR":
        return amount
    rate = rates.get(currency)
    return None if rate is None else amount / Decimal(rate.per_euro)


def rates_in(detectors: Iterable[AnyDetector]) -> dict[str, Rate]:
    """The operator's rates, as the detectors were given them."""
    given = (getattr(detector.params, "rates", ()) for detector in detectors)
    return {rate.currency: rate for rates in given for rate in rates}

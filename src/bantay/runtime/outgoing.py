"""Orders on their way out: tried, tried again later, and at last laid aside loudly.

An order is written in the transaction of its decision and carries its own idempotency key.
It is confirmed in the transaction of the record that says it was done; a crash between
doing and confirming sends it again, and the receiver knows the key.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from typing import Protocol

from bantay.adapters.capabilities.config import Routed
from bantay.model.clock import HOUR, MINUTE, SECOND, moment
from bantay.model.decision import Order
from bantay.model.events import ActionTaken, Event
from bantay.model.evidence import Fault, Subject
from bantay.model.log import NoticeDelivered, Record
from bantay.ports.acting import CapabilityError, Pending

BACKOFF = (
    5 * SECOND,
    30 * SECOND,
    2 * MINUTE,
    10 * MINUTE,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    24 * HOUR,
)
"""Waits between attempts; after the last one fails the order is dead and everybody hears it."""
SOURCE = "bantay"
HUSHED_FOR = HOUR
"""How long a notice beside a report waits before it is asked about again."""
ORDERS = 500
"""Orders tried in one go."""


class Confirming(Protocol):
    """The driver, as far as this concerns it."""

    def confirm(self, events: Sequence[Event], records: Sequence[Record], done: str) -> None:
        """Commit what a carried-out order makes known, and that it is done, in one."""
        ...

    def fault(self, fault: Fault) -> None:
        """Say aloud that something could not be done."""
        ...


class Box(Protocol):
    """Where orders wait, as far as this concerns it."""

    def due_orders(self, wall: int, limit: int) -> list[Pending]:
        """Orders to try now, oldest first."""
        ...

    def order_failed(self, order: str, said: str, next: int | None, wall: int) -> None:
        """Note a failed attempt; without a `next` the order is dead."""
        ...

    def order_waits(self, order: str, said: str, next: int) -> None:
        """Put an order off without counting an attempt: it waits for a person."""
        ...


def backoff(order: str, attempts: int) -> int | None:
    """Microseconds until the next attempt, up to a fifth more by the order's own id, so that
    a thousand orders do not come back at once; None: there is none."""
    if attempts >= len(BACKOFF):
        return None
    share = blake2b(order.encode(), digest_size=1).digest()[0]
    return BACKOFF[attempts] + BACKOFF[attempts] * share // 1_280


def send(
    store: Box,
    routed: Routed,
    driver: Confirming,
    clock: Callable[[], int],
    subject_of: Callable[[str], Subject | None],
    now: int,
    hushed: Callable[[Order], str | None] = lambda order: None,
) -> int:
    """Try every order that is due; how many were carried out. `hushed` says why a notice must
    wait for a person although it was ordered: a report about the account was drafted since."""
    done = 0
    for pending in _due(store, clock()):
        order = pending.order
        capability = routed.of(order.kind)
        why = hushed(order) if order.kind == "notice" else None
        if why is not None:
            store.order_waits(order.order, why, clock() + HUSHED_FOR)
            continue
        try:
            if capability is None:
                raise CapabilityError(f"no capability carries out {order.kind}", final=True)
            _may_leave(order)
            capability.act(order, clock())
        except CapabilityError as wrong:
            _failed(store, driver, pending, wrong, clock())
            continue
        events, records = known(order, capability.real, now, subject_of)
        driver.confirm(events, records, order.order)
        done += 1
    return done


def _due(store: Box, wall: int) -> Iterator[Pending]:
    """What is due, in portions; what failed in this round is due later by itself."""
    while some := store.due_orders(wall, ORDERS):
        yield from some


def _may_leave(order: Order) -> None:
    """The last look before anything leaves: a report carries the name that approved it."""
    if order.kind == "report" and not any(name.strip() for name in order.approved_by):
        raise CapabilityError("a report needs a named person's approval", final=True)


def _failed(
    store: Box, driver: Confirming, pending: Pending, wrong: CapabilityError, wall: int
) -> None:
    order = pending.order
    wait = None if wrong.final else backoff(order.order, pending.attempts)
    store.order_failed(order.order, str(wrong), None if wait is None else wall + wait, wall)
    said = f"{wrong}; tried {pending.attempts + 1} times"
    kind = "dead order" if wait is None else "capability"
    driver.fault(Fault(kind, order.kind, said if wait is not None else f"{said}, given up"))


def known(
    order: Order, real: bool, now: int, subject_of: Callable[[str], Subject | None]
) -> tuple[list[Event], list[Record]]:
    """What a carried-out order makes known. A simulated twin did nothing: nothing is said."""
    if not real:
        return [], []
    time = moment(max(now, 0))
    if order.kind != "notice":
        taken = ActionTaken(
            id=f"bantay.{order.order}",
            time=time,
            source=SOURCE,
            action=order.order,
            subject_kind=order.target.kind,
            subject=order.target.id,
            kind=order.kind,
            reverses=order.reverses,
        )
        return [taken], []
    subject = subject_of(order.decision)
    if subject is None or not order.order.endswith(".notice"):
        return [], []
    return [], [NoticeDelivered(time=time, decision=order.decision, subject=subject)]

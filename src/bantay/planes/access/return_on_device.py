"""A new account is opened on the device of an account that was blocked.

Sees:       a registration, within a month of a block, on a device that nobody but the
            blocked account used before.
Matters:    removal drives people to a new account more often than away (typology G05); what they
            take along tells that it is the same people, though perhaps not the same person.
Misses:     a new device, or one that was shared before; an account opened before the block and
            kept in reserve.
Wrong when: a family's tablet goes to the sister of somebody who was blocked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.model.events import AccountRegistered, LoginSeen
from bantay.planes.access._return import returned

SPEC = Spec(
    id="access.return_on_device",
    title="New account on a blocked account's device",
    version=1,
    rows=("G05",),
    reads=(AccountRegistered, LoginSeen),
    keyed_by=Domain.DEVICE,
    window=timedelta(days=120),
    keeps=120,
    hypotheses=("return_after_block",),
    group="device of a blocked account",
    ceiling=9.0,
    half_life=timedelta(days=60),
    anchor="the account that arrives",
    indicators=Indicators(act=("recruitment",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    days: int = 30  # after the block within which the other account must come


Event = AccountRegistered | LoginSeen


def admits(event: Event, params: Params) -> bool:
    """Whatever says which device it was."""
    return event.device is not None


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding for each account that arrives after the block."""
    if window.fact("blocked") is None:
        return
    arrivals = [event for event in window.events if isinstance(event, AccountRegistered)]
    yield from returned(window, arrivals, params.days, "device", "device")


DETECTOR = Detector(SPEC, Params(), look, admits, needs=("blocked",))

"""The payout is changed from a device never seen before, and the money leaves within a day.

Sees:       a payout instrument linked or changed from a new device, in a place the account was
            not seen in, and a payout or withdrawal within 24 hours of it.
Matters:    it is how a boss takes over an account that a performer built, and how a thief empties
            one (typology L03); either way the account's owner is the one harmed.
Misses:     somebody who waits; a takeover on the owner's own device.
Wrong when: somebody buys a telephone on a journey, renews the card and is paid.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.fields import quotes
from bantay.model.events import InstrumentLinked, LoginSeen, PaymentMade

SPEC = Spec(
    id="access.payout_takeover",
    title="Payout taken over from a new device",
    version=1,
    rows=("L03",),
    reads=(LoginSeen, InstrumentLinked, PaymentMade),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=21),
    keeps=100,
    hypotheses=("controlled_performer",),
    group="payout in other hands",
    ceiling=8.0,
    half_life=timedelta(days=30),
    anchor="the change",
    indicators=Indicators(
        means=("payments to a person in control",), ilo=("withholding of wages",)
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    hours: int = 24  # within which the money must leave after the change
    logins: int = 3  # earlier logins on other devices, so that "new" means something


Event = LoginSeen | InstrumentLinked | PaymentMade
Change = LoginSeen | InstrumentLinked

_OUT = frozenset(("payout", "withdrawal"))
_VOID = frozenset(("failed", "declined", "abandoned", "reversed"))


def admits(event: Event, params: Params) -> bool:
    """A known device, or money that leaves."""
    if isinstance(event, PaymentMade):
        return event.kind in _OUT and event.status not in _VOID
    return event.device is not None


def least(params: Params) -> int:
    """The earlier logins, the change and one payment out."""
    return max(0, params.logins) + 2


def completes(event: Event, params: Params) -> bool:
    """Without a change of the payout there is nothing to follow."""
    return not isinstance(event, PaymentMade) and _changes(event)


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding a change after which the money left."""
    paid = [event for event in window.events if isinstance(event, PaymentMade)]
    if not paid or paid[-1].time == window.events[0].time:
        return
    for at, event in enumerate(window.events):
        if isinstance(event, PaymentMade) or not _changes(event):
            continue
        out = [p for p in paid if _follows(p, event, params)]
        if out and _is_new(event, window.events[:at], params):
            yield Finding(
                anchor=event.id,
                summary=f"payout changed from a new device elsewhere, {len(out)} payments out "
                f"within {params.hours} hours",
                quotes=quotes([event, *out], "device", "payment"),
            )


def _changes(event: Change) -> bool:
    return isinstance(event, InstrumentLinked) or event.action == "payout_change"


def _follows(paid: PaymentMade, change: Change, params: Params) -> bool:
    if not change.time < paid.time <= change.time + timedelta(hours=params.hours):
        return False
    linked = getattr(change, "instrument", None)
    return linked is None or paid.to_instrument in (None, linked)


def _is_new(change: Change, before: Sequence[Event], params: Params) -> bool:
    """A device nobody saw on the account, and not in a place where it lives."""
    logins = [e for e in before if isinstance(e, LoginSeen)]
    others = [e for e in logins if e.device != change.device]
    if len(others) < params.logins or any(_is_settled(e, change) for e in logins):
        return False
    here = [*logins, *([change] if isinstance(change, LoginSeen) else [])]
    there = {e.place for e in here if e.device == change.device and e.place}
    return bool(there) and there.isdisjoint({e.place for e in others})


def _is_settled(login: LoginSeen, change: Change) -> bool:
    """The change's device was there before: more than an hour, so not only to make the change."""
    return login.device == change.device and login.time < change.time - timedelta(hours=1)


DETECTOR = Detector(SPEC, Params(), look, admits, least=least, completes=completes)

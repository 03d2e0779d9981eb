"""One device performs, another one in another place decides about the money.

Sees:       an account that streams from some devices, and whose payout is changed from a device
            that never streams and is never seen in a place where the account performs.
Matters:    who performs and who is paid are two people (typology L02): a sign that earnings are
            taken. Only places are compared, never which network somebody uses.
Misses:     a boss who changes the payout on the performer's device; logins without a place.
Wrong when: somebody changes the card on a telephone while on a journey.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.fields import quotes
from bantay.model.events import LoginSeen

SPEC = Spec(
    id="access.role_split",
    title="One device performs, another elsewhere is paid",
    version=1,
    rows=("L02",),
    reads=(LoginSeen,),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=30),
    keeps=120,
    hypotheses=("controlled_performer",),
    group="payout in other hands",
    ceiling=9.0,
    half_life=timedelta(days=60),
    anchor="the device that changes the payout",
    indicators=Indicators(
        means=("payments to a person in control",), ilo=("withholding of wages",)
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    streams: int = 2  # streams from known places before the split means anything


def admits(event: LoginSeen, params: Params) -> bool:
    """A login of which device and place are known."""
    return event.device is not None and event.place is not None


def look(window: Window[LoginSeen], params: Params) -> Iterator[Finding]:
    """One finding a device that changes the payout from where the account never performs."""
    changes = [event for event in window.events if event.action == "payout_change"]
    streams = [event for event in window.events if event.action == "stream"]
    if not changes or len(streams) < params.streams or window.fact("contract") is not None:
        return
    stages, places = {event.device for event in streams}, {event.place for event in streams}
    for device in sorted({str(event.device) for event in changes} - stages):
        seen = [event for event in window.events if event.device == device]
        if places.isdisjoint(event.place for event in seen):
            made = [event for event in changes if event.device == device]
            yield Finding(
                anchor=device,
                summary=f"payout changed {len(made)} times from a device that never streams, "
                f"in another place than {len(streams)} streams",
                quotes=quotes([*streams[-3:], *made], "device"),
            )


DETECTOR = Detector(SPEC, Params(), look, admits)

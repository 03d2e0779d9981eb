"""Somebody performs on a device on which several others perform, without a contract.

Sees:       an account that streams more than once from a device of which access.many_performers
            told it that many perform there; a declared contract, or a device that very many
            people use, silences it.
Matters:    who performs on another's device does not hold the means of the own work (typology
            L01); the finding speaks of a possible victim, never of who controls.
Misses:     a device of one's own that the boss pays for; a contract that was declared and is not
            kept.
Wrong when: friends make a show together on one computer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Window
from bantay.kit.fields import quotes
from bantay.model.events import LiveStarted, LoginSeen

SPEC = Spec(
    id="access.on_shared_device",
    title="Performs on a device of many performers",
    version=1,
    rows=("L01",),
    reads=(LoginSeen, LiveStarted),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=14),
    keeps=60,
    hypotheses=("controlled_performer",),
    group="shared device",
    ceiling=10.0,
    half_life=timedelta(days=60),
    anchor="the device",
    indicators=Indicators(
        act=("harbouring",), means=("abuse of vulnerability",), ilo=("abuse of vulnerability",)
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    streams: int = 2  # streams of the account from the device within two weeks


Event = LoginSeen | LiveStarted


def admits(event: Event, params: Params) -> bool:
    """A stream from a known device."""
    if event.device is None:
        return False
    return isinstance(event, LiveStarted) or event.action == "stream"


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding a shared device from which the account streamed often enough."""
    shared = {fact.value for fact in window.facts if fact.name == "shared device"}
    if not shared or window.fact("contract") is not None:
        return
    shared -= {fact.value for fact in window.facts if fact.name == "crowded device"}
    for device in sorted(map(str, shared)):
        streams = [event for event in window.events if event.device == device]
        if len(streams) >= params.streams:
            yield Finding(
                anchor=device,
                summary=f"{len(streams)} streams from a device on which several others perform",
                quotes=quotes(streams, "device"),
            )


DETECTOR = Detector(SPEC, Params(), look, admits, needs=("shared device",))

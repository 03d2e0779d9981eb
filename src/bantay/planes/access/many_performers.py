"""One device on which many people perform, perhaps in the hand of one who does not.

Sees:       at least three accounts that stream from one device within a week, on a device that
            not many more people use.
Matters:    bosses keep the devices and let others perform on them (typology L01); fake-persona
            firms give one employee eight accounts. Who uses the device and never streams from it
            may be the one in control: the finding is about that account when there is exactly
            one, else about the device. The performers are told, and scored apart.
Misses:     a device for each performer; a boss who streams too.
Wrong when: friends make a show together on one computer; a clean agency lends its studio's
            device.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Fact, Finding, Indicators, Spec, Subject, Window
from bantay.kit.fields import quotes
from bantay.model.clock import micros
from bantay.model.events import LiveStarted, LoginSeen

SPEC = Spec(
    id="access.many_performers",
    title="Many performers on one device",
    version=1,
    rows=("L01",),
    reads=(LoginSeen, LiveStarted),
    keyed_by=Domain.DEVICE,
    window=timedelta(days=7),
    keeps=120,
    hypotheses=("controller",),
    group="shared device",
    ceiling=12.0,
    half_life=timedelta(days=60),
    anchor="the device",
    subject="device",
    indicators=Indicators(act=("harbouring",), means=("abuse of vulnerability",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    performers: int = 3  # accounts that must stream from the device within a week
    most_accounts: int = 12  # beyond so many the device is a cafe's or a desk's


Event = LoginSeen | LiveStarted


def admits(event: Event, params: Params) -> bool:
    """Whatever says which device it was."""
    return event.device is not None


def least(params: Params) -> int:
    """One stream for every performer."""
    return max(1, params.performers)


def completes(event: Event, params: Params) -> bool:
    """Where nobody streams nobody performs."""
    return is_stream(event)


def look(window: Window[Event], params: Params) -> Iterator[Finding | Fact]:
    """One finding for the device, and what its users are told of it."""
    seen, shown = {_user(event) for event in window.events}, list(filter(is_stream, window.events))
    performers = {_user(event) for event in shown}
    if len(performers) < params.performers:
        return
    crowded = len(seen) > params.most_accounts
    yield from _told(window, seen if crowded else performers, crowded, params)
    if not crowded:
        others = sorted(seen - performers)
        yield Finding(
            anchor="device",
            summary=f"{len(performers)} accounts stream from one device that "
            f"{len(seen)} accounts use",
            quotes=quotes(_latest(shown), "device"),
            subject=Subject("account", others[0]) if len(others) == 1 else None,
            roles={"performer": tuple(sorted(performers))},
        )


def is_stream(event: Event) -> bool:
    """Whether somebody performs."""
    return isinstance(event, LiveStarted) or event.action == "stream"


def _user(event: Event) -> str:
    return event.host if isinstance(event, LiveStarted) else event.account


def _latest(shown: list[Event]) -> list[Event]:
    """Every performer's last stream: enough to see that there are so many."""
    return sorted({_user(e): e for e in shown}.values(), key=lambda e: (e.time, e.id))


def _told(
    window: Window[Event], accounts: set[str], crowded: bool, params: Params
) -> Iterator[Fact]:
    """All are told when there are just enough, later only who is new: one fact an event."""
    newest = window.events[-1]
    earlier = [e for e in window.events[:-1] if _user(e) == _user(newest)]
    if any(crowded or is_stream(e) or not is_stream(newest) for e in earlier):
        return
    limit = params.most_accounts + 1 if crowded else params.performers
    name = "crowded device" if crowded else "shared device"
    for account in sorted(accounts) if len(accounts) == limit else [_user(newest)]:
        if crowded or account in accounts:
            known = micros(newest.time)
            yield Fact(Domain.ACCOUNT, account, name, window.key, known, (newest.id,))


DETECTOR = Detector(SPEC, Params(), look, admits, least=least, completes=completes)

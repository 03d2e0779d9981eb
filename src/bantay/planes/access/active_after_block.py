"""A blocked account performs, writes or changes its payout all the same.

Sees:       streams, messages or payout changes logged for an account after the operator blocked
            it and while the block stands; looking in is not counted, people read the reasons.
Matters:    a block that does not hold protects nobody. What the account used before the block is
            made known too, so that a new account with the same device, card or papers is seen
            (typology G05).
Misses:     an operator who does not send actions.
Wrong when: an operator lifts a block without saying so.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Fact, Finding, Indicators, Spec, Window
from bantay.kit.fields import quotes
from bantay.model.clock import micros
from bantay.model.events import (
    AccountRegistered,
    ActionTaken,
    IdentityChecked,
    InstrumentLinked,
    LoginSeen,
)

SPEC = Spec(
    id="access.active_after_block",
    title="Active in spite of a block",
    version=1,
    rows=("G05",),
    reads=(ActionTaken, AccountRegistered, IdentityChecked, InstrumentLinked, LoginSeen),
    keyed_by=Domain.ACCOUNT,
    window=timedelta(days=90),
    keeps=100,
    hypotheses=("return_after_block",),
    group="after a block",
    ceiling=8.0,
    half_life=timedelta(days=30),
    anchor="the block",
    indicators=Indicators(act=("recruitment",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    grace_minutes: int = 30  # a block takes a moment until it holds everywhere


Event = ActionTaken | AccountRegistered | IdentityChecked | InstrumentLinked | LoginSeen

_ACTS = frozenset(("stream", "message", "payout_change"))


def admits(event: Event, params: Params) -> bool:
    """Blocks and what lifts them, and whatever names a device, an instrument or papers."""
    if isinstance(event, ActionTaken):
        return event.kind == "block_account" or event.reverses is not None
    if isinstance(event, IdentityChecked):
        return event.document_hash is not None
    return event.device is not None or isinstance(event, InstrumentLinked)


def completes(event: Event, params: Params) -> bool:
    """Without a block there is nothing to be active after."""
    return isinstance(event, ActionTaken)


def look(window: Window[Event], params: Params) -> Iterator[Finding | Fact]:
    """One finding a block that stands and does not hold; and what the blocked account used."""
    actions = [event for event in window.events if isinstance(event, ActionTaken)]
    lifted = {action.reverses for action in actions}
    for block in actions:
        if block.kind != "block_account" or block.reverses is not None:
            continue
        if block is window.events[-1]:
            yield from _traces(window, block)
        if block.action not in lifted:
            yield from _acts(window, block, params)


def _acts(window: Window[Event], block: ActionTaken, params: Params) -> Iterator[Finding]:
    since = block.time + timedelta(minutes=params.grace_minutes)
    acts = [
        event
        for event in window.events
        if isinstance(event, LoginSeen) and event.action in _ACTS and event.time > since
        if block.until is None or event.time < block.until
    ]
    if acts:
        yield Finding(
            anchor=block.action,
            summary=f"{len(acts)} streams, messages or payout changes after a block that stands",
            quotes=quotes(acts, "action"),
        )


def _traces(window: Window[Event], block: ActionTaken) -> Iterator[Fact]:
    """Tell every device, instrument and paper of the account that its account is blocked."""
    known = micros(block.time)
    for domain, key in dict.fromkeys(t for e in window.events for t in _used(e)):
        yield Fact(domain, key, "blocked", block.subject, known, (block.id,))


def _used(event: Event) -> Iterator[tuple[str, str]]:
    if isinstance(event, IdentityChecked):
        if event.document_hash is not None and event.result == "passed":
            yield Domain.CONTACT, f"document:{event.document_hash}"
    elif not isinstance(event, ActionTaken) and event.device is not None:
        yield Domain.DEVICE, event.device
    if isinstance(event, InstrumentLinked):
        yield Domain.INSTRUMENT, event.instrument


DETECTOR = Detector(SPEC, Params(), look, admits, completes=completes)

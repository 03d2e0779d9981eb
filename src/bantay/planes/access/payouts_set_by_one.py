"""The payouts of several accounts are put to one holder's instruments from one device.

Sees:       one card, bank account or wallet, or several of one holder, linked to at least three
            accounts from the same device within 90 days, on a device that not many more use. Each
            such account is named as a possible victim, the instrument as a possible controller's;
            so is the one account that uses the device and neither performs there nor was set.
Matters:    a boss enters the payout card for everybody who works for him (typologies L01, L03 and
            $01): whoever holds the device decides where the earnings go. Three: as in L01.
Misses:     performers who enter the boss's card themselves; two performers; a device for each.
Wrong when: somebody helps relatives to be paid into the only bank account of the house.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Spec, Subject, Window
from bantay.kit.fields import quotes
from bantay.model.events import InstrumentLinked, LiveStarted, LoginSeen

SPEC = Spec(
    id="access.payouts_set_by_one",
    title="Payouts of several accounts set from one device",
    version=1,
    rows=("L01", "L03", "$01"),
    reads=(LoginSeen, LiveStarted, InstrumentLinked),
    keyed_by=Domain.DEVICE,
    window=timedelta(days=90),
    keeps=200,
    hypotheses=("controller", "controlled_performer"),
    group="payouts set by one hand",
    ceiling=10.0,
    half_life=timedelta(days=60),
    anchor="the holder, once for each instrument, account set and the account behind the device",
    indicators=Indicators(
        means=("payments to a person in control", "abuse of vulnerability"),
        ilo=("withholding of wages", "abuse of vulnerability"),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    accounts: int = 3  # accounts that were set to one holder's instruments
    most_accounts: int = 12  # beyond so many the device is a cafe's or a desk's


Event = LoginSeen | LiveStarted | InstrumentLinked

_PAID_INTO = frozenset(("payout_card", "bank", "wallet", "remittance", "crypto", "prepaid"))


def admits(event: Event, params: Params) -> bool:
    """Whoever uses a known device, and what can be paid into."""
    if isinstance(event, InstrumentLinked) and event.kind not in (None, *_PAID_INTO):
        return False
    return event.device is not None


def least(params: Params) -> int:
    """One link for every account."""
    return params.accounts


def varies(event: Event) -> object:
    """Whose it is: a device of one account sets no other's payout."""
    return _user(event)


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """What each holder's instruments are, whom they are set for, who may be behind it."""
    if len({_user(event) for event in window.events}) > params.most_accounts:
        return
    for holder, links in _by_holder(window.events).items():
        accounts = {link.account for link in links}
        if len(accounts) < max(1, params.accounts):
            continue
        said = f"the payouts of {len(accounts)} accounts were set from one device to one holder"
        roles = {"performer": tuple(sorted(accounts))}
        for subject in _controllers(window.events, links, accounts):
            yield Finding(
                anchor=f"{holder} {subject.kind} {subject.id}",
                summary=said,
                quotes=quotes(links, "device"),
                subject=subject,
                roles=roles,
                hypotheses=("controller",),
            )
        for account in sorted(accounts):
            yield Finding(
                anchor=f"{holder} performer {account}",
                summary="its payout was set from a device that set those of others too",
                quotes=quotes([link for link in links if link.account == account], "device"),
                subject=Subject("account", account),
                hypotheses=("controlled_performer",),
            )


def _by_holder(events: Sequence[Event]) -> dict[str, list[InstrumentLinked]]:
    found: dict[str, list[InstrumentLinked]] = {}
    for event in events:
        if isinstance(event, InstrumentLinked):
            found.setdefault(event.holder_hash or event.instrument, []).append(event)
    return found


def _controllers(
    events: Sequence[Event], links: Sequence[InstrumentLinked], accounts: set[str]
) -> Iterator[Subject]:
    """The instruments, and the account behind the device when there is exactly one."""
    for instrument in sorted({link.instrument for link in links}):
        yield Subject("instrument", instrument)
    perform = {_user(event) for event in events if _is_stream(event)}
    others = sorted({_user(event) for event in events} - accounts - perform)
    if len(others) == 1:
        yield Subject("account", others[0])


def _is_stream(event: Event) -> bool:
    return isinstance(event, LiveStarted) or (
        isinstance(event, LoginSeen) and event.action == "stream"
    )


def _user(event: Event) -> str:
    return event.host if isinstance(event, LiveStarted) else event.account


DETECTOR = Detector(SPEC, Params(), look, admits, least=least, varies=varies)

"""The people somebody recruited pay them, and some of those are paid by recruits of their own.

Sees:       at least two accounts that one account invited and that paid it, of which at least one
            is paid by people it invited itself, while the account pays nobody above it.
Matters:    a recruitment pyramid is an invite tree up which income flows one level at a time
            (typology G03). Three levels are seen here, from the top; deeper ones, and trees
            whose fees cross, are for a survey.
Misses:     recruits who pay in cash; invitations that the operator does not record.
Wrong when: friends invite friends and share the rent up the same line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Fact, Finding, Indicators, Spec, Subject, Window
from bantay.kit.fields import quotes
from bantay.model.clock import micros
from bantay.model.events import AccountRegistered, GroupJoined, PaymentMade

SPEC = Spec(
    id="groups.invite_tree",
    title="Income up an invite tree",
    version=1,
    rows=("G03",),
    reads=(AccountRegistered, GroupJoined, PaymentMade),
    keyed_by=Domain.INVITER,
    window=timedelta(days=120),
    keeps=200,
    hypotheses=("recruitment_pyramid",),
    group="invite tree",
    ceiling=12.0,
    half_life=timedelta(days=90),
    anchor="the account at the top",
    subject="account",
    indicators=Indicators(act=("recruitment",), means=("payments to a person in control",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    recruits: int = 2  # invited accounts that paid the account
    recruiters: int = 1  # of them, such as are paid by their own recruits


Event = AccountRegistered | GroupJoined | PaymentMade

_VOID = frozenset(("failed", "declined", "abandoned", "reversed", "pending"))
_KINDS = frozenset(("transfer", "fee"))


def admits(event: Event, params: Params) -> bool:
    """An invitation, or money between two accounts."""
    if not isinstance(event, PaymentMade):
        return event.invited_by not in (None, event.account)
    sides = event.from_account is not None and event.to_account is not None
    return sides and event.kind in _KINDS and event.status not in _VOID


def completes(event: Event, params: Params) -> bool:
    """Who has invited nobody stands on no tree."""
    return not isinstance(event, PaymentMade)


def look(window: Window[Event], params: Params) -> Iterator[Finding | Fact]:
    """One finding at the top of a tree; a step in the middle tells the step above."""
    me, uppers, recruits = window.key, set[str](), dict[str, Event]()
    for event in window.events:
        if not isinstance(event, PaymentMade):
            if event.account == me:
                uppers.add(str(event.invited_by))
            else:
                recruits.setdefault(event.account, event)
    paid = _paid_by(window, recruits.keys())
    if not paid:
        return
    above = {e.to_account for e in _payments(window) if e.from_account == me} & uppers
    for upper in sorted(str(account) for account in above):
        known = micros(window.events[-1].time)
        yield Fact(Domain.INVITER, upper, "is paid by recruits", me, known, (paid[0].id,))
    told = {str(f.value) for f in window.facts if f.name == "is paid by recruits"}
    payers = {str(event.from_account) for event in paid}
    if not above and len(payers) >= params.recruits and len(told & payers) >= params.recruiters:
        yield Finding(
            anchor="top",
            summary=f"{len(payers)} invited accounts pay the account that invited them; "
            f"{len(told & payers)} of them are paid by accounts they invited",
            quotes=quotes(paid, "payment"),
            subject=Subject("account", me),
            roles={"recruit": tuple(sorted(payers))},
        )


def _payments(window: Window[Event]) -> list[PaymentMade]:
    return [event for event in window.events if isinstance(event, PaymentMade)]


def _paid_by(window: Window[Event], recruits: object) -> list[PaymentMade]:
    """What invited accounts paid to this one, after they were invited or before."""
    known = set(recruits)  # type: ignore[call-overload]
    return [e for e in _payments(window) if e.to_account == window.key and e.from_account in known]


DETECTOR = Detector(SPEC, Params(), look, admits, completes=completes)

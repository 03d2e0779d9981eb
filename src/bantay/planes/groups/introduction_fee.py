"""Two people speak of an introduction, and one of them pays the other.

Sees:       words of introducing, of a customer or of a part for it between two accounts, and
            a payment between the two within days, always to the same one of them.
Matters:    who brings a customer is paid by whoever receives the customer (typology G02): the
            talk makes the introduction, the payments its price. The finding is about who is paid.
Misses:     a single word of it; a fee paid in cash or by somebody else.
Wrong when: a freelancer pays a colleague for clients sent over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Detector, Domain, Finding, Indicators, Quote, Spec, Subject, Window
from bantay.kit.fields import quotes
from bantay.kit.lexicon import matcher
from bantay.kit.text.table import fold
from bantay.model.events import MessageSent, PaymentMade

SPEC = Spec(
    id="groups.introduction_fee",
    title="An introduction and its fee",
    version=1,
    rows=("G02",),
    reads=(MessageSent, PaymentMade),
    keyed_by=Domain.PAIR,
    window=timedelta(days=60),
    keeps=60,
    hypotheses=("broker",),
    group="introduction fees",
    ceiling=8.0,
    half_life=timedelta(days=60),
    anchor="who is paid",
    screens=("introduction",),
    indicators=Indicators(act=("transfer", "receipt"), means=("payments to a person in control",)),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    messages: int = 2  # messages between the two that speak of an introduction
    days: int = 4  # within which the payment must follow


Event = MessageSent | PaymentMade

_KINDS = frozenset(("transfer", "fee"))
_VOID = frozenset(("failed", "declined", "abandoned", "reversed", "pending"))


def admits(event: Event, params: Params) -> bool:
    """A transfer, or a direct message that speaks of an introduction."""
    if isinstance(event, PaymentMade):
        return event.kind in _KINDS and event.status not in _VOID
    if not event.text or not event.to or len(event.to) > 1 or event.group is not None:
        return False
    return matcher("groups", "introduction").search(fold(event.text)) is not None


def least(params: Params) -> int:
    """The messages and one payment."""
    return max(0, params.messages) + 1


def completes(event: Event, params: Params) -> bool:
    """A payment without talk before it is no fee."""
    return isinstance(event, MessageSent)


def look(window: Window[Event], params: Params) -> Iterator[Finding]:
    """One finding when talk of introductions was followed by enough payments one way."""
    talk = [event for event in window.events if isinstance(event, MessageSent)]
    if len(talk) < params.messages:
        return
    paid = [e for e in window.events if isinstance(e, PaymentMade) and _follows(e, talk, params)]
    receivers = {payment.to_account for payment in paid}
    if len(receivers) == 1:
        receiver = str(paid[-1].to_account)
        yield Finding(
            anchor=receiver,
            summary=f"{len(talk)} messages about an introduction, {len(paid)} payments within "
            f"{params.days} days of them",
            quotes=(*(_said(m) for m in talk[-10:]), *quotes(paid[-10:], "payment")),
            subject=Subject("account", receiver),
            roles={"payer": (str(paid[-1].from_account),)},
        )


def _follows(payment: PaymentMade, talk: Sequence[MessageSent], params: Params) -> bool:
    since = payment.time - timedelta(days=params.days)
    return any(since <= message.time < payment.time for message in talk)


def _said(message: MessageSent) -> Quote:
    return Quote(message.id, "text", 0, len(message.text or ""))


DETECTOR = Detector(SPEC, Params(), look, admits, least=least, completes=completes)

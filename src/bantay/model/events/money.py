"""Where the money goes and who operates what: payments, instruments, logins."""

from bantay.model import vocabulary as v
from bantay.model.events.base import EventBase


class PaymentMade(EventBase, frozen=True, kw_only=True, tag="payment.made"):
    """Money moving or trying to. The same `payment` with another status supersedes."""

    PRIVATE = ("note",)

    payment: v.Id
    kind: v.PaymentKind
    amount: v.Amount
    currency: v.Currency
    status: v.PaymentStatus | None = None
    from_account: v.Id | None = None
    to_account: v.Id | None = None
    from_instrument: v.Id | None = None
    to_instrument: v.Id | None = None
    from_kind: v.InstrumentKind | None = None
    to_kind: v.InstrumentKind | None = None
    from_country: v.Country | None = None
    to_country: v.Country | None = None
    place: v.Name | None = None
    paid_for: v.Id | None = None
    category: v.Name | None = None
    fee: v.Amount | None = None
    device: v.Id | None = None
    note: v.Text | None = None


class InstrumentChanged(EventBase, frozen=True, kw_only=True):
    """What linking and unlinking an instrument have in common; not an event by itself."""

    PRIVATE = ("ip", "nickname")

    instrument: v.Id
    account: v.Id
    kind: v.InstrumentKind | None = None
    holder_hash: v.Hash | None = None
    country: v.Country | None = None
    device: v.Id | None = None
    ip: v.Name | None = None
    nickname: v.Name | None = None


class InstrumentLinked(InstrumentChanged, frozen=True, kw_only=True, tag="instrument.linked"):
    """A card, bank account or wallet put to an account."""


class InstrumentUnlinked(InstrumentChanged, frozen=True, kw_only=True, tag="instrument.unlinked"):
    """A card, bank account or wallet taken from an account."""


class LoginSeen(EventBase, frozen=True, kw_only=True, tag="login.seen"):
    """One login or session action, with the device and the place it came from."""

    PRIVATE = ("ip",)

    account: v.Id
    device: v.Id | None = None
    device_model: v.Name | None = None
    ip: v.Name | None = None
    asn: int | None = None
    proxy: bool | None = None
    country: v.Country | None = None
    place: v.Name | None = None
    tz: v.Name | None = None
    session: v.Id | None = None
    until: v.Time | None = None
    action: v.LoginAction | None = None

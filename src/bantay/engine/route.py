"""Which keys an event concerns: it is copied to each of them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from bantay.kit import Detector
from bantay.model.events import (
    ActionTaken,
    EventBase,
    LiveEnded,
    MediaShared,
    MessageSent,
    PaymentMade,
    RelationDeclared,
)
from bantay.model.keys import Domain, compound, pair

_ACCOUNT_FIELDS = ("account", "host", "guest", "from_account", "to_account")
_INSTRUMENT_FIELDS = ("instrument", "from_instrument", "to_instrument")


def _fields(event: EventBase, names: tuple[str, ...]) -> Iterator[str]:
    values = (getattr(event, name, None) for name in names)
    return iter(dict.fromkeys(value for value in values if value is not None))


def _accounts(event: EventBase) -> Iterator[str]:
    if isinstance(event, MessageSent):
        return iter((event.account,))
    if isinstance(event, ActionTaken):
        return iter((event.subject,) if event.subject_kind == "account" else ())
    return _fields(event, _ACCOUNT_FIELDS)


def _senders(event: EventBase) -> Iterator[str]:
    if isinstance(event, MessageSent | MediaShared) and event.conversation is not None:
        yield compound(event.account, event.conversation)


def _sides(event: EventBase) -> tuple[str | None, Sequence[str | None]]:
    match event:
        case MessageSent(account=account, to=to):
            return account, to or ()
        case PaymentMade(from_account=payer, to_account=payee):
            return payer, (payee,)
        case LiveEnded(host=host, guest=guest):
            return host, (guest,)
        case RelationDeclared(account=account, other=other):
            return account, (other,)
        case _:
            return None, ()


def _pairs(event: EventBase) -> Iterator[str]:
    one, others = _sides(event)
    return iter(dict.fromkeys(pair(one, other) for other in others if one and other))


_KEYS: dict[Domain, Callable[[EventBase], Iterator[str]]] = {
    Domain.ACCOUNT: _accounts,
    Domain.SENDER: _senders,
    Domain.CONVERSATION: lambda event: _fields(event, ("conversation",)),
    Domain.PAIR: _pairs,
    Domain.INSTRUMENT: lambda event: _fields(event, _INSTRUMENT_FIELDS),
    Domain.DEVICE: lambda event: _fields(event, ("device",)),
    Domain.GROUP: lambda event: _fields(event, ("group",)),
    Domain.CONTACT: lambda event: iter(()),  # contacts are known through facts only
}


def keys_for(event: EventBase, detector: Detector[Any, Any]) -> Sequence[str]:
    """The event's keys at which a detector wants it.

    A detector that raises when asked is shown the event at all of them: `look` will raise
    too, and be isolated.
    """
    if detector.keys is None:
        return tuple(keys_of(event, detector.spec.keyed_by))
    try:
        wanted = detector.keys(event)
    except Exception:  # whatever a detector raises must stop nothing else
        return tuple(keys_of(event, detector.spec.keyed_by))
    if len(wanted) == 1:
        return () if wanted[0] is None else wanted  # type: ignore[return-value]
    return tuple(dict.fromkeys(key for key in wanted if key is not None))


def keys_of(event: EventBase, domain: Domain) -> Iterator[str]:
    """The event's keys in a domain: none, one, or several (both sides of a payment)."""
    return _KEYS[domain](event)

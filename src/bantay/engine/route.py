"""Which keys an event concerns: it is copied to each of them."""

from collections.abc import Callable, Iterator, Sequence

from bantay.kit.pdq.bits import QUALITY, keys, parse
from bantay.kit.shown import contact_keys, sketch_keys
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


def _pictures(event: EventBase) -> Iterator[str]:
    """Where pictures that are alike meet: rows of the hash, and the whole of an exact one."""
    if not isinstance(event, MediaShared):
        return
    value = parse(event.pdq)
    if value is not None and (event.pdq_quality is None or event.pdq_quality >= QUALITY):
        yield from keys(value)
    if event.sha256 is not None:
        yield f"sha256:{event.sha256.lower()}"


_KEYS: dict[Domain, Callable[[EventBase], Iterator[str]]] = {
    Domain.ACCOUNT: _accounts,
    Domain.SENDER: _senders,
    Domain.CONVERSATION: lambda event: _fields(event, ("conversation",)),
    Domain.PAIR: _pairs,
    Domain.INSTRUMENT: lambda event: _fields(event, _INSTRUMENT_FIELDS),
    Domain.DEVICE: lambda event: _fields(event, ("device",)),
    Domain.GROUP: lambda event: _fields(event, ("group",)),
    Domain.PICTURE: _pictures,
    Domain.CONTACT: contact_keys,
    Domain.SKETCH: sketch_keys,
}


def keys_of(event: EventBase, domain: Domain) -> Iterator[str]:
    """The event's keys in a domain: none, one, or several (both sides of a payment)."""
    return _KEYS[domain](event)

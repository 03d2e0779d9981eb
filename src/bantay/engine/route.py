"""Which keys an event concerns: it is copied to each of them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any

from bantay.kit import Detector
from bantay.kit.pdq.bits import QUALITY, keys, parse
from bantay.kit.pdq.parts import part_keys
from bantay.kit.shown import contact_keys, sketch_keys
from bantay.model.events import (
    AccountRegistered,
    ActionTaken,
    EventBase,
    GroupJoined,
    IdentityChecked,
    LiveEnded,
    MediaShared,
    MessageSent,
    NoticeFiled,
    PaymentMade,
    RelationDeclared,
)
from bantay.model.keys import Domain, compound, pair

_ACCOUNT_FIELDS = ("account", "host", "guest", "from_account", "to_account")
_INSTRUMENT_FIELDS = ("instrument", "from_instrument", "to_instrument")


@cache
def _present(kind: type, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the names that a type has: asking an event for one it has not is dear."""
    return tuple(name for name in names if hasattr(kind, name))


def _fields(event: EventBase, names: tuple[str, ...]) -> tuple[str, ...]:
    present = _present(type(event), names)
    if len(present) == 1:  # as of most types
        value = getattr(event, present[0])
        return () if value is None else (value,)
    values = [getattr(event, name) for name in present]
    return tuple(dict.fromkeys([value for value in values if value is not None]))


def _accounts(event: EventBase) -> tuple[str, ...]:
    if isinstance(event, MessageSent):
        return (event.account,)
    if isinstance(event, ActionTaken):
        return (event.subject,) if event.subject_kind == "account" else ()
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
        case NoticeFiled(subject_kind="account", subject=subject, reporter=reporter):
            return subject, (reporter,)
        case _:
            return None, ()


def _pairs(event: EventBase) -> Iterator[str]:
    one, others = _sides(event)
    return iter(dict.fromkeys(pair(one, other) for other in others if one and other))


def _pictures(event: EventBase) -> Iterator[str]:
    """Where pictures that are alike meet: rows of the hash, parts, the whole of an exact one."""
    if not isinstance(event, MediaShared):
        return
    value = parse(event.pdq)
    if value is not None and (event.pdq_quality is None or event.pdq_quality >= QUALITY):
        yield from keys(value)
    if event.parts:
        yield from part_keys(event.parts)
    if event.sha256 is not None:
        yield f"sha256:{event.sha256.lower()}"


def _groups(event: EventBase) -> tuple[str, ...]:
    if isinstance(event, ActionTaken):
        return (event.subject,) if event.subject_kind == "group" else ()
    return _fields(event, ("group",))


def _papers(event: EventBase) -> Iterator[str]:
    """What identity checks compared, by kind: hashes only, contacts come through facts."""
    if isinstance(event, IdentityChecked):
        for kind in ("document", "address"):
            if (value := getattr(event, f"{kind}_hash")) is not None:
                yield f"{kind}:{value}"


def _inviters(event: EventBase) -> tuple[str, ...]:
    """Who invited, who came, and the two sides of a payment: the places in an invite tree."""
    match event:
        case AccountRegistered() | GroupJoined():
            return _fields(event, ("invited_by", "account"))
        case PaymentMade():
            return _fields(event, ("from_account", "to_account"))
        case _:
            return ()


_KEYS: dict[Domain, Callable[[EventBase], Iterable[str]]] = {
    Domain.ACCOUNT: _accounts,
    Domain.SENDER: _senders,
    Domain.CONVERSATION: lambda event: _fields(event, ("conversation",)),
    Domain.PAIR: _pairs,
    Domain.INSTRUMENT: lambda event: _fields(event, _INSTRUMENT_FIELDS),
    Domain.DEVICE: lambda event: _fields(event, ("device",)),
    Domain.GROUP: _groups,
    Domain.PICTURE: _pictures,
    Domain.CONTACT: lambda event: chain(contact_keys(event), _papers(event)),
    Domain.SKETCH: sketch_keys,
    Domain.INVITER: _inviters,
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


def keys_of(event: EventBase, domain: Domain) -> Iterable[str]:
    """The event's keys in a domain: none, one, or several (both sides of a payment)."""
    return _KEYS[domain](event)

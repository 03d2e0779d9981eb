"""What the condition of an own detector may say of an event: its fields, as the contract has them.

Left out: who somebody is (country, language, birth, age: DESIGN section 6), hashes and
addresses, free data, and texts: those are for `terms` and `pattern`.
"""

from datetime import UTC
from functools import lru_cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import structs

from bantay.model.events import (
    EventBase,
    GroupCreated,
    GroupJoined,
    InstrumentLinked,
    ListingPublished,
    LiveEnded,
    LoginSeen,
    MediaShared,
    MessageSent,
    PaymentMade,
    ProfileUpdated,
)
from bantay.model.vocabulary import Plane
from bantay.policy.cel.library import cel
from bantay.policy.cel.types import BOOL, DOUBLE, INT, STRING, Name, Shape, Vocabulary, enum, many
from bantay.policy.vocabulary import DAYS

EVENTS: dict[str, tuple[type[EventBase], Plane, str | None]] = {
    "message.sent": (MessageSent, "messages", "text"),
    "media.shared": (MediaShared, "media", "ocr"),
    "profile.updated": (ProfileUpdated, "profiles", "bio"),
    "listing.published": (ListingPublished, "profiles", "text"),
    "group.created": (GroupCreated, "groups", "title"),
    "group.joined": (GroupJoined, "groups", None),
    "payment.made": (PaymentMade, "money", "note"),
    "instrument.linked": (InstrumentLinked, "money", None),
    "live.ended": (LiveEnded, "money", None),
    "login.seen": (LoginSeen, "access", None),
}
"""What an own detector may read: the event, its plane, the field that holds its text."""

NUMBERS = ("amount", "fee", "price")
"""Decimal texts that a condition sees as numbers."""
UNSEEN = frozenset(
    (
        *("type", "id", "time", "source", "extra", "ip", "tz", "path", "nickname"),
        *("country", "from_country", "to_country", "lang", "birth_date", "age_estimate"),
        *("text", "ocr", "qr", "bio", "note", "title", "display_name", "links", "claims"),
        *("scores", "matches", "sha256", "pdq", "holder_hash", "legal_name_hash"),
    )
)


def vocabulary(event: str) -> Vocabulary:
    """The names that a condition on this sort of event may use."""
    kind = EVENTS[event][0]
    hints = get_type_hints(kind, include_extras=False)
    names = [
        Name("event.hour", INT, "hour of the day in UTC, 0 to 23"),
        Name("event.weekday", enum(*DAYS), "day of the week in UTC"),
    ]
    required = {f.name for f in structs.fields(kind) if f.required}
    for field in kind.__struct_fields__:
        shape = _shape(field, hints[field])
        if shape is not None and field not in UNSEEN:
            names.append(Name(f"event.{field}", shape, "", field not in required))
    return Vocabulary(names)


def _shape(field: str, hint: Any) -> Shape | None:
    if get_origin(hint) in (Union, UnionType):
        [hint] = [part for part in get_args(hint) if part is not type(None)]
    if get_origin(hint) is Literal:
        return enum(*get_args(hint))
    if get_origin(hint) is list and get_args(hint) == (str,):
        return many(STRING)
    if field in NUMBERS:
        return DOUBLE
    return {str: STRING, bool: BOOL, int: INT, float: DOUBLE}.get(hint)


class _Newest:
    """The event asked about last, with its values: many detectors ask of one after the other."""

    def __init__(self) -> None:
        self.event: EventBase | None = None
        self.context = cel.Context()


_newest = _Newest()


def context(event: EventBase) -> Any:
    """The fields of an event as a condition sees them; what is not there is left out."""
    if _newest.event is not event:
        _newest.context = cel.Context(variables={"event": _values(event)})
        _newest.event = event
    return _newest.context


def _values(event: EventBase) -> dict[str, Any]:
    at = event.time.astimezone(UTC)
    found: dict[str, Any] = {"hour": at.hour, "weekday": DAYS[at.weekday()]}
    for field in _seen(type(event)):
        value = getattr(event, field)
        if value is not None:
            found[field] = float(value) if field in NUMBERS else value
    return found


@lru_cache(maxsize=64)
def _seen(kind: type[EventBase]) -> tuple[str, ...]:
    """The fields that conditions may ask of."""
    event = next(name for name, (known, _, _) in EVENTS.items() if known is kind)
    names = [name.removeprefix("event.") for name in vocabulary(event).names]
    return tuple(name for name in names if name not in ("hour", "weekday"))

"""What the condition of an own detector may say of an event: its fields, as the contract has them.

Left out: who somebody is (country, language, birth, age: DESIGN section 6), hashes and
addresses, free data, and texts: those are for `terms` and `pattern`.
"""

from datetime import UTC, datetime
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


def values(event: EventBase, names: frozenset[str]) -> dict[str, Any]:
    """Those fields of an event that a condition uses; what is not there is left out."""
    found: dict[str, Any] = {}
    for name in names:
        field = name.removeprefix("event.")
        value: Any = _clock(event.time, field) if field in ("hour", "weekday") else None
        value = getattr(event, field, None) if value is None else value
        if value is not None:
            found[field] = float(value) if field in NUMBERS else value
    return {"event": found}


def _clock(time: datetime, field: str) -> int | str:
    at = time.astimezone(UTC)
    return at.hour if field == "hour" else DAYS[at.weekday()]

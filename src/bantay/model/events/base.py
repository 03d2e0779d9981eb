"""What every event of the contract has."""

from typing import Any, ClassVar

from msgspec import Struct

from bantay.model import vocabulary as v


class EventBase(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="type",
    gc=False,
):
    """What every event has: an idempotency key, a time with zone, and where it came from."""

    PRIVATE: ClassVar[tuple[str, ...]] = ()  # fields that never rest in the clear

    id: v.Id
    time: v.Time
    source: v.Name | None = None
    extra: dict[str, Any] | None = None

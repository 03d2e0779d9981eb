"""What the detectors of the room share: quoting a picture's field, and counting in words."""

from collections.abc import Sequence

from bantay.kit import Quote
from bantay.model.events import MediaShared

MOST_QUOTES = 20
"""Quotes of one finding at most; the newest stay."""


def quoted(event: MediaShared, *fields: str) -> Quote:
    """The first of these fields that the event has, whole; the picture's id if none."""
    field = next((name for name in fields if getattr(event, name)), "media")
    return Quote(event.id, field, 0, len(getattr(event, field)))


def pictures(events: Sequence[MediaShared]) -> str:
    """How many pictures these are, in words."""
    count = len({event.media for event in events})
    return f"{count} picture{'s' if count != 1 else ''}"

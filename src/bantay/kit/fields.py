"""Quotes of whole fields: evidence that is not said in words, such as a device or an account."""

from collections.abc import Iterable

from bantay.model.events import EventBase
from bantay.model.evidence import Quote

MOST_QUOTES = 20
"""Quotes of one finding at most: the newest say enough."""


def whole(event: EventBase, *names: str) -> Quote:
    """The first of these fields that the event has, from its first to its last character.

    An event without any of them is quoted by its id, which every event has.
    """
    for name in (*names, "id"):
        value = getattr(event, name, None)
        if isinstance(value, str) and value:
            return Quote(event.id, name, 0, len(value))
    return Quote(event.id, "id", 0, len(event.id))


def quotes(events: Iterable[EventBase], *names: str) -> tuple[Quote, ...]:
    """The newest of these events, each quoted whole, in the order they came in."""
    return tuple(whole(event, *names) for event in list(events)[-MOST_QUOTES:])

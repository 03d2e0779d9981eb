"""One record in any shape known here: an event, a CloudEvent around one, a chat server's payload
or a payment provider's webhook. Streams mix them, so each record is looked at by itself."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.json import Decoder

from bantay.adapters.sources import chat
from bantay.adapters.sources.cloudevents import is_cloud_event, unwrapped
from bantay.adapters.sources.feeds import adyen, stripe
from bantay.adapters.sources.feeds.draft import Wrong, built
from bantay.adapters.sources.jsonl import read_line
from bantay.adapters.sources.lines import LINE_MAX
from bantay.adapters.sources.locate import find
from bantay.adapters.sources.problem import Problem
from bantay.model.events import Event

_ANY = Decoder()


def read_record(raw: bytes) -> list[Event] | Problem:
    """The events of a record, none for a blank one, or why it is none. Never raises."""
    if len(raw) > LINE_MAX:
        return Problem(f"a record of at most {LINE_MAX:,} bytes expected: it has {len(raw):,}")
    found = read_line(raw)
    if found is None:
        return []
    if isinstance(found, Problem):
        return _second_look(raw, found)
    return [found]


def _second_look(raw: bytes, found: Problem) -> list[Event] | Problem:
    """What a record that is no event is; the problem found when it is nothing known."""
    try:
        row = _ANY.decode(raw)
        other = _other(row) if isinstance(row, dict) else None
    except Wrong as wrong:
        return placed(wrong, raw)
    except (ValueError, RecursionError):
        return found
    return found if other is None else other


def is_other_shape(row: Mapping[str, Any]) -> bool:
    """Whether a row is a CloudEvent or a chat server's payload."""
    return is_cloud_event(row) or chat.reader_of(row) is not None


def placed(wrong: Wrong, raw: bytes) -> Problem:
    """What is wrong with a record, at the column of the nearest value that is there."""
    text, steps = raw.decode(errors="replace"), [str(step) for step in wrong.at]
    for end in range(len(steps), 0, -1):
        if (where := find(text, steps[:end])) is not None:
            return Problem(wrong.reason, where[1] + 1, wrong.field, wrong.nearest)
    return Problem(wrong.reason, 1, wrong.field, wrong.nearest)


def _other(row: dict[str, Any]) -> list[Event] | None:
    """The events of a row that is not one itself; None when it is nothing known here."""
    if is_cloud_event(row):
        return enveloped(row)
    if stripe.is_stripe(row) or adyen.is_adyen(row):
        draft = stripe.draft(row) if stripe.is_stripe(row) else adyen.draft(row)
        return [] if draft is None else [built(draft)]
    return chat.read(row)


def enveloped(row: dict[str, Any]) -> list[Event]:
    """The events in a CloudEvent: one of ours, or what a payload of others' comes to. Raises
    `Wrong`."""
    data = unwrapped(row)
    if is_cloud_event(data):
        raise Wrong("an envelope inside an envelope", ("data",), "data")
    found = read_line(msgspec.json.encode(data))
    if found is not None and not isinstance(found, Problem):
        return [found]
    other = _other(data)
    if other is not None:
        return other
    if isinstance(found, Problem):
        raise Wrong(found.reason, ("data", found.field or ""), found.field, found.nearest)
    return []

"""Parcels in the shapes that other tools read from a topic.

Osprey reads actions (`osprey.actions_input`): `{"send_time", "data": {"action_id", "action_name",
"data"}}`, where `action_name` is what its rules look at. CloudEvents are envelopes that anything
reads. Neither holds a word of what people wrote: quotes stay where they are.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import msgspec

from bantay.ports.store import Parcel

SOURCE = "/bantay"
TYPES = {
    "alarm": "bantay.alarm.changed.v1",
    "fault": "bantay.fault.seen.v1",
    "surge": "bantay.surge.seen.v1",
}


def plain(parcel: Parcel, now: datetime) -> bytes:
    """The parcel's own body."""
    return parcel.body


def cloud_event(parcel: Parcel, now: datetime) -> bytes:
    """An envelope; its id is the parcel's, so (source, id) is unique as CloudEvents want it."""
    body = _without_quotes(parcel)
    envelope = {
        "specversion": "1.0",
        "id": parcel.id,
        "source": SOURCE,
        "type": TYPES[parcel.kind],
        "time": body.get("time") or now,
        "datacontenttype": "application/json",
        "data": body,
    }
    return msgspec.json.encode(envelope)


def osprey_action(parcel: Parcel, now: datetime) -> bytes:
    """An action for Osprey's rules; its number is made of the parcel's id, so that the same
    parcel is the same action."""
    number = int.from_bytes(blake2b(parcel.id.encode(), digest_size=8).digest(), "big") >> 1
    action = {
        "action_id": number,
        "action_name": f"bantay_{parcel.kind}",
        "data": {"parcel": parcel.id, **_without_quotes(parcel)},
    }
    stamp = now.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return msgspec.json.encode({"send_time": stamp, "data": action})


def _without_quotes(parcel: Parcel) -> dict[str, Any]:
    body = msgspec.json.decode(parcel.body)
    if not isinstance(body, dict):
        return {"body": body}
    found = [f for f in body.get("findings", []) if isinstance(f, dict)]
    slim = [{key: value for key, value in f.items() if key != "quotes"} for f in found]
    return {**body, "findings": slim} if "findings" in body else body


SHAPES: dict[str, Callable[[Parcel, datetime], bytes]] = {
    "plain": plain,
    "cloudevents": cloud_event,
    "osprey": osprey_action,
}
"""What an address may name as `shape`."""

"""CloudEvents 1.0 in the structured JSON format: an envelope with an event of ours as its data.

`data` is an event of the contract. What it lacks is taken from the envelope: `type` (with or
without `bantay.` before and a version such as `.v1` behind), `time`, `source`, and `id`, which in
the envelope is unique only within its source. The data may also be a payload of a chat server
or of a payment provider, which is then read as such.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import msgspec

from bantay.adapters.sources import typeof
from bantay.adapters.sources.feeds.draft import Wrong, path
from bantay.adapters.sources.problem import nearest, shown

VERSION = "1.0"
_TYPE = re.compile(r"(?:[\w-]+\.)*?(?P<type>[a-z]+\.[a-z]+)(?:\.v\d+)?")
_JSON = re.compile(r"(application|text)/([\w.-]+\+)?json(;.*)?")
_ID_MAX = 200


def is_cloud_event(row: Mapping[str, Any]) -> bool:
    """Whether a row is an envelope."""
    return "specversion" in row and "source" in row


def unwrapped(row: Mapping[str, Any]) -> dict[str, Any]:
    """The data with what the envelope says of it. Raises `Wrong`."""
    if row.get("specversion") != VERSION:
        raise Wrong(f'specversion "{VERSION}" expected', path("specversion"), "specversion")
    for name in ("id", "source", "type"):
        if not isinstance(row.get(name), str) or not row[name]:
            raise Wrong(f"a CloudEvent has `{name}`, a text", path(name), name)
    data = _data(row)
    kind = _TYPE.fullmatch(row["type"])
    known = kind["type"] if kind else ""
    if known not in typeof.TYPES:
        if known.split(".")[0] in {name.split(".")[0] for name in typeof.TYPES}:
            words = "the type of this CloudEvent is no event of the contract"
            raise Wrong(words, path("type"), "type", nearest(known, typeof.TYPES))
        return data  # a payload of somebody else's, which names itself
    if (own := data.get("type", known)) != known:
        hint = f": {known} in the envelope" if isinstance(own, str) and shown(own) else ""
        raise Wrong(f"the data says another type than its envelope{hint}", path("data", "type"))
    return {**_told(row), "type": known, **data}


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {"id": _named(row["source"], row["id"])}
    if len(row["source"]) <= _ID_MAX:
        told["source"] = row["source"]
    return told if row.get("time") is None else {**told, "time": row["time"]}


def _named(source: str, id: str) -> str:
    """(source, id) is what is unique; an id of ours has at most 200 characters."""
    whole = f"{source}#{id}"
    if len(whole) <= _ID_MAX:
        return whole
    return f"{whole[:160]}~{blake2b(whole.encode(), digest_size=16).hexdigest()}"


def _data(row: Mapping[str, Any]) -> dict[str, Any]:
    kind = row.get("datacontenttype")
    if kind is not None and not (isinstance(kind, str) and _JSON.fullmatch(kind)):
        raise Wrong("data in JSON expected", path("datacontenttype"), "datacontenttype")
    data = row.get("data")
    if "data_base64" in row:
        data = _decoded(row["data_base64"])
    if not isinstance(data, dict):
        raise Wrong("`data` must be an object in braces", path("data"), "data")
    return data


def _decoded(text: Any) -> Any:
    try:
        return msgspec.json.decode(base64.b64decode(text, validate=True))
    except (binascii.Error, TypeError, ValueError, msgspec.DecodeError):
        words = "`data_base64` must be JSON in base64"
        raise Wrong(words, path("data_base64"), "data_base64") from None

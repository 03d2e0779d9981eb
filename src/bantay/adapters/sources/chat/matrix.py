"""Matrix: events of the client-server API, as `/sync`, an application service or a spam
checker shows them.

A room is both conversation and group: the payload does not say how many are in it, unless the
invitation was marked `is_direct`. An encrypted message is an event without text. What a room's
state says of its name or topic is not an event of the contract and gives nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import field

from bantay.adapters.sources.chat.shape import Events, Part, event, fitted, milliseconds, name, said
from bantay.adapters.sources.feeds.draft import Wrong, path
from bantay.model.events import (
    GroupCreated,
    GroupJoined,
    GroupLeft,
    MediaShared,
    MessageEdited,
    MessageRemoved,
    MessageSent,
)

MEDIA = ("m.image", "m.video", "m.audio", "m.file")
"""Message types that carry a file (client-server API, `m.room.message`)."""


class Room(Part, frozen=True):
    """What is known of a room beside the event: whether it is a talk of two, and who
    invited its sender."""

    direct: bool = False
    invited_by: str | None = None


UNKNOWN = Room()


class ClientEvent(Part, frozen=True):
    """A room event in the client format; `content` is read by its `type`."""

    type: str
    room_id: str
    sender: str
    event_id: str
    origin_server_ts: int
    content: dict[str, Any] = field(default_factory=dict)
    unsigned: dict[str, Any] = field(default_factory=dict)
    state_key: str | None = None
    redacts: str | None = None

    @property
    def time(self) -> datetime:
        """When its server says that it was sent."""
        return milliseconds(self.origin_server_ts, "origin_server_ts")

    def part(self, key: str) -> Mapping[str, Any]:
        """An object inside the content; empty when it is none."""
        return _part(self.content, key)

    def text(self, key: str) -> str | None:
        """A text inside the content; None when it is none."""
        return _text(self.content.get(key))


def is_matrix(row: Mapping[str, Any]) -> bool:
    """Whether a row is a room event of Matrix."""
    return {"type", "room_id", "sender", "event_id", "origin_server_ts"} <= row.keys()


def events_of(row: Mapping[str, Any], room: Room = UNKNOWN) -> Events:
    """The events of a client event; nothing for what the contract has no word for."""
    one = fitted(row, ClientEvent)
    make = _MAKERS.get(one.type)
    return [] if make is None else make(one, room)


def _message(one: ClientEvent, room: Room) -> Events:
    relates = one.part("m.relates_to")
    if relates.get("rel_type") == "m.replace":
        return _edit(one, relates)
    if not one.content:  # a redacted event, as `/messages` shows it
        return []
    media = _media(one, room)
    text = None if media and one.text("filename") in (None, one.text("body")) else _body(one)
    sent = event(
        MessageSent,
        **_about(one, room),
        text=said(text),
        reply_to=_text(_part(relates, "m.in_reply_to").get("event_id")),
        mentions=_mentions(one),
        media=[one.media for one in media],
    )
    return [sent, *media]


def _about(one: ClientEvent, room: Room) -> dict[str, Any]:
    return {
        "id": name(one.event_id),
        "time": one.time,
        "source": "matrix",
        "account": name(one.sender),
        "conversation": name(one.room_id),
        "group": None if room.direct else name(one.room_id),
        "channel": "direct" if room.direct else None,
    }


def _body(one: ClientEvent) -> str | None:
    """The text without the quotation that older clients put before a reply."""
    body = one.text("body")
    if body is None or "m.in_reply_to" not in one.part("m.relates_to") or body[:2] != "> ":
        return body
    lines = body.split("\n")
    first = next((n for n, line in enumerate(lines) if not line.startswith("> ")), len(lines))
    return "\n".join(lines[first:]).removeprefix("\n")


def _mentions(one: ClientEvent) -> list[str] | None:
    ids = one.part("m.mentions").get("user_ids")
    if not isinstance(ids, list):
        return None
    return [name(id) for id in ids if isinstance(id, str) and id][:100]


def _media(one: ClientEvent, room: Room) -> list[MediaShared]:
    if one.text("msgtype") not in MEDIA:
        return []
    url = one.text("url") or _text(one.part("file").get("url"))
    if url is None:
        return []
    shared = event(
        MediaShared,
        id=name(one.event_id, "media"),
        time=one.time,
        source="matrix",
        media=name(url),
        account=name(one.sender),
        conversation=name(one.room_id),
        group=None if room.direct else name(one.room_id),
        purpose="message",
        mime=_text(one.part("info").get("mimetype")),
    )
    return [shared]


def _edit(one: ClientEvent, relates: Mapping[str, Any]) -> Events:
    old = _text(relates.get("event_id"))
    if old is None:
        raise Wrong("an edit names the event it replaces", path("content", "m.relates_to"))
    edited = event(
        MessageEdited,
        id=name(one.event_id),
        time=one.time,
        source="matrix",
        message=name(old),
        account=name(one.sender),
        text=said(_text(one.part("m.new_content").get("body"))),
        by="author",
    )
    return [edited]


def _encrypted(one: ClientEvent, room: Room) -> Events:
    """Only who, where and when is left; relations stand beside the cipher text, in the clear."""
    relates = one.part("m.relates_to")
    if relates.get("rel_type") == "m.replace":
        return []
    sent = event(
        MessageSent,
        **_about(one, room),
        absent="encrypted",
        reply_to=_text(_part(relates, "m.in_reply_to").get("event_id")),
    )
    return [sent]


def _redaction(one: ClientEvent, room: Room) -> Events:
    """Who wrote the message is not said here, so neither is whether the author took it back."""
    gone = one.redacts or one.text("redacts")
    if gone is None:
        raise Wrong("a redaction names the event it redacts", path("redacts"))
    removed = event(
        MessageRemoved,
        id=name(one.event_id),
        time=one.time,
        source="matrix",
        message=name(gone),
        account=name(one.sender),
    )
    return [removed]


def _created(one: ClientEvent, room: Room) -> Events:
    created = event(
        GroupCreated,
        id=name(one.event_id),
        time=one.time,
        source="matrix",
        group=name(one.room_id),
        account=name(one.sender),
    )
    return [created]


def _member(one: ClientEvent, room: Room) -> Events:
    """Joining and leaving. An invitation is not a membership: it is remembered by whoever
    reads the stream, and told with the join (`Room.invited_by`)."""
    if not one.state_key:
        raise Wrong("a membership names whose it is", path("state_key"))
    common = {
        "id": name(one.event_id),
        "time": one.time,
        "source": "matrix",
        "group": name(one.room_id),
        "account": name(one.state_key),
    }
    before = _text(_part(one.unsigned, "prev_content").get("membership"))
    match one.text("membership"):
        case "join" if before != "join":  # from join to join is a new name or picture
            return [event(GroupJoined, **common, invited_by=room.invited_by)]
        case "leave" | "ban" if before not in ("invite", "knock", "leave"):
            by = None if one.sender == one.state_key else name(one.sender)
            return [event(GroupLeft, **common, removed_by=by)]
        case _:
            return []


_MAKERS = {
    "m.room.message": _message,
    "m.sticker": _message,
    "m.room.encrypted": _encrypted,
    "m.room.redaction": _redaction,
    "m.room.create": _created,
    "m.room.member": _member,
}


def _part(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, Mapping) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None

"""Rocket.Chat: what an app of the Apps-Engine is called with.

An app is TypeScript and runs inside the server; its handlers get an `IMessage`, and the app
posts `{"event": "IPreMessageSentPrevent", "message": {…}}`. For `IPostMessageReported` it adds
the reporter as `user` and the reason as `reason`. Before a message is saved it may have neither
id nor time: then the app's own `delivery` and `received_at` name and date it.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import field

from bantay.adapters.sources.chat.shape import (
    Events,
    Part,
    event,
    fitted,
    moment,
    name,
    reason_of,
    said,
)
from bantay.adapters.sources.feeds.draft import Wrong, path
from bantay.model.events import MessageEdited, MessageRemoved, MessageSent, NoticeFiled
from bantay.model.vocabulary import Channel

CHANNELS: dict[str, Channel] = {"c": "public", "p": "group", "d": "direct", "lc": "direct"}
"""A room's `type`: channel, private group, direct message, live chat with an agent."""
SENT = ("IPreMessageSentPrevent", "IPreMessageSentExtend", "IPostMessageSent")


class _User(Part, frozen=True):
    id: str


class _Room(Part, frozen=True):
    id: str
    type: str = "c"


class _Message(Part, frozen=True, rename="camel"):
    sender: _User
    room: _Room
    id: str | None = None
    text: str | None = None
    created_at: str | None = None
    edited_at: str | None = None
    updated_at: str | None = None
    editor: _User | None = None
    thread_id: str | None = None
    attachments: list[dict[str, Any]] = field(default_factory=list)


class _Hook(Part, frozen=True):
    event: str
    message: _Message
    user: _User | None = None
    reason: str | None = None
    delivery: str | None = None
    received_at: str | None = None


def is_rocketchat(row: Mapping[str, Any]) -> bool:
    """Whether a row is the call of a handler."""
    named = row.get("event")
    return (
        isinstance(named, str)
        and named.startswith(("IPre", "IPost"))
        and isinstance(row.get("message"), dict)
    )


def events_of(row: Mapping[str, Any]) -> Events:
    """The events of a handler's call; nothing for handlers that tell of nothing said."""
    one = fitted(row, _Hook)
    match one.event:
        case _ if one.event in SENT:
            return [_sent(one)]
        case "IPreMessageUpdatedPrevent" | "IPostMessageUpdated":
            return [_edited(one)]
        case "IPostMessageDeleted":
            return [_removed(one)]
        case "IPostMessageReported":
            return [_reported(one)]
        case _:
            return []


def _called(one: _Hook) -> str:
    found = one.message.id or one.delivery
    if not found:
        raise Wrong("a message has an `id`, or the call a `delivery`", path("delivery"), "id")
    return name("rocketchat", found)


def _sent(one: _Hook) -> MessageSent:
    said_in, channel = one.message.room, CHANNELS.get(one.message.room.type, "group")
    return event(
        MessageSent,
        id=_called(one),
        message=one.message.id,
        time=moment(one.message.created_at or one.received_at, "message", "createdAt"),
        source="rocketchat",
        account=one.message.sender.id,
        conversation=said_in.id,
        group=None if channel == "direct" else said_in.id,
        channel=channel,
        text=said(one.message.text),
        reply_to=one.message.thread_id,
    )


def _known(one: _Hook) -> str:
    if not one.message.id:
        raise Wrong("the message of this call has an `id`", path("message", "id"), "id")
    return one.message.id


def _edited(one: _Hook) -> MessageEdited:
    at = one.message.edited_at or one.message.updated_at or one.received_at
    editor = one.message.editor or one.message.sender
    return event(
        MessageEdited,
        id=name("rocketchat", _known(one), "edit", at or ""),
        time=moment(at, "message", "editedAt"),
        source="rocketchat",
        message=_known(one),
        account=one.message.sender.id,
        text=said(one.message.text),
        by="author" if editor == one.message.sender else "operator",
    )


def _removed(one: _Hook) -> MessageRemoved:
    who = one.user or one.message.sender
    return event(
        MessageRemoved,
        id=name("rocketchat", _known(one), "removed"),
        time=moment(one.received_at, "received_at"),
        source="rocketchat",
        message=_known(one),
        account=one.message.sender.id,
        by="author" if who == one.message.sender else "operator",
    )


def _reported(one: _Hook) -> NoticeFiled:
    reporter = one.user.id if one.user else None
    return event(
        NoticeFiled,
        id=name("rocketchat", "report", _known(one), reporter or ""),
        time=moment(one.received_at, "received_at"),
        source="rocketchat",
        notice=name("rocketchat", _known(one), reporter or ""),
        subject_kind="account",
        subject=one.message.sender.id,
        reason=reason_of(one.reason),
        reporter=reporter,
        text=said(one.reason),
        extra={"message": one.message.id, "conversation": one.message.room.id},
    )

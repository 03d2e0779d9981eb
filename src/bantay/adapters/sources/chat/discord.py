"""Discord: dispatches of the gateway, as a bot reads them.

Discord has no hook before a message is sent: what is decided acts after the fact. Without the
privileged intent MESSAGE_CONTENT a bot sees empty texts: such a message says `absent: policy`,
and everything that needs no words still works.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import field

from bantay.adapters.sources.chat.shape import Events, Part, event, fitted, moment, name, said
from bantay.model.events import (
    GroupJoined,
    GroupLeft,
    MediaShared,
    MessageEdited,
    MessageSent,
)

SPOKEN = (0, 19, 20, 23)
"""Message types that somebody wrote (default, reply, two kinds of command); all others are the
platform's own notes about joins, pins and calls."""
FORWARD = 1
"""The kind of `message_reference` that is a forwarded message and not a reply."""


class _User(Part, frozen=True):
    id: str
    bot: bool = False


class _Attachment(Part, frozen=True):
    id: str
    content_type: str | None = None


class _Reference(Part, frozen=True):
    type: int = 0
    message_id: str | None = None


class _Snapshot(Part, frozen=True):
    content: str = ""


class _Forwarded(Part, frozen=True):
    message: _Snapshot = field(default_factory=_Snapshot)


class _Message(Part, frozen=True):
    id: str
    channel_id: str
    timestamp: str | None = None
    edited_timestamp: str | None = None
    guild_id: str | None = None
    author: _User | None = None
    content: str = ""
    type: int = 0
    attachments: list[_Attachment] = field(default_factory=list)
    embeds: list[dict[str, Any]] = field(default_factory=list)
    sticker_items: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    poll: dict[str, Any] | None = None
    mentions: list[_User] = field(default_factory=list)
    message_reference: _Reference | None = None
    message_snapshots: list[_Forwarded] = field(default_factory=list)


class _Member(Part, frozen=True):
    guild_id: str
    user: _User
    joined_at: str | None = None


class _Dispatch(Part, frozen=True):
    t: str
    d: dict[str, Any]
    received_at: str | None = None


def is_discord(row: Mapping[str, Any]) -> bool:
    """Whether a row is a dispatch of the gateway."""
    return row.get("op") == 0 and isinstance(row.get("t"), str) and isinstance(row.get("d"), dict)


def events_of(row: Mapping[str, Any]) -> Events:
    """The events of a dispatch. MESSAGE_DELETE gives nothing: it does not say whose message
    it was; nor does what has no time of its own without `received_at`, the bot's own note."""
    one = fitted(row, _Dispatch)
    match one.t:
        case "MESSAGE_CREATE":
            return _sent(fitted(one.d, _Message, "d"))
        case "MESSAGE_UPDATE":
            return _edited(fitted(one.d, _Message, "d"))
        case "GUILD_MEMBER_ADD":
            return _joined(fitted(one.d, _Member, "d"))
        case "GUILD_MEMBER_REMOVE" if one.received_at:
            at = moment(one.received_at, "received_at")
            return _left(fitted(one.d, _Member, "d"), at)
        case _:
            return []


def _sent(one: _Message) -> Events:
    if one.author is None or one.type not in SPOKEN:
        return []
    media = [_shared(one, one.author, attachment) for attachment in one.attachments]
    text, reference = one.content, one.message_reference
    forwarded = reference is not None and reference.type == FORWARD
    if forwarded and not text:
        text = "\n".join(snapshot.message.content for snapshot in one.message_snapshots)
    empty = not (text or media or one.embeds or one.sticker_items or one.components or one.poll)
    sent = event(
        MessageSent,
        id=name(one.id),
        time=moment(one.timestamp, "d", "timestamp"),
        source="discord",
        account=name(one.author.id),
        conversation=name(one.channel_id),
        group=one.guild_id,
        channel="group" if one.guild_id else "direct",
        text=said(text),
        absent="policy" if empty else None,
        mentions=[name(user.id) for user in one.mentions],
        reply_to=None if reference is None or forwarded else reference.message_id,
        media=[shared.media for shared in media],
    )
    return [sent, *media]


def _shared(one: _Message, author: _User, attachment: _Attachment) -> MediaShared:
    return event(
        MediaShared,
        id=name(one.id, "media", attachment.id),
        time=moment(one.timestamp, "d", "timestamp"),
        source="discord",
        media=attachment.id,
        account=author.id,
        conversation=one.channel_id,
        group=one.guild_id,
        purpose="message",
        mime=attachment.content_type,
    )


def _edited(one: _Message) -> Events:
    """An update without `edited_timestamp` is a link's preview that has arrived."""
    if one.author is None or one.edited_timestamp is None or not one.content:
        return []
    edited = event(
        MessageEdited,
        id=name(one.id, "edit", one.edited_timestamp),
        time=moment(one.edited_timestamp, "d", "edited_timestamp"),
        source="discord",
        message=one.id,
        account=one.author.id,
        text=said(one.content),
        by="author",
    )
    return [edited]


def _joined(one: _Member) -> Events:
    joined = event(
        GroupJoined,
        id=name(one.guild_id, "join", one.user.id, one.joined_at or ""),
        time=moment(one.joined_at, "d", "joined_at"),
        source="discord",
        group=one.guild_id,
        account=one.user.id,
    )
    return [joined]


def _left(one: _Member, at: datetime) -> Events:
    left = event(
        GroupLeft,
        id=name(one.guild_id, "leave", one.user.id, at.isoformat()),
        time=at,
        source="discord",
        group=one.guild_id,
        account=one.user.id,
    )
    return [left]

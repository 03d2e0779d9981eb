"""Mattermost: what a plugin's hooks are called with, and outgoing webhooks.

A plugin is Go and runs inside the server; it posts the arguments of its hook as JSON:
`{"hook": "MessageWillBePosted", "post": {…}, "channel": {…}}`, and refuses the post with the
reason it is answered. Before a post is saved it has neither id nor time: then its
`pending_post_id`, which the author's client made, names it, and `received_at` dates it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import field

from bantay.adapters.sources.chat.shape import (
    Events,
    Part,
    event,
    fitted,
    milliseconds,
    moment,
    name,
    said,
)
from bantay.adapters.sources.feeds.draft import Wrong, path
from bantay.model.events import (
    GroupJoined,
    GroupLeft,
    MediaShared,
    MessageEdited,
    MessageRemoved,
    MessageSent,
)
from bantay.model.vocabulary import Channel

CHANNELS: dict[str, Channel] = {"D": "direct", "G": "group", "P": "group", "O": "public"}
"""A channel's `type`: direct, group message, private, open."""
SYSTEM = "system_"
SECONDS_BELOW = 100_000_000_000
"""An outgoing webhook counts seconds when it is sent as a form and milliseconds as JSON."""


class _Post(Part, frozen=True):
    user_id: str
    channel_id: str
    message: str = ""
    id: str = ""
    pending_post_id: str = ""
    root_id: str = ""
    type: str = ""
    create_at: int = 0
    edit_at: int = 0
    delete_at: int = 0
    file_ids: list[str] | None = None


class _Channel(Part, frozen=True):
    type: str = "O"


class _Membership(Part, frozen=True):
    channel_id: str
    user_id: str


class _User(Part, frozen=True):
    id: str


class _Hook(Part, frozen=True):
    hook: str
    post: _Post | None = None
    channel: _Channel = field(default_factory=_Channel)
    channel_member: _Membership | None = None
    actor: _User | None = None
    received_at: str | None = None


class _Webhook(Part, frozen=True):
    post_id: str
    channel_id: str
    user_id: str
    timestamp: int
    text: str = ""
    file_ids: str = ""


def is_mattermost(row: Mapping[str, Any]) -> bool:
    """Whether a row is the arguments of a hook, or an outgoing webhook."""
    if isinstance(row.get("hook"), str):
        return isinstance(row.get("post", row.get("channel_member")), dict)
    return {"post_id", "channel_id", "user_id", "trigger_word", "timestamp"} <= row.keys()


def events_of(row: Mapping[str, Any]) -> Events:
    """The events of a hook's arguments; nothing for hooks and posts of the system's own."""
    if "hook" not in row:
        return _outgoing(fitted(row, _Webhook))
    one = fitted(row, _Hook)
    if one.hook in ("UserHasJoinedChannel", "UserHasLeftChannel"):
        return _membership(one)
    make = _POSTS.get(one.hook)
    if make is None or one.post is None or one.post.type.startswith(SYSTEM):
        return []
    return make(one, one.post)


def _when(one: _Hook, told: int) -> datetime:
    if told:
        return milliseconds(told, "post")
    return moment(one.received_at, "received_at")


def _called(post: _Post) -> str:
    found = post.pending_post_id or post.id
    if not found:
        words = "a post has an `id`, or a `pending_post_id` before it is saved"
        raise Wrong(words, path("post", "pending_post_id"), "id")
    return name("mattermost", found)


def _posted(one: _Hook, post: _Post) -> Events:
    """The same name before and after saving, so that a plugin with both hooks tells it once."""
    channel = CHANNELS.get(one.channel.type, "group")
    about = {
        "time": _when(one, post.create_at),
        "source": "mattermost",
        "account": post.user_id,
        "conversation": post.channel_id,
        "group": None if channel == "direct" else post.channel_id,
    }
    files = post.file_ids or []
    media = [
        event(MediaShared, id=name(_called(post), file), media=file, purpose="message", **about)
        for file in files
    ]
    sent = event(
        MessageSent,
        id=_called(post),
        message=post.id or None,
        channel=channel,
        text=said(post.message),
        reply_to=post.root_id,
        media=files,
        **about,
    )
    return [sent, *media]


def _updated(one: _Hook, post: _Post) -> Events:
    edited = event(
        MessageEdited,
        id=name("mattermost", post.id, "edit", str(post.edit_at or one.received_at)),
        time=_when(one, post.edit_at),
        source="mattermost",
        message=post.id,
        account=post.user_id,
        text=said(post.message),
    )
    return [edited]


def _deleted(one: _Hook, post: _Post) -> Events:
    removed = event(
        MessageRemoved,
        id=name("mattermost", post.id, "removed"),
        time=_when(one, post.delete_at),
        source="mattermost",
        message=post.id,
        account=post.user_id,
    )
    return [removed]


_POSTS = {
    "MessageWillBePosted": _posted,
    "MessageHasBeenPosted": _posted,
    "MessageWillBeUpdated": _updated,
    "MessageHasBeenUpdated": _updated,
    "MessageHasBeenDeleted": _deleted,
}


def _membership(one: _Hook) -> Events:
    member = one.channel_member
    if member is None:
        raise Wrong("a membership names its channel and user", path("channel_member"))
    at = moment(one.received_at, "received_at")
    joined = one.hook == "UserHasJoinedChannel"
    who = None if one.actor is None or one.actor.id == member.user_id else one.actor.id
    about = {
        "id": name(
            "mattermost", member.channel_id, member.user_id, one.hook, at.strftime("%Y%m%dT%H%M%S")
        ),
        "time": at,
        "source": "mattermost",
        "group": member.channel_id,
        "account": member.user_id,
    }
    if joined:
        return [event(GroupJoined, invited_by=who, **about)]
    return [event(GroupLeft, removed_by=who, **about)]


def _outgoing(one: _Webhook) -> Events:
    stamp = one.timestamp * 1000 if one.timestamp < SECONDS_BELOW else one.timestamp
    sent = event(
        MessageSent,
        id=name("mattermost", one.post_id),
        message=one.post_id,
        time=milliseconds(stamp, "timestamp"),
        source="mattermost",
        account=one.user_id,
        conversation=one.channel_id,
        group=one.channel_id,
        channel="public",  # outgoing webhooks fire in public channels only
        text=said(one.text),
        media=[file for file in one.file_ids.split(",") if file],
    )
    return [sent]

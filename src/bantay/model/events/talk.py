"""What is said and shown: messages, media, groups, live sessions."""

from msgspec import Struct

from bantay.model import vocabulary as v
from bantay.model.events.base import EventBase


class Match(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A hit of the operator's own hash-list lookup on a picture or a file."""

    source: v.Name
    list: v.Name | None = None
    kind: v.Name | None = None
    id: v.Id | None = None
    distance: int | None = None
    opinion: v.Name | None = None


class MessageSent(EventBase, frozen=True, kw_only=True, tag="message.sent"):
    """One message; without `text` everything still works on metadata."""

    PRIVATE = ("text",)

    account: v.Id
    conversation: v.Id
    message: v.Id | None = None
    text: v.Text | None = None
    absent: v.Absent | None = None
    channel: v.Channel | None = None
    to: list[v.Id] | None = None
    group: v.Id | None = None
    mentions: list[v.Id] | None = None
    reply_to: v.Id | None = None
    forwarded_from: v.Id | None = None
    media: list[v.Id] | None = None
    lang: v.Language | None = None


class MessageChanged(EventBase, frozen=True, kw_only=True):
    """What editing and removing a message have in common; not an event by itself."""

    PRIVATE = ("text",)

    message: v.Id
    account: v.Id
    text: v.Text | None = None
    by: v.EditedBy | None = None


class MessageEdited(MessageChanged, frozen=True, kw_only=True, tag="message.edited"):
    """A message's new text. The old text stays evidence: it was read."""


class MessageRemoved(MessageChanged, frozen=True, kw_only=True, tag="message.removed"):
    """A message taken away by its author or by the operator."""


class MediaShared(EventBase, frozen=True, kw_only=True, tag="media.shared"):
    """A picture or file: references, hashes and the platform's own scores, never pixels."""

    PRIVATE = ("ocr", "qr", "path")

    media: v.Id
    account: v.Id
    conversation: v.Id | None = None
    group: v.Id | None = None
    purpose: v.MediaPurpose | None = None
    sha256: v.Hash | None = None
    pdq: v.Hash | None = None
    pdq_quality: int | None = None
    parts: v.Parts | None = None
    path: v.Name | None = None
    mime: v.Name | None = None
    scores: dict[str, v.Score] | None = None
    matches: list[Match] | None = None
    ocr: v.Text | None = None
    qr: v.Text | None = None


class GroupCreated(EventBase, frozen=True, kw_only=True, tag="group.created"):
    """A new group."""

    PRIVATE = ("title",)

    group: v.Id
    account: v.Id
    title: v.Name | None = None
    public: bool | None = None


class GroupJoined(EventBase, frozen=True, kw_only=True, tag="group.joined"):
    """Somebody joined a group, perhaps by invitation."""

    group: v.Id
    account: v.Id
    invited_by: v.Id | None = None


class GroupLeft(EventBase, frozen=True, kw_only=True, tag="group.left"):
    """Somebody left a group or was removed from it."""

    group: v.Id
    account: v.Id
    removed_by: v.Id | None = None


class LiveStarted(EventBase, frozen=True, kw_only=True, tag="live.started"):
    """A live session opened."""

    PRIVATE = ("title", "ip")

    live: v.Id
    host: v.Id
    title: v.Name | None = None
    private: bool | None = None
    price: v.Amount | None = None
    currency: v.Currency | None = None
    per: v.Per | None = None
    device: v.Id | None = None
    ip: v.Name | None = None


class LiveEnded(EventBase, frozen=True, kw_only=True, tag="live.ended"):
    """A live session closed; `seconds` is its length."""

    live: v.Id
    host: v.Id
    seconds: v.Seconds
    guest: v.Id | None = None
    private: bool | None = None
    price: v.Amount | None = None
    currency: v.Currency | None = None
    device: v.Id | None = None

"""Matrix Synapse: the callbacks of its spam checker, as `synapse-http-antispam` posts them.

Each callback says who wants to do what, and where. Some are events of the contract too; a
login, a join and a message are facts, while a room that somebody may create, or a name that
somebody may look up, is not. An address that is invited by mail or phone is never kept.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from msgspec import field

from bantay.adapters.sources.chat import matrix
from bantay.adapters.sources.chat.matrix import Room
from bantay.adapters.sources.chat.shape import Events, Part, event, fitted, name
from bantay.adapters.sources.feeds.draft import Wrong, path
from bantay.model.events import GroupJoined, LoginSeen

Act = Literal["speak", "invite", "join", "enter", "found", "look"]
"""What is wanted: to say something, to invite, to join a room, to log in, to found or name or
list a room, to look somebody up."""
_CONTENT = ("m.room.message", "m.room.encrypted", "m.sticker")


class Asked(Part, frozen=True):
    """One call: who wants to do what, in which room; the events that it tells of.

    `invited` is whom `account` invites; `message` names what would be sent, `words` is what
    would be said, so that the same words again are known.
    """

    act: Act
    account: str
    group: str | None = None
    events: Events = field(default_factory=list)
    invited: str | None = None
    message: str | None = None
    words: str | None = None


class _Join(Part, frozen=True):
    user: str
    room: str
    is_invited: bool = False


class _Invite(Part, frozen=True):
    inviter: str
    room_id: str
    invitee: str | None = None


class _Founding(Part, frozen=True):
    user_id: str
    room_id: str | None = None


class _Search(Part, frozen=True):
    requester_id: str
    user_profile: dict[str, Any] = field(default_factory=dict)


class _Login(Part, frozen=True):
    user_id: str
    device_id: str | None = None
    request_info: list[tuple[str | None, str]] = field(default_factory=list)


def asked(callback: str, row: Mapping[str, Any], at: datetime, room: Room) -> Asked:
    """What a callback asks. `at` is when it came; only events of rooms carry their own time.

    Raises `Wrong` for arguments that do not fit, and for a callback that is not known.
    """
    read = CALLBACKS.get(callback)
    if read is None:
        raise Wrong("no callback of the spam checker that is known here", ())
    return read(row, at, room)


def _event(row: Mapping[str, Any], at: datetime, room: Room) -> Asked:
    inner = row.get("event")
    if not isinstance(inner, dict):
        raise Wrong("the arguments hold the event", path("event"), "event")
    one = fitted(inner, matrix.ClientEvent, "event")
    said = one.type in _CONTENT
    return Asked(
        act="speak" if said else "join" if one.type == "m.room.member" else "look",
        account=name(one.sender),
        group=name(one.room_id),
        events=matrix.events_of(inner, room),
        message=name(one.event_id) if said else None,
        words=one.text("body") if said else None,
    )


def _federated_invite(row: Mapping[str, Any], at: datetime, room: Room) -> Asked:
    """An invitation from another server; it comes again as `user_may_invite`."""
    inner = row.get("event")
    if not isinstance(inner, dict):
        raise Wrong("the arguments hold the event", path("event"), "event")
    one = fitted(inner, matrix.ClientEvent, "event")
    return Asked(
        act="invite",
        account=name(one.sender),
        group=name(one.room_id),
        invited=name(one.state_key) if one.state_key else None,
    )


def _join(row: Mapping[str, Any], at: datetime, room: Room) -> Asked:
    one = fitted(row, _Join)
    stamp = at.strftime("%Y%m%dT%H%M%S")
    joined = event(
        GroupJoined,
        id=name("matrix", "join", one.room, one.user, stamp),
        time=at,
        source="matrix",
        group=name(one.room),
        account=name(one.user),
        invited_by=room.invited_by,
    )
    return Asked(act="join", account=name(one.user), group=name(one.room), events=[joined])


def _knock(row: Mapping[str, Any], at: datetime, room: Room) -> Asked:
    """Another server asks for the form of a join: it may never be filled in."""
    one = fitted(row, _Join)
    return Asked(act="join", account=name(one.user), group=name(one.room))


def _invite(row: Mapping[str, Any], at: datetime, room: Room) -> Asked:
    one = fitted(row, _Invite)
    return Asked(
        act="invite",
        account=name(one.inviter),
        group=name(one.room_id),
        invited=name(one.invitee) if one.invitee else None,
    )


def _found(row: Mapping[str, Any], at: datetime, room: Room) -> Asked:
    one = fitted(row, _Founding)
    return Asked(
        act="found", account=name(one.user_id), group=name(one.room_id) if one.room_id else None
    )


def _search(row: Mapping[str, Any], at: datetime, room: Room) -> Asked:
    return Asked(act="look", account=name(fitted(row, _Search).requester_id))


def _login(row: Mapping[str, Any], at: datetime, room: Room) -> Asked:
    """A login, with the address of its last request."""
    one = fitted(row, _Login)
    ip = one.request_info[-1][1] if one.request_info else None
    device = name(one.device_id) if one.device_id else None
    stamp = at.strftime("%Y%m%dT%H%M%S%f")
    seen = event(
        LoginSeen,
        id=name("matrix", "login", one.user_id, stamp),
        time=at,
        source="matrix",
        account=name(one.user_id),
        device=device,
        ip=ip,
        action="login",
    )
    return Asked(act="enter", account=name(one.user_id), events=[seen])


CALLBACKS: dict[str, Callable[[Mapping[str, Any], datetime, Room], Asked]] = {
    "check_event_for_spam": _event,
    "user_may_join_room": _join,
    "accept_make_join": _knock,
    "user_may_invite": _invite,
    "federated_user_may_invite": _federated_invite,
    "user_may_send_3pid_invite": _invite,
    "user_may_create_room": _found,
    "user_may_create_room_alias": _found,
    "user_may_publish_room": _found,
    "check_username_for_spam": _search,
    "check_login_for_spam": _login,
}
"""Every callback that `synapse-http-antispam` 0.5 forwards, by its name."""

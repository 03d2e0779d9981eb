"""The callbacks of Synapse's spam checker, as the module posts them: recorded shapes."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bantay.adapters.sources.chat.matrix import Room
from bantay.adapters.sources.chat.matrix_spam import CALLBACKS, Asked, asked
from bantay.adapters.sources.feeds.draft import Wrong
from bantay.model.events import GroupJoined, LoginSeen, MessageSent

NOW = datetime(2026, 1, 10, 21, 15, tzinfo=UTC)
EVENT = {
    "type": "m.room.message",
    "room_id": "!room:example.org",
    "sender": "@user9001:example.org",
    "event_id": "$0001",
    "origin_server_ts": 1768079645000,
    "content": {"msgtype": "m.text", "body": "see you"},
    "unsigned": {"age_ts": 1768079645000},
}
PROFILE = {"user_id": "@ben:example.org", "display_name": "ben", "avatar_url": None}
RECORDED: dict[str, dict[str, Any]] = {
    "check_event_for_spam": {"event": EVENT},
    "user_may_join_room": {
        "user": "@user7002:example.org",
        "room": "!room:example.org",
        "is_invited": True,
    },
    "accept_make_join": {"user": "@user7002:example.net", "room": "!room:example.org"},
    "user_may_invite": {
        "inviter": "@user9001:example.org",
        "invitee": "@user7002:example.org",
        "room_id": "!room:example.org",
    },
    "federated_user_may_invite": {
        "event": {
            **EVENT,
            "type": "m.room.member",
            "state_key": "@user7002:example.org",
            "content": {"membership": "invite"},
        }
    },
    "user_may_send_3pid_invite": {
        "inviter": "@user9001:example.org",
        "medium": "email",
        "address": "someone@example.com",
        "room_id": "!room:example.org",
    },
    "user_may_create_room": {"user_id": "@user9001:example.org"},
    "user_may_create_room_alias": {"user_id": "@user9001:example.org", "room_alias": "#x:y"},
    "user_may_publish_room": {"user_id": "@user9001:example.org", "room_id": "!room:example.org"},
    "check_username_for_spam": {"user_profile": PROFILE, "requester_id": "@user9001:example.org"},
    "check_login_for_spam": {
        "user_id": "@user9001:example.org",
        "device_id": None,
        "initial_display_name": None,
        "request_info": [["agent/1", "192.0.2.7"]],
        "auth_provider_id": None,
    },
}
"""The arguments of each callback, as they were seen on the wire."""


def read(callback: str, row: dict[str, Any] | None = None, room: Room | None = None) -> Asked:
    """What a callback asks."""
    return asked(callback, RECORDED[callback] if row is None else row, NOW, room or Room())


def test_every_callback_has_a_recording() -> None:
    assert set(RECORDED) == set(CALLBACKS)


@pytest.mark.parametrize(
    ("callback", "act", "account"),
    [
        ("check_event_for_spam", "speak", "@user9001:example.org"),
        ("user_may_join_room", "join", "@user7002:example.org"),
        ("accept_make_join", "join", "@user7002:example.net"),
        ("user_may_invite", "invite", "@user9001:example.org"),
        ("federated_user_may_invite", "invite", "@user9001:example.org"),
        ("user_may_send_3pid_invite", "invite", "@user9001:example.org"),
        ("user_may_create_room", "found", "@user9001:example.org"),
        ("user_may_create_room_alias", "found", "@user9001:example.org"),
        ("user_may_publish_room", "found", "@user9001:example.org"),
        ("check_username_for_spam", "look", "@user9001:example.org"),
        ("check_login_for_spam", "enter", "@user9001:example.org"),
    ],
)
def test_who_wants_to_do_what(callback: str, act: str, account: str) -> None:
    one = read(callback)
    assert (one.act, one.account) == (act, account)


def test_a_message_is_an_event_by_its_own_name_and_time() -> None:
    one = read("check_event_for_spam")
    [event] = one.events
    assert isinstance(event, MessageSent) and (event.id, one.message) == ("$0001", "$0001")
    assert event.time.year == 2026 and one.words == "see you"


def test_an_encrypted_message_is_an_event_without_words() -> None:
    content = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "opaque"}
    row = {"event": {**EVENT, "type": "m.room.encrypted", "content": content}}
    one = read("check_event_for_spam", row)
    [event] = one.events
    assert isinstance(event, MessageSent) and event.absent == "encrypted" and one.words is None
    assert one.act == "speak"


def test_a_join_remembers_who_invited() -> None:
    [event] = read("user_may_join_room", room=Room(invited_by="@ana:example.org")).events
    assert isinstance(event, GroupJoined) and event.invited_by == "@ana:example.org"


def test_a_login_is_an_event() -> None:
    [event] = read("check_login_for_spam").events
    assert isinstance(event, LoginSeen) and event.ip == "192.0.2.7" and event.time == NOW


def test_an_address_that_is_invited_is_kept_nowhere() -> None:
    assert b"someone" not in msgspec.json.encode(read("user_may_send_3pid_invite"))


@pytest.mark.parametrize("callback", ["user_may_create_room", "user_may_invite"])
def test_what_may_happen_is_no_fact(callback: str) -> None:
    assert read(callback).events == []


def test_an_unknown_callback_is_refused() -> None:
    with pytest.raises(Wrong):
        asked("check_media_file_for_spam", {}, NOW, Room())


@given(
    st.sampled_from(sorted(CALLBACKS)),
    st.dictionaries(
        st.sampled_from(["event", "user", "room", "inviter", "user_id", "request_info"]),
        st.none() | st.integers() | st.text(max_size=5) | st.lists(st.none(), max_size=2),
    ),
)
def test_any_arguments_are_read_or_refused(callback: str, row: dict[str, Any]) -> None:
    try:
        assert isinstance(asked(callback, row, NOW, Room()), Asked)
    except Wrong as wrong:
        assert wrong.reason

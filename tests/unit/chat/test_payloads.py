"""Chat servers' payloads: golden ones, what is wrong and where, any bytes, nothing invented."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _house import ROOT
from bantay.adapters.sources import guess_mapping, needs_mapping, open_sources
from bantay.adapters.sources.any_record import read_record
from bantay.adapters.sources.chat import PLATFORMS, discord, matrix, read, reader_of, xmpp
from bantay.adapters.sources.chat.shape import ID_MAX, milliseconds, moment, name, reason_of
from bantay.adapters.sources.feeds.draft import Wrong
from bantay.adapters.sources.problem import Problem
from bantay.errors import InputError
from bantay.model.events import Event, GroupJoined, MessageEdited, MessageSent, NoticeFiled
from bantay.ports.source import Reject

GOLDEN = ROOT / "tests" / "golden" / "chat"
FILES = sorted(path.name for path in GOLDEN.iterdir() if path.suffix in (".jsonl", ".json"))


def rows(platform: str) -> list[dict[str, Any]]:
    """The recorded payloads of a platform."""
    text = (GOLDEN / f"{platform}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def all_of(path: Path, size: int = 1_000, after: int = 0) -> tuple[list[Event], list[Reject]]:
    """All that a file gives."""
    [source] = open_sources([path])
    chunks = list(source.chunks(size, after))
    events = [event for chunk in chunks for event in chunk.events]
    return events, [reject for chunk in chunks for reject in chunk.rejects]


@pytest.mark.parametrize("file", FILES)
def test_a_recording_gives_its_events(file: str) -> None:
    events, rejects = all_of(GOLDEN / file)
    lines = (GOLDEN / f"{file}.events").read_text("utf-8").splitlines()
    assert [msgspec.json.encode(event).decode() for event in events] == lines
    assert rejects == [] and not needs_mapping(GOLDEN / file)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("size", [1, 3])
def test_cuts_and_resuming_change_nothing(file: str, size: int) -> None:
    whole, _ = all_of(GOLDEN / file)
    assert all_of(GOLDEN / file, size)[0] == whole
    for after in (1, 3):
        rest, _ = all_of(GOLDEN / file, size, after)
        assert rest == whole[len(whole) - len(rest) :] and len(rest) < len(whole)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_platform_knows_its_own_payloads_and_no_others(platform: str) -> None:
    known, _ = PLATFORMS[platform]
    for other in PLATFORMS:
        mine = [known(row) for row in rows(other.replace(" ", "_"))]
        assert all(mine) if other == platform else not any(mine), other


def test_an_event_of_the_contract_is_no_payload() -> None:
    assert reader_of({"type": "message.sent", "id": "m", "time": "x", "account": "a"}) is None
    assert read({}) is None


def test_records_are_not_guessed_at() -> None:
    with pytest.raises(InputError, match="read as they are"):
        guess_mapping(GOLDEN / "matrix.jsonl")


# ------------------------------------------------------------------ Matrix


def matrix_event(kind: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A client event."""
    return {
        "type": kind,
        "room_id": "!r:example.org",
        "sender": "@ana:example.org",
        "event_id": "$1",
        "origin_server_ts": 1768079645000,
        "content": content,
        **more,
    }


def test_an_encrypted_message_is_known_by_what_stands_around_it() -> None:
    [event] = matrix.events_of(matrix_event("m.room.encrypted", {"ciphertext": "secret words"}))
    assert isinstance(event, MessageSent)
    assert event.absent == "encrypted" and event.text is None
    assert b"secret" not in msgspec.json.encode(event)


def test_a_talk_of_two_is_no_group_and_a_join_remembers_who_invited() -> None:
    said = matrix_event("m.room.message", {"msgtype": "m.text", "body": "hi"})
    [event] = matrix.events_of(said, matrix.Room(direct=True))
    assert isinstance(event, MessageSent) and (event.group, event.channel) == (None, "direct")
    join = matrix_event("m.room.member", {"membership": "join"}, state_key="@ben:example.org")
    [joined] = matrix.events_of(join, matrix.Room(invited_by="@ana:example.org"))
    assert isinstance(joined, GroupJoined) and joined.invited_by == "@ana:example.org"


def test_a_longer_quotation_is_not_taken_for_what_was_said() -> None:
    content = {"msgtype": "m.text", "body": "> a\n> b\n\nc\n> d"}
    [plain] = matrix.events_of(matrix_event("m.room.message", content))
    content["m.relates_to"] = {"m.in_reply_to": {"event_id": "$0"}}  # type: ignore[assignment]
    [reply] = matrix.events_of(matrix_event("m.room.message", content))
    assert isinstance(plain, MessageSent) and plain.text == "> a\n> b\n\nc\n> d"
    assert isinstance(reply, MessageSent) and reply.text == "c\n> d"


def test_an_id_longer_than_ours_is_cut_and_stays_itself() -> None:
    long = "$" + "x" * 254
    [event] = matrix.events_of(matrix_event("m.room.message", {"body": "hi"}, event_id=long))
    [other] = matrix.events_of(matrix_event("m.room.message", {"body": "hi"}, event_id=long + "y"))
    assert len(event.id) <= ID_MAX and event.id != other.id


# ------------------------------------------------------------------ Discord and XMPP


def test_without_the_intent_an_empty_text_says_why() -> None:
    [first, *_] = rows("discord")
    [event] = discord.events_of(first)
    assert isinstance(event, MessageSent) and event.absent == "policy"


def test_a_report_goes_to_a_third_party_only_when_its_reporter_said_so() -> None:
    """XEP-0377: passing on needs the opt-in; the server's own engine needs none."""
    block = next(row for row in rows("xmpp") if "<block" in row["stanza"])
    assert "third-party" not in block["stanza"]
    assert xmpp.events_of(block) == []
    [own] = xmpp.events_of(block, third_party=False)
    assert isinstance(own, NoticeFiled) and own.subject == "user9001@example.org"
    wanted = "<third-party xmlns='urn:xmpp:reporting:1'/>"
    block["stanza"] = block["stanza"].replace("</report>", f"{wanted}</report>")
    assert xmpp.events_of(block) == [own]


def test_abuse_is_triage_and_not_a_harm() -> None:
    [notice] = [e for row in rows("xmpp") for e in xmpp.events_of(row) if e.id.endswith("block1")]
    assert isinstance(notice, NoticeFiled) and notice.reason == "other"


@pytest.mark.parametrize(
    "stanza",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><message>&b;</message>',
        "<?xml version='1.0'?><message/>",
        "<message><!-- --></message>",
        "<message",
        "<message>" + "x" * (1 << 18) + "</message>",
        "<message>&undefined;</message>",
    ],
)
def test_a_stanza_made_to_harm_is_refused(stanza: str) -> None:
    with pytest.raises(Wrong):
        xmpp.events_of({"stanza": stanza, "received_at": "2026-01-10T21:14:05Z"})


def test_a_message_of_a_room_is_its_writers_and_not_the_rooms() -> None:
    text = "<message type='groupchat' from='r@c.example.org/Ana' to='ben@example.org' id='1'>"
    row = {"stanza": text + "<body>hi</body></message>", "received_at": "2026-01-10T21:14:05Z"}
    [event] = xmpp.events_of({**row, "user": "ana@example.org/phone"})
    assert isinstance(event, MessageSent) and event.account == "ana@example.org"


def test_a_correction_names_what_it_corrects() -> None:
    events = [event for row in rows("xmpp") for event in xmpp.events_of(row)]
    first = next(e for e in events if isinstance(e, MessageSent))
    edit = next(e for e in events if isinstance(e, MessageEdited))
    assert edit.message == first.message


# ------------------------------------------------------------------ what is wrong


@pytest.mark.parametrize(
    ("platform", "old", "new", "field"),
    [
        ("matrix", '"origin_server_ts": 1768079646000', '"origin_server_ts": "soon"', None),
        ("matrix", '"origin_server_ts": 1768079646000', '"origin_server_ts": -5', "time"),
        ("discord", '"channel_id": "1100000000000000002"', '"channel_id": 7', None),
        ("mattermost", '"pending_post_id": "user9001:1768079645000"', '"x": ""', "id"),
        ("rocketchat", '"received_at": "2026-01-10T21:14:05Z"', '"received_at": "2026"', "time"),
        ("xmpp", 'to=\\"ben@example.org\\"', "", None),
    ],
)
def test_what_is_wrong_is_said_with_its_column_and_nothing_of_what_was_said(
    tmp_path: Path, platform: str, old: str, new: str, field: str | None
) -> None:
    text = (GOLDEN / f"{platform}.jsonl").read_text("utf-8")
    assert old in text
    path = tmp_path / f"{platform}.jsonl"
    path.write_text(text.replace(old, new, 1), "utf-8")
    events, [reject] = all_of(path)
    assert reject.line == 1 and (reject.column or 0) >= 1 and len(events) > 3
    assert field is None or reject.field == field
    assert "eight" not in reject.reason and "bread" not in reject.reason


def test_a_cut_last_line_is_reported_and_read_again(tmp_path: Path) -> None:
    whole = (GOLDEN / "matrix.jsonl").read_bytes()
    path = tmp_path / "matrix.jsonl"
    path.write_bytes(whole[:-40])
    [source] = open_sources([path])
    [chunk] = source.chunks(1_000, 0)
    assert len(chunk.rejects) == 1 and chunk.consumed == len(whole.splitlines()) - 1


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    assert isinstance(read_record(raw), list | Problem)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)


@given(st.data())
def test_a_payload_with_any_part_replaced_is_read_or_refused(data: st.DataObject) -> None:
    platform = data.draw(st.sampled_from([name.replace(" ", "_") for name in PLATFORMS]))
    row = data.draw(st.sampled_from(rows(platform)))
    part = row
    while True:
        key = data.draw(st.sampled_from(sorted(part)))
        if not (isinstance(part[key], dict) and part[key] and data.draw(st.booleans())):
            break
        part = part[key]
    part[key] = data.draw(values)
    found = read_record(msgspec.json.encode(row))
    assert isinstance(found, list | Problem)


# ------------------------------------------------------------------ small things


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("she is a MINOR", "minor_safety"),
        ("spam and a scam", "scam"),
        ("fake account", "impersonation"),
        ("", "other"),
        (None, "other"),
    ],
)
def test_a_reason_is_the_nearest_of_the_closed_list(text: str | None, reason: str) -> None:
    assert reason_of(text) == reason


@pytest.mark.parametrize("value", [None, 0, -1, True, 1 << 60])
def test_what_is_no_time_is_refused(value: int | None) -> None:
    with pytest.raises(Wrong):
        milliseconds(value)


def test_a_time_has_a_zone() -> None:
    assert moment("2026-01-10T21:14:05Z").microsecond == 0
    with pytest.raises(Wrong):
        moment("2026-01-10T21:14:05")


def test_names_join_what_is_there() -> None:
    assert name("a", "", "b") == "a-b"

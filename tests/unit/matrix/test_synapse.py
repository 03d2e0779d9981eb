"""A real homeserver asks a real Bantay; what counts is what real clients get to see."""

import json
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import quote

import pytest

from _house import ROOT
from bantay.adapters.bridges.list_rooms import ListRooms
from bantay.adapters.bridges.policy_lists import rules
from bantay.adapters.sources.any_record import read_record
from bantay.adapters.store import open_store
from bantay.bench.homeserver import Client, Homeserver, homeserver, installed, module
from bantay.bench.protected import Protector, protector
from bantay.errors import StoreError
from bantay.model.events import MediaShared, NoticeFiled
from bantay.ports.acting import DecisionFilter
from tests.unit.bridges.test_policy_lists import alarm

CALLBACKS = [
    "check_event_for_spam",
    "user_may_join_room",
    "user_may_invite",
    "federated_user_may_invite",
    "user_may_send_3pid_invite",
    "user_may_create_room",
    "user_may_create_room_alias",
    "user_may_publish_room",
    "check_login_for_spam",
]
"""Every callback that this Synapse knows and that can be failed by this module without harm; see
what it breaks in the last tests."""
PIECES = ("my number is 0770", "0900", "143 k?")
Room = tuple[Homeserver, Protector]


@pytest.fixture(scope="module")
def python() -> Path:
    """An interpreter that has Synapse."""
    return installed(ROOT)


@pytest.fixture(scope="module")
def guarded(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A homeserver that asks Bantay. Messages go on without it, invitations do not."""
    folder = tmp_path_factory.mktemp("guarded")
    with protector(folder / "bantay") as ours:
        plugged = module(
            ours.url,
            ours.key,
            do_ping=True,
            enabled_callbacks=CALLBACKS,
            fail_open=dict.fromkeys(set(CALLBACKS) - {"user_may_invite"}, True),
        )
        with homeserver(python, folder / "synapse", [plugged, hashes(ours)]) as theirs:
            yield theirs, ours


def hashes(ours: Protector) -> dict[str, Any]:
    """The module that tells the hashes of uploads."""
    config = {"base_url": ours.url, "key_path": str(ours.key)}
    return {"module": "bantay_media.MediaHashes", "config": config}


def test_a_contact_in_three_pieces_is_stopped_at_the_third(guarded: Room) -> None:
    theirs, _ = guarded
    ana, ben = theirs.account("ana"), theirs.account("ben")
    room = ana.room(ben.user)
    assert ben.join(room)[0] == 200
    for text in ("hello", *PIECES[:2]):
        assert ana.say(room, text)[0] == 200
    status, said = ana.say(room, PIECES[2])
    assert status == 403 and said["errcode"] == "M_FORBIDDEN"
    assert "You can ask" in said["error"] and "0770" not in said["error"]
    assert ben.sees(room) == ["hello", *PIECES[:2]] == ana.sees(room)
    assert ana.say(room, PIECES[2])[0] == 403  # the same again
    assert ben.say(room, "are you there?")[0] == 200  # nobody else is stopped
    assert ana.invite(room, theirs.account("cem").user)[0] == 403
    assert ana.sees(room)[-1] == "are you there?"  # who is restricted still reads


def test_killed_and_started_again_it_goes_on_as_configured(guarded: Room) -> None:
    theirs, ours = guarded
    dora, emil = theirs.account("dora"), theirs.account("emil")
    room = dora.room(emil.user)
    emil.join(room)
    for text in PIECES[:2]:
        assert dora.say(room, text)[0] == 200
    ours.kill()
    assert dora.say(room, PIECES[2])[0] == 200  # configured to fail open: chat goes on
    assert emil.sees(room) == list(PIECES)
    other = theirs.account("fay")
    status, said = dora.invite(room, other.user)  # configured to fail closed
    assert status >= 400 and said["errcode"] == "M_UNKNOWN"
    assert theirs.login("fay")[0] == 200
    ours.start()
    assert dora.invite(room, other.user)[0] == 200
    # the pieces from before the kill were kept: the last one again is the third
    assert dora.say(room, PIECES[2])[0] == 403
    store = open_store(ours.folder / "store", create=False)
    try:
        held = [d for d in store.decisions(DecisionFilter()) if d.subject.id == dora.user]
        assert [d.status for d in held] == ["open"]
    finally:
        store.close()


def acts(theirs: Homeserver, ana: Client, ben: Client, room: str, turn: int) -> dict[str, int]:
    """What real clients get for everything that the callbacks are asked about; the status."""
    alias = quote(f"#alias{turn}:example.org", safe="")
    there = "/_matrix/client/v3/directory"
    listed = {"visibility": "public"}
    return {
        "check_event_for_spam": ana.say(room, f"hello {turn}")[0],
        "user_may_invite": ana.invite(room, ben.user)[0],
        "user_may_join_room": ben.join(room)[0],
        "user_may_create_room": ana.call("POST", "/_matrix/client/v3/createRoom", {})[0],
        "user_may_create_room_alias": ana.call("PUT", f"{there}/room/{alias}", {"room_id": room})[
            0
        ],
        "user_may_publish_room": ana.call("PUT", f"{there}/list/room/{quote(room)}", listed)[0],
        "check_login_for_spam": theirs.login("ana")[0],
    }


def test_a_wrong_key_is_an_outage_and_no_denial(
    python: Path, tmp_path: Path, guarded: Room
) -> None:
    """Every callback that is configured to fail open does: nobody notices."""
    _, ours = guarded
    wrong = tmp_path / "wrong.key"
    wrong.write_text("bantay_0000_nothing")
    open_ = dict.fromkeys(CALLBACKS, True)
    plugged = module(ours.url, wrong, enabled_callbacks=CALLBACKS, fail_open=open_)
    with homeserver(python, tmp_path / "synapse", [plugged]) as theirs:
        ana, ben = theirs.account("ana"), theirs.account("ben")
        assert set(acts(theirs, ana, ben, ana.room(), 1).values()) == {200}


def test_an_encrypted_message_is_metadata(guarded: Room) -> None:
    theirs, ours = guarded
    gil = theirs.account("gil")
    room = gil.room()
    secret = {"algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "opaque", "session_id": "s"}
    status, sent = gil.send(room, "m.room.encrypted", secret)
    assert status == 200
    store = open_store(ours.folder / "store", create=False)
    try:
        found = [r for _, r in store.log() if getattr(r, "id", None) == sent["event_id"]]
        assert [(r.absent, r.text) for r in found] == [("encrypted", None)]  # type: ignore[union-attr]
    finally:
        store.close()


def test_the_hash_of_an_upload_comes_with_the_message_that_carries_it(guarded: Room) -> None:
    """The module of deploy/synapse tells the hash; whose picture it is, the message says."""
    theirs, ours = guarded
    jan = theirs.account("jan")
    room, picture = jan.room(), b"\x89PNG not really a picture"
    url = jan.upload(picture)
    assert url.startswith("mxc://example.org/")
    shown = {"msgtype": "m.image", "body": "a picture", "url": url}
    assert jan.send(room, "m.room.message", shown)[0] == 200
    store = open_store(ours.folder / "store", create=False)
    try:
        [shared] = [r for _, r in store.log() if isinstance(r, MediaShared) and r.media == url]
    finally:
        store.close()
    assert shared.account == jan.user and shared.sha256 == sha256(picture).hexdigest()


def test_reports_come_in_as_notices(guarded: Room) -> None:
    """What a client reports is read from the homeserver's own list."""
    theirs, _ = guarded
    hana, ivo = theirs.account("hana"), theirs.account("ivo")
    admin = theirs.account("root", admin=True)
    room = hana.room(ivo.user)
    ivo.join(room)
    _, sent = hana.say(room, "give me your picture or I tell everybody")
    assert ivo.report(room, sent["event_id"], "blackmail") == 200
    assert (
        ivo.call("POST", f"/_matrix/client/v3/users/{hana.user}/report", {"reason": "scam"})[0]
        == 200
    )
    notices: list[Any] = []
    for list_ in ("event_reports", "user_reports"):
        _, body = admin.call("GET", f"/_synapse/admin/v1/{list_}")
        for kept in body[list_]:
            found = read_record(json.dumps(kept).encode())
            assert isinstance(found, list)
            notices += found
    assert all(isinstance(notice, NoticeFiled) for notice in notices)
    told = {(n.subject, n.reason, n.reporter) for n in notices if n.reporter == ivo.user}
    assert told == {(hana.user, "extortion", ivo.user), (hana.user, "scam", ivo.user)}


def test_a_list_is_published_and_taken_back(guarded: Room, tmp_path: Path) -> None:
    """The way back first: what stood in a room is gone from its state, by the room's own word."""
    theirs, _ = guarded
    keeper, mallory = theirs.account("keeper"), "@mallory:example.org"
    room, (token, url) = keeper.room(public=False), _access(keeper, theirs, tmp_path)
    lists = ListRooms(url, token, {"extortion-confirmed": room})
    wanted = rules([alarm(), alarm("@other:example.org"), alarm(hypothesis="broker")])
    assert [rule.list for rule in lists.publish(wanted)] == ["extortion-confirmed"] * 2
    assert lists.publish(wanted) == []  # it stands already
    assert _listed(keeper, room) == {mallory, "@other:example.org"}
    her = alarm(mallory, "controlled_performer")
    [gone] = lists.publish(rules([alarm(), alarm("@other:example.org"), her]))
    assert gone.content == {} and _listed(keeper, room) == {"@other:example.org"}
    ben = theirs.account("nobody")
    with pytest.raises(StoreError, match="403"):
        ListRooms(url, _token(ben, tmp_path), {"extortion-confirmed": room}).publish(wanted)


def _access(client: Client, theirs: Homeserver, folder: Path) -> tuple[Path, str]:
    return _token(client, folder), f"http://127.0.0.1:{theirs.port}"


def _token(client: Client, folder: Path) -> Path:
    path = folder / f"{client.user[1:].partition(':')[0]}.token"
    path.write_text(client.token)
    return path


def _listed(client: Client, room: str) -> set[str]:
    _, state = client.call("GET", f"/_matrix/client/v3/rooms/{quote(room)}/state")
    events: list[Any] = list(state)
    kinds = [event for event in events if event["type"] == "m.policy.rule.user"]
    return {event["content"]["entity"] for event in kinds if event["content"]}


# ------------------------------------------------------------------ what the module breaks


def test_all_callbacks_at_once_do_not_start(python: Path, tmp_path: Path) -> None:
    """Module 0.5.1 offers one callback that Synapse 1.157 does not know. When this fails, a
    newer pair of them works together: take the warning out of docs/guide/plugging-in.md."""
    plugged = module("http://127.0.0.1:9/", _empty(tmp_path))
    with (
        pytest.raises(RuntimeError, match="accept_make_join"),
        homeserver(python, tmp_path / "synapse", [plugged]),
    ):
        pass


class Switch(BaseHTTPRequestHandler):
    """A Bantay that allows everything, or hangs up."""

    up = True
    paths: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.paths.append(self.path)
        self.rfile.read(int(self.headers["content-length"]))
        if not self.up:
            self.connection.close()
            return
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Quietly."""


@pytest.fixture(scope="module")
def closed(
    python: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Homeserver, type[Switch]]]:
    """A homeserver on which every callback fails closed, and what it asks."""
    folder = tmp_path_factory.mktemp("closed")
    switch = type("Switched", (Switch,), {"paths": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), switch)
    Thread(target=server.serve_forever, daemon=True).start()
    every = [*CALLBACKS, "check_username_for_spam"]
    plugged = module(
        f"http://127.0.0.1:{server.server_port}",
        _empty(folder),
        enabled_callbacks=every,
        fail_open=dict.fromkeys(every, False),
    )
    with homeserver(python, folder / "synapse", [plugged]) as theirs:
        yield theirs, switch
    server.shutdown()
    server.server_close()


def test_every_callback_fails_closed_where_that_is_configured(
    closed: tuple[Homeserver, type[Switch]],
) -> None:
    theirs, bantay = closed
    ana, ben = theirs.account("ana"), theirs.account("ben")
    room = ana.room()
    bantay.up = False
    stopped = acts(theirs, ana, ben, room, 1)
    assert [name for name, status in stopped.items() if status < 400] == []
    assert ben.sees(room) == []
    bantay.up = True
    after = acts(theirs, ana, ben, room, 2)
    assert after.pop("user_may_create_room_alias") == 403  # see the next test
    assert set(after.values()) == {200}, after


def test_the_name_of_a_room_is_not_to_be_asked_about(
    closed: tuple[Homeserver, type[Switch]],
) -> None:
    """The module cannot write an alias as JSON, so nobody is asked and its `fail_open` decides.
    When this fails, the callback can be recommended."""
    theirs, bantay = closed
    eva = theirs.account("eva")
    room, asked = eva.room(), len(bantay.paths)
    there = "/_matrix/client/v3/directory/room/" + quote("#eva:example.org", safe="")
    assert eva.call("PUT", there, {"room_id": room})[0] == 403
    assert bantay.paths[asked:] == []


def test_looking_people_up_is_not_to_be_asked_about(
    closed: tuple[Homeserver, type[Switch]],
) -> None:
    """Whatever is answered, the module says "spam" to Synapse: everybody would vanish from the
    directory. When this fails, the callback can be recommended."""
    theirs, _ = closed
    cem, dora = theirs.account("cem"), theirs.account("dora")
    term = {"search_term": "dora"}
    found = cem.call("POST", "/_matrix/client/v3/user_directory/search", term)[1]["results"]
    assert found == [] and dora.user == "@dora:example.org"


def _empty(folder: Path) -> Path:
    path = folder / "key"
    path.write_text("none")
    return path

"""The contract that a homeserver's module calls: allowed, denied, and when there is no answer."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from msgspec import structs

from _apart import apart
from bantay.adapters.capabilities import Answer
from bantay.adapters.capabilities.config import Routed
from bantay.adapters.hashlists.shelf import Shelf
from bantay.bench.protected import POLICY
from bantay.errors import StoreError
from bantay.model.clock import moment
from bantay.model.decision import Order
from bantay.model.events import MediaShared
from bantay.model.evidence import Subject
from bantay.ports.hashlists import Entry, Gone, Print
from bantay.runtime.chosen import chosen
from bantay.runtime.serving import Full, Site, Taken
from bantay.runtime.serving.opening import open_site
from bantay.server import antispam
from bantay.server.antispam import Antispam, AntispamSettings, Remembered
from bantay.server.antispam_media import Uploads
from bantay.server.app import make_app

from .conftest import BASE, key

Client = TestClient[Any]
ROOM = "!room:example.org"


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site whose policy restricts those who hand contacts out in pieces."""
    folder: Path = tmp_path_factory.mktemp("guarded")
    (folder / "policy.toml").write_text(POLICY)
    routed = Routed(fallback=Answer())
    made = open_site(folder / "store", chosen(folder / "policy.toml"), capabilities=routed)
    yield made
    made.close()


@pytest.fixture
def asking(guarded: Site) -> Iterator[Client]:
    """A homeserver's module with its key."""
    settings = AntispamSettings(deadline=60.0)
    app = make_app(guarded, extra_handlers=antispam.handlers(settings), own_site=False)
    with TestClient(app, base_url=BASE) as client:
        client.headers.update(key(guarded, "events"))
        yield client


def said(who: str, text: str, n: int, **more: Any) -> dict[str, Any]:
    """The arguments of a message's check."""
    event = {
        "type": "m.room.message",
        "room_id": ROOM,
        "sender": f"@{who}:example.org",
        "event_id": f"${who}{n}",
        "origin_server_ts": int(time.time() * 1000),
        "content": {"msgtype": "m.text", "body": text},
        **more,
    }
    return {"event": event}


def ask(client: Client, row: dict[str, Any], callback: str = "check_event_for_spam") -> int:
    """The status of an answer."""
    return client.post(f"/v1/matrix/{callback}", json=row).status_code


def restrict(client: Client, who: str) -> None:
    """Three pieces of a contact."""
    for n, text in enumerate(("my number is 0770", "0900")):
        assert ask(client, said(who, text, n)) == 200
    assert ask(client, said(who, "143 k?", 2)) == 403


def test_the_ping_comes_back(asking: Client) -> None:
    answer = asking.post("/v1/matrix/ping", json={"id": "1768079645"})
    assert (answer.status_code, answer.json()) == (200, {"id": "1768079645", "status": "ok"})


def test_the_third_piece_is_denied_in_words_for_its_sender(asking: Client) -> None:
    restrict(asking, "ana")
    answer = asking.post("/v1/matrix/check_event_for_spam", json=said("ana", "hello", 9))
    told = answer.json()
    assert answer.status_code == 403 and told["errcode"] == "M_FORBIDDEN"
    assert "possible" not in told["error"] and "alarm" not in told["error"]  # no tipping off
    assert ask(asking, said("ben", "hello", 1)) == 200


def test_the_same_event_gets_the_same_answer(asking: Client) -> None:
    """Synapse asks several times about one event (element-hq/synapse #4071)."""
    restrict(asking, "cem")
    assert [ask(asking, said("cem", "143 k?", 2)) for _ in range(3)] == [403, 403, 403]
    assert [ask(asking, said("dora", "hello", 1)) for _ in range(3)] == [200, 200, 200]


def test_what_stands_is_known_to_a_new_server(asking: Client, guarded: Site) -> None:
    restrict(asking, "emil")
    app = make_app(guarded, extra_handlers=antispam.handlers(), own_site=False)
    with TestClient(app, base_url=BASE) as other:
        other.headers.update(key(guarded, "events"))
        assert ask(other, said("emil", "hello", 9)) == 403


@pytest.mark.parametrize(
    ("callback", "row", "status"),
    [
        (
            "user_may_invite",
            {"inviter": "@fay:example.org", "invitee": "@b:c", "room_id": ROOM},
            403,
        ),
        (
            "user_may_send_3pid_invite",
            {
                "inviter": "@fay:example.org",
                "medium": "email",
                "address": "a@example.com",
                "room_id": ROOM,
            },
            403,
        ),
        (
            "user_may_join_room",
            {"user": "@fay:example.org", "room": ROOM, "is_invited": False},
            200,
        ),
        ("user_may_create_room", {"user_id": "@fay:example.org"}, 200),
        ("user_may_publish_room", {"user_id": "@fay:example.org", "room_id": ROOM}, 200),
        ("check_username_for_spam", {"user_profile": {}, "requester_id": "@fay:example.org"}, 200),
        ("check_login_for_spam", {"user_id": "@fay:example.org", "request_info": []}, 200),
    ],
)
def test_restricted_means_reaching_nobody_and_no_more(
    asking: Client, callback: str, row: dict[str, Any], status: int
) -> None:
    if ask(asking, said("fay", "hello", 9)) == 200:
        restrict(asking, "fay")
    assert ask(asking, row, callback) == status


def test_an_invitation_is_told_with_the_join(asking: Client, guarded: Site) -> None:
    invited = {"inviter": "@gil:example.org", "invitee": "@hana:example.org", "room_id": ROOM}
    assert ask(asking, invited, "user_may_invite") == 200
    joins = {"user": "@hana:example.org", "room": ROOM, "is_invited": True}
    assert ask(asking, joins, "user_may_join_room") == 200
    found = [r for _, r in guarded.reader.log() if getattr(r, "account", "") == joins["user"]]
    assert [getattr(r, "invited_by", None) for r in found] == ["@gil:example.org"]


# ------------------------------------------------------------------ no answer is no denial


def unanswered(client: Client, row: Any, callback: str = "check_event_for_spam") -> int:
    """The status, of an answer that the module cannot read as a denial."""
    answer = client.post(f"/v1/matrix/{callback}", json=row)
    assert answer.headers["content-type"].startswith("text/plain")
    with pytest.raises(ValueError):
        answer.json()
    return answer.status_code


@pytest.mark.parametrize(
    ("row", "callback", "status"),
    [
        ({"event": {"type": "m.room.message"}}, "check_event_for_spam", 400),
        ({}, "user_may_invite", 400),
        ([1], "check_event_for_spam", 400),
        ({}, "check_media_file_for_spam", 404),
    ],
)
def test_arguments_that_do_not_fit(asking: Client, row: Any, callback: str, status: int) -> None:
    assert unanswered(asking, row, callback) == status


@pytest.mark.parametrize("given", [{}, {"authorization": "Bearer nonsense"}])
def test_without_a_key_that_fits(asking: Client, given: dict[str, str]) -> None:
    asking.headers.pop("authorization")
    asking.headers.update(given)
    assert unanswered(asking, said("ivo", "hello", 1)) == 401


def test_with_a_key_for_something_else(asking: Client, guarded: Site) -> None:
    asking.headers.update(key(guarded, "labels"))
    assert unanswered(asking, said("ivo", "hello", 1)) == 403


def test_a_full_queue_and_a_slow_engine(guarded: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = AntispamSettings(deadline=0.05)
    app = make_app(guarded, extra_handlers=antispam.handlers(quick), own_site=False)
    with TestClient(app, base_url=BASE) as client:
        client.headers.update(key(guarded, "events"))
        monkeypatch.setattr(guarded.service, "post", lambda posting: Future[Taken]())
        assert unanswered(client, said("jon", "hello", 1)) == 504

        def full(posting: Any) -> Future[Taken]:
            raise Full(3.0)

        monkeypatch.setattr(guarded.service, "post", full)
        assert unanswered(client, said("jon", "hello", 2)) == 503


# ------------------------------------------------------------------ what is taken away


def _answered(monkeypatch: pytest.MonkeyPatch, site: Site, *orders: Order) -> None:
    """Let the engine answer with these orders once, and with none from then on."""
    left = [Taken(orders=orders)]

    def post(posting: Any) -> Future[Taken]:
        done = Future[Taken]()
        done.set_result(left.pop() if left else Taken())
        return done

    monkeypatch.setattr(site.service, "post", post)


def _order(target: str, kind: str = "remove_content") -> Order:
    return Order(
        order=f"d.{kind}",
        decision="d",
        kind=kind,  # type: ignore[arg-type]
        target=Subject("message", target),
        time=moment(0),
        automatic=True,
    )


def test_a_message_that_is_taken_away_stays_away_when_it_is_sent_again(
    asking: Client, guarded: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answered(monkeypatch, guarded, _order("$kim1"))
    assert ask(asking, said("kim", "the same words", 1)) == 403
    assert ask(asking, said("kim", "the same words", 2)) == 403  # another event, the same words
    assert ask(asking, said("kim", "other words", 3)) == 200
    assert ask(asking, said("lee", "the same words", 4)) == 200


def test_an_order_about_an_earlier_message_denies_nothing(
    asking: Client, guarded: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    _answered(monkeypatch, guarded, _order("$max1"))
    assert ask(asking, said("max", "hello", 2)) == 200


def test_what_is_remembered_is_bounded() -> None:
    kept = Remembered(3)
    for n in range(5):
        kept.put(b"%d" % n, str(n))
    assert [kept.find(b"%d" % n, 60) for n in range(5)] == [None, None, "2", "3", "4"]
    assert kept.find(b"4", -1) is None


# ------------------------------------------------------------------ what stands, read again


class Slow:
    """A site whose store takes as long as a test wants, and says what it is told to."""

    def __init__(self) -> None:
        self.asked: list[asyncio.Future[list[Any]]] = []

    async def read(self, look: Any) -> list[Any]:
        """Wait until the test answers."""
        self.asked.append(asyncio.get_running_loop().create_future())
        return await self.asked[-1]


def test_an_order_that_comes_while_the_store_is_read_is_not_forgotten() -> None:
    async def story() -> None:
        room, site = Antispam(AntispamSettings(refresh=0.0)), Slow()
        reading = asyncio.create_task(room._refresh(site))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        held = structs.replace(_order("x"), kind="block_account", target=Subject("account", "ann"))
        room._standing.obey([held])
        room._meanwhile.append(held)
        site.asked[0].set_result([])  # read before the order was committed
        await reading
        assert room._standing.stops("speak", "ann", None)

    apart(story())


def test_at_the_beginning_everybody_waits_for_what_stands() -> None:
    async def story() -> None:
        room, site = Antispam(), Slow()
        waiting = [asyncio.create_task(room._refresh(site)) for _ in range(3)]  # type: ignore[arg-type]
        for _ in range(3):
            await asyncio.sleep(0)
        assert len(site.asked) == 1 and not any(task.done() for task in waiting)
        site.asked[0].set_result([])
        await asyncio.gather(*waiting)
        assert len(site.asked) == 1

    apart(story())


def test_a_store_that_cannot_be_read_is_asked_again() -> None:
    async def story() -> None:
        room, site = Antispam(), Slow()
        for _ in range(2):
            reading = asyncio.create_task(room._refresh(site))  # type: ignore[arg-type]
            await asyncio.sleep(0)
            site.asked[-1].set_exception(StoreError("gone"))
            with pytest.raises(StoreError):
                await reading
        assert len(site.asked) == 2

    apart(story())


# ------------------------------------------------------------------ hashes of uploads


def picture(who: str, n: int, url: str) -> dict[str, Any]:
    """A message that carries a picture."""
    content = {"msgtype": "m.image", "body": "a picture", "url": url}
    return said(who, "", n, content=content)


def shared(site: Site, url: str) -> MediaShared:
    """The picture's event in the log."""
    [found] = [r for _, r in site.reader.log() if isinstance(r, MediaShared) and r.media == url]
    return found


def test_a_message_gets_the_hash_of_what_was_uploaded(asking: Client, guarded: Site) -> None:
    url, digest = "mxc://example.org/one", "AB" * 32
    Shelf(guarded.reader.directory).load("peers", Known(digest.lower()))
    told = asking.post("/v1/matrix/media", json={"media": url, "sha256": digest})
    assert (told.status_code, told.json()) == (200, {})
    assert ask(asking, picture("kai", 1, url)) == 200
    one, other = shared(guarded, url), "mxc://example.org/two"
    assert one.sha256 == digest.lower() and one.account == "@kai:example.org"
    assert [(hit.source, hit.id) for hit in one.matches or ()] == [("peers", "e-1")]
    assert ask(asking, picture("kai", 2, other)) == 200
    assert shared(guarded, other).sha256 is None, "what was not told is not made up"


class Known:
    """A list with one hash."""

    whole = True

    def __init__(self, digest: str):
        self._digest = digest

    def changes(self) -> Iterator[Entry | Gone]:
        yield Entry("e-1", (Print("sha256", self._digest),))


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'{"media": "mxc://a/b"}', b'{"media": "m", "sha256": "short"}']
)
def test_an_upload_that_does_not_fit_is_no_denial(asking: Client, body: bytes) -> None:
    answer = asking.post("/v1/matrix/media", content=body)
    assert answer.status_code == 400 and answer.text.startswith("unanswered")


def test_uploads_that_are_remembered_are_bounded() -> None:
    kept = Uploads(most=2)
    for n in range(4):
        kept.take(b'{"media": "m%d", "sha256": "%s"}' % (n, b"0" * 64))
    assert list(kept._known) == ["m2", "m3"]

"""A script of attacks on a running server, each refused. What other files hold: forged sessions,
requests from other sites, oversized and slow bodies (`test_door`, `test_running`); every role and
every key at every endpoint (`test_rights`); markup in every field that somebody fills
(`unit/console/test_hostile`). Here: one's own cases and nobody else's, paths, other hosts."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest

from bantay.adapters.capabilities.webhook import Webhook
from bantay.adapters.hashlists.hma import HmaLookup
from bantay.bench.crowd import crowd
from bantay.cli.serve import _rooms
from bantay.errors import StoreError
from bantay.model.clock import moment
from bantay.model.decision import Order
from bantay.model.events import MediaShared
from bantay.model.evidence import Subject
from bantay.ports.acting import CapabilityError
from bantay.runtime.chosen import chosen
from bantay.runtime.serving import Site
from bantay.runtime.serving.opening import open_site
from bantay.server.app import make_app
from bantay.server.settings import ServerSettings

from .conftest import BASE, Client, ago, key, person, signed_in

OUTSIDE = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "....//....//etc/passwd",
    "..\\..\\bantay.db",
    "/etc/passwd",
    "shell/../../../bantay.db",
    "shell/app.js%00.css",
    "key",
)
"""Ways out of a folder that careless servers have taken."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Site]]:
    """The server as `bantay serve` puts it together, over four small cases and a ring."""
    folder = tmp_path_factory.mktemp("attacked") / "store"
    crowd(folder, 4, 5)
    site = open_site(folder, chosen())
    app = make_app(site, ServerSettings(), _rooms(site), own_site=False)
    from litestar.testing import TestClient

    with TestClient(app, base_url=BASE) as client:
        yield client, site
    site.close()


# ---------------------------------------------------------------------- between cases


def cases_of(client: Client, headers: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/v1/cases", headers=headers).json()
    return found


def test_nobody_works_on_a_case_beyond_their_scope(whole: tuple[Client, Site]) -> None:
    client, site = whole
    lead = signed_in(site, person(site, "lead", "wide-lead"))
    narrow = signed_in(site, person(site, "lead", "narrow-lead", "scam"))
    by_kind = {row["hypotheses"][0]: row["case"] for row in cases_of(client, lead)}
    assert {*by_kind} >= {"minor_at_risk", "controller", "scam"}
    assert [row["hypotheses"] for row in cases_of(client, narrow)] == [["scam"]]
    paged = client.get("/v1/cases?limit=1&offset=0", headers=narrow).json()
    assert [row["case"] for row in paged] == [by_kind["scam"]]
    answer = {"outcome": "other", "step": "watch", "reason": "mine now", "quotes": []}
    about = {"subject": {"kind": "account", "id": "acct-0"}, "part": "payer", "note": "so"}
    for kind in ("minor_at_risk", "controller", "broker_ring"):
        at = f"/v1/cases/{by_kind[kind]}"
        asked = [
            *(
                ("GET", f"{at}{path}", None)
                for path in ("?purpose=looking", "/view?purpose=looking")
            ),
            *(("GET", f"{at}/pictures/{name}", None) for name in ("graph", "money", "timeline")),
            ("GET", f"{at}/context?event=e-a-0&purpose=looking", None),
            ("GET", f"{at}/notice?step=nudge", None),
            ("GET", f"{at}/bundle?purpose=looking", None),
            *(("POST", f"{at}/{act}", None) for act in ("lease", "release", "undo")),
            ("POST", f"{at}/handover", {"note": "take it"}),
            ("POST", f"{at}/notes", {"text": "I was here"}),
            ("POST", f"{at}/decide", answer),
            ("POST", f"{at}/second-look", answer),
            ("POST", f"{at}/role", about),
            ("POST", f"{at}/reverse", {"reason": "mine"}),
            ("POST", f"{at}/hold", {"reason": "mine"}),
            ("DELETE", f"{at}/hold?reason=mine", None),
            ("PUT", f"{at}/draft", {"body": "{}"}),
        ]
        for method, path, body in asked:
            found = client.request(method, path, json=body, headers=narrow)
            assert found.status_code in (403, 404), (method, path, found.status_code, found.text)
    history = client.get(f"/v1/cases/{by_kind['controller']}?purpose=test", headers=lead).json()
    assert [one["type"] for one in history["history"] if one.get("by") == "narrow-lead"] == []


def test_one_persons_draft_is_nobody_elses(whole: tuple[Client, Site]) -> None:
    client, site = whole
    one = signed_in(site, person(site, "analyst", "drafts-one"))
    other = signed_in(site, person(site, "lead", "drafts-other"))
    case = cases_of(client, one)[0]["case"]
    put = client.put(f"/v1/cases/{case}/draft", json={"body": "only mine"}, headers=one)
    assert put.status_code == 204
    for path in (f"/v1/cases/{case}?purpose=looking", f"/v1/cases/{case}/view?purpose=looking"):
        assert "only mine" in client.get(path, headers=one).text
        assert "only mine" not in client.get(path, headers=other).text


# ---------------------------------------------------------------------- paths


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_path_leads_out_of_what_was_shipped(whole: tuple[Client, Site], path: str) -> None:
    client, site = whole
    lead = signed_in(site, person(site, "lead", "path-lead"))
    for begin in ("/console/", "/v1/cases/", "/v1/reports/", "/v1/alarms/"):
        for end in ("", "/document"):
            answer = client.get(f"{begin}{path}{end}", headers=lead)
            assert answer.status_code in (400, 403, 404, 405, 409, 422), (
                begin,
                path,
                answer.status_code,
            )
            assert b"root:" not in answer.content and b"SQLite" not in answer.content


def test_the_path_of_a_picture_is_never_opened(
    whole: tuple[Client, Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events may name files of the sender's own; a server keeps the name, and opens none."""
    client, site = whole
    opened: list[str] = []
    real = open

    def listening(file: Any, *more: Any, **how: Any) -> Any:
        opened.append(str(file))
        return real(file, *more, **how)

    monkeypatch.setattr("builtins.open", listening)
    events = [
        {"id": f"p-{n}", "time": ago(5), "type": "media.shared", "media": f"pic-{n}",
         "account": "u-9", "purpose": "profile", "path": path}
        for n, path in enumerate(OUTSIDE)
    ]  # fmt: skip
    answer = client.post("/v1/events", json=events, headers=key(site, "events"))
    assert answer.json()["accepted"] == len(OUTSIDE)
    assert [path for path in opened if "passwd" in path or path.endswith("key")] == []


# ---------------------------------------------------------------------- other hosts


@contextmanager
def host(location: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """A host of this machine that counts who asks; it may send them elsewhere."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(200 if location is None else 307)
            if location is not None:
                self.send_header("location", location)
            self.send_header("content-length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_POST

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        server.server_close()


ELSEWHERE = ("http://127.0.0.1:{}/latest/meta-data", "//127.0.0.1:{}/", "http://127.0.0.1:{}@x/")


@pytest.mark.parametrize("location", ELSEWHERE)
def test_a_webhooks_receiver_sends_us_nowhere_else(location: str) -> None:
    order = Order(
        order="o-1", decision="d-1", kind="warn", target=Subject("account", "u-1"),
        time=moment(0), automatic=True,
    )  # fmt: skip
    with host() as (inner, reached), host(location.format(inner)) as (port, asked):
        hook = Webhook("home", f"http://127.0.0.1:{port}/", [b"k" * 24])
        with pytest.raises(CapabilityError, match="not configured"):
            hook.act(order, 0)
    assert len(asked) == 1 and reached == []


@pytest.mark.parametrize("location", ELSEWHERE)
def test_a_source_of_hashes_sends_us_nowhere_else(location: str) -> None:
    picture = MediaShared(
        id="e", time=moment(0), account="u-7", media="m", pdq="ab" * 32, pdq_quality=90
    )
    with (
        host() as (inner, reached),
        host(location.format(inner)) as (port, asked),
        pytest.raises(StoreError),
    ):
        HmaLookup(f"http://127.0.0.1:{port}").matches([picture])
    assert len(asked) == 1 and reached == []


def test_what_an_event_says_is_never_called(whole: tuple[Client, Site]) -> None:
    """Addresses in texts, links, claims and names of other tools' records are read, not asked."""
    client, site = whole
    with host() as (port, asked):
        there = f"http://127.0.0.1:{port}/x"
        events: list[dict[str, Any]] = [
            {"id": "u-1", "time": ago(5), "type": "profile.updated", "account": "u-8",
             "bio": there, "links": [there]},
            {"id": "u-2", "time": ago(4), "type": "message.sent", "account": "u-8",
             "conversation": "c-8", "text": f"look {there}"},
            {"id": "u-3", "time": ago(3), "type": "media.shared", "account": "u-8", "media": there,
             "path": there, "qr": there},
        ]  # fmt: skip
        headers = key(site, "events")
        assert client.post("/v1/events", json=events, headers=headers).status_code == 200
        cloud = {
            "specversion": "1.0", "id": "x", "source": there, "type": "message.sent",
            "dataschema": there, "data": events[1] | {"id": "u-4"},
        }  # fmt: skip
        kind = {"content-type": "application/cloudevents+json"}
        body = msgspec.json.encode(cloud)
        client.post("/v1/events", content=body, headers=headers | kind)
    assert asked == []

"""The client against the server's own description, a server that fails on order, and a real one."""

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import pytest
import uvicorn

from bantay.adapters.capabilities import Answer
from bantay.adapters.capabilities.config import Routed
from bantay.cli import client_code
from bantay.client import ApiError, Client, Unreachable, answers
from bantay.client.wire import Answer as WireAnswer
from bantay.client.wire import Wire
from bantay.errors import InputError
from bantay.runtime.chosen import chosen
from bantay.runtime.serving import Site
from bantay.runtime.serving.opening import open_site
from bantay.server.app import HANDLERS, make_app
from bantay.server.description import described
from bantay.server.people import new_key, shown
from bantay.server.rights import SCOPE_RIGHTS
from bantay.server.running import config
from bantay.server.settings import ServerSettings

SCOPES = tuple(SCOPE_RIGHTS)


def hidden_number(account: str, n: int) -> Iterator[dict[str, Any]]:
    """Somebody hands the same number to many people: enough for a decision."""
    when = (datetime.now(UTC) - timedelta(seconds=5)).isoformat()
    for i in range(n):
        yield {
            "id": f"{account}-{i}",
            "time": when,
            "type": "message.sent",
            "account": account,
            "conversation": f"{account}-c{i}",
            "to": [f"{account}-t{i}"],
            "channel": "direct",
            "text": "write me outside: five five five, zero one four seven, +1 202 555 0147",
        }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("client") / "store"
    made = open_site(folder, chosen(), capabilities=Routed(fallback=Answer()))
    yield made
    made.close()


@pytest.fixture(scope="module")
def served(site: Site) -> Iterator[str]:
    app = make_app(site, ServerSettings(), own_site=False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(config(app, "127.0.0.1", port))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    site.stopping.set()
    thread.join(20)


def key(site: Site, *scopes: str) -> str:
    row, secret = new_key("client", scopes)
    site.reader.access.add_key(row, secret, "tests")
    return shown(row, secret)


@pytest.fixture
def client(site: Site, served: str) -> Iterator[Client]:
    with Client(served, key(site, *SCOPES)) as made:
        yield made


# ---------------------------------------------------------------------- with a real server


def test_events_become_decisions_and_orders_to_carry_out(client: Client) -> None:
    told = list(client.stream(hidden_number("u-c1", 40), batch=16))
    assert [one.accepted for one in told] == [16, 16, 8]
    decided = [decision for one in told for decision in one.decisions]
    assert decided and decided[0].subject.id == "u-c1"
    orders = [order for one in told for order in one.orders]
    assert orders and {order.decision for order in orders} <= {d.decision for d in decided}
    alarm = client.alarms(subject="u-c1").alarms[0]
    assert client.alarm(alarm.alarm) == alarm
    assert alarm.alarm in client.explanation(alarm.alarm, "json").decode()
    decision = client.decision(decided[0].decision)
    assert decision in client.decisions(subject="u-c1").decisions
    assert "possible" in client.statement(decision.decision).text
    assert client.orders().orders
    assert client.may_list("l-none").listable
    assert client.regions().lines == ()
    assert client.ready() and "bantay" in client.metrics()


def test_the_same_again_gets_the_same_answer(client: Client) -> None:
    events = list(hidden_number("u-c2", 3))
    first, again = client.send(events), client.send(events)
    assert (first.accepted, first.replayed) == (3, False)
    assert (again.accepted, again.replayed) == (3, True)


def test_what_is_invalid_is_named_and_the_rest_is_taken(client: Client) -> None:
    good = next(hidden_number("u-c3", 1))
    told = client.send([good, {**good, "id": "x", "txt": "oops"}])
    assert (told.accepted, told.quarantined) == (1, 1)
    assert told.wrong[0].pointer.startswith("/1") and "text" in told.wrong[0].detail


def test_words_of_people_get_a_receipt(client: Client) -> None:
    filed = client.notice(
        "account", "u-c1", "extortion", "They ask me for money.", ["chat 1"],
        good_faith=True, name="A Person", email="a@example.com",
    )  # fmt: skip
    assert filed.id.startswith("notice-")
    [alarm, *_] = client.alarms(subject="u-c1").alarms
    assert client.label(alarm.alarm, "unsure").id.startswith("label-")
    [decision, *_] = client.decisions(subject="u-c1").decisions
    assert client.appeal(decision.decision, text="It was my shop's number.").id


def test_a_live_alarm_is_heard_and_the_stream_goes_on_behind_it(client: Client) -> None:
    client.send(hidden_number("u-c4", 40))
    heard = client.live(last="0")
    number, alarm = next(heard)
    assert int(number) > 0 and alarm.alarm
    following, _ = next(client.live(last=number)), None
    assert int(following[0]) > int(number)


def test_what_is_refused_says_why(client: Client, site: Site, served: str) -> None:
    with pytest.raises(ApiError) as none:
        client.alarm("a-none")
    assert none.value.status == 404
    with Client(served, key(site, "notices")) as narrow:
        with pytest.raises(ApiError) as refused:
            narrow.alarms()
        assert refused.value.status == 403
        with pytest.raises(ApiError) as incomplete:
            narrow.notice("account", "u", "scam", "I was cheated here.", ["x"], good_faith=True)
        assert {one.pointer for one in incomplete.value.errors} == {"/name", "/email"}


# ---------------------------------------------------------------------- never drifts


def test_its_types_and_methods_are_what_the_description_says(description: dict[str, Any]) -> None:
    made = client_code.written(description, client_code.FOLDER)
    stale = [path.name for path, text in made.items() if path.read_text("utf-8") != text]
    assert stale == [], "make docs"


def test_what_the_description_changes_changes_the_client(description: dict[str, Any]) -> None:
    """A field, a parameter, a closed list and an operation: each is seen."""
    more: dict[str, Any] = json.loads(json.dumps(description))
    parts = more["components"]["schemas"]
    parts["Receipt"]["properties"]["since"] = {"type": ["null", "string"], "format": "date"}
    parts["Alarms"]["properties"]["total"] = {"type": "integer", "default": 7}
    wanted = {"name": "kind", "in": "query", "required": True, "schema": {"enum": ["a", "b"]}}
    more["paths"]["/v1/orders"]["get"]["parameters"].append(wanted)
    del more["paths"]["/v1/regions"]
    told, asked = client_code.answers_code(more), client_code.operations_code(more)
    assert "    since: date | None = None\n" in told and "    total: int = 7\n" in told
    assert 'kind: Literal["a", "b"],\n        *,\n' in asked and '"kind": kind' in asked
    assert "class Regions" not in told and "def regions" not in asked
    compile(told, "answers.py", "exec")
    compile(asked, "operations.py", "exec")


class Recorder(Wire):
    """Stands where the connection is, and writes down what is asked."""

    def __init__(self) -> None:
        super().__init__("http://localhost", "k")
        self.asked: list[tuple[str, str, dict[str, Any], Any]] = []

    def ask(
        self, method: str, path: str, query: Any = None, body: Any = None, *_: Any, **__: Any
    ) -> WireAnswer:
        said = None if body is None else json.loads(body)
        self.asked.append((method, path, dict(query or {}), said))
        raise ApiError(404, "recorded", "")

    def lines(self, path: str, headers: Any) -> Iterator[str]:
        self.asked.append(("GET", path, {}, None))
        raise ApiError(404, "recorded", "")


CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any], Any]] = {
    "send": (({"id": "e"},), {}, answers.Taken),
    "alarms": ((), {"status": "open", "hypothesis": "scam", "subject": "u"}, answers.Alarms),
    "alarm": (("ID",), {}, None),
    "explanation": (("ID",), {}, None),
    "live": ((), {}, None),
    "decisions": ((), {"status": "open", "subject": "u", "rule": "r"}, answers.Decisions),
    "decision": (("ID",), {}, None),
    "statement": (("ID",), {}, answers.Statement),
    "orders": ((), {"status": "dead"}, answers.Orders),
    "may_list": (("l-1",), {}, answers.Listable),
    "regions": ((), {}, answers.Regions),
    "notice": (
        ("account", "u", "scam", "words", ["x"]),
        {"good_faith": True, "name": "n", "email": "e"},
        answers.Receipt,
    ),
    "appeal": (("d-1",), {"account": "u", "text": "t"}, answers.Receipt),
    "label": (("a-1", "true"), {"klass": "scam", "sampled": True}, answers.Receipt),
    "metrics": ((), {}, None),
}
"""Every method with all it may be given, and the type of its answer."""


@pytest.fixture(scope="module")
def description(site: Site) -> dict[str, Any]:
    app = make_app(site, ServerSettings(), own_site=False)
    found: dict[str, Any] = msgspec.json.decode(described(app))
    return found


def recorded(name: str) -> tuple[str, str, dict[str, Any], Any]:
    args, more, _ = CALLS[name]
    client, recorder = Client("http://localhost", "k"), Recorder()
    client._wire = recorder
    with pytest.raises(ApiError):
        result = getattr(client, name)(*args, **more)
        if name == "live":
            next(result)
    [asked] = recorder.asked
    return asked


def schema_of(description: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    name = found["$ref"].rpartition("/")[2]
    schema: dict[str, Any] = description["components"]["schemas"][name]
    return schema


@pytest.mark.parametrize("name", CALLS)
def test_a_method_asks_for_what_the_description_has(description: dict[str, Any], name: str) -> None:
    method, path, query, body = recorded(name)
    operation = description["paths"][path.replace("ID", "{id}")][method.lower()]
    known = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
    assert set(query) == known
    if body is not None and name != "send":
        schema = schema_of(
            description, operation["requestBody"]["content"]["application/json"]["schema"]
        )
        assert set(body) == set(schema["properties"])
    into = CALLS[name][2]
    if into is not None:
        good = next(r for code, r in operation["responses"].items() if code[0] == "2")
        schema = schema_of(description, good["content"]["application/json"]["schema"])
        ours = {one.encode_name for one in msgspec.structs.fields(into)} - {"errors"}
        assert ours <= set(schema["properties"])
        assert set(schema["properties"]) == ours


def test_a_method_is_there_for_all_that_a_key_may_ask() -> None:
    rights = frozenset().union(*SCOPE_RIGHTS.values())
    wanted = {
        (method, re.sub(r"\{id:str\}", "ID", path))
        for handler in HANDLERS
        if handler.opt.get("right") in rights
        for path in handler.paths
        for method in handler.http_methods - {"HEAD", "OPTIONS"}
    }
    assert {recorded(name)[:2] for name in CALLS} == wanted


def test_every_public_method_is_typed() -> None:
    for name in CALLS:
        assert "return" in get_type_hints(getattr(Client, name)), name


# ---------------------------------------------------------------------- when things go wrong


@contextmanager
def broken(*answers: Any) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server that answers as it is told: a status, a (status, headers), or a cut line."""
    left, seen = list(answers), list[dict[str, str]]()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            seen.append({name.lower(): value for name, value in self.headers.items()})
            now = left.pop(0) if left else 200
            if now == "cut":
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            status, headers = now if isinstance(now, tuple) else (now, {})
            body = b'{"accepted": 1, "title": "no"}'
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", seen
    for one in OPEN:
        one.close()
    server.shutdown()
    server.server_close()


OPEN: list[Client] = []
"""Clients of these tests: closed with the server they ask."""


def patient(url: str, retries: int = 4) -> tuple[Client, list[float]]:
    slept: list[float] = []
    OPEN.append(Client(url, "k", retries=retries, sleep=slept.append))
    return OPEN[-1], slept


def test_a_full_server_is_waited_for_as_it_asks() -> None:
    with broken((429, {"Retry-After": "7"}), 503, "cut", 200) as (url, seen):
        client, slept = patient(url)
        assert client.send([{"id": "e"}]).accepted == 1
    assert slept[0] == 7 and 0 < slept[1] <= 0.2 and 0 < slept[2] <= 0.4
    assert len({one["idempotency-key"] for one in seen}) == 1, "the same batch each time"


def test_it_does_not_wait_for_ever() -> None:
    with broken(*[(503, {"Retry-After": "9999"})] * 9) as (url, seen):
        client, slept = patient(url, retries=2)
        with pytest.raises(ApiError) as full:
            client.send([])
        assert full.value.status == 503 and len(seen) == 3 and max(slept) == 30
    client, slept = patient(url, retries=1)
    with pytest.raises(Unreachable, match="tried 2 times"):
        client.send([])


def test_words_of_people_are_not_sent_twice_when_a_line_is_cut() -> None:
    with broken("cut", 200) as (url, seen):
        client, _ = patient(url)
        with pytest.raises(Unreachable, match="nobody knows"):
            client.appeal("d-1")
        assert len(seen) == 1


def test_a_refusal_is_not_tried_again() -> None:
    with broken(403, 200) as (url, seen):
        client, slept = patient(url)
        with pytest.raises(ApiError):
            client.send([])
        assert len(seen) == 1 and slept == []


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "ftp://example.com",
        "example.com",
        "",
        "https://[",
        "https://example.com:a/",
    ],
)
def test_a_key_never_goes_out_in_the_clear(url: str) -> None:
    with pytest.raises(InputError, match="https"):
        Wire(url, "k")

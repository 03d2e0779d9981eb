"""Neither the log, nor an error, nor what an object says of itself holds anybody or a secret."""

import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from bantay.runtime.chosen import chosen
from bantay.runtime.serving import Site
from bantay.runtime.serving.opening import open_site
from bantay.server.app import make_app
from bantay.server.log import Lines, Logged
from bantay.server.settings import ServerSettings

from .conftest import BASE, CODE_WORD, key, message, person, signed_in

NEEDLES = (
    "Zephyrine", "Quillfeather", "zeph.q@example.com", "07700 900871", "07700900871",
    "192.0.2.77", "quay-street-person", "harbour-room", "meet me by the harbour", CODE_WORD,
)  # fmt: skip


@pytest.fixture
def heard() -> Iterator[io.StringIO]:
    """Everything that any library says, at its most talkative."""
    root, stream = logging.getLogger(), io.StringIO()
    handler, level = logging.StreamHandler(stream), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    asker = logging.getLogger("httpx")  # who asks here, and says what it asked
    asker.setLevel(logging.WARNING)
    yield stream
    asker.setLevel(logging.NOTSET)
    root.removeHandler(handler)
    root.setLevel(level)


def own(site: Site) -> list[str]:
    return [site.reader.key.hex(), repr(site.reader.key), str(site.reader.key)]


def private(id: str) -> dict[str, Any]:
    text = "meet me by the harbour, Zephyrine Quillfeather, 07700 900871"
    return message(id, text, account="quay-street-person", conversation="harbour-room")


def test_a_served_day_leaves_nobody_in_the_log(tmp_path: Path, heard: io.StringIO) -> None:
    lines: list[str] = []
    site = open_site(tmp_path / "store", chosen())
    app = make_app(site, ServerSettings(), own_site=False)
    app.asgi_handler = Logged(app.asgi_handler, Lines("json", lines.append))
    sender = key(site, "events", "alarms")
    secret = sender["authorization"]
    name = person(site, "admin", "quay-street-person")
    bodies = []
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as asked:
        profile = {
            "id": "p1", "time": message("x")["time"], "type": "account.registered",
            "account": "quay-street-person", "display_name": "Zephyrine Quillfeather",
            "email": "zeph.q@example.com", "phone": "+447700900871", "ip": "192.0.2.77",
        }  # fmt: skip
        for body in ([private("m1"), private("m2")], [profile], [{**private("m3"), "tetx": "x"}]):
            asked.post("/v1/events", headers=sender, content=json.dumps(body))
        broken = json.dumps(private("m4")).encode()[:-9]
        bodies += [
            asked.post("/v1/events", headers=sender, content=broken),
            asked.post("/v1/events", headers={"authorization": secret[:-4]}, content=b"[]"),
            asked.get("/v1/alarms/quay-street-person", headers=sender),
            asked.get("/quay-street-person?q=Zephyrine", headers=sender),
            asked.post("/v1/session", json={"name": name, "password": CODE_WORD + "x"}),
            asked.get("/v1/people", headers=signed_in(site, name)),
            asked.get("/health/live", headers={"host": "zephyrine.example.com"}),
        ]
    keys = own(site)
    site.close()
    said = "\n".join(lines) + heard.getvalue()
    assert "sqlalchemy" in sys.modules and "select" in heard.getvalue().lower()  # it was talkative
    for needle in (*NEEDLES, secret, secret.removeprefix("Bearer "), *keys):
        assert needle not in said, needle
    refused = "\n".join(r.text for r in bodies if r.status_code >= 400)
    for needle in (*NEEDLES[:6], CODE_WORD, secret.removeprefix("Bearer "), *keys):
        assert needle not in refused, needle
    rows = [json.loads(line) for line in lines]
    assert len(rows) == 10 and {row["event"] for row in rows} == {"answered"}
    assert {frozenset(row) for row in rows} == {
        frozenset({"time", "level", "event", "method", "route", "status", "ms"})
    }
    routes = {row["route"] for row in rows}
    assert "/v1/events" in routes and "-" in routes and any("{" in r for r in routes)


def test_both_formats_say_the_same() -> None:
    said: list[str] = []
    at = datetime(2026, 3, 1, 12, 0, 0, 5000, tzinfo=UTC)
    for form in ("words", "json"):
        lines = Lines(form, said.append, lambda: at)  # type: ignore[arg-type]
        lines.answered("GET", "/v1/alarms", 200, 0.0031)
        lines.answered("BREW\n", "/x y\n2026 info forged", 503, 1)
    assert said[0] == (
        "2026-03-01T12:00:00.005Z info  answered method=GET route=/v1/alarms status=200 ms=3.1"
    )
    assert said[1].endswith("error answered method=- route=- status=503 ms=1000")
    assert json.loads(said[2]) == {
        "time": "2026-03-01T12:00:00.005Z", "level": "info", "event": "answered",
        "method": "GET", "route": "/v1/alarms", "status": 200, "ms": 3.1,
    }  # fmt: skip


def test_a_run_with_everything_talking_leaves_nobody_in_what_is_said(tmp_path: Path) -> None:
    rows = [json.dumps(private(f"m{n}")) for n in range(3)]
    bad = json.dumps({**private("m9"), "tiem": "Zephyrine"})
    (tmp_path / "talk.jsonl").write_text("\n".join([*rows, bad, rows[0][:-7]]))
    code = (
        "import logging, sys; logging.basicConfig(level=logging.DEBUG); "
        "from bantay.cli.main import main; main()"
    )
    told = ""
    for words in (
        ["run", "talk.jsonl", "--store", "s"], ["quarantine", "--store", "s"],
        ["doctor", "--store", "s", "--thorough"], ["alarms", "--store", "s"],
        ["backup", "b.tar", "--store", "s"], ["audit", "list", "--store", "s"],
        ["explain", "none", "--store", "s"],
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-c", code, *words], cwd=tmp_path, capture_output=True, text=True,
            check=False, env={"PYTHONPATH": ":".join(sys.path), "PATH": "/usr/bin"},
        )  # fmt: skip
        assert done.returncode in (0, 1, 2), done.stderr
        told += done.stdout + done.stderr
    assert "sqlalchemy" in told  # it was talkative
    store_key = (tmp_path / "s" / "bantay.key").read_bytes()
    for needle in (*NEEDLES[:6], "meet me by the harbour", store_key.hex(), repr(store_key)):
        assert needle not in told, needle


# ------------------------------------------------------------------ what objects say


def holders(tmp_path: Path) -> Iterator[tuple[str, object, list[str]]]:
    """Objects that hold a secret, with how it would look if they told."""
    from bantay.adapters.hooks.standard import Receiver
    from bantay.adapters.kafka.address import Address
    from bantay.adapters.store import open_store
    from bantay.adapters.store.access import Person, Proof
    from bantay.adapters.store.keyring import Keyring
    from bantay.adapters.store.place import find

    raw = b"0123456789abcdefghijklmnopqrstuv"
    looks = [raw.decode(), raw.hex()]
    yield "keyring", Keyring(raw), looks
    yield "receiver", Receiver([raw]), looks
    url = "postgresql://ann:hunter-two-secret@localhost/db?files=x&sslpassword=hunter-three"
    yield "place", find(url), ["hunter-two", "hunter-three"]
    client = {"sasl.password": "hunter-two-secret"}
    yield "kafka", Address(brokers="h", topics=("t",), client=client), ["hunter-two"]
    proof = Proof(password="argon-hash-secret", totp=b"totp-secret", recovery=[b"code-secret"])
    who = Person(name="Kim", role="admin", status="active", made=0, proof=proof)
    yield "person", who, ["argon-hash", "totp-secret", "code-secret"]
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "bantay.key").write_bytes(raw)
    store = open_store(tmp_path / "store", create=True)
    yield "store", store, looks
    yield "site", store._site, looks
    store.close()


def test_nothing_that_holds_a_secret_tells_it(tmp_path: Path) -> None:
    for name, holder, looks in holders(tmp_path):
        for said in (repr(holder), str(holder), f"{[holder]}"):
            for look in looks:
                assert look not in said, f"{name}: {said}"


def test_the_description_names_no_secret(client: Any, site: Site) -> None:
    said = client.get("/v1/openapi.json").text or client.get("/openapi.json").text
    assert said and site.reader.key.hex() not in said
    assert not re.search(r'"(example|default)":\s*"(bantay_|whsec_)', said)

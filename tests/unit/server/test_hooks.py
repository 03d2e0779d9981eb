"""Signed webhooks in: taken once, refused alike, set aside when they are nothing known."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from bantay.adapters.capabilities.signing import key_of, signed
from bantay.errors import ConfigError
from bantay.ports.reading import Look
from bantay.runtime.serving import Full, Site
from bantay.server import hooks
from bantay.server.app import make_app
from bantay.server.settings import ServerSettings

from .conftest import BASE, Client, ago, message

OLD = "whsec_YmFudGF5LXRlc3Qtc2VjcmV0LTAxMjM0NTY3ODlhYmNkZWY="
NEW = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(scope="module")
def asked(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("hooks")
    for name, secret in (("old", OLD), ("new", NEW)):
        (folder / name).write_text(secret + "\n")
    path = folder / "hooks.toml"
    path.write_text('[[hook]]\nname = "payments"\nsecret_files = ["old", "new"]\n')
    rooms = hooks.handlers(hooks.receivers(path))
    app = make_app(site, ServerSettings(), rooms, own_site=False)
    with TestClient(app, base_url=BASE) as client:
        yield client


def send(
    asked: Client, id: str, body: bytes, secret: str = OLD, name: str = "payments", at: float = 0
) -> int:
    stamp = int(at or time.time())
    headers = signed([key_of(secret)], id, stamp, body)
    return asked.post(f"/v1/hooks/{name}", content=body, headers=headers).status_code


def kept(site: Site, *ids: str) -> set[str]:
    return set(site.reader.events(list(ids), Look("tests", "a test")))


def test_a_webhook_is_durable_when_it_is_answered_and_taken_once(asked: Client, site: Site) -> None:
    body = msgspec.json.encode(message("hook-1"))
    assert send(asked, "w-1", body) == 204
    assert kept(site, "hook-1") == {"hook-1"}
    events = site.service.counts["events"]
    assert send(asked, "w-1", body) == 204
    assert site.service.counts["events"] == events, "the same again is answered and not taken"
    assert send(asked, "w-2", msgspec.json.encode(message("hook-2")), NEW) == 204
    assert kept(site, "hook-2") == {"hook-2"}, "while a secret is rotated both are good"


def test_a_providers_payload_is_read_as_such(asked: Client, site: Site) -> None:
    envelope: dict[str, Any] = {
        "specversion": "1.0",
        "id": "7",
        "source": "bank",
        "type": "com.example.payment.made",
        "time": ago(3),
        "data": {"payment": "p-7", "kind": "gift", "amount": "5.00", "currency": "USD"},
    }
    assert send(asked, "w-3", msgspec.json.encode(envelope)) == 204
    assert kept(site, "bank#7") == {"bank#7"}


@pytest.mark.parametrize(
    ("secret", "name", "shift"),
    [("whsec_" + "QUJD" * 8, "payments", 0), (OLD, "nobody", 0), (OLD, "payments", -3600)],
)
def test_what_is_not_believed_is_refused_alike(
    asked: Client, site: Site, secret: str, name: str, shift: float
) -> None:
    body = msgspec.json.encode(message("hook-bad"))
    assert send(asked, "w-9", body, secret, name, time.time() + shift) == 401
    unsigned = asked.post("/v1/hooks/payments", content=body)
    other = asked.post("/v1/hooks/nobody", content=body)
    assert unsigned.status_code == other.status_code == 401
    assert unsigned.json()["detail"] == other.json()["detail"]
    assert kept(site, "hook-bad") == set()


def test_what_is_nothing_known_goes_to_quarantine(asked: Client, site: Site) -> None:
    before = len(site.reader.quarantine())
    assert send(asked, "w-4", b'{"what": "is this"}') == 204
    rows = site.reader.quarantine()
    assert len(rows) == before + 1 and rows[-1].file == "hook:payments"


def test_one_that_could_not_be_kept_may_come_again(
    asked: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = msgspec.json.encode(message("hook-5"))

    def full(_: Any) -> Any:
        raise Full(3.0)

    with monkeypatch.context() as patched:
        patched.setattr(site.service, "post", full)
        assert send(asked, "w-5", body) == 429
    assert send(asked, "w-5", body) == 204
    assert kept(site, "hook-5") == {"hook-5"}


def test_settings_say_where_they_are_wrong(tmp_path: Path) -> None:
    assert hooks.receivers(tmp_path / "none.toml") == {}
    path = tmp_path / "hooks.toml"
    path.write_text('[[hook]]\nname = "x"\nsecret_file = "y"\n')
    with pytest.raises(ConfigError) as wrong:
        hooks.receivers(path)
    assert wrong.value.place is not None and wrong.value.place.line == 3
    path.write_text('[[hook]]\nname = "x"\nsecret_files = ["y"]\n')
    with pytest.raises(ConfigError, match="secret"):
        hooks.receivers(path)

"""Signing in, forged sessions, other sites, keys, sizes, slow bodies, headers."""

import asyncio
import time
from typing import Any

import pytest

from _apart import apart
from bantay.runtime.serving import Site
from bantay.server import accounts
from bantay.server.accounts import Tries, fitting, invite, totp
from bantay.server.gate import Gate
from bantay.server.outside import HEADERS
from bantay.server.settings import ServerSettings

from .conftest import CODE_WORD, Client, key, message, person, signed_in


def code(secret: str, later: int = 0) -> str:
    import base64

    raw = base64.b32decode(secret + "=" * (-len(secret) % 8))
    return totp(raw, int(time.time() // 30) + later).decode()


# ---------------------------------------------------------------------- accounts


def test_rfc_6238_vectors() -> None:
    """Appendix B, SHA-1, the last six of its eight digits."""
    secret = b"12345678901234567890"
    known = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    for at, digits in known.items():
        assert totp(secret, at // 30).decode() == digits
        assert fitting(secret, digits, now=at) == at // 30
    assert fitting(secret, "287082", now=59 + 90) is None


def test_an_invited_person_sets_up_two_factors_and_signs_in(client: Client, site: Site) -> None:
    token = invite(site.reader.access, "ana", "analyst", "tests")
    begun = {"name": "ana", "token": token}
    secret = client.post("/v1/setup/factor", json=begun).json()["secret"]
    # Read once: half a minute may end between two readings, and then the code is another.
    now, after = code(secret), code(secret, 1)
    weak = client.post("/v1/setup", json={**begun, "password": "short", "code": now})
    assert weak.status_code == 422
    without = client.post("/v1/setup", json={**begun, "password": CODE_WORD})
    assert without.status_code == 422
    done = client.post("/v1/setup", json={**begun, "password": CODE_WORD, "code": now})
    assert done.status_code == 200
    recovery = done.json()["recovery"]
    assert len(recovery) == 10
    cookie = done.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Secure" not in cookie
    client.cookies.clear()
    again = client.post("/v1/setup", json={**begun, "password": CODE_WORD, "code": now})
    assert again.status_code == 401, "an invitation is good once"

    def tried(given: str | None) -> int:
        client.cookies.clear()
        body = {"name": "ana", "password": CODE_WORD, "code": given}
        return client.post("/v1/session", json=body).status_code

    assert tried(None) == 401
    assert tried(now) == 401, "that code was used when setting up"
    assert tried(after) == 200
    assert tried(after) == 401, "nor is this one good twice"
    assert tried(recovery[0]) == 200
    assert tried(recovery[0]) == 401
    client.cookies.clear()


def test_passwords_rest_as_argon2id(site: Site) -> None:
    name = person(site, "moderator", "hashed")
    found = site.reader.access.person(name)
    assert found is not None and (found.proof.password or "").startswith("$argon2id$")


def test_too_many_tries_wait(site: Site) -> None:
    tries = Tries(by_name=2, by_address=3, seconds=60)
    for name in ("a", "a", "b"):
        assert tries.wait(name, "192.0.2.1") == 0
        tries.failed(name, "192.0.2.1")
    assert tries.wait("a", "192.0.2.9") > 0, "by name"
    assert tries.wait("c", "192.0.2.1") > 0, "by address"
    assert tries.wait("c", "192.0.2.9") == 0


def test_signing_in_is_limited(client: Client, site: Site) -> None:
    person(site, "moderator", "target")
    body = {"name": "target", "password": "wrong wrong wrong"}
    codes = [client.post("/v1/session", json=body).status_code for _ in range(7)]
    assert codes[:5] == [401] * 5 and codes[5:] == [429] * 2
    right = client.post("/v1/session", json={"name": "target", "password": CODE_WORD})
    assert right.status_code == 429 and int(right.headers["retry-after"]) > 0


# ---------------------------------------------------------------------- sessions


def test_a_session_is_new_after_signing_in(client: Client, site: Site) -> None:
    name = person(site, "moderator", "rotating")
    before = signed_in(site, name, "planted-token")
    assert client.get("/v1/session", headers=before).json()["name"] == name
    body = {"name": name, "password": CODE_WORD}
    answer = client.post("/v1/session", json=body, headers={"cookie": before["cookie"]})
    assert answer.status_code == 200 and "planted-token" not in answer.headers["set-cookie"]
    client.cookies.clear()
    assert client.get("/v1/session", headers=before).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "../../etc", "a" * 500, "token-forged"])
def test_a_forged_session_is_nobody(client: Client, token: str) -> None:
    headers = {"cookie": f"bantay={token}"}
    assert client.get("/v1/alarms", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "header", ["x-user", "x-forwarded-user", "remote-user", "x-remote-user", "x-bantay-role"]
)
def test_no_header_says_who_somebody_is(client: Client, header: str) -> None:
    assert client.get("/v1/people", headers={header: "admin"}).status_code == 401


def test_sessions_end_idle_and_after_their_time(site: Site, client: Client) -> None:
    name = person(site, "moderator", "sleeper")
    for made, seen in ((time.time() - 13 * 3600, time.time()), (time.time(), time.time() - 1900)):
        token = f"old-{seen}"
        headers = signed_in(site, name, token)
        from sqlalchemy import update

        from bantay.adapters.store.schema import SESSION

        access = site.reader.access
        which = SESSION.c.token == access.hashed("session", token)
        with access._site.db.write() as con:
            times = {"made": int(made * 1e6), "seen": int(seen * 1e6)}
            con.execute(update(SESSION).where(which).values(times))
        assert client.get("/v1/session", headers=headers).status_code == 401
        assert site.reader.access.session(token) is None


def test_an_ended_person_is_out_at_once(client: Client, site: Site) -> None:
    admin = signed_in(site, person(site, "admin", "the-admin"))
    headers = signed_in(site, person(site, "moderator", "leaving"))
    assert client.get("/v1/alarms", headers=headers).status_code == 200
    assert client.delete("/v1/people/leaving", headers=admin).status_code == 204
    assert client.get("/v1/alarms", headers=headers).status_code == 401
    invited = client.post("/v1/people", json={"name": "leaving", "role": "admin"}, headers=admin)
    assert invited.status_code == 409, "a name is never given twice"


def test_nobody_raises_themselves(client: Client, site: Site) -> None:
    name = person(site, "admin", "climber")
    headers = signed_in(site, name)
    body = {"name": name, "role": "lead"}
    assert client.post("/v1/people", json=body, headers=headers).status_code == 409


# ---------------------------------------------------------------------- other sites


def test_unsafe_requests_carry_the_sessions_own_value(client: Client, site: Site) -> None:
    headers = signed_in(site, person(site, "admin", "careful"))
    other = signed_in(site, person(site, "admin", "other-admin"))
    body = {"name": "k", "scopes": ["alarms"]}

    def made(**changed: str) -> int:
        return client.post("/v1/keys", json=body, headers=headers | changed).status_code

    assert made() == 201
    assert made(**{"x-csrf-token": ""}) == 403
    assert made(**{"x-csrf-token": other["x-csrf-token"]}) == 403
    assert made(origin="http://evil.example.com") == 403
    assert made(origin="http://127.0.0.1") == 201
    assert made(**{"sec-fetch-site": "cross-site"}) == 403
    assert made(**{"sec-fetch-site": "same-site"}) == 403


def test_another_site_cannot_sign_somebody_in(client: Client, site: Site) -> None:
    body = {"name": person(site, "moderator", "victim"), "password": CODE_WORD}
    forged = client.post("/v1/session", json=body, headers={"sec-fetch-site": "cross-site"})
    assert forged.status_code == 403
    plain = client.post(
        "/v1/session", content=b'{"name":"a"}', headers={"content-type": "text/plain"}
    )
    assert plain.status_code in (415, 422)


# ---------------------------------------------------------------------- keys


def test_keys_are_shown_once_and_end(client: Client, site: Site) -> None:
    admin = signed_in(site, person(site, "admin", "key-maker"))
    body = {"name": "chat", "scopes": ["events"]}
    made = client.post("/v1/keys", json=body, headers=admin).json()
    assert made["key"] not in client.get("/v1/keys", headers=admin).text
    machine = {"authorization": f"Bearer {made['key']}"}
    assert client.post("/v1/events", json=[], headers=machine).status_code == 200
    assert client.delete(f"/v1/keys/{made['id']}", headers=admin).status_code == 204
    time.sleep(2.1)
    assert client.post("/v1/events", json=[], headers=machine).status_code == 401
    unknown = client.post("/v1/keys", json={"name": "x", "scopes": ["root"]}, headers=admin)
    assert unknown.status_code == 422


@pytest.mark.parametrize(
    "said", ["Bearer", "Bearer x", "Basic YTpi", "Bearer bantay_00000000_" + "a" * 32, "bearer _a"]
)
def test_what_is_no_key_is_refused(client: Client, said: str) -> None:
    assert client.get("/v1/alarms", headers={"authorization": said}).status_code == 401


# ---------------------------------------------------------------------- the gate


def test_every_answer_carries_the_headers(client: Client, site: Site) -> None:
    for path in ("/nothing", "/v1/alarms", "/health/live", "/v1/openapi.json"):
        answer = client.get(path)
        for name, value in HEADERS:
            assert answer.headers[name.decode()] == value.decode(), path
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example.com", "127.0.0.1.example.com", ""])
def test_another_name_is_not_ours(client: Client, host: str) -> None:
    assert client.get("/health/live", headers={"host": host}).status_code == 421


def test_bodies_are_bounded(client: Client, site: Site) -> None:
    big = b"[" + b" " * (16 * 2**20) + b"]"
    kind = {"content-type": "application/json"}
    sender = key(site, "events")
    assert client.post("/v1/events", content=big, headers=sender | kind).status_code == 413

    def pieces() -> Any:
        for _ in range(20):
            yield b" " * 2**20

    streamed = client.post("/v1/events", content=pieces(), headers=sender | kind)
    assert streamed.status_code == 413
    small = client.post("/v1/session", content=b" " * 300_000, headers=kind)
    assert small.status_code == 413


def test_a_slow_body_ends(site: Site, client: Client) -> None:
    from bantay.server.app import make_app

    settings = ServerSettings(body_seconds=0.2)
    app = make_app(site, settings, own_site=False)
    assert isinstance(app.asgi_handler, Gate)
    sent: list[Any] = []
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    headers += [(k.encode(), v.encode()) for k, v in key(site, "events").items()]
    scope: Any = {
        "type": "http",
        "method": "POST",
        "path": "/v1/events",
        "raw_path": b"/v1/events",
        "query_string": b"",
        "headers": headers,
        "client": ("192.0.2.1", 1),
        "server": ("localhost", 80),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
        "state": {},
    }

    async def receive() -> Any:
        await asyncio.sleep(0.15)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    apart(app(scope, receive, send))
    assert sent[0]["status"] == 408


def test_mistakes_never_repeat_what_was_sent(client: Client, site: Site) -> None:
    words = "a-very-private-thing"
    headers = signed_in(site, person(site, "moderator", "clumsy"))
    for path, body in (
        ("/v1/labels", {"alarm": words, "verdict": words}),
        ("/v1/notices", {words: words}),
        ("/v1/session", {"name": words, "password": words}),
        (f"/v1/decisions/{words}/acts", {"act": words}),
    ):
        answer = client.post(path, json=body, headers=headers)
        assert answer.status_code >= 400
        assert words not in answer.text.replace(f'"instance":"/v1/decisions/{words}/acts"', "")
    bad = client.post("/v1/events", json=message("m", txt=words), headers=key(site, "events"))
    assert words not in bad.text


def test_nobody_takes_as_long_as_somebody(site: Site) -> None:
    """Both ways hash a password: the work is the same, whoever is asked for."""
    name = person(site, "moderator", "hashed")
    counted: list[str] = []
    real = accounts._HASHER

    class Counting:
        hash = staticmethod(real.hash)

        def verify(self, hashed: str, password: str) -> bool:
            counted.append(hashed)
            return real.verify(hashed, password)

    accounts._HASHER = Counting()  # type: ignore[assignment]
    try:
        assert accounts.proven(site.reader.access, "no-such-person", "x" * 20, None) is None
        assert accounts.proven(site.reader.access, name, "x" * 20, None) is None
    finally:
        accounts._HASHER = real
    assert len(counted) == 2

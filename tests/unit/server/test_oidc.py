"""Signing in with OpenID Connect: a provider on this machine, and everything it may get wrong."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from litestar.testing import TestClient

from bantay.errors import ConfigError
from bantay.runtime.serving import Site
from bantay.server import oidc
from bantay.server.accounts import invite
from bantay.server.app import make_app
from bantay.server.oidc_provider import Provider, provider_of
from bantay.server.settings import ServerSettings

from .conftest import BASE, Client, person

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SETTINGS = """
issuer = "{issuer}"
client_id = "bantay"
client_secret_file = "client.secret"
redirect = "http://127.0.0.1/v1/session/oidc/callback"
title = "Example Id"
"""


@dataclass
class Double:
    """A provider: what it was asked, and how its next token lies."""

    port: int = 0
    about: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    signs: Callable[[dict[str, Any]], str] | None = None
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    challenge: str = ""
    nonce: str = ""

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/id"

    def described(self) -> dict[str, Any]:
        base = self.issuer
        made = {"issuer": base, "jwks_uri": f"{base}/keys", "token_endpoint": f"{base}/token"}
        return {**made, "authorization_endpoint": f"{base}/authorize", **self.about}

    def token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": "bantay",
            "sub": "7",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "preferred_username": "olga",
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return self.signs(kept) if self.signs else signed(kept)


def signed(claims: dict[str, Any], key: Any = KEY, alg: str = "RS256", kid: str = "k1") -> str:
    return jwt.encode(claims, key, algorithm=alg, headers={"kid": kid})


class Handler(BaseHTTPRequestHandler):
    double: Double

    def do_GET(self) -> None:
        if self.path.endswith("openid-configuration"):
            self.answer(self.double.described())
        else:
            public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
            self.answer({"keys": [{**public, "kid": "k1", "use": "sig"}]})

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        self.double.asked.append(form)
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        fits = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.double.challenge
        self.answer({"id_token": self.double.token()} if fits else {"error": "invalid_grant"})

    def answer(self, body: dict[str, Any]) -> None:
        said = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def double() -> Iterator[Double]:
    made = Double()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"double": made}))
    made.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def settings(folder: Path, double: Double, more: str = "") -> Path:
    (folder / "client.secret").write_text("s3cret\n")
    path = folder / "oidc.toml"
    path.write_text(SETTINGS.format(issuer=double.issuer) + more)
    return path


@pytest.fixture
def more() -> str:
    return ""


@pytest.fixture
def asked(site: Site, double: Double, tmp_path: Path, more: str) -> Iterator[Client]:
    person(site, "analyst", "olga")
    rooms = oidc.handlers(provider_of(settings(tmp_path, double, more)))
    app = make_app(site, ServerSettings(), rooms, own_site=False)
    with TestClient(app, base_url=BASE) as client:
        yield client


def began(asked: Client, double: Double) -> dict[str, str]:
    """What the browser carries to the provider."""
    sent = asked.get("/v1/session/oidc", follow_redirects=False)
    assert sent.status_code == 303
    where = urlsplit(sent.headers["location"])
    assert f"http://{where.netloc}" == double.issuer.removesuffix("/id")
    said = {name: value[0] for name, value in parse_qs(where.query).items()}
    double.challenge, double.nonce = said["code_challenge"], said["nonce"]
    return said


def came(asked: Client, state: str, code: str = "a-code") -> Any:
    return asked.get(f"/v1/session/oidc/callback?state={state}&code={code}", follow_redirects=False)


def test_a_proven_name_with_an_account_is_signed_in(
    asked: Client, double: Double, site: Site
) -> None:
    assert asked.get("/v1/session/ways").json() == {"oidc": "Example Id"}
    said = began(asked, double)
    assert said["code_challenge_method"] == "S256" and said["scope"].startswith("openid")
    done = came(asked, said["state"])
    assert done.status_code == 303 and done.headers["location"] == "/"
    cookie = next(c for c in done.headers.get_list("set-cookie") if c.startswith("bantay="))
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    me = asked.get("/v1/session").json()
    assert (me["name"], me["role"]) == ("olga", "analyst")
    assert double.asked[0]["client_secret"] == ["s3cret"]


def test_an_invited_person_has_come(asked: Client, double: Double, site: Site) -> None:
    token = invite(site.reader.access, "nia", "moderator", "tests")
    double.claims = {"preferred_username": "Nia", "role": "admin", "groups": ["admin"]}
    assert came(asked, began(asked, double)["state"]).status_code == 303
    me = asked.get("/v1/session").json()
    assert (me["name"], me["role"]) == ("nia", "moderator"), "roles are never the provider's"
    again = asked.post("/v1/setup/factor", json={"name": "nia", "token": token})
    assert again.status_code == 401, "the invitation is used up"


NOW = int(time.time())
LIES: dict[str, dict[str, Any]] = {
    "nobody here": {"preferred_username": "stranger"},
    "no name": {"preferred_username": None},
    "not a text": {"preferred_username": 7},
    "another nonce": {"nonce": "other"},
    "no nonce": {"nonce": None},
    "for another": {"aud": "another"},
    "for several, by another": {"aud": ["bantay", "x"], "azp": "x"},
    "from another": {"iss": "https://evil.example.com"},
    "expired": {"exp": NOW - 3_600},
    "from the future": {"iat": NOW + 3_600},
    "never ends": {"exp": None},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_a_token_that_lies_signs_nobody_in(
    asked: Client, double: Double, lie: dict[str, Any]
) -> None:
    double.claims = lie
    refused = came(asked, began(asked, double)["state"])
    assert refused.status_code == 401
    assert asked.get("/v1/session").status_code == 401
    assert "bantay=" not in " ".join(refused.headers.get_list("set-cookie"))


def unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "k1"})


def by_public_key(claims: dict[str, Any]) -> str:
    """The old trick: the public key as a shared secret."""
    parts = [json.dumps({"alg": "HS256", "kid": "k1"}), json.dumps(claims)]
    head = ".".join(base64.urlsafe_b64encode(p.encode()).rstrip(b"=").decode() for p in parts)
    mac = hashlib.sha256(head.encode()).digest()
    return f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


@pytest.mark.parametrize(
    "signs",
    [
        unsigned,
        by_public_key,
        lambda claims: signed(claims, OTHER),
        lambda claims: signed(claims, kid="k2"),
        lambda claims: signed(claims)[:-4] + "AAAA",
        lambda claims: "not.a.token",
    ],
    ids=["none", "shared secret", "another key", "unknown kid", "cut", "garbage"],
)
def test_a_signature_that_does_not_fit_signs_nobody_in(
    asked: Client, double: Double, signs: Callable[[dict[str, Any]], str]
) -> None:
    double.signs = signs
    assert came(asked, began(asked, double)["state"]).status_code == 401
    assert asked.get("/v1/session").status_code == 401


def test_the_way_back_is_bound_to_the_browser_and_goes_once(
    asked: Client, double: Double, site: Site
) -> None:
    state = began(asked, double)["state"]
    stranger = TestClient(asked.app, base_url=BASE)
    assert came(stranger, state).status_code == 401, "another browser brings the state"
    assert came(asked, state).status_code == 401, "it was used up"
    fresh = began(asked, double)["state"]
    assert came(asked, fresh).status_code == 303
    assert came(asked, fresh).status_code == 401
    for wrong in ("", "x" * 5_000, "%00", "../.."):
        assert came(asked, wrong).status_code in (400, 401, 422)


@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri"])
def test_no_host_is_called_that_the_settings_do_not_name(
    asked: Client, double: Double, name: str
) -> None:
    double.about = {name: f"http://localhost:{double.port}/id/{name}"}
    assert came(asked, began(asked, double)["state"]).status_code == 401


def test_an_ended_account_stays_outside(asked: Client, double: Double, site: Site) -> None:
    from msgspec import structs

    person(site, "analyst", "gone")
    found = site.reader.access.person("gone")
    assert found is not None
    site.reader.access.change_person(structs.replace(found, status="ended"), "tests", "ended")
    double.claims = {"preferred_username": "gone"}
    assert came(asked, began(asked, double)["state"]).status_code == 401


@pytest.mark.parametrize("more", ['second_factor = ["mfa", "otp"]\n'])
def test_a_second_factor_may_be_asked_of_the_provider(asked: Client, double: Double) -> None:
    assert came(asked, began(asked, double)["state"]).status_code == 401
    double.claims = {"amr": ["pwd", "otp"]}
    assert came(asked, began(asked, double)["state"]).status_code == 303


@pytest.mark.parametrize("more", ['claim = "email"\ndomain = "example.com"\n'])
def test_an_address_must_be_verified_and_ours(asked: Client, double: Double) -> None:
    for claims in (
        {"email": "olga@example.com"},
        {"email": "olga@example.com", "email_verified": False},
        {"email": "olga@example.net", "email_verified": True},
        {"email": "olga@example.com@example.net", "email_verified": True},
    ):
        double.claims = claims
        assert came(asked, began(asked, double)["state"]).status_code == 401, claims
    double.claims = {"email": "Olga@example.com", "email_verified": True}
    assert came(asked, began(asked, double)["state"]).status_code == 303


def test_settings_are_checked_when_the_server_starts(tmp_path: Path, double: Double) -> None:
    assert provider_of(tmp_path / "none.toml") is None
    path = settings(tmp_path, double, "isuer = 1\n")
    with pytest.raises(ConfigError) as wrong:
        provider_of(path)
    assert wrong.value.nearest == "issuer"
    with pytest.raises(ConfigError, match="https"):
        Provider(provider_said(tmp_path, double, issuer="http://example.com"))
    with pytest.raises(ConfigError, match="domain"):
        Provider(provider_said(tmp_path, double, claim="email"))


def provider_said(folder: Path, double: Double, **more: Any) -> Any:
    from msgspec import structs

    found = provider_of(settings(folder, double))
    assert found is not None
    return structs.replace(found.said, **more)


def test_without_a_provider_there_is_none(site: Site) -> None:
    app = make_app(site, ServerSettings(), oidc.handlers(None), own_site=False)
    with TestClient(app, base_url=BASE) as client:
        assert client.get("/v1/session/ways").json() == {"oidc": None}
        assert client.get("/v1/session/oidc").status_code == 404

"""Signing in with an organisation's accounts: who comes in, and every token that is refused."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from litestar.testing import TestClient

from bantay.errors import ConfigError
from bantay.ports.visitor import Role
from bantay.runtime.serving import Site
from bantay.server import provider as module
from bantay.server.accounts import invite
from bantay.server.app import make_app
from bantay.server.oidc import handlers
from bantay.server.provider import Provider, ProviderSettings
from bantay.server.settings import ServerSettings

from .conftest import BASE, Client
from .identity_double import Double

BACK = f"{BASE}/v1/provider/back"
ROLES: dict[Role, tuple[str, ...]] = {"lead": ("safety-leads",), "moderator": ("safety",)}


@pytest.fixture
def double() -> Iterator[Double]:
    made = Double()
    yield made
    made.close()


def asker(site: Site, double: Double, **more: Any) -> Client:
    settings = ProviderSettings(issuer=double.issuer, client_id="bantay", redirect=BACK, **more)
    app = make_app(site, ServerSettings(), handlers(Provider(settings)), own_site=False)
    return TestClient(app, base_url=BASE)


def go(client: Client, double: Double, **invitation: str) -> dict[str, list[str]]:
    """Begin to sign in; what the provider is told. Its next token answers this question."""
    answer = client.post("/v1/provider", json=invitation)
    assert answer.status_code == 200, answer.text
    at = urlsplit(answer.json()["url"])
    assert f"{at.scheme}://{at.netloc}{at.path}" == f"{double.issuer}/in"
    asked = parse_qs(at.query)
    double.claims["nonce"] = asked["nonce"][0]
    return asked


def back(client: Client, asked: dict[str, list[str]], **said: str) -> str:
    """Come back; "" when a session was opened, else what the page goes on to say."""
    query = {"code": "c1", "state": asked["state"][0], **said}
    answer = client.get("/v1/provider/back", params=query, follow_redirects=False)
    ours = [c for c in answer.headers.get_list("set-cookie") if c.startswith("bantay=")]
    assert bool(ours) == (answer.status_code == 200)
    if ours:
        assert "HttpOnly" in ours[0] and "SameSite=strict" in ours[0]
        return ""
    return unquote(answer.text.partition("#signin=")[2].partition('"')[0])


def test_an_invited_person_ties_an_account_and_comes_in_again(site: Site, double: Double) -> None:
    name = "tied-one"
    token = invite(site.reader.access, name, "analyst", "tests")
    double.claims = {"sub": "tied", "preferred_username": "somebody.else"}
    with asker(site, double) as client:
        assert client.get("/v1/provider").json() == {"host": "127.0.0.1"}
        assert back(client, go(client, double)) == "unknown", "nobody is known yet"
        assert back(client, go(client, double, name=name, token=token)) == ""
        assert client.get("/v1/session").json()["name"] == name
        assert back(client, go(client, double)) == "", "now without an invitation"
        double.claims["sub"] = "another"
        assert back(client, go(client, double)) == "unknown"
        assert back(client, go(client, double, name=name, token=token)) == "unknown", "good once"
        access = site.reader.access
        found = access.person(name)
        assert found is not None and found.proof.password is None
        invite(access, name, "analyst", "tests")
        double.claims["sub"] = "tied"
        assert back(client, go(client, double)) == "unknown", "inviting anew unties it"


def test_groups_give_a_role_and_take_it_away(site: Site, double: Double) -> None:
    double.claims = {"sub": "g1", "preferred_username": "Grace.One@example.org"}
    with asker(site, double, roles=ROLES) as client:

        def role(*groups: str) -> str:
            double.claims["groups"] = list(groups)
            said = back(client, go(client, double))
            return said or client.get("/v1/session").json()["role"]

        assert role("choir") == "unknown"
        assert role("choir", "safety") == "moderator"
        assert role("safety", "safety-leads") == "lead", "the first of the file that fits"
        before = dict(client.cookies)
        assert role("choir") == "unknown"
        client.cookies.update(before)
        assert client.get("/v1/session").status_code == 401, "and signed out everywhere"
        double.claims["sub"] = "g2"
        assert role("safety") == "unknown", "a name that somebody has is not given again"


def test_an_ended_account_stays_ended(site: Site, double: Double) -> None:
    from msgspec import structs

    double.claims = {"sub": "e1", "preferred_username": "ended-one", "groups": "safety"}
    with asker(site, double, roles=ROLES) as client:
        assert back(client, go(client, double)) == ""
        access = site.reader.access
        found = access.person("ended-one")
        assert found is not None
        access.change_person(structs.replace(found, status="ended"), "tests", "person ended")
        assert back(client, go(client, double)) == "unknown"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": "other"}, "another question"),
        ({"nonce": None}, "another question"),
        ({"aud": "somebody-else"}, "InvalidAudienceError"),
        ({"aud": ["bantay", "x"], "azp": "x"}, "another client"),
        ({"iss": "https://example.com"}, "InvalidIssuerError"),
        ({"exp": 1}, "ExpiredSignatureError"),
        ({"iat": int(time.time()) + 9_000}, "ImmatureSignatureError"),
        ({"sub": None}, "MissingRequiredClaimError"),
    ],
)
def test_a_token_of_another_purpose_is_refused(
    site: Site, double: Double, claims: dict[str, Any], why: str
) -> None:
    with asker(site, double, roles=ROLES) as client:
        asked = go(client, double)
        double.claims = {**double.claims, "groups": ["safety"], **claims}
        assert why in back(client, asked)


def test_a_second_factor_is_asked_for_where_the_settings_say(site: Site, double: Double) -> None:
    double.claims = {"sub": "f", "preferred_username": "factor-one", "groups": ["safety"]}
    with asker(site, double, roles=ROLES, second_factor=("otp", "hwk")) as client:
        assert "no second factor" in back(client, go(client, double))
        double.claims["amr"] = ["pwd"]
        assert "no second factor" in back(client, go(client, double))
        double.claims["amr"] = ["pwd", "otp"]
        assert back(client, go(client, double)) == ""


def test_signatures_that_are_not_the_providers_are_refused(site: Site, double: Double) -> None:
    with asker(site, double, roles=ROLES) as client:
        double.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        assert "InvalidSignatureError" in back(client, go(client, double))
        double.algorithm, double.signs_with = "HS256", "x" * 40  # type: ignore[assignment]
        assert "not signed with a public key" in back(client, go(client, double))
        double.algorithm, double.signs_with = "none", None  # type: ignore[assignment]
        assert "not signed with a public key" in back(client, go(client, double))


def test_new_keys_are_asked_for_but_not_at_every_try(
    site: Site, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    double.claims = {"sub": "k", "preferred_username": "key-one", "groups": ["safety"]}
    with asker(site, double, roles=ROLES) as client:
        assert back(client, go(client, double)) == ""
        double.kid = "k2"
        assert "does not show" in back(client, go(client, double)), "asked a moment ago"
        monkeypatch.setattr(module, "_PATIENCE", -1.0)
        assert back(client, go(client, double)) == ""


def test_ways_back_that_began_elsewhere_are_refused(site: Site, double: Double) -> None:
    with asker(site, double, roles=ROLES) as client:
        asked = go(client, double)
        assert back(client, {"state": ["0" * 128]}) == "late"
        assert "another provider" in back(client, go(client, double), iss="https://example.com")
        assert "no code" in back(client, go(client, double), code="")
        asked = go(client, double)
        client.cookies.clear()
        assert back(client, asked) == "late", "another browser"
        asked = go(client, double)
        late = client.cookies["bantay-going"]
        client.cookies.set("bantay-going", str(int(time.time()) - 601) + late[10:])
        assert back(client, asked) == "late"
        assert double.asked == [], "the provider was not even asked"
        other = {"sec-fetch-site": "cross-site"}
        assert client.post("/v1/provider", json={}, headers=other).status_code == 403


def test_the_proof_key_and_the_secret_are_sent(
    site: Site, double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROVIDERS_WORD", "kept out of files")
    double.claims = {"sub": "p", "preferred_username": "proof-one", "groups": ["safety"]}
    with asker(site, double, roles=ROLES, secret_from="PROVIDERS_WORD") as client:
        asked = go(client, double)
        assert back(client, asked) == ""
    [form] = double.asked
    digest = sha256(form["code_verifier"][0].encode()).digest()
    assert asked["code_challenge"] == [urlsafe_b64encode(digest).decode().rstrip("=")]
    assert form["client_secret"] == ["kept out of files"] and form["code"] == ["c1"]


def test_a_provider_that_breaks_or_calls_itself_otherwise(site: Site, double: Double) -> None:
    with asker(site, double, roles=ROLES) as client:
        asked = go(client, double)
        double.status = 500
        assert "answered 500" in back(client, asked)
    double.calls_itself = "https://example.com"
    with asker(site, double) as client:
        assert client.post("/v1/provider", json={}).status_code == 503


def test_settings_that_cannot_be_used_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = ProviderSettings(issuer="http://login.example.org", client_id="b", redirect=BACK)
    with pytest.raises(ConfigError, match="https"):
        Provider(plain)
    monkeypatch.delenv("NOT_THERE", raising=False)
    with pytest.raises(ConfigError, match="NOT_THERE"):
        Provider(
            ProviderSettings(
                issuer="https://login.example.org",
                client_id="b",
                redirect=BACK,
                secret_from="NOT_THERE",
            )
        )


def test_without_a_provider_it_says_so(site: Site) -> None:
    app = make_app(site, ServerSettings(), handlers(None), own_site=False)
    with TestClient(app, base_url=BASE) as client:
        assert client.get("/v1/provider").json() == {"host": None}
        assert client.post("/v1/provider", json={}).status_code == 404
        assert client.get("/v1/provider/back").status_code == 403

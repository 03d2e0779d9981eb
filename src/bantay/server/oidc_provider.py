"""A provider of identities (OpenID Connect): asked for its description, its keys, and a token.

Only the issuer's host is called, and hosts that the settings name; a redirect is refused. What a
token says is believed when its signature fits one of the provider's keys, and it is for us, from
it, fresh, and about the sign-in that began in this browser.
"""

import base64
import hashlib
import hmac
import http.client
import secrets
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from msgspec import Struct, field

from bantay.errors import BantayError, ConfigError, MissingExtra, Place
from bantay.kit.toml import read_toml

SETTINGS = "oidc.toml"
"""A file in the store's directory: which provider, and who we are to it."""
SECONDS = 10.0
LEEWAY = 60
"""Seconds by which the provider's clock may be off ours."""
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that are believed; never a shared secret, never none."""
_LARGEST = 1 << 20
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Unproven(BantayError):
    """The provider does not prove who somebody is; the reason is for the operator's log only."""


class Oidc(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings file. `claim` is what of a token is the name of an account here; roles and
    scopes stay ours. An address (`claim = "email"`) must be verified and of `domain`; what stands
    before the @ is the name. `second_factor` are values of which a token's `amr` must hold one."""

    issuer: str
    client_id: str
    redirect: str
    client_secret_file: str | None = None
    claim: str = "preferred_username"
    domain: str | None = None
    title: str = "your organisation"
    second_factor: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)


class Begun(Struct, frozen=True):
    """A sign-in that was begun: what binds the way back to it."""

    state: str
    nonce: str
    verifier: str


class Provider:
    """One provider. Asking it takes time: do it in a thread."""

    def __init__(self, said: Oidc, secret: str | None = None):
        try:
            import jwt
        except ModuleNotFoundError:
            raise MissingExtra("signing in with OpenID Connect", "oidc") from None
        self._jwt, self.said, self._secret = jwt, said, secret
        self._issuer = urlsplit(said.issuer)
        _checked(said.issuer)
        self._about: dict[str, Any] | None = None
        if said.claim == "email" and not said.domain:
            raise ConfigError('claim = "email" needs the domain whose addresses are ours')

    def begin(self) -> tuple[str, Begun]:
        """Where to send the browser, and what to remember of it (PKCE, state, nonce)."""
        begun = Begun(*(secrets.token_urlsafe(32) for _ in range(3)))
        digest = hashlib.sha256(begun.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.said.client_id,
            "redirect_uri": self.said.redirect,
            "scope": "openid profile email",
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        at = str(self._described()["authorization_endpoint"])
        return f"{at}{'&' if '?' in at else '?'}{urlencode(query)}", begun

    def name(self, code: str, begun: Begun) -> str:
        """The name of an account that the provider proves. Raises `Unproven`."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.said.redirect,
            "client_id": self.said.client_id,
            "code_verifier": begun.verifier,
        }
        if self._secret is not None:
            form["client_secret"] = self._secret
        answer = self._asked(str(self._described()["token_endpoint"]), urlencode(form).encode())
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Unproven("the provider gave no id_token")
        return self._believed(token, begun)

    def _believed(self, token: str, begun: Begun) -> str:
        jwt = self._jwt
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            keys = jwt.PyJWKSet.from_dict(self._asked(str(self._described()["jwks_uri"]))).keys
            fitting = [one for one in keys if kid is None or one.key_id == kid]
            claims = jwt.decode(
                token,
                fitting[0].key if len(fitting) == 1 else None,
                algorithms=list(ALGORITHMS),
                audience=self.said.client_id,
                issuer=self.said.issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "aud", "iss", "sub", "nonce"]},
            )
        except (jwt.PyJWTError, TypeError, ValueError) as wrong:
            raise Unproven(f"the token does not hold: {type(wrong).__name__}") from None
        return self._named(claims, begun)

    def _named(self, claims: dict[str, Any], begun: Begun) -> str:
        if not hmac.compare_digest(str(claims["nonce"]).encode(), begun.nonce.encode()):
            raise Unproven("the token is of another sign-in")
        if claims.get("azp", self.said.client_id) != self.said.client_id:
            raise Unproven("the token is for another client")
        amr = claims.get("amr", [])
        if self.said.second_factor and not set(self.said.second_factor) & set(map(str, amr)):
            raise Unproven("the provider says nothing of a second factor")
        name = claims.get(self.said.claim)
        if not isinstance(name, str) or not name:
            raise Unproven(f"the token has no {self.said.claim}")
        return self._local(name, claims) if self.said.claim == "email" else name.strip().lower()

    def _local(self, mail: str, claims: dict[str, Any]) -> str:
        local, _, domain = mail.strip().lower().rpartition("@")
        if claims.get("email_verified") is not True or domain != (self.said.domain or "").lower():
            raise Unproven("the address is not verified, or of another domain")
        return local

    def _described(self) -> dict[str, Any]:
        if self._about is None:
            path = f"{self.said.issuer.rstrip('/')}/.well-known/openid-configuration"
            about = self._asked(path)
            if about.get("issuer") != self.said.issuer:
                raise Unproven("the provider calls itself by another name")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                _checked(str(about.get(name)))
            self._about = about
        return self._about

    def _asked(self, url: str, form: bytes | None = None) -> dict[str, Any]:
        """A JSON object of the provider; nothing else is taken for one."""
        at = urlsplit(url)
        known = {self._issuer.netloc, *self.said.hosts}
        if at.netloc not in known or at.scheme != self._issuer.scheme:
            raise Unproven(f"{at.netloc} is no host of the settings")
        headers = {"accept": "application/json"}
        if form is not None:
            headers["content-type"] = "application/x-www-form-urlencoded"
        path = f"{at.path or '/'}{f'?{at.query}' if at.query else ''}"
        connection = _connection(at.scheme, at.netloc)
        try:
            connection.request("GET" if form is None else "POST", path, form, headers)
            answer = connection.getresponse()
            body = answer.read(_LARGEST)
        except (OSError, http.client.HTTPException) as cut:
            raise Unproven(f"the provider does not answer: {type(cut).__name__}") from None
        finally:
            connection.close()
        if answer.status != http.client.OK:
            raise Unproven(f"the provider answered {answer.status}")
        try:
            return msgspec.json.decode(body, type=dict[str, Any])
        except msgspec.MsgspecError:
            raise Unproven("the provider answers no JSON object") from None


def provider_of(path: Path) -> Provider | None:
    """The provider of a settings file; None: there is no such file. ConfigError says where."""
    if not path.is_file():
        return None
    said = read_toml(path.read_text("utf-8"), str(path), Oidc)
    secret = None
    if said.client_secret_file is not None:
        try:
            secret = (path.parent / said.client_secret_file).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ConfigError("cannot read the client's secret", Place(str(path))) from None
    return Provider(said, secret)


def _checked(url: str) -> None:
    at = urlsplit(url)
    if not (at.scheme == "https" or (at.scheme == "http" and at.hostname in _LOOPBACK)):
        raise ConfigError(f"an address that begins with https:// expected: {url}")


def _connection(scheme: str, netloc: str) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(netloc, timeout=SECONDS)
    context = ssl.create_default_context()
    return http.client.HTTPSConnection(netloc, timeout=SECONDS, context=context)

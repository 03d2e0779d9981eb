"""An OpenID Connect provider: what it says of itself, and whether a token is its own.

OpenID Connect Core 1.0 (authorization code flow), RFC 7636 (proof key), RFC 9207 (the issuer in
the answer). The provider is the one the operator named; its endpoints come from its own
description, over https or on this machine only.
"""

import base64
import os
import time
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec
from msgspec import Struct, field

from bantay.adapters.reporting.wire import Answer, call, checked
from bantay.errors import BantayError, ConfigError
from bantay.model.address import parts
from bantay.ports.reporting import SendError
from bantay.ports.visitor import Role

if TYPE_CHECKING:
    import jwt  # of the extra `oidc`

DESCRIPTION = "/.well-known/openid-configuration"
_SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures with a public key only: a shared secret could be taken for one."""
_LEEWAY = 60  # seconds that two clocks may differ
_TIMEOUT = 10.0
_FRESH = 600.0  # seconds that a description and its keys are used before they are asked for anew
_PATIENCE = 30.0  # seconds between two looks for a key that was not there


class ProviderSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A TOML file about a provider.

    `secret_from` names the environment variable that holds the client's secret; without it the
    client is a public one. `redirect` is our own address, as the provider knows it. With `roles`
    (a role, and values of the claim `groups`), whoever is in a group has that role, the first
    that fits, and needs no invitation; without it, only invited people come in. Of `second_factor`,
    words of the claim `amr` (RFC 8176), a token must hold one; empty: it is not asked.
    """

    issuer: str
    client_id: str
    redirect: str
    secret_from: str | None = None
    scopes: tuple[str, ...] = ("openid", "profile")
    name: str = "preferred_username"
    groups: str = "groups"
    second_factor: tuple[str, ...] = ()
    roles: dict[Role, tuple[str, ...]] = field(default_factory=dict)


class _Description(Struct, frozen=True):
    """What of a provider's description is used."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class _Tokens(Struct, frozen=True):
    """What of a token answer is used."""

    id_token: str


class Identity(Struct, frozen=True):
    """Who a provider says signed in: `subject` never changes, `name` and `groups` may."""

    subject: str
    name: str
    groups: tuple[str, ...]


class NotProven(BantayError):
    """The provider did not prove who it is; the message says why, without any of its words."""


class Provider:
    """One provider. Its description and keys are asked for when they are needed."""

    def __init__(self, settings: ProviderSettings):
        for name in ("issuer", "redirect"):
            checked(name, getattr(settings, name))
        if settings.secret_from and not os.environ.get(settings.secret_from):
            raise ConfigError(
                f"the environment has no {settings.secret_from}, named by secret_from"
            )
        self.settings = settings
        self._described: tuple[float, _Description, list[Any]] | None = None

    @property
    def host(self) -> str:
        """What people know the provider by."""
        return parts(self.settings.issuer).hostname or ""

    def address(self, state: str, nonce: str, verifier: str) -> str:
        """Where a browser goes to sign in. Raises NotProven when the provider is not there."""
        described, _ = self._description()
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.settings.redirect,
            "scope": " ".join(self.settings.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": _plain64(sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        mark = "&" if parts(described.authorization_endpoint).query else "?"
        return described.authorization_endpoint + mark + urlencode(asked)

    def identity(self, code: str, nonce: str, verifier: str) -> Identity:
        """Who signed in, when the code is good and the token is the provider's, for us, now."""
        described, _ = self._description()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.settings.redirect,
            "client_id": self.settings.client_id,
            "code_verifier": verifier,
        }
        if self.settings.secret_from:
            form["client_secret"] = os.environ[self.settings.secret_from]
        answer = _asked("POST", described.token_endpoint, urlencode(form).encode())
        claims = self._claims(_read(answer, _Tokens).id_token)
        if claims.get("nonce") != nonce:
            raise NotProven("the token answers another question than ours")
        if claims.get("azp", self.settings.client_id) != self.settings.client_id:
            raise NotProven("the token was given to another client")
        wanted, had = set(self.settings.second_factor), claims.get("amr")
        if wanted and not (isinstance(had, list) and wanted.intersection(map(str, had))):
            raise NotProven("the provider asked for no second factor")
        return self._identity(claims)

    def _identity(self, claims: dict[str, Any]) -> Identity:
        groups = claims.get(self.settings.groups)
        told = groups if isinstance(groups, list) else [groups]
        return Identity(
            subject=f"{self.settings.issuer}\n{claims['sub']}",
            name=str(claims.get(self.settings.name) or ""),
            groups=tuple(one for one in told if isinstance(one, str)),
        )

    def _claims(self, token: str) -> dict[str, Any]:
        import jwt

        try:
            head = jwt.get_unverified_header(token)
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(head),
                algorithms=_SIGNED,
                audience=self.settings.client_id,
                issuer=self.settings.issuer,
                leeway=_LEEWAY,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except jwt.PyJWTError as wrong:
            raise NotProven(f"the token is not good: {type(wrong).__name__}") from None
        return claims

    def _key(self, head: dict[str, Any]) -> "jwt.PyJWK":
        """The key that a token names; a provider that changed its keys is asked once more."""
        _, keys = self._description()
        found = _fitting(keys, head)
        if found is None and self._older_than(_PATIENCE):
            self._described = None
            _, keys = self._description()
            found = _fitting(keys, head)
        if found is None:
            raise NotProven("the token is signed with a key that the provider does not show")
        return found

    def _older_than(self, seconds: float) -> bool:
        return self._described is None or time.monotonic() - self._described[0] > seconds

    def _description(self) -> tuple[_Description, list[Any]]:
        """The provider's description and its keys."""
        if self._described is None or self._older_than(_FRESH):
            where = self.settings.issuer.rstrip("/") + DESCRIPTION
            said = _read(_asked("GET", where), _Description)
            if said.issuer != self.settings.issuer:
                raise NotProven("the provider calls itself otherwise than the settings do")
            keys = _read(_asked("GET", said.jwks_uri), dict[str, list[Any]])
            self._described = (time.monotonic(), said, keys.get("keys", []))
        return self._described[1:]


def _fitting(keys: list[Any], head: dict[str, Any]) -> "jwt.PyJWK | None":
    """The key of that id that signs in that way; without an id, the only one there is."""
    import jwt

    if head.get("alg") not in _SIGNED:
        raise NotProven("the token is not signed with a public key")
    wanted = [one for one in keys if isinstance(one, dict) and one.get("use", "sig") == "sig"]
    if "kid" in head:
        wanted = [one for one in wanted if one.get("kid") == head["kid"]]
    return jwt.PyJWK(wanted[0], algorithm=head["alg"]) if len(wanted) == 1 else None


def _asked(method: str, url: str, body: bytes = b"") -> Answer:
    kind = {"content-type": "application/x-www-form-urlencoded"} if body else {}
    try:
        host = checked("the provider", url).hostname or ""
        return call(method, url, host, body, {"accept": "application/json", **kind}, _TIMEOUT)
    except (SendError, ConfigError) as wrong:
        raise NotProven(f"the provider could not be asked: {wrong}") from None


def _read(answer: Answer, into: Any) -> Any:
    if answer.status != 200:
        raise NotProven(f"the provider answered {answer.status}")
    try:
        return msgspec.json.decode(answer.body, type=into)
    except msgspec.MsgspecError:
        raise NotProven("the provider's answer is not of the agreed form") from None


def _plain64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")

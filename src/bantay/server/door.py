"""Who asks, and whether they may: one guard before every handler. No right named, no entry.

A machine shows a key, a browser a cookie. No other header says who anybody is.
"""

import asyncio
import hmac
import time
from contextlib import suppress
from hashlib import blake2b
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from bantay.adapters.store import EmbeddedStore
from bantay.adapters.store.access import AccessKey
from bantay.model.address import parts
from bantay.model.clock import MINUTE
from bantay.ports.visitor import NOBODY, Visitor
from bantay.runtime.serving import Site
from bantay.server.accounts import Tries, micros_of
from bantay.server.problems import Refused
from bantay.server.rights import PUBLIC, ROLE_RIGHTS, SIGNED_IN, rights_of_scopes
from bantay.server.settings import ServerSettings

KEY = "bantay_"
CSRF = "x-csrf-token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_REMEMBERED = 2.0  # seconds that a key is trusted without looking again
_RENEWED = 1.0  # seconds after which a key in use is looked at, while it is still trusted

Connection = ASGIConnection[Any, Any, Any, Any]


class Door:
    """Knows who comes in. Ended keys are refused within two seconds, ended people at once."""

    def __init__(self, site: Site, settings: ServerSettings):
        self.site, self.settings = site, settings
        self.tries = Tries(by_address=3_000 if settings.proxied else 30)
        self.cookie = "__Host-bantay" if settings.secure else "bantay"
        self._keys: dict[bytes, tuple[float, Visitor]] = {}
        self._renewing: dict[bytes, asyncio.Task[None]] = {}

    async def __call__(self, connection: Connection, handler: BaseRouteHandler) -> None:
        """The guard: leaves the visitor in the connection's state, or refuses."""
        right = handler.opt.get("right")
        visitor = await self.visitor(connection)
        if right is None:
            raise Refused(403, "nobody was given the right to this")
        if right != PUBLIC and visitor.kind == "nobody":
            raise Refused(401, "sign in, or send a key", headers={"WWW-Authenticate": "Bearer"})
        if not _may(visitor, right):
            raise Refused(403, "your role, or your key, does not cover this")
        if visitor.kind == "person" and connection.scope.get("method") not in _SAFE:
            if right == PUBLIC:
                visitor = NOBODY  # what anybody may do is never done in somebody's name
            else:
                self._same_site(connection, visitor)
        connection.state["visitor"] = visitor

    async def visitor(self, connection: Connection) -> Visitor:
        """Who asks."""
        said = connection.headers.get("authorization")
        if said is not None:
            return await self._machine(said)
        token = connection.cookies.get(self.cookie)
        return NOBODY if token is None else await self._person(token)

    def known(self, said: str) -> Visitor | None:
        """The machine whose key was looked at a moment ago; None: it must be looked at.

        A key that is in use is looked at again before that moment is over, beside the requests,
        so that they do not all go the long way together every two seconds.
        """
        token = said.partition(" ")[2]
        mark = _mark(token)
        known = self._keys.get(mark)
        if known is None:
            return None
        age = time.monotonic() - known[0]
        if age >= _REMEMBERED:
            return None
        if age >= _RENEWED and mark not in self._renewing:
            self._renewing[mark] = asyncio.get_running_loop().create_task(self._renew(token, mark))
        return known[1]

    async def _renew(self, token: str, mark: bytes) -> None:
        try:
            with suppress(Exception):  # what is wrong, whoever comes too late for it is told
                await self._look(token, mark)
        finally:
            del self._renewing[mark]

    async def _machine(self, said: str) -> Visitor:
        kind, _, token = said.partition(" ")
        secret = _named(token)[1]
        if kind.lower() != "bearer" or not secret or len(token) > 200:
            raise Refused(401, "this is not a key", headers={"WWW-Authenticate": "Bearer"})
        known = self.known(said)
        if known is not None:
            return known
        return await self._look(token, _mark(token))

    async def _look(self, token: str, mark: bytes) -> Visitor:
        """The machine of a key, from the store; from now on it is known."""
        id, secret = _named(token)
        found = await self.site.know(lambda store: store.access.key_of(id, secret))
        if found is None:
            self._keys.pop(mark, None)
            raise Refused(401, "this key is not known", headers={"WWW-Authenticate": "Bearer"})
        if len(self._keys) > 1_000:
            self._keys.clear()
        self._keys[mark] = (time.monotonic(), machine(found))
        return self._keys[mark][1]

    async def _person(self, token: str) -> Visitor:
        if len(token) > 100:
            return NOBODY
        return await self.site.know(lambda store: self.signed_in(store, token))

    def signed_in(self, store: EmbeddedStore, token: str) -> Visitor:
        """Who the session of a token belongs to; nobody when it is over."""
        session, now = store.access.session(token), time.time_ns() // 1000
        if session is None:
            return NOBODY
        idle = now - session.seen > micros_of(self.settings.idle_seconds)
        if idle or now - session.made > micros_of(self.settings.session_seconds):
            store.access.end_session(token, "expired")
            return NOBODY
        person = store.access.person(session.person)
        if person is None or person.status != "active":
            return NOBODY
        if now - session.seen > MINUTE:
            store.access.seen(token, now)
        covers = person.proof.covers
        return Visitor(
            who=person.name,
            kind="person",
            role=person.role,
            rights=ROLE_RIGHTS[person.role],
            covers=frozenset(covers) if covers else None,  # type: ignore[arg-type]
            csrf=csrf_of(store, token),
        )

    def _same_site(self, connection: Connection, visitor: Visitor) -> None:
        """A browser's unsafe request comes from our own page and says so."""
        headers = connection.headers
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Refused(403, "this came from another site")
        origin = headers.get("origin")
        if origin is not None and parts(origin).netloc != headers.get("host"):
            raise Refused(403, "this came from another site")
        if not hmac.compare_digest(
            headers.get(CSRF, "").encode("utf-8", "replace"), (visitor.csrf or "none").encode()
        ):
            raise Refused(403, f"send the session's csrf value as {CSRF}")


def _named(token: str) -> tuple[str, str]:
    """The key's id and its secret."""
    id, _, secret = token.strip().removeprefix(KEY).partition("_")
    return id, secret


def _mark(token: str) -> bytes:
    return blake2b(token.encode("utf-8", "replace"), digest_size=16).digest()


def _may(visitor: Visitor, right: str) -> bool:
    if right == PUBLIC:
        return True
    if right == SIGNED_IN:
        return visitor.kind == "person"
    return visitor.may(right)


def machine(key: AccessKey) -> Visitor:
    """A machine with a key."""
    return Visitor(who=f"key:{key.id}", kind="machine", rights=rights_of_scopes(key.scopes))


def csrf_of(store: EmbeddedStore, token: str) -> str:
    """What unsafe requests of a session must carry; the cookie alone is not enough."""
    return store.access.hashed("csrf", token).hex()[:32]

"""Signing in with OpenID Connect: the provider proves a name, and the account is ours.

Whoever has no account here, or one that ended, stays outside whatever the provider says; roles
and scopes are never taken from a token.
"""

import hmac
import time
from collections import OrderedDict
from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from msgspec import Struct, structs

from bantay.adapters.store.access import Access, Person
from bantay.runtime.serving import Site
from bantay.server.given import TheDoor, TheSite
from bantay.server.oidc_provider import Begun, Provider, Unproven
from bantay.server.problems import Refused
from bantay.server.rights import PUBLIC
from bantay.server.sessions import opened

MINUTES = 10
"""How long a sign-in that was begun may take at the provider."""
MOST, LONGEST = 1_000, 4_000
COOKIE, PATH = "bantay-oidc", "/v1/session/oidc"
_NO = "this sign-in cannot be finished: begin again, or ask whoever runs this server"
Asked = Request[Any, Any, Any]


class Ways(Struct, frozen=True, kw_only=True):
    """How people may sign in beside a password; `oidc` is the title of the provider."""

    oidc: str | None = None


class Open:
    """Sign-ins that were begun, by their state; bounded in number and time."""

    def __init__(self) -> None:
        self._begun: OrderedDict[str, tuple[float, Begun]] = OrderedDict()

    def put(self, begun: Begun) -> None:
        """Remember one."""
        self._begun[begun.state] = time.monotonic(), begun
        while len(self._begun) > MOST:
            self._begun.popitem(last=False)

    def take(self, state: str) -> Begun | None:
        """The one of that state, once."""
        at, begun = self._begun.pop(state, (float("-inf"), None))
        return begun if time.monotonic() - at < MINUTES * 60 else None


def handlers(provider: Provider | None) -> list[HTTPRouteHandler]:
    """What `make_app` takes as `extra_handlers`; without a provider, that there is none."""
    waiting = Open()

    @get("/v1/session/ways", opt={"right": PUBLIC}, summary="How to sign in", tags=["people"])
    async def ways() -> Ways:
        """How people may sign in here beside a password."""
        return Ways(oidc=None if provider is None else provider.said.title)

    @get(PATH, opt={"right": PUBLIC}, include_in_schema=False)
    async def begin(site: TheSite, door: TheDoor) -> Redirect:
        """Send the browser to the provider; a cookie binds the way back to this browser."""
        assert provider is not None
        try:
            where, begun = await site.work(provider.begin)
        except Unproven:
            raise Refused(503, "the provider cannot be reached: sign in with a password") from None
        waiting.put(begun)
        return Redirect(where, status_code=303, cookies=[_bound(door, begun.state, MINUTES * 60)])

    @get(f"{PATH}/callback", opt={"right": PUBLIC}, include_in_schema=False)
    async def end(request: Asked, site: TheSite, door: TheDoor) -> Response[Any]:
        """The way back: the token is fetched and believed, and a session opened."""
        assert provider is not None
        state, code = (request.query_params.get(name) or "" for name in ("state", "code"))
        bound = request.cookies.get(COOKIE, "")
        begun = waiting.take(state)
        same = hmac.compare_digest(_bytes(bound), _bytes(state))
        if begun is None or not same or not 0 < len(code) <= LONGEST:
            raise Refused(401, _NO)
        try:
            name = await site.work(lambda: provider.name(code, begun))
        except Unproven:
            raise Refused(401, _NO) from None
        person = await site.work(lambda: admitted(site, name))
        if person is None:
            raise Refused(401, _NO)
        cookie = await opened(request, site, door, person.name)
        return Redirect("/", status_code=303, cookies=[cookie, _bound(door, "", 0)])

    return [ways] if provider is None else [ways, begin, end]


def admitted(site: Site, name: str) -> Person | None:
    """The account of a proven name. Who was invited has come: the invitation is used up."""
    access: Access = site.reader.access
    person = access.person(name)
    if person is None or person.status not in ("active", "invited"):
        return None
    if person.status == "active":
        return person
    proof = structs.replace(person.proof, invitation=None, until=0)
    come = structs.replace(person, status="active", proof=proof)
    access.change_person(come, name, "account set up with OpenID Connect")
    return come


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _bound(door: TheDoor, state: str, seconds: int) -> Cookie:
    """Lax: the provider sends the browser back from another site."""
    return Cookie(
        key=COOKIE,
        value=state,
        path=PATH,
        max_age=seconds,
        httponly=True,
        secure=door.settings.secure,
        samesite="lax",
    )

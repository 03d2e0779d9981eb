"""Signing in with an organisation's own accounts (OpenID Connect), beside local ones.

Nothing is kept between going and coming back: a cookie holds a random ticket, and state, nonce
and proof key are keyed hashes of it, which nobody but this server can make.
"""

import asyncio
import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from bantay.adapters.store.access import Access
from bantay.server.door import Door
from bantay.server.given import TheDoor, TheSite
from bantay.server.members import member
from bantay.server.problems import Refused
from bantay.server.provider import NotProven, Provider
from bantay.server.rights import PUBLIC
from bantay.server.sessions import from_here, opened

Asked = Request[Any, Any, Any]
PATH = "/v1/provider"
_GOOD = 600  # seconds that somebody has to sign in at the provider
_MARK = "~"


class Offer(Struct, frozen=True, kw_only=True):
    """Whether an organisation's accounts are taken here, and whose; nothing: local ones only."""

    host: str | None = None


class Going(Struct, kw_only=True, forbid_unknown_fields=True):
    """Somebody who goes to sign in; an invited person gives name and token."""

    name: str | None = None
    token: str | None = None


class Gone(Struct, frozen=True, kw_only=True):
    """Where the browser goes now."""

    url: str


def handlers(provider: Provider | None) -> list[ControllerRouterHandler]:
    """The handlers with a provider, or those that say that there is none."""

    @get(PATH, opt={"right": PUBLIC}, summary="Whose accounts are taken", tags=["people"])
    async def offer() -> Offer:
        """The provider's host, when people may sign in there."""
        return Offer(host=None if provider is None else provider.host)

    @post(PATH, opt={"right": PUBLIC}, status_code=200, summary="Go and sign in", tags=["people"])
    async def go(
        data: JSONBody[Going], request: Asked, site: TheSite, door: TheDoor
    ) -> Response[Gone]:
        """Where to sign in; the answer's cookie is needed to come back."""
        from_here(request)
        if provider is None:
            raise Refused(404, "only local accounts are taken here")
        ticket = _ticket(data)
        try:
            url = await asyncio.to_thread(provider.address, *_derived(site.reader.access, ticket))
        except NotProven as wrong:
            raise Refused(503, str(wrong)) from None
        return Response(Gone(url=url), cookies=[_cookie(door, ticket, _GOOD)])

    @get(f"{PATH}/back", opt={"right": PUBLIC}, include_in_schema=False)
    async def back(request: Asked, site: TheSite, door: TheDoor) -> Response[str]:
        """Where the provider sends the browser; opens a session, or says why not."""
        ticket = request.cookies.get(_called(door), "")
        if provider is None or not _fresh(ticket):
            return _page(door, "late")
        access = site.reader.access
        state, nonce, verifier = _derived(access, ticket)
        said = request.query_params
        if not hmac.compare_digest(said.get("state", "").encode(), state.encode()):
            return _page(door, "late")
        try:
            code = _code(said, provider)
            who = await asyncio.to_thread(provider.identity, code, nonce, verifier)
        except NotProven as wrong:
            return _page(door, "refused", why=str(wrong))
        invitation = _invitation(ticket)
        person = await site.work(lambda: member(access, who, provider.settings, invitation))
        if person is None:
            return _page(door, "unknown")
        return _page(door, None, await opened(request, site, door, person.name))

    return [offer, go, back]


def _code(said: Mapping[str, str], provider: Provider) -> str:
    """The code in a provider's answer. NotProven when it gave none, or another one answers."""
    if said.get("iss", provider.settings.issuer) != provider.settings.issuer:
        raise NotProven("another provider answered")
    code = said.get("code", "")
    if not code:
        raise NotProven("the provider gave no code")
    return code


def _ticket(data: Going) -> str:
    """When it began, something random, and the invitation, if there is one."""
    invitation = (data.name or "", data.token or "")
    if any(len(part) > 100 or _MARK in part or not part.isascii() for part in invitation):
        raise Refused(422, "this invitation is not, or no longer, good")
    return _MARK.join((str(int(time.time())), secrets.token_urlsafe(24), *invitation))


def _fresh(ticket: str) -> bool:
    began = ticket.partition(_MARK)[0]
    return (
        ticket.count(_MARK) == 3
        and began.isdecimal()
        and 0 <= time.time() - int(began[:12]) <= _GOOD
    )


def _invitation(ticket: str) -> tuple[str, str] | None:
    _, _, name, token = ticket.split(_MARK)
    return (name, token) if name and token else None


def _derived(access: Access, ticket: str) -> tuple[str, str, str]:
    """State, nonce and the proof key (64 characters; RFC 7636 wants 43 to 128)."""
    state, nonce, verifier = (
        access.hashed(f"provider {what}", ticket).hex() for what in ("state", "nonce", "verifier")
    )
    return state, nonce, verifier


def _called(door: Door) -> str:
    return f"{door.cookie}-going"


def _cookie(door: Door, ticket: str, seconds: int) -> Cookie:
    """Lax, as the provider's page brings the browser back to us."""
    return Cookie(
        key=_called(door),
        value=ticket,
        path="/",
        max_age=seconds,
        httponly=True,
        secure=door.settings.secure,
        samesite="lax",
    )


def _page(door: Door, problem: str | None, *cookies: Cookie, why: str = "") -> Response[str]:
    """A page of ours that goes on to the console: a session's strict cookie is not sent along
    a way that began at another site."""
    to = (
        "/"
        if problem is None
        else f"/#signin={problem}" + (f"&amp;why={quote(why)}" if why else "")
    )
    body = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Bantay</title>'
        f'<meta http-equiv="refresh" content="0;url={to}"><p><a href="{to}">Bantay</a></p></html>'
    )
    status = 200 if problem is None else 403
    kept = [_cookie(door, "", 0), *cookies]
    return Response(body, media_type="text/html", status_code=status, cookies=kept)

"""Signing in and out, and setting an account up with a token that was shown once."""

import secrets
from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody
from msgspec import Struct

from bantay.errors import InputError
from bantay.ports.visitor import Role, Visitor
from bantay.runtime.serving import Site
from bantay.server import accounts
from bantay.server.door import Door
from bantay.server.given import TheDoor, TheSite, TheVisitor
from bantay.server.problems import Refused
from bantay.server.rights import PUBLIC, SIGNED_IN

Asked = Request[Any, Any, Any]
_REFUSED = "name, password or code are not right"


class SignIn(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a person signs in with; `code` is of the second factor, or a recovery code."""

    name: str
    password: str
    code: str | None = None


class Invited(Struct, kw_only=True, forbid_unknown_fields=True):
    """Somebody who was invited, with the token they were given."""

    name: str
    token: str


class SetUp(Struct, kw_only=True, forbid_unknown_fields=True):
    """An invited person's password, and a code of the second factor they have set up."""

    name: str
    token: str
    password: str
    code: str | None = None


class Me(Struct, frozen=True, kw_only=True):
    """Who is signed in, what they may, and the value that unsafe requests must carry."""

    name: str
    role: Role
    rights: tuple[str, ...]
    csrf: str
    covers: tuple[str, ...] | None = None
    recovery: tuple[str, ...] = ()


class Factor(Struct, frozen=True, kw_only=True):
    """A second factor to put into an authenticator: as text and as a link."""

    secret: str
    uri: str


@get("/v1/session", opt={"right": SIGNED_IN}, summary="Who am I?", tags=["people"])
async def me(visitor: TheVisitor) -> Me:
    """Who is signed in, with what they may do."""
    return _me(visitor)


@post("/v1/session", opt={"right": PUBLIC}, status_code=200, summary="Sign in", tags=["people"])
async def sign_in(
    data: JSONBody[SignIn], request: Asked, site: TheSite, door: TheDoor
) -> Response[Me]:
    """Sign in; a session that was open in this browser ends."""
    from_here(request)
    address = request.client.host if request.client else ""
    wait = door.tries.wait(data.name, address)
    if wait:
        raise Refused(429, "too many tries", headers={"Retry-After": str(wait)})
    access = site.reader.access
    person = await site.work(lambda: accounts.proven(access, data.name, data.password, data.code))
    if person is None:
        door.tries.failed(data.name, address)
        raise Refused(401, _REFUSED)
    return await _opened(request, site, door, person.name)


@delete(
    "/v1/session", opt={"right": SIGNED_IN}, status_code=204, summary="Sign out", tags=["people"]
)
async def sign_out(request: Asked, site: TheSite, door: TheDoor) -> Response[None]:
    """End the session; its cookie is worth nothing from now on."""
    token = request.cookies.get(door.cookie, "")
    await site.work(lambda: site.reader.access.end_session(token, "asked"))
    return Response(None, status_code=204, cookies=[_cookie(door, "", 0)])


@post(
    "/v1/setup/factor",
    opt={"right": PUBLIC},
    status_code=200,
    summary="Begin to set an account up",
    tags=["people"],
)
async def factor(data: JSONBody[Invited], request: Asked, site: TheSite, door: TheDoor) -> Factor:
    """A second factor for an invited person's authenticator; asking again makes another."""
    from_here(request)
    person = await _invited(data.name, data.token, request, site, door)
    secret = await site.work(lambda: accounts.begin(site.reader.access, person))
    return Factor(secret=accounts.written(secret), uri=accounts.uri(person.name, secret))


@post(
    "/v1/setup",
    opt={"right": PUBLIC},
    status_code=200,
    summary="Set an account up",
    tags=["people"],
)
async def set_up(
    data: JSONBody[SetUp], request: Asked, site: TheSite, door: TheDoor
) -> Response[Me]:
    """Give a password and a code of the second factor; the answer holds recovery codes."""
    from_here(request)
    person = await _invited(data.name, data.token, request, site, door)
    if data.code is None and door.settings.second_factor:
        raise Refused(422, "a code of the second factor is needed: ask /v1/setup/factor first")
    access = site.reader.access
    try:
        codes = await site.work(lambda: accounts.finish(access, person, data.password, data.code))
    except InputError as wrong:
        raise Refused(422, wrong.reason) from None
    return await _opened(request, site, door, person.name, tuple(codes))


async def _invited(name: str, token: str, request: Asked, site: Site, door: Door) -> Any:
    address = request.client.host if request.client else ""
    wait = door.tries.wait(name, address)
    if wait:
        raise Refused(429, "too many tries", headers={"Retry-After": str(wait)})
    person = await site.work(lambda: accounts.invited(site.reader.access, name, token))
    if person is None:
        door.tries.failed(name, address)
        raise Refused(401, "this invitation is not, or no longer, good")
    return person


def from_here(request: Asked) -> None:
    """Refuse another site: whoever signs in has no session yet whose value they could carry."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Refused(403, "this came from another site")
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise Refused(415, "send application/json")


async def opened(request: Asked, site: Site, door: Door, name: str) -> Cookie:
    """Open a session for somebody who was proven; one that was open in this browser ends. The
    cookie is what their browser shows from now on."""
    token, before = secrets.token_urlsafe(32), request.cookies.get(door.cookie)

    def opens() -> None:
        if before is not None:
            site.reader.access.end_session(before, "signed in again")
        site.reader.access.open_session(token, name)

    await site.work(opens)
    return _cookie(door, token, door.settings.session_seconds)


async def _opened(
    request: Asked, site: Site, door: Door, name: str, codes: tuple[str, ...] = ()
) -> Response[Me]:
    cookie = await opened(request, site, door, name)
    visitor = await site.work(lambda: door.signed_in(site.reader, cookie.value or ""))
    return Response(_me(visitor, codes), cookies=[cookie])


def _me(visitor: Visitor, codes: tuple[str, ...] = ()) -> Me:
    assert visitor.role is not None
    return Me(
        name=visitor.who,
        role=visitor.role,
        rights=tuple(sorted(visitor.rights)),
        csrf=visitor.csrf or "",
        covers=None if visitor.covers is None else tuple(sorted(visitor.covers)),
        recovery=codes,
    )


def _cookie(door: Door, token: str, seconds: int) -> Cookie:
    return Cookie(
        key=door.cookie,
        value=token,
        path="/",
        max_age=seconds,
        httponly=True,
        secure=door.settings.secure,
        samesite="strict",
    )

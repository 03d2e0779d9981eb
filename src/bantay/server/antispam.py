"""Matrix Synapse asks before every message: the HTTP contract of `synapse-http-antispam`.

`POST /v1/matrix/<callback>` with a machine's key of the scope `events`. Any 2xx allows; a JSON
body with another status denies, and its words are shown to the sender. Whatever keeps us from
answering (no key, arguments that do not fit, a full queue, an engine that takes too long) is
answered in plain text: the module takes that for an outage, and what its own `fail_open` says of
that callback is done. So there is one place where open or closed is chosen, the homeserver's.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from msgspec import Struct

from bantay.adapters.sources.chat.matrix import Room
from bantay.adapters.sources.chat.matrix_spam import CALLBACKS, Asked, asked
from bantay.adapters.sources.feeds.draft import Wrong
from bantay.errors import BantayError
from bantay.model.decision import Order
from bantay.ports.acting import DecisionFilter
from bantay.runtime.serving import Posting, Site, Taken
from bantay.runtime.standing import Standing
from bantay.server.antispam_media import Uploads
from bantay.server.given import TheSite
from bantay.server.problems import Refused

REMEMBERED = 50_000
"""Refused messages, and invitations, that are remembered; the oldest go first."""


class AntispamSettings(Struct, frozen=True, kw_only=True):
    """`deadline` is how long the engine may take, in seconds, before the module's `fail_open`
    decides; the event is kept all the same. `refusal` is what a sender reads. `again` is for
    how long the same words of the same sender in the same room stay refused, `refresh` how
    often what stands is read from the store again; both in seconds."""

    deadline: float = 1.0
    refusal: str = (
        "This was not sent: a rule of this server stopped it. "
        "You can ask the people who run it to look at it."
    )
    again: float = 3600.0
    refresh: float = 30.0


class Unanswered(Exception):
    """There is no answer; the module does what it is told to do without one."""

    def __init__(self, status: int, why: str):
        self.status, self.why = status, why
        super().__init__(why)


class Remembered:
    """Keys with a value and a time, bounded."""

    def __init__(self, most: int = REMEMBERED):
        self._most = most
        self._known: OrderedDict[bytes, tuple[float, str]] = OrderedDict()

    def put(self, key: bytes, value: str = "") -> None:
        """Remember a key from now on."""
        self._known[key] = time.monotonic(), value
        self._known.move_to_end(key)
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def find(self, key: bytes, within: float) -> str | None:
        """The value of a key put in the last `within` seconds."""
        at, value = self._known.get(key, (float("-inf"), ""))
        return value if time.monotonic() - at <= within else None


class Antispam:
    """Answers callbacks. One object a server: it knows what stands and what it refused."""

    def __init__(self, settings: AntispamSettings = AntispamSettings()):  # noqa: B008
        self._settings = settings
        self._standing = Standing()
        self._begun, self._beginning = False, asyncio.Lock()
        self._read_at = float("-inf")
        self._meanwhile: list[Order] = []
        self._refused, self._invited = Remembered(), Remembered()
        self.uploads = Uploads()

    async def allows(self, site: TheSite, callback: FromPath[str], row: Mapping[str, Any]) -> bool:
        """Whether what is asked may be done. Raises `Unanswered`."""
        try:
            one = self._asked(callback, row)
        except Wrong as wrong:
            raise Unanswered(400, wrong.reason) from None
        await self._refresh(site)
        stopped = self._standing.stops(one.act, one.account, one.group) or self._refused_before(one)
        if one.events and (one.act == "speak" or not stopped):
            orders = (await self._posted(site, one)).orders
            self._standing.obey(orders)
            self._meanwhile.extend(orders)
            now_stopped = self._standing.stops(one.act, one.account, one.group)
            stopped = stopped or now_stopped or _removed(one, orders)
        if stopped:
            self._refuse(one)
        elif one.act == "invite" and one.invited and one.group:
            self._invited.put(_key(one.group, one.invited), one.account)
        return not stopped

    def _asked(self, callback: str, row: Mapping[str, Any]) -> Asked:
        joins = _joins(row) if callback == "user_may_join_room" else None
        inviter = self._invited.find(_key(*joins), float("inf")) if joins else None
        return asked(callback, row, datetime.now(UTC), Room(invited_by=inviter))

    async def _posted(self, site: Site, one: Asked) -> Taken:
        try:
            events = await self.uploads.told(site, one.events)
            future = asyncio.wrap_future(site.service.post(Posting(events)))
            return await asyncio.wait_for(asyncio.shield(future), self._settings.deadline)
        except TimeoutError:
            raise Unanswered(504, "the engine takes too long") from None
        except BantayError as busy:
            raise Unanswered(503, str(busy)) from None

    async def _refresh(self, site: Site) -> None:
        """Read what stands: people decide too, and other callers are told of orders. At the
        beginning all wait for it; later one call does, and the others go by what was known."""
        if not self._begun:
            async with self._beginning:
                if not self._begun:
                    await self._read(site)
                    self._begun = True
        elif time.monotonic() - self._read_at >= self._settings.refresh:
            await self._read(site)

    async def _read(self, site: Site) -> None:
        """Orders that come while the store is read are taken up again behind it."""
        before, self._read_at = self._read_at, time.monotonic()
        self._meanwhile = []
        try:
            open_ones = DecisionFilter(status="open")
            self._standing.load(await site.read(lambda store: store.decisions(open_ones)))
        except BaseException:
            self._read_at = before
            raise
        self._standing.obey(self._meanwhile)

    def _refused_before(self, one: Asked) -> bool:
        return one.message is not None and any(
            self._refused.find(key, self._settings.again) is not None for key in _keys(one)
        )

    def _refuse(self, one: Asked) -> None:
        for key in _keys(one) if one.message is not None else ():
            self._refused.put(key)


def handlers(settings: AntispamSettings = AntispamSettings()) -> list[HTTPRouteHandler]:  # noqa: B008
    """What `make_app` takes as `extra_handlers`."""
    room = Antispam(settings)

    @post(
        "/v1/matrix/{callback:str}",
        status_code=200,
        opt={"right": "events.send"},
        exception_handlers={Exception: _plain},  # a refusal of ours must not look like a denial
        include_in_schema=False,
    )
    async def antispam(
        request: Request[Any, Any, Any], site: TheSite, callback: FromPath[str]
    ) -> Response[bytes]:
        """One callback of Synapse's spam checker."""
        body = await request.body()
        if callback == "media":
            room.uploads.take(body)
            return _json(200, {})
        row = _arguments(body)
        if callback == "ping":
            return _json(200, {"id": row.get("id"), "status": "ok"})
        if callback not in CALLBACKS:
            raise Unanswered(404, "no callback of the spam checker that is known here")
        allowed = await room.allows(site, callback, row)
        if allowed:
            return _json(200, {})
        return _json(403, {"errcode": "M_FORBIDDEN", "error": settings.refusal})

    return [antispam]


def _arguments(body: bytes) -> dict[str, Any]:
    try:
        row = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise Unanswered(400, "the arguments are one JSON object")
    return row


def _plain(request: Request[Any, Any, Any], wrong: Exception) -> Response[bytes]:
    """No JSON: the module reads JSON as a denial, and this is none."""
    match wrong:
        case Unanswered():
            status, why = wrong.status, wrong.why
        case Refused():
            status, why = wrong.status, wrong.detail
        case BantayError():
            status, why = 503, str(wrong)
        case msgspec.MsgspecError():
            status, why = 400, str(wrong)
        case _:
            status, why = 500, "a fault of ours"
    return Response(f"unanswered: {why}".encode(), status_code=status, media_type="text/plain")


def _removed(one: Asked, orders: Sequence[Order]) -> bool:
    """Whether this very message, or a picture in it, is to be taken away."""
    mine = {event.id for event in one.events}
    mine |= {media for e in one.events for media in (getattr(e, "media", None) or ())}
    return any(
        order.kind == "remove_content" and order.reverses is None and order.target.id in mine
        for order in orders
    )


def _keys(one: Asked) -> list[bytes]:
    """By what a refused message is known when it comes again: its name, or its words."""
    named = _key("message", one.message or "")
    if not one.words:
        return [named]
    return [named, _key("words", one.account, one.group or "", one.words)]


def _key(*parts: str) -> bytes:
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16).digest()


def _joins(row: Mapping[str, Any]) -> tuple[str, str] | None:
    group, user = row.get("room"), row.get("user")
    return (group, user) if isinstance(group, str) and isinstance(user, str) else None


def _json(status: int, body: dict[str, Any]) -> Response[bytes]:
    return Response(msgspec.json.encode(body), status_code=status, media_type="application/json")

"""Alarms as they are heard of, over server-sent events; a broken stream goes on where it was."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import msgspec
from litestar import Request, get
from litestar.response import ServerSentEvent, ServerSentEventMessage

from bantay.adapters.store import EmbeddedStore
from bantay.model.alarm import Alarm
from bantay.ports.store import Parcel
from bantay.ports.visitor import Visitor
from bantay.runtime.serving import Site
from bantay.server.given import TheMeter, TheSettings, TheSite, TheVisitor
from bantay.server.meter import Meter
from bantay.server.problems import Refused

_AT_ONCE = 200
_SILENCE = 15.0
"""Seconds without an alarm after which a comment keeps the connection open."""
_CHECK = 1.0


@get(
    "/v1/alarms/live",
    opt={"right": "alarms.read"},
    summary="Live alarms",
    tags=["alarms"],
    media_type="text/event-stream",
)
async def live_alarms(
    request: Request[Any, Any, Any],
    site: TheSite,
    visitor: TheVisitor,
    meter: TheMeter,
    settings: TheSettings,
) -> ServerSentEvent:
    """Every revision of an alarm that is heard of (DESIGN section 10), from now on, or from
    `Last-Event-ID` on. `event` is `alarm`, `id` is a number that only grows.
    Surges of regions, ways and hypotheses come between them as `surge`."""
    if meter.streams >= settings.streams:
        raise Refused(503, "too many live streams are open", headers={"Retry-After": "30"})
    said = request.headers.get("last-event-id", "")
    if said and not (said.isdecimal() and len(said) < 19):
        raise Refused(400, "Last-Event-ID is a number that came with an event")
    last = int(said) if said else await site.read(lambda store: store.watching.last_parcel())
    return ServerSentEvent(_stream(site, visitor, meter, last))


async def _stream(
    site: Site, visitor: Visitor, meter: Meter, last: int
) -> AsyncIterator[ServerSentEventMessage]:
    loop, news = asyncio.get_running_loop(), asyncio.Event()

    def heard() -> None:
        loop.call_soon_threadsafe(news.set)

    forget = site.listen(heard)
    meter.streams += 1
    try:
        yield ServerSentEventMessage(comment="connected", retry=2_000)
        silent = 0.0
        while not site.stopping.is_set():
            news.clear()
            found = await site.read(partial(_parcels, after=last))
            for number, parcel in found:
                last = number
                if parcel.kind == "alarm" and _mine(parcel.body, visitor):
                    silent = 0.0
                    yield ServerSentEventMessage(
                        event="alarm", id=str(number), data=parcel.body.decode()
                    )
                elif parcel.kind == "surge" and visitor.covers is None:
                    silent = 0.0
                    yield ServerSentEventMessage(
                        event="surge", id=str(number), data=parcel.body.decode()
                    )
            if len(found) == _AT_ONCE:
                continue
            try:
                await asyncio.wait_for(news.wait(), _CHECK)
            except TimeoutError:
                silent += _CHECK
            if silent >= _SILENCE:
                silent = 0.0
                yield ServerSentEventMessage(comment="still here")
    finally:
        meter.streams -= 1
        forget()


def _parcels(store: EmbeddedStore, after: int) -> list[tuple[int, Parcel]]:
    return store.watching.parcels(after, _AT_ONCE)


def _mine(body: bytes, visitor: Visitor) -> bool:
    return visitor.covers is None or visitor.sees(msgspec.json.decode(body, type=Alarm).hypothesis)

"""Alarms: listed, one, explained as data or as a picture, and the texts they rest on."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, get
from litestar.params import FromQuery, Parameter
from msgspec import Struct

from bantay.model.alarm import Alarm
from bantay.model.events import Event
from bantay.model.vocabulary import Hypothesis
from bantay.ports.reading import AlarmFilter, Look
from bantay.ports.visitor import Visitor
from bantay.runtime.serving import Site
from bantay.server.given import TheSite, TheVisitor
from bantay.server.problems import Refused
from bantay.server.seals import alarm_for

Limit = Annotated[int, Parameter(ge=1, le=1_000, description="At most so many.")]
Purpose = Annotated[
    str, Parameter(min_length=3, max_length=200, description="Why; goes to the audit log.")
]
Id = Annotated[str, Parameter(min_length=1, max_length=200)]
_LONGEST_LIST = 10_000


class Alarms(Struct, frozen=True, kw_only=True):
    """Alarms, the strongest first; `more` says that there are others."""

    alarms: tuple[Alarm, ...]
    more: bool


class Texts(Struct, frozen=True, kw_only=True):
    """Events that an alarm rests on, by id, with what is still kept of their texts."""

    alarm: str
    events: dict[str, Event]
    gone: tuple[str, ...]


@get("/v1/alarms", opt={"right": "alarms.read"}, summary="List alarms", tags=["alarms"])
async def alarms(
    site: TheSite,
    visitor: TheVisitor,
    status: FromQuery[Literal["open", "closed"] | None] = None,
    hypothesis: FromQuery[Hypothesis | None] = None,
    subject: Annotated[str | None, Parameter(max_length=200)] = None,
    limit: Limit = 100,
) -> Alarms:
    """List alarms within the visitor's scope."""
    most = limit + 1 if visitor.covers is None else _LONGEST_LIST
    wanted = AlarmFilter(hypothesis, status, subject, most)
    found = await site.read(lambda store: store.alarms(wanted))
    mine = [alarm for alarm in found if alarm_for(alarm, visitor)]
    return Alarms(alarms=tuple(mine[:limit]), more=len(mine) > limit)


@get("/v1/alarms/{id:str}", opt={"right": "alarms.read"}, summary="One alarm", tags=["alarms"])
async def alarm(site: TheSite, visitor: TheVisitor, id: Id) -> Alarm:
    """One alarm with the whole sum of its evidence."""
    return await found_alarm(site, visitor, id)


@get(
    "/v1/alarms/{id:str}/explanation",
    opt={"right": "alarms.read"},
    summary="Why, as data or as a picture",
    tags=["alarms"],
)
async def explanation(
    site: TheSite, visitor: TheVisitor, id: Id, format: FromQuery[Literal["json", "svg"]] = "json"
) -> Response[Any]:
    """The sum: prior, findings, total, threshold. The picture shows no text of anybody."""
    found = await found_alarm(site, visitor, id)
    if format == "json":
        return Response(msgspec.json.encode(found), media_type="application/json")
    picture = await site.work(lambda: site.draw(found))
    return Response(picture.encode(), media_type="image/svg+xml")


@get(
    "/v1/alarms/{id:str}/texts",
    opt={"right": "texts.read"},
    summary="The texts it rests on; the look is logged",
    tags=["alarms"],
)
async def texts(
    request: Request[Any, Any, Any], site: TheSite, visitor: TheVisitor, id: Id, purpose: Purpose
) -> Texts:
    """The events that an alarm quotes. Who looks, and why, goes to the audit log first."""
    found = await found_alarm(site, visitor, id)
    ids = list(dict.fromkeys(q.event for f in found.findings for q in f.quotes))
    look = Look(visitor.who, purpose)
    events = await site.read(lambda store: store.events(ids, look) if ids else {})
    gone = tuple(id for id in ids if id not in events)
    return Texts(alarm=found.alarm, events=events, gone=gone)


async def found_alarm(site: Site, visitor: Visitor, id: str) -> Alarm:
    """The alarm of that id, when it is the visitor's to see."""
    found = alarm_for(await site.read(lambda store: store.alarm(id)), visitor)
    if found is None:
        raise Refused(404, "there is no such alarm")
    return found

"""The wide graph: what ties accounts of several alarms together, at most 400 glyphs at once."""

from collections.abc import Sequence
from typing import Annotated

from litestar import get
from litestar.params import FromQuery, Parameter

from bantay.model.alarm import Alarm
from bantay.model.vocabulary import Hypothesis
from bantay.ports.reading import AlarmFilter, Look
from bantay.runtime.pictures import quoted_events
from bantay.runtime.report_case import VICTIM
from bantay.runtime.showing.pictures import Graph, evidence_graph
from bantay.server.case_views import Width
from bantay.server.given import TheSite, TheVisitor

MOST = 1_000
"""Alarms that are drawn together, the strongest of them."""
_EVENTS = 5_000


@get(
    "/v1/graph",
    opt={"right": "explore"},
    summary="What ties accounts of several alarms together",
    tags=["alarms"],
)
async def wide_graph(
    site: TheSite,
    visitor: TheVisitor,
    subject: Annotated[str, Parameter(max_length=200)] = "",
    hypothesis: FromQuery[Hypothesis | None] = None,
    width: Width = 900,
    opened: Annotated[str, Parameter(max_length=2_000)] = "",
) -> Graph:
    """Everybody in open alarms, or those around one account: groups open, close and open again.

    Drawn from the events that the alarms quote; no text of anybody is in it, and the look is
    logged."""
    wanted = AlarmFilter(status="open", hypothesis=hypothesis)
    found = await site.read(lambda store: store.alarms(wanted))
    mine = [alarm for alarm in found if visitor.sees(alarm.hypothesis)]
    alarms = (around(mine, subject) if subject else mine)[:MOST]
    ids = list(dict.fromkeys(id for alarm in alarms for id in quoted_events(alarm)))[:_EVENTS]
    look = Look(visitor.who, "the graph of several alarms")
    events = await site.read(lambda store: store.events(ids, look) if ids else {})
    groups = frozenset(part for part in opened.split(",") if part)
    height = max(360, min(760, round(width * 0.7)))
    return await site.work(
        lambda: evidence_graph(
            "wide", alarms, events.values(), parts(alarms), groups, width, height
        )
    )


def parts(alarms: Sequence[Alarm]) -> dict[str, str]:
    """Possible victims by what alarms say, whatever else they are named; then who may control."""
    victims = {a.subject.id for a in alarms if a.hypothesis in VICTIM}
    bosses = {a.subject.id for a in alarms if a.hypothesis == "controller"} - victims
    return {id: "possible victim" for id in victims} | {id: "possible controller" for id in bosses}


def around(alarms: Sequence[Alarm], subject: str) -> list[Alarm]:
    """The alarms that name somebody, and those that share an account or a thing with them."""
    named = [alarm for alarm in alarms if subject in _names(alarm)]
    near = {id for alarm in named for id in _names(alarm)}
    return [alarm for alarm in alarms if near & _names(alarm)]


def _names(alarm: Alarm) -> set[str]:
    return {alarm.subject.id, *(id for ids in alarm.roles.values() for id in ids)}


HANDLERS = (wide_graph,)
"""The handlers of this file."""

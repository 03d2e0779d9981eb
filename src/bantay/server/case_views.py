"""A case as its page shows it: sums, quotes and pictures; the look is logged before any of it."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from litestar import Response, get
from litestar.params import FromPath, FromQuery, Parameter
from msgspec import Struct, structs

from bantay.model.alarm import Alarm
from bantay.model.case_page import CasePage, Profile
from bantay.model.decision import Decision, Step
from bantay.model.events import Event
from bantay.ports.reading import Look
from bantay.ports.visitor import Visitor
from bantay.runtime.pictures import quoted_events
from bantay.runtime.serving import Site
from bantay.runtime.showing.pictures import Graph, Picture, evidence_graph, money, places, timeline
from bantay.runtime.showing.quotes import MOST, Quoted, quotes
from bantay.runtime.showing.why import Why, why
from bantay.server.alarms import Id, Purpose, found_alarm
from bantay.server.cases import WORK, at_desk, page_of, viewer_of
from bantay.server.given import TheSite, TheVisitor
from bantay.server.problems import Refused
from bantay.server.seals import decision_for

Name = Literal["timeline", "graph", "money", "map"]
Width = Annotated[int, Parameter(ge=300, le=1_600, description="Pixels.")]
_PARTS = {"possible_victim": "possible victim", "possible_controller": "possible controller",
          "payer": "possible payer", "broker": "possible broker"}  # fmt: skip


class View(Struct, frozen=True, kw_only=True):
    """A case with its sums and quotes. `left_out` counts quotes beyond what a page holds."""

    page: CasePage
    why: tuple[Why, ...]
    quotes: tuple[Quoted, ...]
    left_out: int


class Told(Struct, frozen=True):
    """What the person concerned would read; empty when nothing is sent for that step."""

    text: str
    language: str


class Svg(Struct, frozen=True):
    """A picture for a page: without a style of its own."""

    svg: str


@get(
    "/v1/cases/{id:str}/view",
    opt={"right": "texts.read"},
    summary="A case with its sums and quotes",
    tags=["cases"],
)
async def view(site: TheSite, visitor: TheVisitor, id: Id, purpose: Purpose) -> View:
    """The case page, each alarm's sum as rows, and the quotes lit in the original."""
    page = await page_of(site, visitor, id, purpose)
    alarms = _alarms(page, visitor)
    events = await _events(site, visitor, alarms, purpose)

    def made() -> View:
        found = quotes(alarms, events)
        return View(
            page=page,
            why=tuple(map(why, alarms)),
            quotes=tuple(found[:MOST]),
            left_out=max(0, len(found) - MOST),
        )

    return await site.work(made)


@get(
    "/v1/cases/{id:str}/pictures/{name:str}",
    opt={"right": "texts.read"},
    summary="A picture of a case, and the same as rows",
    tags=["cases"],
)
async def case_picture(
    site: TheSite,
    visitor: TheVisitor,
    id: Id,
    name: FromPath[Name],
    width: Width = 640,
    opened: Annotated[str, Parameter(max_length=2_000)] = "",
) -> Picture | Graph:
    """Drawn from the events that the alarms quote; no text of anybody is in it."""
    page = await page_of(site, visitor, id, WORK)
    alarms = _alarms(page, visitor)
    events = {} if name == "map" else await _events(site, visitor, alarms, f"{name} of a case")
    seen = await site.read(lambda store: store.seen_days()) if name == "timeline" else {}
    groups = frozenset(part for part in opened.split(",") if part)
    return await site.work(_drawer(name, page, alarms, events, seen, groups, width))


def _drawer(
    name: Name,
    page: CasePage,
    alarms: list[Alarm],
    events: dict[str, Event],
    seen: dict[str, set[date]],
    opened: frozenset[str],
    width: int,
) -> Callable[[], Picture | Graph]:
    def drawn() -> Picture | Graph:
        match name:
            case "timeline":
                return timeline(page.case, events.values(), seen, width)
            case "money":
                return money(page.case, alarms, events.values(), width)
            case "map":
                return places(page.case, alarms, width)
            case _:
                parts = {one.subject.id: _PARTS.get(one.role, "") for one in page.people}
                height = max(320, min(620, round(width * 0.7)))
                return evidence_graph(
                    page.case, alarms, events.values(), parts, opened, width, height
                )

    return drawn


def _alarms(page: CasePage, visitor: Visitor) -> list[Alarm]:
    """The alarms that the visitor's scope covers, the strongest first."""
    mine = [alarm for alarm in page.alarms if visitor.sees(alarm.hypothesis)]
    return sorted(mine, key=lambda a: (a.status != "open", -a.score_db, a.alarm))


async def _events(
    site: Site, visitor: Visitor, alarms: list[Alarm], purpose: str
) -> dict[str, Event]:
    ids = list(dict.fromkeys(id for alarm in alarms for id in quoted_events(alarm)))
    look = Look(visitor.who, purpose)
    return await site.read(lambda store: store.events(ids, look) if ids else {})


@get(
    "/v1/cases/{id:str}/notice",
    opt={"right": "cases.work"},
    summary="What the person concerned would read",
    tags=["cases"],
)
async def notice(
    site: TheSite, visitor: TheVisitor, id: Id, step: FromQuery[Step], language: Id = "en"
) -> Told:
    """The statement of reasons of the policy's decision at that step, in a language."""
    from bantay.policy.deciding.statement import statement

    page = await page_of(site, visitor, id, WORK)
    known = [seen for one in page.decisions if (seen := decision_for(one, visitor))]
    fitting = [one for one in known if one.step == step and _speaks(one)]
    if not fitting:
        return Told("", language)
    said = statement(structs.replace(fitting[0], automatic=False))
    wanted = "zh" if language.startswith("zh") else language
    spoken = wanted if wanted in said else "en"
    shown = language if wanted in said and language != "zh-Hant" else "zh-Hans"
    return Told(said[spoken], shown if spoken != "en" else "en")


def _speaks(decision: Decision) -> bool:
    """Whether a decision is told to the person: one that only reports or opens a case is not."""
    return bool(set(decision.actions) - {"report", "open_case"})


@get(
    "/v1/alarms/{id:str}/sum",
    opt={"right": "alarms.read"},
    summary="The sum of an alarm as a picture for a page",
    tags=["alarms"],
)
async def alarm_sum(site: TheSite, visitor: TheVisitor, id: Id) -> Svg:
    """The waterfall without a style of its own: the page gives the colours."""
    from bantay.kit.draw.live import bare

    found = await found_alarm(site, visitor, id)
    return Svg(bare(await site.work(lambda: site.draw(found))))


@get(
    "/v1/cases/{id:str}/bundle",
    opt={"right": "confidential"},
    summary="The evidence of a case as one signed zip",
    tags=["cases"],
    media_type="application/zip",
)
async def evidence_bundle(
    site: TheSite,
    visitor: TheVisitor,
    id: Id,
    purpose: Purpose,
    profile: FromQuery[Profile] = "masked",
) -> Response[bytes]:
    """To be saved; `masked` leaves contacts and names out. The look is logged before anything."""
    if not visitor.may("texts.read"):
        raise Refused(403, "a bundle holds people's words, which are not yours to read")
    page = await page_of(site, visitor, id, purpose)
    if not all(visitor.sees(alarm.hypothesis) for alarm in page.alarms):
        raise Refused(403, "the case holds more than what you were given to work on")
    viewer = viewer_of(visitor, purpose)
    made = await at_desk(site, lambda desk: desk.bundle(page.case, viewer, profile))
    headers = {"content-disposition": f'attachment; filename="{page.case}.zip"'}
    return Response(made, media_type="application/zip", headers=headers)


HANDLERS = (view, case_picture, notice, alarm_sum, evidence_bundle)
"""The handlers of this file."""

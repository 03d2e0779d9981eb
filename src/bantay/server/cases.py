"""Cases over HTTP: the queue, one case, and everything that people do to one.

Every rule is the desk's (`ports.cases.CasesDesk`): who may, what is hidden, what is recorded.
Here stand only the shapes of requests, and that a visitor sees cases of their scope alone.
"""

from collections.abc import Callable
from typing import Annotated, TypeVar

from litestar import delete, get, post, put
from litestar.params import FromQuery, JSONBody, Parameter
from msgspec import Meta, Struct

from bantay.adapters.store import EmbeddedStore
from bantay.errors import Conflict, InputError, NotPermitted
from bantay.model.case import Card, CaseStatus, Lease, PersonRole, QueueRow
from bantay.model.case_page import (
    Band,
    CasePage,
    ContextLine,
    Mention,
    Quality,
    QueueFilter,
    Waiting,
)
from bantay.model.casework import Answer, NoteAdded, Ruled, Viewer
from bantay.model.evidence import Quote, Subject
from bantay.model.vocabulary import Hypothesis, Plane
from bantay.ports.acting import Pending
from bantay.ports.cases import CasesDesk
from bantay.ports.visitor import Visitor
from bantay.runtime.calibrating import calibrated
from bantay.runtime.serving import Site
from bantay.runtime.serving.case_desk import case_desk
from bantay.server.alarms import Id, Purpose
from bantay.server.given import TheSite, TheVisitor
from bantay.server.problems import Refused

T = TypeVar("T")
Words = Annotated[str, Meta(min_length=1, max_length=4_000)]
WORK = "work on a case"
_NONE = "there is no such case"
_READS, _WORKS = {"right": "cases.read"}, {"right": "cases.work"}


class Handover(Struct, kw_only=True, forbid_unknown_fields=True):
    """To whom a case goes, or back to the queue (None), with a note."""

    note: Words
    to: Annotated[str, Meta(max_length=60)] | None = None


class NewNote(Struct, kw_only=True, forbid_unknown_fields=True):
    """A note on the case, or on an event or account; `sealed`: for those who write reports."""

    text: Words
    about: Annotated[str, Meta(max_length=200)] | None = None
    sealed: bool = False


class Filled(Struct, kw_only=True, forbid_unknown_fields=True):
    """A person's word on a line of the card, with a quote or a note; None takes it back."""

    card: Card
    name: Annotated[str, Meta(max_length=100)]
    holds: bool | None
    quote: Quote | None = None
    note: Annotated[str, Meta(max_length=4_000)] | None = None


class Part(Struct, kw_only=True, forbid_unknown_fields=True):
    """A person's word on the part of an account."""

    subject: Subject
    part: PersonRole
    note: Words


class Draft(Struct, kw_only=True, forbid_unknown_fields=True):
    """An unfinished answer, kept for oneself."""

    body: Annotated[str, Meta(max_length=20_000)] | None


class Because(Struct, kw_only=True, forbid_unknown_fields=True):
    """Why."""

    reason: Words


def viewer_of(visitor: Visitor, purpose: str) -> Viewer:
    """The visitor as the desk knows them. Machines do not work on cases."""
    if visitor.role is None:
        raise Refused(403, "people work on cases, not machines")
    return Viewer(who=visitor.who, role=visitor.role, purpose=purpose)


async def at_desk(site: Site, act: Callable[[CasesDesk], T]) -> T:
    """Something done at the desk; its refusals become answers."""

    def done() -> T:
        try:
            return act(case_desk(site))
        except NotPermitted as wrong:
            raise Refused(403, str(wrong)) from None
        except Conflict as wrong:
            raise Refused(409, str(wrong)) from None
        except InputError as wrong:
            raise Refused(404 if "no case" in wrong.reason else 422, wrong.reason) from None

    return await site.work(done)


async def page_of(site: Site, visitor: Visitor, id: str, purpose: str) -> CasePage:
    """The case, when the visitor's scope covers it; the look is in the audit log."""
    viewer = viewer_of(visitor, purpose)
    found = await at_desk(site, lambda desk: desk.case(id, viewer))
    if found.alarms and not any(visitor.sees(alarm.hypothesis) for alarm in found.alarms):
        raise Refused(404, _NONE)
    return found


async def _within(
    site: Site, visitor: Visitor, id: str, act: Callable[[CasesDesk, Viewer], T]
) -> T:
    """Something done to a case of the visitor's scope."""
    viewer = viewer_of(visitor, WORK)
    if visitor.covers is not None:
        await page_of(site, visitor, id, WORK)
    return await at_desk(site, lambda desk: act(desk, viewer))


@get("/v1/cases", opt=_READS, summary="The queue", tags=["cases"])
async def queue(
    site: TheSite,
    visitor: TheVisitor,
    status: FromQuery[CaseStatus | None] = None,
    hypothesis: FromQuery[Hypothesis | None] = None,
    plane: FromQuery[Plane | None] = None,
    waits: FromQuery[Waiting | None] = None,
    mine: FromQuery[bool] = False,
    free: FromQuery[bool] = False,
    mentions: FromQuery[bool] = False,
    subject: Annotated[str | None, Parameter(max_length=200)] = None,
    limit: Annotated[int, Parameter(ge=1, le=5_000)] = 100,
    offset: Annotated[int, Parameter(ge=0, le=1_000_000)] = 0,
) -> list[QueueRow]:
    """Cases in the order in which somebody should look: urgency and age."""
    wanted = QueueFilter(
        status=status, hypothesis=hypothesis, plane=plane, waits=waits, mine=mine,
        mentions=mentions, free=free, subject=subject,
        limit=limit if visitor.covers is None else None,
        offset=offset if visitor.covers is None else 0,
    )  # fmt: skip
    viewer = viewer_of(visitor, "the queue")
    rows = await at_desk(site, lambda desk: desk.queue(viewer, wanted))
    if visitor.covers is None:
        return rows
    return [row for row in rows if any(map(visitor.sees, row.hypotheses))][offset : offset + limit]


@get("/v1/cases/{id:str}", opt=_READS, summary="One case", tags=["cases"])
async def case(site: TheSite, visitor: TheVisitor, id: Id, purpose: Purpose) -> CasePage:
    """Everything about one case that this person may see; the look is logged."""
    return await page_of(site, visitor, id, purpose)


@get(
    "/v1/cases/{id:str}/context",
    opt={"right": "texts.read"},
    summary="Five messages before and after",
    tags=["cases"],
)
async def context(
    site: TheSite, visitor: TheVisitor, id: Id, event: Id, purpose: Purpose
) -> list[ContextLine]:
    """A quoted message in its conversation, under the same purpose log."""
    viewer = viewer_of(visitor, purpose)
    return await _within(site, visitor, id, lambda desk, _: desk.context(id, event, viewer))


@post("/v1/cases/{id:str}/lease", opt=_WORKS, status_code=200, summary="Take", tags=["cases"])
async def lease(site: TheSite, visitor: TheVisitor, id: Id) -> Lease:
    """Take the case in hand, or keep it longer."""
    return await _within(site, visitor, id, lambda desk, viewer: desk.lease(id, viewer))


@post("/v1/cases/{id:str}/release", opt=_WORKS, status_code=204, summary="Put back", tags=["cases"])
async def release(site: TheSite, visitor: TheVisitor, id: Id) -> None:
    """Put a case back that one has in hand."""
    await _within(site, visitor, id, lambda desk, viewer: desk.release(id, viewer))


@post(
    "/v1/cases/{id:str}/handover", opt=_WORKS, status_code=204, summary="Hand over", tags=["cases"]
)
async def handover(site: TheSite, visitor: TheVisitor, id: Id, data: JSONBody[Handover]) -> None:
    """Give a case in hand to somebody, or back to the queue."""
    await _within(
        site, visitor, id, lambda desk, viewer: desk.handover(id, viewer, data.note, data.to)
    )


@post("/v1/cases/{id:str}/notes", opt=_WORKS, status_code=204, summary="Note", tags=["cases"])
async def note(site: TheSite, visitor: TheVisitor, id: Id, data: JSONBody[NewNote]) -> None:
    """Write a note; `@name` and `@role` in it are mentions."""

    def written(desk: CasesDesk, viewer: Viewer) -> NoteAdded | None:
        if data.sealed:
            desk.sealed_note(id, viewer, data.text)
            return None
        return desk.note(id, viewer, data.text, data.about)

    await _within(site, visitor, id, written)


@get("/v1/mentions", opt=_READS, summary="Notes that name me", tags=["cases"])
async def mentions(site: TheSite, visitor: TheVisitor) -> list[Mention]:
    """Notes that name the visitor or their role, the newest first."""
    viewer = viewer_of(visitor, "mentions")
    return await at_desk(site, lambda desk: desk.mentions(viewer))


@put(
    "/v1/cases/{id:str}/draft", opt=_WORKS, status_code=204, summary="Keep a draft", tags=["cases"]
)
async def draft(site: TheSite, visitor: TheVisitor, id: Id, data: JSONBody[Draft]) -> None:
    """Keep an unfinished answer for oneself, or drop it."""
    await _within(site, visitor, id, lambda desk, viewer: desk.draft(id, viewer, data.body))


@post(
    "/v1/cases/{id:str}/mark", opt=_WORKS, status_code=204, summary="Fill the card", tags=["cases"]
)
async def mark(site: TheSite, visitor: TheVisitor, id: Id, data: JSONBody[Filled]) -> None:
    """Fill a line of the Palermo or ILO card."""
    await _within(
        site, visitor, id,
        lambda desk, viewer: desk.mark(
            id, viewer, data.card, data.name, data.holds, quote=data.quote, note=data.note
        ),
    )  # fmt: skip


@post("/v1/cases/{id:str}/role", opt=_WORKS, status_code=204, summary="Say a part", tags=["cases"])
async def role(site: TheSite, visitor: TheVisitor, id: Id, data: JSONBody[Part]) -> None:
    """Say what part an account has: it stands over what alarms say."""
    await _within(
        site, visitor, id,
        lambda desk, viewer: desk.role(id, viewer, data.subject, data.part, data.note),
    )  # fmt: skip


@post("/v1/cases/{id:str}/decide", opt=_WORKS, status_code=200, summary="Decide", tags=["cases"])
async def decide(site: TheSite, visitor: TheVisitor, id: Id, data: JSONBody[Answer]) -> Ruled:
    """Give the first answer to a case in hand."""
    return await _within(site, visitor, id, lambda desk, viewer: desk.decide(id, viewer, data))


@post(
    "/v1/cases/{id:str}/second-look",
    opt=_WORKS,
    status_code=200,
    summary="Second or third look",
    tags=["cases"],
)
async def second_look(site: TheSite, visitor: TheVisitor, id: Id, data: JSONBody[Answer]) -> Ruled:
    """Give the second or third answer, blind to those before."""
    return await _within(site, visitor, id, lambda desk, viewer: desk.second_look(id, viewer, data))


@post("/v1/cases/{id:str}/undo", opt=_WORKS, status_code=200, summary="Take back", tags=["cases"])
async def undo(site: TheSite, visitor: TheVisitor, id: Id) -> Ruled:
    """Take back one's own latest answer, within the time that settings allow."""
    return await _within(site, visitor, id, lambda desk, viewer: desk.undo(id, viewer))


@post("/v1/cases/{id:str}/reverse", opt=_WORKS, status_code=204, summary="Reopen", tags=["cases"])
async def reverse(site: TheSite, visitor: TheVisitor, id: Id, data: JSONBody[Because]) -> None:
    """Open a decided case again, as somebody who did not answer it."""
    await _within(site, visitor, id, lambda desk, viewer: desk.reverse(id, viewer, data.reason))


@post("/v1/cases/{id:str}/hold", opt=_READS, status_code=204, summary="Legal hold", tags=["cases"])
async def hold(site: TheSite, visitor: TheVisitor, id: Id, data: JSONBody[Because]) -> None:
    """Place a legal hold: the case's texts outlive retention and erasure."""
    await _within(site, visitor, id, lambda desk, viewer: desk.hold(id, viewer, data.reason))


@delete("/v1/cases/{id:str}/hold", opt=_READS, summary="Lift the hold", tags=["cases"])
async def lift(site: TheSite, visitor: TheVisitor, id: Id, reason: Purpose) -> None:
    """Lift the legal hold."""
    await _within(site, visitor, id, lambda desk, viewer: desk.lift(id, viewer, reason))


@get("/v1/quality", opt={"right": "quality.read"}, summary="The team's figures", tags=["cases"])
async def quality(site: TheSite, visitor: TheVisitor) -> Quality:
    """Agreement, reversals, age of the queue: never of a person."""
    viewer = viewer_of(visitor, "quality")
    return await at_desk(site, lambda desk: desk.quality(viewer))


@get(
    "/v1/quality/calibration",
    opt={"right": "quality.read"},
    summary="What sampled labels say of the sums",
    tags=["cases"],
)
async def calibration(site: TheSite) -> list[Band]:
    """Of alarms of so many decibans, how many were found right: only labels that were drawn at
    random count. Empty: there are none."""
    return list(await site.read(calibrated))


class Delivery(Struct, frozen=True):
    """Hand-overs that failed, of those that this person may know of: `failed` orders are given up,
    `trying` ones failed and are tried again, `undelivered` alarms wait for a sink; `reports` are
    dead letters, and 0 to everybody who does not write reports. `failing` are rounds of the server
    that keep failing, such as `cases`: answers of people do not reach the engine then."""

    failed: int
    undelivered: int
    reports: int = 0
    trying: int = 0
    failing: tuple[str, ...] = ()


@get("/v1/delivery", opt={"right": "signed_in"}, summary="What failed to go out", tags=["cases"])
async def delivery(site: TheSite, visitor: TheVisitor) -> Delivery:
    """How many orders failed, and how many alarms wait for a sink."""
    from bantay.server.seals import order_for

    def looked(store: EmbeddedStore) -> tuple[list[Pending], int, int]:
        tried = [one for one in store.orders("waiting") if one.attempts]
        letters = store.reports.dead() if visitor.may("reports.draft") else 0
        return [*store.orders("dead"), *tried], sum(store.undelivered().values()), letters

    orders, undelivered, letters = await site.read(looked)
    known = [one for one in orders if order_for(one, visitor)]
    dead = sum(one.status == "dead" for one in known)
    failing = site.service.troubles.standing
    return Delivery(dead, undelivered, letters, len(known) - dead, failing)


HANDLERS = (
    *(queue, case, context, lease, release, handover, note, mentions, draft, mark, role),
    *(decide, second_look, undo, reverse, hold, lift, quality, calibration),
    delivery,
)
"""The handlers of this file."""

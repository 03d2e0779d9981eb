"""Reports over HTTP: drafted from a case, checked, shown, approved by a named person, sent.

Every rule is the clerk's (`runtime.reporting`). Here stand the shapes of requests, who may come
in by role *and* by name, and that somebody limited to some cases sees reports of those alone.
"""

from collections.abc import Callable
from typing import Annotated, TypeVar

from litestar import Response, get, post
from litestar.params import JSONBody, Parameter
from msgspec import Meta, Struct

from bantay.errors import ConfigError, InputError
from bantay.model.report import Format
from bantay.model.reporting import Draft as Document
from bantay.model.reporting import Problem, Receipt, Report, Step
from bantay.ports.visitor import Visitor
from bantay.reports import guards
from bantay.reports.formats import TITLES
from bantay.runtime.report_settings import Room
from bantay.runtime.reporting import Clerk
from bantay.runtime.serving import Site
from bantay.runtime.serving.report_desk import clerk_of, drafted, room_of
from bantay.server.alarms import Id
from bantay.server.cases import page_of
from bantay.server.given import TheSite, TheVisitor
from bantay.server.problems import Refused, Wrong

T = TypeVar("T")
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Words = Annotated[str, Meta(min_length=1, max_length=4_000)]
More = Annotated[str, Meta(max_length=100_000)]
DRAFTS, APPROVES = {"right": "reports.draft"}, {"right": "reports.approve"}
PURPOSE = "a report"
_ANSWER = 4_000


class Goal(Struct, frozen=True, kw_only=True):
    """Where reports may go."""

    name: str
    format: Format
    title: str
    production: bool


class Reports(Struct, frozen=True, kw_only=True):
    """Reports, the newest first. `configured` is False when the server has no settings for
    them; `approver` says whether this person may approve and send."""

    configured: bool
    approver: bool = False
    destinations: tuple[Goal, ...] = ()
    reports: tuple[Report, ...] = ()


class Enclosed(Struct, frozen=True, kw_only=True):
    """A file that goes with a document."""

    name: str
    mime: str
    why: str


class Paper(Struct, frozen=True, kw_only=True):
    """A document as it would leave: `fields` are its paths and where each came from, `added` is
    what a person added to the case (TOML)."""

    name: str
    mime: str
    text: str
    problems: tuple[Problem, ...]
    fields: tuple[tuple[str, str], ...]
    attachments: tuple[Enclosed, ...]
    added: str


class Answered(Struct, frozen=True, kw_only=True):
    """What a receiver answered to one step, its beginning word for word."""

    step: str
    time: str
    code: str
    request_id: str | None
    text: str


class Filed(Struct, frozen=True, kw_only=True):
    """A report with its document, how far sending has come, and its receipts."""

    report: Report
    document: Paper
    steps: tuple[Step, ...]
    receipts: tuple[Answered, ...]


class NewReport(Struct, kw_only=True, forbid_unknown_fields=True):
    """A case, a destination, and what is known besides (TOML, as `bantay report draft --add`
    reads it). The same case to the same destination is the same report, drafted anew."""

    case: Name
    to: Name
    more: More = ""
    follows: Name | None = None


class Yes(Struct, kw_only=True, forbid_unknown_fields=True):
    """The digest of the document that was seen: another one is not approved."""

    digest: Annotated[str, Meta(min_length=8, max_length=64)]


class Going(Struct, kw_only=True, forbid_unknown_fields=True):
    """Production is named a second time; `again` sends a dead letter once more."""

    production: Name | None = None
    again: bool = False


class WhyBack(Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a report is taken back; it stays in the record."""

    why: Words


class Noted(Struct, kw_only=True, forbid_unknown_fields=True):
    """The reference under which a receiver has what was handed over."""

    reference: Annotated[str, Meta(min_length=1, max_length=100)]


class Freed(Struct, kw_only=True, forbid_unknown_fields=True):
    """A decision of which people may be told beside a report of suspicion."""

    decision: Name


# ---------------------------------------------------------------------- who, and what goes wrong


def _named(room: Room, visitor: Visitor, *, approver: bool = False) -> None:
    """Refused unless the settings name this person: a role alone opens no report."""
    people = room.said.people
    why = guards.may_open(visitor.who, people.approvers if approver else people.openers)
    if visitor.kind != "person" or why is not None:
        raise Refused(403, why or "people write reports, not machines")


def _at(
    site: Site, visitor: Visitor, act: Callable[[Clerk, Room], T], *, approver: bool = False
) -> Callable[[], T]:
    """Something done by the clerk; its refusals become answers."""

    def done() -> T:
        try:
            clerk, room = clerk_of(site)
            _named(room, visitor, approver=approver)
            return act(clerk, room)
        except InputError as wrong:
            raise _refused(wrong) from None

    return done


def _refused(wrong: InputError) -> Refused:
    if wrong.reason.startswith("no report begins"):
        return Refused(404, "there is no such report")
    if isinstance(wrong, ConfigError) and wrong.place and wrong.place.file == "more":
        place = f"line {wrong.place.line or 1}, column {wrong.place.column or 1}"
        near = f"; did you mean {wrong.nearest!r}?" if wrong.nearest else ""
        said = [Wrong(pointer="/more", detail=f"{place}: {wrong.reason}{near}")]
        return Refused(422, f"what was added cannot be read: {place}: {wrong.reason}{near}", said)
    return Refused(422 if isinstance(wrong, ConfigError) else 409, wrong.reason)


async def _found(site: Site, visitor: Visitor, id: str, *, approver: bool = False) -> Report:
    """The report, when this person may open it and their scope covers its case."""
    found = await site.work(
        _at(site, visitor, lambda clerk, _: clerk.find(id, visitor.who), approver=approver)
    )
    if not await _covered(site, visitor, found.case):
        raise Refused(404, "there is no such report")
    return found


async def _covered(site: Site, visitor: Visitor, case: str) -> bool:
    if visitor.covers is None:
        return True
    try:
        await page_of(site, visitor, case, PURPOSE)
    except Refused:
        return False
    return True


async def _done(
    site: Site, visitor: Visitor, id: str, act: Callable[[Clerk, Report], Report]
) -> Report:
    """Something an approver does to a report."""
    found = await _found(site, visitor, id, approver=True)
    run = _at(site, visitor, lambda clerk, _: act(clerk, found), approver=True)
    return await site.mail(run)


# ---------------------------------------------------------------------- looking


@get("/v1/reports", opt=DRAFTS, summary="Reports and where they may go", tags=["reports"])
async def reports(
    site: TheSite,
    visitor: TheVisitor,
    case: Annotated[str | None, Parameter(max_length=200)] = None,
) -> Reports:
    """List reports for those named in the settings; the look is in the audit log."""
    if await site.work(lambda: _room(site)) is None:
        return Reports(configured=False)

    def listed(clerk: Clerk, room: Room) -> Reports:
        goals = tuple(
            Goal(name=t.name, format=t.format, title=TITLES[t.format], production=t.production)
            for t in room.said.destination
        )
        may = guards.may_open(visitor.who, room.said.people.approvers) is None
        return Reports(
            configured=True,
            approver=may and visitor.may("reports.approve"),
            destinations=goals,
            reports=tuple(clerk.listed(visitor.who, case)),
        )

    found = await site.work(_at(site, visitor, listed))
    cases = {one.case for one in found.reports}
    mine = {id for id in cases if await _covered(site, visitor, id)}
    kept = tuple(one for one in found.reports if one.case in mine)
    return found if len(kept) == len(found.reports) else _with(found, kept)


def _room(site: Site) -> Room | None:
    try:
        return room_of(site)
    except InputError as wrong:
        raise Refused(409, f"the settings of reports cannot be used: {wrong.reason}") from None


def _with(found: Reports, kept: tuple[Report, ...]) -> Reports:
    return Reports(
        configured=found.configured,
        approver=found.approver,
        destinations=found.destinations,
        reports=kept,
    )


@get("/v1/reports/{id:str}", opt=DRAFTS, summary="One report whole", tags=["reports"])
async def report(site: TheSite, visitor: TheVisitor, id: Id) -> Filed:
    """What would leave, where every field comes from, what stands in the way, how far it came."""
    found = await _found(site, visitor, id)

    def shown(clerk: Clerk, _: Room) -> Filed:
        document = clerk.document(found, visitor.who)
        steps, receipts = clerk.steps(found, visitor.who), clerk.receipts(found, visitor.who)
        return Filed(
            report=found,
            document=_paper(document),
            steps=tuple(steps),
            receipts=tuple(map(_answered, receipts)),
        )

    return await site.work(_at(site, visitor, shown))


def _paper(document: Document) -> Paper:
    files = (Enclosed(name=a.name, mime=a.mime, why=a.why) for a in document.attachments)
    return Paper(
        name=document.name,
        mime=document.mime,
        text=document.body.decode("utf-8", "replace"),
        problems=tuple(sorted(document.problems, key=lambda p: not p.final)),
        fields=document.fields,
        attachments=tuple(files),
        added=document.added,
    )


def _answered(receipt: Receipt) -> Answered:
    return Answered(
        step=receipt.step,
        time=receipt.time.isoformat(),
        code=receipt.code,
        request_id=receipt.request_id,
        text=receipt.body[:_ANSWER].decode("utf-8", "replace"),
    )


@get("/v1/reports/{id:str}/document", opt=DRAFTS, summary="The document itself", tags=["reports"],
     media_type="application/octet-stream")  # fmt: skip
async def document(site: TheSite, visitor: TheVisitor, id: Id) -> Response[bytes]:
    """The bytes that would leave, to be saved: no browser opens them here."""
    found = await _found(site, visitor, id)
    made = await site.work(_at(site, visitor, lambda c, _: c.document(found, visitor.who)))
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in made.name)
    headers = {"content-disposition": f'attachment; filename="{safe or "report"}"'}
    return Response(made.body, media_type="application/octet-stream", headers=headers)


# ---------------------------------------------------------------------- writing


@post("/v1/reports", opt=DRAFTS, status_code=201, summary="Draft a report", tags=["reports"])
async def draft(site: TheSite, visitor: TheVisitor, data: JSONBody[NewReport]) -> Report:
    """Write a case's document; `problems` of the report are in the way of approving it."""
    await site.work(_at(site, visitor, lambda clerk, _: clerk.may_draft(visitor.who)))
    page = await page_of(site, visitor, data.case, "drafting a report")

    def made(_: Clerk, __: Room) -> Report:
        return drafted(site, page, data.to, visitor.who, data.more, data.follows)

    return await site.work(_at(site, visitor, made))


@post("/v1/reports/{id:str}/discard", opt=DRAFTS, status_code=200, summary="Discard",
      tags=["reports"])  # fmt: skip
async def discard(site: TheSite, visitor: TheVisitor, id: Id) -> Report:
    """Put away a draft that is not to be sent."""
    found = await _found(site, visitor, id)
    return await site.work(_at(site, visitor, lambda c, _: c.discard(found, visitor.who)))


@post("/v1/reports/{id:str}/approval", opt=APPROVES, status_code=200, summary="Approve",
      tags=["reports"])  # fmt: skip
async def approve(site: TheSite, visitor: TheVisitor, id: Id, data: JSONBody[Yes]) -> Report:
    """A named person's yes to exactly the document they saw; nothing is sent by it."""
    return await _done(site, visitor, id, lambda c, r: c.approve(r, data.digest, visitor.who))


@post("/v1/reports/{id:str}/sending", opt=APPROVES, status_code=200, summary="Send",
      tags=["reports"])  # fmt: skip
async def send(site: TheSite, visitor: TheVisitor, id: Id, data: JSONBody[Going]) -> Report:
    """Send what was approved, or go on with it; it is sent when its status says so."""
    return await _done(
        site, visitor, id, lambda c, r: c.send(r, visitor.who, data.production, data.again)
    )


@post("/v1/reports/{id:str}/retraction", opt=APPROVES, status_code=200, summary="Take back",
      tags=["reports"])  # fmt: skip
async def retract(site: TheSite, visitor: TheVisitor, id: Id, data: JSONBody[WhyBack]) -> Report:
    """Take a report back before it is filed; afterwards only a follow-up corrects it."""
    return await _done(site, visitor, id, lambda c, r: c.retract(r, visitor.who, data.why))


@post("/v1/reports/{id:str}/reference", opt=APPROVES, status_code=200, summary="Note a reference",
      tags=["reports"])  # fmt: skip
async def reference(site: TheSite, visitor: TheVisitor, id: Id, data: JSONBody[Noted]) -> Report:
    """Note under which reference a portal has what a person handed over."""
    return await _done(site, visitor, id, lambda c, r: c.reference(r, data.reference, visitor.who))


@post("/v1/reports/releases", opt=APPROVES, status_code=204, summary="Let people be told",
      tags=["reports"])  # fmt: skip
async def release(site: TheSite, visitor: TheVisitor, data: JSONBody[Freed]) -> None:
    """Let people be told of a decision beside a report of suspicion."""

    def freed(clerk: Clerk, _: Room) -> None:
        clerk.release(data.decision, visitor.who)

    await site.work(_at(site, visitor, freed, approver=True))


HANDLERS = (
    *(reports, report, document, draft, discard),
    *(approve, send, retract, reference, release),
)
"""The handlers of this file."""

"""Decisions and orders: what was decided, what people do about it, what was carried out."""

from typing import Annotated, Any, Literal

from litestar import Request, get, post
from litestar.params import FromQuery, JSONBody, Parameter
from msgspec import Struct

from bantay.model.decision import Decision, DecisionStatus
from bantay.ports.acting import DecisionFilter, Pending
from bantay.runtime.embedded import wall
from bantay.runtime.serving import Site
from bantay.server.alarms import Id, Limit
from bantay.server.given import TheSite, TheVisitor
from bantay.server.problems import Refused
from bantay.server.seals import decision_for, order_for

Act = Literal["approve", "refuse", "confirm", "overturn", "release"]


class Decisions(Struct, frozen=True, kw_only=True):
    """Decisions, the newest first; `more` says that there are others."""

    decisions: tuple[Decision, ...]
    more: bool


class Orders(Struct, frozen=True, kw_only=True):
    """Orders, the oldest first; `dead` counts those that nobody could carry out."""

    orders: tuple[Pending, ...]
    dead: int


class Deed(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a person does to a decision."""

    act: Act


class Again(Struct, kw_only=True, forbid_unknown_fields=True):
    """Dead orders to try again."""

    orders: Annotated[list[str], Parameter(max_items=1_000)]


class Count(Struct, frozen=True, kw_only=True):
    """How many it concerned."""

    count: int


class Statement(Struct, frozen=True, kw_only=True):
    """What the person concerned is told of a decision."""

    decision: str
    lang: str
    text: str


@get("/v1/decisions", opt={"right": "decisions.read"}, summary="List decisions", tags=["decisions"])
async def decisions(
    site: TheSite,
    visitor: TheVisitor,
    status: FromQuery[DecisionStatus | None] = None,
    subject: Annotated[str | None, Parameter(max_length=200)] = None,
    rule: Annotated[str | None, Parameter(max_length=200)] = None,
    limit: Limit = 100,
) -> Decisions:
    """List decisions within the visitor's scope."""
    wanted = DecisionFilter(status, subject, rule, 10_000)
    found = await site.read(lambda store: store.decisions(wanted))
    mine = [seen for one in found if (seen := decision_for(one, visitor))]
    return Decisions(decisions=tuple(mine[:limit]), more=len(mine) > limit)


@get(
    "/v1/decisions/{id:str}",
    opt={"right": "decisions.read"},
    summary="One decision",
    tags=["decisions"],
)
async def decision(site: TheSite, visitor: TheVisitor, id: Id) -> Decision:
    """One decision with its reasons, its end, and who may look again."""
    seen = decision_for(await found_decision(site, id), visitor)
    if seen is None:
        raise Refused(404, "there is no such decision")
    return seen


@get(
    "/v1/decisions/{id:str}/statement",
    opt={"right": "decisions.read"},
    summary="The statement of reasons",
    tags=["decisions"],
)
async def statement(
    site: TheSite, visitor: TheVisitor, id: Id, lang: FromQuery[Literal["en", "zh", "fil"]] = "en"
) -> Statement:
    """What the person concerned is told; it never speaks of reports."""
    from bantay.policy.deciding.statement import statement as written

    seen = await decision.fn(site=site, visitor=visitor, id=id)
    return Statement(decision=seen.decision, lang=lang, text=written(seen)[lang])


@post(
    "/v1/decisions/{id:str}/acts",
    opt={"right": "decisions.make"},
    status_code=200,
    summary="Approve, refuse, confirm, overturn, release",
    tags=["decisions"],
)
async def act(data: JSONBody[Deed], site: TheSite, visitor: TheVisitor, id: Id) -> Decision:
    """A named person acts on a decision. Where policy asks for two people, it takes two; who
    judged it before may not judge the appeal."""
    found = await found_decision(site, id)
    if decision_for(found, visitor) is None:
        raise Refused(404, "there is no such decision")
    if data.act == "release" and not visitor.may("confidential"):
        raise Refused(403, "a notice that is held back is not yours to release")
    if "report" in found.actions and not visitor.may("reports.approve"):
        raise Refused(403, "a step that reports needs somebody who may approve reports")
    after = await site.desk(lambda desk: desk.decide(found, data.act, visitor.who))
    seen = decision_for(after, visitor)
    assert seen is not None
    return seen


@post(
    "/v1/decisions/stop/lift",
    opt={"right": "decisions.lift"},
    status_code=204,
    summary="Go on after too many automatic decisions",
    tags=["decisions"],
)
async def lift(site: TheSite, visitor: TheVisitor) -> None:
    """Lift the stop that too many automatic decisions at once have caused."""
    await site.desk(lambda desk: desk.lift(visitor.who))


@get("/v1/orders", opt={"right": "orders.read"}, summary="List orders", tags=["decisions"])
async def orders(
    site: TheSite,
    visitor: TheVisitor,
    status: FromQuery[Literal["waiting", "done", "dead"] | None] = None,
    limit: Limit = 100,
) -> Orders:
    """What capabilities were asked to do, and what became of it."""
    found = await site.read(lambda store: (store.orders(status), len(store.orders("dead"))))
    mine = [seen for one in found[0] if (seen := order_for(one, visitor))]
    return Orders(orders=tuple(mine[:limit]), dead=found[1])


@post(
    "/v1/orders/again",
    opt={"right": "orders.again"},
    status_code=200,
    summary="Try dead orders again",
    tags=["decisions"],
)
async def orders_again(
    request: Request[Any, Any, Any], data: JSONBody[Again], site: TheSite, visitor: TheVisitor
) -> Count:
    """Try dead orders again; it is in the audit log who said so."""
    ids = data.orders
    tried = await site.drive(lambda driver: site.writer.revive(ids, visitor.who, wall()))
    return Count(count=tried)


async def found_decision(site: Site, id: str) -> Decision:
    """The decision of exactly that id."""
    found = await site.read(lambda store: store.find_decision(id))
    for one in found:
        if one.decision == id:
            return one
    raise Refused(404, "there is no such decision")

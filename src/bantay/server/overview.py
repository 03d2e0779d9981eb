"""Regions, and whether a directory or a search service may show a listing."""

from datetime import UTC, datetime
from typing import Annotated

from litestar import get
from litestar.params import Parameter
from msgspec import structs

from bantay.model.surge import Surge
from bantay.policy.listable import Listable, listable
from bantay.ports.acting import DecisionFilter
from bantay.ports.reading import AlarmFilter
from bantay.ports.visitor import Visitor
from bantay.runtime.regions import Regions, told_of
from bantay.server.given import TheSite, TheVisitor

_FEW = 5
"""Fewer alarms of a region than this are told as nothing (guides/ux.md: small counts hidden)."""


@get("/v1/regions", opt={"right": "regions.read"}, summary="Target regions", tags=["regions"])
async def regions(site: TheSite, visitor: TheVisitor) -> Regions:
    """Regions, means of transmission and hypotheses of alarms, with surges. Counts below five
    are left out. `alarmed` are the surges in the log, as the nightly survey last saw them."""

    def counted() -> Regions:
        alarms = site.reader.alarms(AlarmFilter())
        mine = [alarm for alarm in alarms if visitor.sees(alarm.hypothesis)]
        last = site.reader.head().now
        until = None if last is None else datetime.fromtimestamp(last / 1e6, UTC).date()
        told = told_of(mine, until)
        kept = tuple(line for line in told.lines if line.alarms >= _FEW)
        names = {(line.by, line.name) for line in kept}
        surges = tuple(surge for surge in told.surges if (surge[0], surge[1]) in names)
        alarmed = tuple(row for row in site.reader.surges("open") if _mine(row.surge, visitor))
        return structs.replace(told, lines=kept, surges=surges, alarmed=alarmed)

    return await site.work(counted)


def _mine(surge: Surge, visitor: Visitor) -> bool:
    """Whoever sees some hypotheses only is told of those; a region counts them all."""
    return visitor.covers is None or (surge.by == "hypothesis" and visitor.sees(surge.name))


@get(
    "/v1/listable",
    opt={"right": "listable.read"},
    summary="May this listing be shown?",
    tags=["decisions"],
)
async def may_list(
    site: TheSite, listing: Annotated[str, Parameter(min_length=1, max_length=200)]
) -> Listable:
    """Only a decision in force takes a listing out of search; an alarm alone never does."""
    wanted = DecisionFilter(status="open")

    def looked() -> Listable:
        decisions = site.reader.decisions(wanted)
        alarms = site.reader.alarms(AlarmFilter(status="open", subject=listing))
        return listable(listing, decisions, alarms, datetime.now(UTC))

    return await site.work(looked)

"""What is recorded: the audit chain, rejected lines, faults."""

from litestar import get
from msgspec import Struct

from bantay.ports.reading import AuditRow, FaultRow, QuarantineRow
from bantay.server.alarms import Limit
from bantay.server.given import TheSite


class Audit(Struct, frozen=True, kw_only=True):
    """Links of the chain, the newest first."""

    rows: tuple[AuditRow, ...]
    length: int


class Verification(Struct, frozen=True, kw_only=True):
    """Whether the chain holds; `broken_at` is the first link that does not."""

    holds: bool
    length: int
    broken_at: int | None


class Quarantine(Struct, frozen=True, kw_only=True):
    """Lines that were no events, without their text, and what went wrong inside."""

    rows: tuple[QuarantineRow, ...]
    faults: tuple[FaultRow, ...]


@get("/v1/audit", opt={"right": "audit.read"}, summary="The audit chain", tags=["records"])
async def audit(site: TheSite, limit: Limit = 100) -> Audit:
    """Who looked, decided and changed; append-only and hash-chained."""
    rows = await site.read(lambda store: store.audit())
    return Audit(rows=tuple(rows[::-1][:limit]), length=len(rows))


@get(
    "/v1/audit/verification",
    opt={"right": "audit.read"},
    summary="Verify the audit chain",
    tags=["records"],
)
async def verification(site: TheSite) -> Verification:
    """Walk the chain from its first link."""
    broken, length = await site.read(lambda s: (s.verify_audit(), len(s.audit())))
    return Verification(holds=broken is None, length=length, broken_at=broken)


@get(
    "/v1/quarantine",
    opt={"right": "quarantine.read"},
    summary="Rejected lines and faults",
    tags=["records"],
)
async def quarantine(site: TheSite, limit: Limit = 100) -> Quarantine:
    """What was not understood, and what went wrong inside, most frequent first."""
    rows, faults = await site.read(lambda s: (s.quarantine(), s.faults()))
    return Quarantine(rows=tuple(rows[::-1][:limit]), faults=tuple(faults[:limit]))

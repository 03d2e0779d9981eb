"""Exceptions: a named person lowers a step to `watch`, with a reason and an end."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from litestar import delete, get, post
from litestar.params import JSONBody
from msgspec import Meta, Struct, structs

from bantay.engine.naming import keyed
from bantay.fuse.exceptions import checked
from bantay.kit.hashing import contact_hash
from bantay.kit.text.contacts import contacts
from bantay.model import vocabulary as v
from bantay.model.evidence import Subject
from bantay.model.log import ExceptionGiven
from bantay.runtime.embedded import Driver
from bantay.runtime.serving import Site
from bantay.server.alarms import Id
from bantay.server.given import TheSite, TheVisitor
from bantay.server.problems import Refused, Wrong

Why = Annotated[str, Meta(min_length=3, max_length=2_000)]


class Exempt(Struct, kw_only=True, forbid_unknown_fields=True):
    """What an exception is for; a contact's value is kept as a keyed hash only."""

    subject_kind: v.SubjectKind
    subject: v.Id
    reason: Why
    hypothesis: v.Hypothesis | None = None
    days: Annotated[int, Meta(ge=1, le=180)] = 90


class Exceptions(Struct, frozen=True, kw_only=True):
    """Exceptions that nobody has ended, those past their time included."""

    exceptions: tuple[ExceptionGiven, ...]


@get("/v1/exceptions", opt={"right": "exceptions.read"}, summary="List", tags=["exceptions"])
async def exceptions(site: TheSite) -> Exceptions:
    """List exceptions."""
    return Exceptions(exceptions=tuple(await site.read(lambda store: store.exceptions())))


@post(
    "/v1/exceptions",
    opt={"right": "exceptions.give"},
    status_code=201,
    summary="Give one",
    tags=["exceptions"],
)
async def give_exception(
    data: JSONBody[Exempt], site: TheSite, visitor: TheVisitor
) -> ExceptionGiven:
    """Give an exception in one's own name. It hides nothing: findings are kept and counted."""
    now, about = datetime.now(UTC), _about(site, data)
    parts = (about.kind, about.id, data.hypothesis or "", now.isoformat())
    given = ExceptionGiven(
        time=now,
        exception=f"x-{keyed(site.writer.key, 'exception', *parts, size=5)}",
        subject=about,
        hypothesis=data.hypothesis,
        reason=data.reason,
        by=visitor.who,
        until=now + timedelta(days=data.days),
    )
    return await _give(site, given)


@delete(
    "/v1/exceptions/{id:str}",
    opt={"right": "exceptions.give"},
    status_code=204,
    summary="End one before its time",
    tags=["exceptions"],
)
async def end_exception(site: TheSite, visitor: TheVisitor, id: Id) -> None:
    """End an exception; the alarms it lowered are looked at again."""
    found = {one.exception: one for one in await site.read(lambda store: store.exceptions())}
    if id not in found:
        raise Refused(404, "there is no such exception")
    ended = structs.replace(
        found[id], time=datetime.now(UTC), by=visitor.who, ended=True, reason="ended"
    )
    await _give(site, ended)


async def _give(site: Site, given: ExceptionGiven) -> ExceptionGiven:
    def gave(driver: Driver) -> None:
        driver.own([checked(given)])
        driver.deliver()

    await site.drive(gave)
    return given


def _about(site: Site, data: Exempt) -> Subject:
    if data.subject_kind != "contact":
        return Subject(data.subject_kind, data.subject)
    found = contacts(data.subject)
    if len(found) != 1:
        wrong = Wrong(pointer="/subject", detail="write one contact, as in a message")
        raise Refused(422, "this is not one contact", [wrong])
    return Subject("contact", contact_hash(site.writer.key, f"{found[0].kind}:{found[0].value}"))

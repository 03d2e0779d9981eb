"""What people tell the operator: notices (DSA article 16), appeals, reviewers' labels."""

import asyncio
import secrets
from datetime import UTC, datetime
from typing import Annotated, Any

from litestar import post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from bantay.kit.hashing import keyed_hash
from bantay.model import vocabulary as v
from bantay.model.events import Event, LabelGiven, NoticeFiled
from bantay.runtime.serving import Posting, Site
from bantay.server.alarms import found_alarm
from bantay.server.decisions import found_decision
from bantay.server.given import TheSite, TheVisitor
from bantay.server.problems import Refused, Wrong
from bantay.server.seals import decision_for

Short = Annotated[str, Meta(min_length=1, max_length=500)]
Words = Annotated[str, Meta(min_length=10, max_length=20_000)]
_ANONYMOUS: frozenset[v.NoticeReason] = frozenset({"minor_safety"})
"""Article 16(2)(c): no name is asked of those who tell of offences against children."""


class Notice(Struct, kw_only=True, forbid_unknown_fields=True):
    """A notice as article 16(2) of the Digital Services Act has it.

    `explanation` (a) why it may be illegal, `location` (b) where exactly, `name` and `email`
    (c) of who tells, `good_faith` (d) that they believe it. The words go encrypted to the
    vault; who told is kept as a keyed hash.
    """

    subject_kind: v.SubjectKind
    subject: v.Id
    reason: v.NoticeReason
    explanation: Words
    location: Annotated[list[Short], Meta(min_length=1, max_length=20)]
    good_faith: bool
    name: Short | None = None
    email: Short | None = None


class Appeal(Struct, kw_only=True, forbid_unknown_fields=True):
    """An appeal against a decision, for the person concerned."""

    decision: v.Id
    account: v.Id | None = None
    text: Annotated[str, Meta(max_length=20_000)] | None = None


class Label(Struct, kw_only=True, forbid_unknown_fields=True):
    """A reviewer's verdict. Who gives it is who is signed in."""

    alarm: v.Id
    verdict: v.Verdict
    klass: v.LabelClass | None = None
    sampled: bool | None = None


class Receipt(Struct, frozen=True, kw_only=True):
    """That it arrived and is durable (article 16(4)), and under which id."""

    id: str
    received: datetime


@post(
    "/v1/notices",
    opt={"right": "notices.file"},
    status_code=201,
    summary="File a notice",
    tags=["people's words"],
)
async def notices(data: JSONBody[Notice], site: TheSite, visitor: TheVisitor) -> Receipt:
    """File a notice; the answer confirms that it arrived."""
    wrong = list(_missing(data))
    if wrong:
        raise Refused(422, "the notice is not complete", wrong)
    id = f"notice-{secrets.token_hex(8)}"
    told = data.email or data.name
    filed = NoticeFiled(
        id=id,
        time=datetime.now(UTC),
        source=visitor.who,
        notice=id,
        subject_kind=data.subject_kind,
        subject=data.subject,
        reason=data.reason,
        reporter=None if told is None else "reporter-" + _hashed(site, told),
        text=_written(data),
    )
    await _keep(site, filed)
    return Receipt(id=id, received=filed.time)


@post(
    "/v1/appeals",
    opt={"right": "appeals.file"},
    status_code=201,
    summary="File an appeal",
    tags=["people's words"],
)
async def appeals(data: JSONBody[Appeal], site: TheSite, visitor: TheVisitor) -> Receipt:
    """File an appeal; a person who has not judged the decision decides it."""
    found = await found_decision(site, data.decision)
    if visitor.kind == "person" and decision_for(found, visitor) is None:
        raise Refused(404, "there is no such decision")
    id = await site.desk(lambda desk: desk.appeal(found, data.account, data.text))
    return Receipt(id=id, received=datetime.now(UTC))


@post(
    "/v1/labels",
    opt={"right": "labels.give"},
    status_code=201,
    summary="Give a label",
    tags=["people's words"],
)
async def labels(data: JSONBody[Label], site: TheSite, visitor: TheVisitor) -> Receipt:
    """Say of an alarm whether it is true, false, or needs a second reader."""
    about = await found_alarm(site, visitor, data.alarm)
    id = f"label-{secrets.token_hex(8)}"
    given = LabelGiven(
        id=id,
        time=datetime.now(UTC),
        source=visitor.who,
        subject_kind=about.subject.kind,
        subject=about.subject.id,
        hypothesis=about.hypothesis,
        verdict=data.verdict,
        by=visitor.who,
        alarm=about.alarm,
        klass=data.klass,
        sampled=data.sampled,
    )
    await _keep(site, given)
    return Receipt(id=id, received=given.time)


async def _keep(site: Site, event: Event) -> Any:
    return await asyncio.wrap_future(site.service.post(Posting([event])))


def _missing(data: Notice) -> Any:
    if not data.good_faith:
        said = "say that you believe in good faith that what you tell is accurate and complete"
        yield Wrong(pointer="/good_faith", detail=said)
    if data.reason not in _ANONYMOUS:
        for field in ("name", "email"):
            if getattr(data, field) is None:
                yield Wrong(pointer=f"/{field}", detail="is asked for with this reason")


def _hashed(site: Site, told: str) -> str:
    return keyed_hash(site.writer.key, "email", told.strip().casefold())[:24]


def _written(data: Notice) -> str:
    parts = [data.explanation, "", *(f"where: {place}" for place in data.location)]
    if data.name is not None:
        parts.append(f"name: {data.name}")
    if data.email is not None:
        parts.append(f"e-mail: {data.email}")
    return "\n".join(parts)

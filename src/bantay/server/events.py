"""`POST /v1/events`: events in; when it answers they are durable, and it says what to do."""

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import msgspec
from litestar import MediaType, Request, Response, post
from litestar.openapi import ResponseSpec

from bantay.model.events import Event
from bantay.ports.source import Reject
from bantay.ports.visitor import Visitor
from bantay.runtime.serving import Posting, Site, Taken
from bantay.server.intake import Intake, intake
from bantay.server.problems import JSON, Problem, Refused, Wrong, problem

_AHEAD = timedelta(days=1)
_KEY_MAX = 200
_SOON = "`time` is more than a day after this machine's clock: one of the two is wrong"


class Partly(Problem, frozen=True, kw_only=True, omit_defaults=True):
    """Some of the events are invalid: they are in quarantine, the others are taken."""

    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    decisions: tuple[Any, ...] = ()
    orders: tuple[Any, ...] = ()


@post(
    "/v1/events",
    status_code=200,
    opt={"right": "events.send", "body": "events"},
    responses={
        422: ResponseSpec(
            Partly,
            generate_examples=False,
            description="Some events are invalid; the others are taken",
        ),
        429: ResponseSpec(
            Problem,
            generate_examples=False,
            description="Nothing of it was taken: send it again later",
        ),
    },
    summary="Send events; the answer says what was decided",
    tags=["events"],
)
async def send_events(request: Request[Any, Any, Any]) -> Response[Taken]:
    """Send one event, an array, JSON lines or CloudEvents.

    An answer of 200 or 422 is given after its events are durable. `decisions` is what was
    decided because of them, `orders` is what you carry out now, each once. The same
    `Idempotency-Key`, or the same ids, get the same answer again.
    """
    # Given parameters would cost a task each; the hot path takes them from where they lie.
    site: Site = request.app.state["site"]
    visitor: Visitor = request.state["visitor"]
    if site.service.full:
        raise site.service.refusal()
    body = await request.body()
    headers = request.headers
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    found = intake(body, kind, f"http:{visitor.who}", headers)
    most = request.app.state["settings"].most_events
    if len(found.events) + len(found.rejects) > most:
        raise Refused(413, f"send at most {most:,} events at once")
    _without_future(found, f"http:{visitor.who}")
    slot, mark = _slot(headers.get("idempotency-key"), visitor, body)
    posting = Posting(found.events, found.rejects, slot, mark)
    taken = await asyncio.wrap_future(site.service.post(posting))
    if found.wrong:
        return _partly(taken, found, request.scope["path"])
    return Response(msgspec.json.encode(taken), media_type=MediaType.JSON)  # type: ignore[arg-type]


def _slot(key: str | None, visitor: Visitor, body: bytes) -> tuple[bytes | None, bytes]:
    if key is None:
        return None, b""
    if not key or len(key) > _KEY_MAX:
        raise Refused(400, f"an Idempotency-Key has 1 to {_KEY_MAX} characters")
    return f"key\0{visitor.who}\0{key}".encode(), blake2b(body, digest_size=16).digest()


def _partly(taken: Taken, found: Intake, path: str) -> Response[Any]:
    said = problem(422, f"{len(found.wrong)} of its events are invalid", path, found.wrong)
    body = Partly(
        **{name: getattr(said, name) for name in said.__struct_fields__},
        accepted=taken.accepted,
        duplicates=taken.duplicates,
        quarantined=taken.quarantined,
        decisions=taken.decisions,
        orders=taken.orders,
    )
    return Response(msgspec.json.encode(body), status_code=422, media_type=JSON)


def _without_future(found: Intake, name: str) -> None:
    """Events from after tomorrow are set aside here, where they can still be named."""
    latest = datetime.now(UTC) + _AHEAD
    if not found.events or max(map(attrgetter("time"), found.events)) <= latest:
        return
    kept: list[Event] = []
    for number, event in enumerate(found.events):
        if event.time <= latest:
            kept.append(event)
        else:
            found.rejects.append(_soon(name, number + 1, event))
            found.wrong.append(Wrong(pointer=f"{found.pointer(number)}/time", detail=_SOON))
    found.events = kept


def _soon(name: str, line: int, event: Event) -> Reject:
    raw = msgspec.json.encode(event)
    return Reject(
        file=name, line=line, column=None, field="time", reason=_SOON, nearest=None, raw=raw
    )

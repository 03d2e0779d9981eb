"""`POST /v1/events`: events in; when it answers they are durable, and it says what to do."""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.openapi import ResponseSpec

from bantay.model.events import Event
from bantay.ports.source import Reject
from bantay.ports.visitor import Visitor
from bantay.runtime.serving import Posting, Site, Taken
from bantay.server.intake import Intake, intake
from bantay.server.problems import JSON, Problem, Refused, Wrong, problem
from bantay.server.settings import ServerSettings
from bantay.server.short import Asked, Replies, Said, Way

PATH, RIGHT = "/v1/events", "events.send"
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
    PATH,
    status_code=200,
    opt={"right": RIGHT, "body": "events"},
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
    # Given parameters would cost a task each; they are taken from where they lie.
    site: Site = request.app.state["site"]
    if site.service.full:
        raise site.service.refusal()
    asked = Asked(request.state["visitor"], PATH, request.headers, await request.body())
    said = await _take(site, request.app.state["settings"], Replies(), asked)
    return Response(said.body, status_code=said.status, media_type=said.kind)  # type: ignore[arg-type]


def short_way(site: Site, settings: ServerSettings) -> Way:
    """The way of machines whose keys are known already."""
    replies: list[Replies] = []  # made in the loop, which is not there yet

    def first() -> None:
        if site.service.full:
            raise site.service.refusal()

    async def answer(asked: Asked) -> Said:
        if not replies:
            replies.append(Replies())
        return await _take(site, settings, replies[0], asked)

    return Way(RIGHT, first, answer)


async def _take(site: Site, settings: ServerSettings, replies: Replies, asked: Asked) -> Said:
    headers, body, name = asked.headers, asked.body, f"http:{asked.visitor.who}"
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    found = intake(body, kind, name, headers)
    if len(found.events) + len(found.rejects) > settings.most_events:
        raise Refused(413, f"send at most {settings.most_events:,} events at once")
    _without_future(found, name)
    slot, mark = _slot(headers.get("idempotency-key"), asked.visitor, body)
    posting = Posting(found.events, found.rejects, slot, mark)
    taken = await replies.of(site.service.post(posting))
    return _partly(taken, found) if found.wrong else Said(200, msgspec.json.encode(taken))


def _slot(key: str | None, visitor: Visitor, body: bytes) -> tuple[bytes | None, bytes]:
    if key is None:
        return None, b""
    if not key or len(key) > _KEY_MAX:
        raise Refused(400, f"an Idempotency-Key has 1 to {_KEY_MAX} characters")
    return f"key\0{visitor.who}\0{key}".encode(), blake2b(body, digest_size=16).digest()


def _partly(taken: Taken, found: Intake) -> Said:
    said = problem(422, f"{len(found.wrong)} of its events are invalid", PATH, found.wrong)
    body = Partly(
        **{name: getattr(said, name) for name in said.__struct_fields__},
        accepted=taken.accepted,
        duplicates=taken.duplicates,
        quarantined=taken.quarantined,
        decisions=taken.decisions,
        orders=taken.orders,
    )
    return Said(422, msgspec.json.encode(body), JSON)


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

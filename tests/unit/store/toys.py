"""Stores, batches and whole events for the tests of the store. All people are invented."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from bantay.adapters.store import EmbeddedStore, open_store
from bantay.model.alarm import Alarm, AlarmChange, Palermo, Versions
from bantay.model.clock import micros
from bantay.model.events import EVENTS, Claim, EventBase, Match, MessageSent
from bantay.model.evidence import Fact, Finding, Given, Quote, Subject
from bantay.model.log import (
    ActingChanged,
    ApprovalGiven,
    ClockTicked,
    DecisionReviewed,
    ExceptionGiven,
    FactNoted,
    FindingGiven,
    NoticeDelivered,
    Record,
    SurveyFinished,
)
from bantay.ports.store import Commit, FindingRow

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
WALL = micros(START)
DAY = 86_400_000_000
SECRET = "Zephyrine Quillfeather"
"""Begins every private value, so that a search for it finds any of them."""
BIRTHDAY = date(1931, 7, 23)


def message(n: int, text: str | None = "hello", *, talk: str = "c", **fields: Any) -> MessageSent:
    """The n-th message, n seconds after the start."""
    at = START + timedelta(seconds=n)
    rest: dict[str, Any] = {"account": "ann", "time": at} | fields
    return MessageSent(id=f"m{n:05}", conversation=talk, text=text, **rest)


def digest(id: str) -> bytes:
    """As the engine hashes ids."""
    return blake2b(id.encode(), digest_size=16).digest()


def batch(first: int, records: Sequence[Record], **fields: Any) -> Commit:
    """A commit of records, with what follows from them filled in."""
    events = [record for record in records if isinstance(record, EventBase)]
    rest = {"now": micros(records[-1].time) if records else 0, "wall": WALL} | fields
    return Commit(
        first_seq=first,
        records=list(records),
        digests=[digest(event.id) for event in events],
        times=[micros(event.time) for event in events],
        **rest,
    )


def put(store: EmbeddedStore, *records: Record, **fields: Any) -> None:
    """Commit records as one batch."""
    store.commit(batch(store.head().next_seq, records, **fields))


def opened(directory: Path, **how: Any) -> EmbeddedStore:
    """A store opened for writing; its clock stands still, and no leap of it is doubted."""
    return open_store(directory, **({"create": True, "clock": lambda: WALL, "leap": None} | how))


def given(
    id: str, *quoted: str, subject: str = "ann", kind: Any = "account", anchor: str = ""
) -> Given:
    """A finding that quotes some events."""
    return Given(
        id=id,
        detector="messages.toy",
        version=1,
        plane="messages",
        group="toy",
        subject=Subject(kind, subject),
        finding=Finding(
            anchor=anchor,
            summary="11-digit number in 2 messages",
            quotes=tuple(Quote(event, "text", 0, 4) for event in quoted),
        ),
        first=WALL,
        last=WALL,
    )


def found(id: str, *quoted: str, revision: int = 1, status: Any = "open", **how: Any) -> FindingRow:
    """A finding as of now."""
    return FindingRow(given(id, *quoted, **how), revision, status, WALL)


def alarm(id: str, *, score: float = 12.0, heard: bool = True, **fields: Any) -> AlarmChange:
    """An alarm about ann."""
    base: dict[str, Any] = {
        "revision": 1,
        "episode": 1,
        "status": "open",
        "opened": START,
        "closed_by": None,
        "time": START,
        "hypothesis": "contact_evasion",
        "subject": Subject("account", "ann"),
        "roles": {},
        "score_db": score,
        "prior_db": -20.0,
        "weight_db": score + 20.0,
        "threshold_db": 10.0,
        "probability": None,
        "calibration": "draft",
        "planes": ("messages",),
        "palermo": Palermo(),
        "region": (),
        "transmission": (),
        "findings": (),
        "versions": Versions("1", "1", "1"),
        "first_event_time": START,
    }
    return AlarmChange(Alarm(alarm=id, **(base | fields)), heard)


def exception(id: str, *, ended: bool = False, **fields: Any) -> ExceptionGiven:
    """Somebody's exception for the desk's account."""
    rest: dict[str, Any] = {"reason": "the help desk", "subject": Subject("account", "desk")}
    return ExceptionGiven(
        time=START,
        exception=id,
        hypothesis=None,
        by="Kim",
        until=START + timedelta(days=90),
        ended=ended,
        **(rest | fields),
    )


def whole_event(kind: type[EventBase], n: int = 0) -> EventBase:
    """An event of a type with every field set; what is private begins with `SECRET`."""
    hints = get_type_hints(kind)
    values = {
        info.name: _value(kind, info.name, hints[info.name], n)
        for info in msgspec.structs.fields(kind)
    }
    event = kind(**values | {"id": f"{kind.__name__}-{n}", "time": START + timedelta(days=n)})
    return msgspec.json.decode(msgspec.json.encode(event), type=kind)  # it keeps the contract


def whole_events() -> list[EventBase]:
    """One such event of every type."""
    return [whole_event(kind, n) for n, kind in enumerate(EVENTS)]


def own_records() -> list[Record]:
    """One record of every type of the engine's own, private things in it."""
    person = Subject("contact", f"{SECRET} contact")
    seen = given("f9", "m1", subject=person.id, kind="contact", anchor=f"{SECRET} anchor")
    fact = Fact("account", f"{SECRET} key", "name", f"{SECRET} fact", WALL, ("m1",))
    return [
        ClockTicked(time=START),
        SurveyFinished(time=START, survey="rings", version=2, as_of=7, params={"size": 3}),
        FindingGiven(time=START, survey="rings", given=seen),
        FactNoted(time=START, fact=fact),
        ApprovalGiven(time=START, approval="a1", of="d1", by="Kim", subject=person),
        exception("x1", subject=person, reason=f"{SECRET} reason"),
        DecisionReviewed(
            time=START, review="r1", decision="d1", subject=person, verdict="confirm", by="Kim"
        ),
        NoticeDelivered(time=START, decision="d1", subject=person),
        ActingChanged(time=START, live=True),
    ]


_FIXED: dict[str, Any] = {
    "amount": "12.50",
    "fee": "0.10",
    "price": "3.00",
    "share": "0.5",
    "currency": "PHP",
    "country": "PH",
    "from_country": "GB",
    "to_country": "PH",
    "lang": "en",
    "birth_date": BIRTHDAY,
}


def _value(kind: type[EventBase], name: str, hint: Any, n: int) -> Any:
    if name in _FIXED:
        return _FIXED[name]
    secret = f"{SECRET} {kind.__name__} {name} {n}"
    if name == "extra":
        return {"words": secret, "beyond": 2**70, "nested": [{"more": secret}]}
    if name == "parts":
        return [f"{n:016x}"]
    text = secret if name in kind.PRIVATE else f"{name}-{n}"
    plain = (
        [part for part in get_args(hint) if part is not type(None)] if _optional(hint) else [hint]
    )
    return next(_shaped(plain[0], text, n))


def _optional(hint: Any) -> bool:
    return type(None) in get_args(hint)


def _shaped(hint: Any, text: str, n: int) -> Iterator[Any]:
    if get_origin(hint) is Literal:
        yield get_args(hint)[0]
    shapes: dict[Any, Any] = {
        str: text,
        bool: True,
        int: 7 + n,
        float: 0.25,
        datetime: START,
        list[str]: [text, f"{text} again"],
        list[Claim]: [Claim(kind="film", value=text)],
        list[Match]: [Match(source="a list", kind="known", distance=3)],
        dict[str, float]: {"calm": 0.5},
    }
    yield shapes[hint]


def chunks(records: Sequence[Record], *sizes: int) -> Iterator[Sequence[Record]]:
    """Records cut into batches of these sizes, again and again."""
    left = list(records)
    for size in itertools.cycle(sizes):
        if not left:
            return
        yield left[:size]
        left = left[size:]


def seen(store: EmbeddedStore, digests: Sequence[bytes]) -> list[bool]:
    """Which ids were accepted within the horizon."""
    return [time is not None for time in store.accepted(digests)]

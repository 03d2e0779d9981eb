"""Surges as rows and as what sinks are told: the log's records say both."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from bantay.adapters.store.keyring import Keyring
from bantay.adapters.store.outbox import Posted, posted
from bantay.adapters.store.schema_surges import SURGE
from bantay.model.clock import micros, moment
from bantay.model.log import Record, SurgeGiven, SurgeWithdrawn
from bantay.model.surge import Surge
from bantay.ports.reading import SurgeRow

KINDS: tuple[type, ...] = (SurgeGiven, SurgeWithdrawn)
KEEP = (
    "insert into surge (id, series, name, begins, days, alarms, expected, deviations, revision, "
    "status, told, time) values (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?) on conflict (id) do update "
    "set days = excluded.days, alarms = excluded.alarms, expected = excluded.expected, "
    "deviations = excluded.deviations, revision = surge.revision + 1, "
    "status = excluded.status, time = excluded.time"
)
_STATUS = {SurgeGiven: "open", SurgeWithdrawn: "withdrawn"}


def kept(records: Sequence[Record]) -> Iterator[tuple[Any, ...]]:
    """Rows of the surges among some records."""
    for record in records:
        if isinstance(record, SurgeGiven | SurgeWithdrawn):
            one, time = record.surge, micros(record.time)
            what = (one.id, one.by, one.name, one.begins.isoformat(), one.days, one.count)
            yield *what, one.expected, one.deviations, _STATUS[type(record)], time, time


def parcels(records: Sequence[Record], keys: Keyring, wall: int) -> list[Posted]:
    """What sinks are told of surges: that there is one, or that there is none after all."""
    return [
        posted(f"{r.surge.id}.{micros(r.time)}", "surge", _body(r), keys, wall)
        for r in records
        if isinstance(r, SurgeGiven | SurgeWithdrawn) and r.heard
    ]


def rows(con: Connection, status: str | None) -> list[SurgeRow]:
    """Surges, the latest week first and the strongest of a week first."""
    asked = select(SURGE).order_by(SURGE.c.begins.desc(), SURGE.c.deviations.desc(), SURGE.c.id)
    if status is not None:
        asked = asked.where(SURGE.c.status == status)
    return [
        SurgeRow(
            Surge(
                id=row.id,
                by=row.series,
                name=row.name,
                begins=date.fromisoformat(row.begins),
                days=row.days,
                count=row.alarms,
                expected=row.expected,
                deviations=row.deviations,
            ),
            row.revision,
            row.status,
            moment(row.told),
            moment(row.time),
        )
        for row in con.execute(asked)
    ]


def _body(record: SurgeGiven | SurgeWithdrawn) -> bytes:
    told = {"time": record.time, "status": _STATUS[type(record)], "surge": record.surge}
    return msgspec.json.encode(told)

"""A commit as the rows it leaves behind: everything is encoded before a transaction begins."""

from array import array
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from bantay.adapters.store import appeals, deeds, outbox, state, surges
from bantay.adapters.store.keyring import Keyring
from bantay.adapters.store.packing import Cipher, Codec
from bantay.adapters.store.private import without
from bantay.adapters.store.tail import RECORDS, seal_records
from bantay.model.alarm import Alarm
from bantay.model.clock import moment
from bantay.model.events import AccountClosed
from bantay.model.log import ExceptionGiven, Record
from bantay.ports.reading import QuarantineRow
from bantay.ports.store import Commit, FindingRow

Statement = tuple[str, list[tuple[Any, ...]]]
FINDINGS: Codec[FindingRow] = Codec(FindingRow)
ALARMS: Codec[Alarm] = Codec(Alarm)
EXCEPTIONS: Codec[ExceptionGiven] = Codec(ExceptionGiven)
REJECTS: Codec[QuarantineRow] = Codec(QuarantineRow)

_TAIL = "insert into log_tail (first_seq, last_seq, wall, ids, times, body) values (?,?,?,?,?,?)"
_POSITION = (
    "insert into position (fingerprint, name, consumed) values (?, ?, ?) on conflict (fingerprint) "
    "do update set name = excluded.name, consumed = excluded.consumed"
)
_COUNTER = (
    "insert into counter (name, value) values (?, ?) "
    "on conflict (name) do update set value = counter.value + excluded.value"
)
_FINDING = (
    "insert into finding (id, subject_kind, subject, detector, revision, status, time, body) "
    "values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set "
    "subject_kind = excluded.subject_kind, subject = excluded.subject, "
    "detector = excluded.detector, revision = excluded.revision, status = excluded.status, "
    "time = excluded.time, body = excluded.body"
)
_EVIDENCE = "insert into evidence (event, noted) values (?, ?) on conflict (event) do nothing"
_ALARM = (
    "insert into alarm (id, hypothesis, status, subject_kind, subject, revision, score_db, body) "
    "values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set "
    "status = excluded.status, revision = excluded.revision, score_db = excluded.score_db, "
    "body = excluded.body"
)
_EXCEPTION = (
    "insert into exception (id, ended, body) values (?, ?, ?) "
    "on conflict (id) do update set ended = excluded.ended, body = excluded.body"
)
_QUARANTINE = "insert into quarantine (wall, body, raw) values (?, ?, ?)"
_ERASURE = "insert into erasure (account, wall) values (?, ?) on conflict (account) do nothing"


class Batch(Struct, frozen=True):
    """The writes of a commit, the bytes its records take, the exceptions among them."""

    writes: list[Statement]
    size: int
    exceptions: list[ExceptionGiven]


def build(commit: Commit, keys: Keyring, tail: Cipher, *, texts: bool, raw: bool) -> Batch:
    """Encode a commit. `texts` and `raw` say whether such may be kept at all."""
    records = commit.records if texts else [without(r) for r in commit.records]
    packed = RECORDS.pack(records)
    own = _some(commit.records, (ExceptionGiven, AccountClosed))
    heard = _some(commit.records, appeals.KINDS)
    surged = _some(commit.records, surges.KINDS)
    made = [
        (_TAIL, [_tail(commit, packed, tail)] if records else []),
        (_POSITION, [(p.fingerprint, p.name, p.consumed) for p in commit.positions]),
        (_COUNTER, list(commit.counts.items())),
        *state.statements(commit.states, keys, commit.wall),
        (_FINDING, [_finding(row, keys) for row in commit.findings]),
        (_EVIDENCE, list(_evidence(commit))),
        (_ALARM, [_alarm(change.alarm, keys) for change in commit.alarms]),
        (_EXCEPTION, list(_exceptions(own, keys))),
        (_QUARANTINE, list(_quarantine(commit, keys, tail if raw else None))),
        (_ERASURE, list(_erasures(own, commit.wall))),
        (outbox.POST, outbox.alarm_parcels(commit.alarms, keys, commit.wall)),
        (surges.KEEP, list(surges.kept(surged))),
        (outbox.POST, surges.parcels(surged, keys, commit.wall)),
        *deeds.statements(commit, keys),
        (appeals.FILED, list(appeals.filed(heard))),
        (appeals.ANSWERED, list(appeals.answered(heard))),
    ]
    writes = [(sql, rows) for sql, rows in made if rows]
    return Batch(writes, len(packed), [r for r in own if isinstance(r, ExceptionGiven)])


def _some(records: Sequence[Record], kinds: tuple[type, ...]) -> list[Record]:
    """Records of rare types; most batches hold none, and that must cost nothing."""
    return [r for r in records if type(r) in kinds] if set(map(type, records)) & set(kinds) else []


def _tail(commit: Commit, packed: bytes, cipher: Cipher) -> tuple[Any, ...]:
    first, ids = commit.first_seq, b"".join(commit.digests)
    body = seal_records(first, packed, cipher)
    times = array("q", commit.times).tobytes()
    return first, first + len(commit.records) - 1, commit.wall, ids, times, body


def _finding(row: FindingRow, keys: Keyring) -> tuple[Any, ...]:
    given = row.given
    body = keys.rest.seal(FINDINGS.pack(row), f"finding/{given.id}".encode())
    subject = given.subject
    clear = (given.id, subject.kind, subject.id, given.detector, row.revision, row.status)
    return (*clear, row.time, body)


def _evidence(commit: Commit) -> Iterator[tuple[str, int]]:
    noted = commit.first_seq + len(commit.records)
    quotes = (q.event for row in commit.findings for q in row.given.finding.quotes)
    return ((event, noted) for event in dict.fromkeys(quotes))


def _alarm(alarm: Alarm, keys: Keyring) -> tuple[Any, ...]:
    body = keys.rest.seal(ALARMS.pack(alarm), f"alarm/{alarm.alarm}".encode())
    subject = alarm.subject
    clear = (alarm.alarm, alarm.hypothesis, alarm.status, subject.kind, subject.id)
    return (*clear, alarm.revision, alarm.score_db, body)


def _exceptions(records: Sequence[Record], keys: Keyring) -> Iterator[tuple[Any, ...]]:
    for record in records:
        if isinstance(record, ExceptionGiven):
            about = f"exception/{record.exception}".encode()
            body = keys.rest.seal(EXCEPTIONS.pack(record), about)
            yield record.exception, record.ended, body


def _quarantine(commit: Commit, keys: Keyring, raw: Cipher | None) -> Iterator[tuple[Any, ...]]:
    for reject in commit.rejects:
        row = QuarantineRow(
            file=reject.file,
            line=reject.line,
            column=reject.column,
            field=reject.field,
            reason=reject.reason,
            nearest=reject.nearest,
            wall=moment(commit.wall),
        )
        body = keys.rest.seal(REJECTS.pack(row), b"quarantine")
        yield commit.wall, body, raw and raw.seal(reject.raw, b"raw")


def _erasures(records: Sequence[Record], wall: int) -> Iterator[tuple[str, int]]:
    for record in records:
        if isinstance(record, AccountClosed) and record.erase:
            yield record.account, wall

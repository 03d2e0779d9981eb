"""A change to cases as rows: the log, the briefs, ties, drafts, sealed notes, holds, the audit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, func, insert, select

from bantay.adapters.store import audit
from bantay.adapters.store.keyring import Keyring
from bantay.adapters.store.packing import Codec
from bantay.adapters.store.schema import (
    CASE_ALARM,
    CASE_BRIEF,
    CASE_DRAFT,
    CASE_RECORD,
    CASE_SEALED,
    CASE_TIE,
    LEGAL_HOLD,
)
from bantay.errors import Conflict
from bantay.model.casework import AnyRecord, SealedNote
from bantay.model.clock import micros
from bantay.model.evidence import Subject
from bantay.ports.casestore import BriefRow, CaseCommit

RECORDS: Codec[AnyRecord] = Codec(AnyRecord)
SEALED: Codec[SealedNote] = Codec(SealedNote)
_MANY = 500


def write(con: Connection, keys: Keyring, commit: CaseCommit, wall: int) -> None:
    """All of a change, in the caller's transaction. Conflict when a case has moved on."""
    _unchanged(con, commit.expected)
    last = _append(con, keys, commit.records)
    _briefs(con, keys, commit.briefs, last)
    _alarms(con, commit.alarms)
    _ties(con, commit.ties)
    for case, held in commit.held.items():
        _hold(con, case, held)
    for note in commit.sealed:
        _sealed(con, keys, note)
    for case, who, body in commit.drafts:
        _draft(con, keys, (case, who), body, wall)
    audit.write_all(con, wall, [(noted.who, noted.act, noted.what) for noted in commit.audit])


def _unchanged(con: Connection, expected: Mapping[str, int]) -> None:
    for case, known in expected.items():
        asked = select(func.max(CASE_RECORD.c.n)).where(CASE_RECORD.c.case_id == case)
        if (con.execute(asked).scalar() or 0) != known:
            raise Conflict(f"case {case} was changed by somebody else just now: look at it again")


def _append(con: Connection, keys: Keyring, records: Iterable[AnyRecord]) -> dict[str, int]:
    n = con.execute(select(func.max(CASE_RECORD.c.n))).scalar() or 0
    rows, last = [], dict[str, int]()
    for record in records:
        n += 1
        last[record.case] = n
        rows.append(
            {
                "n": n,
                "case_id": record.case,
                "time": micros(record.time),
                "kind": type(record).__struct_config__.tag,
                "body": keys.rest.seal(RECORDS.pack(record), about_record(n)),
            }
        )
    if rows:
        con.execute(insert(CASE_RECORD), rows)
    return last


def _briefs(
    con: Connection, keys: Keyring, briefs: Sequence[BriefRow], last: Mapping[str, int]
) -> None:
    rows = [
        {
            "case_id": one.case,
            "last": last[one.case] if one.case in last else _last(con, one.case),
            "status": one.status,
            "merged_into": one.merged_into,
            "body": keys.rest.seal(one.body, about_brief(one.case)),
        }
        for one in briefs
    ]
    _replace(con, CASE_BRIEF, CASE_BRIEF.c.case_id, [one.case for one in briefs], rows)


def _last(con: Connection, case: str) -> int:
    asked = select(func.max(CASE_RECORD.c.n)).where(CASE_RECORD.c.case_id == case)
    return con.execute(asked).scalar() or 0


def _replace(
    con: Connection, table: Table, of: Column[str], gone: Sequence[str], rows: list[dict[str, Any]]
) -> None:
    """Rows of a table anew, for the values of one column."""
    for start in range(0, len(gone), _MANY):
        con.execute(delete(table).where(of.in_(gone[start : start + _MANY])))
    if rows:
        con.execute(insert(table), rows)


def _alarms(con: Connection, alarms: Mapping[str, tuple[str, int]]) -> None:
    rows = [{"alarm": a, "case_id": case, "revision": r} for a, (case, r) in alarms.items()]
    _replace(con, CASE_ALARM, CASE_ALARM.c.alarm, list(alarms), rows)


def _ties(con: Connection, ties: Mapping[str, Mapping[Subject, bool]]) -> None:
    """What cases name. What is as it was is left alone: a large case changes a little."""
    before, added = _known_ties(con, list(ties)), list[dict[str, Any]]()
    for case, wanted in ties.items():
        known: Mapping[Any, bool] = before.get(case, {})
        new = {(one.kind, one.id): joins for one, joins in wanted.items()}
        for kind, id in [key for key in known if new.get(key) != known[key]]:
            same = (CASE_TIE.c.kind == kind) & (CASE_TIE.c.subject == id)
            con.execute(delete(CASE_TIE).where(same, CASE_TIE.c.case_id == case))
        added += [
            {"kind": kind, "subject": id, "case_id": case, "joining": joins}
            for (kind, id), joins in new.items()
            if known.get((kind, id)) != joins
        ]
    if added:
        con.execute(insert(CASE_TIE), added)


def _known_ties(con: Connection, cases: Sequence[str]) -> dict[str, dict[tuple[str, str], bool]]:
    """What cases named before, asked for many cases at once: a backlog makes hundreds."""
    found: dict[str, dict[tuple[str, str], bool]] = {}
    columns = (CASE_TIE.c.case_id, CASE_TIE.c.kind, CASE_TIE.c.subject, CASE_TIE.c.joining)
    for start in range(0, len(cases), _MANY):
        some = cases[start : start + _MANY]
        for case, kind, id, joins in con.execute(select(*columns).where(columns[0].in_(some))):
            found.setdefault(case, {})[kind, id] = joins
    return found


def _hold(con: Connection, case: str, held: Collection[str]) -> None:
    con.execute(delete(LEGAL_HOLD).where(LEGAL_HOLD.c.case_id == case))
    rows = [{"case_id": case, "event": event} for event in sorted(set(held))]
    if rows:
        con.execute(insert(LEGAL_HOLD), rows)


def _sealed(con: Connection, keys: Keyring, note: SealedNote) -> None:
    n = (con.execute(select(func.max(CASE_SEALED.c.n))).scalar() or 0) + 1
    body = keys.sealed.seal(SEALED.pack(note), about_sealed(n))
    con.execute(insert(CASE_SEALED), {"n": n, "case_id": note.case, "body": body})


def _draft(
    con: Connection, keys: Keyring, of: tuple[str, str], body: str | None, wall: int
) -> None:
    case, who = of
    same = (CASE_DRAFT.c.case_id == case) & (CASE_DRAFT.c.who == who)
    con.execute(delete(CASE_DRAFT).where(same))
    if body is not None:
        sealed = keys.rest.seal(body.encode(), about_draft(case, who))
        con.execute(insert(CASE_DRAFT), {"case_id": case, "who": who, "wall": wall, "body": sealed})


def about_record(n: int) -> bytes:
    """What a record's text is, to its cipher."""
    return f"case record/{n}".encode()


def about_brief(case: str) -> bytes:
    """What a brief is, to its cipher."""
    return f"case brief/{case}".encode()


def about_sealed(n: int) -> bytes:
    """What a sealed note is, to its cipher."""
    return f"sealed note/{n}".encode()


def about_draft(case: str, who: str) -> bytes:
    """What a draft is, to its cipher."""
    return f"draft/{case}/{who}".encode()

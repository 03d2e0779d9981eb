"""Cases read and written: `ports.casestore.CaseStore`."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, func, or_, select

from bantay.adapters.store import audit, case_rows
from bantay.adapters.store.acting import ActingSide
from bantay.adapters.store.schema import (
    ALARM,
    AUDIT,
    CASE_ALARM,
    CASE_BRIEF,
    CASE_DRAFT,
    CASE_RECORD,
    CASE_SEALED,
    CASE_TIE,
    DECISION,
)
from bantay.adapters.store.trouble import guarded
from bantay.model.alarm import Alarm
from bantay.model.casework import AnyRecord, SealedNote
from bantay.model.clock import moment
from bantay.model.decision import Decision
from bantay.model.events import Event
from bantay.model.evidence import Subject
from bantay.ports.casestore import BriefRow, CaseCommit, Noted
from bantay.ports.reading import AuditRow, Look

T = TypeVar("T")
_MANY = 500


class CasesSide(ActingSide):
    """The part of a store that holds what people work on."""

    def wall(self) -> int:
        """The wall clock in microseconds UTC."""
        return self._site.clock()

    @guarded
    def commit_cases(self, commit: CaseCommit) -> None:
        """One change, whole or not at all. Conflict when a touched case has moved on."""
        with self._site.db.write() as con:
            case_rows.write(con, self._site.keys, commit, self._site.clock())

    @guarded
    def fresh_alarms(self, limit: int) -> list[Alarm]:
        """Alarms of which the case log does not have the latest revision, oldest id first."""
        known = CASE_ALARM.c
        new = or_(known.revision.is_(None), known.revision < ALARM.c.revision)
        joined = ALARM.outerjoin(CASE_ALARM, known.alarm == ALARM.c.id)
        asked = select(ALARM.c.id, ALARM.c.body).select_from(joined).where(new)
        return self._alarms(asked.order_by(ALARM.c.id).limit(limit))

    @guarded
    def cases_of(self, alarms: Collection[str]) -> dict[str, str]:
        """In which case those alarms are that are in one."""
        found: dict[str, str] = {}
        with self._site.db.read() as con:
            for some in _portions(alarms):
                asked = select(CASE_ALARM.c.alarm, CASE_ALARM.c.case_id)
                found |= {a: c for a, c in con.execute(asked.where(CASE_ALARM.c.alarm.in_(some)))}
        return found

    @guarded
    def cases_naming(
        self, subjects: Collection[Subject], *, joining: bool
    ) -> dict[Subject, set[str]]:
        """The cases that name somebody or something, or only those that it joins."""
        found: defaultdict[Subject, set[str]] = defaultdict(set)
        kinds = defaultdict(list)
        for one in sorted(subjects):
            kinds[one.kind].append(one.id)
        with self._site.db.read() as con:
            for kind, ids in kinds.items():
                for some in _portions(ids):
                    asked = select(CASE_TIE.c.subject, CASE_TIE.c.case_id).where(
                        CASE_TIE.c.kind == kind, CASE_TIE.c.subject.in_(some)
                    )
                    if joining:
                        asked = asked.where(CASE_TIE.c.joining.is_(True))
                    for id, case in con.execute(asked):
                        found[Subject(kind, id)].add(case)
        return dict(found)

    @guarded
    def sharing(self, case: str) -> list[tuple[str, Subject]]:
        """Other cases, and whom or what a case names that they name too."""
        own, other = CASE_TIE.alias(), CASE_TIE.alias()
        same = (own.c.kind == other.c.kind) & (own.c.subject == other.c.subject)
        asked = select(other.c.case_id, other.c.kind, other.c.subject).select_from(
            own.join(other, same & (other.c.case_id != case))
        )
        with self._site.db.read() as con:
            rows = con.execute(asked.where(own.c.case_id == case)).all()
        return [(id, Subject(kind, subject)) for id, kind, subject in rows]

    @guarded
    def case_records(self, case: str) -> list[tuple[int, AnyRecord]]:
        """The records of a case, and of all that were merged into it, in the log's order."""
        rest = self._site.keys.rest
        with self._site.db.read() as con:
            columns = CASE_RECORD.c
            asked = select(columns.n, columns.body).where(columns.case_id.in_(_merged(con, case)))
            rows = con.execute(asked.order_by(columns.n)).all()
        opened = ((n, rest.open(body, case_rows.about_record(n))) for n, body in rows)
        return [(n, case_rows.RECORDS.unpack(body)) for n, body in opened]

    @guarded
    def briefs(self, cases: Collection[str] | None = None) -> list[BriefRow]:
        """All cases in brief, or some, by id."""
        asked, id = select(CASE_BRIEF).order_by(CASE_BRIEF.c.case_id), CASE_BRIEF.c.case_id
        rest = self._site.keys.rest
        with self._site.db.read() as con:
            if cases is None:
                rows = list(con.execute(asked))
            else:
                parts = _portions(sorted(cases))
                rows = [row for some in parts for row in con.execute(asked.where(id.in_(some)))]
        return [
            BriefRow(
                case=row.case_id,
                status=row.status,
                merged_into=row.merged_into,
                body=rest.open(row.body, case_rows.about_brief(row.case_id)),
            )
            for row in rows
        ]

    @guarded
    def changed_cases(self, since: int) -> tuple[int, set[str]]:
        """The cases with records after that number, with those they were merged into, and the
        number of the latest record there is."""
        new = CASE_RECORD.c.n > since
        with self._site.db.read() as con:
            last = con.execute(select(func.max(CASE_RECORD.c.n))).scalar() or 0
            found = set(con.execute(select(CASE_RECORD.c.case_id).where(new).distinct()).scalars())
            for some in _portions(found):
                asked = select(CASE_BRIEF.c.merged_into).where(CASE_BRIEF.c.case_id.in_(some))
                found |= {into for into in con.execute(asked).scalars() if into is not None}
        return last, found

    @guarded
    def find_case(self, id_or_prefix: str) -> list[str]:
        """Cases whose id begins so."""
        begins = CASE_BRIEF.c.case_id.startswith(id_or_prefix, autoescape=True)
        asked = select(CASE_BRIEF.c.case_id).where(begins).order_by(CASE_BRIEF.c.case_id)
        with self._site.db.read() as con:
            return list(con.execute(asked).scalars())

    @guarded
    def sealed_notes(self, case: str) -> list[SealedNote]:
        """Notes under the confidentiality of a report, the oldest first."""
        with self._site.db.read() as con:
            asked = select(CASE_SEALED.c.n, CASE_SEALED.c.body)
            ids = _merged(con, case)
            rows = con.execute(
                asked.where(CASE_SEALED.c.case_id.in_(ids)).order_by(CASE_SEALED.c.n)
            ).all()
        sealed = self._site.keys.sealed
        return [
            case_rows.SEALED.unpack(sealed.open(body, case_rows.about_sealed(n)))
            for n, body in rows
        ]

    @guarded
    def draft(self, case: str, who: str) -> str | None:
        """What somebody has begun to answer."""
        same = (CASE_DRAFT.c.case_id == case) & (CASE_DRAFT.c.who == who)
        with self._site.db.read() as con:
            body = con.execute(select(CASE_DRAFT.c.body).where(same)).scalar()
        if body is None:
            return None
        return self._site.keys.rest.open(body, case_rows.about_draft(case, who)).decode()

    @guarded
    def decisions_about(self, alarms: Collection[str]) -> list[Decision]:
        """What policy decided on alarms, the newest first."""
        found: list[Decision] = []
        for some in _portions(alarms):
            asked: Select[Any] = select(DECISION.c.id, DECISION.c.body)
            found += self._decisions(asked.where(DECISION.c.alarm.in_(some)))
        return sorted(found, key=lambda one: (-one.time.timestamp(), one.decision))

    @guarded
    def audit_about(self, case: str) -> list[AuditRow]:
        """What the audit log says of a case, the oldest first."""
        says = AUDIT.c.what.contains(f'"case":"{case}"', autoescape=True)
        with self._site.db.read() as con:
            rows = con.execute(select(AUDIT).where(says).order_by(AUDIT.c.n)).all()
        return [AuditRow(r.n, moment(r.time), r.who, r.act, r.what, r.before, r.hash) for r in rows]

    @guarded
    def audit_hashes(self) -> list[str]:
        """The hash of every record of the audit log, the first first."""
        with self._site.db.read() as con:
            return list(con.execute(select(AUDIT.c.hash).order_by(AUDIT.c.n)).scalars())

    @guarded
    def note(self, noted: Noted) -> None:
        """Write a look to the audit log, before it is had."""
        with self._site.db.write() as con:
            audit.write(con, self._site.clock(), noted.who, noted.act, noted.what)

    @guarded
    def around(self, event: str, reach: int, look: Look) -> list[Event]:
        """A message with its neighbours in the conversation; the look is logged first."""
        from bantay.adapters.store.context import around

        self._log_look("looked at a conversation", look, {"event": event, "reach": reach})
        return around(self._site, event, reach)

    def sign(self, data: bytes) -> bytes:
        """A detached Ed25519 signature with the store's own key."""
        return self._site.keys.signing.sign(data)

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that check the store's signatures."""
        return self._site.keys.signing.public_key().public_bytes_raw()


def _merged(con: Connection, case: str) -> list[str]:
    """A case and every case that goes on inside it."""
    found, new = [case], [case]
    while new:
        asked = select(CASE_BRIEF.c.case_id).where(CASE_BRIEF.c.merged_into.in_(new))
        new = [id for id in con.execute(asked).scalars() if id not in found]
        found += new
    return found


def _portions(values: Collection[T]) -> Iterator[Sequence[T]]:
    """At most so many values as a database takes in one question."""
    every = list(values)
    for start in range(0, len(every), _MANY):
        yield every[start : start + _MANY]

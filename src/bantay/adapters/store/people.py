"""The read side: what people see of a store. Looks at content go to the audit log first."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, select

from bantay.adapters.store import audit, faults, outbox, surges
from bantay.adapters.store.batch import ALARMS, EXCEPTIONS, FINDINGS, REJECTS
from bantay.adapters.store.schema import ALARM, EXCEPTION, FINDING, QUARANTINE
from bantay.adapters.store.site import Site
from bantay.adapters.store.trouble import guarded
from bantay.errors import InputError
from bantay.model.alarm import Alarm
from bantay.model.events import Event
from bantay.model.log import ExceptionGiven
from bantay.ports.reading import AlarmFilter, AuditRow, FaultRow, Look, QuarantineRow, SurgeRow
from bantay.ports.store import FindingRow


class PeopleSide:
    """Implements `ports.reading.Reading`; readers are let in while a writer is at work."""

    def __init__(self, site: Site):
        self._site = site

    @property
    def directory(self) -> Path:
        """Where the store is."""
        return self._site.directory

    @guarded
    def alarms(self, wanted: AlarmFilter) -> list[Alarm]:
        """Alarms, the strongest first."""
        asked = select(ALARM.c.id, ALARM.c.body).order_by(ALARM.c.score_db.desc(), ALARM.c.id)
        for column, value in (
            (ALARM.c.hypothesis, wanted.hypothesis),
            (ALARM.c.status, wanted.status),
            (ALARM.c.subject, wanted.subject),
        ):
            asked = asked if value is None else asked.where(column == value)
        return self._alarms(asked if wanted.limit is None else asked.limit(wanted.limit))

    @guarded
    def find_alarm(self, id_or_prefix: str) -> list[Alarm]:
        """Alarms whose id begins so."""
        begins = ALARM.c.id.startswith(id_or_prefix, autoescape=True)
        return self._alarms(select(ALARM.c.id, ALARM.c.body).where(begins).order_by(ALARM.c.id))

    @guarded
    def alarm(self, id: str) -> Alarm | None:
        """The latest revision of an alarm."""
        found = self._alarms(select(ALARM.c.id, ALARM.c.body).where(ALARM.c.id == id))
        return found[0] if found else None

    @guarded
    def findings(self, subject: str | None = None) -> list[FindingRow]:
        """Findings as of now, of everybody or of one subject, by id."""
        asked = select(FINDING.c.id, FINDING.c.body).order_by(FINDING.c.id)
        if subject is not None:
            asked = asked.where(FINDING.c.subject == subject)
        with self._site.db.read() as con:
            rows = con.execute(asked).all()
        rest = self._site.keys.rest
        return [FINDINGS.unpack(rest.open(body, f"finding/{id}".encode())) for id, body in rows]

    @guarded
    def events(self, ids: Sequence[str], look: Look) -> dict[str, Event]:
        """Events by id with their text where it is still kept; the look is logged first."""
        from bantay.adapters.store.lookup import events_by_id

        self._log_look("looked at events", look, {"events": list(ids)})
        return events_by_id(self._site, ids)

    @guarded
    def raw_lines(self, file: str, line: int, look: Look) -> list[bytes]:
        """A quarantined line as it came, while the vault keeps it; the look is logged first."""
        from bantay.adapters.store.lookup import raw_lines

        self._log_look("looked at a raw line", look, {"file": file, "line": line})
        return raw_lines(self._site, file, line)

    @guarded
    def undelivered(self) -> dict[str, int]:
        """For every sink that was ever asked about, how many parcels wait for a receipt."""
        with self._site.db.read() as con:
            return outbox.undelivered(con)

    @guarded
    def quarantine(self, limit: int | None = None) -> list[QuarantineRow]:
        """Rejected lines in the order in which they came."""
        with self._site.db.read() as con:
            bodies = con.execute(select(QUARANTINE.c.body).order_by(QUARANTINE.c.n).limit(limit))
            return [
                REJECTS.unpack(self._site.keys.rest.open(body, b"quarantine"))
                for body in bodies.scalars()
            ]

    @guarded
    def faults(self) -> list[FaultRow]:
        """Every kind of fault at every place, the most frequent first."""
        with self._site.db.read() as con:
            return faults.rows(con, self._site.keys)

    @guarded
    def surges(self, status: str | None = None) -> list[SurgeRow]:
        """Surges of any week, the latest first; of one status or of both."""
        with self._site.db.read() as con:
            return surges.rows(con, status)

    @guarded
    def exceptions(self) -> list[ExceptionGiven]:
        """Exceptions that nobody has ended, by id."""
        with self._site.db.read() as con:
            return self._exceptions(con)

    @guarded
    def audit(self) -> list[AuditRow]:
        """The audit log, the oldest first."""
        with self._site.db.read() as con:
            return audit.rows(con)

    @guarded
    def verify_audit(self) -> int | None:
        """None when the chain holds, else the number of the first broken link."""
        with self._site.db.read() as con:
            return audit.first_broken(con)

    def _alarms(self, asked: Select[Any]) -> list[Alarm]:
        rest = self._site.keys.rest
        with self._site.db.read() as con:
            rows = con.execute(asked).all()
        return [ALARMS.unpack(rest.open(body, f"alarm/{id}".encode())) for id, body in rows]

    def _exceptions(self, con: Connection) -> list[ExceptionGiven]:
        rest = self._site.keys.rest
        asked = select(EXCEPTION.c.id, EXCEPTION.c.body).where(EXCEPTION.c.ended.is_(False))
        rows = con.execute(asked.order_by(EXCEPTION.c.id))
        return [EXCEPTIONS.unpack(rest.open(b, f"exception/{id}".encode())) for id, b in rows]

    def _log_look(self, act: str, look: Look, what: dict[str, object]) -> None:
        if not look.who.strip() or not look.purpose.strip():
            raise InputError("a look at content needs the name of who looks, and a purpose")
        with self._site.db.write() as con:
            what = {"purpose": look.purpose, **what}
            audit.write(con, self._site.clock(), look.who, act, what)

"""Reports in the store: their life, their steps, what receivers answered. Sealed: neither the
tables nor the audit log say in the clear whom or which case a report is about.

Bodies rest under a key of their own. A step is noted as started, durably, before its call goes
out, and as done with its receipt in one transaction: after `kill -9` a step that is started and
not done is one of which nobody knows whether it arrived. Nothing here decides what then.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from bantay.adapters.store import audit
from bantay.adapters.store.keyring import derive
from bantay.adapters.store.lock import WriterLock
from bantay.adapters.store.packing import Cipher, Codec
from bantay.adapters.store.schema_reports import (
    REPORT,
    REPORT_ABOUT,
    REPORT_ITEM,
    REPORT_RECEIPT,
    REPORT_RELEASE,
    REPORT_STEP,
)
from bantay.adapters.store.site import Site
from bantay.adapters.store.trouble import guarded
from bantay.errors import InputError
from bantay.model.clock import micros
from bantay.model.report import SUSPICION
from bantay.model.reporting import Draft, Receipt, Report, Step
from bantay.ports.reading import Look

REPORTS: Codec[Report] = Codec(Report)
DRAFTS: Codec[Draft] = Codec(Draft)
STEPS: Codec[Step] = Codec(Step)
RECEIPTS: Codec[Receipt] = Codec(Receipt)
ROOM = "reports"
GONE = ("discarded", "retracted")


class ReportShelf:
    """Implements `ports.reporting.Shelf`, and what the sender writes."""

    def __init__(self, site: Site):
        self._site = site
        self._cipher = Cipher(derive(site.keys.key, "reports"))
        self._hash_key = derive(site.keys.key, "report subjects")

    @property
    def directory(self) -> Path:
        """Where the store is."""
        return self._site.directory

    def name(self, *parts: str) -> str:
        """The id of a report about these: the same each time, and telling nothing by itself."""
        return f"rp-{self._hashed(chr(31).join(parts)).hex()[:10]}"

    @contextmanager
    def sending(self) -> Iterator[None]:
        """One sender at a time in a store; `StoreError` names the process that sends."""
        room = self._site.directory / ROOM
        room.mkdir(mode=0o700, exist_ok=True)
        lock = WriterLock(room)
        lock.take()
        try:
            yield
        finally:
            lock.release()

    # ------------------------------------------------------------------ reading

    @guarded
    def find(self, prefix: str, look: Look) -> list[Report]:
        """Reports whose id begins so; the look is logged."""
        self._look(look, {"reports": prefix})
        begins = REPORT.c.id.startswith(prefix, autoescape=True)
        with self._site.db.read() as con:
            rows = con.execute(select(REPORT.c.id, REPORT.c.body).where(begins)).all()
        return [self._report(id, body) for id, body in rows]

    @guarded
    def listed(self, look: Look, case: str | None = None) -> list[Report]:
        """All reports, or those of one case, the newest first; the look is logged."""
        self._look(look, {"reports": "list"})
        asked = select(REPORT.c.id, REPORT.c.body).order_by(REPORT.c.time.desc(), REPORT.c.id)
        if case is not None:
            asked = asked.where(REPORT.c.about_case == self._hashed(f"case {case}"))
        with self._site.db.read() as con:
            rows = con.execute(asked).all()
        return [self._report(id, body) for id, body in rows]

    @guarded
    def document(self, report: str, look: Look) -> Draft:
        """The document of a report; the look is logged."""
        self._look(look, {"report": report})
        return self._draft(report)

    @guarded
    def receipts(self, report: str, look: Look) -> list[Receipt]:
        """What receivers answered about a report, oldest first; the look is logged."""
        self._look(look, {"receipts": report})
        asked = select(REPORT_RECEIPT.c.n, REPORT_RECEIPT.c.body)
        asked = asked.where(REPORT_RECEIPT.c.report == report).order_by(REPORT_RECEIPT.c.n)
        with self._site.db.read() as con:
            rows = con.execute(asked).all()
        about = f"receipt/{report}".encode()
        return [RECEIPTS.unpack(self._cipher.open(body, about)) for _, body in rows]

    @guarded
    def steps(self, report: str) -> list[Step]:
        """The steps of sending a report, in order."""
        asked = select(REPORT_STEP.c.n, REPORT_STEP.c.body)
        asked = asked.where(REPORT_STEP.c.report == report).order_by(REPORT_STEP.c.n)
        with self._site.db.read() as con:
            rows = con.execute(asked).all()
        return [self._step(report, n, body) for n, body in rows]

    @guarded
    def due(self, wall: int) -> list[str]:
        """Reports with a step to try now: approved for sending, not yet accepted."""
        open_ = ("sending", "sent")  # what follows acceptance may be due, too
        asked = select(REPORT.c.id).where(REPORT.c.status.in_(open_)).order_by(REPORT.c.time)
        with self._site.db.read() as con:
            reports = list(con.execute(asked).scalars())
        return [id for id in reports if self._is_due(id, wall)]

    @guarded
    def dead(self) -> int:
        """How many reports a person must look at; nobody looks at any of them here."""
        asked = select(func.count()).select_from(REPORT).where(REPORT.c.status == "dead")
        with self._site.db.read() as con:
            return int(con.execute(asked).scalar() or 0)

    @guarded
    def reported(self, subjects: Sequence[str]) -> bool:
        """Whether a report of suspicion about one of them is drafted or filed."""
        hashes = [self._hashed(subject) for subject in subjects]
        asked = (
            select(func.count())
            .select_from(REPORT_ABOUT.join(REPORT, REPORT.c.id == REPORT_ABOUT.c.report))
            .where(
                REPORT_ABOUT.c.subject.in_(hashes),
                REPORT_ABOUT.c.suspicion.is_(True),
                REPORT.c.status.not_in(("discarded",)),
            )
        )
        with self._site.db.read() as con:
            return bool(con.execute(asked).scalar())

    @guarded
    def earlier(self, subject: str, destination: str) -> list[Report]:
        """Accepted reports to a destination about a subject; the sender's side, no person looks."""
        joined = REPORT_ABOUT.join(REPORT, REPORT.c.id == REPORT_ABOUT.c.report)
        asked = select(REPORT.c.id, REPORT.c.body).select_from(joined).order_by(REPORT.c.time)
        asked = asked.where(
            REPORT_ABOUT.c.subject == self._hashed(subject), REPORT.c.status == "sent"
        )
        with self._site.db.read() as con:
            rows = con.execute(asked).all()
        found = [self._report(id, body) for id, body in rows]
        return [one for one in found if one.destination == destination]

    @guarded
    def released_by(self, decision: str) -> str | None:
        """Who let people be told of a decision beside a report; None: nobody."""
        asked = select(REPORT_RELEASE.c.who).where(REPORT_RELEASE.c.decision == decision)
        with self._site.db.read() as con:
            return con.execute(asked).scalar()

    @guarded
    def known(self, destination: str, items: Sequence[str]) -> dict[str, str | None]:
        """Which of these ids a destination has accepted, and under which id of its own."""
        table = REPORT_ITEM.c
        found: dict[str, str | None] = {}
        with self._site.db.read() as con:
            for start in range(0, len(items), 500):
                some = items[start : start + 500]
                asked = select(table.item, table.external)
                asked = asked.where(table.destination == destination, table.item.in_(some))
                found |= {item: external for item, external in con.execute(asked)}
        return found

    @guarded
    def peek(self, report: str) -> Report | None:
        """A report as the sender needs it; no person looks."""
        with self._site.db.read() as con:
            body = con.execute(select(REPORT.c.body).where(REPORT.c.id == report)).scalar()
        return None if body is None else self._report(report, body)

    @guarded
    def parcel(self, report: str) -> Draft:
        """The document as the sender needs it; no person looks."""
        return self._draft(report)

    # ------------------------------------------------------------------ writing

    @guarded
    def draft(self, report: Report, draft: Draft, wall: int) -> None:
        """Keep a new draft, or a newer one of a report that was not approved yet."""
        with self._site.db.write() as con:
            self._only(con, report.report, ("draft", "approved", "dead", *GONE))
            con.execute(delete(REPORT_STEP).where(REPORT_STEP.c.report == report.report))
            con.execute(delete(REPORT_ABOUT).where(REPORT_ABOUT.c.report == report.report))
            con.execute(delete(REPORT).where(REPORT.c.id == report.report))
            con.execute(insert(REPORT), self._row(report, draft, wall))
            self._about(con, report)
            what = {"report": report.report, "problems": report.problems}
            audit.write(con, wall, report.drafted_by, "drafted a report", what)

    @guarded
    def change(self, report: Report, by: str, act: str, wall: int, only: tuple[str, ...]) -> None:
        """Write a report's new state, if its state so far is one of `only`, with its record."""
        with self._site.db.write() as con:
            self._only(con, report.report, only)
            self._put(con, report)
            what = {"report": report.report, "status": report.status}
            audit.write(con, wall, by, act, what)

    @guarded
    def begin(self, report: Report, steps: Sequence[Step], by: str, wall: int) -> None:
        """Note that sending begins, or begins anew, with these steps."""
        with self._site.db.write() as con:
            self._only(con, report.report, ("approved", "sending", "dead"))
            con.execute(delete(REPORT_STEP).where(REPORT_STEP.c.report == report.report))
            if steps:
                con.execute(insert(REPORT_STEP), [self._step_row(step) for step in steps])
            self._put(con, report)
            what = {"report": report.report, "production": report.production}
            audit.write(con, wall, by, "sending a report", what)

    @guarded
    def started(self, before: Step, step: Step) -> bool:
        """Note, durably, that a call is about to go out; False: somebody else was quicker, on
        this machine or another."""
        with self._site.db.write() as con:
            where = self._as_it_was(before)
            done = con.execute(update(REPORT_STEP).where(where).values(self._step_row(step)))
        return bool(done.rowcount)

    @guarded
    def stepped(
        self,
        step: Step,
        wall: int,
        receipt: Receipt | None = None,
        items: Sequence[tuple[str, str | None]] = (),
        destination: str = "",
        before: Step | None = None,
    ) -> bool:
        """Note how a step ended, with its receipt and what the receiver now has, in one. False:
        the step is not as it was `before`, and somebody else goes on with it; the receipt and
        the ledger are kept all the same."""
        with self._site.db.write() as con:
            here = (REPORT_STEP.c.report == step.report) & (REPORT_STEP.c.n == step.n)
            where = here if before is None else self._as_it_was(before)
            done = con.execute(update(REPORT_STEP).where(where).values(self._step_row(step)))
            self._receive(con, receipt, wall)
            for item, external in items:
                self._item(con, destination, item, step.report, external, wall)
            if step.status != "started":
                what = {"report": step.report, "step": step.name}
                audit.write(con, wall, audit.ENGINE, f"report step {step.status}", what)
        return bool(done.rowcount)

    @guarded
    def release(self, decision: str, by: str, wall: int) -> None:
        """A named person lets people be told of a decision beside a report."""
        with self._site.db.write() as con:
            con.execute(delete(REPORT_RELEASE).where(REPORT_RELEASE.c.decision == decision))
            con.execute(insert(REPORT_RELEASE), {"decision": decision, "who": by, "wall": wall})
            audit.write(con, wall, by, "released what was held back", {"decision": decision})

    @guarded
    def received(self, receipt: Receipt, by: str, wall: int) -> None:
        """Keep what a receiver said by another way: a reference from its portal."""
        with self._site.db.write() as con:
            self._receive(con, receipt, wall)
            what = {"report": receipt.report, "step": receipt.step}
            audit.write(con, wall, by, "noted a receipt", what)

    # ------------------------------------------------------------------ inside

    def _is_due(self, report: str, wall: int) -> bool:
        steps = self.steps(report)
        current = next((step for step in steps if step.status != "done"), None)
        return current is not None and current.status != "dead" and current.next <= wall

    def _only(self, con: Connection, report: str, states: tuple[str, ...]) -> None:
        asked = select(REPORT.c.status).where(REPORT.c.id == report)
        status = con.execute(asked).scalar()
        if status is not None and status not in states:
            raise InputError(
                f"report {report} is {status}: this can be done only while it is "
                f"{' or '.join(states)}"
            )

    def _as_it_was(self, step: Step) -> ColumnElement[bool]:
        table = REPORT_STEP.c
        here = (table.report == step.report) & (table.n == step.n)
        return here & (table.status == step.status) & (table.next == step.next)

    def _put(self, con: Connection, report: Report) -> None:
        body = self._cipher.seal(REPORTS.pack(report), f"report/{report.report}".encode())
        keep = None if report.keep_until is None else micros(report.keep_until)
        values = {"status": report.status, "body": body, "keep_until": keep}
        con.execute(update(REPORT).where(REPORT.c.id == report.report).values(values))

    def _row(self, report: Report, draft: Draft, wall: int) -> dict[str, object]:
        about = f"report/{report.report}".encode()
        return {
            "id": report.report,
            "about_case": self._hashed(f"case {report.case}"),
            "status": report.status,
            "time": wall,
            "keep_until": None,
            "body": self._cipher.seal(REPORTS.pack(report), about),
            "draft": self._cipher.seal(DRAFTS.pack(draft), about),
        }

    def _about(self, con: Connection, report: Report) -> None:
        suspicion = report.format in SUSPICION
        rows = [
            {"report": report.report, "subject": self._hashed(one), "suspicion": suspicion}
            for one in dict.fromkeys(report.subjects)
        ]
        if rows:
            con.execute(insert(REPORT_ABOUT), rows)

    def _receive(self, con: Connection, receipt: Receipt | None, wall: int) -> None:
        if receipt is None:
            return
        body = self._cipher.seal(RECEIPTS.pack(receipt), f"receipt/{receipt.report}".encode())
        row = {"report": receipt.report, "step": receipt.step, "wall": wall, "body": body}
        con.execute(insert(REPORT_RECEIPT), row)

    def _item(
        self,
        con: Connection,
        destination: str,
        item: str,
        report: str,
        external: str | None,
        wall: int,
    ) -> None:
        con.exec_driver_sql(
            "insert into report_item (destination, item, report, external, wall) "
            "values (?, ?, ?, ?, ?) on conflict do nothing",
            (destination, item, report, external, wall),
        )

    def _step_row(self, step: Step) -> dict[str, object]:
        about = f"step/{step.report}/{step.n}".encode()
        return {
            "report": step.report,
            "n": step.n,
            "status": step.status,
            "next": step.next,
            "body": self._cipher.seal(STEPS.pack(step), about),
        }

    def _step(self, report: str, n: int, body: bytes) -> Step:
        return STEPS.unpack(self._cipher.open(body, f"step/{report}/{n}".encode()))

    def _report(self, id: str, body: bytes) -> Report:
        return REPORTS.unpack(self._cipher.open(body, f"report/{id}".encode()))

    def _draft(self, report: str) -> Draft:
        with self._site.db.read() as con:
            body = con.execute(select(REPORT.c.draft).where(REPORT.c.id == report)).scalar()
        if body is None:
            raise InputError(f"there is no report {report!r}")
        return DRAFTS.unpack(self._cipher.open(body, f"report/{report}".encode()))

    def _hashed(self, subject: str) -> bytes:
        return blake2b(subject.encode(), key=self._hash_key, digest_size=16).digest()

    def _look(self, look: Look, what: dict[str, object]) -> None:
        if not look.who.strip() or not look.purpose.strip():
            raise InputError("opening report records needs the name of who looks, and a purpose")
        with self._site.db.write() as con:
            what = {"purpose": look.purpose, **what}
            audit.write(con, self._site.clock(), look.who, "opened report records", what)

"""Decisions and orders read back, orders tried and failed: `ports.acting.Deeds`."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, func, select, update

from bantay.adapters.store import audit
from bantay.adapters.store.deeds import DECISIONS, ENTRIES, JOURNAL, ORDERS
from bantay.adapters.store.packing import stretch
from bantay.adapters.store.people import PeopleSide
from bantay.adapters.store.schema import ACTION_ORDER, APPEAL, DECISION
from bantay.adapters.store.schema import JOURNAL as JOURNAL_TABLE
from bantay.adapters.store.trouble import guarded
from bantay.model.clock import moment
from bantay.model.decision import Decision
from bantay.model.journal import Entry
from bantay.ports.acting import AppealRow, DecisionFilter, Pending


class ActingSide(PeopleSide):
    """The part of a store that holds what was decided and what is to be done about it."""

    @guarded
    def decisions(self, wanted: DecisionFilter) -> list[Decision]:
        """Decisions, the newest first."""
        asked = select(DECISION.c.id, DECISION.c.body).order_by(
            DECISION.c.time.desc(), DECISION.c.id
        )
        for column, value in (
            (DECISION.c.status, wanted.status),
            (DECISION.c.subject, wanted.subject),
            (DECISION.c.rule, wanted.rule),
        ):
            asked = asked if value is None else asked.where(column == value)
        return self._decisions(asked if wanted.limit is None else asked.limit(wanted.limit))

    @guarded
    def find_decision(self, id_or_prefix: str) -> list[Decision]:
        """Decisions whose id begins so."""
        begins = DECISION.c.id.startswith(id_or_prefix, autoescape=True)
        asked = select(DECISION.c.id, DECISION.c.body).where(begins).order_by(DECISION.c.id)
        return self._decisions(asked)

    @guarded
    def due_orders(self, wall: int, limit: int) -> list[Pending]:
        """Orders to try now, oldest first."""
        table = ACTION_ORDER.c
        asked = select(ACTION_ORDER).where(table.status == "waiting", table.next <= wall)
        return self._orders(asked.order_by(table.n).limit(limit))

    @guarded
    def orders(self, status: str | None = None) -> list[Pending]:
        """Orders and what became of them, oldest first."""
        asked = select(ACTION_ORDER).order_by(ACTION_ORDER.c.n)
        return self._orders(
            asked if status is None else asked.where(ACTION_ORDER.c.status == status)
        )

    @guarded
    def order_failed(self, order: str, said: str, next: int | None, wall: int) -> None:
        """Note a failed attempt; without a `next` the order is dead."""
        status = "dead" if next is None else "waiting"
        changed = {
            "status": status,
            "attempts": ACTION_ORDER.c.attempts + 1,
            "next": next or 0,
            "said": said,
        }
        with self._site.db.write() as con:
            con.execute(update(ACTION_ORDER).where(ACTION_ORDER.c.id == order).values(changed))
            if next is None:
                audit.write(con, wall, audit.ENGINE, "order is dead", {"order": order})

    @guarded
    def order_waits(self, order: str, said: str, next: int) -> None:
        """Put an order off without counting an attempt: it waits for a person."""
        with self._site.db.write() as con:
            where = ACTION_ORDER.c.id == order
            con.execute(update(ACTION_ORDER).where(where).values(said=said, next=next))

    @guarded
    def revive(self, orders: Sequence[str], by: str, wall: int) -> int:
        """Try dead orders again, because a person says so; how many there were."""
        dead = (ACTION_ORDER.c.status == "dead") & ACTION_ORDER.c.id.in_(list(orders))
        with self._site.db.write() as con:
            values = {"status": "waiting", "attempts": 0, "next": 0}
            count = con.execute(update(ACTION_ORDER).where(dead).values(values)).rowcount
            audit.write(con, wall, by, "orders revived", {"orders": list(orders)})
        return count

    @guarded
    def appeals(self, *, waiting: bool = False) -> list[AppealRow]:
        """Appeals, oldest first; those that nobody has answered yet, when asked so."""
        ours = select(DECISION.c.id).where(DECISION.c.id == APPEAL.c.decision).exists()
        asked = select(APPEAL, ours.label("ours")).order_by(APPEAL.c.time, APPEAL.c.id)
        with self._site.db.read() as con:
            rows = con.execute(asked.where(APPEAL.c.answered.is_(None)) if waiting else asked).all()
        return [
            AppealRow(r.id, r.decision, r.account, moment(r.time), r.answer, bool(r.ours))
            for r in rows
        ]

    def journal(self) -> Iterator[Entry]:
        """What the later stages took in, in order."""
        with self._site.db.read() as con:
            last = con.execute(select(func.max(JOURNAL_TABLE.c.n))).scalar() or 0
        for n in range(1, last + 1):
            with self._site.db.read() as con:
                body = con.execute(
                    select(JOURNAL_TABLE.c.body).where(JOURNAL_TABLE.c.n == n)
                ).scalar()
            if body is not None:
                yield from ENTRIES.unpack(stretch(self._site.keys.rest.open(body, JOURNAL)))

    @guarded
    def journal_from(self) -> int | None:
        """The seq at which the journal begins; None: it is empty."""
        with self._site.db.read() as con:
            return con.execute(select(func.min(JOURNAL_TABLE.c.first_seq))).scalar()

    def _decisions(self, asked: Select[Any]) -> list[Decision]:
        rest = self._site.keys.rest
        with self._site.db.read() as con:
            rows = con.execute(asked).all()
        return [DECISIONS.unpack(rest.open(body, f"decision/{id}".encode())) for id, body in rows]

    def _orders(self, asked: Select[Any]) -> list[Pending]:
        rest = self._site.keys.rest
        with self._site.db.read() as con:
            rows = con.execute(asked).all()
        return [
            Pending(
                ORDERS.unpack(rest.open(row.body, f"order/{row.id}".encode())),
                row.status,
                row.attempts,
                row.next,
                row.said,
            )
            for row in rows
        ]

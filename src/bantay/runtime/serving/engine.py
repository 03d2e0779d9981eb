"""The driver of a server: what it decides waits for a caller, or for the courier."""

from collections.abc import Callable, Sequence

from bantay.adapters.capabilities import Answer
from bantay.adapters.capabilities.config import Routed
from bantay.model.clock import DAY, HOUR
from bantay.model.decision import Order
from bantay.model.events import Event
from bantay.model.log import Record
from bantay.ports.store import Sink
from bantay.runtime.embedded import Driver, StoreOfRecord, wall
from bantay.runtime.hush import hush
from bantay.runtime.merge import Piece
from bantay.runtime.outgoing import known
from bantay.runtime.pipeline import Outcome, Pipeline
from bantay.runtime.surges import survey_surges

MOST_ORDERS = 500
"""Orders that one round of answers carries; the rest go with the next."""


def told_to_callers(routed: Routed, order: Order) -> bool:
    """Whether the capability for an order is the answer of a call."""
    return isinstance(routed.of(order.kind), Answer)


class Engine(Driver):
    """A driver that sends nothing itself. `owed` are orders for the answer of a call."""

    capacity = 8_000  # small batches come back to the same people: a state costs more to fetch

    def __init__(
        self,
        store: StoreOfRecord,
        engine: Pipeline,
        sinks: Sequence[Sink] = (),
        capabilities: Routed | None = None,
        heard: Callable[[], None] | None = None,
    ):
        super().__init__(store, engine, sinks, (), capabilities)
        self._heard = heard
        self._routed = capabilities
        waiting = store.orders("waiting") if capabilities is not None else []
        self.owed: list[Order] = [p.order for p in waiting if self.answered(p.order)]

    def answered(self, order: Order) -> bool:
        """Whether an order is told to callers."""
        return self._routed is not None and told_to_callers(self._routed, order)

    def act(self) -> int:
        """Nothing: answers and the courier carry orders."""
        return 0

    def take_owed(self) -> list[Order]:
        """The orders for this round of answers; a notice beside a report stays here until a
        named person releases it."""
        if not self.owed:
            return []
        quiet = hush(self._store, self._memory.desks.whose)
        waits = [o for o in self.owed if o.kind == "notice" and quiet(o) is not None]
        ready = [order for order in self.owed if order not in waits] if waits else self.owed
        taken, self.owed = ready[:MOST_ORDERS], [*waits, *ready[MOST_ORDERS:]]
        return taken

    def told(self, orders: Sequence[Order]) -> None:
        """Commit that these orders were given to their callers."""
        events: list[Event] = []
        records: list[Record] = []
        for order in orders:
            more, own = known(order, True, self._now or 0, self._memory.desks.whose)
            events += more
            records += own
        self.confirm_all(events, records, [order.order for order in orders])

    def live_tick(self) -> None:
        """A tick of the wall clock, unless the log is far behind it: then history is being
        sent, and the times of events drive the clock."""
        self.tick(within=HOUR)

    def _commit(self, outcome: Outcome, piece: Piece) -> None:
        super()._commit(outcome, piece)
        self.owed += [order for order in outcome.orders if self.answered(order)]
        if self._heard is not None and any(change.heard for change in outcome.alarms):
            self._heard()

    def today(self) -> int | None:
        """The day of the log, as a number; None while it is more than a day behind the clock:
        then history is being sent."""
        behind = self.behind()
        return None if behind is None or behind > DAY else (self._now or 0) // DAY

    def nightly(self) -> None:
        """What is asked once a day: whether something surges."""
        survey_surges(self._store, self)

    def behind(self) -> int | None:
        """How far the last tick is behind the wall clock, microseconds; None: no tick yet."""
        return None if self._now is None else wall() - self._now

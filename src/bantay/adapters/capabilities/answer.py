"""The answer of a call as a capability: whoever sent the event is told what to do, and does it."""

from bantay.model.decision import Order


class Answer:
    """Gathers orders until `take`; the caller obeys them before it goes on."""

    name = "answer"
    real = True

    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}

    def act(self, order: Order, wall: int) -> None:
        """Put an order into the answer; the same order twice stands in it once."""
        self._orders[order.order] = order

    def take(self) -> list[Order]:
        """The orders for the call at hand, oldest first; the next call begins empty."""
        taken = list(self._orders.values())
        self._orders.clear()
        return taken

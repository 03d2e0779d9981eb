"""A Python function as a capability, for platforms that embed the engine."""

from collections.abc import Callable

from bantay.model.decision import Order
from bantay.ports.acting import CapabilityError


class Callback:
    """Calls a function with every order. The function must know an order it has seen by
    `order.order`: it is called again when its return was lost in a crash."""

    real = True

    def __init__(self, function: Callable[[Order], None], name: str = "callback"):
        self._function = function
        self.name = name

    def act(self, order: Order, wall: int) -> None:
        """Call it. `CapabilityError` when it raises; the text of its error is not kept."""
        try:
            self._function(order)
        except Exception as wrong:
            raise CapabilityError(f"the function raised {type(wrong).__name__}") from wrong

"""Orders as records of a topic, for whoever reads it and does them. Needs the extra `kafka`."""

from bantay.adapters.capabilities.webhook import body_of
from bantay.adapters.kafka.address import Address
from bantay.adapters.kafka.outlet import WAIT, Outlet
from bantay.model.decision import Order
from bantay.ports.acting import CapabilityError


class Topic:
    """Implements `ports.acting.Capability`. A record's key is the order's id: a reader that
    remembers keys does each order once."""

    real = True

    def __init__(self, name: str, address: Address, wait: float = WAIT):
        self.name, self._outlet = name, Outlet(address, wait)

    def act(self, order: Order, wall: int) -> None:
        """Send one order. `CapabilityError` unless the broker has it safe."""
        failed = self._outlet.send([(order.order, order.kind, body_of(order))])
        if failed is not None:
            raise CapabilityError(f"the topic takes no orders: {failed}")

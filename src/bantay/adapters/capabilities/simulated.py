"""The simulated twin of every capability: an invented platform in memory. Nothing leaves.

It does what a real platform would do with each order and its inverse, so that tests can
compare its state before and after, and an operator can see what would have happened.
"""

from copy import deepcopy
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from bantay.model.decision import Order
from bantay.model.evidence import Subject
from bantay.ports.acting import CapabilityError


@dataclass
class Side:
    """What the platform knows of one target."""

    states: dict[str, str] = field(default_factory=dict)  # state → the order that put it there
    strikes: list[str] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    fined: dict[str, Decimal] = field(default_factory=dict)  # by currency
    notices: int = 0


class SimulatedPlatform:
    """Carries orders out on itself. The same order twice is done once.

    A `strict` one refuses what no platform could have been asked, such as taking back what it
    never did; another has forgotten everything when a new process begins, and lets it pass.
    """

    real = False

    def __init__(self, name: str = "simulated", *, strict: bool = True):
        self.name, self._strict = name, strict
        self.done: dict[str, Order] = {}
        self._sides: dict[Subject, Side] = {}

    def act(self, order: Order, wall: int = 0) -> None:
        """Carry out an order, or take one back."""
        if order.order in self.done:
            return
        side = self._sides.setdefault(order.target, Side())
        if order.kind == "notice":
            side.notices += 1
        elif order.reverses is not None:
            self._undo(order, side)
        else:
            self._do(order, side)
        self.done[order.order] = order

    def state(self) -> dict[Subject, dict[str, Any]]:
        """What stands: targets that are as nobody ever touched them are left out; notices,
        which cannot be untold, are not counted."""
        sides = {target: asdict(deepcopy(side)) for target, side in self._sides.items()}
        for side in sides.values():
            del side["notices"]
            for counted in ("counters", "fined"):
                side[counted] = {k: n for k, n in side[counted].items() if n}
        untouched = asdict(Side())
        del untouched["notices"]
        return {target: side for target, side in sides.items() if side != untouched}

    def notices(self, target: Subject) -> int:
        """How many notices a target was sent."""
        side = self._sides.get(target)
        return 0 if side is None else side.notices

    def _do(self, order: Order, side: Side) -> None:
        match order.kind:
            case "fine":
                _fine(order, side, 1)
            case "strike":
                side.strikes.append(order.order)
            case "tip" | "warn" | "open_case" | "report":
                side.counters[order.kind] = side.counters.get(order.kind, 0) + 1
            case kind if kind in side.states:
                raise CapabilityError(f"{kind} stands already", final=True)
            case kind:
                side.states[kind] = order.order

    def _undo(self, order: Order, side: Side) -> None:
        first = self.done.get(order.reverses or "")
        if first is None and not self._strict:
            return
        if first is None or first.kind != order.kind or first.target != order.target:
            raise CapabilityError("there is nothing here to take back", final=True)
        match order.kind:
            case "fine":
                _fine(first, side, -1)
            case "strike":
                side.strikes.remove(first.order)
            case "tip" | "warn" | "open_case" | "report":
                side.counters[order.kind] -= 1
            case kind:
                if side.states.pop(kind, None) != first.order:
                    raise CapabilityError(f"{kind} is held by another order", final=True)


def _fine(order: Order, side: Side, sign: int) -> None:
    """Take what a fine says, or give it back."""
    if order.fine is None:
        raise CapabilityError("a fine says how much", final=True)
    before = side.fined.get(order.fine.currency, Decimal())
    side.fined[order.fine.currency] = before + sign * Decimal(order.fine.amount)

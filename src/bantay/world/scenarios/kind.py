"""What a scenario is: how many people it needs, where it happens, its numbers, its plan."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bantay.world.stage import Stage

Numbers = Mapping[str, float]
NumberRange = tuple[float, float]


class Scenario(NamedTuple):
    """One kind of exploitation or fraud, or what looks like it from nearby.

    `numbers` are its structural numbers with the ranges they are drawn from when a world
    file says nothing else; `homes` the kinds of ordinary life around it; `needs` tells how
    many people it hires at most.
    """

    plan: Callable[[Stage], None]
    needs: Callable[[Numbers], int]
    homes: tuple[str, ...]
    numbers: dict[str, NumberRange]

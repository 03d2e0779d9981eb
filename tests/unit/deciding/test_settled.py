"""Rules that have nothing left to ask are left out, and what follows is the same."""

from typing import Any

import pytest
from msgspec import structs

from bantay.model.decision import Ask, Situation

from .toys import DAY, Bench, alarm, finding
from .written import harsh


class Whole:
    """A policy to which nothing is ever settled."""

    def __init__(self, policy: Any):
        self._policy = policy

    def asks(self, situation: Situation) -> tuple[Ask, ...]:
        return tuple(self._policy.asks(structs.replace(situation, settled=frozenset())))


def led(policy: Any) -> tuple[Any, ...]:
    """Evidence that comes and fades over ten days, under a policy."""
    bench = Bench(policy=policy)
    for number in range(20):
        found = [finding(f"f{n}", 8.0 + number % 3) for n in range(1 + number // 6)]
        revised = alarm("scam", *found, now=bench.now, revision=number + 1)
        bench.revise(revised)
        bench.tick(DAY // 2)
    return (bench.decisions, bench.orders, [fault.reason for fault in bench.faults])


@pytest.mark.parametrize("seed", range(40))
def test_what_is_settled_changes_nothing(seed: int) -> None:
    assert led(harsh(seed)) == led(Whole(harsh(seed)))


def test_something_is_settled() -> None:
    asked: list[frozenset[str]] = []

    class Noting(Whole):
        def asks(self, situation: Situation) -> tuple[Ask, ...]:
            asked.append(situation.settled)
            return super().asks(situation)

    for seed in range(10):
        led(Noting(harsh(seed)))
    assert any(asked)

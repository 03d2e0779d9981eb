"""A batch comes with the next where that is there already; nothing is lost or waited for."""

from collections.abc import Iterator
from typing import Any

import pytest

from bantay.bench.talk import talk
from bantay.errors import InputError
from bantay.runtime.ahead import ahead
from bantay.runtime.merge import Piece

EVENTS = [*talk(8, seed=1)]


def batches(*sizes: int, asked: list[int] | None = None, wrong: bool = False) -> Iterator[Piece]:
    for number, size in enumerate(sizes):
        if asked is not None:
            asked.append(number)
        yield Piece(EVENTS[:size], done=number)
    if wrong:
        raise InputError("the file is torn")


def pairs(found: Any) -> list[tuple[int, int | None]]:
    return [(one.done, None if two is None else two.done) for one, two in found]


def test_only_a_full_batch_is_worth_looking_past() -> None:
    told = pairs(ahead(batches(4, 4, 2, 4, 0), 4, lambda: False))
    assert told == [(0, 1), (1, 2), (2, None), (3, 4), (4, None)]


def test_nothing_is_looked_past_without_a_size() -> None:
    asked: list[int] = []
    for one, two in ahead(batches(4, 4, asked=asked), None, lambda: False):
        assert two is None and asked[-1] == one.done


def test_what_was_asked_for_still_comes_when_it_is_to_stop() -> None:
    asked: list[int] = []
    seen = []
    for one, _ in ahead(batches(4, 4, 4, 4, asked=asked), 4, lambda: len(seen) > 0):
        seen.append(one.done)
    assert seen == asked == [0, 1]


def test_the_batch_in_hand_comes_before_the_error() -> None:
    seen = []
    with pytest.raises(InputError):
        for one, two in ahead(batches(4, 4, wrong=True), 4, lambda: False):
            seen.append((one.done, two is not None))
    assert seen == [(0, True), (1, False)]

"""Half of the texts read by another process: the same answer, whatever becomes of the other."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from bantay.adapters.helper import Forked
from bantay.bench.talk import talk
from bantay.engine.accept import digests_of, plan
from bantay.engine.gate import Asked
from bantay.model.events import Event
from bantay.policy import load
from bantay.runtime.catalogue import catalogue
from bantay.runtime.embedded import pipeline
from bantay.runtime.memory import Memory
from bantay.runtime.pipeline import Pipeline
from bantay.runtime.spread.beside import BesidePipeline

SECRET = b"0" * 32
SOME = [d for d in catalogue() if d.spec.id.startswith("messages.")][:12] + [
    d for d in catalogue() if d.spec.context
]
EVENTS = talk(600, seed=3)


def made(kind: type[Pipeline]) -> Any:
    return pipeline(load(), SECRET, SOME, kind=kind)


@pytest.fixture(scope="module")
def alone() -> Asked:
    return asked(made(Pipeline))


def asked(engine: Pipeline) -> Asked:
    """Who wants which event of a batch, and the lines that come with them."""
    memory = Memory(lambda keys: {}, [])
    events: list[Event] = list(EVENTS)
    digests = digests_of(events)
    return engine._asked(plan(events, digests, [None] * len(events), None, load()), memory)


def same(one: Asked, other: Asked) -> None:
    named = [{n: [d.spec.id for d in some] for n, some in a.wanted.items()} for a in (one, other)]
    assert named[0] and {n: sorted(some) for n, some in named[0].items()} == {
        n: sorted(some) for n, some in named[1].items()
    }
    assert named[0] == named[1], "in the same order, too"
    assert one.brought == other.brought


def test_a_forked_helper_gives_the_same(alone: Asked) -> None:
    engine = made(BesidePipeline)
    helper = engine.helped(Forked, few=1)
    try:
        same(alone, asked(engine))
        os.kill(helper._process.pid, signal.SIGKILL)
        same(alone, asked(engine))  # its half is read here
    finally:
        helper.close()


class Here:
    """A helper in this process, which fails as it is told."""

    def __init__(self, work: Callable[[bytes], bytes], fails: bool = False):
        self._work, self._fails, self._part, self.asked = work, fails, b"", 0

    def ask(self, part: bytes) -> None:
        self._part, self.asked = part, self.asked + 1

    def answer(self) -> bytes | None:
        return None if self._fails else self._work(self._part)

    def close(self) -> None:
        pass


@pytest.mark.parametrize("fails", [False, True])
def test_a_helper_that_cannot_costs_only_time(alone: Asked, fails: bool) -> None:
    engine = made(BesidePipeline)
    helper = engine.helped(lambda work: Here(work, fails), few=1)
    same(alone, asked(engine))
    assert helper.asked == 1


def test_a_small_batch_is_not_worth_asking() -> None:
    engine = made(BesidePipeline)
    helper = engine.helped(Here)
    asked(engine)
    assert helper.asked == 0


def test_work_that_raises_is_none_and_the_helper_goes_on() -> None:
    def work(part: bytes) -> bytes:
        if part == b"bad":
            raise ValueError
        return part * 2

    helper = Forked(work)
    try:
        told = []
        for part in (b"a", b"bad", b"b" * 200_000):
            helper.ask(part)
            told.append(helper.answer())
        assert told == [b"aa", None, b"b" * 400_000]
    finally:
        helper.close()
    helper.ask(b"late")
    assert helper.answer() is None

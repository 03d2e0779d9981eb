"""The next texts read by another process: the same answer, whatever becomes of the other."""

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

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
EVENTS: list[Event] = [*talk(600, seed=3)]


def made(kind: type[Pipeline]) -> Any:
    return pipeline(load(), SECRET, SOME, kind=kind)


@pytest.fixture(scope="module")
def alone() -> Asked:
    return asked(made(Pipeline))


def asked(engine: Pipeline, events: list[Event] | None = None) -> Asked:
    """Who wants which event of a batch, and the lines that come with them; the engine was told
    before that it comes."""
    memory = Memory(lambda keys: {}, [])
    events = list(EVENTS) if events is None else events
    digests = digests_of(events)
    return engine._asked(plan(events, digests, [None] * len(events), None, load()), memory)


def told(engine: Pipeline, events: list[Event]) -> None:
    """Have the engine expect events, and take in a batch before them."""
    engine.expect(events)
    asked(engine, list(EVENTS[:1]))


def same(one: Asked, other: Asked) -> None:
    named = [{n: [d.spec.id for d in some] for n, some in a.wanted.items()} for a in (one, other)]
    assert named[0] and {n: sorted(some) for n, some in named[0].items()} == {
        n: sorted(some) for n, some in named[1].items()
    }
    assert named[0] == named[1], "in the same order, too"
    assert one.brought == other.brought
    assert one.completing == other.completing and any(one.completing.values())


def test_a_forked_helper_gives_the_same(alone: Asked) -> None:
    engine = made(BesidePipeline)
    helper = engine.helped(Forked, few=1)
    try:
        told(engine, EVENTS)
        same(alone, asked(engine))
        told(engine, EVENTS)
        os.kill(helper._process.pid, signal.SIGKILL)
        same(alone, asked(engine))  # what it was asked for is read here
    finally:
        helper.close()


class Here:
    """A helper in this process, which fails as it is told."""

    def __init__(self, work: Callable[[bytes], bytes], fails: bool = False):
        self._work, self._fails, self._part = work, fails, b""
        self.asked = self.answered = 0

    def ask(self, part: bytes) -> None:
        self._part, self.asked = part, self.asked + 1

    def answer(self) -> bytes | None:
        self.answered += 1
        return None if self._fails else self._work(self._part)

    def close(self) -> None:
        pass


@pytest.mark.parametrize("fails", [False, True])
def test_a_helper_that_cannot_costs_only_time(alone: Asked, fails: bool) -> None:
    engine = made(BesidePipeline)
    helper = engine.helped(lambda work: Here(work, fails), few=1)
    told(engine, EVENTS)
    same(alone, asked(engine))
    assert helper.asked == 1


def test_a_small_batch_is_not_worth_asking() -> None:
    engine = made(BesidePipeline)
    helper = engine.helped(Here)
    told(engine, EVENTS)
    asked(engine)
    assert helper.asked == 0


def test_what_is_left_of_a_batch_is_put_in_its_place() -> None:
    """Some were duplicates, some were changed on the way, and another batch came between."""
    engine = made(BesidePipeline)
    helper = engine.helped(Here, few=1)
    left = [replace(e) if n % 7 == 0 else e for n, e in enumerate(EVENTS) if n % 5]
    told(engine, EVENTS)
    same(asked(made(Pipeline), EVENTS[:40]), asked(engine, [replace(e) for e in EVENTS[:40]]))
    same(asked(made(Pipeline), left), asked(engine, left))
    assert helper.asked == 1


def test_an_answer_nobody_waits_for_is_let_go(alone: Asked) -> None:
    """All of a batch were duplicates, so it was never asked about."""
    engine = made(BesidePipeline)
    helper = engine.helped(Here, few=1)
    told(engine, EVENTS[:100])
    engine.expect(EVENTS)
    asked(engine, [])
    same(alone, asked(engine))
    assert helper.asked == 2 and helper.answered == 2


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

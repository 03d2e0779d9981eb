"""What another worker read is as good as what is read here: the same answer, event by event."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from bantay.bench.talk import talk
from bantay.engine.accept import digests_of, plan
from bantay.engine.gate import Asked, Read
from bantay.model.events import Event, MessageSent
from bantay.policy import load
from bantay.runtime.catalogue import catalogue
from bantay.runtime.embedded import pipeline
from bantay.runtime.memory import Memory
from bantay.runtime.together.readings import Readings, ReadPipeline

SOME = [d for d in catalogue() if d.spec.id.startswith("messages.")][:12] + [
    d for d in catalogue() if d.spec.context
]
EVENTS: list[Event] = [
    *talk(596, seed=3),
    *(
        MessageSent(
            id=f"l{n}",
            time=datetime(2026, 2, 2, 9, n, tzinfo=UTC),
            account="li",
            conversation="lc",
            text=text,
        )
        for n, text in enumerate(("@example", "nice day", "that is where", "find me there"))
    ),
]


@pytest.fixture(scope="module")
def engine() -> ReadPipeline:
    made = pipeline(load(), b"0" * 32, SOME, kind=ReadPipeline)
    assert isinstance(made, ReadPipeline)
    return made


def asked(engine: ReadPipeline, events: list[Event] | None = None) -> Asked:
    """Who wants which event of a batch, and the lines that come with them."""
    events = list(EVENTS) if events is None else events
    digests = digests_of(events)
    batch = plan(events, digests, [None] * len(events), None, load())
    return engine._asked(batch, Memory(lambda keys: {}, []))


def named(found: Asked) -> dict[int, list[str]]:
    return {n: [d.spec.id for d in some] for n, some in sorted(found.wanted.items())}


@pytest.fixture(scope="module")
def alone(engine: ReadPipeline) -> Asked:
    engine.readings = None
    return asked(engine)


@pytest.mark.parametrize("handed", [range(600), range(0), range(0, 600, 7), range(100, 180)])
def test_any_share_of_readings_gives_the_same(
    engine: ReadPipeline, alone: Asked, handed: range, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = engine.readings = Readings()
    some = [EVENTS[n] for n in handed]
    readings.put(some, engine.read(some))
    here, read = list[Event](), engine._gate.read

    def counted(events: Sequence[Event]) -> Read:
        here.extend(events)
        return read(events)

    monkeypatch.setattr(engine._gate, "read", counted)
    found = asked(engine)
    assert named(found) == named(alone) and named(found)
    assert found.brought == alone.brought
    assert len(here) == len(EVENTS) - len(some)


def test_a_reading_is_of_exactly_that_event(engine: ReadPipeline) -> None:
    """An event that was changed on the way, as a switch may ask, is read for what it is now."""
    readings = engine.readings = Readings()
    readings.put(EVENTS, engine.read(EVENTS))
    covered: list[Event] = [
        replace(e, text=None, absent="policy") if hasattr(e, "text") else e for e in EVENTS
    ]
    engine.readings, changed = None, covered[:]
    wanted = named(asked(engine, changed))
    engine.readings = readings
    assert named(asked(engine, covered)) == wanted != named(asked(engine))


def test_readings_are_forgotten_with_their_events(engine: ReadPipeline) -> None:
    readings = Readings()
    readings.put(EVENTS[:10], engine.read(EVENTS[:10]))
    readings.drop(EVENTS[:9])
    assert [readings.of(event) is None for event in EVENTS[:10]] == [True] * 9 + [False]
    readings.drop(EVENTS)
    assert readings._held == {}


def test_other_detectors_have_another_mark(engine: ReadPipeline) -> None:
    fewer = pipeline(load(), b"0" * 32, SOME[1:], kind=ReadPipeline)
    again = pipeline(load(), b"1" * 32, SOME, kind=ReadPipeline)
    assert isinstance(fewer, ReadPipeline) and isinstance(again, ReadPipeline)
    assert again.mark == engine.mark != fewer.mark

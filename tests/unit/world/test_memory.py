"""Memory does not grow with days, nor with what a day holds."""

import gc
from pathlib import Path

import pytest

from bantay.world import cast
from bantay.world.sight import Sight
from bantay.world.sink import Sink

from .toys import simulation, world


def test_live_objects_do_not_grow_with_days() -> None:
    run = simulation(world(accounts=120, days=16, count=1, newcomers=0))
    counts = []
    for number in range(run.parts):
        for _ in run.part(number):
            pass
        gc.collect()
        counts.append(len(gc.get_objects()))
    assert counts[-1] <= counts[4] * 1.02


def test_people_kept_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cast, "KEPT", 150)
    run = simulation(world((), accounts=600, days=2))
    for number in range(run.parts):
        for _ in run.part(number):
            assert run.casts.people_kept <= 150


def test_a_sink_holds_no_more_than_it_was_told_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    sink = Sink(0, 86_400, 1, held=100)
    for community in range(40):
        sink.scene(community, 1, Sight())
        assert sum(map(len, sink._slots)) <= 100 + 50
        for at in range(50):
            sink.message(at * 1_500, "a", "c", "hello", '"channel":"live"', "en")
    assert list(tmp_path.iterdir())
    given = [line for lines in sink.lines() for line in lines]
    assert len(given) == 2_000 and not list(tmp_path.iterdir())


def test_what_reaches_past_midnight_is_carried() -> None:
    sink = Sink(0, 86_400, 1)
    sink.message(86_399, "a", "c", "now", '"channel":"live"', "en")
    sink.message(86_400, "a", "c", "later", '"channel":"live"', "en")
    [line] = [line for lines in sink.lines() for line in lines]
    assert b"now" in line
    [(when, carried)] = sink.carried
    assert when == 86_400 and b"later" in carried

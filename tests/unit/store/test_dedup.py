"""The memory of ids answers exactly what a dictionary would."""

import random
from array import array
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bantay.adapters.store import EmbeddedStore, dedup, runs
from bantay.adapters.store.disk import Staging

from .toys import DAY, START, WALL, digest, message, opened, put, seen

SECOND = 1_000_000


def test_what_was_accepted_is_seen_in_the_tail_and_after_sealing(home: Path) -> None:
    store = opened(home)
    put(store, message(0), message(1))
    put(store, message(2))
    asked = [digest(f"m0000{n}") for n in range(4)]
    assert seen(store, asked) == [True, True, True, False]
    store.seal(WALL, everything=True)
    assert seen(store, asked) == [True, True, True, False]
    put(store, message(3))
    assert seen(store, asked) == [True] * 4 and seen(store, []) == []
    store.close()
    again = opened(home)
    assert seen(again, asked) == [True] * 4
    assert again.accepted([digest("m00002")]) == [WALL + 2 * SECOND]
    again.close()


def test_who_becomes_the_writer_knows_what_others_wrote_before(home: Path) -> None:
    opened(home).close()
    patient = opened(home, create=False)
    assert seen(patient, [digest("m00000")]) == [False]
    other = opened(home)
    put(other, message(0))
    other.close()
    put(patient, message(1))
    assert seen(patient, [digest("m00000"), digest("m00001")]) == [True, True]
    patient.close()


def test_what_lies_behind_the_horizon_is_not_seen(home: Path) -> None:
    store = opened(home, horizon=10 * SECOND)
    put(store, message(0), message(5))
    assert seen(store, [digest("m00000"), digest("m00005")]) == [True, True]
    put(store, message(10))
    assert seen(store, [digest("m00000")]) == [True]
    put(store, message(11))
    assert seen(store, [digest("m00000"), digest("m00005")]) == [False, True]
    store.seal(WALL, everything=True)
    assert seen(store, [digest("m00000"), digest("m00005")]) == [False, True]
    store.close()


def test_a_run_behind_the_horizon_is_dropped(home: Path) -> None:
    store = opened(home, horizon=DAY)
    for day in range(5):
        put(store, message(day, time=START.replace(day=1 + day)))
        store.seal(WALL, everything=True)
    assert len(list(home.glob("dedup/*.npy"))) == 2
    assert seen(store, [digest(f"m0000{n}") for n in range(5)]) == 3 * [False] + 2 * [True]
    store.close()


def test_an_id_accepted_again_counts_from_the_later_time(store: EmbeddedStore) -> None:
    for second in (30, 90, 60):
        put(store, replace(message(second), id="same"))
        store.seal(WALL, everything=True)
    assert store.accepted([digest("same")]) == [WALL + 90 * SECOND]


def test_runs_are_merged_and_old_files_removed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dedup, "FAN", 4)
    store = opened(home)
    for n in range(22):
        put(store, message(n))
        store.seal(WALL, everything=True)
    names = sorted(path.name.split(".")[1] for path in home.glob("dedup/*"))
    assert names == ["1", "2", "npy", "npy"]  # 16 and 4 merged, 2 as they were
    assert seen(store, [digest(f"m{n:05}") for n in range(23)]) == 22 * [True] + [False]
    store.close()


halves = st.sampled_from([0, 1, 5, 2**63, 2**64 - 1])
ids = st.builds(lambda high, low: high.to_bytes(8) + low.to_bytes(8), halves, halves)
accepted = st.lists(st.tuples(ids, st.integers(-5, 20)), max_size=12)


@given(st.lists(accepted, min_size=1, max_size=18), st.integers(0, 25))
@settings(max_examples=10)
def test_it_is_as_exact_as_a_dictionary(
    tmp_path_factory: pytest.TempPathFactory,
    batches: list[list[tuple[bytes, int]]],
    horizon: int,
) -> None:
    """Ids made to collide in one half, batches sealed one by one so that runs merge."""
    store = opened(tmp_path_factory.mktemp("ids"))
    memory = dedup.Dedup(store._site, horizon)
    model: dict[bytes, int] = {}
    asked = [a.to_bytes(8) + b.to_bytes(8) for a in (0, 1, 5, 2**63) for b in (0, 5, 2**64 - 1)]
    for number, some in enumerate(batches):
        _seal(store, memory, number, some)
        for id, time in some:
            model[id] = max(time, model.get(id, -9))
        oldest = max([t for b in batches[: number + 1] for _, t in b], default=0) - horizon
        expected = [
            model[id] if model.get(id, -9) >= oldest and id in model else None for id in asked
        ]
        assert memory.accepted(asked) == expected
    store.close()


def _seal(
    store: EmbeddedStore, memory: dedup.Dedup, number: int, some: list[tuple[bytes, int]]
) -> None:
    staging = Staging(store._site.files)
    times = array("q", (time for _, time in some)).tobytes()
    run = memory.stage(staging, number, b"".join(id for id, _ in some), times)
    staging.settle()
    with store._site.db.write() as con:
        dedup.register(con, run)
    memory.reload()
    memory.tidy()


def test_a_merge_in_slices_is_the_merge_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(5)
    parts = []
    for _ in range(3):
        raw, times = rng.randbytes(16 * 400), array("q", rng.choices(range(100), k=400))
        parts.append(runs.sorted_columns(raw, times.tobytes()))

    def merged() -> list[int]:
        return np.concatenate(list(runs.Merge(parts, oldest=20).pieces())).tolist()

    whole = merged()
    monkeypatch.setattr(runs, "_SLICE", 64)
    assert merged() == whole
    assert len(whole) == 3 * sum(int((part.times >= 20).sum()) for part in parts)
    assert whole[: len(whole) // 3] == sorted(whole[: len(whole) // 3])

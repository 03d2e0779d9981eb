"""Parts of pictures: a cut copy keeps them, another picture has others."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bantay.adapters.pictures.files import hash_files
from bantay.kit.pdq.bits import WITHIN as WHOLE
from bantay.kit.pdq.bits import distance, parse
from bantay.kit.pdq.hashing import pdq_of
from bantay.kit.pdq.parts import LEAST, MOST, common, part_keys, parts_of

HASHES = st.integers(0, 2**64 - 1).map(lambda value: f"{value:016x}")


def scene(seed: int, side: int = 256) -> np.ndarray:
    """Soft spots of several sizes on grey, the same for a seed."""
    chance = np.random.default_rng(seed)
    down, right = np.mgrid[:side, :side]
    grey = np.full((side, side), 128.0)
    for _ in range(60):
        y, x = chance.uniform(0, side, 2)
        size, light = chance.uniform(4, 24), chance.uniform(-90, 90)
        wide = chance.uniform(0.6, 1.6)
        grey += light * np.exp(-((down - y) ** 2 + ((right - x) / wide) ** 2) / (2 * size**2))
    return np.clip(grey, 0, 255)


@pytest.mark.parametrize("seed", range(4))
def test_a_cut_copy_keeps_parts_where_the_whole_changes(seed: int) -> None:
    whole = scene(seed)
    cut = whole[30:, 40:]
    one, other = (parse(pdq_of(grey)[0]) for grey in (whole, cut))
    assert one is not None and other is not None and distance(one, other) > WHOLE
    assert common(parts_of(whole), parts_of(cut)) >= LEAST
    assert set(part_keys(parts_of(whole))) & set(part_keys(parts_of(cut)))


def test_other_pictures_have_other_parts() -> None:
    found = [parts_of(scene(seed)) for seed in range(8)]
    pairs = [(a, b) for n, a in enumerate(found) for b in found[:n]]
    assert max(common(a, b) for a, b in pairs) < LEAST
    assert all(0 < len(one) <= MOST for one in found)


@pytest.mark.parametrize("shape", [(1, 1), (5, 300), (40, 40), (64, 64)])
def test_small_narrow_and_blank_pictures_have_none(shape: tuple[int, int]) -> None:
    assert parts_of(np.full(shape, 7.0)) == []
    noise = np.random.default_rng(1).uniform(0, 255, shape)
    assert len(parts_of(noise)) <= MOST


@given(st.lists(HASHES, max_size=8), st.lists(HASHES, max_size=8))
def test_each_part_is_counted_once(one: list[str], other: list[str]) -> None:
    assert common(one, one) == len(one)
    assert common(one, other) <= min(len(one), len(other))
    assert all(len(key) == 9 for key in part_keys(one))


def test_files_have_parts_when_asked_and_only_then(tmp_path: Path) -> None:
    path = tmp_path / "one.png"
    Image.fromarray(scene(3).astype(np.uint8)).convert("RGB").save(path)
    [plain] = hash_files([path])
    [found] = hash_files([path], parts=True)
    assert plain.parts is None and found.pdq == plain.pdq
    assert found.parts and common(found.parts, parts_of(scene(3))) > len(found.parts) // 2

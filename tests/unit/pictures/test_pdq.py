"""PDQ hashes: computed as published, compared, turned over, and found among many."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from _skips import MEASURING_DATA
from bantay.adapters.pictures.files import hash_files
from bantay.adapters.pictures.kernel import kernel
from bantay.kit.pdq.bits import (
    BITS,
    TURNS,
    WITHIN,
    distance,
    keys,
    nearest_turn,
    parse,
    written,
)
from bantay.kit.pdq.hashing import grey_of, pdq_of
from bantay.kit.pdq.index import PdqIndex, packed, unpacked

hashes = st.integers(0, 2**BITS - 1)
places = st.sets(st.integers(0, BITS - 1), max_size=WITHIN)


def flipped(value: int, bits: set[int]) -> int:
    for bit in bits:
        value ^= 1 << bit
    return value


@given(hashes)
def test_written_and_read_again(value: int) -> None:
    assert parse(written(value)) == parse(written(value).upper()) == value


@pytest.mark.parametrize("text", [None, "", "x" * 64, "ab" * 31, "ab" * 33, "٣" * 64])
def test_what_is_no_hash(text: str | None) -> None:
    assert parse(text) is None


@given(hashes, places)
def test_distance_counts_bits(value: int, bits: set[int]) -> None:
    assert distance(value, flipped(value, bits)) == len(bits)


@given(hashes, st.sampled_from(sorted(TURNS)), st.sets(st.integers(0, BITS - 1), max_size=15))
def test_fifteen_bits_and_a_turn_leave_a_key_in_common(
    value: int, turn: str, bits: set[int]
) -> None:
    copy = flipped(value, bits) ^ TURNS[turn]
    assert set(keys(value)) & set(keys(copy))
    assert nearest_turn(value, copy)[0] <= len(bits)


def test_a_flat_picture_has_no_quality_and_a_tiny_one_no_hash() -> None:
    assert pdq_of(np.full((300, 200), 7.0))[1] == 0
    assert pdq_of(np.full((4, 900), 7.0)) == (written(0), 0)


def _scene(height: int, width: int, seed: int = 0) -> np.ndarray:
    """A smooth scene that looks the same at any size."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]  # type: ignore[misc]
    waves = rng.uniform(-6, 6, (12, 2))
    grey = sum(np.cos(2 * np.pi * (a * x + b * y) + n) for n, (a, b) in enumerate(waves))
    return np.asarray((grey - grey.min()) / (grey.max() - grey.min()) * 255)


@pytest.mark.parametrize("seed", range(4))
def test_a_resized_scene_is_the_same_and_a_turned_one_is_near_its_mask(seed: int) -> None:
    large, small = _scene(480, 640, seed), _scene(240, 320, seed)
    one, other = (parse(pdq_of(grey)[0]) for grey in (large, small))
    assert one is not None and other is not None and distance(one, other) <= 16
    turned = parse(pdq_of(large[:, ::-1])[0])
    assert turned is not None and nearest_turn(one, turned)[1] == "left to right"
    upside = parse(pdq_of(large[::-1])[0])
    assert upside is not None and nearest_turn(one, upside)[1] == "upside down"
    stranger = parse(pdq_of(_scene(480, 640, seed + 50))[0])
    assert stranger is not None and nearest_turn(one, stranger)[0] > WITHIN


def test_brightness_is_weighed_by_colour() -> None:
    pixels = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    assert grey_of(pixels).round(1).tolist() == [[76.2, 149.7, 29.1, 255.0]]


# ------------------------------------------------------------------ search


def _linear(many: list[int], query: int, within: int) -> list[tuple[int, int]]:
    found = [(n, distance(value, query)) for n, value in enumerate(many)]
    return sorted((hit for hit in found if hit[1] <= within), key=lambda hit: (hit[1], hit[0]))


@pytest.mark.parametrize("compiled", [False, True])
@settings(max_examples=40, deadline=None)
@given(st.lists(hashes, max_size=30), hashes, st.data())
def test_the_search_finds_exactly_what_looking_at_all_finds(
    compiled: bool, others: list[int], query: int, data: st.DataObject
) -> None:
    near = [flipped(query, data.draw(places)) for _ in range(data.draw(st.integers(0, 5)))]
    many = [*others, *near, *near[:1]]
    within = data.draw(st.integers(0, WITHIN))
    index = PdqIndex(packed(many), kernel() if compiled else None)
    assert index.near(query, within) == _linear(many, query, within)


@pytest.mark.parametrize("compiled", [False, True])
def test_nothing_is_missed_at_the_limit(compiled: bool) -> None:
    rng = np.random.default_rng(3)
    words = rng.integers(0, 2**64, (20_000, 4), np.uint64)
    index = PdqIndex(words, kernel() if compiled else None)
    for n, value in enumerate(unpacked(words[:300])):
        bits = set(rng.choice(BITS, WITHIN, replace=False).tolist())
        assert (n, WITHIN) in index.near(flipped(value, bits))


def test_many_copies_of_one_picture_are_all_found() -> None:
    words = packed([5] * 6_000)
    for one in (None, kernel()):
        assert len(PdqIndex(words, one).near(5, 0)) == 6_000


def test_an_empty_list_and_a_limit_that_is_not_exact() -> None:
    assert PdqIndex(packed([])).near(1) == []
    for within in (-1, WITHIN + 1):
        with pytest.raises(ValueError, match="exact up to 31"):
            PdqIndex(packed([1])).near(1, within)


def test_without_a_compiler_there_is_no_kernel(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kernel.cache_clear()
    assert kernel() is None
    kernel.cache_clear()


def test_a_cache_that_others_may_write_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    kernel.cache_clear()
    kernel()
    for folder in tmp_path.glob("bantay/*"):
        folder.chmod(0o777)
    kernel.cache_clear()
    assert kernel() is None
    kernel.cache_clear()


# ------------------------------------------------------------------ reference pictures

PDQ_IMAGES, BENIGN = MEASURING_DATA / "pdq_images", MEASURING_DATA / "benign_images"
NEAR = 12
"""Bits between the published hashes of one picture by different programs, and ours."""


@pytest.fixture(scope="module")
def data() -> Path:
    if not MEASURING_DATA.is_dir():
        pytest.skip("no measuring data")
    return MEASURING_DATA


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines()


def test_reference_hashes_are_reproduced(data: Path) -> None:
    rows = [json.loads(line) for line in _lines(PDQ_IMAGES / "expected_hashes.jsonl")]
    names = sorted({row["image"] for row in rows if row["present"]})
    made = {
        name: found
        for name, found in zip(
            names, hash_files(PDQ_IMAGES / "images" / name for name in names), strict=True
        )
    }
    apart = {
        (row["impl"], row["image"]): distance(
            parse(made[row["image"]].pdq) or 0, parse(row["pdq"]) or 0
        )
        for row in rows
        if row["present"]
    }
    assert max(apart.values()) <= NEAR, apart
    python = [bits for (impl, _), bits in apart.items() if impl == "python"]
    assert max(python) <= 2 and python.count(0) > len(python) / 2
    assert all(made[row["image"]].quality == row["quality"] for row in rows if row["quality"])
    original = parse(made["bridge-mods/aaa-orig.jpg"].pdq) or 0
    edits = [parse(found.pdq) or 0 for name, found in made.items() if "bridge-mods" in name]
    assert max(distance(original, edit) for edit in edits) <= WITHIN


def test_edited_photographs_within_the_limit_share_a_key(data: Path, tmp_path: Path) -> None:
    edits = {
        "smaller": lambda p: p.resize((p.width // 2, p.height // 2)),
        "grey": lambda p: p.convert("L"),
        "turned": lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    }
    originals = sorted((BENIGN / "images").iterdir())[::3]
    found = {path.name: one for path, one in zip(originals, hash_files(originals), strict=True)}
    near = 0
    for how, edit in edits.items():
        for path in originals:
            with Image.open(path) as opened:
                edit(opened.convert("RGB")).convert("RGB").save(tmp_path / path.name, quality=60)
        copies = hash_files(tmp_path / path.name for path in originals)
        for path, copy in zip(originals, copies, strict=True):
            one, other = parse(found[path.name].pdq) or 0, parse(copy.pdq) or 0
            if nearest_turn(one, other)[0] <= WITHIN:
                near += 1
                assert set(keys(one)) & set(keys(other)), (how, path.name)
    assert near >= 0.8 * len(edits) * len(originals)


def test_no_two_different_scenes_are_alike(data: Path) -> None:
    rows = list(csv.DictReader(_lines(BENIGN / "index.csv")))
    found = hash_files(BENIGN / "images" / row["file"] for row in rows)
    made = [(row["same_as"], parse(one.pdq) or 0) for row, one in zip(rows, found, strict=True)]
    alike = [
        (a, b)
        for n, (a, one) in enumerate(made)
        for b, other in made[:n]
        if a != b and nearest_turn(one, other)[0] <= WITHIN
    ]
    assert len(made) >= 30 and alike == []

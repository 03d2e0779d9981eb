"""The pictures bar: published hashes, a search in millions beside a peer's, known material.

Times are of processor time on one core. The peer's index runs in a process of its own, on the
same hashes and queries, right after ours.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from bantay.adapters.capabilities import SimulatedPlatform
from bantay.adapters.capabilities.config import Routed
from bantay.adapters.hashlists.csv_list import CsvList
from bantay.adapters.hashlists.shelf import Shelf
from bantay.adapters.pictures.files import hash_files
from bantay.adapters.pictures.kernel import kernel
from bantay.bench.order import SECRET
from bantay.bench.peers import PYTHON
from bantay.bench.results import Figures
from bantay.bench.sets import DATA, need
from bantay.bench.talk import START
from bantay.engine.accept import digests_of
from bantay.kit.pdq.bits import WITHIN, distance, parse, written
from bantay.kit.pdq.index import PdqIndex, packed, unpacked
from bantay.kit.pdq.parts import LEAST, common
from bantay.model.events import MediaShared
from bantay.policy import load
from bantay.runtime.embedded import pipeline
from bantay.runtime.hashes import looked_up, lookups
from bantay.runtime.live import Acting
from bantay.runtime.memory import Memory

SIZE, LARGE, QUERIES, SHOWN = 1_000_000, 10_000_000, 400, 2_000
SEED = 31
SAME = 10
"""Bits by which the publishers' own implementations may differ on one picture (data README)."""
LARGE_GIB, INSTANT_MS, TIMES = 1.5, 50.0, 5.0
Met = dict[str, bool]


def bar(
    size: int = SIZE, large: int = LARGE, queries: int = QUERIES, data: Path = DATA
) -> tuple[Met, Figures]:
    """Everything the bar asks."""
    figures: Figures = {"hashes": size, "seed": SEED}
    met = _published(data, figures) | _benign(data, figures)
    _cut(data, figures)
    met |= _search(size, queries, figures) | _large(large, queries, figures)
    return met | _instant(size, figures), figures


# ---------------------------------------------------------------- published hashes


def _published(data: Path, figures: Figures) -> Met:
    """Every picture of the reference set, beside what its publishers' programs print."""
    need(data)
    folder = data / "pdq_images"
    lines = (folder / "expected_hashes.jsonl").read_text().splitlines()
    rows = [row for row in map(json.loads, lines) if row["present"]]
    ours = _hashes([folder / "images" / row["image"] for row in rows])
    apart = [
        256 if own is None else distance(own, int(row["pdq"], 16))
        for row, own in zip(rows, ours, strict=True)
    ]
    original = next(n for n, row in enumerate(rows) if row["image"].endswith("aaa-orig.jpg"))
    edits = [n for n, row in enumerate(rows) if row["image"].startswith("bridge-mods/")]
    stated = [distance(int(rows[n]["pdq"], 16), int(rows[original]["pdq"], 16)) for n in edits]
    found = [distance(ours[n] or 0, ours[original] or 0) for n in edits]
    kept = sum(own <= max(theirs, WITHIN) for own, theirs in zip(found, stated, strict=True))
    figures |= {
        "published hashes": len(rows),
        "within 10 bits of the published": sum(bits <= SAME for bits in apart),
        "bits apart, median and most": [sorted(apart)[len(apart) // 2], max(apart)],
        "edits of one picture": len(edits),
        "edits within 31 bits, or what the publishers measure": kept,
    }
    return {
        f"published hashes reproduced within {SAME} bits": max(apart) <= SAME,
        "all listed edits within the distance the reference states": kept == len(edits),
    }


def _hashes(paths: Sequence[Path]) -> list[int | None]:
    return [parse(told.pdq) for told in hash_files(paths)]


def _benign(data: Path, figures: Figures) -> Met:
    """Harmless pictures of different scenes must not be taken for one another."""
    folder = data / "benign_images"
    with (folder / "index.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    paths = [_where(folder, row["file"]) for row in rows]
    seen = [(row["same_as"], own) for row, own in zip(rows, _hashes(paths), strict=True) if own]
    collisions = sum(
        distance(one, other) <= WITHIN
        for n, (scene, one) in enumerate(seen)
        for other_scene, other in seen[:n]
        if scene != other_scene
    )
    figures |= {"harmless pictures": len(seen), "of different scenes within 31 bits": collisions}
    return {"no collision among harmless pictures": collisions == 0}


CUTS = {
    "a fiftieth at two edges": (0.02, 0.02, 0.0, 0.0),
    "a twentieth at two edges": (0.05, 0.05, 0.0, 0.0),
    "a tenth at every edge": (0.1, 0.1, 0.1, 0.1),
    "a fifth at one edge": (0.2, 0.0, 0.0, 0.0),
    "half": (0.5, 0.0, 0.0, 0.0),
}
"""What is cut off of a picture: shares at the left, top, right, bottom."""


def _cut(data: Path, figures: Figures) -> None:
    """Harmless pictures and copies with edges cut off; no bar, the figures are told as they are."""
    folder = data / "benign_images"
    with (folder / "index.csv").open(newline="") as file:
        paths = [_where(folder, row["file"]) for row in csv.DictReader(file)]
    with tempfile.TemporaryDirectory() as place:
        whole = _told(paths)
        rows = []
        for name, edges in CUTS.items():
            cut = _told([_copy(path, edges, Path(place) / f"{path.stem}.png") for path in paths])
            pairs = list(zip(whole, cut, strict=True))
            within = sum(distance(a[0], b[0]) <= WITHIN for a, b in pairs)
            kept = sum(common(a[1], b[1]) >= LEAST for a, b in pairs)
            rows.append([name, len(pairs), within, kept])
    figures["tables"] = {
        "cut": {
            "title": "Harmless photographs with edges cut off",
            "columns": ["cut off", "pictures", "whole within 31 bits", "three parts in common"],
            "rows": rows,
        }
    }


def _told(paths: Sequence[Path]) -> list[tuple[int, list[str]]]:
    return [(parse(one.pdq) or 0, one.parts or []) for one in hash_files(paths, parts=True)]


def _copy(path: Path, edges: tuple[float, float, float, float], to: Path) -> Path:
    """A copy of a picture file without so much at its edges."""
    from PIL import Image

    with Image.open(path) as picture:
        (width, height), (left, top, right, bottom) = picture.size, edges
        box = (left * width, top * height, (1 - right) * width, (1 - bottom) * height)
        picture.convert("RGB").crop(box).save(to)
    return to


def _where(folder: Path, name: str) -> Path:
    inside = folder / "images" / name
    return inside if inside.exists() else folder / name


# ---------------------------------------------------------------- search


def _made(size: int, queries: int) -> tuple[Any, list[int]]:
    """Evenly spread hashes, and queries that are known ones with 0 to 31 bits turned."""
    chance = np.random.default_rng(SEED)
    words = chance.integers(0, 2**64, (size, 4), np.uint64)
    asked = []
    for place in chance.choice(size, queries, replace=False):
        [value] = unpacked(words[place : place + 1])
        for bit in chance.choice(256, int(chance.integers(0, WITHIN + 1)), replace=False):
            value ^= 1 << int(bit)
        asked.append(value)
    return words, asked


def _exact(words: Any, value: int) -> set[int]:
    """All hashes within 31 bits, by looking at every one."""
    apart = np.bitwise_count(words ^ packed([value])[0]).sum(axis=1)
    return set(np.flatnonzero(apart <= WITHIN).tolist())


def _rate(asked: Sequence[int], look: Callable[[int], object]) -> float:
    began = time.process_time()
    for value in asked:
        look(value)
    return len(asked) / (time.process_time() - began)


def _search(size: int, queries: int, figures: Figures) -> Met:
    words, asked = _made(size, queries)
    compiled = kernel()
    plain, fast = PdqIndex(words), PdqIndex(words, compiled)
    wanted = [_exact(words, value) for value in asked]
    right = all(
        {at for at, _ in index.near(value)} == whole
        for index in (plain, fast)
        for value, whole in zip(asked, wanted, strict=True)
    )
    rates = {"numpy": _rate(asked, plain.near)}
    if compiled is not None:
        rates["compiled"] = _rate(asked, fast.near)
    figures["hits of all queries"] = sum(map(len, wanted))
    figures["queries a second"] = {name: round(rate) for name, rate in rates.items()}
    met = {"recall 1.000, and nothing else found": right}
    peer = _peer(words, asked)
    if peer is None:
        figures["beside threatexchange"] = "not measured: it is not installed"
        return met
    figures["beside threatexchange"] = {
        "version": peer["version"],
        "queries a second": round(peer["rate"]),
    }
    figures["times as fast"] = {n: round(r / peer["rate"], 1) for n, r in rates.items()}
    met["at least as fast as the peer without a compiled kernel"] = rates["numpy"] >= peer["rate"]
    if "compiled" in rates:
        met[f"at least {TIMES:g} times as fast with one"] = (
            rates["compiled"] >= TIMES * peer["rate"]
        )
    return met


_PEER = """
import json, sys, time
from importlib.metadata import version
from threatexchange.signal_type.pdq.pdq_index import PDQIndex
asked, hashes = json.load(open(sys.argv[1])), open(sys.argv[2]).read().split()
index = PDQIndex.build([(text, n) for n, text in enumerate(hashes)])
began = time.process_time()
for text in asked:
    index.query(text)
rate = len(asked) / (time.process_time() - began)
print(json.dumps({"rate": rate, "version": version("threatexchange")}))
"""


def _peer(words: Any, asked: Sequence[int]) -> dict[str, Any] | None:
    """The peer's queries a second on the same hashes; None where it is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        queries, hashes = Path(folder) / "asked.json", Path(folder) / "hashes.txt"
        queries.write_text(json.dumps([written(value) for value in asked]))
        hashes.write_text("\n".join(map(written, unpacked(words))))
        done = subprocess.run(
            [os.environ.get(PYTHON, sys.executable), "-c", _PEER, str(queries), str(hashes)],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )
    told: dict[str, Any] | None = json.loads(done.stdout) if done.returncode == 0 else None
    return told


def _large(size: int, queries: int, figures: Figures) -> Met:
    """The largest list: what it takes to hold, and how fast it answers."""
    words, asked = _made(size, queries)
    index = PdqIndex(words, kernel())
    gib = index.nbytes / 2**30
    figures["the large list"] = {
        "hashes": size,
        "GiB": round(gib, 2),
        "queries a second": round(_rate(asked, index.near)),
    }
    return {f"{size:,} hashes within {LARGE_GIB:g} GiB": gib <= LARGE_GIB}


# ---------------------------------------------------------------- known material


def _instant(size: int, figures: Figures) -> Met:
    """A picture at a time, with a list of `size` loaded: from the event to the hold."""
    words, asked = _made(size, SHOWN)
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "list.csv"
        with listed.open("w") as file:
            file.write("id,kind,hash,quality,opinion,list\n")
            file.writelines(
                f"e{n},pdq,{written(value)},100,positive,test\n"
                for n, value in enumerate(unpacked(words))
            )
        Shelf(Path(folder)).load("bench", CsvList(listed))
        spent, held = _shown(lookups(Path(folder)), asked)
    ranked = sorted(spent)
    p99 = ranked[min(len(ranked) - 1, int(len(ranked) * 0.99))] / 1e6
    figures["from a known picture to its hold, ms"] = {
        "p50": round(ranked[len(ranked) // 2] / 1e6, 2),
        "p99": round(p99, 2),
        "pictures": len(ranked),
        "held": held,
    }
    return {
        f"known picture to decision under {INSTANT_MS:g} ms at p99": p99 < INSTANT_MS,
        "every known picture led to a decision to hold it": held == len(ranked),
    }


def _shown(asked: Sequence[Any], values: Sequence[int]) -> tuple[list[int], int]:
    engine, memory = pipeline(load(), SECRET), Memory(lambda keys: {})
    routed, now, spent, held = Routed(fallback=SimulatedPlatform()), None, [], 0
    acting = Acting(configured=True, real=routed.real)
    for n, value in enumerate(values):
        event = MediaShared(
            id=f"m{n}",
            time=START + timedelta(seconds=n),
            media=f"p{n}",
            account=f"a{n}",
            purpose="message",
            pdq=written(value),
            pdq_quality=100,
        )
        began = time.process_time_ns()
        [told], _ = looked_up([event], asked)
        out = engine.events([told], digests_of([told]), [None], now, memory, acting)
        spent.append(time.process_time_ns() - began)
        now = out.now
        held += any("remove_content" in one.actions for one in out.decisions.values())
        memory.rows()
    return spent, held

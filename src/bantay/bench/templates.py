"""The templates bar: near-copies with slots among a million texts, and among real news.

Rates are of processor time on one core, the index's and the peer's in one run.
"""

import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bantay.bench.generate.campaigns import Copies, copies
from bantay.bench.results import Figures
from bantay.bench.sets import DATA
from bantay.kit.neardup import TemplateIndex
from bantay.kit.neardup.index import ALIKE
from bantay.kit.neardup.signature import COMPARED

COUNT, SEED = 1_000_000, 20260
PEER = 20_000
"""Texts shown to the peer: it is slow, and its rate does not grow with more."""
RECALL, PRECISION, RATE, MEMORY, NEWS = 0.95, 0.98, 20_000, 2.0, 0.95
_SET = "minhash_news_pairs"
Pairs = tuple[int, int, int]


def bar(count: int = COUNT, data: Path = DATA) -> tuple[dict[str, bool], Figures]:
    """Everything the bar asks."""
    made = copies(count, SEED)
    figures: Figures = {"seed": SEED, "texts": count, "characters a text": _mean(made.texts)}
    met = _generated(made, figures)
    met |= _beside(made, figures)
    met |= _news(data, figures)
    return met, figures


def _mean(texts: Sequence[str]) -> float:
    return round(sum(map(len, texts)) / max(len(texts), 1), 1)


def _generated(made: Copies, figures: Figures) -> dict[str, bool]:
    began = time.process_time()
    index = TemplateIndex()
    index.add(made.texts)
    clusters = index.clusters()
    rate = len(made.texts) / (time.process_time() - began)
    memory = _memory()
    recall, precision = shares(judged(clusters, made.campaign))
    figures |= {
        "pair recall": round(recall, 4),
        "pair precision": round(precision, 4),
        "texts a second": round(rate),
        "memory, GiB, texts included": round(memory, 2),
        "clusters": len(clusters),
    }
    return {
        f"pair recall at least {RECALL}": recall >= RECALL,
        f"pair precision at least {PRECISION}": precision >= PRECISION,
        f"at least {RATE:,} texts a second": rate >= RATE,
        f"under {MEMORY:g} GiB": memory < MEMORY,
    }


def judged(clusters: Iterable[Sequence[int]], campaign: Sequence[int]) -> Pairs:
    """Pairs of one campaign in one cluster, pairs in one cluster, pairs of one campaign."""
    right = given = 0
    for cluster in clusters:
        given += _pairs(len(cluster))
        counted = Counter(campaign[n] for n in cluster if campaign[n] >= 0)
        right += sum(map(_pairs, counted.values()))
    every = Counter(mark for mark in campaign if mark >= 0)
    return right, given, sum(map(_pairs, every.values()))


def shares(pairs: Pairs) -> tuple[float, float]:
    """Recall and precision; of nothing, 1."""
    right, given, there = pairs
    return right / there if there else 1.0, right / given if given else 1.0


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


def _memory() -> float:
    """The most memory that this process ever held, in GiB (Linux counts KiB, macOS bytes)."""
    unit = 1 if sys.platform == "darwin" else 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30


def _beside(made: Copies, figures: Figures) -> dict[str, bool]:
    """The peer and the index on the same first texts; nothing is asked of the ratio."""
    texts, marks = made.texts[:PEER], made.campaign[:PEER]
    try:
        peer = import_module("datasketch")
    except ModuleNotFoundError:
        figures["beside datasketch"] = "not measured: it is not installed"
        return {}
    began = time.process_time()
    index = TemplateIndex()
    index.add(texts)
    own = shares(judged(index.clusters(), marks))
    took = time.process_time() - began
    began = time.process_time()
    theirs = shares(judged(_peer_clusters(peer, texts), marks))
    slow = time.process_time() - began
    figures["beside datasketch"] = {
        "texts": len(texts),
        "texts a second": {"bantay": round(len(texts) / took), "peer": round(len(texts) / slow)},
        "times as fast": round(slow / took, 1),
        "recall, precision": {"bantay": own, "peer": theirs},
    }
    return {}


def _peer_clusters(peer: Any, texts: Sequence[str]) -> list[list[int]]:
    """What the peer's index joins, with the same shingles, minima and threshold."""
    index = peer.MinHashLSH(threshold=ALIKE, num_perm=COMPARED)
    parents = list(range(len(texts)))

    def root(n: int) -> int:
        while parents[n] != n:
            parents[n] = parents[parents[n]]
            n = parents[n]
        return n

    for n, text in enumerate(texts):
        drawn = peer.MinHash(num_perm=COMPARED)
        drawn.update_batch([shingle.encode() for shingle in _shingles(text)])
        for other in index.query(drawn):
            parents[root(n)] = root(other)
        index.insert(n, drawn)
    groups: dict[int, list[int]] = {}
    for n in range(len(texts)):
        groups.setdefault(root(n), []).append(n)
    return [group for group in groups.values() if len(group) > 1]


def _shingles(text: str) -> set[str]:
    parts = text.lower().split() if " " in text else list(text)
    size = 2 if " " in text else 3
    return {" ".join(parts[n : n + size]) for n in range(len(parts) - size + 1)}


def _news(data: Path, figures: Figures) -> dict[str, bool]:
    """The set's articles: whether exactly the listed pairs are found."""
    folder = data / _SET
    if not folder.is_dir():
        figures[_SET] = "skipped: no measuring data"
        return {}
    ids, texts = _articles(folder)
    index = TemplateIndex()
    index.add(texts)
    given = {
        frozenset((ids[one], ids[other]))
        for cluster in index.clusters()
        for one in cluster
        for other in cluster
        if one < other
    }
    lines = (folder / "articles_1000.truth").read_text("utf-8").split("\n")
    there = {frozenset(line.split()) for line in lines if line.strip()}
    precision = len(given & there) / len(given) if given else 0.0
    figures[_SET] = {"pairs": len(there), "found": len(given & there), "given": len(given)}
    return {
        f"{_SET}: all pairs": there <= given,
        f"{_SET}: precision at least {NEWS}": precision >= NEWS,
    }


def _articles(folder: Path) -> tuple[list[str], list[str]]:
    import json

    import zstandard

    packed = (folder / "articles_1000.jsonl.zst").read_bytes()
    reader = zstandard.ZstdDecompressor().stream_reader(packed)
    lines = reader.read().decode("utf-8").split("\n")
    found = [json.loads(line) for line in lines if line.strip()]
    return [row["id"] for row in found], [row["text"] for row in found]

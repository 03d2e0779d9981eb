"""The surveys against other people's payments: shapes named, shapes found, lift over chance.

The sets are simulators' (`amlworld_patterns`, `amlsim_20k`): they show that shapes are seen,
and nothing about exploitation. Amounts are never looked at. Patterns of `random` have no
shape and are left out, as are those with fewer than four transfers.
"""

import csv
import gzip
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import numpy as np
import zstandard
from msgspec import Struct

from bantay.bench.results import Figures
from bantay.bench.sets import DATA, need
from bantay.model.clock import SECOND
from bantay.surveys._circles import Circles
from bantay.surveys._flow import Flow
from bantay.surveys._motifs import Motif, motifs
from bantay.surveys._shape import shape_of
from bantay.surveys.money_motifs import TOLD, Params, reach_of

LEAST = 4
Transfer = tuple[str, str, int]


class Pattern(Struct, frozen=True):
    """A laundering pattern of the set: what its simulator calls it, and its transfers."""

    shape: str
    transfers: tuple[Transfer, ...]


def patterns(folder: Path = DATA) -> list[Pattern]:
    """The patterns that have a shape and four transfers or more."""
    path = folder / "amlworld_patterns" / "patterns.jsonl.zst"
    need(path.parent)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    with path.open("rb") as raw:
        for line in TextIOWrapper(zstandard.ZstdDecompressor().stream_reader(raw), "utf-8"):
            row = json.loads(line)
            found[row["pattern_id"]].append(row)
    made = [Pattern(_shape(rows), tuple(map(_transfer, rows))) for rows in found.values()]
    return [p for p in made if p.shape != "random" and len(p.transfers) >= LEAST]


def _shape(rows: list[dict[str, Any]]) -> str:
    return str(rows[0]["pattern"]).partition(":")[0].strip().lower().replace("-", "_")


def _transfer(row: dict[str, Any]) -> Transfer:
    moment = datetime.strptime(row["timestamp"][:16], "%Y/%m/%d %H:%M").replace(tzinfo=UTC)
    return row["from_account"], row["to_account"], int(moment.timestamp())


def shapes() -> tuple[dict[str, bool], Figures]:
    """The shape of each pattern named from its transfers; and found by the search alone."""
    wanted = patterns()
    named, searched = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for pattern in wanted:
        ids = numbers_of(pattern)
        named[pattern.shape, str(shape_of((ids[a], ids[b]) for a, b, _ in pattern.transfers))] += 1
        best = max(_alone(pattern), key=lambda m: len(m.edges), default=None)
        searched[pattern.shape, str(best and best.shape)] += 1
    right = sum(n for (is_, said), n in named.items() if is_ == said) / len(wanted)
    found = sum(n for (is_, said), n in searched.items() if is_ == said) / len(wanted)
    figures: Figures = {
        "patterns": len(wanted),
        "named_right": round(right, 3),
        "searched_right": round(found, 3),
        "named": _confusion(named),
        "searched": _confusion(searched),
    }
    return {"shape named right at least 0.85": right >= 0.85}, figures


def numbers_of(pattern: Pattern) -> dict[str, int]:
    """A pattern's accounts, numbered in the order in which they appear."""
    names = [end for a, b, _ in pattern.transfers for end in (a, b)]
    return {name: n for n, name in enumerate(dict.fromkeys(names))}


def _alone(pattern: Pattern) -> list[Motif]:
    ids = numbers_of(pattern)
    rows = [(ids[a], ids[b], t) for a, b, t in pattern.transfers if a != b]
    return search(np.array(rows, np.int64))[1]


def search(rows: Any, circles: Any = None) -> tuple[Flow, list[Motif]]:
    """What the shipped survey would find in (source, target, seconds) rows, where circles are
    known as (account, circle) rows."""
    flow = Flow(rows[:, 0], rows[:, 1], rows[:, 2] * SECOND, np.arange(len(rows)))
    known = None if circles is None else Circles(flow, circles[:, 0], circles[:, 1])
    return flow, [m for m in motifs(flow, reach_of(Params()), known) if m.shape in TOLD]


def _confusion(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for (is_, said), n in sorted(counts.items()):
        table.setdefault(is_, {})[said] = n
    return table


# ---------------------------------------------------------------- lift


def share_of(part: int, whole: int) -> float:
    """A part of a whole; 0 of nothing."""
    return part / whole if whole else 0.0


def lift(folder: Path = DATA) -> tuple[dict[str, bool], Figures]:
    """How much oftener than chance an account named by the survey is one the simulator planted.

    There is no bar: the simulator's amounts are hidden, and they are what gives it away.
    """
    place = folder / "amlsim_20k" / "20K_fanin200"
    need(place.parent)
    with gzip.open(place / "nodes.csv.gz", "rt") as lines:
        bad = {int(row["nodeid"]) for row in csv.DictReader(lines) if row["isFraud"] == "1"}
    with gzip.open(place / "transactions.csv.gz", "rt") as lines:
        rows = [
            (int(r["sourceNodeId"]), int(r["targetNodeId"]), int(r["time"]) * 86_400)
            for r in csv.DictReader(lines)
        ]
    base = len(bad) / 20_000
    curve = []
    for chance in (0.5, 5.0, 50.0, 500.0, 5_000.0):
        curve.append(_lifted(rows, bad, base, chance))
    return {}, {"base_rate": round(base, 4), "steps_are": "days", "curve": curve}


def _lifted(rows: list[tuple[int, int, int]], bad: set[int], base: float, chance: float) -> Figures:
    columns = np.array(rows, np.int64)
    flow = Flow(columns[:, 0], columns[:, 1], columns[:, 2] * SECOND, np.arange(len(columns)))
    found = motifs(flow, reach_of(Params(chance=chance)))
    named: set[int] = set()
    for motif in found:
        if motif.shape in TOLD:
            ends = columns[flow.seq[list(motif.edges)], :2]
            named |= set(ends.ravel().tolist())
    hit = len(named & bad)
    precision = share_of(hit, len(named))
    return {
        "chance": chance,
        "named": len(named),
        "planted": hit,
        "precision": round(precision, 4),
        "recall": round(hit / len(bad), 4),
        "lift": round(precision / base, 2),
    }

"""The surveys against other people's payments: shapes named, shapes found, lift over chance.

The sets are simulators' (`amlworld_patterns`, `amlsim_20k`): they show that shapes are seen,
and nothing about exploitation. Amounts are never looked at. Patterns of `random` have no
shape and are left out, as are those with fewer than four transfers.
"""

import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import numpy as np
import zstandard
from msgspec import Struct

from bantay.bench.results import Figures
from bantay.bench.sets import DATA, need
from bantay.bench.worlds import simulated
from bantay.model.clock import DAY, SECOND
from bantay.surveys._flow import Flow
from bantay.surveys._motifs import Motif, motifs
from bantay.surveys._shape import shape_of
from bantay.surveys.money_motifs import TOLD, Params, reach_of

LEAST = 4
PAYMENTS = 1_000_000
SEED = 20
WORLD = """
name = "plain"
seed = 99
days = 28
accounts = 20_000
bank = "score"
activity = 0.5
languages = { en = 0.4, zh = 0.3, fil = 0.3 }
"""
"""Ordinary life alone, in the score bank: what patterns are planted into."""

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
        ids = _numbers(pattern)
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


def _numbers(pattern: Pattern) -> dict[str, int]:
    names = [end for a, b, _ in pattern.transfers for end in (a, b)]
    return {name: n for n, name in enumerate(dict.fromkeys(names))}


def _alone(pattern: Pattern) -> list[Motif]:
    ids = _numbers(pattern)
    rows = [(ids[a], ids[b], t) for a, b, t in pattern.transfers if a != b]
    return _search(np.array(rows, np.int64))[1]


def _search(rows: Any) -> tuple[Flow, list[Motif]]:
    """What the shipped survey would find in (source, target, seconds) rows."""
    flow = Flow(rows[:, 0], rows[:, 1], rows[:, 2] * SECOND, np.arange(len(rows)))
    return flow, [m for m in motifs(flow, reach_of(Params())) if m.shape in TOLD]


def _confusion(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for (is_, said), n in sorted(counts.items()):
        table.setdefault(is_, {})[said] = n
    return table


# ---------------------------------------------------------------- planted


def planted(folder: Path = Path(".bars") / "networks") -> tuple[dict[str, bool], Figures]:
    """The patterns planted into a million ordinary payments, on accounts that pay anyway."""
    wanted = patterns()
    ordinary, accounts = _ordinary(folder)
    rows, owner = _plant(ordinary, accounts, wanted)
    flow, found = _search(rows)
    seen = _matched(flow, found, owner, wanted)
    total = Counter(pattern.shape for pattern in wanted)
    hits = Counter(wanted[n].shape for n in seen["patterns"])
    recall, precision = len(seen["patterns"]) / len(wanted), _share(seen["right"], len(found))
    connected = {s: n for s, n in total.items() if s not in ("bipartite", "stack")}
    figures: Figures = {
        "payments": PAYMENTS,
        "transfers": len(ordinary),
        "accounts": accounts,
        "recall": round(recall, 3),
        "recall_of_connected_shapes": round(
            sum(hits[s] for s in connected) / sum(connected.values()), 3
        ),
        "precision": round(precision, 3),
        "found": {shape: f"{hits[shape]} of {n}" for shape, n in sorted(total.items())},
        "false": dict(sorted(seen["false"].items())),
    }
    met = {"recall at least 0.80": recall >= 0.8, "precision at least 0.80": precision >= 0.8}
    return met, figures


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _ordinary(folder: Path) -> tuple[Any, int]:
    """Transfers of an ordinary world, in copies until it made a million payments in all."""
    folder.mkdir(parents=True, exist_ok=True)
    world = folder / "plain.toml"
    world.write_text(WORLD, "utf-8")
    simulated(str(world), None, folder / "plain", plain=True)
    ids: dict[str, int] = {}
    rows: list[tuple[int, int, int]] = []
    payments = 0
    for event in _payments(folder / "plain" / "events.jsonl"):
        payments += 1
        ends = event.get("from_account"), event.get("to_account")
        if event["kind"] == "transfer" and event.get("status") == "booked" and all(ends):
            a, b = (ids.setdefault(str(end), len(ids)) for end in ends)
            rows.append((a, b, int(datetime.fromisoformat(event["time"]).timestamp())))
    one = np.array(rows, np.int64)
    copies = -(-PAYMENTS // payments)
    shift = np.repeat(np.arange(copies) * len(ids), len(one))
    every = np.tile(one, (copies, 1))
    every[:, 0] += shift
    every[:, 1] += shift
    return every[every[:, 0] != every[:, 1]], copies * len(ids)


def _payments(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if '"payment.made"' in line:
                yield json.loads(line)


def _plant(ordinary: Any, accounts: int, wanted: list[Pattern]) -> tuple[Any, dict[int, int]]:
    """Every pattern on random accounts, somewhere in the month; which row is whose."""
    chance = np.random.default_rng(SEED)
    start, owner = int(ordinary[:, 2].min()), dict[int, int]()
    rows: list[tuple[int, int, int]] = []
    for n, pattern in enumerate(wanted):
        ids = {name: int(chance.integers(accounts)) for name in _numbers(pattern)}
        first = min(t for _, _, t in pattern.transfers)
        begin = start + int(chance.integers(20 * DAY // SECOND))
        for a, b, t in pattern.transfers:
            if ids[a] != ids[b]:
                owner[len(ordinary) + len(rows)] = n
                rows.append((ids[a], ids[b], begin + t - first))
    return np.concatenate([ordinary, np.array(rows, np.int64)]), owner


def _matched(
    flow: Flow, found: list[Motif], owner: dict[int, int], wanted: list[Pattern]
) -> dict[str, Any]:
    """A finding is right when half of a pattern is in it, and most of it is that pattern."""
    size = Counter(owner.values())
    patterns_found, right, false = set[int](), 0, Counter[str]()
    for motif in found:
        parts = Counter(owner.get(int(flow.seq[edge])) for edge in motif.edges)
        n, count = parts.most_common(1)[0]
        if n is None or count * 2 < size[n]:
            false[motif.shape] += 1
            continue
        right += 1
        if motif.shape == wanted[n].shape:
            patterns_found.add(n)
    return {"patterns": patterns_found, "right": right, "false": false}


# ---------------------------------------------------------------- lift


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
    precision = _share(hit, len(named))
    return {
        "chance": chance,
        "named": len(named),
        "planted": hit,
        "precision": round(precision, 4),
        "recall": round(hit / len(bad), 4),
        "lift": round(precision / base, 2),
    }


def bar() -> tuple[dict[str, bool], Figures]:
    """All three, as one bar."""
    met: dict[str, bool] = {}
    figures: Figures = {}
    for name, measure in (("shapes", shapes), ("planted", planted), ("lift", lift)):
        one, found = measure()
        met |= one
        figures[name] = found
    return met, figures

"""The patterns of `amlworld_patterns` planted into a million ordinary payments, and found again.

Ordinary life is that of worlds of the score bank, one of another seed after the other, in copies
until they made a million payments. Patterns lie on accounts that pay anyway. Every second
pattern was held out: only the others were looked at while the survey was made. The first look at
false alarms was at another seed of the score bank, so that the held-out half is not wholly blind.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from bantay.bench.networks import Pattern, numbers_of, patterns, search, share_of
from bantay.bench.networks_bound import parted_by_time, strangers
from bantay.bench.results import Figures
from bantay.bench.worlds import simulated
from bantay.model.clock import DAY, SECOND
from bantay.surveys._flow import Flow
from bantay.surveys._motifs import Motif

PAYMENTS = 1_000_000
SEEDS = (1, 2, 3, 4, 5, 6)
SEED = 20
APART = ("bipartite", "stack")
"""Shapes whose transfers share no account, or only two by two: nothing joins them but the time."""
WORLD = """
name = "plain"
seed = {seed}
days = 28
accounts = 20_000
bank = "score"
activity = 0.5
absent = ["messages"]
languages = {{ en = 0.4, zh = 0.3, fil = 0.3 }}
"""
"""Ordinary life alone, without its texts: what patterns are planted into."""


class Life(Struct, frozen=True):
    """Ordinary transfers as (source, target, seconds), who is in which group, and of how many
    accounts and payments these are."""

    transfers: Any
    circles: Any
    accounts: int
    payments: int


def planted(folder: Path = Path(".bars") / "networks") -> tuple[dict[str, bool], Figures]:
    """All patterns; those held out and those that were looked at; and with no group known."""
    life, wanted = _ordinary(folder), patterns()
    whole = _found(life, wanted)
    figures: Figures = {
        "payments": life.payments,
        "transfers": len(life.transfers),
        "accounts": life.accounts,
        "circles are known of": len(np.unique(life.circles[:, 0])),
        "all patterns": whole,
        "held out": _found(life, wanted[1::2]),
        "looked at": _found(life, wanted[0::2]),
        "all patterns, no group known": _found(life, wanted, circles=False),
        "an oracle that is told the transfers of a shape": parted_by_time(
            *_plant(life, wanted), wanted, APART
        ),
        "ordinary transfers": strangers(life.transfers, life.circles),
    }
    met = {
        "recall at least 0.80": whole["recall"] >= 0.8,
        "precision at least 0.80": whole["precision"] >= 0.8,
    }
    return met, figures


def _found(life: Life, wanted: list[Pattern], *, circles: bool = True) -> Figures:
    rows, owner = _plant(life, wanted)
    flow, found = search(rows, life.circles if circles else None)
    seen = _matched(flow, found, owner, wanted)
    total = Counter(pattern.shape for pattern in wanted)
    hits = Counter(wanted[n].shape for n in seen["patterns"])
    joined = [shape for shape in total if shape not in APART]
    told = {int(flow.seq[edge]) for motif in found for edge in motif.edges}
    return {
        "patterns": len(wanted),
        "recall": round(len(seen["patterns"]) / len(wanted), 3),
        "recall of shapes that share accounts": round(
            sum(hits[s] for s in joined) / sum(total[s] for s in joined), 3
        ),
        "share of patterns that share accounts": round(
            sum(total[s] for s in joined) / len(wanted), 3
        ),
        "precision": round(share_of(seen["right"], len(found)), 3),
        "recall of transfers": round(share_of(len(told & owner.keys()), len(owner)), 3),
        "precision of transfers": round(share_of(len(told & owner.keys()), len(told)), 3),
        "found": {shape: f"{hits[shape]} of {n}" for shape, n in sorted(total.items())},
        "false": dict(sorted(seen["false"].items())),
    }


# ---------------------------------------------------------------- ordinary life


def _ordinary(folder: Path) -> Life:
    """The worlds one after the other, and again, until they made a million payments."""
    worlds = [_world(folder, seed) for seed in SEEDS]
    transfers, circles = list[Any](), list[Any]()
    accounts = groups = payments = turn = 0
    while payments < PAYMENTS:
        one = worlds[turn % len(worlds)]
        transfers.append(one.transfers + np.array([accounts, accounts, 0]))
        circles.append(one.circles + np.array([accounts, groups]))
        groups += int(one.circles[:, 1].max()) + 1
        accounts, payments, turn = accounts + one.accounts, payments + one.payments, turn + 1
    rows = np.concatenate(transfers)
    kept = rows[rows[:, 0] != rows[:, 1]]
    return Life(kept, np.concatenate(circles), accounts, payments)


def _world(folder: Path, seed: int) -> Life:
    place = folder / str(seed)
    place.mkdir(parents=True, exist_ok=True)
    (place / "plain.toml").write_text(WORLD.format(seed=seed), "utf-8")
    simulated(str(place / "plain.toml"), None, place / "plain", plain=True)
    ids, groups = dict[str, int](), dict[str, int]()
    rows, circles, payments = list[tuple[int, int, int]](), set[tuple[str, str]](), 0
    for event in _events(place / "plain" / "events.jsonl"):
        if event["type"] != "payment.made":
            circles.add((event["account"], event["group"]))
            continue
        payments += 1
        ends = event.get("from_account"), event.get("to_account")
        if event["kind"] == "transfer" and event.get("status") == "booked" and all(ends):
            a, b = (ids.setdefault(str(end), len(ids)) for end in ends)
            rows.append((a, b, int(datetime.fromisoformat(event["time"]).timestamp())))
    shutil.rmtree(place / "plain")
    known = [
        (ids[account], groups.setdefault(group, len(groups)))
        for account, group in sorted(circles)
        if account in ids
    ]
    return Life(np.array(rows, np.int64), np.array(known, np.int64), len(ids), payments)


def _events(path: Path) -> Iterator[dict[str, Any]]:
    """Payments, and whatever says that an account is in a group."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if '"payment.made"' in line:
                yield json.loads(line)
            elif '"group.joined"' in line or ('"message.sent"' in line and '"group"' in line):
                event = json.loads(line)
                if event.get("group") and event.get("account"):
                    yield event


# ---------------------------------------------------------------- planting and matching


def _plant(life: Life, wanted: list[Pattern]) -> tuple[Any, dict[int, int]]:
    """Every pattern on random accounts, somewhere in the month; which row is whose."""
    chance, ordinary = np.random.default_rng(SEED), life.transfers
    start, owner = int(ordinary[:, 2].min()), dict[int, int]()
    rows: list[tuple[int, int, int]] = []
    for n, pattern in enumerate(wanted):
        ids = {name: int(chance.integers(life.accounts)) for name in numbers_of(pattern)}
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

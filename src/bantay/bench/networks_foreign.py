"""The search for motifs over foreign payments and ratings: how much it names, what it costs.

No quality is claimed. `paysim` and `saml_d_1k` are simulators' payments: how many accounts of
10,000 are named. `berka` (standing orders, without a time) and `bitcoin_trust` (ratings) are real
graphs: that hubs and time are held out.
"""

import csv
import gzip
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bantay.bench.networks import search
from bantay.bench.results import Figures
from bantay.bench.sets import DATA, need

Row = tuple[str, str, int]
COST = ("transfers", "accounts", "most transfers of one account", "cpu")
"""What is said of graphs that are no payments of a month: that they are searched, and the cost."""


def foreign(folder: Path = DATA) -> tuple[dict[str, bool], Figures]:
    """Every set; there is no bar."""
    payments = {"paysim": _paysim, "saml_d_1k": _saml}
    graphs = {"berka": _berka, "bitcoin_trust": _trust}
    figures = {name: _looked(list(read(folder / name))) for name, read in payments.items()}
    for name, read in graphs.items():
        cost = _looked(list(read(folder / name)))
        figures[name] = {key: cost[key] for key in COST}
    return {}, figures


def _looked(rows: list[Row]) -> Figures:
    ids: dict[str, int] = {}
    numbered = [(ids.setdefault(a, len(ids)), ids.setdefault(b, len(ids)), t) for a, b, t in rows]
    columns = np.array([row for row in numbered if row[0] != row[1]], np.int64)
    before = time.process_time()
    flow, found = search(columns)
    cpu = time.process_time() - before
    named = {centre for motif in found for centre in motif.centres}
    shapes: dict[str, int] = {}
    for motif in found:
        shapes[motif.shape] = shapes.get(motif.shape, 0) + 1
    return {
        "transfers": len(columns),
        "accounts": flow.accounts,
        "most transfers of one account": int(np.bincount(columns[:, :2].ravel()).max()),
        "shapes": dict(sorted(shapes.items())),
        "accounts named of 10,000": round(1e4 * len(named) / flow.accounts, 2),
        "cpu": round(cpu, 2),
    }


def _table(path: Path) -> Iterator[dict[str, Any]]:
    need(path.parent)
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from csv.DictReader(lines)
    else:
        with path.open(encoding="utf-8") as lines:
            yield from csv.DictReader(lines)


def _paysim(folder: Path) -> Iterator[Row]:
    """A step is an hour."""
    for row in _table(folder / "paysim.csv.gz"):
        yield row["nameOrig"], row["nameDest"], int(float(row["step"])) * 3_600


def _saml(folder: Path) -> Iterator[Row]:
    for row in _table(folder / "saml_d_1k.csv"):
        moment = datetime.fromisoformat(f"{row['Date']}T{row['Time']}").replace(tzinfo=UTC)
        yield row["Sender_account"], row["Receiver_account"], int(moment.timestamp())


def _berka(folder: Path) -> Iterator[Row]:
    for row in _table(folder / "order.csv"):
        yield row["account_id"], f"{row['bank_to']}:{row['account_to']}", 0


def _trust(folder: Path) -> Iterator[Row]:
    for row in _table(folder / "otc_network.csv.gz"):
        yield row["source"], row["target"], int(float(row["time"]))

"""How long the surveys take over millions of payments, and how much memory: CPU time, peak.

Every size runs in a process of its own, so that its peak is its own. The log is invented in
the analytical database and written as Parquet: making it is not measured. Accounts live in
communities of a dozen, a third of which has a group; a desk takes 50,000 payments, a café's device
sees 2,000 accounts.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bantay.bench.results import Figures
from bantay.model.clock import DAY
from bantay.runtime.catalogue import survey_catalogue
from bantay.surveys._tables import Tables

SIZES = (1_000_000, 10_000_000)
DAYS = 30
BARE = 200_000
"""Transfers on which the same two motifs are looked for in networkx and in plain SQL."""

_KIND = "['gift', 'transfer', 'top_up', 'purchase', 'payout'][cast(1 + {n} % 5 as bigint)]"
_PAYMENTS = """
select i as seq, 'e' || i as id, hash(i * 7) % {span} as time, 'p' || i as payment,
  {kind} as kind, cast(1 + hash(i * 3) % 500 as varchar) as amount, 'USD' as currency,
  'booked' as status,
  case when {kind} = 'payout' then null else 'a' || src end as from_account,
  case when i % 2000 < 10 then 'a0' else 'a' || dst end as to_account,
  null::varchar as from_instrument,
  case when {kind} = 'payout' then 'i' || dst end as to_instrument, null::varchar as category
from (select i, hash(i) % {accounts} as src,
  case when hash(i * 5) % 100 < 85 then (hash(i) % {accounts}) // 12 * 12 + hash(i * 11) % 12
  else hash(i * 13) % {accounts} end as dst from range({payments}) t(i))
"""
_LOGINS = """
select i as seq, 'l' || i as id, hash(i * 17) % {span} as time, 'a' || acc as account,
  case when i % 1500 = 0 then 'cafe' when acc % 500 < 4 then 'd' || (acc // 4) else 'd-' || acc
  end as device, 'login' as action
from (select i, hash(i * 19) % {accounts} as acc from range({logins}) t(i))
"""
_ACCOUNTS = """
select i as seq, 'r' || i as id, hash(i * 23) % {span} as time, 'a' || i as account,
  case when hash(i) % 10 < 3 then 'a' || (i // 5) end as invited_by, 'd-' || i as device,
  'ph' || hash(i) % ({accounts} * 20) as phone_hash, null::varchar as email_hash,
  'n' || hash(i * 29) % ({accounts} * 2) as display_name_hash, null::varchar as ip_hash
from range({accounts}) t(i)
"""
_LINKS = """
select i as seq, 'k' || i as id, hash(i * 31) % {span} as time, 'a' || i as account,
  'i' || (case when i % 500 < 4 then i // 4 else i end) as instrument,
  'h' || i as holder_hash, 'd-' || i as device, null::varchar as kind
from range({accounts}) t(i) where i % 3 = 0 or i % 500 < 4
"""
_POSTS = """
select i as seq, 'm' || i as id, hash(i * 41) % {span} as time, 'a' || acc as account,
  case when acc // 12 % 3 = 0 then 'g' || (acc // 12) else 'crowd' || acc % 50 end as "group"
from (select i, hash(i * 43) % {accounts} as acc from range({logins}) t(i))
"""
_MADE = {
    "message.sent": _POSTS,
    "payment.made": _PAYMENTS,
    "login.seen": _LOGINS,
    "account.registered": _ACCOUNTS,
    "instrument.linked": _LINKS,
}


def bar() -> tuple[dict[str, bool], Figures]:
    """Both sizes, the growth between them, and the bare motifs of two other tools."""
    runs = {size: _child("--payments", str(size)) for size in SIZES}
    small, large = (runs[size] for size in SIZES)
    growth = large["wall"] / small["wall"]
    bare = _child("--bare")
    met = {
        "all surveys under 180 s": large["wall"] < 180,
        "under 8 GiB": large["peak_gib"] < 8,
        "motifs under 60 s": large["surveys"]["money_motifs"]["wall"] < 60,
        "at most linear times log": growth < 10 * (24 / 20),
    }
    return met, {"runs": runs, "growth": round(growth, 2), "bare": bare}


def _child(*words: str) -> Figures:
    command = [sys.executable, "-W", "ignore", "-m", "bantay.bench.networks_speed", *words]
    run = subprocess.run(command, capture_output=True, check=True, text=True)
    found: Figures = json.loads(run.stdout)
    return found


@contextmanager
def invented(payments: int) -> Iterator[Tables]:
    """Tables of a log of that many payments, a tenth as many accounts, and for ten payments
    three logins and three posts in groups."""
    import duckdb
    import ibis

    sizes = {"payments": payments, "accounts": payments // 10, "logins": payments * 3 // 10}
    with tempfile.TemporaryDirectory() as folder:
        settings: dict[str, Any] = {"memory_limit": "4GB", "threads": 2, "temp_directory": folder}
        con = duckdb.connect(config=settings)
        for name, query in _MADE.items():
            asked = query.format(span=DAYS * DAY, kind=_KIND.format(n="hash(i * 37)"), **sizes)
            con.execute(f"copy ({asked}) to '{Path(folder) / name}.parquet' (format parquet)")
            source = f"read_parquet('{Path(folder) / name}.parquet')"
            con.execute(
                f'create view "{name}" as select * replace (time::bigint as time) from {source}'
            )
        layer = ibis.duckdb.from_connection(con)
        tables = {name: layer.table(name) for name in _MADE}
        yield Tables(tables, dict.fromkeys(_MADE, 1), DAYS * DAY)
        con.close()


def measured(payments: int) -> Figures:
    """Every survey over an invented log."""
    surveys: Figures = {}
    with invented(payments) as tables:
        for survey in survey_catalogue():
            cpu, wall = time.process_time(), time.monotonic()
            found = sum(1 for _ in survey.look(tables, survey.params))
            surveys[survey.spec.name] = {
                "cpu": round(time.process_time() - cpu, 1),
                "wall": round(time.monotonic() - wall, 1),
                "findings": found,
            }
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {
        "payments": payments,
        "surveys": surveys,
        "cpu": round(sum(s["cpu"] for s in surveys.values()), 1),
        "wall": round(sum(s["wall"] for s in surveys.values()), 1),
        "peak_gib": round(peak, 2),
    }


# ---------------------------------------------------------------- the same in other tools


def bare() -> Figures:
    """CPU seconds for scatter-gather over the same transfers: ours, networkx, plain SQL."""
    import numpy as np

    from bantay.surveys._flow import Flow
    from bantay.surveys._motifs import _scattered
    from bantay.surveys.money_motifs import Params, reach_of

    chance, accounts = np.random.default_rng(1), BARE // 3
    source = chance.integers(0, accounts, BARE)
    target = (source + chance.integers(1, accounts, BARE)) % accounts
    moment = chance.integers(0, DAYS * 86_400, BARE)
    reach = reach_of(Params())

    def ours() -> int:
        flow = Flow(source, target, moment * 1_000_000, np.arange(BARE))
        return len(list(_scattered(flow, reach, *flow.onward(reach.step, reach.branch))))

    rows = list(zip(source.tolist(), target.tolist(), moment.tolist(), strict=True))
    told = {
        "ours": _cpu(ours),
        "networkx": _cpu(lambda: _networkx(rows, reach.step, reach.through)),
        "sql": _cpu(lambda: _sql(source, target, moment, reach.step, reach.through)),
    }
    return {
        "transfers": BARE,
        "cpu": told,
        "times_ours": {name: round(s / told["ours"], 1) for name, s in told.items()},
    }


def _cpu(work: Callable[[], int]) -> float:
    before = time.process_time()
    work()
    return round(time.process_time() - before, 3)


def _networkx(rows: list[tuple[int, int, int]], step: int, through: int) -> int:
    import networkx

    graph = networkx.MultiDiGraph()
    graph.add_edges_from((a, b, {"time": t}) for a, b, t in rows)
    ends: dict[tuple[int, int], set[int]] = {}
    for middle in graph:
        for a, _, came in graph.in_edges(middle, data="time"):
            for _, b, went in graph.out_edges(middle, data="time"):
                if a != b and came < went <= came + step:
                    ends.setdefault((a, b), set()).add(middle)
    return sum(len(middles) >= through for middles in ends.values())


def _sql(source: Any, target: Any, moment: Any, step: int, through: int) -> int:
    import duckdb
    import pyarrow as pa

    con = duckdb.connect(config={"threads": 1})
    con.register("moved", pa.table({"a": source, "b": target, "t": moment}))
    asked = (
        "select count(*) from (select x.a, y.b from moved x join moved y on x.b = y.a "
        f"and x.t < y.t and y.t <= x.t + {step} where x.a <> y.b "
        f"group by 1, 2 having count(distinct x.b) >= {through})"
    )
    row = con.execute(asked).fetchone()
    return int(row[0]) if row else 0


def main() -> None:
    """Measure one thing and print it as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--payments", type=int, default=SIZES[0])
    parser.add_argument("--bare", action="store_true")
    wanted = parser.parse_args()
    print(json.dumps(bare() if wanted.bare else measured(wanted.payments)))


if __name__ == "__main__":
    main()

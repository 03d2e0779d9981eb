"""Shapes in which proceeds are gathered, passed on and brought back.

Sees:       transfers between accounts that make a fan, a gather-scatter, a scatter-gather or
            a cycle within days, in the order of time. Amounts are not looked at. Who is in one
            small group with the account in the middle is not counted.
Matters:    proceeds are collected, layered and cashed out in these shapes (typology $18).
            A shape alone is weak: it earns attention beside other evidence, never a sanction.
Misses:     one account that passes a sum on whole; layers whose transfers share no account;
            steps further apart than the window.
Wrong when: a team that has no group on the platform collects a fee once; friends settle a journey.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from bantay.kit import Finding, Indicators, Seen, Sign, Subject, Survey, SurveySpec
from bantay.model.events import GroupJoined, MessageSent, PaymentMade
from bantay.surveys._circles import circles_of
from bantay.surveys._flow import Flow, Numbers
from bantay.surveys._motifs import Motif, Reach, motifs
from bantay.surveys._payments import booked
from bantay.surveys._tables import Row, Table, Tables, having, quoted

_RECEIPT = Indicators(act=("receipt",))


def _sign(name: str, ceiling: float, group: str = "money motif") -> Sign:
    return Sign(
        id=f"surveys.money_motifs.{name}",
        plane="money",
        subjects=("account",),
        hypotheses=("proceeds_mover",),
        group=group,
        ceiling=ceiling,
        indicators=_RECEIPT,
    )


SPEC = SurveySpec(
    id="surveys.money_motifs",
    title="Transfers in the shapes of laundering",
    version=2,
    rows=("$18",),
    reads=(PaymentMade, MessageSent, GroupJoined),
    window=timedelta(days=30),
    anchor="the shape and the account in its middle",
    signs=(
        _sign("fan_in", 3.0, "paid by many"),
        _sign("fan_out", 3.0, "pays many"),
        _sign("gather_scatter", 6.0, "passed through"),
        _sign("scatter_gather", 8.0),
        _sign("cycle", 6.0),
        _sign("passed_on", 3.0, "passed through"),
    ),
)

TOLD = {
    "fan_in": "gathers from {n} accounts within days",
    "fan_out": "pays out to {n} accounts within days",
    "gather_scatter": "gathers from several accounts and then pays out to several, {n} in all",
    "scatter_gather": "gathers money that was split over {n} accounts",
    "cycle": "part of a circle of {n} accounts through which money comes back",
}


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    kinds: tuple[str, ...] = ("transfer",)  # kinds of payment that are looked at
    burst_hours: int = 108  # within which a fan gathers or scatters
    step_hours: int = 84  # within which money is passed on
    whole_days: int = 10  # within which a cycle or scatter-gather is complete
    fan: int = 4  # partners that make a fan
    gather: int = 2  # partners on each side of a gather-scatter, at least
    through: int = 3  # accounts that money is split over, at least
    shortest: int = 4  # accounts in a cycle, at least
    longest: int = 12  # and at most
    cap: int = 200  # transfers beyond which an account is a desk
    chance: float = 0.5  # fans of chance on the whole platform that are accepted
    false: float = 0.1  # of the fans told, the share that chance may have made
    circle: int = 60  # accounts in a group beyond which its members do not know each other
    own: float = 0.05  # odds of chance for an account as busy, at most
    both: int = 5  # partners of a gather-scatter on both sides, at least
    branch: int = 24  # transfers in a step beyond which money is not followed


def look(tables: Tables, params: Params) -> Iterator[Seen]:
    """Reduce the payments to numbers, search them, and bring back the events found."""
    if not tables.has("payment.made"):
        return
    payments = booked(tables, SPEC.window, params.kinds)
    flow = flow_of(payments)
    circles = circles_of(tables, SPEC.window, params.circle, flow)
    found = [motif for motif in motifs(flow, reach_of(params), circles) if motif.shape in TOLD]
    events = _events(payments, flow, found)
    for motif in found:
        yield from _seen(motif, [events[int(flow.seq[edge])] for edge in motif.edges])


def reach_of(params: Params) -> Reach:
    """The parameters as seconds and counts."""
    hours = [params.burst_hours, params.step_hours, params.whole_days * 24]
    burst, step, whole = (3_600 * hour for hour in hours)
    counts = (params.fan, params.gather, params.through, params.shortest, params.longest)
    period = int(SPEC.window.total_seconds())
    rare = (params.chance, params.false, params.own, params.both)
    return Reach(burst, step, whole, *counts, params.cap, params.branch, period, *rare)


def flow_of(payments: Table) -> Flow:
    """The transfers from account to account, or instrument where there is no account."""
    ends = payments.mutate(
        source=payments.from_account.fill_null(payments.from_instrument),
        target=payments.to_account.fill_null(payments.to_instrument),
    )
    ends = ends.filter(ends.source.notnull() & ends.target.notnull() & (ends.source != ends.target))
    ends = ends.select("seq", "time", source=ends.source.hash(), target=ends.target.hash())
    columns = ends.to_pyarrow()
    source, target, time, seq = (_numbers(columns, c) for c in ("source", "target", "time", "seq"))
    return Flow(source, target, time, seq)


def _numbers(columns: Table, name: str) -> Numbers:
    numbers: Numbers = columns[name].to_numpy().astype(np.int64, copy=False)
    return numbers


def _events(payments: Table, flow: Flow, found: list[Motif]) -> dict[int, Row]:
    """The events behind the transfers of all motifs, by seq: nothing else is fetched."""
    seqs = {int(flow.seq[edge]) for motif in found for edge in motif.edges}
    ends = ("from_account", "to_account", "from_instrument", "to_instrument")
    rows = having(payments.select("seq", "id", "time", *ends), "seq", seqs)
    return {row["seq"]: row for row in rows}


def _ends(row: Row) -> tuple[str, str]:
    return (
        row["from_account"] or row["from_instrument"],
        row["to_account"] or row["to_instrument"],
    )


def _seen(motif: Motif, rows: list[Row]) -> Iterator[Seen]:
    """One finding for each account the motif is about: it carries that account's edges."""
    pairs = [_ends(row) for row in rows]
    sources, targets = {a for a, _ in pairs}, {b for _, b in pairs}
    everybody = sources | targets
    if motif.shape == "scatter_gather":
        centres, count = targets - sources, len(everybody) - 2
    elif motif.shape == "cycle":
        centres, count = everybody, len(everybody)
    else:
        centres = _busiest(pairs)
        count = len(everybody) - 1
    for account in sorted(centres):
        yield _finding(motif.shape, account, count, rows, pairs)
    if motif.shape == "scatter_gather":
        for account in sorted(sources & targets):
            yield _passed(account, rows, pairs)


def _busiest(pairs: list[tuple[str, str]]) -> set[str]:
    """The account that is on the most edges."""
    times: dict[str, int] = {}
    for pair in pairs:
        for account in pair:
            times[account] = times.get(account, 0) + 1
    return {max(sorted(times), key=lambda account: times[account])}


def _finding(
    shape: str, account: str, count: int, rows: list[Row], pairs: list[tuple[str, str]]
) -> Seen:
    others = sorted({end for pair in pairs for end in pair} - {account})
    return _made(
        shape, account, f"possible {shape.replace('_', '-')}: {TOLD[shape].format(n=count)}",
        {"partner": tuple(others)}, rows, pairs,
    )  # fmt: skip


def _passed(account: str, rows: list[Row], pairs: list[tuple[str, str]]) -> Seen:
    own = [n for n, pair in enumerate(pairs) if account in pair]
    kept = [rows[n] for n in own], [pairs[n] for n in own]
    others = sorted({end for pair in kept[1] for end in pair} - {account})
    told = "passed money on within days, as others did between the same two ends"
    return _made("passed_on", account, told, {"partner": tuple(others)}, *kept)


def _made(
    sign: str,
    account: str,
    told: str,
    roles: dict[str, tuple[str, ...]],
    rows: list[Row],
    pairs: list[tuple[str, str]],
) -> Seen:
    edges = [
        (row["time"], row["id"], "to_account" if row["to_account"] else "to_instrument", end[1])
        for row, end in zip(rows, pairs, strict=True)
    ]
    times = [row["time"] for row in rows]
    finding = Finding(
        anchor=f"{sign}:{min(row['id'] for row in rows)}",
        summary=told,
        quotes=quoted(edges),
        subject=Subject("account", account),
        roles=roles,
    )
    return Seen(sign=sign, finding=finding, first=min(times), last=max(times))


SURVEY = Survey(SPEC, Params(), look)

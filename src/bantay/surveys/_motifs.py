"""Laundering motifs in a flow: each search gives sets of transfers; `shape_of` names them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bantay.surveys._circles import Circles, nobodys
from bantay.surveys._flow import Flow, Numbers, spread
from bantay.surveys._odds import Odds, partners
from bantay.surveys._shape import shape_of

STATES = 20_000_000
"""Paths followed at once in the search for cycles; beyond it the step gets shorter."""


@dataclass(frozen=True, slots=True)
class Motif:
    """A named set of transfers (positions in the flow, by time) and whom it is about."""

    shape: str
    edges: tuple[int, ...]
    centres: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """How wide a search is: windows in seconds, partners at least, transfers at most."""

    burst: int
    step: int
    whole: int
    fan: int
    gather: int
    through: int
    shortest: int
    longest: int
    cap: int
    branch: int
    period: int
    chance: float
    false: float
    own: float
    both: int


def motifs(flow: Flow, reach: Reach, circles: Circles | None = None) -> list[Motif]:
    """All motifs, the most telling first; a transfer belongs to the first that has it."""
    if not len(flow):
        return []
    first, many = flow.onward(reach.step, reach.branch)
    found = [*_cycles(flow, reach), *_scattered(flow, reach, first, many)]
    found += _hubs(flow, reach, circles or nobodys(flow))
    taken: set[int] = set()
    kept: list[Motif] = []
    for motif in found:
        if not _alone(flow, motif, reach.cap):
            continue
        left = [edge for edge in motif.edges if edge not in taken]
        if len(left) * 2 > len(motif.edges):
            taken.update(motif.edges)
            kept.append(motif)
    return kept


def _alone(flow: Flow, motif: Motif, cap: int) -> bool:
    """Whether those of a motif deal with each other in it alone: friends, families and teams
    pay each other this way and that, and would make any shape some time."""
    edges = np.array(motif.edges)
    members = np.unique(np.concatenate([flow.source[edges], flow.target[edges]]))
    inner = 0
    for member in members.tolist():
        out = flow.outward(member)
        if len(out) > cap:
            return False
        inner += int(np.isin(flow.target[out], members).sum())
    return inner * 3 <= len(edges) * 4


def _named(flow: Flow, edges: Numbers, centres: tuple[int, ...]) -> Motif | None:
    order = np.sort(np.unique(edges))
    pairs = zip(flow.source[order].tolist(), flow.target[order].tolist(), strict=True)
    shape = shape_of(pairs)
    return None if shape is None else Motif(shape, tuple(order.tolist()), centres)


# ---------------------------------------------------------------- fans, gather and scatter


@dataclass(frozen=True, slots=True)
class _Hub:
    """A burst round an account, or one in and then one out; how likely anybody shows it."""

    both: bool
    odds: float
    account: int
    edges: Numbers


def _hubs(flow: Flow, reach: Reach, circles: Circles) -> Iterator[Motif]:
    """Accounts that collect from many, pay out to many, or first one and then the other."""
    least = min(reach.gather, reach.fan)
    ins = _burst_of(flow, True, reach.burst, least, reach.cap)
    outs = _burst_of(flow, False, reach.burst, least, reach.cap)
    odds = Odds(flow, circles, reach.period, reach.cap)
    found: list[_Hub] = []
    for account in sorted(ins.keys() | outs.keys()):
        got, gave = ins.get(account), outs.get(account)
        found += _gathered(flow, reach, odds, account, got, gave)
        for burst, inward in ((got, True), (gave, False)):
            if burst is not None:
                found += _fan(flow, reach, odds, account, burst, inward)
    most = _accepted([hub.odds for hub in found], flow.accounts, reach)
    for hub in sorted(found, key=lambda hub: (not hub.both, hub.odds, hub.account)):
        motif = _named(flow, hub.edges, (hub.account,)) if hub.odds <= most else None
        if motif is not None:
            yield motif


def _accepted(odds: list[float], accounts: int, reach: Reach) -> float:
    """The odds up to which hubs are told: so small that on the whole platform chance would make
    `chance` of them, or at most the share `false` of those told (Benjamini, Hochberg 1995)."""
    ranked = np.sort(np.array(odds, float)) * accounts
    told = np.flatnonzero(ranked <= reach.false * np.arange(1, len(ranked) + 1))
    allowed = float(ranked[told[-1]]) if len(told) else 0.0
    return max(reach.chance, allowed) / accounts


def _burst_of(flow: Flow, inward: bool, window: int, least: int, cap: int) -> dict[int, Numbers]:
    end = flow.target if inward else flow.source
    return {int(end[e[0]]): e for e in flow.bursts(inward, window, least, cap)}


def _gathered(
    flow: Flow,
    reach: Reach,
    odds: Odds,
    account: int,
    got: Numbers | None,
    gave: Numbers | None,
) -> Iterator[_Hub]:
    """Many in, then many out: the middle of what goes out is after the middle of what came."""
    if got is None or gave is None:
        return
    sizes = len(partners(flow, got, True)), len(partners(flow, gave, False))
    if min(sizes) < reach.gather or sum(sizes) < reach.both:
        return
    middles = [float(np.median(flow.time[edges])) for edges in (got, gave)]
    if not 0 < middles[1] - middles[0] <= 2 * reach.burst:
        return
    ours, anybodys = zip(odds.of(account, got, True), odds.of(account, gave, False), strict=True)
    if ours[0] * ours[1] <= reach.own:
        yield _Hub(True, anybodys[0] * anybodys[1], account, np.concatenate([got, gave]))


def _fan(
    flow: Flow, reach: Reach, odds: Odds, account: int, burst: Numbers, inward: bool
) -> Iterator[_Hub]:
    """Many partners within a burst, who hardly pay each other's way at any other time."""
    if len(partners(flow, burst, inward)) < reach.fan:
        return
    ours, anybodys = odds.of(account, burst, inward)
    if ours <= reach.own:
        yield _Hub(False, anybodys, account, burst)


# ---------------------------------------------------------------- scatter, then gather


def _scattered(flow: Flow, reach: Reach, first: Numbers, many: Numbers) -> Iterator[Motif]:
    """One pays several, and each of them pays the same other: scatter-gather; and several
    such with shared ends: bipartite layers, a stack."""
    out_degree = np.bincount(flow.source, minlength=flow.accounts)
    in_degree = np.bincount(flow.target, minlength=flow.accounts)
    useful = np.flatnonzero((many > 0) & (out_degree[flow.source] >= reach.through))
    one, other = spread(first, many, useful)
    other = flow.by_source[other]
    keep = (in_degree[flow.target[other]] >= reach.through) & (
        flow.source[one] != flow.target[other]
    )
    one, other = one[keep], other[keep]
    ends = flow.source[one] * flow.accounts + flow.target[other]
    order = np.argsort(ends, kind="stable")
    ends, one, other = ends[order], one[order], other[order]
    edges = np.flatnonzero(np.diff(ends, prepend=-1))
    sizes = np.diff(edges, append=len(ends))
    for at, size in zip(edges[sizes >= reach.through], sizes[sizes >= reach.through], strict=True):
        some, rest = one[at : at + size], other[at : at + size]
        if len(np.unique(flow.target[some])) < reach.through:
            continue
        if flow.time[rest].max() - flow.time[some].min() > reach.whole:
            continue
        ends_of = (int(flow.source[some[0]]), int(flow.target[rest[0]]))
        motif = _named(flow, np.concatenate([some, rest]), ends_of)
        if motif is not None:
            yield motif


# ---------------------------------------------------------------- cycles


def _cycles(flow: Flow, reach: Reach) -> Iterator[Motif]:
    """Money that comes back to where it set out, step by step in order of time."""
    step = reach.step
    while True:
        found = _walk(flow, reach, *flow.onward(step, reach.branch))
        if found is not None:
            break
        step //= 2  # a dense flow: look at quicker steps only
    seen: set[frozenset[int]] = set()
    for edges in found:
        members = frozenset(flow.source[list(edges)].tolist())
        if len(members) == len(edges) and members not in seen:
            seen.add(members)
            motif = _named(flow, np.array(edges), tuple(sorted(members)))
            if motif is not None:
                yield motif


def _walk(flow: Flow, reach: Reach, first: Numbers, many: Numbers) -> list[list[int]] | None:
    """Paths of steps in time that end where they began; None when there are too many."""
    head = _may_close(flow, many, reach.whole)
    levels: list[tuple[Numbers, Numbers]] = [(head, np.arange(len(head)))]
    begin, found, states = head, list[list[int]](), len(head)
    for _ in range(1, reach.longest):
        now = levels[-1][0]
        states += int(many[now].sum())
        if states > STATES:
            return None
        rows = np.repeat(np.arange(len(now)), many[now])
        _, at = spread(first, many, now)
        at = flow.by_source[at]
        keep = flow.time[at] - flow.time[begin[rows]] <= reach.whole
        rows, at = rows[keep], at[keep]
        closed = flow.target[at] == flow.source[begin[rows]]
        levels.append((at, rows))
        if len(levels) >= reach.shortest:
            found += [_path(levels, int(n)) for n in np.flatnonzero(closed)]
        open_ = np.flatnonzero(~closed)
        levels[-1] = (at[open_], rows[open_])
        begin = begin[rows[open_]]
        if not len(open_):
            break
    return found


def _may_close(flow: Flow, many: Numbers, whole: int) -> Numbers:
    """Transfers that could begin a cycle: their sender is paid again within the window."""
    key = (flow.source << np.int64(28)) | flow.time
    low = np.searchsorted(flow.in_key, key, "right")
    high = np.searchsorted(
        flow.in_key, np.minimum(key + whole, key | np.int64((1 << 28) - 1)), "right"
    )
    return np.flatnonzero((high > low) & (many > 0))


def _path(levels: list[tuple[Numbers, Numbers]], at: int) -> list[int]:
    """The transfers of a path, read back level by level."""
    edges = list[int]()
    for transfers, rows in reversed(levels):
        edges.append(int(transfers[at]))
        at = int(rows[at])
    return edges[::-1]

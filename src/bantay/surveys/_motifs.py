"""Laundering motifs in a flow: each search gives sets of transfers; `shape_of` names them."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np

from bantay.surveys._flow import Flow, Numbers, spread
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


def motifs(flow: Flow, reach: Reach) -> list[Motif]:
    """All motifs, the most telling first; a transfer belongs to the first that has it."""
    if not len(flow):
        return []
    first, many = flow.onward(reach.step, reach.branch)
    found = [*_cycles(flow, reach), *_scattered(flow, reach, first, many)]
    found += _hubs(flow, reach)
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


def _hubs(flow: Flow, reach: Reach) -> Iterator[Motif]:
    """Accounts that collect from many, pay out to many, or first one and then the other."""
    least = min(reach.gather, reach.fan)
    ins = _burst_of(flow, True, reach.burst, least, reach.cap)
    outs = _burst_of(flow, False, reach.burst, least, reach.cap)
    fans: list[Motif] = []
    for account in sorted(ins.keys() | outs.keys()):
        got, gave = ins.get(account), outs.get(account)
        both = _gathered(flow, reach, account, got, gave)
        if both is not None:
            yield both
            continue
        for burst, inward in ((got, True), (gave, False)):
            fan = None if burst is None else _fan(flow, reach, account, burst, inward)
            if fan is not None:
                fans.append(fan)
    yield from fans


def _burst_of(flow: Flow, inward: bool, window: int, least: int, cap: int) -> dict[int, Numbers]:
    end = flow.target if inward else flow.source
    return {int(end[e[0]]): e for e in flow.bursts(inward, window, least, cap)}


def _partners(flow: Flow, edges: Numbers, inward: bool) -> Numbers:
    found: Numbers = np.unique((flow.source if inward else flow.target)[edges])
    return found


def _gathered(
    flow: Flow, reach: Reach, account: int, got: Numbers | None, gave: Numbers | None
) -> Motif | None:
    """Many in, then many out: the middle of what goes out is after the middle of what came."""
    if got is None or gave is None:
        return None
    pairs = [_partners(flow, got, True), _partners(flow, gave, False)]
    if min(map(len, pairs)) < reach.gather or sum(map(len, pairs)) < reach.through * 2:
        return None
    middles = [float(np.median(flow.time[edges])) for edges in (got, gave)]
    if not 0 < middles[1] - middles[0] <= 2 * reach.burst:
        return None
    odds = [_odds(flow, reach, account, e, way) for e, way in ((got, True), (gave, False))]
    if odds[0] * odds[1] * flow.accounts > reach.chance:
        return None
    return _named(flow, np.concatenate([got, gave]), (account,))


def _fan(flow: Flow, reach: Reach, account: int, burst: Numbers, inward: bool) -> Motif | None:
    """Many partners within a burst, who hardly pay each other's way at any other time."""
    if len(_partners(flow, burst, inward)) < reach.fan:
        return None
    if _odds(flow, reach, account, burst, inward) * flow.accounts > reach.chance:
        return None
    return _named(flow, burst, (account,))


def _odds(flow: Flow, reach: Reach, account: int, burst: Numbers, inward: bool) -> float:
    """How likely an account with as many partners sees so many of them within the burst's own
    length by chance: at most n C(m, n) (length / period)^(n - 1), the scan statistic's first
    bound (Naus 1965). Partners whom the account knows from other times are not counted."""
    whole = flow.inward(account) if inward else flow.outward(account)
    many = len(_partners(flow, whole, inward))
    fresh = len(_partners(flow, burst, inward)) - _known(flow, account, burst, inward)
    if fresh < 2:
        return 1.0
    length = max(3_600, int(flow.time[burst].max() - flow.time[burst].min()))
    share = min(1.0, length / reach.period)
    log_odds = log(fresh) + lgamma(many + 1) - lgamma(fresh + 1) - lgamma(many - fresh + 1)
    return min(1.0, exp(log_odds + (fresh - 1) * log(share)))


def _known(flow: Flow, account: int, burst: Numbers, inward: bool) -> int:
    """Partners of a burst whom the account pays or is paid by at other times too."""
    partners = _partners(flow, burst, inward)
    ins, outs = (
        np.setdiff1d(flow.inward(account), burst),
        np.setdiff1d(flow.outward(account), burst),
    )
    others = np.concatenate([flow.source[ins], flow.target[outs]])
    return int(np.isin(partners, others).sum())


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

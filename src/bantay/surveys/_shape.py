"""What a set of transfers looks like: the eight laundering motifs' names, or none.

Names as in Altman et al., "Realistic Synthetic Financial Transactions for Anti-Money
Laundering Models" (NeurIPS 2023), figure 2. Only who paid whom counts, never how much.
"""

from collections import Counter
from collections.abc import Iterable

Pair = tuple[int, int]


def shape_of(edges: Iterable[Pair]) -> str | None:
    """fan_in, fan_out, gather_scatter, scatter_gather, cycle, bipartite, stack; or None."""
    pairs = {(a, b) for a, b in edges if a != b}
    outs, ins = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    if not pairs:
        return None
    sources, sinks = outs.keys() - ins.keys(), ins.keys() - outs.keys()
    mids = outs.keys() & ins.keys()
    if not mids:
        return _flat(len(sources), len(sinks))
    if _is_hub(pairs, ins, outs):
        return "gather_scatter"
    if _is_cycle(pairs, ins, outs):
        return "cycle"
    if len(sources) == 1 and len(sinks) == 1 and _two_steps(pairs, sources, sinks, mids):
        return "scatter_gather"
    return "stack" if len(sources) > 1 and len(sinks) > 1 else None


def _flat(sources: int, sinks: int) -> str | None:
    if sources == 1 and sinks == 1:
        return None
    if sinks == 1:
        return "fan_in"
    return "fan_out" if sources == 1 else "bipartite"


def _is_hub(pairs: set[Pair], ins: Counter[int], outs: Counter[int]) -> bool:
    """Whether one account is on every edge, gathering and then scattering."""
    return any(
        ins[v] + outs[v] == len(pairs) and ins[v] and outs[v] and len(pairs) > 2
        for v in ins.keys() & outs.keys()
    )


def _is_cycle(pairs: set[Pair], ins: Counter[int], outs: Counter[int]) -> bool:
    if ins.keys() != outs.keys() or set(ins.values()) | set(outs.values()) != {1}:
        return False
    onward = dict(pairs)
    start = at = next(iter(onward))
    for _ in range(len(onward)):
        at = onward[at]
        if at == start:
            break
    return _ == len(onward) - 1 and len(onward) > 2


def _two_steps(pairs: set[Pair], sources: set[int], sinks: set[int], mids: set[int]) -> bool:
    [source], [sink] = sources, sinks
    through = {m for m in mids if (source, m) in pairs and (m, sink) in pairs}
    return len(mids) > 1 and through == mids

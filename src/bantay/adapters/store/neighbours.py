"""Which messages stand around quoted ones: they are kept as long as the finding's own."""

from collections import defaultdict
from collections.abc import Collection, Iterable

import pyarrow as pa

from bantay.adapters.arrow import pc

REACH = 5
Said = tuple[str, int, str, int]
"""A message: conversation, time (microseconds UTC), id, seq."""


def around(messages: Iterable[Said], quoted: Collection[int], reach: int = REACH) -> set[int]:
    """Seqs of the quoted messages and of those up to `reach` places before and after them.

    Places are counted in the conversation by (time, id), as detectors see it.
    """
    talks: defaultdict[str, list[tuple[int, str, int]]] = defaultdict(list)
    for conversation, time, id, seq in messages:
        talks[conversation].append((time, id, seq))
    near: set[int] = set()
    for talk in talks.values():
        seqs = [seq for _, _, seq in sorted(talk)]
        for place, seq in enumerate(seqs):
            if seq in quoted:
                near.update(seqs[max(0, place - reach) : place + reach + 1])
    return near


def around_in(talk: pa.Table, quoted: set[int]) -> set[int]:
    """Quoted seqs and those of the messages around them; `talk` has seq, id, conversation, time."""
    if not quoted:
        return quoted
    hits = talk.filter(pc.is_in(talk["seq"], value_set=pa.array(sorted(quoted), pa.int64())))
    touched = pc.unique(hits["conversation"])
    talk = talk.filter(pc.is_in(talk["conversation"], value_set=touched))
    columns = (
        talk["conversation"].to_pylist(),
        talk["time"].cast(pa.int64()).to_pylist(),
        talk["id"].to_pylist(),
        talk["seq"].to_pylist(),
    )
    return quoted | around(zip(*columns, strict=True), quoted)

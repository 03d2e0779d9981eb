"""Sharing out what a batch decided: one answer a request."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import msgspec

from bantay.model.decision import Decision, Order
from bantay.runtime.serving.taken import Taken, Told, told
from bantay.runtime.serving.waiting import Posting


def answers(
    postings: Sequence[Posting],
    fresh: Sequence[bytes],
    decisions: Iterable[Decision],
    orders: Sequence[Order],
) -> list[Taken]:
    """One answer a posting. `fresh` are the digests that the batch accepted, in order.

    A decision goes to the posting that holds an event it rests on, an order goes with its
    decision; what rests on older requests goes to the first posting.
    """
    counts = _accepted(postings, fresh)
    made, owed = list(decisions), list(orders)
    if not made and not owed:
        return [_plain(p, n) for p, n in zip(postings, counts, strict=True)]
    where = {event.id: n for n, p in enumerate(postings) for event in p.events}
    owner = {d.decision: _first(where, d) for d in made}
    heard: list[list[Told]] = [[] for _ in postings]
    obeyed: list[list[Order]] = [[] for _ in postings]
    for decision in made:
        heard[owner[decision.decision]].append(told(decision))
    for order in owed:
        obeyed[owner.get(order.decision, 0)].append(order)
    return [
        Taken(
            accepted=n,
            duplicates=len(p.events) - n,
            quarantined=len(p.rejects),
            decisions=tuple(heard[at]),
            orders=tuple(obeyed[at]),
        )
        for at, (p, n) in enumerate(zip(postings, counts, strict=True))
    ]


def _plain(posting: Posting, accepted: int) -> Taken:
    return Taken(
        accepted=accepted,
        duplicates=len(posting.events) - accepted,
        quarantined=len(posting.rejects),
    )


def _first(where: dict[str, int], decision: Decision) -> int:
    return next((where[id] for id in decision.events if id in where), 0)


def _accepted(postings: Sequence[Posting], fresh: Sequence[bytes]) -> list[int]:
    """How many events of each posting are among the fresh; both are in one order."""
    total = sum(len(p.events) for p in postings)
    if total == len(fresh):
        return [len(p.events) for p in postings]
    left, counts = iter(fresh), []
    wanted = next(left, None)
    for posting in postings:
        count = 0
        for digest in posting.digests:
            if digest == wanted:
                count += 1
                wanted = next(left, None)
        counts.append(count)
    return counts


def slot_of_ids(digests: Iterable[bytes]) -> bytes:
    """The name under which an answer with orders is kept for the same events sent again."""
    return b"ids" + blake2b(b"".join(sorted(digests)), digest_size=16).digest()


def packed(taken: Taken) -> bytes:
    """An answer as it is kept."""
    return msgspec.json.encode(taken)


def again(body: bytes) -> Taken:
    """A kept answer, marked as one that was given before."""
    kept = msgspec.json.decode(body, type=Taken)
    return msgspec.structs.replace(kept, replayed=True)

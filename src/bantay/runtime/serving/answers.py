"""What a request is told: what of it was taken, what was decided, what the caller must do."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b

import msgspec
from msgspec import Struct

from bantay.model.decision import Decision, Order, Step
from bantay.model.evidence import Subject
from bantay.model.vocabulary import ActionKind
from bantay.runtime.serving.waiting import Posting

SEALED: ActionKind = "report"
"""No caller is told that a report is drafted or sent (DESIGN section 8, rule 6)."""


class Told(Struct, frozen=True, kw_only=True):
    """A decision as the caller hears of it; `status` says whether it is in force."""

    decision: str
    rule: str
    step: Step
    status: str
    actions: tuple[ActionKind, ...]
    subject: Subject
    target: Subject
    until: datetime
    alarm: str


class Taken(Struct, frozen=True, kw_only=True):
    """The answer: counts of this request's events, decisions, and orders to carry out.

    Orders are the platform's to obey, each once by its `order`; an order may rest on an
    earlier request that got no answer. `replayed` marks an answer given before.
    """

    accepted: int = 0
    duplicates: int = 0
    quarantined: int = 0
    decisions: tuple[Told, ...] = ()
    orders: tuple[Order, ...] = ()
    replayed: bool = False


def told(decision: Decision) -> Told:
    """What a caller may hear of a decision."""
    return Told(
        decision=decision.decision,
        rule=decision.rule,
        step=decision.step,
        status=decision.status,
        actions=tuple(action for action in decision.actions if action != SEALED),
        subject=decision.subject,
        target=decision.target,
        until=decision.until,
        alarm=decision.alarm,
    )


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

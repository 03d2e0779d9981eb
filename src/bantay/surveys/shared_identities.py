"""Accounts that are possibly one person: papers, cards, devices and pictures they share.

Sees:       accounts that agree on rare identifiers of two kinds or more; among them those that
            came after a block of another.
Matters:    who was removed comes back under another name (typology G05), and one person may run
            many personas (P06) or lend papers to many accounts (L05).
Misses:     a return with a new device, new papers and a new card; identifiers that more than
            a score of accounts share.
Wrong when: two of one household use one device and one card and declare nothing.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import log10

import numpy as np

from bantay.kit import Indicators, Seen, Sign, Survey, SurveySpec
from bantay.model.events import (
    AccountRegistered,
    ActionTaken,
    IdentityChecked,
    InstrumentLinked,
    LoginSeen,
    MediaShared,
)
from bantay.model.vocabulary import Hypothesis, Plane
from bantay.surveys._control import declared
from bantay.surveys._flow import components
from bantay.surveys._seen import seen
from bantay.surveys._tables import Tables, rows_of
from bantay.surveys._tokens import KINDS, Agreement, Pairs, agreements

_NONE = Indicators()


def _sign(name: str, plane: Plane, hypothesis: Hypothesis, group: str, ceiling: float) -> Sign:
    return Sign(
        id=f"surveys.shared_identities.{name}",
        plane=plane,
        subjects=("account",),
        hypotheses=(hypothesis,),
        group=group,
        ceiling=ceiling,
        indicators=_NONE,
    )


SPEC = SurveySpec(
    id="surveys.shared_identities",
    title="Several accounts, possibly one person",
    version=1,
    rows=("P06", "L05", "G05"),
    reads=(
        AccountRegistered,
        IdentityChecked,
        InstrumentLinked,
        LoginSeen,
        MediaShared,
        ActionTaken,
    ),
    window=timedelta(days=90),
    anchor="the account, and the blocked one it resembles",
    signs=(
        _sign(
            "back_profiles", "profiles", "return_after_block", "document of a blocked account", 12.0
        ),
        _sign("back_money", "money", "return_after_block", "instrument of a blocked account", 12.0),
        _sign("back_access", "access", "return_after_block", "device of a blocked account", 9.0),
        _sign("one_of_many", "profiles", "fabricated_identity", "identity re-used", 6.0),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    cap: int = 20  # accounts that share a value, beyond which it is a desk or a café
    match_db: float = 10.0  # agreement over the odds that any two accounts are one person
    many: int = 3  # accounts of possibly one person that are worth a word


def look(tables: Tables, params: Params) -> Iterator[Seen]:
    """Pairs that agree, then those that came after a block, then clusters."""
    if not tables.has("account.registered"):
        return
    window = SPEC.window
    known = declared(tables, window)
    begun = _begun(tables)
    accounts = max(len(begun), 100)
    pairs = agreements(tables, window, accounts, params.cap)
    same = {
        pair: agreed
        for pair, agreed in sorted(pairs.items())
        if agreed.total - 10 * log10(accounts) >= params.match_db
        and frozenset(pair) not in known
        and len(agreed.weights) > 1
        and _papers(agreed)
    }
    yield from _returns(pairs, begun, _blocked(tables), known)
    yield from _clusters(same, params)


def _begun(tables: Tables) -> dict[str, int]:
    """When each account came."""
    came = tables.recent("account.registered", SPEC.window).select("account", "time")
    return {row["account"]: row["time"] for row in rows_of(came)}


def _blocked(tables: Tables) -> dict[str, int]:
    """When accounts were blocked, the first time."""
    if not tables.has("action.taken"):
        return {}
    done = tables.recent("action.taken", SPEC.window)
    done = done.filter((done.kind == "block_account") & (done.subject_kind == "account"))
    first = done.group_by("subject").agg(time=done.time.min())
    return {row["subject"]: row["time"] for row in rows_of(first)}


def _returns(
    pairs: Pairs, begun: dict[str, int], blocked: dict[str, int], known: set[frozenset[str]]
) -> Iterator[Seen]:
    """Accounts that came after a block of one they agree with: a finding for each plane."""
    for (one, other), agreed in sorted(pairs.items()):
        for new, old in ((one, other), (other, one)):
            at = blocked.get(old)
            if at is None or begun.get(new, 0) <= at or frozenset((new, old)) in known:
                continue
            if len(agreed.weights) == 1 and not _alone(agreed):
                continue  # a name, a device or a network alone is anybody's
            for plane, edges in sorted(agreed.edges.items()):
                told = f"shares {_told(agreed, plane)} with an account blocked before it came"
                yield seen(
                    f"back_{plane}", "account", new, told, edges, {"before": (old,)}, anchor=old
                )


_TYPED = frozenset({"email"})
"""Hard to share, and yet only typed: an address that nobody sent a letter to may be a slip."""


def _alone(agreed: Agreement) -> bool:
    """Whether one agreement is enough to speak of a return."""
    return any(k.hard and k.name not in _TYPED for k in KINDS if k.name in agreed.weights)


def _papers(agreed: Agreement) -> bool:
    """Whether they agree on a person's own papers: a card and a device may be a controller's."""
    hard = {k.name for k in KINDS if k.hard and k.plane == "profiles"}
    return bool(hard & agreed.weights.keys())


def _told(agreed: Agreement, plane: Plane) -> str:
    names = dict.fromkeys(k.name for k in KINDS if k.plane == plane and k.name in agreed.weights)
    return " and ".join(names)


def _clusters(same: Pairs, params: Params) -> Iterator[Seen]:
    """Three accounts or more that hang together by what they share."""
    accounts = sorted({account for pair in same for account in pair})
    number = {account: n for n, account in enumerate(accounts)}
    ones, others = ([number[pair[end]] for pair in same] for end in (0, 1))
    names = components(np.array(ones, int), np.array(others, int), len(accounts)).tolist()
    clusters: dict[int, list[str]] = defaultdict(list)
    for account, name in zip(accounts, names, strict=True):
        clusters[name].append(account)
    for members in clusters.values():
        if params.many <= len(members) <= params.cap:
            for account in members:
                own = [agreed for pair, agreed in same.items() if account in pair]
                edges = [e for agreed in own for some in agreed.edges.values() for e in some]
                told = f"one of {len(members)} accounts that are possibly one person"
                roles = {"same_person": set(members) - {account}}
                yield seen("one_of_many", "account", account, told, edges, roles)


SURVEY = Survey(SPEC, Params(), look)

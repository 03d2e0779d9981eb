"""Brokers of one group who pay each other for introductions.

Sees:       people who keep one group, by writing in it, opening it or having been brought to it,
            and pay each other a share of what somebody from outside paid one of them shortly
            before: three times or more among three, or twice among three whom invitations tie to
            each other. Whether they write most of what stands in the group. And who else of
            those they brought keeps the group with them.
Matters:    middlemen live on referral fees for introducing people (typology G01, G02); payments
            to a person in control are a means named in the Palermo Protocol.
Misses:     fees in cash or outside the platform; rings that never post in a group; two fees
            among people whom nobody of them invited.
Wrong when: sellers of one market, which is theirs alone, pass customers on to each other; friends
            who brought each other in share twice what somebody else paid one of them; somebody
            they brought writes in their group and is not one of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import mean, pstdev

from bantay.kit import Indicators, Seen, Sign, Survey, SurveySpec
from bantay.model.clock import span
from bantay.model.events import (
    AccountRegistered,
    GroupCreated,
    GroupJoined,
    LiveStarted,
    MessageSent,
    PaymentMade,
    RelationDeclared,
)
from bantay.model.vocabulary import Hypothesis, Plane, SubjectKind
from bantay.surveys._control import declared, earners
from bantay.surveys._keepers import (
    Ties,
    invitations,
    keepers,
    registrations,
    tied_to,
    ties_of,
)
from bantay.surveys._payments import booked
from bantay.surveys._seen import Edge, edge, seen
from bantay.surveys._tables import Row, Table, Tables, having, rows_of

_BROKERS = Indicators(
    act=("recruitment", "transfer"),
    means=("payments to a person in control",),
    purpose=("exploitation",),
)

FEES, ADVERTS, BROUGHT = "referral fees", "adverts in a group", "brought in by the ring"


def _sign(
    name: str, plane: Plane, kind: SubjectKind, group: str, hypothesis: Hypothesis, ceiling: float
) -> Sign:
    return Sign(
        id=f"surveys.referral_rings.{name}",
        plane=plane,
        subjects=(kind,),
        hypotheses=(hypothesis,),
        group=group,
        ceiling=ceiling,
        indicators=_BROKERS,
    )


SPEC = SurveySpec(
    id="surveys.referral_rings",
    title="Referral fees among the keepers of a group",
    version=3,
    rows=("G01", "G02"),
    reads=(
        PaymentMade,
        MessageSent,
        AccountRegistered,
        GroupCreated,
        GroupJoined,
        RelationDeclared,
        LiveStarted,
    ),
    window=timedelta(days=90),
    anchor="the group, or the account in it",
    signs=(
        _sign("fees", "money", "group", FEES, "broker_ring", 12.0),
        _sign("few_fees", "money", "group", FEES, "broker_ring", 9.0),
        _sign("posters", "groups", "group", ADVERTS, "broker_ring", 10.0),
        _sign("tied", "groups", "group", BROUGHT, "broker_ring", 6.0),
        _sign("fee_trail", "money", "account", FEES, "broker", 11.0),
        _sign("few_fees_trail", "money", "account", FEES, "broker", 8.0),
        _sign("posts_with_ring", "groups", "account", ADVERTS, "broker", 8.0),
        _sign("keeps_with_ring", "groups", "account", ADVERTS, "broker", 12.0),
        _sign("brought_by_ring", "groups", "account", BROUGHT, "broker", 9.0),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    posters_cap: int = 120  # keepers beyond which a group is a crowd
    within_days: int = 8  # between the customer's payment and the fee
    share_low: float = 0.02  # of the customer's payment that a fee is, at least
    share_high: float = 0.6  # and at most
    fees: int = 3  # fees in a ring, at least
    few: int = 2  # fees, at least, in one whose people invitations tie to each other
    brokers: int = 3  # brokers in a ring, at least
    scatter: float = 0.7  # of the shares: deviation over mean, at most
    upward: float = 0.6  # of the fees that go to one's own inviter: then it is no ring
    own: int = 1  # fees on which one broker's own finding rests, at least
    writes: float = 0.5  # of the posts in the group that the ring wrote, at least
    dealing: float = 0.33  # of the ring that pays or is paid fees, at least


@dataclass(frozen=True, slots=True)
class _Fee:
    """A fee, and the customer's payment it is a share of."""

    row: Row
    customer: Row
    share: float


Firsts = Mapping[str, Row]
"""By account, its first event in the group."""


@dataclass(slots=True)
class _Ring:
    """What is known of one group. `brokers` pay or are paid fees; `people` are they and those
    of the house whom invitations tie to them."""

    group: str
    fees: list[_Fee]
    first: Firsts
    ties: Ties = field(default_factory=dict)
    brokers: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    strong: bool = False


def look(tables: Tables, params: Params) -> Iterator[Seen]:
    """Transfers between keepers of a group, each beside what came in just before."""
    if not (tables.has("payment.made") and tables.has("message.sent")):
        return
    rings = _dealing(tables, params)
    came = registrations(tables, SPEC.window, {one for ring in rings for one in ring.first})
    for ring in rings:
        ring.ties = ties_of(ring.first.keys(), came)
        _measure(ring, params)
    rings = [ring for ring in rings if _stands(ring, came, params)]
    beside = {one for ring in rings for one in ring.people - ring.brokers}
    perform = earners(tables, SPEC.window, beside)
    for ring in rings:
        yield from _paying(ring, params)
        yield from _keeping(ring, perform, params)


def _dealing(tables: Tables, params: Params) -> list[_Ring]:
    """Groups among whose keepers possible fees were paid; declared contracts and homes pay none."""
    house = keepers(tables, SPEC.window, params.posters_cap)
    known = declared(tables, SPEC.window)
    between = [
        row
        for row in _between(tables, house)
        if frozenset((row["from_account"], row["to_account"])) not in known
    ]
    came = _came(tables, {row["from_account"] for row in between})
    first: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows_of(_of_groups(house, between)):
        first[row["group"]][row["account"]] = row
    fees: dict[str, list[_Fee]] = defaultdict(list)
    for row in between:
        fee = _fee(row, came[row["from_account"]], first[row["group"]], params)
        if fee is not None:
            fees[row["group"]].append(fee)
    return [_Ring(group, fees[group], first[group]) for group in sorted(fees)]


def _between(tables: Tables, house: Table) -> list[Row]:
    """Transfers from one keeper of a group to another."""
    moved = booked(tables, SPEC.window, ("transfer",))
    columns = ("id", "time", "from_account", "to_account", "amount", "currency", "category")
    moved = moved.select(*columns)
    senders = house.select(from_group="group", sender="account")
    takers = house.select(group="group", taker="account")
    both = moved.inner_join(senders, moved.from_account == senders.sender)
    both = both.inner_join(
        takers, [both.to_account == takers.taker, both.from_group == takers["group"]]
    )
    rows = rows_of(both.filter(both.from_account != both.to_account))
    return sorted(rows, key=lambda row: (row["group"], row["time"], row["id"]))


def _of_groups(house: Table, between: list[Row]) -> Table:
    groups = sorted({row["group"] for row in between})
    return house.filter(house["group"].isin(groups or [""]))


def _came(tables: Tables, accounts: set[str]) -> dict[str, list[Row]]:
    """What some accounts were paid, by time."""
    moved = booked(tables, SPEC.window, ("transfer",))
    columns = ("id", "time", "from_account", "to_account", "amount", "currency")
    found: dict[str, list[Row]] = defaultdict(list)
    rows = having(moved.select(*columns), "to_account", accounts)
    for row in sorted(rows, key=lambda row: (row["time"], row["id"])):
        found[row["to_account"]].append(row)
    return found


def _fee(row: Row, came: list[Row], house: Firsts, params: Params) -> _Fee | None:
    """The latest payment by an outsider of which this is a fitting share."""
    reach = span(timedelta(days=params.within_days))
    for earlier in reversed(came):
        if not row["time"] - reach <= earlier["time"] < row["time"]:
            continue
        outside = earlier["from_account"] is not None and earlier["from_account"] not in house
        if outside and earlier["currency"] == row["currency"]:
            share = float(row["amount"]) / (float(earlier["amount"]) or 1.0)
            if params.share_low <= share <= params.share_high:
                return _Fee(row, earlier, share)
    return None


def _measure(ring: _Ring, params: Params) -> None:
    """Who deals, whom invitations tie to them, and whether the fees alone make a ring."""
    ring.brokers = {fee.row[end] for fee in ring.fees for end in ("from_account", "to_account")}
    ring.people = tied_to(ring.brokers, ring.ties)
    if len(ring.brokers) < params.dealing * len(ring.people):
        ring.people = set(ring.brokers)  # so many know each other that it says nothing
    sides = [{fee.row[end] for fee in ring.fees} for end in ("from_account", "to_account")]
    both = min(map(len, sides)) >= 2  # all to one, or all from one: a collector, not a ring
    ring.strong = both and len(ring.fees) >= params.fees and len(ring.brokers) >= params.brokers


def _stands(ring: _Ring, came: Mapping[str, Row], params: Params) -> bool:
    shares = [fee.share for fee in ring.fees]
    ends = [(fee.row["from_account"], fee.row["to_account"]) for fee in ring.fees]
    up = sum(one in came and came[one]["invited_by"] == other for one, other in ends)
    if up > params.upward * len(ends) or pstdev(shares) > params.scatter * mean(shares):
        return False
    return ring.strong or _tied(ring, params)


def _tied(ring: _Ring, params: Params) -> bool:
    """Fewer fees than make a ring, of several customers, among people who brought each other."""
    customers = {fee.customer["from_account"] for fee in ring.fees}
    if min(len(ring.fees), len(customers)) < params.few or len(ring.people) < params.brokers:
        return False
    whole = ring.people == tied_to([min(ring.people)], ring.ties)
    return whole and _opened(ring) and _is_theirs(ring, params)


def _opened(ring: _Ring) -> bool:
    """Whether one of the people opened the group, as far back as the survey looks."""
    return any(ring.first[one]["opened"] for one in ring.people)


def _is_theirs(ring: _Ring, params: Params) -> bool:
    """Whether those who deal wrote most of what stands in the group; where one of the people
    opened it, those whom they brought count as well. A place of work is opened by somebody else."""
    every = sum(row["posts"] for row in ring.first.values())
    wrote = sum(
        ring.first[one]["posts"] for one in (ring.people if _opened(ring) else ring.brokers)
    )
    return bool(wrote > 0 and wrote >= params.writes * every)


def _paying(ring: _Ring, params: Params) -> Iterator[Seen]:
    roles = {"broker": ring.brokers}
    told = f"{len(ring.fees)} possible referral fees among {len(ring.brokers)} who keep it"
    sign = "fees" if ring.strong else "few_fees"
    yield seen(sign, "group", ring.group, told, _edges(ring.fees), roles)
    sign = "fee_trail" if ring.strong else "few_fees_trail"
    for broker in sorted(ring.brokers):
        own = [f for f in ring.fees if broker in (f.row["from_account"], f.row["to_account"])]
        if len(own) >= params.own:
            told = f"{len(own)} possible referral fees paid or received"
            others = {"partner": ring.brokers - {broker}}
            yield seen(sign, "account", broker, told, _edges(own), others, anchor=ring.group)


def _keeping(ring: _Ring, perform: set[str], params: Params) -> Iterator[Seen]:
    """What the group itself shows: it is theirs when they write most of what stands in it."""
    if not _is_theirs(ring, params):
        return
    every, own = sum(row["posts"] for row in ring.first.values()), _opened(ring)
    here = sorted(one for one in ring.people if own or one in ring.brokers)
    posts = sum(ring.first[one]["posts"] for one in here)
    told = f"{len(here)} who pay each other possible referral fees, and whom these brought, wrote"
    wrote = [edge(ring.first[one], "account") for one in here]
    roles = {"broker": ring.brokers}
    yield seen("posters", "group", ring.group, f"{told} {posts} of its {every} posts", wrote, roles)
    tied = {e for one in here for e in invitations(one, ring.people, ring.ties)}
    if own and len(tied) >= params.brokers - 1:
        told = f"{len(tied)} of those who keep it were brought by another of them"
        yield seen("tied", "group", ring.group, told, tied, roles)
    for one in here:
        if one in ring.brokers or (_is_seen(ring.first[one]) and one not in perform):
            yield from _of_one(ring, one, own)


def _is_seen(first: Row) -> bool:
    """Whether somebody did more in a group than join it."""
    return bool(first["posts"] or first["opened"])


def _of_one(ring: _Ring, one: str, own: bool) -> Iterator[Seen]:
    """One of the ring by own edges: what it wrote or opened there, whom it is tied to."""
    others = {"partner": ring.brokers - {one}}
    here = [edge(ring.first[one], "group")]
    if ring.strong and one in ring.brokers and ring.first[one]["posts"]:
        told = "posts in a group that those who pay each other the fees keep going"
        yield seen("posts_with_ring", "account", one, told, here, others, anchor=ring.group)
    elif own and _is_seen(ring.first[one]):
        told = "keeps a group that is written by those who pay each other the fees"
        yield seen("keeps_with_ring", "account", one, told, here, others, anchor=ring.group)
    tied = invitations(one, ring.people, ring.ties) if own else []
    if tied:
        told = f"brought by one of the ring, or brought some: {len(tied)} invitations"
        yield seen("brought_by_ring", "account", one, told, tied, others, anchor=ring.group)


def _edges(fees: list[_Fee]) -> list[Edge]:
    return [edge(row, "to_account") for fee in fees for row in (fee.row, fee.customer)]


SURVEY = Survey(SPEC, Params(), look)

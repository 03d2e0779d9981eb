"""Brokers of one group who pay each other for introductions.

Sees:       members who post in the same group and pay each other a share of what somebody from
            outside paid one of them shortly before, three times or more; and whether they are
            those who write most of what stands in the group.
Matters:    middlemen live on referral fees for introducing people (typology G01, G02); payments
            to a person in control are a means named in the Palermo Protocol.
Misses:     fees in cash or outside the platform; rings that never post in a group.
Wrong when: sellers of one market, which is theirs alone, pass customers on to each other.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from statistics import mean, pstdev

from bantay.kit import Indicators, Seen, Sign, Survey, SurveySpec
from bantay.model.clock import span
from bantay.model.events import AccountRegistered, MessageSent, PaymentMade
from bantay.model.vocabulary import Hypothesis, Plane, SubjectKind
from bantay.surveys._payments import booked
from bantay.surveys._seen import Edge, edge, seen
from bantay.surveys._tables import Row, Table, Tables, having, rows_of

_BROKERS = Indicators(
    act=("recruitment", "transfer"),
    means=("payments to a person in control",),
    purpose=("exploitation",),
)


def _sign(
    name: str, plane: Plane, kind: SubjectKind, hypothesis: Hypothesis, ceiling: float
) -> Sign:
    return Sign(
        id=f"surveys.referral_rings.{name}",
        plane=plane,
        subjects=(kind,),
        hypotheses=(hypothesis,),
        group="referral fees" if plane == "money" else "adverts in a group",
        ceiling=ceiling,
        indicators=_BROKERS,
    )


SPEC = SurveySpec(
    id="surveys.referral_rings",
    title="Referral fees among the posters of a group",
    version=2,
    rows=("G01", "G02"),
    reads=(PaymentMade, MessageSent, AccountRegistered),
    window=timedelta(days=90),
    anchor="the group, or the account in it",
    signs=(
        _sign("fees", "money", "group", "broker_ring", 12.0),
        _sign("posters", "groups", "group", "broker_ring", 10.0),
        _sign("fee_trail", "money", "account", "broker", 11.0),
        _sign("posts_with_ring", "groups", "account", "broker", 8.0),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    posters_cap: int = 120  # posters beyond which a group is a crowd
    within_days: int = 8  # between the customer's payment and the fee
    share_low: float = 0.02  # of the customer's payment that a fee is, at least
    share_high: float = 0.6  # and at most
    fees: int = 3  # fees in a ring, at least
    brokers: int = 3  # brokers in a ring, at least
    scatter: float = 0.7  # of the shares: deviation over mean, at most
    upward: float = 0.6  # of the fees that go to one's own inviter: then it is no ring
    own: int = 1  # fees on which one broker's own finding rests, at least
    writes: float = 0.5  # of the posts in the group that the brokers wrote, at least


@dataclass(frozen=True, slots=True)
class _Fee:
    """A fee, and the customer's payment it is a share of."""

    row: Row
    customer: Row
    share: float


def look(tables: Tables, params: Params) -> Iterator[Seen]:
    """Transfers between posters of a group, each beside what came in just before."""
    if not (tables.has("payment.made") and tables.has("message.sent")):
        return
    invited = _invited(tables)
    posts = _posts(tables, params)
    between = _between(tables, posts)
    came = _came(tables, {row["from_account"] for row in between})
    first = {(r["group"], r["account"]): r for r in rows_of(_of_groups(posts, between))}
    fees: dict[str, list[_Fee]] = defaultdict(list)
    posters: dict[str, set[str]] = defaultdict(set)
    for group, account in first:
        posters[group].add(account)
    for row in between:
        fee = _fee(row, came[row["from_account"]], posters[row["group"]], params)
        if fee is not None:
            fees[row["group"]].append(fee)
    for group in sorted(fees):
        up = sum(invited.get(f.row["from_account"]) == f.row["to_account"] for f in fees[group])
        if up <= params.upward * len(fees[group]):
            yield from _ring(group, fees[group], first, params)


def _invited(tables: Tables) -> dict[str, str]:
    """Who invited whom: money that climbs to the inviter is a pyramid's, not a ring's."""
    if not tables.has("account.registered"):
        return {}
    came = tables.recent("account.registered", SPEC.window)
    came = came.filter(came.invited_by.notnull()).select("account", "invited_by")
    return {row["account"]: row["invited_by"] for row in rows_of(came)}


def _posts(tables: Tables, params: Params) -> Table:
    """Who posts in which group, and their first post; crowds are left out."""
    sent = tables.recent("message.sent", SPEC.window)
    sent = sent.filter(sent["group"].notnull())
    posts = sent.group_by(["group", "account"]).agg(
        time=sent.time.min(), id=sent.id.argmin(sent.time), posts=sent.count()
    )
    wide = posts.group_by("group").agg(posters=posts.count())
    return posts.semi_join(wide.filter(wide.posters <= params.posters_cap), "group")


def _between(tables: Tables, posts: Table) -> list[Row]:
    moved = booked(tables, SPEC.window, ("transfer",))
    columns = ("id", "time", "from_account", "to_account", "amount", "currency", "category")
    moved = moved.select(*columns)
    senders = posts.select(from_group="group", sender="account")
    takers = posts.select(group="group", taker="account")
    both = moved.inner_join(senders, moved.from_account == senders.sender)
    both = both.inner_join(
        takers, [both.to_account == takers.taker, both.from_group == takers["group"]]
    )
    rows = rows_of(both.filter(both.from_account != both.to_account))
    return sorted(rows, key=lambda row: (row["group"], row["time"], row["id"]))


def _of_groups(posts: Table, between: list[Row]) -> Table:
    groups = sorted({row["group"] for row in between})
    table = posts
    return table.filter(table["group"].isin(groups or [""]))


def _came(tables: Tables, accounts: set[str]) -> dict[str, list[Row]]:
    """What some accounts were paid, by time."""
    moved = booked(tables, SPEC.window, ("transfer",))
    columns = ("id", "time", "from_account", "to_account", "amount", "currency")
    found: dict[str, list[Row]] = defaultdict(list)
    rows = having(moved.select(*columns), "to_account", accounts)
    for row in sorted(rows, key=lambda row: (row["time"], row["id"])):
        found[row["to_account"]].append(row)
    return found


def _fee(row: Row, came: list[Row], posters: set[str], params: Params) -> _Fee | None:
    """The latest payment by an outsider of which this is a fitting share."""
    reach = span(timedelta(days=params.within_days))
    for earlier in reversed(came):
        if not row["time"] - reach <= earlier["time"] < row["time"]:
            continue
        outside = earlier["from_account"] is not None and earlier["from_account"] not in posters
        if outside and earlier["currency"] == row["currency"]:
            share = float(row["amount"]) / (float(earlier["amount"]) or 1.0)
            if params.share_low <= share <= params.share_high:
                return _Fee(row, earlier, share)
    return None


def _ring(
    group: str, fees: list[_Fee], first: dict[tuple[str, str], Row], params: Params
) -> Iterator[Seen]:
    brokers = {fee.row[end] for fee in fees for end in ("from_account", "to_account")}
    shares = [fee.share for fee in fees]
    if len(fees) < params.fees or len(brokers) < params.brokers:
        return
    sides = [{fee.row[end] for fee in fees} for end in ("from_account", "to_account")]
    if min(map(len, sides)) < 2:
        return  # all to one, or all from one: a collector, not a ring
    if pstdev(shares) > params.scatter * mean(shares):
        return
    roles = {"broker": brokers}
    told = f"{len(fees)} possible referral fees among {len(brokers)} of its posters"
    yield seen("fees", "group", group, told, _edges(fees), roles)
    for broker in sorted(brokers):
        own = [f for f in fees if broker in (f.row["from_account"], f.row["to_account"])]
        if len(own) >= params.own:
            told = f"{len(own)} possible referral fees paid or received"
            others = {"partner": brokers - {broker}}
            yield seen("fee_trail", "account", broker, told, _edges(own), others, anchor=group)
    yield from _posting(group, brokers, first, params)


def _posting(
    group: str, brokers: set[str], first: dict[tuple[str, str], Row], params: Params
) -> Iterator[Seen]:
    """What the group itself shows: it is theirs when they write most of what stands in it."""
    every = sum(row["posts"] for (where, _), row in first.items() if where == group)
    theirs = sum(first[group, broker]["posts"] for broker in brokers)
    if theirs < params.writes * every:
        return
    posts = {broker: edge(first[group, broker], "account") for broker in sorted(brokers)}
    told = f"{len(brokers)} who pay each other possible referral fees"
    told += f" wrote {theirs} of its {every} posts"
    yield seen("posters", "group", group, told, posts.values(), {"broker": brokers})
    for broker in posts:
        told = "posts in a group that those who pay each other the fees keep going"
        post, others = [edge(first[group, broker], "group")], {"partner": brokers - {broker}}
        yield seen("posts_with_ring", "account", broker, told, post, others, anchor=group)


def _edges(fees: list[_Fee]) -> list[Edge]:
    return [edge(row, "to_account") for fee in fees for row in (fee.row, fee.customer)]


SURVEY = Survey(SPEC, Params(), look)

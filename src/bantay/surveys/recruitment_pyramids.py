"""Recruits who bring recruits, and money that climbs the tree of invitations.

Sees:       an invite tree two levels deep or more in which four or more members pay whoever
            invited them, or three who do so again, and hardly anything flows down or across.
Matters:    a pyramid lives on those it brings in: sparse, income moving up one level at a time
            (typology G03; Feng et al. 2019 on pyramid motifs).
Misses:     invitations outside the platform; income handed over in cash.
Wrong when: friends invite friends and repay who lent them money.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from bantay.kit import Indicators, Seen, Sign, Survey, SurveySpec
from bantay.model.events import AccountRegistered, PaymentMade
from bantay.model.vocabulary import Plane
from bantay.surveys._payments import booked
from bantay.surveys._seen import Edge, edge, seen
from bantay.surveys._tables import Row, Tables, having, rows_of

_RECRUITS = Indicators(act=("recruitment",), purpose=("exploitation",))


def _sign(name: str, plane: Plane, group: str) -> Sign:
    return Sign(
        id=f"surveys.recruitment_pyramids.{name}",
        plane=plane,
        subjects=("account",),
        hypotheses=("recruitment_pyramid",),
        group=group,
        ceiling=12.0,
        indicators=_RECRUITS,
    )


SPEC = SurveySpec(
    id="surveys.recruitment_pyramids",
    title="Money climbs a tree of invitations",
    version=2,
    rows=("G03",),
    reads=(AccountRegistered, PaymentMade),
    window=timedelta(days=90),
    anchor="the account at the root",
    signs=(
        _sign("invite_tree", "groups", "invite tree"),
        _sign("upward_flow", "money", "upward flow"),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    paying: int = 3  # members who pay whoever invited them, at least
    depth: int = 2  # levels at which money climbs, at least
    up: float = 0.7  # of the payments inside the tree that climb, at least
    surely: int = 4  # members of whom one payment each is enough
    payments: int = 5  # payments that climb, at least, where they are fewer
    recruiters: int = 1  # members who brought paying members themselves, at least
    cap: int = 500  # invitations by one account beyond which it is a campaign


@dataclass(slots=True)
class _Tree:
    """The paying part of an invite tree."""

    root: str
    invites: list[Edge] = field(default_factory=list)
    climbs: list[Edge] = field(default_factory=list)
    members: set[str] = field(default_factory=set)
    recruiters: set[str] = field(default_factory=set)
    depth: int = 0
    paying: int = 0


def look(tables: Tables, params: Params) -> Iterator[Seen]:
    """Join invitations with payments to the inviter; what hangs together is a tree."""
    if not (tables.has("account.registered") and tables.has("payment.made")):
        return
    links = _links(tables, params)
    inside = _inside(tables, links)
    for tree in _trees(links, inside):
        if _climbs(tree, inside, params):
            yield from _said(tree)


@dataclass(slots=True)
class _Link:
    """An invitation along which money climbed."""

    invite: Row
    paid: list[Row]


def _links(tables: Tables, params: Params) -> dict[str, _Link]:
    """By the invited account: who invited it and what it paid them afterwards."""
    came = tables.recent("account.registered", SPEC.window)
    came = came.filter(came.invited_by.notnull() & (came.invited_by != came.account))
    wide = came.group_by("invited_by").agg(many=came.count())
    few = came.semi_join(wide.filter(wide.many <= params.cap), "invited_by")
    invites = few.select(
        account="account", invited_by="invited_by", invite_time="time", invite_id="id"
    )
    moved = booked(tables, SPEC.window, ("transfer", "fee", "payout"))
    moved = moved.select("from_account", "to_account", "time", "id")
    paid = moved.inner_join(
        invites,
        [moved.from_account == invites.account, moved.to_account == invites.invited_by],
    )
    found: dict[str, _Link] = {}
    for row in sorted(rows_of(paid), key=lambda r: (r["time"], r["id"])):
        invite = {"time": row["invite_time"], "id": row["invite_id"]}
        invite["invited_by"] = row["to_account"]
        found.setdefault(row["from_account"], _Link(invite, [])).paid.append(row)
    return found


def _inside(tables: Tables, links: dict[str, _Link]) -> list[tuple[str, str]]:
    """All transfers between people of any tree, whichever way they go."""
    people = sorted(links.keys() | {link.invite["invited_by"] for link in links.values()})
    moved = booked(tables, SPEC.window, ("transfer", "fee", "payout"))
    pairs = moved.select("from_account", "to_account")
    inner = set(people)

    rows = having(pairs, "from_account", people)
    return [(r["from_account"], r["to_account"]) for r in rows if r["to_account"] in inner]


def _trees(links: dict[str, _Link], inside: list[tuple[str, str]]) -> Iterator[_Tree]:
    """The forest of paying invitations, root by root."""
    below: dict[str, list[str]] = defaultdict(list)
    for account, link in sorted(links.items()):
        below[link.invite["invited_by"]].append(account)
    for root in sorted(below.keys() - links.keys()):
        tree, level, depth = _Tree(root), [root], 0
        while level:
            depth += 1
            for account in level:
                if account in below and account != root:
                    tree.recruiters.add(account)
            level = [child for account in level for child in below.get(account, [])]
            level = [child for child in level if child not in tree.members]
            for child in level:
                _add(tree, child, links[child])
            tree.depth = depth if level else tree.depth
        yield tree


def _add(tree: _Tree, child: str, link: _Link) -> None:
    tree.members.add(child)
    tree.paying += 1
    tree.invites.append(edge(link.invite, "invited_by"))
    tree.climbs += [edge(row, "to_account") for row in link.paid]


def _climbs(tree: _Tree, inside: list[tuple[str, str]], params: Params) -> bool:
    if tree.paying < params.paying or tree.depth < params.depth:
        return False
    if tree.paying < params.surely and len(tree.climbs) < params.payments:
        return False
    if len(tree.recruiters) < params.recruiters:
        return False
    people = tree.members | {tree.root}
    within = sum(a in people and b in people for a, b in inside)
    return len(tree.climbs) >= params.up * within


def _said(tree: _Tree) -> Iterator[Seen]:
    roles = {"recruit": tree.members, "recruiter": tree.recruiters}
    told = f"invited {len(tree.members)} people over {tree.depth} levels who pay whoever invited"
    yield seen("invite_tree", "account", tree.root, f"{told} them", tree.invites, roles)
    told = f"{len(tree.climbs)} payments of {tree.paying} people climb one level each to here"
    yield seen("upward_flow", "account", tree.root, told, tree.climbs, roles)


SURVEY = Survey(SPEC, Params(), look)

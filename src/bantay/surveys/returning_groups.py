"""A blocked group opens again with a few of its people, at the hands of somebody new.

Sees:       a group opened within a month after another was blocked, of whose first comers at
            least half, two or more, had been members of that other group. Whether whoever opened
            it came to the platform only after the block, and shares a device, a card or
            a network with whoever had opened the blocked one.
Matters:    whoever loses a group opens it again and calls back those it finds (typology G05).
            `groups.reborn` sees it as they come, from four on; two or three say little by
            themselves, and are weighed here with who opened the group.
Misses:     a single member who is called back; a group opened before it.
Wrong when: somebody new opens a group for two friends who had both been in a group that was
            blocked.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Indicators, Seen, Sign, Survey, SurveySpec
from bantay.model.clock import span
from bantay.model.events import (
    AccountRegistered,
    ActionTaken,
    GroupCreated,
    GroupJoined,
    InstrumentLinked,
    LoginSeen,
)
from bantay.model.vocabulary import Plane
from bantay.surveys._seen import Edge, edge, seen
from bantay.surveys._tables import Row, Table, Tables, having, rows_of

_AGAIN = Indicators(act=("recruitment",))


def _sign(name: str, plane: Plane, group: str, ceiling: float) -> Sign:
    return Sign(
        id=f"surveys.returning_groups.{name}",
        plane=plane,
        subjects=("group", "account"),
        hypotheses=("return_after_block",),
        group=group,
        ceiling=ceiling,
        indicators=_AGAIN,
    )


SPEC = SurveySpec(
    id="surveys.returning_groups",
    title="A few of a blocked group's people in a new one",
    version=1,
    rows=("G05",),
    reads=(
        ActionTaken,
        GroupCreated,
        GroupJoined,
        AccountRegistered,
        LoginSeen,
        InstrumentLinked,
    ),
    window=timedelta(days=90),
    anchor="the blocked group",
    signs=(
        _sign("few_back", "groups", "group reborn", 8.0),
        _sign("new_opener", "groups", "opened by somebody new", 6.0),
        _sign("opener_alike", "access", "device of a blocked account", 9.0),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    back: int = 2  # members of the blocked group among the first comers, at least
    share: float = 0.5  # of the first comers that they are, at least; typology: 0.5
    comers: int = 30  # who joined first are looked at
    days: int = 30  # after the block within which the new group must be opened
    crowd: int = 500  # members of a blocked group beyond which anybody may have been in it
    few: int = 3  # accounts that share a device, a card or a network, at most


@dataclass(frozen=True, slots=True)
class _Return:
    """A group that may be a blocked one's return: who opened it, and who came back there."""

    old: str
    blocked: int
    owner: str
    opened: Row
    back: tuple[Row, ...]
    comers: int


def look(tables: Tables, params: Params) -> Iterator[Seen]:
    """Blocked groups, then new groups of their members, then who opened those."""
    kinds = ("action.taken", "group.created", "group.joined", "account.registered")
    if not all(map(tables.has, kinds)):
        return
    again = list(_returns(tables, _blocked(tables), params))
    came = _registered(tables, again)
    alike = _alike(tables, again, params)
    for one in again:
        opener, told = one.opened["account"], f"{len(one.back)} of the first {one.comers}"
        told += " who joined were members of a group that was blocked"
        back = [edge(row, "account") for row in one.back]
        yield from _of_both("few_back", one, told, back)
        new = came.get(opener)
        if new is not None and new["time"] > one.blocked:
            told = "opened by an account that came after the block"
            edges = [edge(new, "account"), edge(one.opened, "account")]
            yield from _of_both("new_opener", one, told, edges)
        shared = alike.get((one.owner, opener))
        if shared:
            told = "opened by an account that shares a device, a card or a network with the"
            yield from _of_both("opener_alike", one, f"{told} blocked group's owner", shared)


def _of_both(sign: str, one: _Return, told: str, edges: list[Edge]) -> Iterator[Seen]:
    """The same finding of the new group and of whoever opened it."""
    roles = {"before": (one.old, one.owner)}
    group, opener = one.opened["group"], one.opened["account"]
    yield seen(sign, "group", group, told, edges, roles, anchor=one.old)
    yield seen(sign, "account", opener, told, edges, roles, anchor=f"{one.old} {group}")


def _blocked(tables: Tables) -> dict[str, int]:
    """Groups that were blocked or deleted, and when first; what was lifted is left out."""
    done = tables.recent("action.taken", SPEC.window)
    rows = rows_of(done.select("action", "kind", "subject", "time", "reverses"))
    lifted = {row["reverses"] for row in rows}
    found: dict[str, int] = {}
    for row in sorted(rows, key=lambda row: (row["time"], row["action"])):
        ends = row["kind"] in ("block_group", "delete_group") and row["reverses"] is None
        if ends and row["action"] not in lifted:
            found.setdefault(row["subject"], row["time"])
    return found


def _returns(tables: Tables, blocked: dict[str, int], params: Params) -> Iterator[_Return]:
    made = tables.recent("group.created", SPEC.window).select("group", "account", "time", "id")
    owners = {row["group"]: row["account"] for row in having(made, "group", blocked)}
    opened = {row["group"]: row for row in _opened(made, blocked, params)}
    members = _members(tables, blocked, owners, params)
    for group, comers in sorted(_comers(tables, set(opened), params).items()):
        new = opened[group]
        for old, then in sorted(blocked.items()):
            if not then < new["time"] <= then + span(timedelta(days=params.days)):
                continue
            known = members.get(old, set()) - {new["account"]}
            back = tuple(row for row in comers if row["account"] in known)
            if len(back) >= max(params.back, params.share * len(comers)):
                yield _Return(old, then, owners.get(old, ""), new, back, len(comers))


def _opened(made: Table, blocked: dict[str, int], params: Params) -> list[Row]:
    """Groups opened within the days after some block."""
    if not blocked:
        return []
    reach = span(timedelta(days=params.days))
    since, until = min(blocked.values()), max(blocked.values()) + reach
    return rows_of(made.filter((made.time > since) & (made.time <= until)))


def _members(
    tables: Tables, blocked: dict[str, int], owners: dict[str, str], params: Params
) -> dict[str, set[str]]:
    """Who was in a group when it was blocked; crowds are left out."""
    joined = tables.recent("group.joined", SPEC.window).select("group", "account", "time")
    found: dict[str, set[str]] = defaultdict(set)
    for row in having(joined, "group", blocked):
        if row["time"] <= blocked[row["group"]]:
            found[row["group"]].add(row["account"])
    for group, owner in owners.items():
        found[group].add(owner)
    return {group: some for group, some in found.items() if len(some) <= params.crowd}


def _comers(tables: Tables, groups: set[str], params: Params) -> dict[str, list[Row]]:
    """The first who joined some groups, without those who opened them."""
    joined = tables.recent("group.joined", SPEC.window).select("group", "account", "time", "id")
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    rows = having(joined, "group", groups)
    for row in sorted(rows, key=lambda row: (row["time"], row["id"])):
        if len(found[row["group"]]) < params.comers:
            found[row["group"]].setdefault(row["account"], row)
    return {group: list(some.values()) for group, some in found.items()}


def _registered(tables: Tables, again: list[_Return]) -> dict[str, Row]:
    """When the openers came to the platform."""
    came = tables.recent("account.registered", SPEC.window).select("account", "time", "id")
    rows = having(came, "account", {one.opened["account"] for one in again})
    return {row["account"]: row for row in rows}


Users = dict[tuple[str, str], dict[str, Edge]]
"""By what is used, as (field, value): each account's first use of it."""

_SHARED = (
    ("account.registered", "device"),
    ("login.seen", "device"),
    ("instrument.linked", "device"),
    ("instrument.linked", "instrument"),
    ("account.registered", "ip_hash"),
)


def _alike(
    tables: Tables, again: list[_Return], params: Params
) -> dict[tuple[str, str], list[Edge]]:
    """By (owner, opener), what these two and few others use."""
    pairs = {(one.owner, one.opened["account"]) for one in again if one.owner}
    users = _users(tables, {account for pair in pairs for account in pair})
    found: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for thing in sorted(users):
        if len(users[thing]) <= params.few:
            for pair in sorted(pairs):
                if pair[0] != pair[1] and set(pair) <= users[thing].keys():
                    found[pair] += [users[thing][one] for one in pair]
    return found


def _users(tables: Tables, people: set[str]) -> Users:
    """Everything that some people use, and who else does."""
    found: Users = defaultdict(dict)
    for kind, field in _SHARED:
        if not tables.has(kind):
            continue
        uses = tables.recent(kind, SPEC.window)
        uses = uses.filter(uses[field].notnull())
        uses = uses.select("account", "time", "id", value=uses[field])
        theirs = {row["value"] for row in having(uses, "account", people)}
        name = field.removesuffix("_hash")
        for row in sorted(having(uses, "value", theirs), key=lambda row: (row["time"], row["id"])):
            use = (row["time"], row["id"], name, row["account"])
            found[name, row["value"]].setdefault(row["account"], use)
    return found


SURVEY = Survey(SPEC, Params(), look)

"""Who keeps a group: those who write in it, who opened it, and whom these brought to the platform.

A ring is more than the accounts that were seen to pay each other. Somebody who joined the group
and came to the platform on the invitation of one who writes there, or opened it, is of the house;
a customer who joined is not.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from bantay.surveys._seen import Edge, edge
from bantay.surveys._tables import Row, Table, Tables, having

Ties = dict[str, dict[str, Row]]
"""By account, whom it is tied to by an invitation, with the registration that says so."""


def keepers(tables: Tables, window: timedelta, cap: int) -> Table:
    """(group, account) with `time` and `id` of the account's first event there, the number of its
    `posts`, and `opened`, which is 0 unless it opened the group; groups of more than `cap` are
    crowds and left out."""
    sent = tables.recent("message.sent", window)
    sent = sent.filter(sent["group"].notnull())
    every = sent.group_by(["group", "account"]).agg(
        time=sent.time.min(),
        id=sent.id.argmin(sent.time),
        posts=sent.count(),
        opened=sent.count() * 0,
    )
    if tables.has("group.created"):
        every = every.union(_silent(tables.recent("group.created", window), opened=1))
        if tables.has("account.registered") and tables.has("group.joined"):
            every = every.union(_silent(_brought(tables, window, every), opened=0))
    one = every.group_by(["group", "account"]).agg(
        time=every.time.min(),
        id=every.id.argmin(every.time),
        posts=every.posts.sum(),
        opened=every.opened.max(),
    )
    wide = one.group_by("group").agg(keepers=one.count())
    return one.semi_join(wide.filter(wide.keepers <= cap), "group")


def _silent(table: Table, opened: int) -> Table:
    """Rows of who opened or joined groups, beside those of who writes: no post of theirs."""
    return table.group_by(["group", "account"]).agg(
        time=table.time.min(),
        id=table.id.argmin(table.time),
        posts=table.count() * 0,
        opened=(table.count() > 0).cast("int64") * opened,
    )


def _brought(tables: Tables, window: timedelta, every: Table) -> Table:
    """Those who joined a group and came to the platform through one who keeps it."""
    came = tables.recent("account.registered", window)
    came = came.filter(came.invited_by.notnull() & (came.invited_by != came.account))
    came = came.select(newcomer="account", inviter="invited_by")
    joined = tables.recent("group.joined", window).select("group", "account", "time", "id")
    both = joined.inner_join(came, joined.account == came.newcomer)
    house = every.select(house="group", host="account").distinct()
    return both.semi_join(house, [both["group"] == house.house, both.inviter == house.host])


def registrations(tables: Tables, window: timedelta, among: Iterable[str]) -> dict[str, Row]:
    """The registrations of some accounts that somebody else had invited, by account."""
    if not tables.has("account.registered"):
        return {}
    came = tables.recent("account.registered", window)
    came = came.filter(came.invited_by.notnull() & (came.invited_by != came.account))
    rows = having(came.select("id", "time", "account", "invited_by"), "account", among)
    return {row["account"]: row for row in rows}


def ties_of(people: Collection[str], came: Mapping[str, Row]) -> Ties:
    """Invitations among some people, from both ends."""
    ties: Ties = defaultdict(dict)
    for account in sorted(set(people) & came.keys()):
        inviter = came[account]["invited_by"]
        if inviter in people:
            ties[account][inviter] = ties[inviter][account] = came[account]
    return ties


def tied_to(some: Collection[str], ties: Ties) -> set[str]:
    """Some people and all whom invitations tie to them, over any number of steps."""
    found, waiting = set(some), sorted(some)
    while waiting:
        for other in ties.get(waiting.pop(), {}):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def invitations(account: str, among: Collection[str], ties: Ties) -> list[Edge]:
    """The registrations by which an account is tied to some others."""
    return [
        edge(row, "invited_by") for other, row in ties.get(account, {}).items() if other in among
    ]

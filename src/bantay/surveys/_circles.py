"""Who is in one circle with whom: small groups in which both write, or which both joined.

A class pays its teacher, a team its treasurer: many to one within a day, and nothing is in it.
"""

from datetime import timedelta

import numpy as np

from bantay.surveys._flow import Flow, Numbers
from bantay.surveys._tables import Table, Tables

_KINDS = ("message.sent", "group.joined")


class Circles:
    """The circles of a flow's accounts. Without any, nobody shares one."""

    def __init__(self, flow: Flow, account: Numbers, circle: Numbers):
        number = flow.number(account)
        paying = number >= 0
        order = np.lexsort((circle[paying], number[paying]))
        self._account, self._circle = number[paying][order], circle[paying][order]

    def shared(self, one: int, others: Numbers) -> Numbers:
        """Those of some accounts, each once, that are in a circle with one account."""
        own = self._circle[self._at(one)]
        if not len(own):
            return others[:0]
        found = [bool(np.isin(self._circle[self._at(o)], own).any()) for o in others.tolist()]
        shared: Numbers = others[np.array(found, bool)]
        return shared

    def _at(self, account: int) -> slice:
        low, high = np.searchsorted(self._account, [account, account + 1], "left")
        return slice(int(low), int(high))


def circles_of(tables: Tables, window: timedelta, cap: int, flow: Flow) -> Circles:
    """The groups of at most `cap` accounts: in a larger one people do not know each other."""
    members: Table | None = None
    for kind in _KINDS:
        if tables.has(kind):
            said = tables.recent(kind, window)
            said = said.filter(said["group"].notnull())
            said = said.select(circle=said["group"].hash(), account=said.account.hash()).distinct()
            members = said if members is None else members.union(said, distinct=True)
    if members is None:
        return nobodys(flow)
    size = members.group_by("circle").agg(size=members.count())
    size = size.filter((size.size >= 2) & (size.size <= cap))
    columns = members.semi_join(size, "circle").to_pyarrow()
    account, circle = (
        columns[name].to_numpy().astype(np.int64, copy=False) for name in ("account", "circle")
    )
    return Circles(flow, account, circle)


def nobodys(flow: Flow) -> Circles:
    """No circles: where no group is known."""
    none = np.empty(0, np.int64)
    return Circles(flow, none, none)

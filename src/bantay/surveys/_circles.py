"""Who is in one circle with whom: small groups in which both write, or which both joined.

A class pays its teacher, a team its treasurer: many to one within a day, and nothing is in it.
"""

import numpy as np

from bantay.surveys._flow import Flow, Numbers


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
        return others[np.array(found, bool)]

    def _at(self, account: int) -> slice:
        low, high = np.searchsorted(self._account, [account, account + 1], "left")
        return slice(int(low), int(high))


def nobodys(flow: Flow) -> Circles:
    """No circles: where no group is known."""
    none = np.empty(0, np.int64)
    return Circles(flow, none, none)

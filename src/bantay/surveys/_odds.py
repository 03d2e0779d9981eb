"""How likely chance makes a burst of new partners: for an account as busy, and for anybody.

The transfers keep their accounts; when they happened is left to chance.
"""

from math import lgamma, log

import numpy as np
from numpy.typing import NDArray

from bantay.surveys._circles import Circles
from bantay.surveys._flow import Flow, Numbers

HOUR = 3_600
_LOG_FACTORIAL = np.array([lgamma(n + 1) for n in range(4_096)])


class Odds:
    """What chance would do in a flow that takes `period` seconds."""

    def __init__(self, flow: Flow, circles: Circles, period: int, cap: int):
        self._flow, self._circles, self._period = flow, circles, period
        self._have = {inward: _partners_had(flow, inward, cap) for inward in (True, False)}

    def of(self, account: int, burst: Numbers, inward: bool) -> tuple[float, float]:
        """Odds that an account with as many partners as this one, and that any account, sees so
        many of them within the burst's own length. Partners whom it knows are not counted."""
        whole = self._flow.inward(account) if inward else self._flow.outward(account)
        many = len(partners(self._flow, whole, inward))
        fresh = len(partners(self._flow, burst, inward)) - self._known(account, burst, inward)
        if fresh < 2:
            return 1.0, 1.0
        length = max(HOUR, int(self._flow.time[burst].max() - self._flow.time[burst].min()))
        share = min(1.0, length / self._period)
        have = self._have[inward]
        anybody = float(_scan(np.arange(fresh, len(have)), fresh, share) @ have[fresh:])
        return float(_scan(np.array([many]), fresh, share)[0]), min(1.0, anybody)

    def _known(self, account: int, burst: Numbers, inward: bool) -> int:
        """Partners of a burst whom the account pays or is paid by at other times too, or with
        whom it is in a circle."""
        flow, some = self._flow, partners(self._flow, burst, inward)
        ins = np.setdiff1d(flow.inward(account), burst)
        outs = np.setdiff1d(flow.outward(account), burst)
        circle = self._circles.shared(account, some)
        others = np.concatenate([flow.source[ins], flow.target[outs], circle])
        return int(np.isin(some, others).sum())


def partners(flow: Flow, edges: Numbers, inward: bool) -> Numbers:
    """The accounts at the other end of some transfers, each once."""
    found: Numbers = np.unique((flow.source if inward else flow.target)[edges])
    return found


def _partners_had(flow: Flow, inward: bool, cap: int) -> NDArray[np.float64]:
    """The share of all accounts that has so many partners in the flow, up to a cap."""
    ends = (flow.target, flow.source) if inward else (flow.source, flow.target)
    pairs = np.unique(ends[0] * flow.accounts + ends[1]) // max(flow.accounts, 1)
    had = np.minimum(np.bincount(pairs, minlength=flow.accounts), cap)
    return np.bincount(had, minlength=cap + 1) / max(flow.accounts, 1)


def _scan(many: Numbers, fresh: int, share: float) -> NDArray[np.float64]:
    """At most n C(m, n) share^(n - 1): the scan statistic's first bound (Naus 1965)."""
    ways = _LOG_FACTORIAL[many] - _LOG_FACTORIAL[fresh] - _LOG_FACTORIAL[many - fresh]
    found: NDArray[np.float64] = np.exp(
        np.minimum(0.0, log(fresh) + ways + (fresh - 1) * log(share))
    )
    return found

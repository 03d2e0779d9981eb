"""Transfers as columns of numbers: who, whom, when; and the questions motifs ask of them.

The dataframe layer reduces the log to these columns (32 bytes a transfer); everything here
is a function of them. Nothing grows with the square of a hub: what an account pays on is
followed only while it is at most `cap` transfers in the window.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bantay.model.clock import SECOND

Numbers = NDArray[np.int64]
_SHIFT = np.int64(28)
"""Seconds of eight years fit below the account in one sortable number."""


class Flow:
    """Transfers in the order of (time, seq). Accounts are numbers from 0; times are seconds."""

    def __init__(self, source: Numbers, target: Numbers, time: Numbers, seq: Numbers):
        order = np.lexsort((seq, time))
        self.seq = seq[order]
        names, numbers = np.unique(
            np.concatenate([source[order], target[order]]), return_inverse=True
        )
        self.names, self.accounts = names, len(names)
        self.source, self.target = numbers[: len(order)], numbers[len(order) :]
        self.start = int(time.min()) if len(time) else 0
        self.time = (time[order] - self.start) // SECOND
        self.by_source = np.argsort(self._key(self.source), kind="stable")
        self.by_target = np.argsort(self._key(self.target), kind="stable")
        self.out_key = self._key(self.source)[self.by_source]
        self.in_key = self._key(self.target)[self.by_target]

    def __len__(self) -> int:
        return len(self.seq)

    def _key(self, account: Numbers) -> Numbers:
        key: Numbers = (account.astype(np.int64) << _SHIFT) | self.time
        return key

    def number(self, names: Numbers) -> Numbers:
        """The numbers of accounts by the names they came with; -1: it made no transfer."""
        if not self.accounts:
            return np.full(len(names), -1, np.int64)
        at = np.minimum(np.searchsorted(self.names, names), self.accounts - 1)
        number: Numbers = np.where(self.names[at] == names, at, -1)
        return number

    def onward(self, window: int, cap: int) -> tuple[Numbers, Numbers]:
        """For every transfer, where in `by_source` those lie that its receiver made within
        `window` seconds after it: from, how many; none where there are more than `cap`."""
        low = np.searchsorted(self.out_key, self.in_key, "right")
        high = np.searchsorted(self.out_key, _within(self.in_key, window), "right")
        count = high - low
        count[count > cap] = 0
        first, many = np.empty_like(low), np.empty_like(count)
        first[self.by_target], many[self.by_target] = low, count
        return first, many

    def bursts(self, inward: bool, window: int, least: int, cap: int) -> Iterator[Numbers]:
        """For every account with at least `least` transfers in or out within some `window`
        seconds: the transfers of its fullest window. Accounts with over `cap` transfers in
        all are desks, not people, and are passed by."""
        order, key = (self.by_target, self.in_key) if inward else (self.by_source, self.out_key)
        owner = key >> _SHIFT
        floor = np.maximum(key - window, owner << _SHIFT)
        since = np.searchsorted(key, floor, "left")
        size = np.arange(len(key)) - since + 1
        edges = np.flatnonzero(np.diff(owner, prepend=-1))
        total = np.diff(edges, append=len(key))
        best = np.maximum.reduceat(size, edges) if len(edges) else size
        for at in np.flatnonzero((best >= least) & (total <= cap)).tolist():
            begin, many = int(edges[at]), int(total[at])
            last = begin + int(np.argmax(size[begin : begin + many]))
            yield order[int(since[last]) : last + 1]

    def inward(self, account: int) -> Numbers:
        """The transfers an account received, by time."""
        return self._of(account, self.in_key, self.by_target)

    def outward(self, account: int) -> Numbers:
        """The transfers an account made, by time."""
        return self._of(account, self.out_key, self.by_source)

    def _of(self, account: int, key: Numbers, order: Numbers) -> Numbers:
        ends = np.array([account, account + 1], np.int64) << _SHIFT
        low, high = np.searchsorted(key, ends, "left")
        return order[low:high]


def _within(key: Numbers, window: int) -> Numbers:
    """The last moment of a window after each key, never running into the next account."""
    last: Numbers = np.minimum(key + window, ((key >> _SHIFT) << _SHIFT) | ((1 << 28) - 1))
    return last


def spread(first: Numbers, many: Numbers, of: Numbers) -> tuple[Numbers, Numbers]:
    """Each of some transfers with each of its onward ones: positions of both."""
    count = many[of]
    total = int(count.sum())
    before = np.repeat(of, count)
    offset = np.arange(total) - np.repeat(np.cumsum(count) - count, count)
    return before, np.repeat(first[of], count) + offset


def components(one: Any, other: Any, size: int) -> Numbers:
    """The component each of `size` things is in, named by its smallest member."""
    name = np.arange(size, dtype=np.int64)
    one, other = np.asarray(one, np.int64), np.asarray(other, np.int64)
    while True:
        low = np.minimum(name[one], name[other])
        before = name.copy()
        np.minimum.at(name, one, low)
        np.minimum.at(name, other, low)
        name = name[name]
        if (name == before).all():
            return name

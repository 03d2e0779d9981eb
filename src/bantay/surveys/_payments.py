"""Payments that really moved money: what a later status took back is not among them."""

from collections.abc import Collection
from datetime import timedelta

from bantay.surveys._tables import Table, Tables


def booked(tables: Tables, window: timedelta, kinds: Collection[str]) -> Table:
    """Payments of some kinds as they stand at the end of the log.

    The same `payment` again supersedes from its own time (DESIGN section 4), so of each the
    latest word counts; a payment that was only ever said once needs no look at its others.
    """
    made = tables.recent("payment.made", window)
    made = made.filter(made.kind.isin(sorted(kinds)))
    said = made.group_by("payment").agg(times=made.count())
    again = said.filter(said.times > 1).select("payment")
    latest = made.semi_join(again, "payment")
    newest = latest.group_by("payment").agg(newest=latest.time.max())
    latest = latest.inner_join(newest, "payment")
    latest = latest.filter(latest.time == latest.newest).drop("newest")
    whole = made.anti_join(again, "payment").union(latest)
    return whole.filter(whole.status.isnull() | (whole.status == "booked"))

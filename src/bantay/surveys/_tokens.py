"""Identifiers that accounts share, and how much each agreement says.

The weight of an agreement is that of Fellegi and Sunter (1969), 10 log10(m/u): `m`, how often
two accounts of one person agree on it, is stated below; `u`, how often two strangers do, is
the rarity of the value itself, (holders - 1) / accounts. All values are keyed hashes or ids:
they agree or they do not, nothing is fuzzy.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from math import log10

from bantay.model.vocabulary import Plane
from bantay.surveys._seen import Edge
from bantay.surveys._tables import Table, Tables, rows_of


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of identifier: where it stands, its plane, m, and whether it is hard to share."""

    name: str
    event: str
    field: str
    plane: Plane
    m: float
    hard: bool


KINDS = (
    Kind("document", "identity.checked", "document_hash", "profiles", 0.9, True),
    Kind("address", "identity.checked", "address_hash", "profiles", 0.6, False),
    Kind("phone", "account.registered", "phone_hash", "profiles", 0.7, True),
    Kind("email", "account.registered", "email_hash", "profiles", 0.5, True),
    Kind("name", "account.registered", "display_name_hash", "profiles", 0.5, False),
    Kind("picture", "media.shared", "sha256", "profiles", 0.4, True),
    Kind("instrument", "instrument.linked", "instrument", "money", 0.5, True),
    Kind("holder", "instrument.linked", "holder_hash", "money", 0.5, True),
    Kind("device", "login.seen", "device", "access", 0.5, False),
    Kind("device", "account.registered", "device", "access", 0.5, False),
    Kind("network", "account.registered", "ip_hash", "access", 0.3, False),
)


@dataclass(slots=True)
class Agreement:
    """What two accounts agree on: by kind, its weight in decibans and its edges."""

    weights: dict[str, float]
    edges: dict[Plane, list[Edge]]

    @property
    def total(self) -> float:
        """All weights; kinds of one plane follow from each other and count once, the best."""
        best: dict[Plane, float] = {}
        for kind in KINDS:
            if kind.name in self.weights:
                best[kind.plane] = max(best.get(kind.plane, 0.0), self.weights[kind.name])
        return sum(best.values())


Pairs = dict[tuple[str, str], Agreement]


def agreements(tables: Tables, window: timedelta, accounts: int, cap: int) -> Pairs:
    """All pairs of accounts that share a value held by at most `cap` accounts."""
    found: Pairs = {}
    for kind in KINDS:
        if tables.has(kind.event):
            for holders in _shared(tables, kind, window, cap):
                _agree(found, kind, holders, accounts)
    return found


def _shared(tables: Tables, kind: Kind, window: timedelta, cap: int) -> Iterator[list[Edge]]:
    """For every value that some share: each holder's first event with it, as (.., account)."""
    table = _of(tables, kind, window)
    table = table.filter(table[kind.field].notnull())
    table = table.select("account", "time", "id", value=table[kind.field])
    wide = table.group_by("value").agg(holders=table.account.nunique())
    wide = wide.filter((wide.holders >= 2) & (wide.holders <= cap))
    few = table.semi_join(wide, "value").group_by(["value", "account"])
    rows = rows_of(few.agg(time=table.time.min(), id=table.id.argmin(table.time)))
    by_value: dict[str, list[Edge]] = defaultdict(list)
    for row in rows:
        by_value[row["value"]].append((row["time"], row["id"], kind.field, row["account"]))
    for value in sorted(by_value):
        yield sorted(by_value[value])


def _of(tables: Tables, kind: Kind, window: timedelta) -> Table:
    table = tables.recent(kind.event, window)
    if kind.name in ("document", "address"):
        return table.filter(table.result == "passed")
    return table.filter(table.purpose == "profile") if kind.name == "picture" else table


def _agree(found: Pairs, kind: Kind, holders: list[Edge], accounts: int) -> None:
    weight = round(10 * log10(kind.m * max(accounts, 2) / (len(holders) - 1)), 1)
    field = kind.field.removesuffix("_hash") if kind.event == "account.registered" else kind.field
    edges = {account: (time, id, field, account) for time, id, _, account in holders}
    for one, other in combinations(sorted(edges), 2):
        pair = found.setdefault((one, other), Agreement({}, defaultdict(list)))
        pair.weights[kind.name] = max(weight, pair.weights.get(kind.name, 0.0))
        pair.edges[kind.plane] += [edges[one], edges[other]]

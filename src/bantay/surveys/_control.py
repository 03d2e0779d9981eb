"""Who earns into whose instrument, who works on whose device: edges of control, as rows."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from msgspec import Struct, field

from bantay.surveys._payments import booked
from bantay.surveys._seen import Edge, edge
from bantay.surveys._tables import Row, Tables, having, rows_of

OPEN = ("agency", "manager", "employer")
HOME = ("family", "household")


class Hold(Struct):
    """What one account holds over others: edges by the other account, plane by plane.

    `sessions` are payments beside the others' private sessions, `together` devices shared
    with those.
    """

    money: dict[str, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    access: dict[str, list[Edge]] = field(default_factory=lambda: defaultdict(list))
    sessions: dict[str, list[Edge]] = field(default_factory=dict)
    together: dict[str, list[Edge]] = field(default_factory=dict)
    wide: bool = False  # whether `access` says something of the one who holds

    def narrowed(self, alone: int, by_both: int) -> None:
        """Forget what means nothing: fewer than `alone` by one plane, unless two planes agree
        on `by_both`. Whose earnings are held may be worked on a device, however few are."""
        agreed = len(self.money.keys() & self.access.keys()) >= by_both
        self.wide = agreed or len(self.access) >= alone
        if len(self.money) < alone and not agreed:
            self.money.clear()
        if not self.wide and not self.money:
            self.access.clear()


class Uses(Struct, frozen=True):
    """Devices that a few accounts share: the first to use one owns it."""

    owner: dict[str, str]
    edges: dict[tuple[str, str], tuple[Edge, Edge]]  # (device, account): first and last use


def together(uses: Uses, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Edge]]:
    """For pairs of accounts, how the first uses devices that the second uses too."""
    devices: dict[str, set[str]] = defaultdict(set)
    for device, account in uses.edges:
        devices[account].add(device)
    return {
        (one, other): [end for device in sorted(shared) for end in uses.edges[device, one]]
        for one, other in pairs
        if (shared := devices[one] & devices[other])
    }


def declared(
    tables: Tables, window: timedelta, homes: tuple[str, ...] = HOME
) -> set[frozenset[str]]:
    """Pairs whose relation both the operator and the people know of: a contract, a home."""
    if not tables.has("relation.declared"):
        return set()
    said = tables.recent("relation.declared", window)
    contracts = said.kind.isin(OPEN) & (said.contract == True)  # noqa: E712
    rows = rows_of(said.filter(contracts | said.kind.isin(homes)).select("account", "other"))
    return {frozenset((row["account"], row["other"])) for row in rows}


def shared_devices(tables: Tables, window: timedelta, least: int, cap: int) -> Uses:
    """Devices used by `least` to `cap` accounts; more than that is a café, not a person."""
    kinds = ("login.seen", "account.registered", "instrument.linked")
    uses = None
    for kind in kinds:
        table = tables.recent(kind, window)
        table = table.filter(table.device.notnull()).select("device", "account", "time", "id")
        uses = table if uses is None else uses.union(table)
    assert uses is not None
    many = uses.group_by("device").agg(accounts=uses.account.nunique())
    many = many.filter((many.accounts >= least) & (many.accounts <= cap))
    few = uses.semi_join(many, "device").group_by(["device", "account"])
    first = {"time": uses.time.min(), "id": uses.id.argmin(uses.time)}
    last = {"until": uses.time.max(), "until_id": uses.id.argmax(uses.time)}
    rows = rows_of(few.agg(**first, **last))
    owner: dict[str, str] = {}
    for row in sorted(rows, key=lambda r: (r["time"], r["account"])):
        owner.setdefault(row["device"], row["account"])
    edges = {(str(row["device"]), str(row["account"])): _both_ends(row) for row in rows}
    return Uses(owner, edges)


def _both_ends(row: Row) -> tuple[Edge, Edge]:
    last = {"time": row["until"], "id": row["until_id"], "device": row["device"]}
    return edge(row, "device"), edge(last, "device")


class Purse(Struct):
    """An instrument into which several accounts' earnings go."""

    links: dict[str, Row] = field(default_factory=dict)  # by account
    payouts: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    @property
    def accounts(self) -> set[str]:
        """Everybody who linked it or earned into it."""
        return self.links.keys() | self.payouts.keys()


def purses(tables: Tables, window: timedelta, least: int, cap: int) -> dict[str, Purse]:
    """Instruments that `least` to `cap` accounts earn into or linked for that."""
    links = tables.recent("instrument.linked", window)
    pays = booked(tables, window, ("payout",))
    pays = pays.filter(pays.to_account.notnull() & pays.to_instrument.notnull())
    one = links.select("instrument", "account")
    both = one.union(pays.select(instrument=pays.to_instrument, account=pays.to_account))
    many = both.group_by("instrument").agg(accounts=both.account.nunique())
    many = many.filter((many.accounts >= least) & (many.accounts <= cap))
    named = [row["instrument"] for row in rows_of(many)]
    found: dict[str, Purse] = defaultdict(Purse)
    columns = ("id", "time", "instrument", "account", "holder_hash", "device")
    for row in having(links.select(*columns), "instrument", named):
        found[row["instrument"]].links[row["account"]] = row
    paid = ("id", "time", "to_account", "to_instrument")
    for row in having(pays.select(*paid), "to_instrument", named):
        found[row["to_instrument"]].payouts[row["to_account"]].append(row)
    return dict(sorted(found.items()))


def holders(tables: Tables, window: timedelta, hashes: Iterable[str]) -> dict[str, str]:
    """Accounts whose checked name is the holder's, by the hash; names two share are left out."""
    if not tables.has("identity.checked"):
        return {}
    checks = tables.recent("identity.checked", window)
    checks = checks.filter((checks.result == "passed") & checks.name_hash.notnull())
    rows = having(checks.select("account", "name_hash"), "name_hash", hashes)
    accounts: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        accounts[row["name_hash"]].add(row["account"])
    return {name: min(some) for name, some in accounts.items() if len(some) == 1}


def passed_up(
    tables: Tables, window: timedelta, least: int, share: float
) -> dict[tuple[str, str], list[Edge]]:
    """Transfers by which earners give up at least `share` of their payouts to somebody who
    has this of at least `least` earners. Amounts of one currency are compared only."""
    pays = booked(tables, window, ("payout",))
    earned = pays.group_by(["to_account", "currency"]).agg(earned=pays.amount.cast("float64").sum())
    moved = booked(tables, window, ("transfer",))
    moved = moved.filter(moved.from_account.notnull() & moved.to_account.notnull())
    up = moved.group_by(["from_account", "to_account", "currency"]).agg(
        given=moved.amount.cast("float64").sum()
    )
    up = up.inner_join(
        earned, [up.from_account == earned.to_account, up.currency == earned.currency]
    )
    up = up.filter(up.given >= share * up.earned).select("from_account", "to_account")
    wide = up.group_by("to_account").agg(givers=up.from_account.nunique())
    pairs = up.semi_join(wide.filter(wide.givers >= least), "to_account")
    wanted = {(r["from_account"], r["to_account"]) for r in rows_of(pairs)}
    columns = ("id", "time", "from_account", "to_account")
    found: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for row in having(moved.select(*columns), "to_account", {b for _, b in wanted}):
        if (row["from_account"], row["to_account"]) in wanted:
            found[row["from_account"], row["to_account"]].append(edge(row, "to_account"))
    return found


def brought(tables: Tables, window: timedelta, among: Iterable[str]) -> dict[str, Edge]:
    """Who brought some accounts to the platform, as the registrations say."""
    came = tables.recent("account.registered", window)
    came = came.filter(came.invited_by.notnull()).select("id", "time", "account", "invited_by")
    rows = having(came, "account", among)
    return {row["account"]: edge(row, "invited_by") for row in rows}


def sent_back(
    tables: Tables, window: timedelta, owners: Iterable[str]
) -> dict[tuple[str, str], list[Edge]]:
    """What some accounts transferred to others, by (giver, taker)."""
    moved = booked(tables, window, ("transfer",)).select("id", "time", "from_account", "to_account")
    found: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    for row in having(moved.filter(moved.to_account.notnull()), "from_account", owners):
        found[row["from_account"], row["to_account"]].append(edge(row, "to_account"))
    return found


def earners(tables: Tables, window: timedelta, among: Iterable[str]) -> set[str]:
    """Those of some accounts that perform for pay: payouts, or three gifts, or paid live."""
    among = set(among)
    paid = booked(tables, window, ("payout", "gift"))
    times = paid.group_by(["to_account", "kind"]).agg(times=paid.count())
    times = times.filter((times.kind == "payout") | (times.times >= 3))
    found = {row["to_account"] for row in having(times, "to_account", among)}
    if tables.has("live.started"):
        lives = tables.recent("live.started", window).select("host").distinct()
        found |= {row["host"] for row in having(lives, "host", among)}
    return found

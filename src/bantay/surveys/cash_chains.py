"""Money that one gathers from many, another takes out: the steps behind a gathering account.

Sees:       accounts that live on what one gathering account sends them, and take it out within
            a day, or are sent it as gifts each of which a prepaid top-up of the same sum paid for;
            the gathering account behind such a one; accounts to which several gathering accounts
            hand most of what they got, and those that do.
Matters:    whoever gathers proceeds seldom takes them out: helpers do, and collectors stand
            behind rented accounts (typology $07, $09, $18, $19). The helper's own window shows
            one sender and one withdrawal; only the step before it says where the money came from,
            and only the step after it where it went.
Misses:     a helper with an income of an own; money that waits for days; sums handed over
            in cash; one gift alone.
Wrong when: a family collects for one member who is not declared, and who draws it in cash; two
            treasurers pay one organiser.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Indicators, Seen, Sign, Survey, SurveySpec
from bantay.model.clock import span
from bantay.model.events import AccountRegistered, PaymentMade, RelationDeclared
from bantay.surveys._control import declared
from bantay.surveys._keepers import registrations
from bantay.surveys._payments import booked
from bantay.surveys._seen import Edge, edge, seen
from bantay.surveys._tables import Row, Table, Tables, having, rows_of

_MOVED = Indicators(act=("transfer", "receipt"), purpose=("exploitation",))


def _sign(name: str, group: str, ceiling: float) -> Sign:
    return Sign(
        id=f"surveys.cash_chains.{name}",
        plane="money",
        subjects=("account",),
        hypotheses=("proceeds_mover",),
        group=group,
        ceiling=ceiling,
        indicators=_MOVED,
    )


SPEC = SurveySpec(
    id="surveys.cash_chains",
    title="Gathered by one, taken out by another",
    version=2,
    rows=("$07", "$09", "$18", "$19"),
    reads=(PaymentMade, RelationDeclared, AccountRegistered),
    window=timedelta(days=30),
    anchor="the account",
    signs=(
        _sign("fed_by_one", "fed by a gatherer", 9.0),
        _sign("out_at_once", "out at once", 13.0),
        _sign("equal_gifts", "equal gifts from a gatherer", 13.0),
        _sign("feeds_one", "feeds one who takes it out", 9.0),
        _sign("fed_by_several", "fed by several gatherers", 8.0),
        _sign("hands_on", "hands on to a shared collector", 9.0),
    ),
)

PUT = ("id", "time", "amount", "currency")
COLUMNS = (*PUT, "from_account", "to_account")


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    senders: int = 3  # accounts that send to a gathering account, at least
    desk: int = 200  # senders, or payments, beyond which an account is a desk or a shop
    fed: float = 0.8  # of what an account gets that one gathering account sends, at least
    out: float = 0.8  # of a sum that is taken out, at least
    hours: int = 24  # within which it is taken out
    gifts: int = 2  # gifts that a prepaid top-up of the same sum paid for, at least
    minutes: int = 10  # from the top-up to the gift
    prepaid: tuple[str, ...] = ("prepaid", "gift_card", "crypto")  # means of such a top-up
    several: int = 2  # gathering accounts behind one collector, at least
    handed: float = 0.6  # of what each of them got that it handed on there, at least
    times: int = 2  # payments by which each handed it on, at least


def look(tables: Tables, params: Params) -> Iterator[Seen]:
    """Who gathers; who lives on one of them and draws it; to whom several hand it on."""
    if not tables.has("payment.made"):
        return
    known = declared(tables, SPEC.window)
    moved = booked(tables, SPEC.window, ("transfer", "gift"))
    moved = moved.filter(moved.from_account.notnull() & moved.to_account.notnull())
    moved = moved.filter(moved.from_account != moved.to_account)
    gathering = _gathering(moved, params)
    yield from _helpers(tables, moved, gathering, known, params)
    yield from _collectors(tables, moved, gathering, known, params)


def _gathering(moved: Table, params: Params) -> Table:
    """Accounts that many send to, and how much in each currency."""
    sent = moved.filter(moved.kind == "transfer")
    came = sent.group_by(["to_account", "currency"]).agg(
        got=sent.amount.cast("float64").sum(), senders=sent.from_account.nunique()
    )
    came = came.filter((came.senders >= params.senders) & (came.senders <= params.desk))
    return came.select(gatherer="to_account", unit="currency", got="got")


def _helpers(
    tables: Tables, moved: Table, gathering: Table, known: set[frozenset[str]], params: Params
) -> Iterator[Seen]:
    gatherers = {row["gatherer"] for row in rows_of(gathering.select("gatherer").distinct())}
    drawn, topped = _drawn(tables), _topped(tables, gathering, params)
    came = _came(moved, gathering, drawn.keys(), topped.keys())
    for account in sorted(came):
        if max(len(came[account]), len(drawn[account])) > params.desk:
            continue
        giver = _giver(came[account], params.fed)
        if giver not in gatherers or frozenset((account, giver)) in known:
            continue
        sums = [row for row in came[account] if row["from_account"] == giver]
        out = _out(sums, drawn[account], params)
        gifts = _equal(sums, topped[str(giver)], params)
        if out or gifts:
            yield from _fed(account, str(giver), sums, out, gifts, params)


def _fed(
    account: str,
    giver: str,
    sums: list[Row],
    out: list[Edge],
    gifts: list[Edge],
    params: Params,
) -> Iterator[Seen]:
    """What is said of one that lives on a gathering account, and of that account."""
    roles, edges = {"gatherer": (giver,)}, [edge(row, "from_account") for row in sums]
    told = f"nearly all it gets, {len(sums)} payments, comes from one that gathers from many"
    yield seen("fed_by_one", "account", account, told, edges, roles)
    if out:
        told = f"{len(out) // 2} times what one sent was taken out within {params.hours} h"
        yield seen("out_at_once", "account", account, told, out, roles)
    if gifts:
        told = f"{len(gifts) // 2} gifts of it were topped up in full {params.minutes} min before"
        yield seen("equal_gifts", "account", account, told, gifts, roles)
    told = "what many sent goes on to one that lives on it and takes it out"
    paid = [edge(row, "to_account") for row in sums]
    roles = {"helper": (account,)}
    yield seen("feeds_one", "account", giver, told, paid, roles, anchor=account)


def _drawn(tables: Tables) -> dict[str, list[Row]]:
    """What accounts took out."""
    taken = booked(tables, SPEC.window, ("withdrawal",))
    taken = taken.filter(taken.from_account.notnull())
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(taken.select(*PUT, "from_account", "kind")):
        found[row["from_account"]].append(row)
    return found


def _topped(tables: Tables, gathering: Table, params: Params) -> dict[str, list[Row]]:
    """What gathering accounts topped up with prepaid means."""
    put = booked(tables, SPEC.window, ("top_up",))
    put = put.filter(put.from_kind.isin(params.prepaid))
    who = put.from_account.fill_null(put.to_account)  # which of the two names the account differs
    put = put.select(*PUT, "from_kind", who=who)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(put.semi_join(gathering, put.who == gathering.gatherer)):
        found[row["who"]].append(row)
    return found


def _came(
    moved: Table, gathering: Table, drew: Collection[str], topped: Collection[str]
) -> dict[str, list[Row]]:
    """What those were sent who have a gathering account behind them, and took something out or
    were given gifts by one that tops up."""
    fed = moved.semi_join(gathering, [moved.from_account == gathering.gatherer])
    takers = {row["to_account"] for row in rows_of(fed.select("to_account").distinct())} & set(drew)
    gifts = fed.filter(fed.kind == "gift").select("from_account", "to_account").distinct()
    takers |= {row["to_account"] for row in having(gifts, "from_account", topped)}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in having(moved.select(*COLUMNS, "kind"), "to_account", takers):
        found[row["to_account"]].append(row)
    return found


def _equal(sums: list[Row], topped: list[Row], params: Params) -> list[Edge]:
    """Each gift with the top-up of the same sum just before it; nothing when there are few."""
    reach, left = span(timedelta(minutes=params.minutes)), sorted(topped, key=_when)
    found: list[Edge] = []
    for row in sorted(sums, key=_when):
        same = [
            put
            for put in (left if row["kind"] == "gift" else ())
            if row["time"] - reach <= put["time"] <= row["time"]
            and (put["amount"], put["currency"]) == (row["amount"], row["currency"])
        ]
        if same:
            left.remove(same[0])
            found += [edge(row, "from_account"), edge(same[0], "from_kind")]
    return found if len(found) >= 2 * params.gifts else []


def _when(row: Row) -> tuple[int, str]:
    return row["time"], row["id"]


def _giver(came: list[Row], share: float) -> str | None:
    """Who sent nearly all of what came, in every currency of it."""
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in came:
        sums[row["currency"]][row["from_account"]] += float(row["amount"])
    most = {max(sorted(by), key=lambda sender: by[sender]) for by in sums.values()}
    if len(most) != 1:
        return None
    [giver] = most
    enough = all(by[giver] >= share * sum(by.values()) for by in sums.values())
    return giver if enough else None


def _out(sums: list[Row], drawn: list[Row], params: Params) -> list[Edge]:
    """Each sum with the withdrawal after it that took nearly all of it, and no more."""
    reach, left = span(timedelta(hours=params.hours)), sorted(drawn, key=_when)
    found: list[Edge] = []
    for row in sorted(sums, key=_when):
        for taken in left:
            late = not row["time"] < taken["time"] <= row["time"] + reach
            part = float(taken["amount"]) / (float(row["amount"]) or 1.0)
            if late or taken["currency"] != row["currency"] or not params.out <= part <= 1.0:
                continue
            left.remove(taken)
            found += [edge(row, "from_account"), edge(taken, "kind")]
            break
    return found


def _collectors(
    tables: Tables, moved: Table, gathering: Table, known: set[frozenset[str]], params: Params
) -> Iterator[Seen]:
    sent = moved.filter(moved.kind == "transfer")
    pairs = sent.group_by(["from_account", "to_account", "currency"]).agg(
        handed=sent.amount.cast("float64").sum(), times=sent.count()
    )
    pairs = pairs.inner_join(
        gathering, [pairs.from_account == gathering.gatherer, pairs.currency == gathering.unit]
    )
    pairs = pairs.filter((pairs.handed >= params.handed * pairs.got) & (pairs.handed <= pairs.got))
    pairs = pairs.filter(pairs.times >= params.times)
    behind: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(pairs.select("from_account", "to_account")):
        if frozenset((row["from_account"], row["to_account"])) not in known:
            behind[row["to_account"]].add(row["from_account"])
    wide = {account: some for account, some in behind.items() if len(some) >= params.several}
    handed: dict[str, list[Row]] = defaultdict(list)
    for row in having(sent.select(*COLUMNS), "to_account", wide):
        if row["from_account"] in wide[row["to_account"]]:
            handed[row["to_account"]].append(row)
    came = registrations(tables, SPEC.window, {one for some in wide.values() for one in some})
    for account in sorted(handed):
        paid = [edge(row, "from_account") for row in handed[account]]
        told = f"{len(wide[account])} accounts that gather from many hand most of it on to this one"
        roles = {"rented": wide[account]}
        yield seen("fed_by_several", "account", account, told, paid, roles)
        for one in sorted(wide[account]):
            if one in came and came[one]["invited_by"] == account:
                continue  # what climbs to one's inviter is a pyramid's, and its recruits' burden
            own = [edge(r, "to_account") for r in handed[account] if r["from_account"] == one]
            told = "hands most of what many send on to an account to which others do the same"
            roles = {"collector": {account}}
            yield seen("hands_on", "account", one, told, own, roles, anchor=account)


SURVEY = Survey(SPEC, Params(), look)

"""Guests of somebody's private live sessions pay a relative, as if it were for the family.

Sees:       private live sessions whose guest, within hours before, sent money labelled as support
            of a family, schooling or health to another account than the host's, which is of the
            host's household: a declared relative or guardian, or whoever invited the host and uses
            a device of theirs. Several such sessions of one host.
Matters:    bought remote abuse of children is mostly arranged by a relative: the payer sends a
            small sum with an innocent label to a grown-up and is then shown the child (typologies
            $05 and C13; FATF 2025 and AMLC, basis V2). No word need be read and no age be told.
            Hours and counts: basis ENG.
Misses:     a label that tells something else; a guest who pays the host; a household that shares no
            device and declares nothing.
Wrong when: a grown-up is live in private and has viewers send support to a parent of theirs.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Indicators, Seen, Sign, Survey, SurveySpec
from bantay.model.clock import span
from bantay.model.events import (
    AccountRegistered,
    LiveEnded,
    LoginSeen,
    PaymentMade,
    RelationDeclared,
)
from bantay.surveys._payments import booked
from bantay.surveys._seen import edge, seen
from bantay.surveys._tables import Row, Tables, having, rows_of

SPEC = SurveySpec(
    id="surveys.family_paid",
    title="Viewers of private live pay a relative as if for the family",
    version=1,
    rows=("$05", "C13", "C14"),
    reads=(LiveEnded, PaymentMade, AccountRegistered, LoginSeen, RelationDeclared),
    window=timedelta(days=90),
    anchor="the account that is live",
    signs=(
        Sign(
            id="surveys.family_paid.sessions",
            plane="money",
            subjects=("account",),
            hypotheses=("minor_at_risk",),
            group="paid live arranged by a relative",
            ceiling=12.0,
            indicators=Indicators(
                act=("harbouring",),
                means=("abuse of vulnerability",),
                purpose=("exploitation",),
                ilo=("abuse of vulnerability",),
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    hours: int = 6  # from the payment to the end of the session
    sessions: int = 2  # private sessions of one host that were paid so
    labels: tuple[str, ...] = ("family", "education", "medical")  # categories of such payments
    kin: tuple[str, ...] = ("family", "guardian", "household")  # declared relations that count


Pair = tuple[str, str]
"""Two accounts."""


def look(tables: Tables, params: Params) -> Iterator[Seen]:
    """Paid sessions first, which are few; then who of those paid lives with the host."""
    if not (tables.has("live.ended") and tables.has("payment.made")):
        return
    paid = {
        pair: some for pair, some in _paid(tables, params).items() if len(some) >= params.sessions
    }
    near = _near(tables, set(paid), params)
    for host, taker in sorted(near):
        some = paid[host, taker]
        guests = sorted({live["guest"] for live, _ in some})
        edges = [e for live, row in some for e in (edge(live, "guest"), edge(row, "to_account"))]
        told = f"{len(some)} private sessions whose guests had just sent a relative of the host"
        told += " money as if for the family; the host may be a minor"
        roles = {"payer": guests, "relative": [taker]}
        yield seen("sessions", "account", host, told, edges, roles, anchor=taker)


def _paid(tables: Tables, params: Params) -> dict[Pair, list[tuple[Row, Row]]]:
    """By host and whoever was paid: each session with the latest payment before it."""
    ended = tables.recent("live.ended", SPEC.window)
    ended = ended.filter((ended.private == True) & ended.guest.notnull())  # noqa: E712
    lives = rows_of(ended.select("id", "time", "host", "guest"))
    moved = booked(tables, SPEC.window, ("transfer",))
    moved = moved.filter(moved.category.isin(sorted(params.labels)) & moved.to_account.notnull())
    sent: dict[str, list[Row]] = defaultdict(list)
    columns = ("id", "time", "from_account", "to_account")
    guests = {row["guest"] for row in lives}
    for row in having(moved.select(*columns), "from_account", guests):
        sent[row["from_account"]].append(row)
    reach = span(timedelta(hours=params.hours))
    found: dict[Pair, list[tuple[Row, Row]]] = defaultdict(list)
    for live in sorted(lives, key=lambda row: (row["time"], row["id"])):
        before = [r for r in sent[live["guest"]] if 0 <= live["time"] - r["time"] <= reach]
        latest = {r["to_account"]: r for r in sorted(before, key=lambda r: (r["time"], r["id"]))}
        for taker, row in latest.items():
            if taker != live["host"]:
                found[live["host"], taker].append((live, row))
    return found


def _near(tables: Tables, pairs: set[Pair], params: Params) -> set[Pair]:
    """Of some pairs of host and other those of one household."""
    hosts = {host for host, _ in pairs}
    near: set[Pair] = set()
    if tables.has("relation.declared"):
        said = tables.every("relation.declared")
        said = said.filter(said.kind.isin(sorted(params.kin)))
        for row in rows_of(said.select("account", "other")):
            near |= {(row["account"], row["other"]), (row["other"], row["account"])}
    if tables.has("account.registered"):
        came = tables.every("account.registered").select("account", "invited_by")
        invited = {(r["account"], r["invited_by"]) for r in having(came, "account", hosts)} & pairs
        devices = _devices(tables, {one for pair in invited for one in pair})
        near |= {(host, by) for host, by in invited if devices[host] & devices[by]}
    return near & pairs


def _devices(tables: Tables, accounts: set[str]) -> dict[str, set[str]]:
    """The devices of some accounts, as they registered with and logged in from."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind in ("account.registered", "login.seen"):
        if tables.has(kind):
            rows = tables.every(kind).select("account", "device")
            for row in having(rows.filter(rows.device.notnull()), "account", accounts):
                found[row["account"]].add(row["device"])
    return found


SURVEY = Survey(SPEC, Params(), look)

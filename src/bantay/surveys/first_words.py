"""What follows the first words of a new account to strangers: silence, money, complaints.

Sees:       accounts of at most two months; talks that they began with people whom they had never
            written to and who had never written to them. Several of these talks in a week that
            nobody answered; somebody who does not answer written to again, or somebody else who
            pays, beside such silence; people who, within days of such a first word, pay the
            account several times in quick succession; complaints of those it wrote to first.
Matters:    swindlers write to strangers from throw-away accounts, and most do not answer
            (typology C07); whoever is threatened pays at once and again, somebody met days ago
            ($12; FATF 2025: quick succession, first payments to a stranger). A shop or a help
            desk says its line once; whoever lives by answers tries again. None of it needs a
            word of what was said, so it holds in every language and where talk is encrypted.
            Days, minutes and counts: basis ENG.
Misses:     an old account, as one that was taken over; words exchanged on another platform.
Wrong when: a shop that has just opened writes to customers of its own accord; somebody newly met
            is lent money twice in a week; a newcomer reminds old friends who have not answered.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Indicators, Seen, Sign, Survey, SurveySpec
from bantay.model.clock import span
from bantay.model.events import (
    AccountRegistered,
    MessageSent,
    NoticeFiled,
    PaymentMade,
    RelationDeclared,
)
from bantay.surveys._payments import booked
from bantay.surveys._seen import Edge, edge, seen
from bantay.surveys._tables import Row, Table, Tables, rows_of

_FRAUD = Indicators(means=("fraud", "deception"))
_THREAT = Indicators(means=("threat or force", "coercion"), purpose=("exploitation",))

SPEC = SurveySpec(
    id="surveys.first_words",
    title="What follows a new account's first words to strangers",
    version=2,
    rows=("C07", "$12"),
    reads=(MessageSent, PaymentMade, AccountRegistered, NoticeFiled, RelationDeclared),
    window=timedelta(days=90),
    anchor="the account",
    signs=(
        Sign(
            id="surveys.first_words.unanswered",
            plane="messages",
            subjects=("account",),
            hypotheses=("scam",),
            group="writes to strangers",
            ceiling=6.0,
            indicators=_FRAUD,
        ),
        Sign(
            id="surveys.first_words.asked_again",
            plane="messages",
            subjects=("account",),
            hypotheses=("scam",),
            group="writes to strangers",
            ceiling=11.0,
            indicators=_FRAUD,
        ),
        Sign(
            id="surveys.first_words.paid_beside_silence",
            plane="money",
            subjects=("account",),
            hypotheses=("scam",),
            group="strangers pay",
            ceiling=11.0,
            indicators=_FRAUD,
        ),
        Sign(
            id="surveys.first_words.complained",
            plane="messages",
            subjects=("account",),
            hypotheses=("scam",),
            group="complaints",
            ceiling=8.0,
            indicators=_FRAUD,
        ),
        Sign(
            id="surveys.first_words.paid_and_complained",
            plane="money",
            subjects=("account",),
            hypotheses=("scam",),
            group="complaints",
            ceiling=11.0,
            indicators=_FRAUD,
        ),
        Sign(
            id="surveys.first_words.paid_and_threatened",
            plane="money",
            subjects=("account",),
            hypotheses=("extortion",),
            group="payers report a threat",
            ceiling=15.0,
            indicators=_THREAT,
        ),
        Sign(
            id="surveys.first_words.paid_quickly",
            plane="money",
            subjects=("account",),
            hypotheses=("extortion",),
            group="burst of payments",
            ceiling=11.0,
            indicators=_THREAT,
        ),
        Sign(
            id="surveys.first_words.kept_paying",
            plane="money",
            subjects=("account",),
            hypotheses=("extortion",),
            group="burst of payments",
            ceiling=15.0,
            indicators=_THREAT,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    new_days: int = 60  # age up to which an account is new
    talks: int = 3  # talks begun within the days below that nobody answered
    within_days: int = 7  # for these talks
    silent: int = 2  # such talks that are enough when one is taken up again, or somebody pays
    again_minutes: int = 2  # after the first word of a talk, from which on it is taken up again
    met_days: int = 5  # from the first word of a talk to the first payment
    payments: int = 2  # payments of one person
    quick_days: int = 4  # from the first to the last of them
    kept: int = 3  # payments of one person that are no chance any more
    payers: int = 2  # or so many people who paid


def look(tables: Tables, params: Params) -> Iterator[Seen]:
    """Talks of two first; then what those paid who were written to."""
    if not (tables.has("message.sent") and tables.has("account.registered")):
        return
    talks = _talks(tables, _registered(tables), params)
    paid = _paid(tables, talks) if tables.has("payment.made") else {}
    near = _near(tables)
    yield from _unanswered(talks, paid, near, params)
    yield from _paid_quickly(talks, paid, near, params)
    if tables.has("notice.filed"):
        yield from _complained(talks, paid, _notices(tables))


@dataclass(frozen=True, slots=True)
class _Talk:
    """A talk of two in which `one` was a new account; `first` is the first word of either."""

    one: str
    other: str
    begun: bool  # by the new account
    answered: bool  # both wrote
    again: bool  # the one who began wrote again later
    first: Row


_REASONS = {
    "scam": ("complained", "paid_and_complained"),
    "extortion": ("", "paid_and_threatened"),
    "threat": ("", "paid_and_threatened"),
}
"""By the reason of a notice, the sign it is from somebody who paid nothing, and who paid."""

Pair = tuple[str, str]
"""A new account and somebody else."""


def _registered(tables: Tables) -> dict[str, int]:
    """When accounts registered that may still be new."""
    came = tables.recent("account.registered", SPEC.window)
    return {row["account"]: row["time"] for row in rows_of(came.select("account", "time"))}


def _talks(tables: Tables, registered: dict[str, int], params: Params) -> dict[Pair, _Talk]:
    """By new account and other: their talk, if the account was new when it began."""
    sides: dict[Pair, Row] = {(r["account"], r["other"]): r for r in _first_words(tables)}
    age = span(timedelta(days=params.new_days))
    later = span(timedelta(minutes=params.again_minutes))
    talks: dict[Pair, _Talk] = {}
    for (one, other), own in sorted(sides.items()):
        theirs, since = sides.get((other, one)), registered.get(one)
        every = sorted((row for row in (own, theirs) if row), key=lambda row: row["time"])
        if since is not None and every[0]["time"] - since <= age:
            again = every[0]["last"] - every[0]["time"] >= later
            talks[one, other] = _Talk(one, other, every[0] is own, len(every) > 1, again, every[0])
    return talks


def _newcomers(tables: Tables) -> Table:
    """Accounts that registered within the window: joined, as a list of them is dear to compare."""
    came = tables.recent("account.registered", SPEC.window)
    return came.select(newcomer="account").distinct()


def _first_words(tables: Tables) -> list[Row]:
    """The first message of everybody to everybody, where one of the two may be new.

    Messages are thinned out before they are grouped: most are between old accounts.
    """
    new = _newcomers(tables)
    sent = tables.recent("message.sent", SPEC.window)
    sent = sent.filter(sent["group"].isnull() & sent.to.notnull() & (sent.to.length() == 1))
    sent = sent.mutate(other=sent.to[0]).select("id", "time", "account", "other")
    found: list[Row] = []
    for side in ("account", "other"):
        some = sent.semi_join(new, sent[side] == new.newcomer)
        first = some.group_by(["account", "other"]).agg(
            time=some.time.min(), last=some.time.max(), id=some.id.argmin(some.time)
        )
        found += rows_of(first)
    return found


def _unanswered(
    talks: dict[Pair, _Talk], paid: dict[Pair, list[Row]], near: set[Pair], params: Params
) -> Iterator[Seen]:
    """What silence says, and what it says beside a second attempt or a payment."""
    begun: dict[str, list[_Talk]] = defaultdict(list)
    for pair, talk in talks.items():
        if talk.begun and pair not in near:
            begun[talk.one].append(talk)
    reach = span(timedelta(days=params.within_days))
    for account in sorted(begun):
        some = [talk for talk in begun[account] if not talk.answered]
        times = [talk.first["time"] for talk in some]
        most = max(
            (sum(1 for at in times if 0 <= at - since <= reach) for since in times), default=0
        )
        told = f"a new account began {len(some)} talks that nobody answered, {most} in a week"
        words = [edge(talk.first, "account") for talk in some]
        if most >= params.talks:
            yield seen("unanswered", "account", account, told, words, {})
        if most >= params.silent:
            yield from _beside_silence(account, begun[account], paid, told, words)


def _beside_silence(
    account: str, begun: list[_Talk], paid: dict[Pair, list[Row]], told: str, words: list[Edge]
) -> Iterator[Seen]:
    """Somebody who does not answer is written to again; somebody written to first pays."""
    again = [talk.other for talk in begun if talk.again and not talk.answered]
    if again:
        more = f"{told}; it wrote again to {len(again)}"
        yield seen("asked_again", "account", account, more, words, {"target": again})
    money = {
        talk.other: [row for row in paid.get((account, talk.other), ()) if _follows(row, talk)]
        for talk in begun
    }
    payers = [other for other, rows in money.items() if rows]
    if payers:
        edges = [edge(row, "from_account") for rows in money.values() for row in rows]
        more = f"{told}; {len(payers)} whom it wrote to first paid it"
        yield seen(
            "paid_beside_silence", "account", account, more, [*edges, *words], {"target": payers}
        )


def _follows(payment: Row, talk: _Talk) -> bool:
    """Whether it was paid after the talk began."""
    return bool(payment["time"] >= talk.first["time"])


def _paid(tables: Tables, talks: dict[Pair, _Talk]) -> dict[Pair, list[Row]]:
    """What new accounts were paid by those they talk with, by time; live gifts are left out."""
    moved = booked(tables, SPEC.window, ("transfer", "gift"))
    moved = moved.filter(moved.paid_for.isnull() & moved.from_account.notnull())
    moved = moved.select("id", "time", "from_account", "to_account")
    found: dict[Pair, list[Row]] = defaultdict(list)
    new = _newcomers(tables)
    for row in rows_of(moved.semi_join(new, moved.to_account == new.newcomer)):
        if (row["to_account"], row["from_account"]) in talks:
            found[row["to_account"], row["from_account"]].append(row)
    return {pair: sorted(some, key=lambda r: (r["time"], r["id"])) for pair, some in found.items()}


def _near(tables: Tables) -> set[Pair]:
    """Whoever has a declared tie, or brought the other in: their money is no stranger's."""
    near: set[Pair] = set()
    if tables.has("relation.declared"):
        said = tables.every("relation.declared").select("account", "other")
        near |= {(row["account"], row["other"]) for row in rows_of(said)}
    came = tables.recent("account.registered", SPEC.window)
    came = came.filter(came.invited_by.notnull()).select("account", "invited_by")
    near |= {(row["account"], row["invited_by"]) for row in rows_of(came)}
    return near | {(other, one) for one, other in near}


def _paid_quickly(
    talks: dict[Pair, _Talk], paid: dict[Pair, list[Row]], near: set[Pair], params: Params
) -> Iterator[Seen]:
    met, quick = (span(timedelta(days=n)) for n in (params.met_days, params.quick_days))
    found: dict[str, dict[str, list[Edge]]] = defaultdict(dict)
    for pair, rows in sorted(paid.items()):
        after = [row for row in rows if row["time"] >= talks[pair].first["time"]]
        if not talks[pair].begun or pair in near or len(after) < params.payments:
            continue
        soon = after[0]["time"] - talks[pair].first["time"] <= met
        if soon and after[-1]["time"] - after[0]["time"] <= quick:
            money = [edge(row, "from_account") for row in after]
            found[pair[0]][pair[1]] = [edge(talks[pair].first, "account"), *money]
    for account, payers in found.items():
        edges = [one for some in payers.values() for one in some]
        most = max(len(some) - 1 for some in payers.values())
        kept = len(payers) >= params.payers or most >= params.kept
        people = "somebody" if len(payers) == 1 else f"{len(payers)} people"
        told = f"{people} whom a new account wrote to first paid it up to {most} times"
        told += f" within {params.quick_days} days"
        sign = "kept_paying" if kept else "paid_quickly"
        yield seen(sign, "account", account, told, edges, {"target": payers})


def _notices(tables: Tables) -> list[Row]:
    filed = tables.recent("notice.filed", SPEC.window)
    filed = filed.filter((filed.subject_kind == "account") & filed.reason.isin(sorted(_REASONS)))
    return rows_of(filed.select("id", "time", "subject", "reporter", "reason"))


def _complained(
    talks: dict[Pair, _Talk], paid: dict[Pair, list[Row]], notices: list[Row]
) -> Iterator[Seen]:
    """Whoever a new account wrote to first, and who reports it; or has paid it and reports it."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for notice in sorted(notices, key=lambda row: (row["time"], row["id"])):
        pair = (notice["subject"], notice["reporter"])
        talk = talks.get(pair)
        if talk is None or not talk.begun or talk.first["time"] > notice["time"]:
            continue
        before = [row for row in paid.get(pair, ()) if row["time"] <= notice["time"]]
        sign = _REASONS[notice["reason"]][bool(before)]
        if sign:
            found[sign, pair[0]].append(notice)
    for (sign, account), some in sorted(found.items()):
        people = sorted({notice["reporter"] for notice in some})
        had = "paid it and then" if sign.startswith("paid") else "then"
        told = f"{len(people)} whom a new account wrote to first {had} reported it"
        edges = [edge(notice, "reason") for notice in some]
        edges += [edge(talks[account, one].first, "account") for one in people]
        yield seen(sign, "account", account, told, edges, {"target": people})


SURVEY = Survey(SPEC, Params(), look)

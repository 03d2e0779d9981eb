"""A member is spoken to in private, the group is told something, the member is out.

Sees:       somebody who writes to one member in private, within a day posts into their group and,
            minutes after that post, removes the member, who does not come back within a day;
            whether the member then reports a threat, harassment or extortion; and whether money
            passes between whoever removes and other members of that group.
Matters:    groups that broker people punish whoever evades the fee: a demand first, exposure before
            all, exclusion at once (first article of the sources; typology C09: intimidation and
            threats, in a dispute over payments). messages.exposed_and_removed reads what is posted;
            this needs no word of it, so it holds in every language. Hours and minutes: basis ENG.
Misses:     a removal by another hand than the one that spoke; a demand made by telephone.
Wrong when: a moderator warns somebody in private, tells the group the rules and removes them; a
            treasurer does who collects a club's fees.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bantay.kit import Indicators, Seen, Sign, Survey, SurveySpec
from bantay.model.clock import span
from bantay.model.events import GroupJoined, GroupLeft, MessageSent, NoticeFiled, PaymentMade
from bantay.model.vocabulary import Plane
from bantay.surveys._payments import booked
from bantay.surveys._seen import Edge, edge, seen
from bantay.surveys._tables import Row, Tables, having, rows_of

_THREAT = Indicators(means=("threat or force",), ilo=("intimidation and threats",))


def _sign(name: str, ceiling: float, plane: Plane = "groups") -> Sign:
    return Sign(
        id=f"surveys.shown_out.{name}",
        plane=plane,
        subjects=("account",),
        hypotheses=("extortion",),
        group="exposed and removed",
        ceiling=ceiling,
        indicators=_THREAT,
    )


SPEC = SurveySpec(
    id="surveys.shown_out",
    title="Spoken to in private, then shown out of a group",
    version=2,
    rows=("C09",),
    reads=(GroupLeft, GroupJoined, MessageSent, NoticeFiled, PaymentMade),
    window=timedelta(days=60),
    anchor="the account that removed",
    signs=(
        _sign("removed", 9.0),
        _sign("removed_over_money", 15.0, "money"),
        _sign("removed_and_reported", 15.0),
    ),
)


@dataclass(frozen=True, slots=True)
class Params:
    """What an operator may tune."""

    hours: int = 24  # from private words to the removal
    minutes: int = 10  # from the post to the removal
    back_hours: int = 24  # within which somebody removed in error is let in again
    report_days: int = 7  # within which a report counts
    reasons: tuple[str, ...] = ("threat", "extortion", "harassment")  # of such a report
    most_members: int = 12  # other members with whom money passes, at most: more are a cash box


def look(tables: Tables, params: Params) -> Iterator[Seen]:
    """One finding an account that removes people so; the report makes it the stronger one."""
    if not (tables.has("group.left") and tables.has("message.sent")):
        return
    removals = _removals(tables)
    words = _words(tables, {row["removed_by"] for row in removals})
    back, told = _back(tables, removals), _reports(tables, removals, params)
    money = _money(tables, removals)
    found: dict[str, list[tuple[Row, list[Row]]]] = defaultdict(list)
    for row in removals:
        if steps := _steps(row, words, back, params):
            found[row["removed_by"]].append((row, steps))
    for account, some in sorted(found.items()):
        out = {row["account"] for row, _ in some}
        reported = [
            r for row, _ in some for r in told[row["account"], account] if _after(r, row, params)
        ]
        edges = [edge(step, "account") for row, steps in some for step in (row, *steps)]
        edges += [edge(report, "reason") for report in reported]
        groups = {row["group"] for row, _ in some}
        dealt = [deal for group in sorted(groups) for deal in money.get((account, group), ())]
        if len({deal[-1] for deal in dealt}) > params.most_members:
            dealt = []
        edges += dealt
        many = f"{len(out)} member{'s' * (len(out) > 1)}"
        summary = f"{many} spoken to in private and removed minutes after a post to the group"
        summary += ", with money between the one who removes and members" if dealt else ""
        summary += ", and a report of it" if reported else ""
        plain = "removed_over_money" if dealt else "removed"
        sign = "removed_and_reported" if reported else plain
        yield seen(sign, "account", account, summary, edges, {"removed": out})


def _removals(tables: Tables) -> list[Row]:
    left = tables.recent("group.left", SPEC.window)
    left = left.filter(left.removed_by.notnull() & (left.removed_by != left.account))
    rows = rows_of(left.select("id", "time", "group", "account", "removed_by"))
    return sorted(rows, key=lambda row: (row["time"], row["id"]))


def _words(tables: Tables, hands: set[str]) -> dict[tuple[str, str], list[Row]]:
    """What those who removed wrote, by themselves and the group or the one other it went to."""
    sent = tables.recent("message.sent", SPEC.window)
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in having(sent.select("id", "time", "account", "group", "to"), "account", hands):
        to: Sequence[str] = row["to"] or ()
        where = row["group"] or (to[0] if len(to) == 1 else None)
        if where is not None:
            found[row["account"], where].append(row)
    return found


def _steps(
    row: Row,
    words: dict[tuple[str, str], list[Row]],
    back: dict[tuple[str, str], list[int]],
    params: Params,
) -> list[Row]:
    """The private words and the posts before a removal; nothing when either is not there."""
    by, out, group, at = row["removed_by"], row["account"], row["group"], row["time"]
    again = span(timedelta(hours=params.back_hours))
    if any(at <= came <= at + again for came in back.get((out, group), ())):
        return []
    said = _within(words.get((by, out), ()), at, timedelta(hours=params.hours))
    posts = _within(words.get((by, group), ()), at, timedelta(minutes=params.minutes))
    return [*said, *posts] if said and posts else []


def _within(rows: Sequence[Row], at: int, reach: timedelta) -> list[Row]:
    return [row for row in rows if at - span(reach) <= row["time"] <= at]


def _back(tables: Tables, removals: list[Row]) -> dict[tuple[str, str], list[int]]:
    """When those who were removed joined, by account and group."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    if tables.has("group.joined"):
        came = tables.recent("group.joined", SPEC.window).select("time", "account", "group")
        for row in having(came, "account", {one["account"] for one in removals}):
            found[row["account"], row["group"]].append(row["time"])
    return found


def _reports(
    tables: Tables, removals: list[Row], params: Params
) -> dict[tuple[str, str], list[Row]]:
    """Reports by those who were removed, by reporter and whom they report."""
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    if tables.has("notice.filed"):
        filed = tables.recent("notice.filed", SPEC.window)
        filed = filed.filter((filed.subject_kind == "account") & filed.reason.isin(params.reasons))
        filed = filed.select("id", "time", "subject", "reporter", "reason")
        for row in having(filed, "reporter", {one["account"] for one in removals}):
            found[row["reporter"], row["subject"]].append(row)
    return found


def _money(tables: Tables, removals: list[Row]) -> dict[tuple[str, str], list[Edge]]:
    """Transfers between who removed and others who joined the group, by hand and group."""
    found: dict[tuple[str, str], list[Edge]] = defaultdict(list)
    if not removals or not (tables.has("payment.made") and tables.has("group.joined")):
        return found
    came = tables.recent("group.joined", SPEC.window).select("account", "group")
    members: dict[str, set[str]] = defaultdict(set)
    for row in having(came, "group", {one["group"] for one in removals}):
        members[row["group"]].add(row["account"])
    hands = sorted({(one["removed_by"], one["group"]) for one in removals})
    moved = booked(tables, SPEC.window, ("transfer",))
    moved = moved.select("id", "time", "from_account", "to_account")
    for side, other in (("from_account", "to_account"), ("to_account", "from_account")):
        by_hand: dict[str, list[Row]] = defaultdict(list)
        for row in having(moved, side, {hand for hand, _ in hands}):
            by_hand[row[side]].append(row)
        for hand, group in hands:
            among = members[group] - {hand}
            rows = [row for row in by_hand[hand] if row[other] in among]
            found[hand, group] += [edge(row, other) for row in rows]
    return found


def _after(report: Row, removal: Row, params: Params) -> bool:
    apart: int = report["time"] - removal["time"]
    return 0 <= apart <= span(timedelta(days=params.report_days))


SURVEY = Survey(SPEC, Params(), look)

"""`bantay appeals`: who asks for another look, at our decisions and at the operator's own."""

from pathlib import Path

import click

from bantay.cli.options import listing_options, policy_option, store_option, who
from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.rooms import opened
from bantay.errors import InputError, closest
from bantay.ports.acting import AppealRow


def _next(row: AppealRow) -> str:
    """What a person types next."""
    if row.answer:
        return row.answer
    if row.ours:
        return f"bantay decide {row.decision} --confirm or --overturn"
    return f"your own action: bantay appeals --answer {row.appeal} --uphold or --overturn"


LISTING: Listing[AppealRow] = Listing(
    shown=(
        Column("appeal", lambda a: a.appeal),
        Column("clock (UTC)", lambda a: f"{a.time:%Y-%m-%d %H:%M}"),
        Column("against", lambda a: a.decision),
        Column("account", lambda a: a.account or "not said"),
        Column("answer", _next, short=False),
    ),
    fields=(
        Column("appeal", lambda a: a.appeal),
        Column("decision", lambda a: a.decision),
        Column("account", lambda a: a.account),
        Column("time", lambda a: a.time.isoformat()),
        Column("answer", lambda a: a.answer),
        Column("ours", lambda a: a.ours),
    ),
    record=lambda a: a,
    empty="no appeals",
    under=_next,
)


@click.command("appeals", short_help="Who asks for another look; answer for your own actions.")
@store_option
@policy_option
@click.option("--waiting", is_flag=True, help="Only those nobody has answered; exit 1 when any.")
@click.option("--answer", metavar="APPEAL", help="Answer an appeal against an action of your own.")
@click.option("--uphold", "verdict", flag_value="confirm", help="The action stands.")
@click.option("--overturn", "verdict", flag_value="overturn", help="You take it back yourself.")
@click.option("--by", help="Who answers; without it, your user name.")
@listing_options
def appeals(
    store: Path,
    policy: Path | None,
    waiting: bool,
    answer: str | None,
    verdict: str | None,
    by: str | None,
    format_: str,
    output: Path | None,
    limit: int | None,
) -> int:
    """List appeals, oldest first. What Bantay decided is answered with `bantay decide`.

    An action that was not ours is taken back by you; here its answer is kept, in the audit too.

    \b
      bantay appeals
      bantay appeals --waiting
    """
    if (answer is None) != (verdict is None):
        raise InputError("name an appeal with --answer and one of --uphold, --overturn")
    with opened(store) as place:
        rows = place.appeals(waiting=waiting)
        if answer is not None:
            from bantay.runtime.chosen import chosen
            from bantay.runtime.deciding import Desk

            found, rules = _called(place.appeals(waiting=True), answer), chosen(policy)
            desk = Desk(place, rules.settings, rules.policy, rules.limits, None, rules.detectors)
            desk.answer(found, "overturn" if verdict == "overturn" else "confirm", by or who())
            rows = [row for row in place.appeals() if row.appeal == answer]
    write(LISTING, rows[:limit], format_, output)
    return ASKED if waiting and rows else FINE


def _called(rows: list[AppealRow], wanted: str) -> AppealRow:
    """The waiting appeal of that id; InputError says why it cannot be answered here."""
    found = {row.appeal: row for row in rows}
    if wanted not in found:
        near = closest(wanted, found)
        reason = f"no appeal {wanted!r} waits for an answer; `bantay appeals` lists them"
        raise InputError(reason, nearest=near)
    if found[wanted].ours:
        decision = found[wanted].decision
        raise InputError(f"it is about our decision: bantay decide {decision} --confirm")
    return found[wanted]

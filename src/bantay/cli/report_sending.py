"""`bantay report send`, `status`, `retract`, `release`: what happens after a person said yes."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import structs

from bantay.cli.options import listing_options, store_option, who
from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.safe import safe
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.report_options import by_option, clerk_of, media_option, settings_option
from bantay.errors import InputError
from bantay.model.reporting import Report, Step

if TYPE_CHECKING:
    from bantay.adapters.store import EmbeddedStore

LISTING: Listing[Report] = Listing(
    shown=(
        Column("report", lambda r: r.report),
        Column("case", lambda r: r.case),
        Column("format", lambda r: r.format),
        Column("to", lambda r: r.destination),
        Column("status", lambda r: r.status),
        Column("problems", lambda r: r.problems, right=True),
        Column("its number there", lambda r: r.external),
        Column("said", lambda r: r.said, short=False),
    ),
    fields=(
        Column("report", lambda r: r.report),
        Column("case", lambda r: r.case),
        Column("format", lambda r: r.format),
        Column("destination", lambda r: r.destination),
        Column("production", lambda r: r.production),
        Column("status", lambda r: r.status),
        Column("problems", lambda r: r.problems),
        Column("external", lambda r: r.external),
        Column("digest", lambda r: r.digest),
        Column("drafted", lambda r: r.drafted.isoformat()),
        Column("drafted_by", lambda r: r.drafted_by),
        Column("approved_by", lambda r: r.approved_by),
        Column("sent", lambda r: r.sent.isoformat() if r.sent else None),
        Column("follows", lambda r: r.follows),
        Column("said", lambda r: r.said),
    ),
    record=lambda r: r,
    empty="no reports",
    under=lambda r: r.said,
)
STEPS: Listing[Step] = Listing(
    shown=(
        Column("step", lambda s: s.name),
        Column("status", lambda s: s.status),
        Column("tries", lambda s: s.attempts, right=True),
        Column("unsure", lambda s: s.unsure),
        Column("gave", lambda s: s.value),
        Column("said", lambda s: s.said, short=False),
    ),
    fields=(
        Column("report", lambda s: s.report),
        Column("step", lambda s: s.name),
        Column("status", lambda s: s.status),
        Column("attempts", lambda s: s.attempts),
        Column("unsure", lambda s: s.unsure),
        Column("value", lambda s: s.value),
        Column("said", lambda s: s.said),
    ),
    record=lambda s: s,
    empty="nothing was sent yet",
    under=lambda s: s.said,
)


@click.command("send", short_help="Send an approved report, or go on with one.")
@click.argument("report_id", metavar="[REPORT]", required=False)
@click.option("--due", is_flag=True, help="Go on with everything that waits for its next try.")
@click.option("--production", metavar="NAME", help="The production destination, named again.")
@click.option("--again", is_flag=True, help="Send a dead letter once more, because you say so.")
@media_option
@store_option
@settings_option
@by_option
def send(
    report_id: str | None,
    due: bool,
    production: str | None,
    again: bool,
    media: Path | None,
    store: Path,
    settings: Path,
    by: str | None,
) -> int:
    """Send what a named person approved. Exit 1 while it has no receipt.

    \b
      bantay report send rp-12ab34 --by "Sam Okoye"
      bantay report send rp-12ab34 --production cybertip --by "Sam Okoye"
      bantay report send --due --by "Sam Okoye"
    """
    if due == (report_id is not None):
        raise InputError("name one REPORT, or say --due")
    with clerk_of(store, settings, media) as (clerk, _, _):
        by = by or who()
        wanted = [report_id] if report_id else clerk.due()
        after = [clerk.send(clerk.find(id, by), by, production, again) for id in wanted]
    for one in after:
        number = f", {one.external}" if one.external else ""
        click.echo(safe(f"{one.report}: {one.status}{number}{f': {one.said}' if one.said else ''}"))
    return FINE if all(one.status == "sent" for one in after) else ASKED


@click.command("status", short_help="Reports, their steps, receipts and dead letters.")
@click.argument("report_id", metavar="[REPORT]", required=False)
@click.option("--reference", metavar="REF", help="Note the number a portal gave by hand.")
@store_option
@settings_option
@by_option
@listing_options
def status(
    report_id: str | None,
    reference: str | None,
    store: Path,
    settings: Path,
    by: str | None,
    format_: str,
    output: Path | None,
    limit: int | None,
) -> int:
    """List reports, or the steps of one; exit 1 while one of them is dead.

    \b
      bantay report status --by "Dana Reyes"
      bantay report status rp-12ab34 --reference FIU-2026-77 --by "Sam Okoye"
    """
    with clerk_of(store, settings) as (clerk, place, _):
        by = by or who()
        if report_id is None:
            rows = [_waiting(place, one) for one in clerk.listed(by)]
            write(LISTING, rows[:limit], format_, output)
            return ASKED if any(one.status == "dead" for one in rows) else FINE
        found = clerk.find(report_id, by)
        if reference is not None:
            found = clerk.reference(found, reference, by)
        write(STEPS, place.reports.steps(found.report)[:limit], format_, output)
    return ASKED if found.status == "dead" else FINE


def _waiting(place: "EmbeddedStore", one: Report) -> Report:
    """A report on its way says what it waits for."""
    if one.status != "sending" or one.said:
        return one
    left = (step.said for step in place.reports.steps(one.report) if step.status != "done")
    return structs.replace(one, said=next(left, ""))


@click.command("retract", short_help="Take a report back before it is filed.")
@click.argument("report_id", metavar="REPORT")
@click.option("--why", required=True, help="Why; it stays in the record.")
@store_option
@settings_option
@by_option
def retract(report_id: str, why: str, store: Path, settings: Path, by: str | None) -> None:
    """Retract a report that is not filed yet; a filed one is corrected by a follow-up.

    \b
      bantay report retract rp-12ab34 --why "the wrong account" --by "Sam Okoye"
      bantay report draft --alarm a-1f2e --follows rp-12ab34 --format ncmec --by "Dana Reyes"
    """
    with clerk_of(store, settings) as (clerk, _, _):
        done = clerk.retract(clerk.find(report_id, by or who()), by or who(), why)
    click.echo(f"{done.report}: {done.status}")


@click.command("release", short_help="Let people be told of a decision beside a report.")
@click.argument("decision")
@store_option
@settings_option
@by_option
def release(decision: str, store: Path, settings: Path, by: str | None) -> None:
    """While a suspicion report is drafted or filed, notices about the same account wait.

    \b
      bantay report release d-77 --by "Sam Okoye"
    """
    with clerk_of(store, settings) as (clerk, _, _):
        clerk.release(decision, by or who())
    click.echo(f"{decision}: released")

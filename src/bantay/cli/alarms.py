"""`bantay alarms`: what the evidence adds up to, the strongest first."""

import sys
from pathlib import Path
from typing import get_args

import click

from bantay.cli.options import listing_options, store_option
from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.attention import attention
from bantay.cli.render.sums import signed, sum_of
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.render.words import called, possible
from bantay.cli.rooms import opened
from bantay.model.alarm import Alarm, Status
from bantay.model.vocabulary import Hypothesis
from bantay.ports.reading import AlarmFilter


def why(alarm: Alarm) -> str:
    """The strongest counted finding in its own words, and how many more there are."""
    counted = sum_of(alarm).counted
    if not counted:
        return "its evidence was withdrawn or has aged out"
    more = f" (+{len(counted) - 1} more)" if len(counted) > 1 else ""
    return counted[0][0].summary + more


_FIELDS: tuple[Column[Alarm], ...] = (
    Column("alarm", lambda a: a.alarm),
    Column("revision", lambda a: a.revision),
    Column("episode", lambda a: a.episode),
    Column("status", lambda a: a.status),
    Column("closed_by", lambda a: a.closed_by),
    Column("opened", lambda a: a.opened.isoformat()),
    Column("time", lambda a: a.time.isoformat()),
    Column("hypothesis", lambda a: a.hypothesis),
    Column("subject_kind", lambda a: a.subject.kind),
    Column("subject_id", lambda a: a.subject.id),
    Column("planes", lambda a: "+".join(a.planes)),
    Column("score_db", lambda a: a.score_db),
    Column("prior_db", lambda a: a.prior_db),
    Column("weight_db", lambda a: a.weight_db),
    Column("threshold_db", lambda a: a.threshold_db),
    Column("probability", lambda a: a.probability),
    Column("calibration", lambda a: a.calibration),
    Column("summary", why),
    Column("first_event_time", lambda a: a.first_event_time.isoformat()),
)

LISTING: Listing[Alarm] = Listing(
    shown=(
        Column("alarm", lambda a: a.alarm),
        Column("clock (UTC)", lambda a: f"{a.opened:%Y-%m-%d %H:%M}"),
        Column("possible what", lambda a: possible(a.hypothesis)),
        Column("about", lambda a: called(a.subject)),
        Column("planes", lambda a: ", ".join(a.planes), short=False),
        Column("dB over", lambda a: signed(sum_of(a).over), right=True),
        Column("why, in one line", why, short=False),
        Column("status", lambda a: a.status, short=False),
    ),
    under=lambda a: f"{a.status}, {' + '.join(a.planes)}: {why(a)}",
    fields=_FIELDS,
    record=lambda a: a,
    empty="no alarms: nothing here adds up to one (a quiet list is not a proof)",
)
"""How alarms are listed; `clock` is when the alarm opened, in the time of its events."""


@click.command("alarms", short_help="List alarms, the strongest first.")
@store_option
@click.option("--hypothesis", type=click.Choice(get_args(Hypothesis)), help="Only this one.")
@click.option("--status", type=click.Choice(get_args(Status)), help="Only open or closed ones.")
@click.option("--subject", help="Only alarms about this account, group, instrument …")
@click.option("--fail-on-open", is_flag=True, help="Exit 1 when an open alarm is listed.")
@listing_options
def alarms(
    store: Path,
    hypothesis: str | None,
    status: str | None,
    subject: str | None,
    fail_on_open: bool,
    format_: str,
    output: Path | None,
    limit: int | None,
) -> int:
    """List alarms: each a *possible* something about a subject, never a verdict.

    \b
      bantay alarms --store bantay-demo
      bantay alarms --hypothesis controller --status open --store bantay-demo
      bantay alarms --format jsonl --output alarms.jsonl --store bantay-demo
    """
    with opened(store) as reading:
        red = attention(reading)
        rows = reading.alarms(AlarmFilter(hypothesis, status, subject, limit))
    if red:
        click.echo(red, err=format_ != "table")
    write(LISTING, rows, format_, output)
    if format_ == "table" and rows and sys.stdout.isatty():
        click.echo(f"\nnext  bantay explain {rows[0].alarm}")
    return ASKED if fail_on_open and any(row.status == "open" for row in rows) else FINE

"""`bantay regions`: which regions the alarms point to, by what means, and what surges."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bantay.cli.options import listing_options, store_option
from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.rooms import opened
from bantay.model.surge import surge_id

if TYPE_CHECKING:
    from bantay.runtime.regions import Line, Regions


def _usual(line: "Line") -> str:
    """The latest week beside what was expected of it."""
    week = line.week
    if week is None:
        return "–"
    if week.expected is None:
        return f"{week.count} (too little past)"
    return f"{week.count} of {week.expected:g} expected{', SURGE' if week.surge else ''}"


_FIELDS: "tuple[Column[Line], ...]" = (
    Column("by", lambda r: r.by),
    Column("name", lambda r: r.name),
    Column("title", lambda r: r.title),
    Column("alarms", lambda r: r.alarms, right=True),
    Column("open", lambda r: r.open, right=True),
    Column("certainty", lambda r: r.certainty),
    Column("bases", lambda r: ", ".join(r.bases)),
    Column("transmission", lambda r: ", ".join(r.transmission)),
    Column("hypotheses", lambda r: ", ".join(r.hypotheses)),
    Column("activity", lambda r: r.activity, right=True),
    Column("week", lambda r: r.week.begins.isoformat() if r.week else None),
    Column("week_days", lambda r: r.week.days if r.week else None),
    Column("week_alarms", lambda r: r.week.count if r.week else None),
    Column("week_expected", lambda r: r.week.expected if r.week else None),
    Column("deviations", lambda r: r.week.deviations if r.week else None),
    Column("surge", lambda r: r.week.surge if r.week else False),
)


def _listing() -> "Listing[Line]":
    by, _, title, alarms, open_, certainty, bases, ways, kinds, activity, *_ = _FIELDS
    shown = (
        *(by, title, alarms, open_, Column("last week", _usual), certainty),
        *(Column("on what basis", bases.read, short=False), Column("by", ways.read, short=False)),
        *(Column("possible what", kinds.read, short=False), activity),
    )
    return Listing(
        shown=shown,
        fields=_FIELDS,
        record=lambda line: line,
        empty="nothing here points to a region",
        under=lambda line: ", ".join((*line.bases, *line.transmission)) or line.title,
    )


@click.command("regions", short_help="Target regions, means of transmission, surges.")
@store_option
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Draw the map here.")
@click.option(
    "--alarms-only", is_flag=True, help="Leave out what other events tell of regions (faster)."
)
@click.option("--fail-on-surge", is_flag=True, help="Exit 1 when the last week or this one surges.")
@click.option(
    "--alarms-to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Append every surge to this JSONL file, each once.",
)
@listing_options
def regions(
    store: Path,
    svg: Path | None,
    alarms_only: bool,
    fail_on_surge: bool,
    alarms_to: Path | None,
    format_: str,
    output: Path | None,
    limit: int | None,
) -> int:
    """Count alarms by region, means of transmission and hypothesis; mark surges.

    Regions are what the evidence names, dials, pays from or logs in from, each with its
    basis; a week is held against its own past, with season and weekday taken out.

    \b
      bantay regions --store bantay-demo
      bantay regions --svg map.svg --store bantay-demo
    """
    from bantay.runtime.regions import regions as counted

    with opened(store) as place:
        told = counted(place, activity=not alarms_only)
    write(_listing(), list(told.lines)[:limit], format_, output)
    if svg is not None:
        from bantay.cli.render.region_map import region_map

        svg.write_text(region_map(told), encoding="utf-8")
    if alarms_to is not None:
        from bantay.adapters.sinks import JsonlSink
        from bantay.runtime.regions import parcels

        JsonlSink(alarms_to).deliver(parcels(told.surges))
    _warn(told)
    return ASKED if fail_on_surge and told.latest() else FINE


def _warn(told: "Regions") -> None:
    """Surges are loud: in red, and also where the listing goes to a file."""
    alarmed = {row.surge.id: row.told.date().isoformat() for row in told.alarmed}
    for by, name, week in told.latest():
        day = alarmed.get(surge_id(by, name, week.begins))
        words = f"! surge: {name} ({by}), {week.count} alarms in {week.days} days from "
        words += f"{week.begins.isoformat()}, {week.expected:g} expected; "
        words += f"alarmed {day}" if day else "not alarmed yet: bantay survey surges does it"
        click.echo(click.style(words, fg="red", bold=True), err=True)

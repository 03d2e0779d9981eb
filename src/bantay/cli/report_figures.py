"""`bantay report figures`: a year for the transparency report."""

from collections.abc import Iterator
from pathlib import Path

import click

from bantay.cli.options import listing_options, store_option, who
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.report_options import by_option, clerk_of, settings_option
from bantay.model.reporting import Closing


@click.command("figures", short_help="A year in figures, for the transparency report.")
@click.option("--year", type=click.IntRange(2000, 2100), required=True)
@click.option(
    "--public", is_flag=True, help="Counts below five are not told: one could be somebody."
)
@store_option
@settings_option
@by_option
@listing_options
def figures(
    year: int,
    public: bool,
    store: Path,
    settings: Path,
    by: str | None,
    format_: str,
    output: Path | None,
    limit: int | None,
) -> None:
    """Decisions by ground, automation, language, action and source; reversals; reports sent.

    \b
      bantay report figures --year 2026 --public --format csv --by "Dana Reyes"
    """
    from bantay.ports.acting import DecisionFilter
    from bantay.reports.figures import figures as counted
    from bantay.runtime.report_decisions import bearing, taken

    with clerk_of(store, settings) as (clerk, place, _):
        reports = clerk.listed(by or who())
        made = place.decisions(DecisionFilter())
        decisions = taken(made, bearing(place.log(), made))
    rows = list(_rows(counted(year, decisions, reports), public))
    write(FIGURES, rows[:limit], format_, output)


Row = tuple[str, str, str]
FIGURES: Listing[Row] = Listing(
    shown=(
        Column("what", lambda r: r[0]),
        Column("of", lambda r: r[1]),
        Column("count", lambda r: r[2], right=True),
    ),
    fields=(
        Column("what", lambda r: r[0]),
        Column("of", lambda r: r[1]),
        Column("count", lambda r: r[2]),
    ),
    record=lambda r: {"what": r[0], "of": r[1], "count": r[2]},
    empty="nothing was decided in that year",
)


def _rows(found: Closing, public: bool) -> Iterator[Row]:
    from bantay.reports.figures import published

    def told(count: int) -> str:
        return published(count) if public else str(count)

    yield "decisions", "all", told(found.statements)
    yield "decisions", "reversed", told(found.reversed)
    if found.reversal_rate is not None and not public:
        yield "decisions", "share reversed", f"{found.reversal_rate:.4f}"
    for what in ("ground", "automation", "language", "action", "source"):
        for name, count in getattr(found, f"by_{what}").items():
            yield what, name, told(count)
    for name, count in found.reports.items():
        yield "reports sent", name, told(count)

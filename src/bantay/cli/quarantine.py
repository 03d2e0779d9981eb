"""`bantay quarantine`: the lines that were not events, and why. None is ever lost."""

from pathlib import Path

import click

from bantay.cli.options import listing_options, store_option, who
from bantay.cli.render.safe import safe
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.rooms import opened
from bantay.errors import InputError
from bantay.ports.reading import Look, QuarantineRow

PURPOSE = "mending a feed"


def _place(row: QuarantineRow) -> str:
    return f"{row.file}:{row.line or '?'}" + ("" if row.column is None else f":{row.column}")


LISTING: Listing[QuarantineRow] = Listing(
    shown=(
        Column("place", _place),
        Column("field", lambda r: r.field),
        Column("reason", lambda r: r.reason),
        Column("did you mean", lambda r: r.nearest),
    ),
    fields=(
        Column("file", lambda r: r.file),
        Column("line", lambda r: r.line),
        Column("column", lambda r: r.column),
        Column("field", lambda r: r.field),
        Column("reason", lambda r: r.reason),
        Column("nearest", lambda r: r.nearest),
        Column("wall", lambda r: r.wall.isoformat()),
    ),
    record=lambda r: r,
    empty="nothing in quarantine: every line was an event",
)


@click.command("quarantine", short_help="List lines that were not events, and why.")
@store_option
@click.option("--raw", metavar="FILE:LINE", help="Show that line itself, as it came.")
@click.option(
    "--purpose",
    default=PURPOSE,
    show_default=True,
    help="Why a raw line is looked at; goes to the audit log with your name.",
)
@listing_options
def quarantine(
    store: Path,
    raw: str | None,
    purpose: str,
    format_: str,
    output: Path | None,
    limit: int | None,
) -> None:
    """List the lines that could not be read, with place, field and reason.

    The lines themselves are in the vault for 30 days; looking at one with --raw is logged.

    \b
      bantay quarantine
      bantay quarantine --raw broken.jsonl:3 --purpose "mending our exporter"
    """
    with opened(store) as reading:
        if raw is not None:
            file, line = _named(raw)
            click.echo(_shown(raw, reading.raw_lines(file, line, Look(who(), purpose))))
            return
        rows = reading.quarantine(limit)
    write(LISTING, rows, format_, output)


def _named(place: str) -> tuple[str, int]:
    file, _, line = place.rpartition(":")
    if not file or not line.isdecimal():
        raise InputError(f"expected FILE:LINE as the list shows it, without the column: {place!r}")
    return file, int(line)


def _shown(place: str, lines: list[bytes]) -> str:
    if not lines:
        raise InputError(f"the vault holds no line {place}: never rejected, or older than 30 days")
    return "\n".join(safe(line.decode("utf-8", "backslashreplace")) for line in lines)

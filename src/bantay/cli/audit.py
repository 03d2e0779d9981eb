"""`bantay audit verify`: proves that nobody changed or removed an audit record."""

from pathlib import Path

import click

from bantay.cli.options import listing_options, store_option
from bantay.cli.problems import ASKED, FINE
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.render.words import count
from bantay.cli.rooms import opened
from bantay.ports.reading import AuditRow

LISTING: Listing[AuditRow] = Listing(
    shown=(
        Column("n", lambda r: r.n, right=True),
        Column("time (UTC)", lambda r: f"{r.time:%Y-%m-%d %H:%M:%S}"),
        Column("who", lambda r: r.who),
        Column("did", lambda r: r.act),
        Column("what", lambda r: r.what),
    ),
    fields=(
        Column("n", lambda r: r.n),
        Column("time", lambda r: r.time.isoformat()),
        Column("who", lambda r: r.who),
        Column("act", lambda r: r.act),
        Column("what", lambda r: r.what),
        Column("before", lambda r: r.before),
        Column("hash", lambda r: r.hash),
    ),
    record=lambda r: r,
    empty="the audit log is empty",
)


@click.group("audit", short_help="The log of who looked, decided and changed.")
def audit() -> None:
    """The audit log: append-only, each record carrying the hash of the one before.

    \b
      bantay audit verify --store bantay-demo
    """


@audit.command("verify", short_help="Prove that the chain holds; exit 1 when it does not.")
@store_option
def verify(store: Path) -> int:
    """Recompute every hash of the chain.

    \b
      bantay audit verify --store bantay-demo
    """
    with opened(store) as reading:
        broken = reading.verify_audit()
        size = len(reading.audit())
    if broken is None:
        click.echo(f"the chain holds: {count(size, 'record')}, none changed or removed")
        return FINE
    message = f"! the chain is broken at record {broken}: it or one before it was changed"
    click.secho(message, fg="red", bold=True)
    return ASKED


@audit.command("list", short_help="List the records, the oldest first.")
@store_option
@listing_options
def list_(store: Path, format_: str, output: Path | None, limit: int | None) -> None:
    """List what was done, by whom, and who looked at what people wrote.

    \b
      bantay audit list --store bantay-demo
    """
    with opened(store) as reading:
        rows = reading.audit()
    write(LISTING, rows[-limit:] if limit else rows, format_, output)

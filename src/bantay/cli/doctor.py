"""`bantay doctor`: is everything here well? One line a check, one remedy a failing line."""

from collections.abc import Iterator
from pathlib import Path

import click

from bantay.cli.checks import Check, machine
from bantay.cli.options import format_option, output_option, store_option, who
from bantay.cli.render.safe import safe
from bantay.cli.render.tables import Column, Listing, write
from bantay.cli.rooms import opened
from bantay.cli.server_checks import of_server
from bantay.cli.store_checks import of_store

_COLOURS = {"ok": "green", "look": "yellow", "broken": "red"}
_CODES = {"ok": 0, "look": 1, "broken": 2}

_COLUMNS: tuple[Column[Check], ...] = (
    Column("state", lambda c: c.state),
    Column("check", lambda c: c.name),
    Column("said", lambda c: c.said),
    Column("fix", lambda c: c.fix),
)
LISTING: Listing[Check] = Listing(shown=_COLUMNS, fields=_COLUMNS, record=lambda c: c, empty="")


@click.command("doctor", short_help="Is everything well? One remedy a line.")
@store_option
@click.option("--thorough", is_flag=True, help="Read every byte of the store.")
@click.option("--clock-is-right", is_flag=True, help="Say so, when the store doubts the clock.")
@format_option
@output_option
def doctor(
    store: Path, thorough: bool, clock_is_right: bool, format_: str, output: Path | None
) -> int:
    """Check this machine and the store.

    Exit 0 when all is well, 1 when something deserves a look, 2 when something is broken.

    \b
      bantay doctor
      bantay doctor --store bantay-demo
    """
    if clock_is_right:
        with opened(store) as place:
            place.checking.believe_clock(who())
    checks = [*machine(store), *of_server(store), *of_store(store, thorough=thorough)]
    if format_ == "table" and output is None:
        click.echo("\n".join(line for check in checks for line in _lines(check)))
    else:
        write(LISTING, checks, format_, output)
    return max(_CODES[check.state] for check in checks)


def _lines(check: Check) -> Iterator[str]:
    mark = click.style(f"{check.state:<7}", fg=_COLOURS[check.state])
    yield f"{mark} {check.name:<10} {safe(check.said)}"
    if check.fix:
        yield f"{'':<18} fix: {safe(check.fix)}"

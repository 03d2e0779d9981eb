"""Tables of measures on the screen, and what is being measured."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from bantay.cli.render.tables import Column, Listing
from bantay.cli.render.tables import table as drawn

if TYPE_CHECKING:
    from bantay.bench.quality.tables import Table, Value


def told(name: str) -> None:
    """Say what is looked at next."""
    click.echo(f"{name} …", err=True)


def printed(tables: "Iterable[Table]") -> None:
    """Print tables, each under its title."""
    for table in tables:
        click.echo(f"{click.style(table.title, bold=True)}\n")
        click.echo(f"{drawn(_listing(table), table.rows)}\n")


def _listing(table: "Table") -> "Listing[list[Value]]":
    columns = tuple(_column(table, place) for place in range(len(table.columns)))
    return Listing(columns, columns, record=list, empty="nothing")


def _column(table: "Table", place: int) -> "Column[list[Value]]":
    right = any(isinstance(row[place], int) for row in table.rows)
    return Column(table.columns[place], lambda row: row[place], right=right)

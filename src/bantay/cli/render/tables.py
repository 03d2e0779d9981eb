"""Every listing in four shapes: a table for people, JSON lines, CSV and Parquet.

A listing says twice what a row is: `shown` are the few columns of the table, `fields` the
flat columns of CSV and Parquet. A JSON line carries the whole record.
"""

import csv
import io
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import click

from bantay.cli.render.safe import cells_of, cut, isolated, safe
from bantay.errors import InputError

T = TypeVar("T")
Cell = str | int | float | bool | None

FORMATS = ("table", "jsonl", "csv", "parquet")

# A spreadsheet runs cells that begin with one of these; account names are others' choice.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: its name and how to read it off a row; numbers stand on the right.

    One that is not `short` moves to the line below on a narrow terminal.
    """

    name: str
    read: Callable[[T], Cell]
    right: bool = False
    short: bool = True


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """How rows of one kind are listed. `record` is what a JSON line holds.

    `under` is what a narrow terminal shows below a row in place of its long columns.
    """

    shown: tuple[Column[T], ...]
    fields: tuple[Column[T], ...]
    record: Callable[[T], Any]
    empty: str
    under: Callable[[T], str] | None = None


def write(listing: Listing[T], rows: Sequence[T], format_: str, output: Path | None) -> None:
    """Write rows to `output`, or to standard output; Parquet is refused on a terminal."""
    if format_ == "table":
        text = table(listing, rows) if rows else listing.empty
        body = f"{text}\n".encode("utf-8", "backslashreplace")
    else:
        body = _BODIES[format_](listing, rows)
    if output is not None:
        output.write_bytes(click.unstyle(body.decode()).encode() if format_ == "table" else body)
    elif format_ == "parquet" and sys.stdout.isatty():
        raise InputError("Parquet is not for a screen: give --output FILE or a pipe")
    else:
        sys.stdout.buffer.write(body)
        sys.stdout.flush()


def table(listing: Listing[T], rows: Sequence[T]) -> str:
    """Columns for people: as wide as needed when piped, fitted to a terminal's width."""
    wide = _plain(listing.shown, rows)
    if not sys.stdout.isatty():
        return "\n".join(wide)
    room = shutil.get_terminal_size().columns
    if max(map(cells_of, wide)) <= room:
        return "\n".join([click.style(wide[0], bold=True), *wide[1:]])
    return _stacked(listing, rows, room) if listing.under else _wrapped(listing, rows)


def _plain(columns: Sequence[Column[T]], rows: Sequence[T]) -> list[str]:
    heads = [column.name for column in columns]
    cells = [heads, *([_shown(column.read(row)) for column in columns] for row in rows)]
    widths = [max(map(cells_of, column)) for column in zip(*cells, strict=True)]
    rights = [column.right for column in columns]
    return [_line(row, widths, rights) for row in cells]


def _line(row: Sequence[str], widths: Sequence[int], rights: Sequence[bool]) -> str:
    padded = []
    for cell, width, right in zip(row, widths, rights, strict=True):
        blank = " " * (width - cells_of(cell))
        padded.append(blank + cell if right else cell + blank)
    return "  ".join(padded).rstrip()


def _stacked(listing: Listing[T], rows: Sequence[T], room: int) -> str:
    """The listing's short columns, the rest of a row on a line of its own below."""
    under = listing.under or (lambda row: "")
    head, *lines = _plain([column for column in listing.shown if column.short], rows)
    below = [cut(_shown(under(row)), max(20, room - 4)) for row in rows]
    pairs = (f"{line}\n    {words}" for line, words in zip(lines, below, strict=True))
    return "\n".join([click.style(head, bold=True), *pairs])


def _wrapped(listing: Listing[T], rows: Sequence[T]) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in listing.shown:
        drawn.add_column(column.name, justify="right" if column.right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(_shown(column.read(row))) for column in listing.shown))
    console = Console()
    with console.capture() as captured:
        console.print(drawn)
    return captured.get().rstrip("\n")


def _shown(value: Cell) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return isolated(safe(str(value)))


def _jsonl(listing: Listing[T], rows: Sequence[T]) -> bytes:
    import msgspec

    encoder = msgspec.json.Encoder()
    return b"".join(encoder.encode(listing.record(row)) + b"\n" for row in rows)


def _csv(listing: Listing[T], rows: Sequence[T]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([column.name for column in listing.fields])
    for row in rows:
        writer.writerow([_disarmed(column.read(row)) for column in listing.fields])
    return text.getvalue().encode("utf-8", "backslashreplace")


def _disarmed(value: Cell) -> Cell:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _parquet(listing: Listing[T], rows: Sequence[T]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {c.name: [c.read(row) for row in rows] for c in listing.fields}
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), sink)
    return bytes(sink.getvalue())


_BODIES: dict[str, Callable[[Listing[Any], Sequence[Any]], bytes]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "parquet": _parquet,
}
